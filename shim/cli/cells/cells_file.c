/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/cells/cells_file.h"
#include "shim/cli/cells/json_record.h"
#include "shim/cli/base/file_content.h"
#include "shim/cli/base/say.h"

#include "core/base/path.h"
#include "core/tree/emit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool is_digest(const char *text)
{
    return text && strlen(text) == SHA256_HEX - 1 && strspn(text, "0123456789abcdef") == SHA256_HEX - 1;
}

/* What a directory in the sweep's may be called. */
static bool is_directory_name(const char *name)
{
    return name && name[0] != '\0' && name[0] != '.' && !strchr(name, '/');
}

/* NULL when line is cell number. */
static const char *read_cell(struct arena *arena, struct text line, uint32_t number, struct stored_cell *cell)
{
    struct node *object = json_record_parse(arena, line);
    const char *digest = json_record_string(arena, object, "digest");
    *cell = (struct stored_cell){
        .number = number,
        .name = json_record_string(arena, object, "name"),
        .values = json_record_object(arena, object, "values"),
        .repeat = text_of(json_record_string(arena, object, "repeat")),
        .dropped = json_record_is_true(arena, object, "dropped"),
        .plan_index = SIZE_MAX,
    };
    if (!object || !is_digest(digest) || !is_directory_name(cell->name) || !cell->values) {
        return "is no cell";
    }
    if (json_record_number(arena, object, "cell", -1) != number) {
        return "is not the cell that has this place";
    }
    memcpy(cell->digest, digest, SHA256_HEX);
    return NULL;
}

static int compare_digests(const void *a, const void *b)
{
    return strcmp((*(const struct stored_cell *const *)a)->digest, (*(const struct stored_cell *const *)b)->digest);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp((*(const struct stored_cell *const *)a)->name, (*(const struct stored_cell *const *)b)->name);
}

/* A cell that is equal to an earlier one; NULL: there is none. */
static const struct stored_cell *find_twin(const struct store *store, int (*compare)(const void *, const void *))
{
    const struct stored_cell **sorted = arena_array(store->arena, const struct stored_cell *, store->count);
    for (size_t i = 0; i < store->count; i++) {
        sorted[i] = &store->cells[i];
    }
    qsort(sorted, store->count, sizeof *sorted, compare);
    for (size_t i = 1; i < store->count; i++) {
        if (compare(&sorted[i - 1], &sorted[i]) == 0) {
            return sorted[i]->number > sorted[i - 1]->number ? sorted[i] : sorted[i - 1];
        }
    }
    return NULL;
}

static bool refuse(const char *path, size_t line, const char *problem)
{
    say("%s:%zu: %s (the file is damaged: restore it, or begin another sweep with --dir)", path, line, problem);
    return false;
}

static bool has_no_twins(const struct store *store, const char *path)
{
    const struct stored_cell *twin = find_twin(store, compare_digests);
    twin = twin ? twin : find_twin(store, compare_names);
    return !twin || refuse(path, twin->number + 1, "an earlier line is this cell already");
}

static bool read_lines(struct store *store, const char *path, struct text content)
{
    size_t capacity = 0;
    for (size_t at = 0; at < content.length;) {
        const size_t end = text_find(content, at, '\n');
        arena_grow(store->arena, store->cells, store->count, &capacity);
        const uint32_t number = (uint32_t)store->count;
        const char *problem = end == content.length
                                  ? "is cut off"
                                  : read_cell(store->arena, text_part(content, at, end), number, &store->cells[number]);
        if (problem) {
            return refuse(path, store->count + 1, problem);
        }
        store->count++;
        at = end + 1;
    }
    return store->count > 0 ? has_no_twins(store, path) : refuse(path, 1, "there is no cell");
}

enum outcome cells_file_read(struct store *store)
{
    const char *path = path_in(store->arena, store->dir, "cells.jsonl");
    struct file_content content;
    const char *problem = file_read(store->arena, path, FILES_REGULAR, &content);
    if (problem && (errno == ENOENT || errno == ENOTDIR)) {
        return OUTCOME_NONE;
    }
    if (problem) {
        say("%s: %s", path, problem);
        return OUTCOME_REFUSED;
    }
    return read_lines(store, path, content.bytes) ? OUTCOME_FOUND : OUTCOME_REFUSED;
}

struct text cells_file_text(const struct store *store)
{
    struct buffer out = {.arena = store->arena};
    for (size_t i = 0; i < store->count; i++) {
        const struct stored_cell *cell = &store->cells[i];
        buffer_format(&out, "{\"cell\": %u", cell->number);
        json_record_put_string(&out, "name", cell->name);
        json_record_put_string(&out, "digest", cell->digest);
        json_record_put_name(&out, "values");
        emit_json(&out, cell->values);
        if (cell->repeat.length > 0) {
            json_record_put_string(&out, "repeat", text_string(store->arena, cell->repeat));
        }
        buffer_put(&out, cell->dropped ? TEXT(", \"dropped\": true}\n") : TEXT("}\n"));
    }
    return buffer_text(&out);
}
