/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/serve.h"
#include "shim/serve/kernel.h"
#include "shim/serve/look.h"
#include "shim/serve/memfd.h"
#include "shim/serve/opening.h"
#include "shim/serve/same_name.h"
#include "shim/serve/wandb_copy.h"
#include "shim/serve/sweep_inside.h"
#include "shim/serve/ray_cluster.h"
#include "shim/serve/wandb_loaded.h"
#include "shim/serve/written_back.h"

/* Puts the version's bytes in the place of what was opened. 0, or an errno value. */
static int put_version(struct opening *opening, const struct version *version)
{
    int result =
        memfd_replace(opening->fd, opening->flags, version->bytes, &version->disk, version->secret, version->shared);
    if (result != -EMFILE || !opening->movable) {
        return -result;
    }
    result = memfd_instead(opening->fd, opening->flags, version->bytes, &version->disk, version->secret);
    opening->fd = result < 0 ? -1 : result;
    return result < 0 ? -result : 0;
}

static int serve_version(struct opening *opening, const struct version *version)
{
    opening_say_notes(opening->launch, opening->file, version);
    if (version->refusal) {
        return opening_refused(opening, version);
    }
    const int error = put_version(opening, version);
    if (error != 0) {
        return opening_not_served(opening, version, error);
    }
    if (!version->is_made_up) {
        written_back_expect(opening->file);
    }
    opening_served(opening, version);
    return 0;
}

static int serve_registered(struct opening *opening, const struct stat *seen)
{
    struct registered *file = opening->file;
    int error = 0;
    if (opening->flags & O_DIRECT) { /* which asks for aligned reads; the caller gets another description anyway */
        kernel_fcntl(opening->fd, F_SETFL, opening->flags & ~O_DIRECT);
    }
    const int original = opening->absent ? -1 : opening->fd;
    const struct version *version = version_enter(&file->versions, &file->source, original, seen, &error);
    if (!version) {
        return opening_not_made(opening, error);
    }
    int result = serve_version(opening, version);
    version_leave(&file->versions);
    return result;
}

/* Whether the open gave something that has no content yet, or none that can be read. */
static bool is_for_writing(int flags)
{
    return (flags & (O_PATH | O_TRUNC)) != 0 || (flags & O_ACCMODE) == O_WRONLY ||
           (flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL);
}

/* Where this process may not look along the registered path, it has come to the file by the path that it names itself. */
static int look_at(struct look *look, const struct registered *file, int directory, const char *path)
{
    const int result = look_open_beside(look, AT_FDCWD, file->path);
    return result == -EACCES && path ? look_open_beside(look, directory, path) : result;
}

/* The version of what lies at the registered path now. Opens it. path, relative to directory, leads there, too; NULL: none is
 * known. */
static const struct version *enter_unopened(struct registered *file, int directory, const char *path)
{
    const struct version *version;
    struct look look;
    int error;
    do {
        if (look_at(&look, file, directory, path) < 0) {
            return NULL;
        }
        version = version_enter(&file->versions, &file->source, look.fd, &look.seen, &error);
        look_close(&look);
    } while (!version && look.borrowed && error == EBADF); /* the program closed it, and with that dropped its locks */
    return version;
}

/* What is there now, or what is shown where nothing need be there. */
static const struct version *enter_now(const struct registry *registry, struct registered *file)
{
    const struct version *version = enter_unopened(file, AT_FDCWD, NULL);
    struct stat now;
    int error;
    if (!version && registry_absent(registry, AT_FDCWD, file->path, &now) == file) {
        version = version_enter(&file->versions, &file->source, -1, &now, &error);
    }
    return version;
}

/* Opened to write a copy of file into, which W&B's SDK will upload. 0, or a negative errno value. */
static int serve_wandb_copy(const struct launch *launch, struct registered *file, int flags, int fd)
{
    const struct version *version = enter_now(&launch->registry, file);
    int error = EIO;
    if (version) {
        /* A refused one has no secrets: who goes on reads the disk. */
        error = version->refusal ? 0 : wandb_copy_write(launch, file, version->original, flags, fd);
        version_leave(&file->versions);
    }
    if (error != 0) {
        wandb_copy_say_refused(file);
    }
    return -error;
}

static int serve_written(struct launch *launch, int directory, const char *path, int flags, int fd)
{
    struct registered *file = wandb_copy_source(launch, path);
    if (file) {
        return serve_wandb_copy(launch, file, flags, fd);
    }
    sweep_inside_wrote(path);
    written_back_look(&launch->registry, &launch->records, directory, path, fd);
    return 0;
}

