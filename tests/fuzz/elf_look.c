/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an ELF file. Nothing outside of them may be read, and what they say is theirs. */
#include "shim/cli/via/elf_look.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct input {
    struct arena *arena;
    struct text file;
};

static void look_at_input(void *context)
{
    const struct input *input = context;
    struct elf_look look;
    if (!elf_look_bytes(input->arena, input->file, &look)) {
        return;
    }
    const size_t length = look.interpreter ? strlen(look.interpreter) : 0;
    if (!elf_look_machine(&look) ||
        (length > 0 && !memmem(input->file.bytes, input->file.length, look.interpreter, length))) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena;
    arena_init(&arena, (size_t)256 << 20);
    struct input input = {&arena, {(const char *)bytes, size}};
    arena_run(&arena, look_at_input, &input);
    arena_release(&arena);
    return 0;
}
