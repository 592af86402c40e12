/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/axis_word.h"
#include "core/base/escape.h"
#include "core/base/excerpt.h"
#include "core/overrides/target.h"
#include "core/sweep/choices.h"
#include "core/sweep/sweep_reference.h"
#include "core/sweep/value_call.h"
#include "core/sweep/value_list.h"

struct axis_reader {
    struct sweep *sweep;
    const struct sweep_key *key;
    struct place place;
    struct diagnostics *diagnostics;
    struct choices choices; /* those that were read so far */
};

static struct axis_reader reader_of(struct sweep *sweep, const struct sweep_key *key, struct place place,
                                    struct diagnostics *diagnostics)
{
    return (struct axis_reader){sweep, key, place, diagnostics, {.arena = sweep->arena}};
}

static bool refuse(const struct axis_reader *reader, struct text value, const char *problem)
{
    struct buffer excerpt = {.arena = reader->sweep->arena};
    excerpt_put(&excerpt, value);
    diagnose(reader->diagnostics, SEVERITY_ERROR, reader->place, "\"%.*s\": %.*s%s%s", TEXT_ARGS(reader->key->name),
             TEXT_ARGS(buffer_text(&excerpt)), value.length > 0 ? ": " : "", problem);
    return false;
}

static void add_value(struct axis_reader *reader, struct sweep_value value)
{
    *choices_add(&reader->choices, 1, 1) = (struct sweep_setting){reader->key, value};
}

static void add_text(void *context, struct text text)
{
    struct axis_reader *reader = context;
    add_value(reader, (struct sweep_value){.text = text, .place = reader->place});
}

/* The name in {FILE:KEY}; empty when value is something else: {x} is a map. */
static struct text name_of_other(struct text value)
{
    const struct text name = sweep_reference_name(value);
    return target_names_file(name) ? name : TEXT("");
}

static bool add_same_as(struct axis_reader *reader, struct text name)
{
    const struct sweep_key *other = sweep_key(reader->sweep, reader->place, name, TEXT(""), reader->diagnostics);
    add_value(reader, (struct sweep_value){.same_as = other, .place = reader->place});
    return other != NULL;
}

static bool refuse_misspelt(const struct axis_reader *reader, struct text value, struct text meant)
{
    struct buffer problem = {.arena = reader->sweep->arena};
    buffer_format(&problem, "did you mean %.*s(…)? (for a string, quote it twice: '\"text\"')", TEXT_ARGS(meant));
    return refuse(reader, value, buffer_string(&problem));
}

/* One of several values, or the only one. */
static bool read_item(struct axis_reader *reader, struct text value)
{
    const struct value_call call = value_call_of(value);
    const struct text other = name_of_other(value);
    const struct text meant = call.name == CALL_NONE ? value_call_meant(value) : TEXT("");
    if (other.length > 0) {
        return add_same_as(reader, other);
    }
    if (meant.length > 0) {
        return refuse_misspelt(reader, value, meant);
    }
    if (call.name == CALL_NONE) {
        add_text(reader, value);
        return true;
    }
    if (call.name >= CALL_UNIFORM) {
        return refuse(reader, value, "what draws values stands alone (leave out those beside it)");
    }
    const char *problem = value_call_make(reader->sweep->arena, &call, add_text, reader);
    return !problem || refuse(reader, value, problem);
}

/* Whether the value from start to end looks as if the next key began with it: 1,b=2. Of x=1,y=2 and --a=1,--b=2 all are
 * values. */
static bool is_another_axis(struct text list, size_t start, size_t end)
{
    return start > 0 && start < end && list.bytes[start] != '-' && text_find(list, 0, '=') > start &&
           assignment_goes_on(text_part(list, start - 1, end));
}

static bool read_items(struct axis_reader *reader, struct text list)
{
    for (size_t start = 0, end; start <= list.length; start = end + 1) {
        const char *problem = value_list_end(list, start, &end);
        if (problem) {
            return refuse(reader, TEXT(""), problem);
        }
        const struct text value = value_list_trim(text_part(list, start, end));
        if (is_another_axis(list, start, end)) {
            return refuse(reader, value, "each key is a word of its own (for a string, quote it twice: '\"text\"')");
        }
        if (value.length == 0) {
            return refuse(reader, TEXT(""), "a value is empty between commas (write '\"\"' for an empty string)");
        }
        if (!read_item(reader, value)) {
            return false;
        }
    }
    return true;
}

