/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/base/options.h"
#include "shim/cli/base/messages.h"
#include "shim/cli/base/verbs.h"

#include "core/base/nearest.h"

#include <string.h>
#include <strings.h>

struct reader {
    struct arena *arena;
    struct options *options;
    char **argv;
    int next;         /* argument to be read */
    int current;      /* the one that is being read: an option's value, when that stands apart */
    const char *file; /* the last -f */
};

struct rule {
    const char *name;
    char letter; /* NUL when there is no short form */
    bool takes_value;
    bool run_only;
    bool (*apply)(struct reader *reader, const char *value); /* false when the value is wrong; then it was said */
};

static void add_input(struct reader *reader, enum input_kind kind, enum assignment_kind assignment, const char *text)
{
    struct buffer origin = {.arena = reader->arena};
    buffer_format(&origin, "argument %d", reader->current);
    reader->options->inputs[reader->options->input_count++] = (struct input){
        .kind = kind,
        .assignment = assignment,
        .text = text,
        .file = reader->file,
        .origin = buffer_string(&origin),
    };
}

/* -o of edit */
static bool apply_edited(struct reader *reader, const char *value)
{
    if (reader->options->edited || strcmp(value, "-") == 0 || value[0] == '{') {
        say("-o %s: inlay edit takes one document, a file", value);
        return false;
    }
    reader->options->edited = value;
    return true;
}

static bool apply_overrides(struct reader *reader, const char *value)
{
    if (reader->options->verb == &verb_edit) {
        return apply_edited(reader, value);
    }
    add_input(reader, INPUT_DOCUMENT, ASSIGNMENT_PLAIN, value);
    return true;
}

static bool apply_file(struct reader *reader, const char *value)
{
    reader->file = value;
    return true;
}

static bool apply_set(struct reader *reader, const char *value)
{
    add_input(reader, INPUT_ASSIGNMENT, ASSIGNMENT_PLAIN, value);
    return true;
}

static bool apply_set_string(struct reader *reader, const char *value)
{
    add_input(reader, INPUT_ASSIGNMENT, ASSIGNMENT_STRING, value);
    return true;
}

static bool apply_set_json(struct reader *reader, const char *value)
{
    add_input(reader, INPUT_ASSIGNMENT, ASSIGNMENT_JSON, value);
    return true;
}

static bool apply_unset(struct reader *reader, const char *value)
{
    add_input(reader, INPUT_ASSIGNMENT, ASSIGNMENT_UNSET, value);
    return true;
}

/* --format of describe without a FILE. */
static bool apply_listing(struct reader *reader, const char *value)
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

