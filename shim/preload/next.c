#include "shim/preload/next.h"

#include <dlfcn.h>
#include <stddef.h>

/* The oldest version of dlsym: with it the library loads in a glibc that had dlsym in libdl, too. */
#if defined __x86_64__
__asm__(".symver dlsym, dlsym@GLIBC_2.2.5");
#else
__asm__(".symver dlsym, dlsym@GLIBC_2.17");
#endif

struct next preload_next;

static const struct {
    const char *name;
    size_t offset; /* of the pointer in struct next */
} symbols[] = {
#define SYMBOL(x86_64, aarch64, type, name, parameters) {#name, offsetof(struct next, name)},
#include "shim/preload/symbols.h"
#undef SYMBOL
};

void next_resolve(void)
{
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        void **pointer = (void **)((char *)&preload_next + symbols[i].offset);
        __atomic_store_n(pointer, dlsym(RTLD_NEXT, symbols[i].name), __ATOMIC_RELAXED);
    }
}
