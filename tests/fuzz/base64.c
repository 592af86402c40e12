/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as base64url: refused, or written so again. Then the same bytes written, and read back. */
#include "core/base/base64.h"
#include "tests/fuzz/require.h"

#include <string.h>

struct input {
    struct arena arena;
    struct text source;
};

static void check_input(void *context)
{
    struct input *input = context;
    struct buffer written = {.arena = &input->arena}, again = {.arena = &input->arena};
    struct text bytes;
    if (!base64url_read(&input->arena, input->source, &bytes)) {
        struct text digits = input->source;
        digits.length = text_find(digits, 0, '=');
        base64url_put(&again, bytes);
        require(text_equal(buffer_text(&again), digits));
    }
    base64url_put(&written, input->source);
    require(!base64url_read(&input->arena, buffer_text(&written), &bytes));
    require(text_equal(bytes, input->source));
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
