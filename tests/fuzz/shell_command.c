/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a script of sh -c. No word that is taken may be longer than what it was made of. */
#include "shim/cli/via/shell_command.h"
#include "core/base/text.h"

#include <stdint.h>

#include <stdlib.h>
#include <string.h>

struct input {
    struct arena *arena;
    struct text script;
};

static void read_input(void *context)
{
    static char name[] = "sh", first[] = "first", second[] = "second one";
    static char *const parameters[] = {name, first, second, NULL};
    const struct input *input = context;
    struct called command = {0};
    if (!shell_command(input->arena, text_string(input->arena, input->script), parameters, &command)) {
        return;
    }
    for (char *const *word = command.words; *word; word++) {
        if (strlen(*word) > input->script.length && strlen(*word) > strlen(second)) {
            abort();
        }
    }
    if (command.directory && strlen(command.directory) > input->script.length + strlen(second)) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena;
    arena_init(&arena, (size_t)256 << 20);
    struct input input = {&arena, {(const char *)bytes, size}};
    arena_run(&arena, read_input, &input);
    arena_release(&arena);
    return 0;
}
