/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/serve.h"
#include "shim/serve/kernel.h"
#include "shim/serve/log.h"
#include "shim/serve/look.h"
#include "shim/serve/memfd.h"
#include "shim/serve/notice.h"
#include "shim/serve/same_name.h"
#include "shim/serve/wandb_loaded.h"
#include "shim/serve/written_back.h"
#include "shim/serve/whole_file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* An open that is being decided on. */
struct opening {
    struct launch *launch;
    struct registered *file;
    const char *path; /* as the program gave it */
    int flags;
    int fd;       /* -1: closed already */
    bool movable; /* its number may become another */
    bool absent;  /* there is no such file; fd is open on something else */
};

static bool first_time(atomic_bool *said)
{
    return !atomic_exchange(said, true);
}

static struct record record_of(const struct opening *opening, enum ledger_event event, const char *message)
{
    return (struct record){
        .event = event,
        .number = opening->file->number,
        .file = opening->file->path,
        .opened = opening->path,
        .message = message,
        .size = -1,
    };
}

/* Why there is no version, where the content is not at fault. */
static const char *making_problem(int error)
{
    return error == ENOMEM ? "there is not enough memory to patch it" : whole_file_problem(error);
}

/* Why a version cannot be served. */
static const char *serving_problem(int error, bool secret)
{
    switch (error) {
    case ENOMEM:
        return "there is not enough memory to serve it";
    case EFBIG:
        return "it is larger than the file size limit allows (ulimit -f)";
    case EMFILE:
    case ENFILE:
        return "there are too many open files (ulimit -n)";
    case ENOSYS:
    case EPERM:
    case EACCES:
        return secret ? "memfd_create is not allowed here, and a file with secrets is served from memory alone"
                      : "memfd_create, or another system call that serving it takes, is not allowed here";
    default:
        return "its patched content cannot be served";
    }
}

/* The patched content cannot be had: message says why, subject of what (NULL: message does so itself). Gives the disk's
 * content with INLAY_ON_ERROR=warn, which may be none, else fails the open; also where the descriptor is closed
 * already. */
static int refuse(const struct opening *opening, const char *subject, const char *message, int error)
{
    const bool warn = opening->launch->warn && opening->fd >= 0;
    const struct text pieces[] = {
        TEXT("inlay: "),
        text_of(subject),
        subject ? TEXT(": ") : TEXT(""),
        text_of(message),
        warn ? TEXT(" (a warning: the program reads the file as it is on disk)") : TEXT(""),
    };
    if (warn && (opening->flags & O_DIRECT)) {
        kernel_fcntl(opening->fd, F_SETFL, opening->flags);
    }
    if (first_time(&opening->file->refusal_said)) {
        notice_error(pieces, sizeof pieces / sizeof *pieces);
    }
    const struct record record = record_of(opening, LEDGER_REFUSE, message);
    open_counts_add(&opening->launch->opens, opening->file, &record);
    if (warn) {
        return opening->absent ? -ENOENT : 0;
    }
    return -error;
}

static void say_notes(const struct launch *launch, struct registered *file, const struct version *version)
{
    if (!launch->explain || version->note_count == 0 || !first_time(&file->notes_said)) {
        return;
    }
    for (size_t i = 0; i < version->note_count; i++) {
        notice_say(version->notes[i]);
    }
}

static void log_served(const struct opening *opening, const struct version *version)
{
    char rest[80];
    if (!opening->launch->log) {
        return;
    }
    buffer_format_fixed(rest, sizeof rest, ": %zu bytes, patched, for process %d", version->bytes.length,
                        kernel_getpid());
    const struct text pieces[] = {TEXT("inlay: "), text_of(opening->file->shown), text_of(rest)};
    log_write(opening->launch->log, pieces, 3);
}

