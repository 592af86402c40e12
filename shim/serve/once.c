/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/once.h"
#include "shim/serve/kernel.h"

#include <sys/mman.h>

#define PROBES_MAX 64 /* a full table shall not cost a walk through all of it */

void once_start(struct once *once, size_t count)
{
    if (__atomic_load_n(&once->slots, __ATOMIC_ACQUIRE)) {
        return;
    }
    const size_t size = count * sizeof *once->slots;
    long page = kernel_call(SYS_mmap, 0, (long)size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (page < 0 && page > -4096) {
        return;
    }
    _Atomic uint64_t *others = NULL;
    once->count = count;
    if (!__atomic_compare_exchange_n(&once->slots, &others, (_Atomic uint64_t *)page, false, __ATOMIC_ACQ_REL,
                                     __ATOMIC_RELAXED)) {
        kernel_unmap((void *)page, size);
    }
}

enum once_answer once_ask(const struct once *once, uint64_t hash)
{
    _Atomic uint64_t *slots = __atomic_load_n(&once->slots, __ATOMIC_ACQUIRE);
    hash |= 1;
    for (size_t i = 0; slots && i < once->count && i < PROBES_MAX; i++) {
        uint64_t there = 0;
        if (atomic_compare_exchange_strong(&slots[(hash / 2 + i) % once->count], &there, hash)) {
            return ONCE_FIRST;
        }
        if (there == hash) {
            return ONCE_AGAIN;
        }
    }
    return ONCE_FULL;
}
