/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/cells/attempt.h"
#include "shim/cli/cells/base_copies.h"
#include "shim/cli/cells/cell_lock.h"
#include "shim/cli/cells/earlier_attempt.h"
#include "shim/cli/cells/json_record.h"
#include "shim/cli/cells/leftovers.h"
#include "shim/cli/cells/lock_owner.h"
#include "shim/cli/base/replace_file.h"
#include "shim/cli/base/say.h"

#include "core/tree/emit.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define LASTS 1.0 /* seconds: what takes longer to make again is put on the disk before the cell has ended */

static const char *path_of(const struct attempt *attempt, const char *name)
{
    return store_cell_path(attempt->store, attempt->number, name);
}

static double clock_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static bool is_written(const struct attempt *attempt, const char *name, struct text content, bool lasts)
{
    struct arena *arena = attempt->store->arena;
    const char *path = path_of(attempt, name);
    if (lasts ? replace_file(arena, path, content) : replace_file_soon(arena, path, content)) {
        return true;
    }
    say("%s: cannot be written: %s", path, strerror(errno));
    return false;
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

static bool write_started(const struct attempt *attempt, const struct lock_owner *self)
{
    struct buffer out = {.arena = attempt->store->arena};
    buffer_byte(&out, '{');
    json_record_put_name(&out, "attempt");
    buffer_format(&out, "%u", attempt->attempt);
    json_record_put_time(&out, "started", attempt->started);
    lock_owner_put(&out, self);
    put_base_digests(&out, attempt->store);
    buffer_put(&out, TEXT("}\n"));
    return is_written(attempt, "started.json", buffer_text(&out), false);
}

/* What is left of an earlier attempt is out of the way when it returns true. */
static bool make_room(struct attempt *attempt, const struct cell_record *record, const struct lock_owner *self)
{
    struct arena *arena = attempt->store->arena;
    struct node *started;
    const char *problem;
    const bool was_started =
        json_record_read(arena, path_of(attempt, "started.json"), &started, &problem) == OUTCOME_FOUND;
    const struct slurm_job earlier = slurm_job_of(arena, was_started ? started : NULL);
    attempt->is_requeued = record->status < 0 && slurm_job_is_later(&self->slurm, &earlier);
    const unsigned last = earlier_attempt_last(attempt->dir);
    attempt->attempt = (record->attempt > last ? record->attempt : last) + 1;
    if (record->attempt > 0 && record->status < 0 && !leftovers_end(arena, attempt->dir, record->attempt)) {
        return false;
    }
    return attempt->is_requeued || record->attempt == 0 || earlier_attempt_move(arena, attempt->dir, record->attempt);
}

/* Its own, since the sweep's may be another by the time that the job reads it. */
static bool write_base(const struct attempt *attempt)
{
    struct store *store = attempt->store;
    struct base_copies copies;
    base_copies_read(&copies, store->arena, store->dir, store->description);
    const struct text document = base_copies_document(&copies);
    return document.bytes && is_written(attempt, "base.json", document, false);
}

static bool write_document(const struct attempt *attempt, struct text document)
{
    struct buffer line = {.arena = attempt->store->arena};
    buffer_put(&line, document);
    buffer_put(&line, text_ends(document, TEXT("\n")) ? TEXT("") : TEXT("\n"));
    return is_written(attempt, "document.json", buffer_text(&line), false);
}

static enum outcome begin_locked(struct attempt *attempt, struct text document, unsigned again)
{
    const struct cell_record record = store_record(attempt->store, attempt->number);
    if (record.is_unreadable || (record.status >= 0 && record.attempt != again)) {
        return record.is_unreadable ? OUTCOME_REFUSED : OUTCOME_NONE;
    }
    const struct lock_owner self = lock_owner_self(attempt->store->arena);
    const bool begun = make_room(attempt, &record, &self) && write_base(attempt) && write_document(attempt, document);
    clock_gettime(CLOCK_REALTIME, &attempt->started);
    attempt->begun = clock_seconds();
    return begun && write_started(attempt, &self) ? OUTCOME_FOUND : OUTCOME_REFUSED;
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
    const double seconds = clock_seconds() - attempt->begun;
    const struct lock_owner self = lock_owner_self(attempt->store->arena);
    struct timespec ended;
    clock_gettime(CLOCK_REALTIME, &ended);
    struct buffer out = {.arena = attempt->store->arena};
    buffer_byte(&out, '{');
    json_record_put_string(&out, "state", cell_state_name(state));
    json_record_put_name(&out, "status");
    buffer_format(&out, "%d", status);
    json_record_put_name(&out, "attempt");
    buffer_format(&out, "%u", attempt->attempt);
    json_record_put_string(&out, "host", self.host);
    json_record_put_time(&out, "started", attempt->started);
    json_record_put_time(&out, "ended", ended);
    json_record_put_seconds(&out, "seconds", seconds);
    put_base_digests(&out, attempt->store);
    buffer_put(&out, TEXT("}\n"));
    return is_written(attempt, "status.json", buffer_text(&out), seconds > LASTS);
}

bool attempt_end(struct attempt *attempt, enum cell_state state, int status)
{
    const bool is_own = attempt_touch(attempt);
    if (!is_own) {
        say("%s: another process has taken this cell over, so its end here is not written down", attempt->dir);
    }
    const bool ended = is_own && (state == CELL_LOST || write_status(attempt, state, status));
    cell_lock_release(attempt->lock);
    return ended;
}
