/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/report/report_launch.h"
#include "shim/cli/base/version.h"

#include "shim/cli/base/time_text.h"
#include "core/base/sha256.h"

#include <string.h>

static void add_text(cJSON *object, const char *name, struct arena *arena, struct text text)
{
    cJSON_AddStringToObject(object, name, history_utf8(arena, text));
}

static void add_time(cJSON *object, const char *name, struct timespec time)
{
    char room[TIME_TEXT_SIZE];
    cJSON_AddStringToObject(object, name, time_text(room, time));
}

static void add_record_time(cJSON *object, const cJSON *record)
{
    double time = cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(record, "time"));
    long long microseconds = (long long)(time * 1e6 + 0.5);
    add_time(object, "time", (struct timespec){microseconds / 1000000, microseconds % 1000000 * 1000});
}

/* A record, with its time in the form of the rest of the report. */
static cJSON *copy_record(const cJSON *record)
{
    cJSON *copy = cJSON_CreateObject();
    const cJSON *member;
    cJSON_ArrayForEach(member, record)
    {
        if (strcmp(member->string, "time") == 0) {
            add_record_time(copy, record);
        } else {
            cJSON_AddItemToObject(copy, member->string, cJSON_Duplicate(member, true));
        }
    }
    return copy;
}

static void add_bytes(cJSON *object, const char *name, struct text bytes)
{
    cJSON *described = cJSON_AddObjectToObject(object, name);
    char digest[SHA256_HEX];
    sha256_hex(bytes, digest);
    cJSON_AddStringToObject(described, "sha256", digest);
    cJSON_AddNumberToObject(described, "size", (double)bytes.length);
}

static struct text describe_place(struct arena *arena, struct place place)
{
    struct buffer out = {.arena = arena};
    buffer_format(&out, "%s", place.source ? place.source : "");
    if (place.line > 0) {
        buffer_format(&out, ":%u:%u", place.line, place.column);
    }
    return buffer_text(&out);
}

/* A value as the file spells it; null for none, or an empty one. */
static void add_found(cJSON *object, const char *name, struct arena *arena, struct text text)
{
    if (text.length > 0) {
        add_text(object, name, arena, text);
    } else {
        cJSON_AddNullToObject(object, name);
    }
}

static void add_value(cJSON *values, struct arena *arena, const struct applied *applied)
{
    cJSON *value = cJSON_CreateObject();
    add_text(value, "path", arena, applied->path);
    add_found(value, "before", arena, applied->before);
    add_found(value, "after", arena, applied->after);
    add_text(value, "from", arena, describe_place(arena, applied->override->origin));
    cJSON_AddItemToArray(values, value);
}

/* How often something happened to a file, and its first and last records. */
static void add_series(cJSON *file, const char *name, const struct history *history, enum ledger_event event,
                       const char *event_name, struct text path)
{
    cJSON *series = cJSON_AddObjectToObject(file, name);
    cJSON_AddNumberToObject(series, "count", (double)history_count(history, event, path));
    cJSON *last = NULL;
    const cJSON *record;
    cJSON_ArrayForEach(record, history->records)
    {
        if (!history_is_event(record, event_name) || !history_is_about(history, record, path)) {
            continue;
        }
        if (!last) {
            cJSON_AddItemToObject(series, "first", copy_record(record));
            last = cJSON_AddArrayToObject(series, "last");
        } else {
            cJSON_AddItemToArray(last, copy_record(record));
        }
    }
}

static void add_file(cJSON *files, const struct history *history, const struct config_file *config)
{
    cJSON *file = cJSON_CreateObject();
    add_text(file, "file", history->arena, config->file->path);
    add_text(file, "as", history->arena, text_of(config->file->name));
    if (config->file->copy.path.length > 0) {
        add_text(file, "copy", history->arena, config->file->copy.path);
    }
    if (config->outcome == OUTCOME_FOUND) {
        cJSON_AddStringToObject(file, "format", config->patch.format == FORMAT_JSON ? "json" : "yaml");
        if (config->is_made_up || config->shown.before) {
            cJSON_AddNullToObject(file, "before"); /* it is made for this job, or has a secret */
        } else {
            add_bytes(file, "before", config->original.bytes);
        }
        if (config->shown.after) {
            cJSON_AddNullToObject(file, "after"); /* the job read secrets */
        } else {
            add_bytes(file, "after", config->patch.bytes);
        }
        cJSON *values = cJSON_AddArrayToObject(file, "values");
        for (const struct applied *applied = config->shown.patch.applied; applied; applied = applied->next) {
            add_value(values, history->arena, applied);
        }
    }
    add_series(file, "opens", history, LEDGER_SERVE, "serve", config->file->path);
    add_series(file, "refused", history, LEDGER_REFUSE, "refuse", config->file->path);
    add_series(file, "readwrite", history, LEDGER_READWRITE, "readwrite", config->file->path);
    cJSON_AddItemToArray(files, file);
}

