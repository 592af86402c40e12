/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an assignment. What is read must be written as a document that reads back the same. */
#include "tests/unit/dump_overrides.h"
#include "core/overrides/assignment.h"

#include <stdlib.h>

struct input {
    struct arena *arena;
    enum assignment_kind kind;
    struct text file, source;
};

static void read_input(void *context)
{
    struct input *input = context;
    struct overrides overrides = {.arena = input->arena};
    struct diagnostics diagnostics = {.arena = input->arena};
    bool right = overrides_read_assignment(&overrides, (struct place){.source = "argument 2"}, input->source,
                                           input->kind, input->file, &diagnostics);
    if (right != (diagnostics.errors == 0) || right == !overrides.first) {
        abort();
    }
    if (right && input->kind == ASSIGNMENT_PLAIN && !is_assignment(input->source, input->file.length > 0)) {
        abort();
    }
    struct buffer written = {.arena = input->arena};
    if (right && !reads_back(overrides, &written)) {
        abort();
    }
}

/* The first byte is the kind, and whether -f stands before. */
static enum assignment_kind kind_of(uint8_t byte)
{
    static const enum assignment_kind kinds[] = {ASSIGNMENT_PLAIN, ASSIGNMENT_STRING, ASSIGNMENT_JSON,
                                                 ASSIGNMENT_UNSET};
    return byte & 8 ? ASSIGNMENT_TAGGED : kinds[byte % 4];
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size == 0) {
        return 0;
    }
    struct arena arena;
    arena_init(&arena, (size_t)256 << 20);
    struct input input = {&arena, kind_of(bytes[0]), TEXT("c.yaml"), {(const char *)bytes + 1, size - 1}};
    if (bytes[0] & 4) {
        input.file = TEXT("");
    }
    arena_run(&arena, read_input, &input);
    arena_release(&arena);
    return 0;
}
