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

struct writer {
    struct arena arena;
    const struct registered *file;
    struct text program; /* no bytes: this process's */
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
    notice_error(
        (const struct text[]){
            TEXT("inlay: "),
            text_of(writer->file->shown),
            TEXT(" was written by "),
            text_of(printable_string(&writer->arena, program)),
            TEXT(" after it had read it with overrides: they may be on disk now"),
        },
        5);
}

void written_back_say(const struct records *records, struct registered *file, struct text program)
{
    const struct record key = {.event = LEDGER_READWRITE, .file = file->path, .message = "written back", .size = -1};
    struct writer writer = {.file = file, .program = program};
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
    if (file && atomic_load_explicit(&file->served_here, memory_order_relaxed)) {
        written_back_say(records, file, (struct text){0});
    }
}
