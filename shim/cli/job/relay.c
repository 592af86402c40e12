/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/job/relay.h"

#include <unistd.h>

/* SIGALRM and its like, which the kernel also sends, were meant for the program that was to be run. */
bool relay_is_of_terminal(const siginfo_t *info)
{
    switch (info->si_signo) {
    case SIGHUP: /* the leader of a session gets it alone */
        return info->si_code > 0 && getsid(0) != getpid();
    case SIGINT:
    case SIGQUIT:
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU:
    case SIGCONT:
    case SIGWINCH:
        return info->si_code > 0;
    default:
        return false;
    }
}

bool relay_is_ignored(int signal_number)
{
    struct sigaction action;
    return sigaction(signal_number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

/* What inlay's own writing raised, into a closed pipe or beyond the file size limit, is not the job's. */
static bool came_from_here(const siginfo_t *info)
{
    return (info->si_signo == SIGPIPE || info->si_signo == SIGXFSZ) && info->si_pid == getpid();
}

void relay_send(pid_t process, const siginfo_t *info)
{
    if (came_from_here(info)) {
        return;
    }
    if (info->si_code == SI_QUEUE) {
        sigqueue(process, info->si_signo, info->si_value);
    } else {
        kill(process, info->si_signo);
    }
}

/* SIGSTOP becomes SIGTSTP, which the kernel drops where no shell is there to continue us (an orphaned process group;
 * process 1). */
void relay_stop(int signal_number)
{
    struct sigaction standard = {.sa_handler = SIG_DFL};
    int own = signal_number == SIGSTOP ? SIGTSTP : signal_number;
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, own);
    sigaction(own, &standard, NULL);
    raise(own);
    sigprocmask(SIG_UNBLOCK, &one, NULL); /* stops here */
    sigprocmask(SIG_BLOCK, &one, NULL);
}
