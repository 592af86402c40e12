/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/base/options.h"
#include "shim/cli/base/say.h"
#include "shim/cli/base/verb.h"
#include "shim/cli/base/word_advice.h"

#include "core/base/nearest.h"
#include "core/overrides/target.h"
#include "shim/serve/variables.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct reader {
    struct arena *arena;
    struct options *options;
    char **argv;
    int first;         /* index of the first argument of the verb */
    int next;          /* index of the argument to be read next */
    int last;          /* how many there are */
    int current;       /* of the one that is read now: an option's value, when that is an argument of its own */
    const char *file;  /* the last -f */
    bool file_is_used; /* by an assignment behind it */
    bool is_passing;   /* what was read last says something of this one start of a sweep alone */
};

struct rule {
    const char *name;
    char letter;   /* NUL: there is no short form */
    unsigned only; /* for verbs that take this (enum verb_options); 0: for all */
    bool takes_value;
    /* False, and said, when value is wrong. */
    bool (*apply)(struct reader *reader, const struct rule *rule, const char *value);
    size_t member;                   /* of struct options, for set_flag() and set_string() */
    enum assignment_kind assignment; /* for add_assignment() */
};

static void add_input(struct reader *reader, enum input_kind kind, enum assignment_kind assignment, const char *text)
{
    struct buffer origin = {.arena = reader->arena};
    buffer_format(&origin, "argument %d", reader->current - reader->first + 1);
    reader->options->inputs[reader->options->input_count++] = (struct input){
        .kind = kind,
        .assignment = assignment,
        .text = text,
        .file = reader->file,
        .origin = buffer_string(&origin),
    };
}

static bool set_flag(struct reader *reader, const struct rule *rule, const char *value)
{
    (void)value;
    *(bool *)((char *)reader->options + rule->member) = true;
    return true;
}

static bool set_string(struct reader *reader, const struct rule *rule, const char *value)
{
    *(const char **)((char *)reader->options + rule->member) = value;
    return true;
}

/* A word KEY=VALUE of the command, behind whose `--` W&B Launch puts a sweep's values; NULL: none. */
static const char *late_value(const struct options *options)
{
    const char *config = getenv(ENV_WANDB_CONFIG);
    char *const *word = options->operands;
    if (options->verb->operands != OPERANDS_COMMAND || !config || !*word) {
        return NULL;
    }
    do {
        word++;
    } while (*word && !strchr(*word, '='));
    return *word;
}

/* False, and said, when the last -f was for nothing: its file is not what Helm and others mean by -f. */
static bool file_has_assignments(const struct reader *reader)
{
    const char *file = reader->file, *late = late_value(reader->options);
    const enum operands operands = reader->options->verb->operands;
    if (!file || reader->file_is_used) {
        return true;
    }
    if (late) {
        say("-f %s: no assignment behind it takes this file (%s stands behind --, so it is an argument of the job: W&B "
            "Launch puts a sweep's values there; bind them in inlay.yaml)",
            file, word_without_value(reader->arena, late));
        return false;
    }
    say("-f %s: no assignment behind it takes this file (-o %s reads a document of overrides, --values FILE=%s the "
        "values for FILE%s)",
        file, file, file,
        operands == OPERANDS_FILE || operands == OPERANDS_FILES ? "; a file to look at is named without -f" : "");
    return false;
}

static bool set_file(struct reader *reader, const struct rule *rule, const char *value)
{
    (void)rule;
    const bool right = file_has_assignments(reader);
    reader->file = value;
    reader->file_is_used = false;
    return right;
}

static void put_assignment(struct reader *reader, enum input_kind input, enum assignment_kind kind, const char *text)
{
    add_input(reader, input, kind, text);
    reader->file_is_used |= !assignment_names_file(text_of(text), kind);
}

static bool add_assignment(struct reader *reader, const struct rule *rule, const char *value)
{
    struct text text = text_of(value);
    put_assignment(reader, INPUT_ASSIGNMENT, rule->assignment, value);
    if (rule->assignment == ASSIGNMENT_PLAIN && assignment_goes_on(text_from(text, target_end(text)))) {
        say("note: --set %s: all behind the = is one value, commas too (give each assignment a --set of its own)",
            word_without_value(reader->arena, value));
    }
    return true;
}

