/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/record/candidates.h"
#include "shim/cli/base/file_content.h"
#include "shim/serve/manifest_source.h"
#include "core/base/path.h"
#include "core/read/format.h"

#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#define VENV_MARK "pyvenv.cfg" /* PEP 405 */

static const char *const problems[REFUSALS] = {
    [REFUSED_FORMAT] = "it is neither YAML nor JSON",
    [REFUSED_OUTSIDE] = "it is outside of the working directory",
    [REFUSED_HIDDEN] = "it is in a hidden directory",
    [REFUSED_INSTALLED] = "installed software's (site-packages, node_modules, a virtual environment)",
    [REFUSED_MANIFEST] = "it is the manifest",
    [REFUSED_SCHEMA] = "it is a JSON Schema",
    [REFUSED_READ_WRITE] = "it was opened for reading and writing, and such a file is never overridden",
    [REFUSED_WRITTEN] = "it was written while the job ran, before the job read it",
};

static void refuse(struct candidate *candidate, enum refusal refusal)
{
    candidate->refusal = refusal;
    candidate->problem = problems[refusal];
}

static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static bool is_file(const struct candidate *candidate, const char *path)
{
    struct stat status;
    return candidate->exists && stat(path, &status) == 0 && is_same(&status, &candidate->status);
}

/* A directory that is path up to length. */
static bool is_virtual_environment(const char *path, size_t length)
{
    char mark[PATH_MAX + sizeof("/" VENV_MARK)];
    return snprintf(mark, sizeof mark, "%.*s/" VENV_MARK, (int)length, path) < (int)sizeof mark &&
           access(mark, F_OK) == 0;
}

static bool is_of_software(const char *path, struct text directory)
{
    return text_equal(directory, TEXT("site-packages")) || text_equal(directory, TEXT("dist-packages")) ||
           text_equal(directory, TEXT("node_modules")) ||
           is_virtual_environment(path, (size_t)(directory.bytes + directory.length - path));
}

/* name is the end of path: what is below the root, or the whole. */
static bool is_installed(const char *path, struct text name)
{
    for (size_t start = 0, end; (end = text_find(name, start, '/')) < name.length; start = end + 1) {
        if (is_of_software(path, text_part(name, start, end))) {
            return true;
        }
    }
    return text_equal(path_name(path), TEXT(VENV_MARK));
}

/* What a path alone says against a file. */
static enum refusal judge_place(const struct surroundings *surroundings, const char *path)
{
    struct text name = path_below(surroundings->root, text_of(path));
    enum refusal refusal = REFUSED_NOT;
    if (is_installed(path, name)) {
        return REFUSED_INSTALLED;
    }
    if (path[0] != '/' || name.length == 0 || name.bytes[0] == '/') {
        return REFUSED_OUTSIDE;
    }
    for (size_t start = 0, end; (end = text_find(name, start, '/')) < name.length; start = end + 1) {
        struct text directory = text_part(name, start, end);
        if (text_equal(directory, TEXT(".."))) {
            return REFUSED_OUTSIDE; /* it may lead out */
        }
        if (directory.bytes[0] == '.') {
            refusal = REFUSED_HIDDEN;
        }
    }
    return refusal;
}

static const struct manifest_file *find_known(const struct surroundings *surroundings,
                                              const struct candidate *candidate)
{
    if (!surroundings->manifest) {
        return NULL;
    }
    const struct manifest_file *file = manifest_find(surroundings->manifest, text_of(candidate->path));
    if (file) {
        return file;
    }
    for (file = surroundings->manifest->files; file; file = file->next) {
        if (is_file(candidate, text_string(surroundings->arena, file->path))) {
            return file;
        }
    }
    return NULL;
}