static void add_records(cJSON *report, const char *name, const struct history *history, const char *event)
{
    cJSON *list = cJSON_AddArrayToObject(report, name);
    const cJSON *record;
    cJSON_ArrayForEach(record, history->records)
    {
        if (history_is_event(record, event)) {
            cJSON_AddItemToArray(list, copy_record(record));
        }
    }
}

/* Those of W&B's file among them. */
static void add_run_config_reads(cJSON *report, const struct history *history, const char *wandb_file)
{
    cJSON *list = cJSON_AddArrayToObject(report, "run_config_reads");
    const cJSON *record;
    cJSON_ArrayForEach(record, history->records)
    {
        if (history_is_event(record, "config") || (wandb_file && history_is_event(record, "serve") &&
                                                   history_is_about(history, record, text_of(wandb_file)))) {
            cJSON_AddItemToArray(list, copy_record(record));
        }
    }
}

static void add_peers(cJSON *object, const char *name, const struct ledger_peers *peers)
{
    cJSON *described = cJSON_AddObjectToObject(object, name);
    cJSON_AddNumberToObject(described, "count", (double)peers->count);
    cJSON *first = cJSON_AddArrayToObject(described, "first");
    for (size_t i = 0; i < peers->count && i < LEDGER_PEERS_KEPT; i++) {
        cJSON *peer = cJSON_CreateObject();
        cJSON_AddNumberToObject(peer, "pid", peers->first[i].process);
        cJSON_AddNumberToObject(peer, "uid", peers->first[i].user);
        cJSON_AddNumberToObject(peer, "gid", peers->first[i].group);
        cJSON_AddItemToArray(first, peer);
    }
}

/* Who reached the records by the socket. */
static void add_socket(cJSON *object, const struct ledger_host *host)
{
    cJSON *socket = cJSON_AddObjectToObject(object, "socket");
    add_peers(socket, "joined", &host->joined);
    add_peers(socket, "refused", &host->refused);
}

static void add_notes(cJSON *object, const struct report *report)
{
    cJSON *list = cJSON_AddArrayToObject(object, "notes");
    for (const struct diagnostic *d = report->launch->diagnostics.first; d; d = d->next) {
        cJSON_AddItemToArray(list, cJSON_CreateString(diagnostic_line(report->history.arena, d)));
    }
    const cJSON *note;
    cJSON_ArrayForEach(note, report->notes)
    {
        cJSON_AddItemToArray(list, cJSON_Duplicate(note, true));
    }
}

char *report_write(const struct report *report, int status)
{
    const struct history *history = &report->history;
    cJSON *object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "version", INLAY_VERSION);
    cJSON *list = cJSON_AddArrayToObject(object, "command");
    for (char *const *word = report->command; *word; word++) {
        cJSON_AddItemToArray(list, cJSON_CreateString(history_utf8(history->arena, text_of(*word))));
    }
    cJSON_AddStringToObject(object, "via", options_via(report->via));
    cJSON_AddBoolToObject(object, "no_new_privs", report->no_new_privs);
    cJSON_AddStringToObject(object, "via_because", history_utf8(history->arena, text_of(report->via_because)));
    add_text(object, "root", history->arena, report->launch->overrides.root);
    add_time(object, "started", history->end.started);
    add_time(object, "ended", history->end.ended);
    cJSON_AddNumberToObject(object, "job_exit_status", history->end.status);
    cJSON_AddNumberToObject(object, "exit_status", status);
    cJSON_AddBoolToObject(object, "complete", !history_unknown(history));
    list = cJSON_AddArrayToObject(object, "files");
    for (const struct config_file *config = report->files; config; config = config->next) {
        add_file(list, history, config);
    }
    add_records(object, "processes", history, "load");
    add_records(object, "near", history, "near");
    add_records(object, "lost", history, "lost");
    add_records(object, "launchers", history, "launcher");
    add_run_config_reads(object, history, report->wandb_file);
    cJSON_AddItemToObject(object, "unconfirmed", cJSON_Duplicate(history->unconfirmed, true));
    add_socket(object, report->host);
    cJSON_AddItemToObject(object, "launch", report_launch(report));
    add_notes(object, report);
    char *text = cJSON_Print(object);
    cJSON_Delete(object);
    return text;
}
