/* SPDX-License-Identifier: Apache-2.0 */
/* One makes, the others wait: until it is made, or as long as they have patience, and never for themselves. */
#include "shim/serve/version_claim.h"
#include "tests/unit/check.h"
#include "tests/unit/refuse_call.h"

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Bytes of files for which it is waited so long. */
#define HOUR   ((size_t)12 << 30)
#define MOMENT 0

static struct version_claim claim;

/* How a claimer goes on. */
enum claimer {
    GIVES_BACK, /* as soon as somebody waits */
    IS_LOST,    /* its thread ends with the claim */
};

static sem_t taken;

static void *hold(void *claimer)
{
    struct version_wait wait = {0};
    version_claim_take(&claim, &wait, HOUR);
    sem_post(&taken);
    while (*(enum claimer *)claimer == GIVES_BACK && atomic_load(&claim.waiting) == 0)
        usleep(100);
    if (*(enum claimer *)claimer == GIVES_BACK)
        version_claim_give_back(&claim);
    return NULL;
}

/* Another thread has the claim. */
static pthread_t held_by_another(enum claimer *claimer)
{
    pthread_t thread;
    pthread_create(&thread, NULL, hold, claimer);
    sem_wait(&taken);
    return thread;
}

static bool take(size_t size)
{
    struct version_wait wait = {0};
    return version_claim_take(&claim, &wait, size);
}

static void check_free(void)
{
    check_new_test();
    CHECK(take(HOUR), "free");
    CHECK(take(HOUR), "a signal handler does not wait for its own thread");
    version_claim_give_back(&claim);
    CHECK(atomic_load(&claim.holder) == 0, "given back");
    version_claim_give_back(&claim);
    CHECK(atomic_load(&claim.given_back) == 1, "who has it no more gives nothing back");
}

static void check_wait(void)
{
    check_new_test();
    enum claimer claimer = GIVES_BACK;
    pthread_t thread = held_by_another(&claimer);
    CHECK(!take(HOUR), "made by another");
    pthread_join(thread, NULL);
    CHECK(atomic_load(&claim.waiting) == 0 && take(HOUR), "and free again");
    version_claim_give_back(&claim);
}

static void check_lost(void)
{
    check_new_test();
    enum claimer claimer = IS_LOST;
    pthread_join(held_by_another(&claimer), NULL);
    CHECK(take(MOMENT), "patience ends");
    CHECK(take(HOUR), "and the claim is the caller's now");
    version_claim_give_back(&claim);
    CHECK(atomic_load(&claim.holder) == 0, "given back");
}

/* The process that holds the claim is not this one. */
static void check_fork(void)
{
    check_new_test();
    enum claimer claimer = GIVES_BACK;
    int status;
    pthread_t thread = held_by_another(&claimer);
    if (fork() == 0) {
        _exit(take(HOUR) && take(HOUR) ? 0 : 1);
    }
    wait(&status);
    CHECK(status == 0, "a child does not wait for a thread that stayed behind");
    CHECK(!take(HOUR), "the parent does");
    pthread_join(thread, NULL);
}

static volatile sig_atomic_t handled;

static void take_in_handler(int signal_number)
{
    (void)signal_number;
    handled = take(MOMENT) ? 1 : 2;
}

static void *interrupt(void *waiter)
{
    while (atomic_load(&claim.waiting) == 0)
        usleep(100);
    pthread_kill(*(pthread_t *)waiter, SIGUSR1);
    return NULL;
}

/* The handler takes over what its own thread waits for, and the thread finds the claim its own. */
static void check_handler(void)
{
    check_new_test();
    enum claimer claimer = IS_LOST;
    pthread_t interrupter, waiter = pthread_self();
    signal(SIGUSR1, take_in_handler);
    pthread_join(held_by_another(&claimer), NULL);
    pthread_create(&interrupter, NULL, interrupt, &waiter);
    CHECK(take(HOUR), "the thread's");
    CHECK(handled == 1, "the handler's (%d)", handled);
    pthread_join(interrupter, NULL);
    version_claim_give_back(&claim);
    CHECK(atomic_load(&claim.waiting) == 0, "nobody waits");
}

/* Nobody would know when to stop. */
static void check_no_clock(void)
{
    check_new_test();
    enum claimer claimer = IS_LOST;
    int status;
    fflush(stdout);
    if (fork() == 0) {
        pthread_join(held_by_another(&claimer), NULL);
        alarm(60); /* for one who waits for ever */
        _exit(refuse_call(SYS_clock_gettime) && take(HOUR) ? 0 : 1);
    }
    wait(&status);
    CHECK(status == 0, "where the clock is refused nobody waits (%x)", (unsigned)status);
}

int main(void)
{
    sem_init(&taken, 0, 0);
    check_free();
    check_wait();
    check_lost();
    check_fork();
    check_handler();
    check_no_clock();
    return check_done();
}
