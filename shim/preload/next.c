/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/preload/next.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

/* The oldest version of dlsym: with it the library loads in a glibc that had dlsym in libdl, too. */
#if defined __x86_64__
__asm__(".symver dlsym, dlsym@GLIBC_2.2.5");
__asm__(".symver dlvsym, dlvsym@GLIBC_2.2.5");
#else
__asm__(".symver dlsym, dlsym@GLIBC_2.17");
#endif

struct next preload_next;

/* One behind the other, in the order of struct next: pointers to them would be relocated at each start. */
static const char names[] =
#define SYMBOL(x86_64, aarch64, type, name, parameters) #name "\0"
#include "shim/preload/symbols.h"
#undef SYMBOL
    "";

#if defined __x86_64__
#define OLDEST "GLIBC_2.2.5"

extern __typeof__(dlvsym) dlvsym __attribute__((weak)); /* musl has none */

/* What glibc has an older version of, too, for programs of long ago: as tests/data/old_versions.txt, and nothing else,
 * since a look-up costs as much as the rest of a small start. */
static const struct {
    size_t offset; /* in struct next */
    char version[12];
} newer[] = {
#define NEWER(name, version)                                                                                           \
    {                                                                                                                  \
        offsetof(struct next, name), version                                                                           \
    }
    NEWER(nftw, "GLIBC_2.3.3"),       NEWER(nftw64, "GLIBC_2.3.3"),      NEWER(realpath, "GLIBC_2.3"),
    NEWER(posix_spawn, "GLIBC_2.15"), NEWER(posix_spawnp, "GLIBC_2.15"),
};

static const char *newer_version(size_t offset)
{
    for (size_t i = 0; i < sizeof newer / sizeof *newer; i++) {
        if (newer[i].offset == offset) {
            return newer[i].version;
        }
    }
    return NULL;
}

/* Before glibc 2.36 dlsym(RTLD_NEXT) may give the oldest of a symbol's several versions. Not dlvsym alone: it passes
 * over libraries that were preloaded, since their symbols have no versions. */
static void *newest(const char *name, size_t offset, void *found)
{
    const char *version = newer_version(offset);
    if (!version || !dlvsym || !found || found != dlvsym(RTLD_NEXT, name, OLDEST)) {
        return found;
    }
    void *instead = dlvsym(RTLD_NEXT, name, version);
    return instead ? instead : found;
}
#else /* glibc for aarch64 came later than their newer versions */
static void *newest(const char *name, size_t offset, void *found)
{
    (void)name;
    (void)offset;
    return found;
}
#endif

void next_resolve(void)
{
    const char *name = names;
    for (size_t offset = 0; offset < sizeof preload_next; offset += sizeof(void *), name += strlen(name) + 1) {
        void **pointer = (void **)((char *)&preload_next + offset);
        __atomic_store_n(pointer, newest(name, offset, dlsym(RTLD_NEXT, name)), __ATOMIC_RELAXED);
    }
}
