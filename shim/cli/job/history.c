/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/job/history.h"
#include "shim/cli/job/job_end.h"
#include "shim/serve/ray_cluster.h"
#include "shim/serve/record.h"
#include "shim/serve/wandb_core.h"

#include "core/base/utf8.h"

#include <string.h>

const char *history_utf8(struct arena *arena, struct text text)
{
    struct buffer out = {.arena = arena};
    for (size_t at = 0; at < text.length;) {
        size_t length = utf8_length(text, at);
        buffer_put(&out, length > 0 ? text_part(text, at, at + length) : TEXT("\xef\xbf\xbd"));
        at += length > 0 ? length : 1;
    }
    return buffer_string(&out);
}

static void add_string(cJSON *record, const char *name, struct arena *arena, struct text text)
{
    if (text.length > 0) {
        cJSON_AddStringToObject(record, name, history_utf8(arena, text));
    }
}

static double seconds_of(struct timespec time)
{
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void add_entry(struct history *history, enum ledger_event event, struct text file,
                      const struct ledger_entry *entry)
{
    cJSON *record = cJSON_CreateObject();
    cJSON_AddStringToObject(record, "event", record_event_name(event));
    cJSON_AddNumberToObject(record, "time", seconds_of(entry->time));
    cJSON_AddNumberToObject(record, "pid", entry->pid);
    cJSON_AddNumberToObject(record, "ppid", entry->ppid);
    add_string(record, "program", history->arena, entry->program);
    add_string(record, "file", history->arena, file);
    add_string(record, "opened", history->arena, entry->opened);
    add_string(record, event == LEDGER_ROOT ? "root" : "message", history->arena, entry->message);
    add_string(record, "before", history->arena, entry->before);
    add_string(record, "after", history->arena, entry->after);
    if (entry->size >= 0) {
        cJSON_AddNumberToObject(record, "size", (double)entry->size);
    }
    cJSON_AddItemToArray(history->records, record);
}

static void add_entries(struct history *history, enum ledger_event event, uint32_t file)
{
    struct ledger_entry entry;
    const struct text path = event < LEDGER_FILE_EVENTS ? ledger_file_path(history->ledger, file) : TEXT("");
    for (uint32_t i = 0; i < ledger_kept(history->ledger, event, file); i++) {
        if (ledger_read(history->ledger, event, file, i, &entry)) {
            add_entry(history, event, path, &entry);
        }
    }
}

static void add_found(struct history *history)
{
    struct ledger_found found;
    for (uint32_t i = 0; ledger_read_found(history->ledger, i, &found); i++) {
        cJSON *record = cJSON_CreateObject();
        cJSON_AddStringToObject(record, "event", found.writable ? "readwrite" : "read");
        add_string(record, "file", history->arena, found.file);
        add_string(record, "opened", history->arena, found.opened);
        add_string(record, "start", history->arena, found.start);
        cJSON_AddNumberToObject(record, "changed", seconds_of(found.changed));
        cJSON_AddItemToArray(history->records, record);
    }
}

/* Why program was out of reach, when it was started; NULL: that is not known. */
static const char *reason_of(const struct history *history, const char *program)
{
    const cJSON *record;
    cJSON_ArrayForEach(record, history->records)
    {
        const char *opened = history_string(record, "opened");
        if ((history_is_event(record, "lost") || history_is_event(record, "left")) && opened && program &&
            strcmp(opened, program) == 0) {
            return history_string(record, "message");
        }
    }
    return NULL;
}

/* The first program that did not confirm its exec stands for all. */
static void note_unconfirmed(void *context, const struct ledger_program *program)
{
    struct history *history = context;
    cJSON *entry = cJSON_CreateObject();
    add_string(entry, "program", history->arena, program->name);
    cJSON_AddNumberToObject(entry, "count", program->unconfirmed);
    add_string(entry, "reason", history->arena, text_of(reason_of(history, history_string(entry, "program"))));
    cJSON_AddItemToArray(history->unconfirmed, entry);
}

void history_read(struct history *history, const struct ledger *ledger)
{
    history->unconfirmed = cJSON_CreateArray();
    if (!ledger->block) {
        return;
    }
    history->ledger = ledger;
    history->records = cJSON_CreateArray();
    for (uint32_t file = 0; file < ledger->shape.files; file++) {
        for (enum ledger_event event = 0; event < LEDGER_FILE_EVENTS; event++) {
            add_entries(history, event, file);
        }
    }
    for (enum ledger_event event = LEDGER_FILE_EVENTS; event < LEDGER_EVENTS; event++) {
        add_entries(history, event, LEDGER_NO_FILE);
    }
    add_found(history);
    history->unnamed_execs = ledger_each_unconfirmed(ledger, note_unconfirmed, history);
}

void history_release(struct history *history)
{
    cJSON_Delete(history->records);
    cJSON_Delete(history->unconfirmed);
}

uint64_t history_count(const struct history *history, enum ledger_event event, struct text path)
{
    const uint32_t file = history->ledger ? ledger_find_file(history->ledger, path, 0) : LEDGER_NO_FILE;
    return file == LEDGER_NO_FILE ? 0 : ledger_count(history->ledger, event, file);
}

/* Whether all of srun's steps are known to run where records come from. */
static bool slurm_is_heard(const struct history *history)
{
    uint64_t runs = 0;
    const cJSON *record;
    cJSON_ArrayForEach(record, history->records)
    {
        runs +=
            history_is_event(record, "launcher") && text_equal(text_of(history_string(record, "opened")), TEXT("srun"));
    }
    return ledger_count(history->ledger, LEDGER_STEP, LEDGER_NO_FILE) >= runs &&
           ledger_count(history->ledger, LEDGER_LAUNCHER, LEDGER_NO_FILE) ==
               ledger_kept(history->ledger, LEDGER_LAUNCHER, LEDGER_NO_FILE);
}

/* A launcher whose tasks may run where no record comes from. */
static const char *launcher_elsewhere(const struct history *history)
{
    const bool heard = slurm_is_heard(history);
    const cJSON *record;
    cJSON_ArrayForEach(record, history->records)
    {
        const char *name = history_string(record, "opened");
        const bool is_elsewhere = history_is_event(record, "launcher") && history_string(record, "message");
        if (is_elsewhere && !(heard && text_equal(text_of(name), TEXT("srun")))) {
            return name;
        }
    }
    return NULL;
}

const char *history_unknown(const struct history *history)
{
    if (!history->ledger) {
        return "there are no records of this run";
    }
    if (ledger_others(history->ledger) > 0) {
        return "some processes keep records of another version: the command and the library are not of one version";
    }
    const char *launcher = launcher_elsewhere(history);
    const cJSON *first = cJSON_GetArrayItem(history->unconfirmed, 0);
    const char *program = history_string(first, "program"), *reason = history_string(first, "reason");
    const char *lost = history_string(history_lost(history), "opened");
    struct buffer why = {.arena = history->arena};
    if (launcher) {
        buffer_format(&why, "no record from %s's tasks", launcher);
    } else if (program || history->unnamed_execs > 0) {
        buffer_format(&why, "no record from %s%s%s", program ? program : "some of the programs that it executed",
                      reason ? ": " : "", reason ? reason : "");
    } else if (lost) { /* it has loaded the library itself, as ssh does */
        buffer_format(&why, "no record from %s's tasks", lost);
    } else {
        return NULL;
    }
    return buffer_string(&why);
}

const char *history_string(const cJSON *record, const char *name)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(record, name));
}