bool axis_is_call(struct text text)
{
    return value_call_of(text).name != CALL_NONE || value_call_meant(text).length > 0;
}

static bool is_single(struct text text)
{
    size_t end;
    return text_find(text, 0, ',') == text.length || (!value_list_end(text, 0, &end) && end == text.length);
}

/* Whether text is one value that is taken as an assignment takes it: blanks, open brackets and all. */
static bool is_assigned(struct text text)
{
    const struct text word = value_list_trim(text);
    return is_single(text) && !axis_is_call(word) && name_of_other(word).length == 0;
}

static bool read_values(struct axis_reader *reader, struct sweep_axis *axis, struct text text)
{
    const struct value_call call = is_single(text) ? value_call_of(value_list_trim(text)) : (struct value_call){0};
    axis->is_drawn = call.name >= CALL_UNIFORM;
    if (call.name == CALL_CHOICE) {
        return read_items(reader, call.arguments);
    }
    if (axis->is_drawn) {
        const char *problem = value_call_draw(reader->sweep->arena, &call, &axis->draw);
        return !problem || refuse(reader, text, problem);
    }
    if (is_assigned(text)) {
        add_text(reader, text);
        return true;
    }
    return read_items(reader, text);
}

bool axis_values_read(struct sweep *sweep, struct sweep_axis *axis, const struct sweep_key *key, struct place place,
                      struct text text, struct diagnostics *diagnostics)
{
    struct axis_reader reader = reader_of(sweep, key, place, diagnostics);
    axis->key = key;
    if (!read_values(&reader, axis, text)) {
        return false;
    }
    choices_give(&reader.choices, axis);
    return true;
}

static bool refuse_word(struct place origin, struct text word, const char *problem, struct diagnostics *diagnostics)
{
    diagnose(diagnostics, SEVERITY_ERROR, origin, "\"%.*s\": %s", TEXT_ARGS(word), problem);
    return false;
}

bool axis_word_read(struct sweep *sweep, struct sweep_grid *grid, struct place origin, struct text word,
                    struct text file, bool is_run_config, struct diagnostics *diagnostics)
{
    const size_t equals = is_run_config ? escape_find(word, 0, '=') : target_end(word);
    if (equals == word.length) {
        return refuse_word(origin, word, "the values are missing (write FILE:KEY=VALUE,VALUE)", diagnostics);
    }
    struct buffer name = {.arena = sweep->arena};
    buffer_put(&name, is_run_config ? TEXT("run_config:") : TEXT(""));
    buffer_put(&name, text_part(word, 0, equals));
    const struct sweep_key *key = sweep_key(sweep, origin, buffer_text(&name), file, diagnostics);
    struct sweep_axis *axis = key ? sweep_add_axis(sweep, grid, origin) : NULL;
    return axis && axis_values_read(sweep, axis, key, origin, text_from(word, equals + 1), diagnostics);
}

bool axis_repeat(struct sweep *sweep, struct sweep_grid *grid, struct place place, uint32_t count,
                 const struct sweep_key *key, struct diagnostics *diagnostics)
{
    struct axis_reader reader = reader_of(sweep, key, place, diagnostics);
    if (count == 0 || count > VALUE_CALL_MAX) {
        return refuse(&reader, TEXT(""), "it is repeated 1 to 1000000 times");
    }
    for (uint32_t i = 0; i < count; i++) {
        struct buffer text = {.arena = sweep->arena};
        buffer_format(&text, "%u", i);
        add_text(&reader, buffer_text(&text));
    }
    grid->repeat = arena_new(sweep->arena, struct sweep_axis);
    grid->repeat->key = key;
    grid->repeat->place = place;
    choices_give(&reader.choices, grid->repeat);
    return true;
}
