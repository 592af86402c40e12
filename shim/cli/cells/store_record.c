/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/cells/cell_lock.h"
#include "shim/cli/cells/earlier_attempt.h"
#include "shim/cli/cells/json_record.h"
#include "shim/cli/cells/store.h"
#include "shim/cli/base/say.h"

#include <errno.h>
#include <string.h>

static const char *const names[CELL_STATES] = {
    [CELL_NEW] = "new",       [CELL_RUNNING] = "running",     [CELL_DONE] = "done",
    [CELL_FAILED] = "failed", [CELL_TIMED_OUT] = "timed out", [CELL_LOST] = "lost",
};

const char *cell_state_name(enum cell_state state)
{
    return names[state];
}

/* Those that a final record may name. CELL_NEW: it is none of them. */
static enum cell_state final_state(const char *name)
{
    static const enum cell_state states[] = {CELL_DONE, CELL_FAILED, CELL_TIMED_OUT};
    for (size_t i = 0; name && i < sizeof states / sizeof states[0]; i++) {
        if (strcmp(name, names[states[i]]) == 0) {
            return states[i];
        }
    }
    return CELL_NEW;
}

static void take_attempt(struct arena *arena, struct node *object, struct cell_record *record)
{
    record->attempt = (unsigned)json_record_number(arena, object, "attempt", 0);
    record->host = json_record_string(arena, object, "host");
    record->started = json_record_time(arena, object, "started");
}

/* One that cannot be read may say anything; one that says nothing was left so by a machine that lost power. */
static enum outcome read_object(struct store *store, uint32_t number, const char *name, struct cell_record *record,
                                struct node **object)
{
    const char *path = store_cell_path(store, number, name), *problem;
    const enum outcome outcome = json_record_read(store->arena, path, object, &problem);
    if (outcome == OUTCOME_REFUSED && errno != EBADMSG) {
        say("%s: %s (the cell counts as running)", path, problem);
        record->is_unreadable = true;
    }
    return outcome;
}

/* Whether there is a final record, or one that cannot be read. */
static bool read_final(struct store *store, uint32_t number, struct cell_record *record)
{
    struct arena *arena = store->arena;
    struct node *object;
    if (read_object(store, number, "status.json", record, &object) != OUTCOME_FOUND) {
        record->state = CELL_RUNNING;
        return record->is_unreadable;
    }
    const int status = (int)json_record_number(arena, object, "status", -1);
    const enum cell_state state = final_state(json_record_string(arena, object, "state"));
    if (status < 0 || state == CELL_NEW) {
        return false;
    }
    record->state = state;
    record->status = status;
    record->seconds = json_record_number(arena, object, "seconds", -1);
    record->ended = json_record_time(arena, object, "ended");
    take_attempt(arena, object, record);
    return true;
}

static void read_started(struct store *store, uint32_t number, struct cell_record *record)
{
    struct node *object;
    const enum outcome outcome = read_object(store, number, "started.json", record, &object);
    record->state = outcome == OUTCOME_NONE ? CELL_NEW : record->is_unreadable ? CELL_RUNNING : CELL_LOST;
    if (outcome == OUTCOME_FOUND) {
        take_attempt(store->arena, object, record);
    }
    if (outcome != OUTCOME_NONE && record->attempt == 0) {
        /* Its number is lost: what is there must not be put over what an earlier one has left. */
        record->attempt = earlier_attempt_last(store_cell_dir(store, number)) + 1;
    }
}

struct cell_record store_record_held(struct store *store, uint32_t number)
{
    struct cell_record record = {.status = -1, .seconds = -1};
    if (!read_final(store, number, &record)) {
        read_started(store, number, &record);
    }
    return record;
}

struct cell_record store_record(struct store *store, uint32_t number)
{
    struct cell_record record = store_record_held(store, number);
    if (record.status >= 0 || record.is_unreadable) {
        return record;
    }
    if (cell_lock_is_held(store->arena, store_cell_path(store, number, "lock"))) {
        record.state = CELL_RUNNING;
        return record;
    }
    return store_record_held(store, number); /* it may have ended, or begun, between the looks */
}
