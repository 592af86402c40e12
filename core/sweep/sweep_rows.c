/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/sweep_rows.h"
#include "core/base/csv.h"
#include "core/base/utf8.h"
#include "core/overrides/override_text.h"
#include "core/overrides/override_value.h"
#include "core/read/read.h"
#include "core/sweep/choices.h"
#include "core/sweep/sweep_reference.h"
#include "core/sweep/sweep_value.h"
#include "core/tree/place.h"

/* To read on after so many wrong ones helps nobody. */
#define WRONG_ROWS_MAX 20

struct reader {
    struct sweep *sweep;
    const char *name;
    struct text file;
    struct diagnostics *diagnostics;
    struct intern names; /* of columns, or of lines' keys: the numbers are the indexes of keys */
    const struct sweep_key **keys;
    size_t key_capacity;
    size_t *set_in; /* by the keys' own indexes: how many rows there were when a row last set it; 0: none has */
    size_t set_in_count;
    struct choices rows;
};

static bool refuse(const struct reader *reader, struct place place, const char *problem)
{
    diagnose(reader->diagnostics, SEVERITY_ERROR, place, "%s", problem);
    return false;
}

/* NULL with an error. */
static const struct sweep_key *find_key(struct reader *reader, struct place place, struct text name)
{
    bool is_new;
    const uint32_t index = intern_number(&reader->names, name, &is_new);
    if (is_new) {
        arena_grow(reader->sweep->arena, reader->keys, index, &reader->key_capacity);
        reader->keys[index] = sweep_key(reader->sweep, place, name, reader->file, reader->diagnostics);
    }
    return reader->keys[index];
}

static bool refuse_twice(const struct reader *reader, struct place place, struct text name)
{
    diagnose(reader->diagnostics, SEVERITY_ERROR, place, "\"%.*s\" stands twice (leave one out)", TEXT_ARGS(name));
    return false;
}

/* Notes that the row at hand, the rows-th, sets key; false when it does already, by this name or by another. */
static bool set_key(struct reader *reader, const struct sweep_key *key, size_t rows)
{
    if (key->index >= reader->set_in_count) {
        const size_t count = 2 * ((size_t)key->index + 8);
        size_t *set_in = arena_array(reader->sweep->arena, size_t, count);
        for (size_t i = 0; i < reader->set_in_count; i++) {
            set_in[i] = reader->set_in[i];
        }
        reader->set_in = set_in;
        reader->set_in_count = count;
    }
    const bool is_first = reader->set_in[key->index] != rows;
    reader->set_in[key->index] = rows;
    return is_first;
}

static bool settle_reference(struct reader *reader, struct sweep_value *value)
{
    const struct sweep_key *key;
    const enum outcome outcome =
        sweep_reference(reader->sweep, value->place, value->text, reader->file, &key, reader->diagnostics);
    if (outcome == OUTCOME_FOUND) {
        *value = (struct sweep_value){.same_as = key, .place = value->place};
    }
    return outcome != OUTCOME_REFUSED;
}

static bool add_grid(struct reader *reader)
{
    const struct place place = {.source = reader->name};
    if (reader->rows.count == 0) {
        return refuse(reader, place, "no cells stand in this file");
    }
    struct sweep_axis *axis = sweep_add_axis(reader->sweep, sweep_add_grid(reader->sweep, place), place);
    choices_give(&reader->rows, axis);
    return true;
}

/* Where the first byte is that is not UTF-8. */
static bool is_utf8(const struct reader *reader, struct text source)
{
    struct place place = {.source = reader->name, .line = 1, .column = 1};
    for (size_t at = 0, length; at < source.length; at += length, place.column++) {
        length = utf8_length(source, at);
        if (length == 0 || source.bytes[at] == '\0') {
            return refuse(reader, place, "the file is not UTF-8 here (save it as UTF-8)");
        }
        if (source.bytes[at] == '\n') {
            place.line++;
            place.column = 0;
        }
    }
    return true;
}

