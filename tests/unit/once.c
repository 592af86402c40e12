/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked once is answered once, by one of all processes and threads, however many ask. */
#include "shim/serve/once.h"
#include "tests/unit/check.h"

#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#define HASHES 500
#define ASKERS 4
#define SPREAD 0x9e3779b97f4a7c15u

static struct once once;

static void *count_first(void *firsts)
{
    for (uint64_t i = 1; i <= HASHES; i++)
        *(int *)firsts += once_ask(&once, i * SPREAD) == ONCE_FIRST;
    return NULL;
}

static int count_in_child(void)
{
    int firsts = 0, status;
    if (fork() == 0) {
        count_first(&firsts);
        _exit(firsts == 0 ? 0 : 1);
    }
    wait(&status);
    return status;
}

static void check_once(void)
{
    check_new_test();
    pthread_t threads[ASKERS];
    int firsts[ASKERS] = {0}, all = 0;

    once_start(&once, 1024);
    for (int i = 0; i < ASKERS; i++)
        pthread_create(&threads[i], NULL, count_first, &firsts[i]);
    for (int i = 0; i < ASKERS; i++) {
        pthread_join(threads[i], NULL);
        all += firsts[i];
    }
    CHECK(all == HASHES, "%d of %d", all, HASHES);
    CHECK(once_ask(&once, SPREAD) == ONCE_AGAIN, "known");
    once_start(&once, 1024);
    CHECK(once_ask(&once, SPREAD) == ONCE_AGAIN, "known when it is started again");
    CHECK(count_in_child() == 0, "a child knows what its parent asked");
}

static void check_full(void)
{
    check_new_test();
    struct once none = {0}, small = {0};
    int first = 0, full = 0;
    CHECK(once_ask(&none, SPREAD) == ONCE_FULL, "no memory");
    once_start(&small, 16);
    for (uint64_t i = 1; i <= 100; i++) {
        enum once_answer answer = once_ask(&small, i * SPREAD);
        first += answer == ONCE_FIRST;
        full += answer == ONCE_FULL;
    }
    CHECK(first == 16 && full == 84, "%d first, %d full", first, full);
    CHECK(once_ask(&small, SPREAD) == ONCE_AGAIN, "what is in a full table is known");
}

int main(void)
{
    check_once();
    check_full();
    return check_done();
}
