/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/version_claim.h"
#include "shim/serve/kernel.h"

/* Nanoseconds that a thread waits for another one: ten times what YAML takes, on a machine that has more to do. */
#define PATIENCE          100000000
#define PATIENCE_PER_BYTE 300

/* Of a file that changes all the time, each version is another one's. */
#define HOLDERS_MAX 3

static uint64_t process_of(uint64_t holder)
{
    return holder >> 32;
}

/* Threads that a sandbox does not tell apart are one, and do not wait for each other. */
static uint64_t self(void)
{
    return (uint64_t)(uint32_t)kernel_getpid() << 32 | (uint32_t)kernel_gettid();
}

static struct timespec later(struct timespec time, int64_t nanoseconds)
{
    nanoseconds += time.tv_nsec;
    return (struct timespec){time.tv_sec + (time_t)(nanoseconds / 1000000000), (long)(nanoseconds % 1000000000)};
}

/* None where a sandbox refuses the clock, which then stands at 0: nobody would know when to stop. */
static int64_t left(struct timespec until)
{
    const struct timespec now = kernel_monotonic();
    return now.tv_sec == 0 && now.tv_nsec == 0
               ? 0
               : (int64_t)(until.tv_sec - now.tv_sec) * 1000000000 + (until.tv_nsec - now.tv_nsec);
}

/* Begins a wait for holder, or goes on with it. False when there was enough of waiting. */
static bool is_patient(struct version_wait *wait, uint64_t holder, size_t size)
{
    if (wait->holder != holder) {
        wait->holder = holder;
        wait->holders++;
        wait->until = later(kernel_monotonic(), PATIENCE + (int64_t)size * PATIENCE_PER_BYTE);
    }
    return wait->holders <= HOLDERS_MAX && left(wait->until) > 0;
}

/* Until the claim is given back, a signal comes, or patience ends. False where a sandbox refuses to wait. */
static bool wait_for(struct version_claim *claim, const struct version_wait *wait, unsigned given_back)
{
    atomic_fetch_add(&claim->waiting, 1);
    int result = atomic_load(&claim->holder) == wait->holder
                     ? kernel_futex_wait(&claim->given_back, given_back, left(wait->until))
                     : 0;
    atomic_fetch_sub(&claim->waiting, 1);
    return result == 0 || result == -EAGAIN || result == -EINTR || result == -ETIMEDOUT;
}

bool version_claim_take(struct version_claim *claim, struct version_wait *wait, size_t size)
{
    const uint64_t own = self();
    for (;;) {
        const unsigned given_back = atomic_load(&claim->given_back);
        uint64_t holder = 0;
        if (atomic_compare_exchange_strong(&claim->holder, &holder, own) || holder == own) {
            return true;
        }
        const bool waits = process_of(holder) == process_of(own) && is_patient(wait, holder, size);
        if (!waits || !wait_for(claim, wait, given_back)) {
            atomic_compare_exchange_strong(&claim->holder, &holder, own);
            return true;
        }
        if (atomic_load(&claim->given_back) != given_back) {
            return false;
        }
    }
}

void version_claim_give_back(struct version_claim *claim)
{
    uint64_t holder = self();
    if (!atomic_compare_exchange_strong(&claim->holder, &holder, 0)) {
        return;
    }
    atomic_fetch_add(&claim->given_back, 1);
    if (atomic_load(&claim->waiting) > 0) {
        kernel_futex_wake(&claim->given_back);
    }
}
