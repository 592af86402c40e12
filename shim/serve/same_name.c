/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/same_name.h"
#include "core/base/printable.h"
#include "shim/serve/descriptor_path.h"
#include "shim/serve/kernel.h"
#include "shim/serve/notice.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

struct other {
    struct arena arena;
    const struct registered *file;
    const char *opened, *path; /* as it was opened, and absolute */
};

/* Where fd is, in room; without /proc only as it was opened. */
static const char *find_path(int fd, const char *opened, char room[PATH_MAX])
{
    return descriptor_path(fd, room, PATH_MAX).length > 0 ? room : opened;
}

static void say(void *context)
{
    struct other *other = context;
    notice_error(
        (const struct text[]){
            TEXT("inlay: "),
            text_of(other->file->shown),
            TEXT(": "),
            text_of(printable_string(&other->arena, text_of(other->path))),
            TEXT(" was opened, and the overrides are for "),
            text_of(printable_string(&other->arena, text_of(other->file->path))),
        },
        6);
}

static void note(struct records *records, struct other *other, bool spelt)
{
    struct record record = {
        .event = LEDGER_SAME_NAME,
        .number = other->file->number,
        .file = other->file->path,
        .opened = other->opened,
        .message = records->ledger.block ? NULL : other->path, /* one line for all places, where that can be known */
        .size = -1,
    };
    if (spelt && !record_is_there(records, &record)) {
        arena_init(&other->arena, 0);
        arena_run(&other->arena, say, other);
        arena_release(&other->arena);
    }
    record.message = other->path;
    record_append(records, &record);
}

static bool is_spelt_so(const struct registered *file, int directory, const char *path)
{
    /* What walks through directories opens names in them. */
    return directory == AT_FDCWD && *path != '/' && strcmp(file->file->name, path) == 0;
}

void same_name_note(struct launch *launch, int directory, const char *path, int fd)
{
    const int callers_errno = errno;
    for (struct registered *file = registry_namesakes(&launch->registry, path); file; file = file->same_name) {
        const bool spelt = is_spelt_so(file, directory, path) && !atomic_exchange(&file->spelling_said, true);
        const bool is_news = record_is_wanted(&launch->records) && !atomic_exchange(&file->same_name_said, true);
        char *room = spelt || is_news ? kernel_map(PATH_MAX) : NULL;
        if (room) {
            struct other other = {.file = file, .opened = path, .path = find_path(fd, path, room)};
            note(&launch->records, &other, spelt);
            kernel_unmap(room, PATH_MAX);
        }
    }
    errno = callers_errno;
}
