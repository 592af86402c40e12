#include "shim/preload/next.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

/* The oldest version of dlsym: with it the library loads in a glibc that had dlsym in libdl, too. */
#if defined __x86_64__
__asm__(".symver dlsym, dlsym@GLIBC_2.2.5");
__asm__(".symver dlvsym, dlvsym@GLIBC_2.2.5");
#define VERSION(x86_64, aarch64) #x86_64
#define OLDEST                   "GLIBC_2.2.5"
#else
__asm__(".symver dlsym, dlsym@GLIBC_2.17");
__asm__(".symver dlvsym, dlvsym@GLIBC_2.17");
#define VERSION(x86_64, aarch64) #aarch64
#define OLDEST                   "GLIBC_2.17"
#endif

extern __typeof__(dlvsym) dlvsym __attribute__((weak)); /* musl has none */

struct next preload_next;

static const struct {
    const char *name;
    const char *version;
    size_t offset; /* of the pointer in struct next */
} symbols[] = {
#define SYMBOL(x86_64, aarch64, type, name, parameters) {#name, VERSION(x86_64, aarch64), offsetof(struct next, name)},
#include "shim/preload/symbols.h"
#undef SYMBOL
};

/* Of a symbol's several versions, dlsym(RTLD_NEXT) before glibc 2.36 may give the oldest: of posix_spawn and nftw, one that
 * is there for programs of long ago. Not dlvsym alone: it passes over libraries that were preloaded, since their symbols
 * have no versions. */
static void *look_up(const char *name, const char *version)
{
    void *found = dlsym(RTLD_NEXT, name);

    if (dlvsym == NULL || found == NULL || strcmp(version, OLDEST) == 0 || found != dlvsym(RTLD_NEXT, name, OLDEST)) {
        return found;
    }
    void *newer = dlvsym(RTLD_NEXT, name, version);
    return newer != NULL ? newer : found;
}

void next_resolve(void)
{
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        void **pointer = (void **)((char *)&preload_next + symbols[i].offset);
        __atomic_store_n(pointer, look_up(symbols[i].name, symbols[i].version), __ATOMIC_RELAXED);
    }
}
