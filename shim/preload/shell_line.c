/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/preload/shell_line.h"
#include "shim/preload/readable.h"
#include "shim/preload/unreachable.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void put_quoted(struct buffer *out, const char *value)
{
    buffer_byte(out, '\'');
    for (; *value != '\0'; value++) {
        if (*value == '\'') {
            buffer_put(out, TEXT("'\\'"));
        }
        buffer_byte(out, *value);
    }
    buffer_byte(out, '\'');
}

/* In the inner shell $0 is sh and $$ the process that the C library started, as ever. */
static void write_line(void *context)
{
    struct shell_line *shell = context;
    struct buffer out = {.arena = &shell->arena};
    char *preload = arena_alloc(&shell->arena, shell->environment.size);
    size_t at = 0;
    const char *variable;
    while ((variable = exec_environment_next(&shell->environment, &at, preload))) {
        const size_t equals = strcspn(variable, "=");
        buffer_format(&out, "export %.*s=", (int)equals, variable);
        put_quoted(&out, variable + equals + 1);
        buffer_byte(&out, ';');
    }
    buffer_put(&out, TEXT("exec /bin/sh -c -- "));
    put_quoted(&out, shell->command);
    buffer_put(&out, TEXT(" sh"));
    shell->line = buffer_string(&out);
}

bool shell_line_make(struct shell_line *shell, const char *command)
{
    *shell = (struct shell_line){.command = command, .line = command};
    arena_init(&shell->arena, 0);
    struct stat program = {.st_ino = 0};
    if (!command || !exec_environment_take(&shell->environment, environ)) {
        return true;
    }
    unreachable_check(AT_FDCWD, "/bin/sh", 0, NULL, environ, &program);
    if (exec_environment_lacks(&shell->environment) && readable_string(command) &&
        !arena_run(&shell->arena, write_line, shell)) {
        arena_release(&shell->arena);
        errno = ENOMEM;
        return false;
    }
    exec_memory_make(&shell->memory, &shell->environment);
    return true;
}

void shell_line_release(struct shell_line *shell)
{
    const int callers_errno = errno;
    exec_memory_release(&shell->memory);
    arena_release(&shell->arena);
    errno = callers_errno;
}
