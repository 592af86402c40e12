/* SPDX-License-Identifier: Apache-2.0 */
/* liburing's ways to a ring, since liburing makes its system calls by itself: what a ring opens cannot be observed. So
 * there is none where that matters, as on kernels without. */
#include "shim/preload/next.h"
#include "shim/preload/preload.h"

#include <dlfcn.h>

#if defined __x86_64__
__asm__(".symver dlopen, dlopen@GLIBC_2.2.5");
__asm__(".symver dlclose, dlclose@GLIBC_2.2.5");
__asm__(".symver dlsym, dlsym@GLIBC_2.2.5");
#else
__asm__(".symver dlopen, dlopen@GLIBC_2.17");
__asm__(".symver dlclose, dlclose@GLIBC_2.17");
__asm__(".symver dlsym, dlsym@GLIBC_2.17");
#endif

/* A library that a plug-in brought along may be in no one's scope but the plug-in's. */
static void *find_in(const char *library, const char *name)
{
    void *handle = dlopen(library, RTLD_LAZY | RTLD_NOLOAD);
    void *found = handle ? dlsym(handle, name) : NULL;
    if (handle) {
        dlclose(handle);
    }
    return found;
}

/* What lies behind the hook of this name. */
static void *find_next(const char *name)
{
    void *found = dlsym(RTLD_NEXT, name);
    found = found ? found : find_in("liburing.so.2", name);
    return found ? found : find_in("liburing-ffi.so.2", name);
}

#define RING(name, ...)                                                                                                \
    __typeof__(name) *next = preload_observes_files() ? NULL : find_next(#name);                                       \
    return next ? next(__VA_ARGS__) : -ENOSYS

int io_uring_queue_init(unsigned entries, struct io_uring *ring, unsigned flags)
{
    RING(io_uring_queue_init, entries, ring, flags);
}

int io_uring_queue_init_params(unsigned entries, struct io_uring *ring, struct io_uring_params *parameters)
{
    RING(io_uring_queue_init_params, entries, ring, parameters);
}

int io_uring_setup(unsigned entries, struct io_uring_params *parameters)
{
    RING(io_uring_setup, entries, parameters);
}

int io_uring_queue_init_mem(unsigned entries, struct io_uring *ring, struct io_uring_params *parameters, void *memory,
                            size_t size)
{
    RING(io_uring_queue_init_mem, entries, ring, parameters, memory, size);
}
