/* SPDX-License-Identifier: Apache-2.0 */
/* What a job really did: how it ended, and the records that its processes left (shim/serve/record.h). */
#ifndef INLAY_HISTORY_H
#define INLAY_HISTORY_H

#include "core/base/buffer.h"
#include "shim/cli/job/parent.h"
#include "shim/serve/blocker.h"

#include <cjson/cJSON.h>

struct history {
    struct arena *arena;
    const struct blocker *blocker; /* what keeps the library out of the command; NULL: nothing is known to */
    cJSON *records;                /* an array, owned; NULL when none could be kept */
    struct job_end end;
};

/* Reads the file at path into history->records. They are NULL when path is, or when the file cannot be read or ends in
 * half a line. Lines that are no records are left out. */
void history_read_records(struct history *history, const char *path);

/* Whether records may be missing. */
bool history_is_incomplete(const struct history *history);

/* Why no process of the job loaded the library; NULL when one did, or when that is not known. */
const char *history_not_loaded(const struct history *history);

/* A string of a record; NULL when it has none of that name. */
const char *history_string(const cJSON *record, const char *name);
/* Whether a record is of this event, and about the file at path. */
bool history_is_event(const cJSON *record, const char *event);
bool history_is_about(const struct history *history, const cJSON *record, struct text path);
/* The first record of this event, about the file at path unless that is empty; NULL when there is none. */
const cJSON *history_find(const struct history *history, const char *event, struct text path);

/* text as JSON can hold it: bytes that are not UTF-8 become U+FFFD, as in the records. Terminated, in the arena. */
const char *history_utf8(struct arena *arena, struct text text);

#endif
