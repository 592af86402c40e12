/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/cells/attempt.h"
#include "shim/cli/cells/cell_lock.h"
#include "shim/cli/cells/earlier_attempt.h"
#include "shim/cli/cells/json_record.h"
#include "shim/cli/cells/leftovers.h"
#include "shim/cli/cells/lock_owner.h"
#include "shim/cli/base/file_content.h"
#include "shim/cli/base/replace_file.h"
#include "shim/cli/base/say.h"
#include "shim/cli/base/seconds.h"

#include "core/tree/emit.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LASTS 1.0 /* seconds: what takes longer to make again is put on the disk before the cell has ended */

enum writing {
    WRITE_NEW,   /* nothing is there that counts */
    WRITE_SOON,  /* replace_file_soon() */
    WRITE_LASTS, /* replace_file() */
};

static const char *path_of(const struct attempt *attempt, const char *name)
{
    return store_cell_path(attempt->store, attempt->number, name);
}

/* Nobody reads it before the attempt has begun. False with errno, and then it is not there. */
static bool write_new(const char *path, struct text content)
{
    const int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    const bool filled = descriptor >= 0 && file_write_descriptor(descriptor, content);
    const int error = errno;
    if (descriptor < 0 || (close(descriptor) == 0 && filled)) {
        return filled;
    }
    unlink(path);
    errno = filled ? errno : error;
    return false;
}

static bool is_written(const struct attempt *attempt, const char *name, struct text content, enum writing writing)
{
    struct arena *arena = attempt->store->arena;
    const char *path = path_of(attempt, name);
    const bool written = writing == WRITE_NEW    ? write_new(path, content)
                         : writing == WRITE_SOON ? replace_file_soon(arena, path, content)
                                                 : replace_file(arena, path, content);
    if (!written) {
        say("%s: cannot be written: %s", path, strerror(errno));
    }
    return written;
}

/* Which base files the job reads. */
static void put_base_digests(struct buffer *out, struct store *store)
{
    struct node *digests = json_record_object(store->arena, store->base, "base_digests");
    json_record_put_name(out, "base_digests");
    if (digests) {
        emit_json(out, digests);
    } else {
        buffer_put(out, TEXT("{}"));
    }
}

/* One that is there says which attempt was the last, until another does. */
static bool write_started(const struct attempt *attempt)
{
    struct buffer out = {.arena = attempt->store->arena};
    buffer_byte(&out, '{');
    json_record_put_name(&out, "attempt");
    buffer_format(&out, "%u", attempt->attempt);
    json_record_put_time(&out, "started", attempt->started);
    lock_owner_put(&out, cell_lock_self(attempt->lock));
    put_base_digests(&out, attempt->store);
    buffer_put(&out, TEXT("}\n"));
    return is_written(attempt, "started.json", buffer_text(&out), attempt->attempt == 1 ? WRITE_NEW : WRITE_SOON);
}

/* Whether the last attempt was the same Slurm job's earlier start. */
static bool is_requeued(const struct attempt *attempt, const struct cell_record *record)
{
    struct arena *arena = attempt->store->arena;
    const struct slurm_job *self = &cell_lock_self(attempt->lock)->slurm;
    struct node *started;
    const char *problem;
    if (record->status >= 0 || !self->job ||
        json_record_read(arena, path_of(attempt, "started.json"), &started, &problem) != OUTCOME_FOUND) {
        return false;
    }
    const struct slurm_job earlier = slurm_job_of(arena, started);
    return slurm_job_is_later(self, &earlier);
}

/* What is left of an earlier attempt is out of the way when it returns true. */
static bool make_room(struct attempt *attempt, const struct cell_record *record)
{
    struct arena *arena = attempt->store->arena;
    const unsigned last = earlier_attempt_last(attempt->dir);
    attempt->attempt = (record->attempt > last ? record->attempt : last) + 1;
    if (record->attempt == 0) {
        return true;
    }
    attempt->is_requeued = is_requeued(attempt, record);
    return (record->status >= 0 || leftovers_end(arena, attempt->dir, record->attempt)) &&
           (attempt->is_requeued || earlier_attempt_move(arena, attempt->dir, record->attempt));
}

