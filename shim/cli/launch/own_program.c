/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/launch/own_program.h"
#include "core/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <unistd.h>

#define LINK "/proc/self/exe"

const char *own_program_path(struct arena *arena)
{
    char path[PATH_MAX];
    const ssize_t length = readlink(LINK, path, sizeof path);
    if (length > 0 && length < (ssize_t)sizeof path) {
        return text_string(arena, (struct text){path, (size_t)length});
    }
    const char *name = (const char *)getauxval(AT_EXECFN);
    errno = name ? errno : ENOENT;
    return name && realpath(name, path) ? text_string(arena, text_of(path)) : NULL;
}

int own_program_open(struct arena *arena)
{
    const int descriptor = open(LINK, O_RDONLY | O_CLOEXEC);
    const char *path = descriptor < 0 ? own_program_path(arena) : NULL;
    return path ? open(path, O_RDONLY | O_CLOEXEC) : descriptor;
}

bool own_program_is_dynamic(void)
{
    const ElfW(Phdr) *segment = (const ElfW(Phdr) *)getauxval(AT_PHDR);
    const ElfW(Phdr) *const end = segment + getauxval(AT_PHNUM);
    while (segment < end && segment->p_type != PT_INTERP) {
        segment++;
    }
    return segment < end;
}