static struct place place_of_field(const struct reader *reader, const struct csv_field *field)
{
    return (struct place){reader->name, field->line, field->column};
}

static struct text text_of_field(const struct csv_field *field)
{
    struct text text = field->text;
    if (field->quoted) {
        return text;
    }
    text = text_from(text, text_skip_blanks(text, 0));
    while (text.length > 0 && text_is_blank(text.bytes[text.length - 1])) {
        text.length--;
    }
    return text;
}

static bool read_column(struct reader *reader, const struct csv_field *field, bool is_alone)
{
    const struct text name = text_of_field(field);
    const struct place place = place_of_field(reader, field);
    if (name.length == 0) {
        return refuse(reader, place, "this column has no name (write FILE:KEY)");
    }
    if (is_alone && (text_find(name, 0, ';') < name.length || text_find(name, 0, '\t') < name.length)) {
        diagnose(reader->diagnostics, SEVERITY_NOTE, place, "this is one column (commas separate them)");
    }
    const struct sweep_key *key = find_key(reader, place, name);
    return key && (set_key(reader, key, 1) || refuse_twice(reader, place, name));
}

static bool read_header(struct reader *reader, const struct csv_row *row)
{
    bool right = true;
    for (size_t i = 0; i < row->count; i++) {
        right = read_column(reader, &row->fields[i], row->count == 1) && right;
    }
    return right;
}

static bool refuse_width(const struct reader *reader, const struct csv_row *row)
{
    diagnose(reader->diagnostics, SEVERITY_ERROR, place_of_field(reader, row->fields),
             "this row has %zu field%s, and there are %zu columns", row->count, row->count == 1 ? "" : "s",
             (size_t)reader->names.count);
    return false;
}

static bool read_row(struct reader *reader, const struct csv_row *row)
{
    bool right = true;
    if (row->count != reader->names.count) {
        return refuse_width(reader, row);
    }
    struct sweep_setting *settings = choices_add(&reader->rows, row->count, 1);
    size_t *count = &reader->rows.list[reader->rows.count - 1].count;
    *count = 0;
    for (size_t i = 0; i < row->count; i++) {
        const struct text text = text_of_field(&row->fields[i]);
        if (text.length > 0) {
            settings[*count].key = reader->keys[i];
            settings[*count].value = (struct sweep_value){
                .text = text, .kind = ASSIGNMENT_PLAIN, .place = place_of_field(reader, &row->fields[i])};
            right = settle_reference(reader, &settings[(*count)++].value) && right;
        }
    }
    return right;
}

static bool refuse_csv(const struct reader *reader, const struct csv_reader *csv)
{
    return refuse(reader, (struct place){reader->name, csv->problem_line, csv->problem_column}, csv->problem);
}

static struct reader reader_of(struct sweep *sweep, const char *name, struct text file, struct diagnostics *diagnostics)
{
    return (struct reader){.sweep = sweep,
                           .name = name,
                           .file = file,
                           .diagnostics = diagnostics,
                           .names = {.arena = sweep->arena},
                           .rows = {.arena = sweep->arena}};
}

bool sweep_rows_read_csv(struct sweep *sweep, const char *name, struct text source, struct text file,
                         struct diagnostics *diagnostics)
{
    struct reader reader = reader_of(sweep, name, file, diagnostics);
    struct csv_reader csv = csv_reader_of(sweep->arena, source);
    struct csv_row row;
    uint32_t wrong = 0;
    if (!is_utf8(&reader, source)) {
        return false;
    }
    enum outcome outcome = csv_read_row(&csv, &row);
    if (outcome == OUTCOME_FOUND && !read_header(&reader, &row)) {
        return false;
    }
    while (outcome == OUTCOME_FOUND && wrong < WRONG_ROWS_MAX &&
           (outcome = csv_read_row(&csv, &row)) == OUTCOME_FOUND) {
        wrong += !read_row(&reader, &row);
    }
    return outcome == OUTCOME_REFUSED ? refuse_csv(&reader, &csv) : wrong == 0 && add_grid(&reader);
}

