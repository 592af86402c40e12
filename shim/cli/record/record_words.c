/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/record/record_words.h"
#include "core/base/path.h"
#include "shim/cli/base/say.h"

#include <string.h>

#define SAID_MAX 10 /* refused files that are named for each reason */

static void say_refused(const struct candidate *candidate)
{
    if (candidate->refusal == REFUSED_CONTENT) {
        say("not taken: %s", candidate->problem);
    } else {
        say("not taken: %.*s: %s", TEXT_ARGS(candidate->name), candidate->problem);
    }
}

/* Nobody asks about installed software's one by one. */
static size_t named_most(enum refusal refusal)
{
    return refusal == REFUSED_INSTALLED ? 0 : SAID_MAX;
}

static void say_number(enum refusal refusal, size_t count, const char *problem)
{
    if (refusal == REFUSED_INSTALLED) {
        say("not taken: %zu file%s: %s", count, count == 1 ? "" : "s", problem);
    } else {
        say("not taken: %zu more files: %s", count,
            refusal == REFUSED_CONTENT ? "they cannot be read as YAML or JSON" : problem);
    }
}

void record_words_refused(const struct candidate *candidates, const struct recorded_inputs *inputs)
{
    size_t counts[REFUSALS] = {0};
    const char *problems[REFUSALS];
    for (const struct candidate *candidate = candidates; candidate; candidate = candidate->next) {
        enum refusal refusal = candidate->refusal;
        problems[refusal] = candidate->problem;
        if (counts[refusal]++ < named_most(refusal) && refusal != REFUSED_NOT) {
            say_refused(candidate);
        }
    }
    for (enum refusal refusal = REFUSED_NOT + 1; refusal < REFUSALS; refusal++) {
        if (counts[refusal] > named_most(refusal)) {
            say_number(refusal, counts[refusal] - named_most(refusal), problems[refusal]);
        }
    }
    if (inputs->run_config_refusal) {
        say("not taken: run config: %s (run_config: {} in the manifest offers it)", inputs->run_config_refusal);
    }
}

static void say_run_config(const struct recorded_inputs *inputs)
{
    if (inputs->takes_run_config) {
        say("taken: run config: %zu key%s%s", inputs->run_config_keys, inputs->run_config_keys == 1 ? "" : "s",
            !inputs->run_config_known ? ", new" : "");
    }
}

void record_words_taken(const char *manifest, const struct candidate *candidates, const struct recorded_inputs *inputs,
                        bool is_all_known)
{
    size_t files = 0, keys = inputs->takes_run_config ? inputs->run_config_keys : 0;
    for (const struct candidate *candidate = candidates; candidate; candidate = candidate->next) {
        if (candidate->refusal == REFUSED_NOT) {
            say("taken: %.*s: %zu key%s%s", TEXT_ARGS(candidate->name), candidate->recorded.keys,
                candidate->recorded.keys == 1 ? "" : "s", !candidate->known ? ", new" : "");
            files++;
            keys += candidate->recorded.keys;
        }
    }
    say_run_config(inputs);
    if (files > 0) {
        say("%s has %zu file%s%s with %zu key%s that the job read (inlay describe lists them, inlay check tries "
            "overrides)",
            manifest, files, files == 1 ? "" : "s", inputs->takes_run_config ? " and the run config," : "", keys,
            keys == 1 ? "" : "s");
    } else if (inputs->takes_run_config) {
        say("%s has the run config with %zu key%s (inlay describe lists them, inlay check tries overrides)", manifest,
            keys, keys == 1 ? "" : "s");
    } else if (!is_all_known) {
        say("no YAML or JSON file that can be an input is known to have been read: %s stays as it was", manifest);
    } else {
        say("the job read no YAML or JSON file that can be an input: %s stays as it was", manifest);
    }
}

void record_words_gaps(const struct history *history)
{
    if (history_unknown(history)) {
        say("some files may be missing: %s", history_unknown(history));
    }
    if (ledger_found_more(history->ledger) > 0) {
        say("the job opened too many files with names of configs: %llu of them are missing",
            (unsigned long long)ledger_found_more(history->ledger));
    }
    if (history->end.status != 0) {
        say("the job ended with status %d: files that it would have opened later are missing", history->end.status);
    }
}

/* W&B's files are also copied and searched. */
static bool is_python(const char *program)
{
    const struct text name = program ? path_name(program) : TEXT("");
    return text_starts(name, TEXT("python")) || text_starts(name, TEXT("pypy"));
}

/* The record of a process that loaded W&B and was not observed; NULL: there is none. `inlay config` leaves records of this
 * kind, too, without a file. */
static const cJSON *find_unobserved(const struct history *history, const struct wandb_learned *learned)
{
    const cJSON *record;
    cJSON_ArrayForEach(record, history->records)
    {
        if (history_is_event(record, "config") && history_string(record, "opened") &&
            is_python(history_string(record, "program")) &&
            !wandb_learned_from(learned, cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(record, "pid")))) {
            return record;
        }
    }
    return NULL;
}

void record_words_wandb(const struct history *history, const struct wandb_observer *observer,
                        const struct wandb_learned *learned)
{
    const cJSON *unobserved = find_unobserved(history, learned);
    if (observer->offline && (unobserved || learned->pid_count > 0)) {
        say("W&B ran offline (a job that needs its server: WANDB_MODE=online inlay record …)");
    }
    if (unobserved && observer->error != 0) {
        say("the run config is not known: no directory could be made for what W&B is told: %s (set TMPDIR)",
            strerror(observer->error));
    } else if (unobserved) {
        say("the run config may be missing: %s loaded W&B where it cannot be observed (python -I, -E or -S, or without "
            "PYTHONPATH)",
            history_string(unobserved, "program"));
    }
}
