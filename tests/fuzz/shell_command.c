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
    char *const *words = shell_command_words(input->arena, text_string(input->arena, input->script), parameters);
    for (; words && *words; words++) {
        if (strlen(*words) > input->script.length && strlen(*words) > strlen(second)) {
            abort();
        }
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
