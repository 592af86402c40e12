/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/manifest_search.h"
#include "core/base/path.h"
#include "shim/serve/environment.h"
#include "shim/serve/kernel.h"

#include <sys/stat.h>
#include <unistd.h>

static bool stat_at(const struct manifest_search *search, struct text path, struct stat *seen)
{
    return kernel_fstatat(AT_FDCWD, text_string(search->arena, path), seen, 0) == 0;
}

static const char *owner_refusal(const struct stat *start, const struct stat *status)
{
    bool is_trusted = status->st_uid == 0 || status->st_uid == geteuid() || status->st_uid == start->st_uid;
    return is_trusted ? NULL : "belongs to another user";
}

/* NULL when the manifest, in that directory, may be taken. */
static const char *refusal(const struct stat *start, const struct stat *directory, const struct stat *manifest)
{
    const char *problem = owner_refusal(start, directory);
    problem = problem ? problem : owner_refusal(start, manifest);
    mode_t mode = S_ISLNK(manifest->st_mode) ? 0 : manifest->st_mode; /* a link's own says nothing */
    bool is_open = (directory->st_mode | mode) & S_IWOTH;
    return problem ? problem : is_open ? "may be written by any user" : NULL;
}

/* What path leads to; of a link that leads nowhere, which is a manifest that cannot be read and not none, itself. */
static bool look(const char *path, struct stat *manifest)
{
    struct stat target;
    if (kernel_fstatat(AT_FDCWD, path, manifest, AT_SYMLINK_NOFOLLOW) != 0) {
        return false;
    }
    if (S_ISLNK(manifest->st_mode) && kernel_fstatat(AT_FDCWD, path, &target, 0) == 0) {
        *manifest = target;
    }
    return true;
}

/* candidate says where the manifest is. Makes it what is found, if it may be taken. */
static bool take(const struct manifest_search *search, const struct stat *manifest,
                 const struct manifest_found *candidate, struct manifest_found *found, struct diagnostics *diagnostics)
{
    const struct place place = {.source = candidate->path};
    const bool passed_over = found->passed_over;
    struct stat start, directory;
    if (!stat_at(search, search->start, &start) || !stat_at(search, candidate->directory, &directory)) {
        return false;
    }
    const char *problem = refusal(&start, &directory, manifest);
    if (!problem) {
        *found = *candidate;
    }
    found->passed_over = passed_over || problem;
    if (problem) {
        diagnose(diagnostics, SEVERITY_NOTE, place,
                 "is not taken for this job's manifest: it or its directory %s (%s takes it)", problem, search->remedy);
    } else if (candidate->above.length > 0) {
        diagnose(diagnostics, SEVERITY_NOTE, place, "is this job's manifest, above the working directory");
    }
    return !problem;
}

bool manifest_search_here(const struct manifest_search *search, struct manifest_found *found,
                          struct diagnostics *diagnostics)
{
    const char *path = path_behind(search->arena, search->start, TEXT(MANIFEST_NAME));
    struct stat manifest;
    const struct manifest_found candidate = {.path = path, .directory = search->start};
    return look(path, &manifest) && take(search, &manifest, &candidate, found, diagnostics);
}

/* "/" for one just below it; empty: there is none, or ".." leads elsewhere. */
static struct text parent_of(struct text directory)
{
    size_t slash = directory.length;
    while (slash > 0 && directory.bytes[slash - 1] != '/') {
        slash--;
    }
    bool has_parent = slash < directory.length && !text_equal(text_from(directory, slash), TEXT(".."));
    return text_part(directory, 0, !has_parent ? 0 : slash > 1 ? slash - 1 : 1);
}

/* Whether the search comes as far up as directory: past no border of a file system, and not to the home directory. */
static bool reaches(const struct manifest_search *search, struct text start, struct text directory)
{
    const char *home = environment_get(search->environment, "HOME");
    struct stat first, seen, at_home;
    bool has_home = home && kernel_fstatat(AT_FDCWD, home, &at_home, 0) == 0;
    if (!stat_at(search, start, &first)) {
        return false;
    }
    for (struct text at = start;; at = parent_of(at)) {
        if (!stat_at(search, at, &seen) || seen.st_dev != first.st_dev ||
            (has_home && kernel_same_file(&seen, &at_home))) {
            return false;
        }
        if (at.length == directory.length) {
            return true;
        }
    }
}

bool manifest_search_above(const struct manifest_search *search, struct manifest_found *found,
                           struct diagnostics *diagnostics)
{
    const struct text start = path_full(search->arena, TEXT(""), search->start);
    struct buffer above = {.arena = search->arena};
    struct stat manifest;
    for (struct text at = parent_of(start); at.length > 0; at = parent_of(at)) {
        const char *path = text_string(search->arena, path_full(search->arena, at, TEXT(MANIFEST_NAME)));
        buffer_put(&above, above.length == 0 ? TEXT("..") : TEXT("/.."));
        if (!look(path, &manifest)) {
            continue;
        }
        if (!reaches(search, start, at)) {
            return false;
        }
        struct manifest_found candidate = {
            .path = path, .directory = at, .above = text_copy(search->arena, buffer_text(&above))};
        if (search->shows_relative) {
            candidate.path = path_behind(search->arena, candidate.above, TEXT(MANIFEST_NAME));
        }
        if (take(search, &manifest, &candidate, found, diagnostics)) {
            return true;
        }
    }
    return false;
}
