/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a key path: read or refused, and what was read is written so that it reads back. Then the same bytes as
 * one key, whatever it holds. */
#include "core/tree/keypath.h"
#include "tests/fuzz/require.h"

struct input {
    struct arena arena;
    struct text source;
};

static void check_round_trip(struct arena *arena, struct keypath path)
{
    struct keypath again;
    size_t at;
    struct text written = keypath_text(arena, path);
    require(!keypath_read(arena, written, &again, &at));
    require(keypath_equal(path, again));
    require(text_equal(keypath_text(arena, again), written));
}

static void check_input(void *context)
{
    struct input *input = context;
    struct keypath path;
    size_t at;
    if (!keypath_read(&input->arena, input->source, &path, &at)) {
        require(path.count > 0);
        check_round_trip(&input->arena, path);
    }
    require(at <= input->source.length);

    const struct step steps[] = {{.kind = STEP_KEY, .key = input->source}, {.kind = STEP_KEY, .key = input->source}};
    if (input->source.length > 0) {
        check_round_trip(&input->arena, (struct keypath){steps, 2});
    }
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
