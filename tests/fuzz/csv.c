/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as CSV: refused at a place inside, or rows that read the same when they are written again. */
#include "core/base/csv.h"
#include "tests/fuzz/require.h"

struct input {
    struct arena arena;
    struct text source;
};

static void put_again(struct arena *arena, struct buffer *out, const struct csv_row *row)
{
    struct text *fields = arena_array(arena, struct text, row->count);
    for (size_t i = 0; i < row->count; i++) {
        fields[i] = row->fields[i].text;
    }
    csv_put_row(out, fields, row->count);
}

static void check_input(void *context)
{
    struct input *input = context;
    struct csv_reader reader = csv_reader_of(&input->arena, input->source), again;
    struct buffer written = {.arena = &input->arena};
    struct csv_row row, same;
    enum outcome outcome;
    while ((outcome = csv_read_row(&reader, &row)) == OUTCOME_FOUND) {
        require(row.count > 0);
        put_again(&input->arena, &written, &row);
    }
    require((outcome == OUTCOME_REFUSED) == (reader.problem != NULL));
    require(!reader.problem || (reader.problem_line > 0 && reader.problem_column > 0));
    again = csv_reader_of(&input->arena, buffer_text(&written));
    reader = csv_reader_of(&input->arena, input->source);
    while (csv_read_row(&reader, &row) == OUTCOME_FOUND) {
        require(csv_read_row(&again, &same) == OUTCOME_FOUND && same.count == row.count);
        for (size_t i = 0; i < row.count; i++) {
            require(text_equal(row.fields[i].text, same.fields[i].text));
        }
    }
    require(csv_read_row(&again, &same) == OUTCOME_NONE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {.source = {(const char *)data, size}};
    arena_init(&input.arena, 0);
    require(arena_run(&input.arena, check_input, &input));
    arena_release(&input.arena);
    return 0;
}