static bool apply_format(struct reader *reader, const char *value)
{
    const char *equals = strrchr(value, '=');
    enum format format = FORMAT_UNKNOWN;
    if (!equals && reader->options->verb == &verb_describe) {
        return apply_listing(reader, value);
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

static bool apply_root(struct reader *reader, const char *value)
{
    reader->options->root = value;
    return true;
}

static bool apply_inputs(struct reader *reader, const char *value)
{
    reader->options->inputs_path = value;
    return true;
}

static bool apply_run_config(struct reader *reader, const char *value)
{
    add_input(reader, INPUT_RUN_CONFIG, ASSIGNMENT_PLAIN, value);
    return true;
}

static bool apply_report(struct reader *reader, const char *value)
{
    reader->options->report = value;
    return true;
}

#define FLAG(field)                                                                                                    \
    static bool apply_##field(struct reader *reader, const char *value)                                                \
    {                                                                                                                  \
        (void)value;                                                                                                   \
        reader->options->field = true;                                                                                 \
        return true;                                                                                                   \
    }
FLAG(shared)
FLAG(no_validate)
FLAG(strict)
FLAG(allow_missing)
FLAG(exec)
FLAG(stdin_job)
FLAG(edit)
FLAG(help)

static bool apply_reveal(struct reader *reader, const char *value)
{
    (void)value;
    if (reader->options->verb != &verb_render) {
        say("--reveal: only inlay render takes this option");
        return false;
    }
    reader->options->reveal = true;
    return true;
}

static const struct rule rules[] = {
    /* name, letter, takes a value, run only */
    {"overrides", 'o', true, false, apply_overrides},
    {"file", 'f', true, false, apply_file},
    {"set", 0, true, false, apply_set},
    {"set-string", 0, true, false, apply_set_string},
    {"set-json", 0, true, false, apply_set_json},
    {"unset", 0, true, false, apply_unset},
    {"root", 0, true, false, apply_root},
    {"format", 0, true, false, apply_format},
    {"inputs", 0, true, false, apply_inputs},
    {"run-config", 0, true, false, apply_run_config},
    {"no-validate", 0, false, false, apply_no_validate},
    {"shared", 0, false, false, apply_shared},
    {"allow-missing", 0, false, false, apply_allow_missing},
    {"strict", 0, false, true, apply_strict},
    {"report", 0, true, true, apply_report},
    {"exec", 0, false, true, apply_exec},
    {"stdin-job", 0, false, true, apply_stdin_job},
    {"reveal", 0, false, false, apply_reveal},
    {"edit", 0, false, true, apply_edit},
    {"help", 'h', false, false, apply_help},
};
#define RULES (sizeof rules / sizeof rules[0])

static const struct rule *find_rule(struct text name)
{
    for (size_t i = 0; i < RULES; i++) {
        if (text_equal(text_of(rules[i].name), name)) {
            return &rules[i];
        }
    }
    return NULL;
}

static const struct rule *find_letter(char letter)
{
    for (size_t i = 0; i < RULES; i++) {
        if (rules[i].letter != 0 && rules[i].letter == letter) {
            return &rules[i];
        }
    }
    return NULL;
}

static void say_unknown_option(struct text name, const char *argument)
{
    struct text names[RULES], nearest;
    for (size_t i = 0; i < RULES; i++) {
        names[i] = text_of(rules[i].name);
    }
    nearest = nearest_name(name, names, RULES);
    if (nearest.length > 0) {
        say("unknown option %s (did you mean --%.*s?)", argument, TEXT_ARGS(nearest));
    } else {
        say("unknown option %s", argument);
    }
}

/* value is what stands behind "=" or a short option's letter; NULL when nothing does. */
static bool apply_rule(struct reader *reader, const struct rule *rule, const char *value)
{
    if (rule->run_only && reader->options->verb->operands != OPERANDS_COMMAND) {
        say("--%s: only inlay run takes this option", rule->name);
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
    return rule->apply(reader, value);
}

static bool read_long_option(struct reader *reader, const char *argument)
{
    const char *equals = strchr(argument, '=');
    struct text name = text_of(argument + 2);
    const struct rule *rule;
    if (equals) {
        name.length = (size_t)(equals - name.bytes);
    }
    rule = find_rule(name);
    if (!rule) {
        say_unknown_option(name, argument);
        return false;
    }
    return apply_rule(reader, rule, !equals ? NULL : equals + 1);
}

static bool read_short_option(struct reader *reader, const char *argument)
{
    const struct rule *rule = find_letter(argument[1]);
    if (!rule) {
        say_unknown_option(text_of(argument + 1), argument);
        return false;
    }
    return apply_rule(reader, rule, argument[2] == '\0' ? NULL : argument + 2);
}

static bool read_word(struct reader *reader, char *word)
{
    struct options *options = reader->options;
    if (is_assignment(text_of(word))) {
        add_input(reader, INPUT_ASSIGNMENT, ASSIGNMENT_PLAIN, word);
        return true;
    }
    if (options->verb->operands != OPERANDS_NONE && options->verb->operands != OPERANDS_COMMAND) {
        options->operands[options->operand_count++] = word;
        return true;
    }
    if (options->verb->operands == OPERANDS_COMMAND) {
        say("%s: neither an option nor an assignment (did you forget -- before the command?)", word);
    } else {
        say("%s: neither an option nor an assignment (an assignment is FILE:KEY=VALUE)", word);
    }
    return false;
}

static bool read_argument(struct reader *reader, char *argument)
{
    if (argument[0] == '-' && argument[1] == '-') {
        return read_long_option(reader, argument);
    }
    if (argument[0] == '-' && argument[1] != '\0') {
        return read_short_option(reader, argument);
    }
    return read_word(reader, argument);
}

static bool operands_fit(const struct options *options)
{
    if (options->help || options->verb->operands == OPERANDS_COMMAND) {
        return true;
    }
    if (options->verb->operands == OPERANDS_NONE && options->operand_count > 0) {
        say("%s: inlay %s takes no command", options->operands[0], options->verb->name);
        return false;
    }
    if (options->verb->operands == OPERANDS_FILE && options->operand_count == 0) {
        say("no file is named");
        return false;
    }
    if (options->verb->operands != OPERANDS_FILES && options->operand_count > 1) {
        say("%s: one %s at a time", options->operands[1], options->verb->operands == OPERANDS_FILE ? "file" : "key");
        return false;
    }
    return true;
}

bool options_read(struct arena *arena, const struct verb *verb, int argc, char **argv, int first,
                  struct options *options)
{
    struct reader reader = {.arena = arena, .options = options, .argv = argv, .next = first};
    *options = (struct options){
        .verb = verb,
        .inputs = arena_array(arena, struct input, (size_t)argc),
        .formats = arena_array(arena, struct format_choice, (size_t)argc),
        .operands = arena_array(arena, char *, (size_t)argc + 1),
    };
    while (reader.next < argc) {
        reader.current = reader.next++;
        if (strcmp(argv[reader.current], "--") == 0) {
            break;
        }
        if (!read_argument(&reader, argv[reader.current])) {
            return false;
        }
    }
    while (reader.next < argc) {
        options->operands[options->operand_count++] = argv[reader.next++];
    }
    return operands_fit(options);
}
