/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/report/report.h"
#include "shim/cli/report/report_run_config.h"
#include "shim/cli/job/job_end.h"
#include "shim/cli/base/say.h"

__attribute__((format(printf, 2, 3))) static void note(struct report *report, const char *format, ...)
{
    struct buffer line = {.arena = report->history.arena};
    va_list arguments;
    va_start(arguments, format);
    buffer_vformat(&line, format, arguments);
    va_end(arguments);
    say("%s", buffer_string(&line));
    cJSON_AddItemToArray(report->notes, cJSON_CreateString(history_utf8(line.arena, buffer_text(&line))));
}

static bool was_not_refused(struct report *report, struct text path, const char *name)
{
    const cJSON *record = history_find(&report->history, "refuse", path);
    if (!record) {
        return true;
    }
    const char *program = history_string(record, "program");
    const char *message = history_string(record, "message");
    note(report, "%s could not open %s: %s", program ? program : "a process", name,
         message ? message : "it was refused");
    return false;
}

/* Whether the command may have read files from the disk: overrides that nobody else read are feared lost. */
static bool may_have_read(const struct report *report)
{
    const struct blocker *blocker = report->history.blocker;
    return blocker && blocker->may_start_others && !report->only_starts;
}

static void note_unread(struct report *report, const struct override_file *file)
{
    const struct history *history = &report->history;
    const cJSON *same_name = history_find(history, "near", file->path);
    const cJSON *unreachable = history_lost(history);
    const char *opened = same_name ? history_string(same_name, "message") : NULL;
    const char *unknown = history_unknown(history);
    const char *killed = job_end_signal(history->arena, &history->end);
    if (history_find(history, "readwrite", file->path)) {
        note(report, "%s was opened for reading and writing only: the job saw what is on the disk", file->name);
    } else if (unreachable) {
        note(report, "%s was not seen to be opened (overrides cannot follow into %s: %s)", file->name,
             history_string(unreachable, "opened"), history_string(unreachable, "message"));
    } else if (history->blocker && !report->only_starts) {
        note(report, "%s was not seen to be opened (overrides cannot follow into %s: %s%s)", file->name, report->reader,
             history->blocker->reason, may_have_read(report) ? "; --via=preload if it only starts others" : "");
    } else if (unknown) {
        note(report, "it is not known whether %s was opened: %s%s%s", file->name, unknown, killed ? "; " : "",
             killed ? killed : "");
    } else if (killed) {
        note(report, "%s was never opened: %s", file->name, killed);
    } else if (opened) {
        note(report, "%s was never opened (another file of that name was: %s)", file->name, opened);
    } else {
        note(report, "%s was never opened", file->name);
    }
}

/* A file that is registered for its secrets, or for a run config without keys, need not be read. */
static bool is_overridden(const struct override_file *file)
{
    const struct override *override = file->first;
    while (override && override->operation == OVERRIDE_MERGE && override->value->count == 0) {
        override = override->next_file;
    }
    return override != NULL;
}

static const struct override_file *run_config_file(const struct report *report)
{
    const struct manifest *manifest = report->launch->manifest;
    const struct manifest_file *file = manifest ? manifest->run_config_file : NULL;
    return file ? overrides_find_file(&report->launch->overrides, file->path) : NULL;
}

/* Whether an outer launch overrides the file, this one does not, and the outer one says at its end if nobody read it. */
static bool is_outer_matter(const struct report *report, const struct override_file *file)
{
    const struct override *override = file->first;
    while (override && override->layer == LAYER_HANDED_ON) {
        override = override->next_file;
    }
    return report->outer_knows && !override;
}

/* The run config may have reached the job by another way than its file. */
static bool needs_reader(const struct report *report, const struct override_file *file)
{
    return is_overridden(file) && !is_outer_matter(report, file) &&
           !(file == run_config_file(report) && (report_run_config_was_read(&report->history, report->wandb_file) ||
                                                 !report_has_run_config(report->launch)));
}

/* Of one that has a file, that is said. */
static bool is_run_config_missed(const struct report *report)
{
    return report_has_run_config(report->launch) && !run_config_file(report) &&
           !report_run_config_was_read(&report->history, report->wandb_file);
}

static void note_run_config(struct report *report)
{
    const struct history *history = &report->history;
    const char *unknown = history_unknown(history);
    if (unknown) {
        note(report, "it is not known whether the run config was read: %s", unknown);
    } else {
        note(report, "the run config was not seen to be read (no process loaded W&B or called inlay config; one that "
                     "reads WANDB_CONFIG by itself is not seen)");
    }
}

/* Why a program may have failed that is the job's own matter. */
static void note_lost_rights(struct report *report)
{
    if (report->no_new_privs && report->starts_others && report->history.end.status != 0) {
        note(report,
             "note: without CAP_SYS_ADMIN inlay supervises with no_new_privs: set-user-ID programs and those with "
             "file capabilities (sudo, ping) had no rights of their own");
    }
}

static void note_ray(struct report *report)
{
    if (report->files && history_ray_is_unheard(&report->history)) {
        note(report,
             "no record from workers of the Ray cluster that the job joined: they read what is on the disk, unless "
             "Ray's runtime_env has LD_PRELOAD and INLAY_OVERRIDES in its env_vars");
    }
}

bool report_say(struct report *report, bool strict)
{
    const char *not_loaded = history_not_loaded(&report->history);
    bool good = true;
    note_lost_rights(report);
    if (report->via == VIA_COPY) { /* nobody tells what was read of the copies */
        if (report->wandb_file && is_run_config_missed(report)) {
            note(report,
                 "with --via=copy wandb.init() has no run config (a program that reads WANDB_CONFIG by itself has)");
        }
        return true;
    }
    if (report->files && not_loaded) {
        note(report, "%s never loaded libinlay.so: %s; its config files were not overridden", report->reader,
             not_loaded);
        return false;
    }
    note_ray(report);
    for (const struct config_file *config = report->files; config; config = config->next) {
        if (!was_not_refused(report, config->file->path, config->file->name)) {
            good = false;
        } else if (needs_reader(report, config->file) && !history_find(&report->history, "serve", config->file->path)) {
            note_unread(report, config->file);
            good = good && !strict && !may_have_read(report);
        }
    }
    if (report->wandb_file && !was_not_refused(report, text_of(report->wandb_file), report->wandb_file)) {
        good = false;
    } else if (is_run_config_missed(report)) {
        note_run_config(report);
        good = good && !strict;
    }
    return good;
}
