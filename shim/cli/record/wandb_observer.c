/* SPDX-License-Identifier: Apache-2.0 */
/* Assembling this file puts the helper's text into the command, so none has to be installed beside it. Paths start at the
 * root, like includes; the Makefile has the dependency. */
#include "shim/cli/record/wandb_observer.h"
#include "core/base/buffer.h"
#include "core/base/path.h"
#include "shim/cli/base/replace_file.h"
#include "shim/serve/environment.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__asm__("    .section .rodata\n"
        "wandb_observer_helper:\n"
        "    .incbin \"scripts/record-wandb\"\n"
        "wandb_observer_helper_end:\n"
        "wandb_observer_pydantic:\n"
        "    .incbin \"scripts/pydantic-schema\"\n"
        "wandb_observer_pydantic_end:\n"
        "    .previous\n");

extern const char wandb_observer_helper[], wandb_observer_helper_end[], wandb_observer_pydantic[],
    wandb_observer_pydantic_end[];

#define BETWEEN(start, end) ((struct text){start, (size_t)(end - start)})

/* PYTHONPATH is taken apart at colons. */
static const char *temporary_directory(char *const *environment)
{
    const char *temporary = environment_get(environment, "TMPDIR");
    return temporary && temporary[0] == '/' && !strchr(temporary, ':') ? temporary : "/tmp";
}

static bool put_file(struct arena *arena, const char *directory, const char *name, struct text content)
{
    return replace_file(arena, path_in(arena, directory, name), content);
}

/* Python runs a module of this name as it starts. */
static bool fill(struct arena *arena, const char *directory)
{
    return put_file(arena, directory, "sitecustomize.py", BETWEEN(wandb_observer_helper, wandb_observer_helper_end)) &&
           put_file(arena, directory, "pydantic-schema", BETWEEN(wandb_observer_pydantic, wandb_observer_pydantic_end));
}

static void add_variable(struct wandb_observer *observer, struct arena *arena, const char *name, const char *value,
                         const char *present)
{
    char **end = observer->variables;
    struct buffer variable = {.arena = arena};
    while (*end) {
        end++;
    }
    buffer_format(&variable, "%s=%s", name, value);
    if (present && *present != '\0') {
        buffer_format(&variable, ":%s", present);
    }
    *end = buffer_string(&variable);
}

/* Whatever Python makes of the helper, W&B's run is not uploaded by surprise. */
static void keep_offline(struct wandb_observer *observer, struct arena *arena, char *const *environment)
{
    const char *mode = environment_get(environment, "WANDB_MODE");
    observer->offline = !mode || *mode == '\0';
    if (observer->offline) {
        add_variable(observer, arena, "WANDB_MODE", "offline", NULL);
    }
}

void wandb_observer_begin(struct wandb_observer *observer, struct arena *arena, char *const *environment)
{
    struct buffer directory = {.arena = arena};
    *observer = (struct wandb_observer){0};
    keep_offline(observer, arena, environment);
    buffer_format(&directory, "%s/inlay-record-XXXXXX", temporary_directory(environment));
    char *path = buffer_string(&directory);
    if (!mkdtemp(path)) {
        observer->error = errno;
        return;
    }
    observer->directory = path;
    if (!fill(arena, path)) {
        observer->error = errno;
        wandb_observer_end(observer);
        return;
    }
    add_variable(observer, arena, "PYTHONPATH", path, environment_get(environment, "PYTHONPATH"));
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status, (void)kind, (void)walk;
    remove(path);
    return 0;
}

void wandb_observer_end(struct wandb_observer *observer)
{
    if (observer->directory) {
        nftw(observer->directory, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
        observer->directory = NULL;
    }
}
