/* SPDX-License-Identifier: Apache-2.0 */
/* A metric and the bytes of a file: what is found is a number, and the same in the file's end, where that is enough. */
#include "shim/cli/table/metric_find.h"
#include "tests/fuzz/halves.h"
#include "tests/fuzz/require.h"

/* The C library's own limits: repetitions of repetitions take all memory, and nested groups all stack. */
#define SPEC_MAX 100

struct input {
    struct arena arena;
    struct text spec, content;
};

static bool is_affordable(struct text spec)
{
    const size_t first = text_find(spec, 0, '{');
    return spec.length <= SPEC_MAX && text_find(spec, first + 1, '{') >= spec.length;
}

static void check_value(struct metric_value value)
{
    require(value.state != METRIC_NO_FILE);
    require(value.state != METRIC_FOUND || metric_value_of(value.text).state == METRIC_FOUND);
    require(value.state != METRIC_UNREADABLE || value.problem);
}

static void check_tail(struct input *input, const struct metric *metric, struct metric_value whole)
{
    const struct text half = text_from(input->content, input->content.length / 2);
    const struct metric_content tail = {half, .is_tail = true, .has_ended = true};
    if (half.length == input->content.length || metric_needs_all(metric)) {
        return;
    }
    const struct metric_value value = metric_find(&input->arena, metric, tail);
    check_value(value);
    require(value.state == METRIC_NO_KEY || value.state == whole.state);
    require(value.state == METRIC_NO_KEY || text_equal(value.text, whole.text));
}

static void check_input(void *context)
{
    struct input *input = context;
    struct metric metric;
    if (!is_affordable(input->spec) || metric_read(&input->arena, input->spec, &metric)) {
        return;
    }
    const struct metric_value whole =
        metric_find(&input->arena, &metric, (struct metric_content){input->content, .has_ended = true});
    check_value(whole);
    check_value(metric_find(&input->arena, &metric, (struct metric_content){input->content, .has_ended = false}));
    check_tail(input, &metric, whole);
    metric_release(&metric);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct halves halves = fuzz_halves(data, size);
    struct input input = {.spec = halves.first, .content = halves.second};
    arena_init(&input.arena, 0);
    require(arena_run(&input.arena, check_input, &input));
    arena_release(&input.arena);
    return 0;
}
