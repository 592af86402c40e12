/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an override document. What is read must be written as a document that reads back the same. */
#include "tests/unit/dump_overrides.h"
#include "core/overrides/overrides_document.h"

#include <stdlib.h>

struct input {
    struct arena *arena;
    const char *name;
    struct text source;
};

static void read_input(void *context)
{
    struct input *input = context;
    struct overrides overrides = {.arena = input->arena, .root = TEXT("/job")};
    struct diagnostics diagnostics = {.arena = input->arena};
    bool right = overrides_read_document(&overrides, input->name, input->source, &diagnostics);
    if (right != (diagnostics.errors == 0)) {
        abort();
    }
    struct buffer written = {.arena = input->arena};
    struct buffer said = {.arena = input->arena};
    if (right && (!reads_back(overrides, &written) || !reads_back_said(&overrides, &said))) {
        abort();
    }
}

/* The first byte is the document's name. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const names[] = {"o.yaml", "o.json", "INLAY_OVERRIDES"};
    if (size == 0) {
        return 0;
    }
    struct arena arena;
    arena_init(&arena, (size_t)256 << 20);
    struct input input = {&arena, names[bytes[0] % 3], {(const char *)bytes + 1, size - 1}};
    arena_run(&arena, read_input, &input);
    arena_release(&arena);
    return 0;
}
