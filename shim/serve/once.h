/* SPDX-License-Identifier: Apache-2.0 */
/* What is to happen once in a tree of processes: in all that are forked from the one that called once_start(). A table
 * of hashes in memory that they share; no lock, and nothing is ever taken out. */
#ifndef INLAY_ONCE_H
#define INLAY_ONCE_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

/* Where it is zeroed, or there was no memory, every answer is ONCE_FULL. */
struct once {
    _Atomic uint64_t *slots; /* hashes, 0 where there is none */
    size_t count;
};

enum once_answer {
    ONCE_FIRST,
    ONCE_AGAIN,
    ONCE_FULL, /* not known: there is no room to remember it */
};

/* Makes room for about three quarters of count hashes; nothing when there is room. All callers give the same count. */
void once_start(struct once *once, size_t count);

/* Async-signal-safe; makes no system call. */
enum once_answer once_ask(const struct once *once, uint64_t hash);

#endif
