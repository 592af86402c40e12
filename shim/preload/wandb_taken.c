/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/preload/wandb_taken.h"
#include "shim/serve/environment.h"

#include <stdlib.h>
#include <string.h>

/* variable is name or a chunk of it. What stands before its value. */
static const char *called(struct arena *arena, const char *variable, const char *name, const char *instead)
{
    const size_t length = strlen(name);
    struct buffer out = {.arena = arena};
    buffer_put(&out, text_of(instead));
    buffer_put(&out, (struct text){variable + length, strcspn(variable + length, "=")});
    return buffer_string(&out);
}

static void unset_all(struct arena *arena, char *const *own, const char *name)
{
    for (; *own; own++) {
        if (variable_is(*own, name)) {
            unsetenv(called(arena, *own, name, name));
        }
    }
}

/* setenv(3) makes a new array for the first variable that it adds. So the array that the kernel made stays as it was,
 * and who reads that one, as Go does, finds W&B's variable with all of its chunks. */
void wandb_taken_from_environment(struct arena *arena, char *const *own)
{
    char version[12];
    if (!environment_has_wandb_files(own)) {
        return;
    }
    if (environment_is_commands(own)) { /* which cannot be told below: it has looked for the manifest */
        setenv(ENV_INPUTS_FOUND, "0", 0);
    }
    buffer_format_fixed(version, sizeof version, "%d", CONTRACT_VERSION);
    unset_all(arena, own, ENV_WANDB_TAKEN);
    for (char *const *variable = own; *variable; variable++) {
        if (variable_is(*variable, ENV_WANDB_FILES)) {
            setenv(called(arena, *variable, ENV_WANDB_FILES, ENV_WANDB_TAKEN), strchr(*variable, '=') + 1, 0);
        }
    }
    unset_all(arena, own, ENV_WANDB_FILES);
    setenv(ENV_WANDB_FILES, "{}", 1);
    setenv(ENV_CONTRACT, version, 1);
}
