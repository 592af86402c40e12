/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/opening.h"
#include "shim/serve/kernel.h"
#include "shim/serve/log.h"
#include "shim/serve/notice.h"
#include "shim/serve/whole_file.h"

#include <errno.h>

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

int opening_not_made(const struct opening *opening, int error)
{
    return refuse(opening, opening->file->shown, making_problem(error), error);
}

int opening_refused(const struct opening *opening, const struct version *version)
{
    return refuse(opening, NULL, version->refusal, EINVAL);
}

int opening_not_served(const struct opening *opening, const struct version *version, int error)
{
    return refuse(opening, opening->file->shown, serving_problem(error, version->secret), error);
}

void opening_say_notes(const struct launch *launch, struct registered *file, const struct version *version)
{
    if (!launch->explain || version->note_count == 0 || file->file->policy->is_wandb_file ||
        !first_time(&file->notes_said)) {
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
                        opening->process ? opening->process : kernel_getpid());
    const struct text pieces[] = {TEXT("inlay: "), text_of(opening->file->shown), text_of(rest)};
    log_write(opening->launch->log, pieces, 3);
}

static void record_served(const struct opening *opening, const struct version *version)
{
    struct record record = record_of(opening, LEDGER_SERVE, NULL);
    record.before = version->before[0] == '\0' ? NULL : version->before;
    record.after = version->after[0] == '\0' ? NULL : version->after;
    record.size = (int64_t)version->bytes.length;
    if (opening->file->file->policy->is_wandb_file && record.number == LEDGER_NO_FILE) {
        record.event = LEDGER_RUN_CONFIG; /* of a sweep that began inside of the job */
    }
    open_counts_add(&opening->launch->opens, opening->file, &record);
}

void opening_served(const struct opening *opening, const struct version *version)
{
    log_served(opening, version);
    record_served(opening, version);
}

void opening_readwrite(const struct opening *opening)
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