/* A line is a document of its own, whose places count from its line. */
static struct place on_line(struct place place, uint32_t line)
{
    place.line = place.line > 0 ? place.line + line - 1 : line;
    return place;
}

static bool read_member(struct reader *reader, const struct document *document, const struct node *value, uint32_t line,
                        struct sweep_setting *setting)
{
    const struct place place = on_line(document_place(document, value->key->head), line);
    const struct sweep_key *key = find_key(reader, place, value->key->text);
    if (!key) {
        return false;
    }
    if (!set_key(reader, key, reader->rows.count)) {
        return refuse_twice(reader, place, value->key->text);
    }
    setting->key = key;
    setting->value = sweep_value_of(reader->sweep->arena, document, value);
    setting->value.place = on_line(setting->value.place, line);
    return setting->value.kind != ASSIGNMENT_STRING || settle_reference(reader, &setting->value);
}

static bool read_object(struct reader *reader, const struct document *document, uint32_t line)
{
    const struct node *root = document->root;
    bool right = true;
    size_t i = 0;
    if (root->kind != NODE_MAP) {
        diagnose(reader->diagnostics, SEVERITY_ERROR, on_line(document_place(document, root->head), line),
                 "a cell is an object, {\"FILE:KEY\": VALUE, …}, not %s", node_describe(root));
        return false;
    }
    struct sweep_setting *settings = choices_add(&reader->rows, root->count, 1);
    for (const struct node *value = root->first; value; value = value->next, i++) {
        right = read_member(reader, document, value, line, &settings[i]) && right;
    }
    return right;
}

/* Says what is wrong with a line. The empty lines put before it make its places those of the file. */
static bool refuse_line(struct reader *reader, struct text source, uint32_t line)
{
    struct buffer padded = {.arena = reader->sweep->arena};
    struct document *document = arena_new(reader->sweep->arena, struct document);
    struct diagnostics found = {.arena = reader->diagnostics->arena};
    buffer_repeat(&padded, '\n', line - 1);
    buffer_put(&padded, source);
    const bool is_json =
        document_read(reader->sweep->arena, reader->name, buffer_text(&padded), FORMAT_JSON, 0, document, &found);
    if (is_json) {
        value_settle(reader->sweep->arena, document->root, document, (struct place){0}, &found);
    }
    for (const struct diagnostic *d = found.first; d; d = d->next) {
        diagnose(reader->diagnostics, d->severity, d->place, "%s%s",
                 is_json ? "" : "a line is a whole object, and this is none: ", d->text);
    }
    return false;
}

static bool read_line(struct reader *reader, struct text source, uint32_t line)
{
    struct document *document = arena_new(reader->sweep->arena, struct document);
    struct diagnostics found = {.arena = reader->diagnostics->arena};
    const enum outcome outcome =
        override_text_read_root(reader->sweep->arena, reader->name, source, FORMAT_JSON, false, document, &found);
    if (found.errors > 0) {
        return refuse_line(reader, source, line);
    }
    return outcome == OUTCOME_NONE || read_object(reader, document, line);
}

bool sweep_rows_read_json(struct sweep *sweep, const char *name, struct text source, struct text file,
                          struct diagnostics *diagnostics)
{
    struct reader reader = reader_of(sweep, name, file, diagnostics);
    uint32_t line = 1, wrong = 0;
    for (size_t start = utf8_mark_length(source), end; start < source.length && wrong < WRONG_ROWS_MAX;
         start = end + 1, line++) {
        end = text_find(source, start, '\n');
        wrong += !read_line(&reader, text_part(source, start, end), line);
    }
    return wrong == 0 && add_grid(&reader);
}
