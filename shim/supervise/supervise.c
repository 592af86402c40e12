/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/supervise/supervise.h"
#include "shim/serve/kernel.h"
#include "shim/serve/notice.h"
#include "shim/supervise/filter.h"
#include "shim/supervise/listener.h"
#include "shim/supervise/own_limits.h"
#include "shim/supervise/supervisor.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define EXIT_REFUSED 125 /* the same as `inlay run` */

/* What the thread that watches over the processes knows. */
struct watch {
    pid_t job;    /* 0: it has ended */
    int listener; /* as long as the filter is on any process */
    int signals;  /* a signalfd(2): a child stopped or ended */
    int news;     /* -1: closed */
};

_Noreturn static void refuse(const char *what, int error)
{
    notice_error((const struct text[]){TEXT("inlay: the job cannot be supervised: "), text_of(what), TEXT(": "),
                                       text_of(strerror(error))},
                 4);
    _exit(EXIT_REFUSED);
}

/* --- the job's first process --- */

_Noreturn static void become_job(const struct supervise_job *job, int connection)
{
    bool no_new_privs;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int listener = filter_install(job->strict, &no_new_privs);
    listener_send(connection, listener);
    close(connection);
    if (listener < 0) {
        _exit(EXIT_REFUSED);
    }
    close(listener);
    job->gate(job->context);
    job->become(job->context);
    _exit(EXIT_REFUSED);
}

/* Returns it; puts the listener into watch. */
static void start_job(const struct supervise_job *job, struct watch *watch)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
        refuse("a pair of sockets", errno);
    }
    watch->job = fork();
    if (watch->job < 0) {
        refuse("another process", errno);
    }
    if (watch->job == 0) {
        close(pair[0]);
        become_job(job, pair[1]);
    }
    close(pair[1]);
    watch->listener = listener_take(pair[0]);
    close(pair[0]);
    if (watch->listener < 0) {
        refuse("seccomp", -watch->listener);
    }
}

/* --- watching --- */

static void tell(struct watch *watch, int status)
{
    const struct supervise_news news = {watch->job, status};
    while (watch->news >= 0 && write(watch->news, &news, sizeof news) < 0 && errno == EINTR) {
        continue;
    }
}

/* From now on nobody waits for this process: it shall hold nothing that others wait to be closed. */
static void let_go(struct watch *watch)
{
    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = 0; fd <= STDERR_FILENO && null >= 0; fd++) {
        dup2(null, fd);
    }
    close(null);
    close(watch->news);
    watch->news = -1;
}

/* As the parent of all that lost theirs, it takes in whoever ends. */
static void reap(struct watch *watch)
{
    int status;
    pid_t child;
    while ((child = waitpid(-1, &status, WNOHANG | WUNTRACED)) > 0) {
        if (child != watch->job) {
            continue;
        }
        supervisor_settle(); /* whoever hears that the job has ended reads the records */
        tell(watch, status);
        if (!WIFSTOPPED(status)) {
            watch->job = 0;
        }
    }
}

static void *watch_over(void *context)
{
    struct watch *watch = context;
    struct signalfd_siginfo info;
    for (;;) {
        struct pollfd polled[] = {
            {.fd = watch->signals, .events = POLLIN}, {.fd = watch->listener}, {.fd = watch->news}};
        poll(polled, sizeof polled / sizeof *polled, -1);
        if (polled[2].revents != 0 && watch->job != 0) { /* `inlay run` was killed */
            kill(watch->job, SIGKILL);
            let_go(watch);
        }
        if (polled[0].revents & POLLIN) {
            while (read(watch->signals, &info, sizeof info) > 0) {
                continue;
            }
            reap(watch);
        }
        if (watch->job == 0) {
            if (listener_is_over(watch->listener)) { /* the one end that it waits for */
                _exit(0);
            }
            if (watch->news >= 0) {
                tell(watch, SUPERVISE_STAYS);
                let_go(watch);
            }
        }
    }
    return NULL;
}

static void start_watching(struct watch *watch)
{
    sigset_t child;
    pthread_t thread;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    watch->signals = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
    if (watch->signals < 0) {
        refuse("signalfd", errno);
    }
    const int error = pthread_create(&thread, NULL, watch_over, watch);
    if (error != 0) {
        refuse("another thread", error);
    }
}

/* Everything that `inlay run` had open, but what is needed: first to end are in ascending order. */
static void close_all_but(const int *first, const int *end)
{
    int from = STDERR_FILENO + 1;
    for (; first < end; first++) {
        if (*first > from) {
            kernel_call(SYS_close_range, from, *first - 1, 0, 0, 0, 0);
        }
        from = *first + 1 > from ? *first + 1 : from;
    }
    kernel_call(SYS_close_range, from, (long)~0U, 0, 0, 0, 0);
}

void supervise_run(const struct supervise_job *job)
{
    struct watch watch = {.news = job->news};
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    struct supervisor *supervisor = supervisor_make(job->launch, job->ledger, job->command);
    if (!supervisor) {
        _exit(EXIT_REFUSED);
    }
    start_job(job, &watch);
    own_limits_lift();
    const int needed[] = {watch.news < watch.listener ? watch.news : watch.listener,
                          watch.news < watch.listener ? watch.listener : watch.news};
    close_all_but(needed, needed + 2);
    /* What is sent to the job's process group is not for this process. */
    setsid();
    if (chdir("/") != 0) {
        refuse("the root directory", errno);
    }
    tell(&watch, SUPERVISE_READY);
    start_watching(&watch);
    supervisor_serve(supervisor, watch.listener);
}
