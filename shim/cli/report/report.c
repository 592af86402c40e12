/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/report/report.h"
#include "shim/cli/base/say.h"

struct reporter {
    const struct history *history;
    cJSON *notes;
};

__attribute__((format(printf, 2, 3))) static void report(const struct reporter *reporter, const char *format, ...)
{
    struct buffer line = {.arena = reporter->history->arena};
    va_list arguments;
    va_start(arguments, format);
    buffer_vformat(&line, format, arguments);
    va_end(arguments);
    say("%s", buffer_string(&line));
    cJSON_AddItemToArray(reporter->notes, cJSON_CreateString(utf8_string(line.arena, buffer_text(&line))));
}

static bool was_loaded(const struct reporter *reporter)
{
    const struct history *history = reporter->history;
    if (!history->records || cJSON_GetArraySize(history->records) > 0) {
        return true;
    }
    report(reporter, "%s never loaded libinlay.so: %s; its config files were not overridden", history->command[0],
           history->blocker ? history->blocker->reason
                            : "static, Go, set-user-ID, or a C library that does not know LD_PRELOAD?");
    return false;
}

static bool was_not_refused(const struct reporter *reporter, const struct override_file *file)
{
    const cJSON *record = history_find(reporter->history, "refuse", file);
    const char *program, *message;
    if (!record) {
        return true;
    }
    program = record_string(record, "program");
    message = record_string(record, "message");
    report(reporter, "%s could not open %s: %s", program ? program : "a process", file->name,
           message ? message : "it was refused");
    return false;
}

static void report_unread(const struct reporter *reporter, const struct override_file *file)
{
    const cJSON *near = history_find(reporter->history, "near", file);
    const cJSON *lost = history_find(reporter->history, "lost", NULL);
    const char *opened = near ? record_string(near, "opened") : NULL;
    if (history_find(reporter->history, "readwrite", file) != NULL) {
        report(reporter, "%s was opened for reading and writing only: the job saw what is on the disk", file->name);
    } else if (history_is_incomplete(reporter->history)) {
        report(reporter, "%s was not seen to be opened (%s)", file->name,
               !reporter->history->records ? "there are no records of this run"
                                           : "a process changed its root directory: its records may be lost");
    } else if (lost) {
        report(reporter, "%s was not seen to be opened (overrides cannot follow into %s: %s)", file->name,
               record_string(lost, "opened"), record_string(lost, "message"));
    } else if (opened) {
        report(reporter, "%s was never opened (another file of that name was: %s)", file->name, opened);
    } else {
        report(reporter, "%s was never opened", file->name);
    }
}

/* Files that are there for the sake of their secrets, or of a run config without keys, need not be read. */
static bool is_overridden(const struct override_file *file)
{
    const struct override *override = file->first;
    while (override && override->operation == OVERRIDE_MERGE && override->value->count == 0) {
        override = override->next_file;
    }
    return override != NULL;
}

bool report_say(const struct history *history, bool strict, cJSON *notes)
{
    struct reporter reporter = {history, notes};
    bool good = true;
    if (!history->files) {
        return true;
    }
    if (!was_loaded(&reporter)) {
        return false;
    }
    for (const struct config_file *config = history->files; config; config = config->next) {
        if (!was_not_refused(&reporter, config->file)) {
            good = false;
        } else if (is_overridden(config->file) && history_find(history, "serve", config->file) == NULL) {
            report_unread(&reporter, config->file);
            good = good && !strict;
        }
    }
    return good;
}
