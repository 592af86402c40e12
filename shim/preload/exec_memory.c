/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/preload/exec_memory.h"
#include "shim/serve/environment.h"
#include "shim/serve/kernel.h"

#include <string.h>

static bool has_value(char *const *environment, const char *name, const char *wanted)
{
    const char *value = environment_get(environment, name);
    return value && strcmp(value, wanted) == 0;
}

static bool is_named(const struct sealed_text *sealed, char *const *environment)
{
    return has_value(environment, ENV_OVERRIDES_SHA256, sealed->digest) ||
           has_value(environment, ENV_INPUTS_SHA256, sealed->digest);
}

static void add(struct exec_memory *memory, const struct sealed_text *sealed)
{
    int descriptor = sealed_text_make(sealed->text);
    if (descriptor >= 0) {
        kernel_fcntl(descriptor, F_SETFD, 0);
        memory->descriptors[memory->count++] = descriptor;
    }
}

void exec_memory_make(struct exec_memory *memory, const struct exec_environment *environment)
{
    size_t count;
    const struct sealed_text *sealed = sealed_texts_found(&count);
    memory->count = 0;
    for (size_t i = 0; i < count && environment->concerned; i++) {
        if (environment->needs_launch || is_named(&sealed[i], environment->given)) {
            add(memory, &sealed[i]);
        }
    }
}

bool exec_memory_has(const struct exec_memory *memory, int fd)
{
    size_t i = 0;
    while (i < memory->count && memory->descriptors[i] != fd) {
        i++;
    }
    return i < memory->count;
}

void exec_memory_release(struct exec_memory *memory)
{
    for (size_t i = 0; i < memory->count; i++) {
        kernel_close(memory->descriptors[i]);
    }
    memory->count = 0;
}
