/* SPDX-License-Identifier: Apache-2.0 */
/* What lies behind the interposed symbols: the C library's functions, or those of a library preloaded after this one.
 *
 * Until next_resolve() has run, and where the C library lacks a symbol (glibc before 2.33 has no stat, musl no
 * __open_2), NEXT(name) is NULL: then a hook asks the kernel directly. So a hook that is reached before the
 * constructor, perhaps from inside a memory allocator, calls neither dlsym nor malloc. */
#ifndef INLAY_NEXT_H
#define INLAY_NEXT_H

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

struct open_how;
struct io_uring; /* liburing's */
struct io_uring_params;

#define SYMBOL(x86_64, aarch64, type, name, parameters) __attribute__((visibility("default"))) type name parameters;
#define SYMBOL_OF_ANOTHER                               SYMBOL
#include "shim/preload/symbols.h"
#undef SYMBOL

struct next {
#define SYMBOL(x86_64, aarch64, type, name, parameters) type(*name) parameters;
#include "shim/preload/symbols.h"
#undef SYMBOL
};

extern struct next preload_next; /* filled by next_resolve(), read by NEXT() */

#define NEXT(name) __atomic_load_n(&preload_next.name, __ATOMIC_RELAXED)

/* The same for what no allocator calls: before the constructor it is looked up on the spot. */
#define REAL(name) (NEXT(name) ? (void)0 : next_resolve(), NEXT(name))

/* Looks all of them up. May be called again, by any thread, to the same effect. */
void next_resolve(void);

/* A kernel's answer as a function of the C library gives it: -1 and errno, or the result. */
static inline long libc_result(long answer)
{
    if (answer < 0 && answer > -4096) {
        errno = (int)-answer;
        return -1;
    }
    return answer;
}

#endif
