/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/table/table_columns.h"
#include "shim/cli/base/say.h"
#include "shim/cli/cells/cells_file.h"
#include "shim/cli/table/table_rows.h"

#include "core/base/nearest.h"
#include "core/overrides/target.h"
#include "core/sweep/value_text.h"

#include <string.h>
#include <strings.h>

/* ---- columns */

static struct table_column *add(struct table *table, enum table_kind kind, struct text name, const char *title)
{
    struct table_column *column = &table->columns[table->column_count++];
    *column = (struct table_column){.kind = kind, .name = name, .title = text_of(title), .varies = true};
    return column;
}

static bool has_value(const struct table *table, struct text key)
{
    for (size_t i = 0; i < table->row_count; i++) {
        if (table_rows_value(table, &table->rows[i], key)) {
            return true;
        }
    }
    return false;
}

static struct text canonical(struct arena *arena, const struct node *value)
{
    struct buffer out = {.arena = arena};
    if (value) {
        value_text_put(&out, value, false);
    }
    return buffer_text(&out);
}

static bool varies(const struct table *table, struct text key)
{
    const struct text first = canonical(table->arena, table_rows_value(table, &table->rows[0], key));
    for (size_t i = 1; i < table->row_count; i++) {
        if (!text_equal(first, canonical(table->arena, table_rows_value(table, &table->rows[i], key)))) {
            return true;
        }
    }
    return false;
}

static void add_keys(struct table *table, const struct node *keys)
{
    for (const struct node *key = keys->first; key; key = key->next) {
        if (has_value(table, key->key->text)) {
            add(table, TABLE_KEY, key->key->text, NULL)->varies =
                table->row_count == 1 || varies(table, key->key->text);
        }
    }
}

static struct text with_word(struct arena *arena, struct text name, const char *word)
{
    struct buffer out = {.arena = arena};
    buffer_format(&out, "%.*s %s", TEXT_ARGS(name), word);
    return buffer_text(&out);
}

static void add_metric(struct table *table, size_t metric)
{
    const struct text spec = table->cells.metrics[metric].spec;
    if (!table->has_repeats) {
        add(table, TABLE_METRIC, spec, NULL)->metric = metric;
        return;
    }
    add(table, TABLE_METRIC, with_word(table->arena, spec, "mean"), NULL)->metric = metric;
    add(table, TABLE_DEVIATION, with_word(table->arena, spec, "deviation"), "±")->metric = metric;
    add(table, TABLE_COUNT, with_word(table->arena, spec, "n"), "n")->metric = metric;
}

/* ---- titles */

#define LENGTHS 3 /* of a title: the last key, the key path, the whole name */

/* The keys of a name behind its file. False when it is none. */
static bool read_path(struct arena *arena, struct text name, struct keypath *path)
{
    struct diagnostics unheard = {.arena = arena};
    struct target target;
    if (!target_read(arena, (struct place){0}, name, &target, &unheard)) {
        return false;
    }
    *path = target.path;
    return path->count > 0;
}

static struct text key_title(struct arena *arena, struct text name, int length)
{
    struct keypath path;
    if (length == LENGTHS - 1 || !read_path(arena, name, &path)) {
        return name;
    }
    size_t start = length > 0 ? 0 : path.count - 1;
    while (start > 0 && path.steps[start].kind != STEP_KEY) {
        start--;
    }
    return keypath_text(arena, (struct keypath){path.steps + start, path.count - start});
}

static bool has_own_title(const struct table_column *column)
{
    return column->kind == TABLE_KEY || column->kind == TABLE_METRIC;
}

static struct text title_of(const struct table *table, const struct table_column *column, int length)
{
    const struct metric *metric = &table->cells.metrics[column->metric];
    if (column->kind == TABLE_KEY) {
        return key_title(table->arena, column->name, length);
    }
    return length == 0 && metric->name.length > 0 ? metric->name : metric->spec;
}

static bool is_same_title(struct text a, struct text b)
{
    return a.length == b.length && strncasecmp(a.bytes, b.bytes, a.length) == 0;
}

/* Whether it could be taken for another column's. */
static bool is_unclear(const struct table *table, size_t at)
{
    static const struct text others[] = {TEXT("cell"), TEXT("cells"),   TEXT("state"), TEXT("status"),
                                         TEXT("time"), TEXT("seconds"), TEXT("n"),     TEXT("±")};
    const struct text title = table->columns[at].title;
    bool is = title.length == 0;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        is |= is_same_title(title, others[i]);
    }
    for (size_t i = 0; i < table->column_count; i++) {
        is |= i != at && has_own_title(&table->columns[i]) && is_same_title(title, table->columns[i].title);
    }
    return is;
}

