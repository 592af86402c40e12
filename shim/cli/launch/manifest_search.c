/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/launch/manifest_search.h"
#include "core/base/path.h"
#include "shim/serve/kernel.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct search {
    struct arena *arena;
    struct stat start; /* the working directory */
    struct diagnostics *diagnostics;
};

static bool is_home(const struct stat *directory)
{
    const char *home = getenv("HOME");
    struct stat status;
    return home && stat(home, &status) == 0 && kernel_same_file(&status, directory);
}

static const char *owner_refusal(const struct search *search, const struct stat *status)
{
    bool is_trusted = status->st_uid == 0 || status->st_uid == geteuid() || status->st_uid == search->start.st_uid;
    return is_trusted ? NULL : "belongs to another user";
}

/* NULL when the manifest above may be taken. */
static const char *refusal(const struct search *search, const struct stat *directory, const struct stat *manifest)
{
    const char *problem = owner_refusal(search, directory);
    problem = problem ? problem : owner_refusal(search, manifest);
    mode_t mode = S_ISLNK(manifest->st_mode) ? 0 : manifest->st_mode; /* a link's own says nothing */
    bool is_open = (directory->st_mode | mode) & S_IWOTH;
    return problem ? problem : is_open ? "may be written by any user" : NULL;
}

static bool is_taken(const struct search *search, const char *path, const struct stat *directory)
{
    struct stat manifest;
    if (stat(path, &manifest) != 0 && lstat(path, &manifest) != 0) {
        return false;
    }
    const char *problem = refusal(search, directory, &manifest);
    const struct place place = {.source = path};
    if (problem) {
        diagnose(search->diagnostics, SEVERITY_NOTE, place,
                 "is not taken for this job's manifest: it or its directory %s (--inputs takes it)", problem);
    } else {
        diagnose(search->diagnostics, SEVERITY_NOTE, place, "is this job's manifest, above the working directory");
    }
    return !problem;
}

/* "../.."; NULL: there is none. */
static const char *find_above(const struct search *search)
{
    struct buffer above = {.arena = search->arena};
    struct stat below = search->start, directory;
    while (!is_home(&below)) {
        buffer_put(&above, above.length == 0 ? TEXT("..") : TEXT("/.."));
        const char *prefix = text_string(search->arena, buffer_text(&above));
        bool goes_on = stat(prefix, &directory) == 0 && directory.st_dev == search->start.st_dev &&
                       !kernel_same_file(&directory, &below) && !is_home(&directory);
        if (!goes_on) {
            break;
        }
        if (is_taken(search, path_in(search->arena, prefix, MANIFEST_NAME), &directory)) {
            return prefix;
        }
        below = directory;
    }
    return NULL;
}

bool manifest_search(struct arena *arena, struct text root, bool said, struct manifest_place *place,
                     struct diagnostics *diagnostics)
{
    struct search search = {.arena = arena, .diagnostics = diagnostics};
    char directory[PATH_MAX];
    *place = (struct manifest_place){.path = MANIFEST_NAME, .root = root};
    /* A link that leads nowhere is a manifest that cannot be read, and not none. */
    if (faccessat(AT_FDCWD, MANIFEST_NAME, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
        return true;
    }
    const char *above = stat(".", &search.start) == 0 ? find_above(&search) : NULL;
    if (!above) {
        return false;
    }
    place->path = path_in(arena, above, MANIFEST_NAME);
    if (!said && realpath(above, directory)) {
        place->root = text_copy(arena, text_of(directory));
        place->above = text_of(above);
    }
    return true;
}