static void record_served(const struct opening *opening, const struct version *version)
{
    struct record record = record_of(opening, LEDGER_SERVE, NULL);
    record.before = opening->absent || version->before[0] == '\0' ? NULL : version->before;
    record.after = version->after[0] == '\0' ? NULL : version->after;
    record.size = (int64_t)version->bytes.length;
    open_counts_add(&opening->launch->opens, opening->file, &record);
}

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
    say_notes(opening->launch, opening->file, version);
    if (version->refusal) {
        return refuse(opening, NULL, version->refusal, EINVAL);
    }
    const int error = put_version(opening, version);
    if (error != 0) {
        return refuse(opening, opening->file->shown, serving_problem(error, version->secret), error);
    }
    if (!opening->absent) {
        written_back_expect(opening->file);
    }
    log_served(opening, version);
    record_served(opening, version);
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
        return refuse(opening, file->shown, making_problem(error), error);
    }
    int result = serve_version(opening, version);
    version_leave(&file->versions);
    return result;
}

static void note_readwrite(const struct opening *opening)
{
    const struct text pieces[] = {
        TEXT("inlay: "),
        text_of(opening->file->shown),
        TEXT(": opened for reading and writing, so the program reads the disk's content, without overrides"),
    };
    const struct record record = record_of(opening, LEDGER_READWRITE, NULL);

    if (first_time(&opening->file->readwrite_said) && !record_is_there(&opening->launch->records, &record)) {
        notice_error(pieces, sizeof pieces / sizeof *pieces);
    }
    open_counts_add(&opening->launch->opens, opening->file, &record);
}

/* Whether the open gave something that has no content yet, or none that can be read. */
static bool is_for_writing(int flags)
{
    return (flags & (O_PATH | O_TRUNC)) != 0 || (flags & O_ACCMODE) == O_WRONLY ||
           (flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL);
}

int serve_open(struct launch *launch, int directory, const char *path, int flags, int fd, int *instead)
{
    struct opening opening = {.launch = launch, .path = path, .flags = flags, .fd = fd, .movable = instead != NULL};
    struct stat seen;
    if (is_for_writing(flags)) {
        if (!(flags & O_PATH)) {
            written_back_look(&launch->registry, &launch->records, directory, path, fd);
        }
        return 0;
    }
    if (launch->discovery.wanted) {
        discovery_note(&launch->records.ledger, directory, path, flags, fd);
    }
    if (!registry_may_be(&launch->registry, path)) {
        wandb_loaded_look(&launch->records, path);
        return 0;
    }
    if (kernel_fstat(fd, &seen) < 0 || !S_ISREG(seen.st_mode)) {
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
        note_readwrite(&opening);
    } else if ((flags & O_ACCMODE) == O_RDONLY) {
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

/* The version of what lies at the registered path now. Opens it. */
static const struct version *enter_unopened(struct registered *file)
{
    const struct version *version;
    struct look look;
    int error;
    do {
        if (look_open_beside(&look, file->path) < 0) {
            return NULL;
        }
        version = version_enter(&file->versions, &file->source, look.fd, &look.seen, &error);
        look_close(&look);
    } while (!version && look.borrowed && error == EBADF); /* the program closed it, and with that dropped its locks */
    return version;
}

/* The version of the file that was seen, if that lies at the registered path. */
static const struct version *enter_seen(struct registered *file, const struct stat *seen, bool *replaced)
{
    const struct version *version = version_enter_seen(&file->versions, seen);
    if (!version) {
        version = enter_unopened(file);
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
        const struct version *version = enter_seen(file, seen, &replaced);
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
    show_patched_size(file, enter_seen(file, seen, &replaced), seen);
}

/* What is there now, or what is shown where nothing need be there. */
static const struct version *enter_now(const struct registry *registry, struct registered *file)
{
    const struct version *version = enter_unopened(file);
    struct stat now;
    int error;
    if (!version && registry_absent(registry, AT_FDCWD, file->path, &now) == file) {
        version = version_enter(&file->versions, &file->source, -1, &now, &error);
    }
    return version;
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
        const struct version *version = enter_unopened(file);
        if (!version) {
            continue;
        }
        say_notes(launch, file, version);
        version_leave(&file->versions);
    }
}