int serve_open(struct launch *launch, int directory, const char *path, int flags, int fd, int *instead)
{
    struct opening opening = {.launch = launch, .path = path, .flags = flags, .fd = fd, .movable = instead != NULL};
    struct stat seen;
    if (is_for_writing(flags)) {
        return flags & O_PATH ? 0 : serve_written(launch, directory, path, flags, fd);
    }
    if (launch->discovery.wanted) {
        discovery_note(&launch->records.ledger, directory, path, flags, fd);
    }
    if (!registry_may_be(&launch->registry, path)) {
        wandb_loaded_look(&launch->records, path);
        ray_cluster_look(&launch->records, path);
        sweep_inside_look(launch, path);
        return 0;
    }
    if ((flags & O_DIRECTORY) != 0 || kernel_fstat(fd, &seen) < 0 || !S_ISREG(seen.st_mode)) {
        return 0;
    }
    opening.file = registry_find_open(&launch->registry, directory, path, fd, &seen);
    if (opening.file && (flags & O_ACCMODE) == O_RDONLY) {
        const int result = serve_registered(&opening, &seen);
        if (instead) {
            *instead = opening.fd;
        }
        return result;
    }
    if (opening.file) {
        opening_readwrite(&opening);
    } else if ((flags & O_ACCMODE) == O_RDONLY) {
        sweep_inside_look(launch, path);
        same_name_note(launch, directory, path, fd);
    }
    return 0;
}

int serve_absent(struct launch *launch, int directory, const char *path, int flags, int fd)
{
    struct opening opening = {.launch = launch, .path = path, .flags = flags, .fd = fd, .absent = true};
    struct stat seen;
    if ((flags & (O_ACCMODE | O_TRUNC | O_CREAT)) != O_RDONLY) {
        return -ENOENT;
    }
    opening.file = registry_absent(&launch->registry, directory, path, &seen);
    if (!opening.file) {
        return -ENOENT;
    }
    if (flags & O_DIRECTORY) {
        return -ENOTDIR;
    }
    opening.flags &= ~O_PATH; /* a descriptor that can do more than was asked for is the only one with these looks */
    return serve_registered(&opening, &seen);
}

/* The version of the file that was seen, if that lies at the registered path. Of a file that is read from a copy there is
 * one, wherever that file is by now. */
static const struct version *enter_seen(struct registered *file, int directory, const char *path,
                                        const struct stat *seen, bool *replaced)
{
    const struct version *version = version_enter_seen(&file->versions, seen);
    int error;
    if (!version && file->file->copy.path.length > 0) {
        version = version_enter(&file->versions, &file->source, -1, seen, &error);
    } else if (!version) {
        version = enter_unopened(file, directory, path);
    }
    *replaced = version && !version_is_of(version, seen);
    if (*replaced) {
        version_leave(&file->versions);
    }
    return *replaced ? NULL : version;
}

/* The file that was seen at path may be replaced before it can be opened: then the next one is what the program sees,
 * as if it had looked a moment later. */
static const struct version *enter_path(struct registered *file, int directory, const char *path, struct stat *seen)
{
    bool replaced;
    for (int i = 0; i < REPLACEMENTS_MAX; i++) {
        const struct version *version = enter_seen(file, directory, path, seen, &replaced);
        if (!replaced || kernel_fstatat(directory, path, seen, 0) < 0) {
            return version;
        }
    }
    return NULL;
}

static void show_patched_size(struct registered *file, const struct version *version, struct stat *seen)
{
    if (!version) {
        return;
    }
    if (!version->refusal) {
        seen->st_size = (off_t)version->bytes.length;
        seen->st_blocks = memfd_blocks(seen->st_size);
    }
    version_leave(&file->versions);
}

void serve_stat(struct launch *launch, int directory, const char *path, struct stat *seen)
{
    if (!S_ISREG(seen->st_mode) || !registry_may_be(&launch->registry, path)) {
        return;
    }
    struct registered *file = registry_find(&launch->registry, directory, path, seen);
    if (file) {
        show_patched_size(file, enter_path(file, directory, path, seen), seen);
    }
}

bool serve_absent_stat(struct launch *launch, int directory, const char *path, struct stat *seen)
{
    struct registered *file = registry_absent(&launch->registry, directory, path, seen);
    int error;
    if (!file) {
        return false;
    }
    const struct version *version = version_enter(&file->versions, &file->source, -1, seen, &error);
    bool there = !launch->warn || (version && !version->refusal);
    show_patched_size(file, version, seen);
    return there;
}

void serve_fstat(struct launch *launch, int fd, struct stat *seen)
{
    memfd_disguise(fd, seen);
    if (!S_ISREG(seen->st_mode)) {
        return;
    }
    struct registered *file = registry_at_start(&launch->registry, seen);
    if (!file || (kernel_fcntl(fd, F_GETFL, 0) & O_PATH) == 0) {
        return; /* what was opened for reading is served; what was opened for writing is the disk's */
    }
    bool replaced;
    show_patched_size(file, enter_seen(file, AT_FDCWD, NULL, seen, &replaced), seen);
}

void serve_name_secrets(struct launch *launch)
{
    for (size_t i = 0; i < launch->registry.count; i++) {
        struct registered *file = &launch->registry.files[i];
        if (file->file->policy->secret_count > 0 && enter_now(&launch->registry, file)) {
            version_leave(&file->versions);
        }
    }
}

void serve_notes(struct launch *launch)
{
    for (size_t i = 0; i < launch->registry.count; i++) {
        struct registered *file = &launch->registry.files[i];
        const struct version *version = enter_unopened(file, AT_FDCWD, NULL);
        if (!version) {
            continue;
        }
        opening_say_notes(launch, file, version);
        version_leave(&file->versions);
    }
}
