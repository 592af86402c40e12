/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/verify/program_file.h"
#include "core/base/buffer.h"
#include "shim/serve/kernel.h"
#include "shim/serve/look.h"
#include "shim/serve/script_line.h"

#include <errno.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define SCRIPT_DEPTH_MAX 4 /* as many interpreters of interpreters as Linux follows (exec_binprm in fs/exec.c) */
#define SHELL            "/bin/sh"

static const char *format_problem(struct arena *arena, const char *format, const char *name, const char *reason)
{
    struct buffer text = {.arena = arena};
    const struct text form = text_of(format);
    const size_t mark = text_find(form, 0, '%');
    buffer_put(&text, text_part(form, 0, mark));
    buffer_put(&text, text_of(name));
    buffer_put(&text, text_from(form, mark + 1));
    buffer_put(&text, text_of(reason));
    return buffer_string(&text);
}

/* In the arena; NULL: path is no script. */
static const char *interpreter_of(struct arena *arena, const char *path)
{
    struct script_line *line = arena_new(arena, struct script_line);
    char start[SCRIPT_LINE_MAX];
    struct look look;
    if (look_open(&look, path) < 0) {
        return NULL;
    }
    const ssize_t length = kernel_read_at(look.fd, start, sizeof start, 0);
    look_close(&look);
    return length > 0 && script_line_read(line, (struct text){start, (size_t)length}) ? line->interpreter : NULL;
}

/* As execvp(3) does with what the kernel does not know. */
static void give_to_shell(struct arena *arena, struct program_file *program)
{
    size_t count = 1;
    while (program->argv[0] && program->argv[count]) {
        count++;
    }
    char **argv = arena_array(arena, char *, count + 2);
    argv[0] = text_string(arena, TEXT(SHELL));
    argv[1] = text_string(arena, text_of(program->path));
    memcpy(argv + 2, program->argv + 1, (count - 1) * sizeof *argv);
    argv[count + 1] = NULL;
    program->path = program->file = SHELL;
    program->argv = argv;
}

static void look_at_script(struct arena *arena, struct program_file *program)
{
    for (int depth = 0; depth <= SCRIPT_DEPTH_MAX && !program->problem; depth++) {
        const char *interpreter = interpreter_of(arena, program->file);
        if (!interpreter) {
            return;
        }
        program->file = interpreter;
        if (access(interpreter, X_OK) != 0) {
            program->problem =
                format_problem(arena, "cannot start: its interpreter % cannot be run: ", interpreter, strerror(errno));
        }
    }
}

static const char *access_advice(const char *path, int error)
{
    struct statvfs mount;
    const bool is_noexec = statvfs(path, &mount) == 0 && (mount.f_flag & ST_NOEXEC);
    return error != EACCES ? "" : is_noexec ? " (its mount is noexec)" : " (chmod +x)";
}

void program_file_look(struct arena *arena, const char *path, char *const *argv, struct program_file *program)
{
    *program = (struct program_file){.path = path, .argv = argv, .file = path};
    if (access(path, X_OK) != 0) {
        const int error = errno;
        program->problem = format_problem(arena, "cannot be run: %", strerror(error), access_advice(path, error));
        return;
    }
    look_at_script(arena, program);
    if (program->problem) {
        return;
    }
    if (elf_look(arena, program->file, &program->elf) == ENOEXEC && program->file == path) {
        give_to_shell(arena, program);
        elf_look(arena, program->file, &program->elf);
    }
    const char *loader = program->elf.interpreter;
    if (loader && access(loader, F_OK) != 0) {
        program->problem = format_problem(
            arena, "cannot start: its loader % does not exist here: it was built for another C library", loader, "");
    }
}