/* Prefers the name that the job and its users know, when it is allowed, and still the same file's. */
static enum refusal choose_name(const struct surroundings *surroundings, const struct discovered *file,
                                struct candidate *candidate)
{
    enum refusal refusal = judge_place(surroundings, file->file);
    candidate->path = file->file;
    candidate->exists = stat(file->file, &candidate->status) == 0;
    if (is_file(candidate, file->named) && judge_place(surroundings, file->named) == REFUSED_NOT) {
        candidate->path = file->named;
        refusal = REFUSED_NOT;
    }
    candidate->name = path_below(surroundings->root, text_of(candidate->path));
    candidate->known = find_known(surroundings, candidate);
    if (!candidate->known) {
        return refusal;
    }
    candidate->name = text_of(candidate->known->name);
    return REFUSED_NOT; /* the manifest wants it */
}

static bool is_schema_of(const struct surroundings *surroundings, const struct offer *offer,
                         const struct candidate *candidate)
{
    return offer->schema_file &&
           is_file(candidate,
                   manifest_schema_path(surroundings->arena, surroundings->manifest_path, offer->schema_file));
}

static bool is_named_schema(const struct surroundings *surroundings, const struct candidate *candidate)
{
    const struct manifest *manifest = surroundings->manifest;
    const struct manifest_file *file = manifest ? manifest->files : NULL;
    while (file && !is_schema_of(surroundings, &file->offer, candidate)) {
        file = file->next;
    }
    return file || (manifest && is_schema_of(surroundings, &manifest->run_config, candidate));
}

static enum refusal judge_use(const struct surroundings *surroundings, const struct discovered *file,
                              const struct candidate *candidate)
{
    if (is_file(candidate, surroundings->manifest_path)) {
        return REFUSED_MANIFEST;
    }
    if (is_named_schema(surroundings, candidate)) {
        return REFUSED_SCHEMA;
    }
    if (!file->read) {
        return REFUSED_READ_WRITE;
    }
    return file->read_as_found ? REFUSED_NOT : REFUSED_WRITTEN;
}

static void look_inside(const struct surroundings *surroundings, struct candidate *candidate)
{
    const char *name = text_string(surroundings->arena, candidate->name);
    struct diagnostics diagnostics = {.arena = surroundings->arena};
    struct file_content content;
    const char *problem = file_read(surroundings->arena, candidate->path, FILES_REGULAR, &content);
    if (problem) {
        diagnose(&diagnostics, SEVERITY_ERROR, (struct place){.source = name}, "%s", problem);
    }
    if (problem || !recorded_types_read(surroundings->arena, name, content.bytes, &candidate->recorded, &diagnostics)) {
        candidate->refusal = REFUSED_CONTENT;
        candidate->problem = diagnostic_line(surroundings->arena, diagnostics.first);
    } else if (candidate->recorded.is_schema) {
        refuse(candidate, REFUSED_SCHEMA);
    }
}

static struct candidate *judge(const struct surroundings *surroundings, const struct discovered *file)
{
    struct candidate *candidate = arena_new(surroundings->arena, struct candidate);
    enum refusal refusal = choose_name(surroundings, file, candidate);
    if (refusal != REFUSED_INSTALLED && format_of_name(candidate->name) == FORMAT_UNKNOWN) {
        refusal = REFUSED_FORMAT;
    }
    if (refusal == REFUSED_NOT) {
        refusal = judge_use(surroundings, file, candidate);
    }
    if (refusal == REFUSED_NOT) {
        look_inside(surroundings, candidate);
    } else {
        refuse(candidate, refusal);
    }
    return candidate;
}

/* Whether one of them is the same file. */
static bool has_same(const struct candidate *candidates, const struct candidate *candidate)
{
    while (candidates &&
           !(candidates->exists && candidate->exists && is_same(&candidates->status, &candidate->status))) {
        candidates = candidates->next;
    }
    return candidates != NULL;
}

struct candidate *candidates_of(const struct surroundings *surroundings, const struct discovered *files)
{
    struct candidate *first = NULL, **link = &first;
    for (; files; files = files->next) {
        struct candidate *candidate = judge(surroundings, files);
        if (!has_same(first, candidate)) {
            *link = candidate;
            link = &candidate->next;
        }
    }
    return first;
}
