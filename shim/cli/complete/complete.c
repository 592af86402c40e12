/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/complete/complete.h"
#include "shim/cli/base/help.h"
#include "shim/cli/complete/complete_inputs.h"

#include "core/base/escape.h"

#include <string.h>

static void put(const struct completion *completion, const char *name, const char *about)
{
    completion_put(completion, TEXT(""), text_of(name), "", about);
}

static void put_verbs(const struct completion *completion, const struct verb *const *verbs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        put(completion, verbs[i]->name, help_first_sentence(completion->out->arena, verbs[i]));
    }
}

static void put_first_words(const struct completion *completion, const struct verb *const *verbs, size_t count)
{
    put_verbs(completion, verbs, count);
    put(completion, "help", "Says more about a verb");
    put(completion, "--help", "Lists the verbs");
    put(completion, "--version", "Prints the version");
}

/* Those that the verb's help knows: it refuses the others. */
static void put_options(const struct completion *completion)
{
    struct option_name option;
    const struct verb *verb = completion->options.verb;
    for (size_t i = 0; options_name(verb, i, &option); i++) {
        const char *about = help_of_option(completion->out->arena, verb, option.name);
        if (about) {
            completion_put(completion, TEXT("--"), text_of(option.name), "", about);
        }
    }
    put(completion, "--help", "Says more about this verb");
    if (verb->operands == OPERANDS_COMMAND) {
        put(completion, "--", "The job's command follows");
    }
}

static void put_listings(const struct completion *completion)
{
    if (completion->options.verb->takes & VERB_LISTS) {
        put(completion, "table", "For people");
        put(completion, "json", "The types alone, nested as the config is");
        put(completion, "wandb", "What W&B stores with a job");
    }
    for (int i = 0; i < CARRIERS && completion->options.verb->takes & VERB_CARRIES; i++) {
        put(completion, options_carrier((enum carrier)i), NULL);
    }
    if (completion->options.verb->takes & VERB_SWEEPS) {
        put(completion, "csv", "The table, for spreadsheets");
        put(completion, "json", "The table, for programs");
    }
    complete_files(completion, (const char *[]){"=yaml", "=json", NULL});
}

static bool is_one_of(const char *option, const char *const *names)
{
    while (*names && strcmp(option, *names) != 0) {
        names++;
    }
    return *names != NULL;
}

/* Options whose values are numbers, or names of what is not here. */
static const char *const elsewhere[] = {"container", "image",   "job-image",     "pull-secret",   "zip",     "random",
                                        "seed",      "repeat",  "name",          "cell",          "unlock",  "jobs",
                                        "gpus",      "timeout", "grace",         "max-failures",  "retries", "retry-on",
                                        "per-task",  "metric",  "gpus-per-cell", "cells-per-gpu", "sort",    NULL};

static void put_value(const struct completion *completion, const char *option)
{
    if (strcmp(option, "file") == 0) {
        complete_files(completion, (const char *[]){"", NULL});
    } else if (strcmp(option, "values") == 0 || strcmp(option, "base-digest") == 0) {
        complete_files(completion, (const char *[]){"=", NULL});
    } else if (strcmp(option, "unset") == 0) {
        complete_assignments(completion, true);
    } else if (strncmp(option, "set", 3) == 0) {
        complete_assignments(completion, false);
    } else if (strcmp(option, "run-config") == 0) {
        complete_run_config(completion, "=");
    } else if (strcmp(option, "format") == 0) {
        put_listings(completion);
    } else if (strcmp(option, "via") == 0) {
        put(completion, "auto", "As the command is");
        put(completion, "preload", "The command only starts others");
        put(completion, "supervise", "Its system calls are answered");
        put(completion, "copy", "Its arguments name patched copies");
    } else if (strcmp(option, "kind") == 0) {
        static const char *const kinds[] = {"pod", "job", "cronjob", "deployment", "statefulset", "daemonset"};
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
            put(completion, kinds[i], NULL);
        }
    } else if (strcmp(option, "submit") == 0) {
        put(completion, "slurm", "A script that submits arrays");
        put(completion, "kubernetes", "An indexed Job");
    } else if (strcmp(option, "base") == 0) {
        put(completion, "keep", "The sweep's copies of the config files go on");
        put(completion, "new", "The files of today, for cells that are yet to run");
    } else if (strcmp(option, "rerun") == 0) {
        put(completion, "failed", NULL);
        put(completion, "timeout", NULL);
        put(completion, "lost", NULL);
    } else if (is_one_of(option, elsewhere)) {
        return;
    } else {
        const bool is_directory = is_one_of(option, (const char *[]){"root", "kustomize", "dir", NULL});
        buffer_put(completion->out, is_directory ? TEXT(":directories\n") : TEXT(":files\n"));
    }
}