/* Titles are as short as they can be: all that are unclear get longer together. */
static void make_titles(struct table *table)
{
    bool *unclear = arena_array(table->arena, bool, table->column_count);
    for (size_t i = 0; i < table->column_count; i++) {
        unclear[i] = has_own_title(&table->columns[i]);
    }
    for (int length = 0; length < LENGTHS; length++) {
        for (size_t i = 0; i < table->column_count; i++) {
            if (unclear[i]) {
                table->columns[i].title = title_of(table, &table->columns[i], length);
            }
        }
        for (size_t i = 0; i < table->column_count; i++) {
            unclear[i] = unclear[i] && is_unclear(table, i);
        }
    }
}

void table_columns_make(struct table *table)
{
    const struct node *keys = cells_file_keys(table->cells.store);
    table->columns = arena_array(table->arena, struct table_column, keys->count + 4 + 3 * table->cells.metric_count);
    add(table, TABLE_CELL, table->has_repeats ? TEXT("cells") : TEXT("cell"), table->has_repeats ? "CELLS" : "CELL");
    add_keys(table, keys);
    add(table, TABLE_STATE, TEXT("state"), "STATE");
    if (!table->has_repeats) {
        add(table, TABLE_STATUS, TEXT("status"), "STATUS");
    }
    add(table, TABLE_TIME, TEXT("seconds"), "TIME");
    for (size_t i = 0; i < table->cells.metric_count; i++) {
        add_metric(table, i);
    }
    make_titles(table);
}

/* ---- which are looked at */

static bool has_status(const struct table *table, size_t column)
{
    for (size_t i = 0; i < table->row_count; i++) {
        const struct text status = table->rows[i].values[column].text;
        if (status.length > 0 && !text_equal(status, TEXT("0"))) {
            return true;
        }
    }
    return false;
}

bool table_columns_is_shown(const struct table *table, size_t column)
{
    return table->columns[column].varies && (table->columns[column].kind != TABLE_STATUS || has_status(table, column));
}

/* ---- columns by name */

/* Whether word is a key's end: lr and trainer.lr of config.yaml:trainer.lr. */
static bool is_end(struct text word, struct text name)
{
    const size_t before = name.length - word.length;
    return word.length > 0 && word.length < name.length && text_ends(name, word) &&
           strchr(".:", name.bytes[before - 1]);
}

static bool is_called(const struct table *table, const struct table_column *column, struct text word)
{
    const bool is_metric = column->kind == TABLE_METRIC && text_equal(table->cells.metrics[column->metric].spec, word);
    const bool is_plural = column->kind == TABLE_CELL && is_same_title(word, TEXT("cell"));
    return text_equal(column->name, word) || is_metric || is_plural ||
           (is_same_title(column->title, word) && column->kind != TABLE_DEVIATION && column->kind != TABLE_COUNT);
}

static size_t say_none(const struct table *table, const char *option, struct text word)
{
    struct text *names = arena_array(table->arena, struct text, 2 * table->column_count);
    struct buffer list = {.arena = table->arena};
    for (size_t i = 0; i < table->column_count; i++) {
        names[2 * i] = table->columns[i].name;
        names[2 * i + 1] = table->columns[i].title;
        if (table->columns[i].varies && table->columns[i].kind < TABLE_DEVIATION) {
            buffer_format(&list, "%s%.*s", i > 0 ? ", " : "", TEXT_ARGS(table->columns[i].title));
        }
    }
    const struct text nearest = nearest_name(word, names, 2 * table->column_count);
    if (nearest.length > 0) {
        say("--%s %.*s: no such column (did you mean %.*s?)", option, TEXT_ARGS(word), TEXT_ARGS(nearest));
    } else {
        say("--%s %.*s: no such column (there are %s)", option, TEXT_ARGS(word), buffer_string(&list));
    }
    return table->column_count;
}

size_t table_columns_find(const struct table *table, const char *option, struct text word)
{
    size_t found = table->column_count, ends = 0;
    for (size_t i = 0; i < table->column_count; i++) {
        if (is_called(table, &table->columns[i], word)) {
            return i;
        }
    }
    for (size_t i = 0; i < table->column_count; i++) {
        if (table->columns[i].kind == TABLE_KEY && is_end(word, table->columns[i].name)) {
            found = i;
            ends++;
        }
    }
    if (ends > 1) {
        say("--%s %.*s: several columns are called so (name one with its file)", option, TEXT_ARGS(word));
        return table->column_count;
    }
    return ends == 1 ? found : say_none(table, option, word);
}
