/* SPDX-License-Identifier: Apache-2.0 */
/* Who makes a version, or the memory that is served for it, so that threads which open a file for the first time all at
 * once make one and not one each.
 *
 * The claim is a hint and no lock: what is made is right whoever makes it. So nobody waits for long, and nobody for
 * himself: a signal handler on the claimer's thread, a forked child whose claimer stayed behind, and a vforked one make
 * their own. A claimer that never comes back (its thread was cancelled, or a handler jumped out of it)
 * costs the others their patience, once. */
#ifndef INLAY_VERSION_CLAIM_H
#define INLAY_VERSION_CLAIM_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct version_claim {       /* zeroed at first */
    _Atomic uint64_t holder; /* process and thread; 0: nobody */
    atomic_uint given_back;  /* how often; what those wait on who want it */
    atomic_uint waiting;     /* how many do; more where one of them was left by a jump, or stayed behind a fork */
};

/* One caller's wait for a claim, zeroed at first. */
struct version_wait {
    uint64_t holder; /* the one that is waited for */
    unsigned holders;
    struct timespec until; /* on the monotonic clock */
};

/* True when the caller is to make it, and then to call version_claim_give_back(). False when another one has given the
 * claim back since: the caller looks whether it is there, and comes again with the same wait if not. size: the bytes of
 * the file, which say how long to wait. Async-signal-safe; no cancellation point. */
bool version_claim_take(struct version_claim *claim, struct version_wait *wait, size_t size);

/* Does nothing when the claim is not the caller's. */
void version_claim_give_back(struct version_claim *claim);

#endif