static bool add_run_config(struct reader *reader, const struct rule *rule, const char *value)
{
    add_input(reader, INPUT_RUN_CONFIG, rule->assignment, value);
    return true;
}

static bool add_base_digest(struct reader *reader, const struct rule *rule, const char *value)
{
    add_input(reader, INPUT_BASE_DIGEST, rule->assignment, value);
    return true;
}

static bool set_edited(struct reader *reader, const char *value)
{
    if (reader->options->edited || strcmp(value, "-") == 0 || value[0] == '{') {
        say("-o %s: inlay edit takes one document, a file", value);
        return false;
    }
    reader->options->edited = value;
    return true;
}

static bool add_document(struct reader *reader, const struct rule *rule, const char *value)
{
    if (reader->options->verb->takes & VERB_EDITS) {
        return set_edited(reader, value);
    }
    add_input(reader, INPUT_DOCUMENT, rule->assignment, value);
    return true;
}

static bool add_values(struct reader *reader, const struct rule *rule, const char *value)
{
    const size_t equals = target_file_end(text_of(value));
    if (equals == 0 || value[equals] == '\0' || value[equals + 1] == '\0') {
        say("--values %s: not FILE=DOCUMENT, a config file and the values for it (--values config.yaml=values.yaml)",
            value);
        return false;
    }
    add_input(reader, INPUT_VALUES, rule->assignment, value + equals + 1);
    reader->options->inputs[reader->options->input_count - 1].file =
        text_string(reader->arena, (struct text){value, equals});
    return true;
}

static bool set_listing(struct reader *reader, const char *value)
{
    static const char *const names[] = {[LISTING_TABLE] = "table", [LISTING_JSON] = "json", [LISTING_WANDB] = "wandb"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(value, names[i]) == 0) {
            reader->options->listing = (enum listing)i;
            return true;
        }
    }
    say("--format %s: not table, json or wandb, nor FILE=yaml or FILE=json", value);
    return false;
}

static const char *const carriers[CARRIERS] = {
    [CARRIER_SHELL] = "shell",         [CARRIER_DOCKER] = "docker",
    [CARRIER_COMPOSE] = "compose",     [CARRIER_KUBERNETES] = "kubernetes",
    [CARRIER_APPTAINER] = "apptainer", [CARRIER_SLURM] = "slurm",
    [CARRIER_SYSTEMD] = "systemd",     [CARRIER_DOTENV] = "dotenv",
    [CARRIER_GITHUB] = "github",       [CARRIER_WANDB_QUEUE] = "wandb-queue",
    [CARRIER_JSON] = "json",
};

const char *options_carrier(enum carrier carrier)
{
    return carriers[carrier];
}

static bool set_carrier(struct reader *reader, const char *value)
{
    for (size_t i = 0; i < CARRIERS; i++) {
        if (strcmp(value, carriers[i]) == 0) {
            reader->options->carrying.carrier = (enum carrier)i;
            return true;
        }
    }
    say("--format %s: not shell, docker, compose, kubernetes, apptainer, slurm, systemd, dotenv, github, wandb-queue "
        "or "
        "json, nor FILE=yaml or FILE=json",
        value);
    return false;
}

static bool add_word(struct reader *reader, const struct rule *rule, const char *value)
{
    struct words *words = (struct words *)((char *)reader->options + rule->member);
    if (!words->list) {
        words->list = arena_array(reader->arena, const char *, (size_t)reader->last);
        words->files = arena_array(reader->arena, const char *, (size_t)reader->last);
    }
    words->files[words->count] = reader->file;
    words->list[words->count++] = value;
    return true;
}

/* Of keys, which may take the -f before them. */
static bool add_keys(struct reader *reader, const struct rule *rule, const char *value)
{
    reader->file_is_used = true;
    return add_word(reader, rule, value);
}

static bool read_number(const char *option, const char *value, uint32_t *number)
{
    if (!text_number(text_of(value), number)) {
        say("--%s %s: not a whole number", option, value);
        return false;
    }
    return true;
}

static bool set_number(struct reader *reader, const struct rule *rule, const char *value)
{
    return read_number(rule->name, value, (uint32_t *)((char *)reader->options + rule->member));
}

