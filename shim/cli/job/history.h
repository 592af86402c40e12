/* SPDX-License-Identifier: Apache-2.0 */
/* What a job really did: how it ended, and what its processes wrote into the ledger. */
#ifndef INLAY_HISTORY_H
#define INLAY_HISTORY_H

#include "core/base/buffer.h"
#include "shim/cli/job/parent.h"
#include "shim/serve/blocker.h"
#include "shim/serve/ledger.h"

#include <cjson/cJSON.h>

struct history {
    struct arena *arena;
    const struct blocker *blocker; /* what keeps the library out of what would read; NULL: nothing is known to */
    const struct ledger *ledger;   /* NULL: there was none */
    cJSON *records;                /* the entries that were kept, an array, owned; NULL without a ledger */
    cJSON *unconfirmed;            /* programs that were executed and left no record, an array, owned */
    uint64_t unnamed_execs;        /* how many more of them there are */
    struct job_end end;
};

/* Takes what is in the ledger; of an empty one nothing is known. */
void history_read(struct history *history, const struct ledger *ledger);
void history_release(struct history *history);

/* How often a file's event happened; more often than there are records of it. */
uint64_t history_count(const struct history *history, enum ledger_event event, struct text path);

/* Why records may be missing; NULL when none can be. */
const char *history_unknown(const struct history *history);

/* Why no process of the job loaded the library; NULL when one did, or when that is not known. */
const char *history_not_loaded(const struct history *history);

/* A string of a record; NULL when it has none of that name. */
const char *history_string(const cJSON *record, const char *name);
/* Whether a record is of this event, and about the file at path. */
bool history_is_event(const cJSON *record, const char *event);
bool history_is_about(const struct history *history, const cJSON *record, struct text path);
/* The first record of this event, about the file at path unless that is empty; NULL when there is none. */
const cJSON *history_find(const struct history *history, const char *event, struct text path);

/* The first program that overrides could not follow into and that may have read the job's files, which wandb-core does
 * not. NULL when there is none. */
const cJSON *history_lost(const struct history *history);

/* Whether the job joined a Ray cluster that ran before it, and none of its workers was heard of. */
bool history_ray_is_unheard(const struct history *history);

/* text as JSON can hold it: bytes that are not UTF-8 become U+FFFD, as in the records. Terminated, in the arena. */
const char *history_utf8(struct arena *arena, struct text text);

#endif
