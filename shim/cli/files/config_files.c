/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/files/config_files.h"
#include "shim/cli/base/missing_file.h"
#include "shim/cli/files/working_directory.h"

#include "core/base/path.h"
#include "core/base/sha256.h"
#include "shim/cli/files/argument.h"
#include "shim/serve/kernel.h"

#include <errno.h>
#include <search.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool has_directory(struct launch_inputs *launch, const struct override_file *file)
{
    const char *slash = memrchr(file->path.bytes, '/', file->path.length);
    struct text directory = text_part(file->path, 0, slash ? (size_t)(slash - file->path.bytes) + 1 : 0);
    return access(text_string(launch->arena, directory), F_OK) == 0;
}

/* What a job will read at a path where the disk has no file. */
static bool patch_missing(struct launch_inputs *launch, struct config_file *config)
{
    if (!has_directory(launch, config->file)) {
        inputs_refuse(launch, config->file->name, "its directory does not exist");
        return false;
    }
    return patch_missing_file(launch->arena, &launch->overrides, config->file, &config->original.bytes, &config->patch,
                              &launch->diagnostics);
}

static enum outcome outcome_of(bool patched)
{
    return patched ? OUTCOME_FOUND : OUTCOME_REFUSED;
}

const char *config_file_missing(struct launch_inputs *launch, const char *name, struct text path)
{
    const char *elsewhere = working_directory_advice(launch, name);
    return missing_file_problem(launch->arena, name, text_string(launch->arena, path),
                                elsewhere ? elsewhere : "--allow-missing, if the job writes it before it reads it");
}

/* The content that counts is the copy's, and the identity that of the disk's file, if any. */
static const char *read_copy(struct launch_inputs *launch, struct config_file *config)
{
    const struct override_file *file = config->file;
    struct stat disk = {0};
    const char *wrong =
        file_read(launch->arena, text_string(launch->arena, file->copy.path), FILES_REGULAR, &config->original);
    const bool is_there = kernel_fstatat(AT_FDCWD, text_string(launch->arena, file->path), &disk, 0) == 0;
    config->original.device = is_there ? disk.st_dev : 0;
    config->original.inode = is_there ? disk.st_ino : 0;
    return wrong;
}

static void patch_read(struct launch_inputs *launch, struct config_file *config)
{
    config->outcome = outcome_of(patch_file(launch->arena, &launch->overrides, config->file, config->original.bytes,
                                            &config->patch, &launch->diagnostics));
}

static void patch_copy(struct launch_inputs *launch, struct config_file *config)
{
    const struct override_file *file = config->file;
    const char *wrong = read_copy(launch, config);
    if (wrong) {
        diagnose(&launch->diagnostics, SEVERITY_ERROR, file->copy.place, "the copy of %s, %.*s: %s", file->name,
                 TEXT_ARGS(file->copy.path), wrong);
    } else if (config->original.inode == 0 && !has_directory(launch, file)) {
        inputs_refuse(launch, file->name, "its directory does not exist");
    } else {
        patch_read(launch, config);
    }
}

static void patch_disk(struct launch_inputs *launch, struct config_file *config, bool allow_missing)
{
    const struct override_file *file = config->file;
    const char *wrong =
        file_read(launch->arena, text_string(launch->arena, file->path), FILES_REGULAR, &config->original);
    if (!wrong) {
        patch_read(launch, config);
    } else if (errno != ENOENT) {
        inputs_refuse(launch, file->name, wrong);
    } else if (file->policy->optional) {
        config->outcome = outcome_of(patch_missing(launch, config));
        config->is_made_up = true;
    } else if (allow_missing || !override_file_is_needed(file)) {
        config->outcome = OUTCOME_NONE;
    } else {
        inputs_refuse(launch, file->name, config_file_missing(launch, file->name, file->path));
    }
}

struct config_file *config_file_patch(struct launch_inputs *launch, const struct override_file *file,
                                      bool allow_missing)
{
    struct config_file *config = arena_new(launch->arena, struct config_file);
    config->file = file;
    if (file->copy.path.length > 0) {
        patch_copy(launch, config);
    } else {
        patch_disk(launch, config, allow_missing);
    }
    if (config->outcome == OUTCOME_FOUND) {
        config->shown =
            hidden_patch_of(launch->arena, &launch->overrides, file, config->original.bytes, &config->patch);
    }
    return config;
}