bool history_is_event(const cJSON *record, const char *event)
{
    return text_equal(text_of(history_string(record, "event")), text_of(event));
}

bool history_is_about(const struct history *history, const cJSON *record, struct text path)
{
    const char *file = history_string(record, "file");
    return file && strcmp(file, history_utf8(history->arena, path)) == 0;
}

const cJSON *history_find(const struct history *history, const char *event, struct text path)
{
    const cJSON *record;
    cJSON_ArrayForEach(record, history->records)
    {
        if (history_is_event(record, event) && (path.length == 0 || history_is_about(history, record, path))) {
            return record;
        }
    }
    return NULL;
}

const cJSON *history_lost(const struct history *history)
{
    const cJSON *record;
    cJSON_ArrayForEach(record, history->records)
    {
        if (history_is_event(record, "lost") && !wandb_core_is(history_string(record, "opened"))) {
            return record;
        }
    }
    return NULL;
}

bool history_ray_is_unheard(const struct history *history)
{
    const cJSON *record;
    cJSON_ArrayForEach(record, history->records)
    {
        if (history_is_event(record, "launcher") &&
            text_equal(text_of(history_string(record, "message")), TEXT(RAY_CLUSTER_JOINED))) {
            return ledger_ask_once(history->ledger, ray_cluster_heard()) != ONCE_AGAIN;
        }
    }
    return false;
}

const char *history_not_loaded(const struct history *history)
{
    if (!history->ledger || ledger_count(history->ledger, LEDGER_LOAD, LEDGER_NO_FILE) > 0 ||
        ledger_others(history->ledger) > 0 || launcher_elsewhere(history)) {
        return NULL;
    }
    const char *killed = job_end_signal(history->arena, &history->end);
    return history->blocker ? history->blocker->reason
           : killed         ? killed
                            : "static, Go, set-user-ID, or a C library that does not know LD_PRELOAD?";
}