static bool write_document(const struct attempt *attempt, struct text document)
{
    struct buffer line = {.arena = attempt->store->arena};
    buffer_put(&line, document);
    buffer_put(&line, text_ends(document, TEXT("\n")) ? TEXT("") : TEXT("\n"));
    return is_written(attempt, "document.json", buffer_text(&line), WRITE_NEW);
}

/* The base document is its own, since the sweep's may be another by the time that the job reads it. */
static bool write_all(struct attempt *attempt, struct text document)
{
    const bool written =
        is_written(attempt, "base.json", attempt->store->base_document, WRITE_NEW) && write_document(attempt, document);
    clock_gettime(CLOCK_REALTIME, &attempt->started);
    attempt->begun = seconds_now();
    return written && write_started(attempt);
}

static enum outcome begin_locked(struct attempt *attempt, struct text document, unsigned again)
{
    const struct cell_record record = store_record_held(attempt->store, attempt->number);
    if (record.is_unreadable) {
        return OUTCOME_REFUSED;
    }
    if (record.status >= 0 && record.attempt != again) {
        return OUTCOME_NONE;
    }
    return make_room(attempt, &record) && write_all(attempt, document) ? OUTCOME_FOUND : OUTCOME_REFUSED;
}

enum outcome attempt_begin(struct attempt *attempt, struct store *store, uint32_t number, struct text document,
                           unsigned again)
{
    *attempt = (struct attempt){.store = store, .number = number, .dir = store_cell_dir(store, number)};
    if (mkdir(attempt->dir, 0777) != 0 && errno != EEXIST) {
        say("%s: cannot be made: %s", attempt->dir, strerror(errno));
        return OUTCOME_REFUSED;
    }
    enum outcome outcome = cell_lock_take(store->arena, path_of(attempt, "lock"), &attempt->lock);
    if (outcome != OUTCOME_FOUND) {
        return outcome;
    }
    outcome = begin_locked(attempt, document, again);
    if (outcome != OUTCOME_FOUND) {
        cell_lock_release(attempt->lock);
    }
    return outcome;
}

bool attempt_touch(struct attempt *attempt)
{
    return cell_lock_touch(attempt->lock);
}

static bool write_status(const struct attempt *attempt, enum cell_state state, int status)
{
    const double seconds = seconds_now() - attempt->begun;
    struct timespec ended;
    clock_gettime(CLOCK_REALTIME, &ended);
    struct buffer out = {.arena = attempt->store->arena};
    buffer_byte(&out, '{');
    json_record_put_string(&out, "state", cell_state_name(state));
    json_record_put_name(&out, "status");
    buffer_format(&out, "%d", status);
    json_record_put_name(&out, "attempt");
    buffer_format(&out, "%u", attempt->attempt);
    json_record_put_string(&out, "host", cell_lock_self(attempt->lock)->host);
    json_record_put_time(&out, "started", attempt->started);
    json_record_put_time(&out, "ended", ended);
    json_record_put_seconds(&out, "seconds", seconds);
    put_base_digests(&out, attempt->store);
    buffer_put(&out, TEXT("}\n"));
    return is_written(attempt, "status.json", buffer_text(&out), seconds > LASTS ? WRITE_LASTS : WRITE_SOON);
}

bool attempt_end(struct attempt *attempt, enum cell_state state, int status)
{
    const bool is_own = attempt_touch(attempt);
    if (!is_own) {
        say(access(attempt->dir, F_OK) == 0
                ? "%s: another process has taken this cell over, so its end is not written down"
                : "%s: is not there any more, so the cell's end is not written down",
            attempt->dir);
    }
    const bool ended = is_own && (state == CELL_LOST || write_status(attempt, state, status));
    cell_lock_release(attempt->lock);
    return ended;
}