static bool set_count(struct reader *reader, const struct rule *rule, const char *value)
{
    if (strcmp(value, "0") == 0) {
        say("--%s 0: at least 1", rule->name);
        return false;
    }
    return set_number(reader, rule, value);
}

static bool set_cell(struct reader *reader, const struct rule *rule, const char *value)
{
    reader->options->sweeping.has_cell = true;
    return set_number(reader, rule, value);
}

static bool set_unlock(struct reader *reader, const struct rule *rule, const char *value)
{
    reader->options->sweeping.has_unlock = true;
    return set_number(reader, rule, value);
}

static bool set_seed(struct reader *reader, const struct rule *rule, const char *value)
{
    char *end = NULL;
    errno = 0;
    const unsigned long long seed = strtoull(value, &end, 10);
    if (!is_digit(value[0]) || *end != '\0' || errno != 0) {
        say("--%s %s: not a whole number", rule->name, value);
        return false;
    }
    reader->options->sweeping.seed = seed;
    reader->options->sweeping.has_seed = true;
    return true;
}

/* As timeout(1) and sleep(1) have it: 90, 90s, 1.5h. */
static bool set_duration(struct reader *reader, const struct rule *rule, const char *value)
{
    static const struct {
        const char *unit;
        double seconds;
    } units[] = {{"", 1}, {"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}};
    char *end = NULL;
    const double number = is_digit(value[0]) ? strtod(value, &end) : -1;
    for (size_t i = 0; end && i < sizeof units / sizeof *units; i++) {
        if (strcmp(end, units[i].unit) == 0) {
            *(double *)((char *)reader->options + rule->member) = number * units[i].seconds;
            return true;
        }
    }
    say("--%s %s: not a time (90, 90s, 15m, 1.5h, 2d)", rule->name, value);
    return false;
}

static bool set_dir(struct reader *reader, const struct rule *rule, const char *value)
{
    reader->options->sweeping.dir_is_said = true;
    return set_string(reader, rule, value);
}

/* --repeat N KEY */
static bool set_repeat(struct reader *reader, const struct rule *rule, const char *value)
{
    const char *key = reader->argv[reader->next];
    if (!key || key[0] == '-') {
        say("--repeat %s: a number and the key that counts: --repeat 5 config.yaml:seed", value);
        return false;
    }
    reader->next++;
    reader->file_is_used |= !target_names_file(text_of(key));
    reader->options->sweeping.repeat_key = key;
    reader->options->sweeping.repeat_file = reader->file;
    return set_count(reader, rule, value);
}

struct choice {
    const char *name;
    int value;
};

/* Puts the value of the choice called value into *chosen. False, and said, when there is none. */
static bool choose(const char *option, const char *value, const struct choice *choices, size_t count, int *chosen)
{
    struct text names[4];
    for (size_t i = 0; i < count; i++) {
        names[i] = text_of(choices[i].name);
        if (strcmp(value, choices[i].name) == 0) {
            *chosen = choices[i].value;
            return true;
        }
    }
    struct text nearest = nearest_name(text_of(value), names, count);
    say("--%s %s: not %s or %s%s%.*s%s", option, value, choices[0].name, choices[1].name,
        nearest.length > 0 ? " (did you mean " : "", TEXT_ARGS(nearest), nearest.length > 0 ? "?)" : "");
    return false;
}

static bool set_base(struct reader *reader, const struct rule *rule, const char *value)
{
    static const struct choice choices[] = {{"keep", BASE_KEEP}, {"new", BASE_NEW}};
    int chosen = BASE_REFUSE;
    const bool right = choose(rule->name, value, choices, 2, &chosen);
    reader->options->sweeping.base = (enum base_choice)chosen;
    return right;
}

static bool set_submission(struct reader *reader, const struct rule *rule, const char *value)
{
    static const struct choice choices[] = {{"slurm", SUBMIT_SLURM}, {"kubernetes", SUBMIT_KUBERNETES}};
    int chosen = SUBMIT_NOTHING;
    const bool right = choose(rule->name, value, choices, 2, &chosen);
    reader->options->sweeping.submit = (enum submission)chosen;
    return right;
}

static bool set_table_format(struct reader *reader, const char *value)
{
    static const struct choice choices[] = {{"csv", TABLE_CSV}, {"json", TABLE_JSON}};
    int chosen = TABLE_TEXT;
    const bool right = choose("format", value, choices, 2, &chosen);
    reader->options->sweeping.format = (enum table_format)chosen;
    return right;
}

static bool add_format(struct reader *reader, const struct rule *rule, const char *value)
{
    (void)rule;
    const char *equals = strrchr(value, '=');
    enum format format = FORMAT_UNKNOWN;
    if (!equals && reader->options->verb->takes & VERB_LISTS) {
        return set_listing(reader, value);
    }
    if (!equals && reader->options->verb->takes & VERB_CARRIES) {
        return set_carrier(reader, value);
    }
    if (!equals && reader->options->verb->takes & VERB_SWEEPS) {
        return set_table_format(reader, value);
    }
    if (equals && strcasecmp(equals + 1, "yaml") == 0) {
        format = FORMAT_YAML;
    }
    if (equals && strcasecmp(equals + 1, "json") == 0) {
        format = FORMAT_JSON;
    }
    if (format == FORMAT_UNKNOWN || equals == value) {
        say("--format %s: not FILE=yaml or FILE=json", value);
        return false;
    }
    reader->options->formats[reader->options->format_count++] = (struct format_choice){
        .file = text_string(reader->arena, (struct text){value, (size_t)(equals - value)}),
        .format = format,
    };
    return true;
}

static const char *const vias[] = {
    [VIA_AUTO] = "auto",
    [VIA_PRELOAD] = "preload",
    [VIA_SUPERVISE] = "supervise",
    [VIA_COPY] = "copy",
};

const char *options_via(enum via via)
{
    return vias[via];
}

static bool set_via(struct reader *reader, const struct rule *rule, const char *value)
{
    (void)rule;
    for (size_t i = 0; i < sizeof vias / sizeof *vias; i++) {
        if (strcmp(value, vias[i]) == 0) {
            reader->options->via = (enum via)i;
            return true;
        }
    }
    say("--via %s: not auto, preload, supervise or copy", value);
    return false;
}

#define FLAG(only, member)   0, only, false, set_flag, offsetof(struct options, member), 0
#define STRING(only, member) 0, only, true, set_string, offsetof(struct options, member), 0
#define SWEEPING(member)     offsetof(struct options, sweeping.member), 0
#define ASSIGNMENT(kind)     0, 0, true, add_assignment, 0, kind
static const struct rule rules[] = {
    {"overrides", 'o', 0, true, add_document, 0, ASSIGNMENT_PLAIN},
    {"file", 'f', 0, true, set_file, 0, 0},
    {"values", 0, 0, true, add_values, 0, 0},
    {"set", ASSIGNMENT(ASSIGNMENT_PLAIN)},
    {"set-string", ASSIGNMENT(ASSIGNMENT_STRING)},
    {"set-json", ASSIGNMENT(ASSIGNMENT_JSON)},
    {"set-tagged", ASSIGNMENT(ASSIGNMENT_TAGGED)},
    {"unset", ASSIGNMENT(ASSIGNMENT_UNSET)},
    {"root", STRING(0, root)},
    {"format", 0, 0, true, add_format, 0, 0},
    {"inputs", STRING(0, inputs_path)},
    {"run-config", 0, 0, true, add_run_config, 0, ASSIGNMENT_PLAIN},
    {"base-digest", 0, 0, true, add_base_digest, 0, 0},
    {"no-validate", FLAG(0, no_validate)},
    {"shared", FLAG(0, shared)},
    {"allow-missing", FLAG(0, allow_missing)},
    {"strict", FLAG(VERB_STARTS, strict)},
    {"report", STRING(VERB_RUNS, report)},
    {"exec", FLAG(VERB_RUNS, exec)},
    {"stdin-job", FLAG(VERB_RUNS, stdin_job)},
    {"output", STRING(VERB_PRINTS, output)},
    {"reveal", FLAG(VERB_REVEALS, reveal)},
    {"edit", FLAG(VERB_RUNS, edit)},
    {"ld-so-preload", STRING(VERB_INSTALLS, ld_so_preload)},
    {"via", 0, VERB_STARTS, true, set_via, 0, 0},
    {"library", STRING(VERB_CARRIES, carrying.library)},
    {"document", STRING(VERB_CARRIES, carrying.document)},
    {"onto", STRING(VERB_PODS, carrying.onto)},
    {"image-config", STRING(VERB_PODS, carrying.image_config)},
    {"container", STRING(VERB_PODS, carrying.container)},
    {"kind", STRING(VERB_CARRIES, carrying.kind)},
    {"image", STRING(VERB_PODS, carrying.image)},
    {"job-image", STRING(VERB_PODS, carrying.job_image)},
    {"pull-secret", STRING(VERB_PODS, carrying.pull_secret)},
    {"kustomize", STRING(VERB_CARRIES, carrying.kustomize)},
    {"no-verify", FLAG(VERB_CARRIES, carrying.no_verify)},
    {"sweep", 's', VERB_SWEEPS, true, add_keys, SWEEPING(files)},
    {"zip", 0, VERB_SWEEPS, true, add_keys, SWEEPING(zips)},
    {"random", 0, VERB_SWEEPS, true, set_count, SWEEPING(random)},
    {"seed", 0, VERB_SWEEPS, true, set_seed, 0, 0},
    {"repeat", 0, VERB_SWEEPS, true, set_repeat, SWEEPING(repeat)},
    {"dir", 0, VERB_SWEEPS, true, set_dir, SWEEPING(dir)},
    {"name", STRING(VERB_SWEEPS, sweeping.name)},
    {"rerun", STRING(VERB_SWEEPS, sweeping.rerun)},
    {"base", 0, VERB_SWEEPS, true, set_base, 0, 0},
    {"yes", FLAG(VERB_SWEEPS, sweeping.yes)},
    {"try", FLAG(VERB_SWEEPS, sweeping.try_one)},
    {"list", FLAG(VERB_SWEEPS, sweeping.list)},
    {"cell", 0, VERB_SWEEPS, true, set_cell, SWEEPING(cell)},
    {"unlock", 0, VERB_SWEEPS, true, set_unlock, SWEEPING(unlock)},
    {"jobs", 'j', VERB_SWEEPS, true, set_count, SWEEPING(jobs)},
    {"gpus", STRING(VERB_SWEEPS, sweeping.gpus)},
    {"gpus-per-cell", 0, VERB_SWEEPS, true, set_count, SWEEPING(gpus_per_cell)},
    {"cells-per-gpu", 0, VERB_SWEEPS, true, set_count, SWEEPING(cells_per_gpu)},
    {"timeout", 0, VERB_SWEEPS, true, set_duration, SWEEPING(timeout)},
    {"grace", 0, VERB_SWEEPS, true, set_duration, SWEEPING(grace)},
    {"keep-going", FLAG(VERB_SWEEPS, sweeping.keep_going)},
    {"fail-fast", FLAG(VERB_SWEEPS, sweeping.fail_fast)},
    {"max-failures", 0, VERB_SWEEPS, true, set_count, SWEEPING(max_failures)},
    {"retries", 0, VERB_SWEEPS, true, set_number, SWEEPING(retries)},
    {"retry-on", 0, VERB_SWEEPS, true, add_word, SWEEPING(retry_on)},
    {"submit", 0, VERB_SWEEPS, true, set_submission, 0, 0},
    {"per-task", 0, VERB_SWEEPS, true, set_count, SWEEPING(per_task)},
    {"table", FLAG(VERB_SWEEPS, sweeping.table)},
    {"each", FLAG(VERB_SWEEPS, sweeping.each)},
    {"metric", 0, VERB_SWEEPS, true, add_word, SWEEPING(metrics)},
    {"sort", STRING(VERB_SWEEPS, sweeping.sort)},
    {"page", FLAG(VERB_SWEEPS, sweeping.page)},
    {"help", 'h', 0, false, set_flag, offsetof(struct options, help), 0},
};
#define RULES (sizeof rules / sizeof rules[0])

/* Whether an option is of one start, or one look at what came of it, and no part of what a sweep is. */
static bool is_passing(const struct rule *rule, const char *value)
{
    static const char *const names[] = {"dir",   "rerun", "base",   "yes",  "try",  "list",   "cell",     "unlock",
                                        "table", "each",  "metric", "sort", "page", "submit", "per-task", "output"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(rule->name, names[i]) == 0) {
            return true;
        }
    }
    return strcmp(rule->name, "format") == 0 && !strchr(value, '=');
}

/* By the name of a long option, or the letter of a short one; NUL finds none. */
static const struct rule *find_rule(struct text name, char letter)
{
    for (size_t i = 0; i < RULES; i++) {
        if (text_equal(text_of(rules[i].name), name) || (letter && rules[i].letter == letter)) {
            return &rules[i];
        }
    }
    return NULL;
}

/* Behind -f, in the command of a W&B sweep, a word may hand on a parameter: --KEY=VALUE. */
static bool is_in_sweep(const struct reader *reader)
{
    const char *params = getenv(ENV_SWEEP_PARAMS);
    return reader->file && params && *params != '\0';
}

static void say_unknown_option(const struct reader *reader, struct text name, const char *argument)
{
    struct text names[RULES];
    for (size_t i = 0; i < RULES; i++) {
        names[i] = text_of(rules[i].name);
    }
    struct text nearest = nearest_name(name, names, RULES);
    if (is_in_sweep(reader)) {
        say("unknown option %s (in the sweep's command write ${args_no_hyphens})", argument);
    } else if (reader->file && nearest.length == 0 && text_find(text_of(argument), 0, '=') < strlen(argument)) {
        say("unknown option %s (an assignment has no hyphens)", word_without_value(reader->arena, argument));
    } else if (nearest.length > 0) {
        say("unknown option %s (did you mean --%.*s?)", argument, TEXT_ARGS(nearest));
    } else {
        say("unknown option %s", argument);
    }
}

static const char *takers_of(const struct rule *rule)
{
    switch (rule->only) {
    case VERB_PRINTS:
        return "render, diff, describe, config, form, env or sweep";
    case VERB_REVEALS:
        return "render";
    case VERB_INSTALLS:
        return "install";
    case VERB_CARRIES:
        return "env";
    case VERB_PODS:
        return "env or sweep";
    case VERB_STARTS:
        return "run or sweep";
    case VERB_SWEEPS:
        return "sweep";
    default:
        return "run";
    }
}

static bool verb_takes(const struct reader *reader, const struct rule *rule)
{
    return (rule->only & reader->options->verb->takes) == rule->only;
}

/* value follows "=" or a short option's letter; NULL when nothing does. */
static bool apply_rule(struct reader *reader, const struct rule *rule, const char *value)
{
    if (!verb_takes(reader, rule)) {
        say("--%s: only inlay %s takes this option", rule->name, takers_of(rule));
        return false;
    }
    if (!rule->takes_value && value) {
        say("--%s takes no value", rule->name);
        return false;
    }
    if (rule->takes_value && !value) {
        value = reader->argv[reader->next];
        if (!value) {
            say("--%s needs a value", rule->name);
            return false;
        }
        reader->current = reader->next++;
    }
    if (rule->takes_value && value[0] == '\0') {
        say("--%s: its value is empty", rule->name);
        return false;
    }
    reader->is_passing = is_passing(rule, value);
    return rule->apply(reader, rule, value);
}

static bool read_long_option(struct reader *reader, const char *argument)
{
    struct text name = text_of(argument + 2);
    name.length = text_find(name, 0, '=');
    const struct rule *rule = find_rule(name, '\0');
    const char *end = name.bytes + name.length;
    const bool may_be_param = *end == '=' && is_in_sweep(reader);
    rule = may_be_param && rule && !verb_takes(reader, rule) ? NULL : rule; /* it can only be the parameter */
    if (!rule && !may_be_param) {
        say_unknown_option(reader, name, argument);
        return false;
    }
    if (may_be_param) {
        add_input(reader, rule ? INPUT_OPTION : INPUT_HYPHENS, ASSIGNMENT_PLAIN, argument);
        reader->file_is_used |= !rule;
    }
    return !rule || apply_rule(reader, rule, *end == '=' ? end + 1 : NULL);
}

static bool read_short_option(struct reader *reader, const char *argument)
{
    const struct rule *rule = find_rule(TEXT(""), argument[1]);
    if (!rule) {
        say_unknown_option(reader, text_of(argument + 1), argument);
        return false;
    }
    return apply_rule(reader, rule, argument[2] ? argument + 2 : NULL);
}

static bool read_word(struct reader *reader, char *word)
{
    struct options *options = reader->options;
    if (is_assignment(text_of(word), reader->file != NULL)) {
        put_assignment(reader, INPUT_WORD, ASSIGNMENT_PLAIN, word);
        return true;
    }
    bool is_command = options->verb->operands == OPERANDS_COMMAND;
    if (options->verb->operands == OPERANDS_NONE || is_command) {
        const char *advice = word_advice(reader->arena, word, reader->argv + reader->next, reader->file != NULL);
        const char *known = is_command ? "did you forget -- before the command?" : "an assignment is FILE:KEY=VALUE";
        say("%s: neither an option nor an assignment (%s)", word, advice ? advice : known);
        return false;
    }
    options->operands[options->operand_count++] = word;
    return true;
}

static bool read_argument(struct reader *reader, char *argument)
{
    reader->is_passing = false;
    if (argument[0] != '-' || argument[1] == '\0') {
        return read_word(reader, argument);
    }
    return argument[1] == '-' ? read_long_option(reader, argument) : read_short_option(reader, argument);
}

/* A sweep file's keys take the -f behind it, where nothing else does. */
static void give_file(struct reader *reader)
{
    const struct words *files = &reader->options->sweeping.files;
    const bool is_free = reader->file && !reader->file_is_used;
    for (size_t i = 0; i < files->count && is_free; i++) {
        if (!files->files[i]) {
            files->files[i] = reader->file;
            reader->file_is_used = true;
        }
    }
}

/* Keeps what was read from start on. */
static void keep_lasting(const struct reader *reader, int start)
{
    struct sweeping *sweeping = &reader->options->sweeping;
    while (start < reader->next && !reader->is_passing) {
        sweeping->lasting[sweeping->lasting_count++] = reader->argv[start++];
    }
}

/* What a verb that takes one operand calls it; NULL: it takes another number. */
static const char *only_operand(enum operands operands)
{
    switch (operands) {
    case OPERANDS_FILE:
        return "file";
    case OPERANDS_KEY:
        return "key";
    case OPERANDS_DIRECTORY:
        return "directory";
    default:
        return NULL;
    }
}

static bool operands_fit(const struct options *options)
{
    const enum operands operands = options->verb->operands;
    const char *only = only_operand(operands);
    if (operands == OPERANDS_NONE && options->operand_count > 0) {
        say("%s: inlay %s takes no command", options->operands[0], options->verb->name);
        return false;
    }
    if (only && operands != OPERANDS_KEY && options->operand_count == 0) {
        say("no %s is named", only);
        return false;
    }
    if (only && options->operand_count > 1) {
        say("%s: one %s at a time", options->operands[1], only);
        return false;
    }
    return true;
}

bool options_read(struct arena *arena, const struct verb *verb, int argc, char **argv, int first,
                  struct options *options)
{
    struct reader reader = {
        .arena = arena, .options = options, .argv = argv, .first = first, .next = first, .last = argc};
    *options = (struct options){
        .verb = verb,
        .inputs = arena_array(arena, struct input, 2 * (size_t)argc), /* an option may be a sweep's word as well */
        .formats = arena_array(arena, struct format_choice, (size_t)argc),
        .operands = arena_array(arena, char *, (size_t)argc + 1),
        .sweeping = {.dir = "sweep", .grace = -1, .lasting = arena_array(arena, const char *, (size_t)argc)},
    };
    while (reader.next < argc) {
        const int start = reader.next++;
        reader.current = start;
        if (strcmp(argv[start], "--") == 0) {
            break;
        }
        if (!read_argument(&reader, argv[start])) {
            return false;
        }
        keep_lasting(&reader, start);
    }
    while (reader.next < argc) {
        options->operands[options->operand_count++] = argv[reader.next++];
    }
    give_file(&reader);
    return options->help || (file_has_assignments(&reader) && operands_fit(options));
}

bool options_name(const struct verb *verb, size_t index, struct option_name *option)
{
    for (size_t i = 0; i < RULES; i++) {
        const struct rule *rule = &rules[i];
        if ((rule->only & verb->takes) == rule->only && index-- == 0) {
            *option = (struct option_name){rule->name, rule->letter, rule->takes_value};
            return true;
        }
    }
    return false;
}