static int compare_identities(const void *a, const void *b)
{
    const struct file_content *one = &((const struct config_file *)a)->original;
    const struct file_content *other = &((const struct config_file *)b)->original;
    if (one->device != other->device) {
        return one->device < other->device ? -1 : 1;
    }
    return one->inode < other->inode ? -1 : one->inode > other->inode;
}

/* seen: a tree, as of tsearch(3), of the files that were added before. */
static void refuse_same_file(struct launch_inputs *launch, void **seen, const struct config_file *added)
{
    if (added->original.inode == 0) {
        return; /* it is missing */
    }
    const struct config_file **other = tsearch(added, seen, compare_identities);
    if (other && *other != added) {
        diagnose(&launch->diagnostics, SEVERITY_ERROR, added->file->origin,
                 "%s is the same file as %s (call it by one name)", added->file->name, (*other)->file->name);
    }
}

static void keep(void *file)
{
    (void)file; /* it is in the arena */
}

/* Every process of the job is to read the copy that this one has read. No digest of a secret is handed on. */
static void pin_copy(struct launch_inputs *launch, struct override_file *file, const struct config_file *config)
{
    if (config->outcome != OUTCOME_FOUND || file->copy.path.length == 0 || file->base.required ||
        file->policy->secret_count > 0) {
        return;
    }
    char *digest = arena_array(launch->arena, char, SHA256_HEX);
    sha256_hex(config->original.bytes, digest);
    file->base = (struct base){.sha256 = text_of(digest), .place = file->copy.place, .required = true};
}

struct config_file *config_files_patch(struct launch_inputs *launch, bool allow_missing)
{
    struct config_file *first = NULL, **link = &first;
    void *seen = NULL;
    for (struct override_file *file = launch->overrides.files; file; file = file->next) {
        *link = config_file_patch(launch, file, allow_missing);
        pin_copy(launch, file, *link);
        refuse_same_file(launch, &seen, *link);
        link = &(*link)->next;
    }
    tdestroy(seen, keep);
    return first;
}

const char *config_file_path(struct launch_inputs *launch, const char *path)
{
    return path[0] == '/' ? path : path_in(launch->arena, text_string(launch->arena, launch->overrides.root), path);
}

const struct override_file *config_file_find(struct launch_inputs *launch, const char *path)
{
    const struct override_file *file = overrides_find_file(&launch->overrides, text_of(path));
    struct stat wanted, other;
    if (file) {
        return file;
    }
    if (kernel_fstatat(AT_FDCWD, config_file_path(launch, path), &wanted, 0) < 0) {
        return NULL;
    }
    for (file = launch->overrides.files; file; file = file->next) {
        if (kernel_fstatat(AT_FDCWD, text_string(launch->arena, file->path), &other, 0) == 0 &&
            kernel_same_file(&wanted, &other)) {
            return file;
        }
    }
    return NULL;
}

static bool stat_parent(struct arena *arena, const char *path, struct stat *seen)
{
    const struct text parent = path_parent(path);
    return stat(parent.length > 0 ? text_string(arena, parent) : ".", seen) == 0;
}

/* The file of which the disk has none that would be at path. */
static const struct config_file *find_missing(struct arena *arena, const struct config_file *files, const char *path)
{
    struct stat parent, other;
    for (; files; files = files->next) {
        const char *wanted = text_string(arena, files->file->path);
        if (files->original.inode == 0 && text_equal(path_name(wanted), path_name(path)) &&
            stat_parent(arena, path, &parent) && stat_parent(arena, wanted, &other) &&
            kernel_same_file(&parent, &other)) {
            return files;
        }
    }
    return NULL;
}

static const struct config_file *find_at(struct arena *arena, const struct config_file *files, const char *path)
{
    struct stat seen;
    if (stat(path, &seen) != 0) {
        return find_missing(arena, files, path);
    }
    while (files && (files->original.device != seen.st_dev || files->original.inode != seen.st_ino)) {
        files = files->next;
    }
    return files;
}

const struct config_file *config_file_of_argument(struct arena *arena, const struct config_file *files,
                                                  const char *directory, const char *argument, const char **path)
{
    const struct text begins = text_of(directory ? directory : "");
    const struct config_file *found = NULL;
    for (const char *part = argument; part && !found; part = argument_next_path(argument, part)) {
        found = find_at(arena, files, path_behind(arena, begins, text_of(part)));
        if (found && path) {
            *path = part;
        }
    }
    return found;
}

struct text config_file_label(const struct launch_inputs *launch, const struct override_file *file)
{
    return path_below(launch->overrides.root, file->path);
}
