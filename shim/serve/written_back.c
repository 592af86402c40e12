/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/written_back.h"
#include "core/base/path.h"
#include "core/base/printable.h"
#include "shim/serve/kernel.h"
#include "shim/serve/notice.h"

static atomic_bool expected; /* of any file */

void written_back_expect(struct registered *file)
{
    atomic_store_explicit(&file->served_here, true, memory_order_relaxed);
    atomic_store_explicit(&expected, true, memory_order_relaxed);
}

void written_back_expect_copies(void)
{
    atomic_store_explicit(&expected, true, memory_order_relaxed);
}

struct writer {
    struct arena arena;
    const struct registered *file;
    struct text program; /* no bytes: this process's */
    bool has_read;
};

static struct text own_program(struct arena *arena)
{
    char *path = arena_array(arena, char, PATH_MAX);
    const ssize_t length = kernel_readlinkat(AT_FDCWD, "/proc/self/exe", path, PATH_MAX - 1);
    return length > 0 ? path_name(path) : TEXT("a program");
}

static void say(void *context)
{
    struct writer *writer = context;
    const struct text program = writer->program.bytes ? writer->program : own_program(&writer->arena);
    const struct text copy = writer->file->file->copy.path;
    notice_error(
        (const struct text[]){
            TEXT("inlay: "),
            text_of(writer->file->shown),
            TEXT(" was written by "),
            text_of(printable_string(&writer->arena, program)),
            writer->has_read ? TEXT(" after it had read it with overrides: they may be on disk now") : TEXT(""),
            copy.length > 0 ? TEXT(", and the job goes on reading its copy, ") : TEXT(""),
            text_of(printable_string(&writer->arena, copy)),
        },
        7);
}

void written_back_say(const struct records *records, struct registered *file, struct text program, bool has_read)
{
    const struct record key = {.event = LEDGER_READWRITE, .file = file->path, .message = "written back", .size = -1};
    struct writer writer = {.file = file, .program = program, .has_read = has_read};
    if (atomic_exchange(&file->written_said, true) || record_is_there(records, &key)) {
        return;
    }
    arena_init(&writer.arena, 0);
    arena_run(&writer.arena, say, &writer);
    arena_release(&writer.arena);
}

void written_back_look(const struct registry *registry, const struct records *records, int directory, const char *path,
                       int fd)
{
    struct stat seen;
    if (!atomic_load_explicit(&expected, memory_order_relaxed) || !registry_may_be(registry, path) ||
        kernel_fstat(fd, &seen) < 0 || !S_ISREG(seen.st_mode)) {
        return;
    }
    struct registered *file = registry_find_open(registry, directory, path, fd, &seen);
    const bool has_read = file && atomic_load_explicit(&file->served_here, memory_order_relaxed);
    if (has_read || (file && file->file->copy.path.length > 0)) {
        written_back_say(records, file, (struct text){0}, has_read);
    }
}
