/* SPDX-License-Identifier: Apache-2.0 */
/* What a job really did: how it ended, and the records that its processes left (shim/serve/record.h). */
#ifndef INLAY_HISTORY_H
#define INLAY_HISTORY_H

#include "shim/cli/files/config_files.h"
#include "shim/cli/launch/parent.h"
#include "shim/serve/blocker.h"

#include <cjson/cJSON.h>

struct history {
    struct arena *arena;
    const struct launch_inputs *launch;
    const struct config_file *files;
    char *const *command;
    const struct blocker *blocker; /* what keeps the overrides from the command; NULL when nothing does */
    cJSON *records;                /* an array, owned; NULL when none could be kept */
    struct job_end end;
};

/* The records in the file at path, as an array that the caller owns; NULL when it cannot be read, or what it ends with
 * is cut. Lines that are no records are left out. */
cJSON *history_read_records(struct arena *arena, const char *path);

/* Whether records may be missing. */
bool history_is_incomplete(const struct history *history);

/* A string of a record; NULL when it has none of that name. */
const char *record_string(const cJSON *record, const char *name);
bool record_is(const cJSON *record, const char *event);
/* Whether a record is about this file. */
bool record_is_of(struct arena *arena, const cJSON *record, const struct override_file *file);
/* The first record of this event, about file unless that is NULL; NULL when there is none. */
const cJSON *history_find(const struct history *history, const char *event, const struct override_file *file);

/* As it may stand in JSON: bytes that are not UTF-8 become U+FFFD, as in the records. */
const char *utf8_string(struct arena *arena, struct text text);

#endif