/* A word that is neither an option nor an option's value. */
static void put_plain(const struct completion *completion)
{
    const struct verb *verb = completion->options.verb;
    bool takes_files = verb->operands == OPERANDS_FILE || verb->operands == OPERANDS_FILES;
    bool names_file = escape_find(completion->word, 0, ':') < completion->word.length;
    bool assigns = !verb->overrides_nothing && verb->operands != OPERANDS_KEY;
    if (verb->operands == OPERANDS_KEY) {
        complete_run_config(completion, "");
    }
    if (verb->operands == OPERANDS_DIRECTORY) {
        buffer_put(completion->out, TEXT(":directories\n"));
    }
    if (takes_files && !names_file) {
        complete_files(completion, (const char *[]){"", assigns && !completion->file ? ":" : NULL, NULL});
    }
    if (assigns && (names_file || !takes_files || completion->file)) {
        complete_assignments(completion, false);
    }
    if (completion->word.length == 0 && verb->operands == OPERANDS_COMMAND) {
        put(completion, "--", "The job's command follows");
    }
}

static bool is_option(const struct option_name *option, struct text word)
{
    return text_starts(word, TEXT("--")) ? text_equal(text_of(option->name), text_from(word, 2))
                                         : word.length == 2 && word.bytes[0] == '-' && option->letter == word.bytes[1];
}

/* The option that word is, without a value; false when it is none. */
static bool find_option(const struct verb *verb, struct text word, struct option_name *option)
{
    for (size_t i = 0; options_name(verb, i, option); i++) {
        if (is_option(option, word)) {
            return true;
        }
    }
    return false;
}

static void take_value(struct completion *completion, const char *option, const char *value)
{
    if (strcmp(option, "root") == 0) {
        completion->options.root = value;
    } else if (strcmp(option, "inputs") == 0) {
        completion->options.inputs_path = value;
    } else if (strcmp(option, "file") == 0) {
        completion->file = value;
    }
}

/* Takes the word apart that is being completed; option is whose value it is, NULL: of none. */
static void put_word(struct completion *completion, const char *word, const char *option)
{
    struct option_name found;
    struct text name = text_part(text_of(word), 0, text_find(text_of(word), 0, '='));
    completion->word = text_of(word);
    if (option) {
        put_value(completion, option);
    } else if (name.length < completion->word.length && find_option(completion->options.verb, name, &found)) {
        completion->before = text_part(completion->word, 0, name.length + 1);
        completion->word = text_from(completion->word, name.length + 1);
        put_value(completion, found.name);
    } else if (*word == '-') {
        put_options(completion);
    } else {
        put_plain(completion);
    }
}

/* words begin behind the verb. */
static void put_line(struct completion *completion, char **words)
{
    const struct verb *verb = completion->options.verb;
    const char *option = NULL; /* whose value the next word is */
    struct option_name found;
    for (; words[1]; words++) {
        struct text word = text_of(*words);
        size_t equals = text_find(word, 0, '=');
        if (option) {
            take_value(completion, option, *words);
            option = NULL;
        } else if (text_equal(word, TEXT("--"))) {
            return; /* the shell knows better */
        } else if (find_option(verb, word, &found)) {
            option = found.takes_value ? found.name : NULL;
        } else if (equals < word.length && find_option(verb, text_part(word, 0, equals), &found)) {
            take_value(completion, found.name, *words + equals + 1);
        }
    }
    put_word(completion, *words, option);
}

void complete_put(struct buffer *out, const struct verb *const *verbs, size_t verb_count, char **words)
{
    struct completion completion = {.out = out};
    if (!words[0] || !words[1]) {
        completion.word = text_of(words[0] ? words[0] : "");
        put_first_words(&completion, verbs, verb_count);
        return;
    }
    if (strcmp(words[0], "help") == 0 && !words[2]) {
        completion.word = text_of(words[1]);
        put_verbs(&completion, verbs, verb_count);
        for (size_t i = 0; i < HELP_TOPICS; i++) {
            put(&completion, help_topics[i], NULL);
        }
        return;
    }
    for (size_t i = 0; i < verb_count; i++) {
        if (strcmp(verbs[i]->name, words[0]) == 0) {
            completion.options.verb = verbs[i];
            put_line(&completion, words + 1);
        }
    }
}
