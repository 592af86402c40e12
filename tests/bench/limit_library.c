/* SPDX-License-Identifier: Apache-2.0 */
/* The least that preloading takes which looks up what it interposes, for scripts/bench: a library that needs what
 * libinlay.so needs, looks up as many symbols when it is loaded, and does nothing else. */
#include <dlfcn.h>

static const char *const names[] = {
#define SYMBOL(x86_64, aarch64, type, name, parameters) #name,
#include "shim/preload/symbols.h"
#undef SYMBOL
};

static void *volatile found[sizeof names / sizeof *names];

__attribute__((constructor)) static void look_up(void)
{
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        found[i] = dlsym(RTLD_NEXT, names[i]);
    }
}
