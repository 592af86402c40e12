/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/job/parent.h"
#include "shim/cli/base/say.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

int job_exec(const struct job *job)
{
    if (job->null_stdin) {
        int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
        if (null < 0 || dup2(null, STDIN_FILENO) < 0) {
            return errno;
        }
    }
    execvpe(job->command[0], job->command, job->environment);
    return errno;
}

void parent_block_signals(struct signals *caller)
{
    struct sigaction standard = {.sa_handler = SIG_DFL};
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &caller->mask);
    /* If SIGCHLD is ignored, children end without a status. */
    sigaction(SIGCHLD, &standard, &caller->child);
}

/* In the new process; never returns. The parent closes gate when it has forwarded early signals. */
static void become_job(const struct signals *caller, const struct job *job, pid_t parent, int gate, int failure)
{
    char nothing;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    while (read(gate, &nothing, 1) < 0 && errno == EINTR) {
        ;
    }
    /* The parent may have died before that took effect. */
    if (getppid() != parent) {
        raise(SIGKILL);
    }
    sigaction(SIGCHLD, &caller->child, NULL);
    sigprocmask(SIG_SETMASK, &caller->mask, NULL);
    int error = job_exec(job);
    while (write(failure, &error, sizeof error) < 0 && errno == EINTR) {
        ;
    }
    _exit(127); /* ignored: the error counts */
}

/* A terminal signals the whole process group, so the job has the signal already. Others that the kernel sends, such as
 * SIGALRM, were meant for the program that inlay runs. */
static bool came_from_terminal(const siginfo_t *info)
{
    switch (info->si_signo) {
    case SIGHUP:
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

static void forward(pid_t job, const siginfo_t *info)
{
    if (info->si_code == SI_QUEUE) {
        sigqueue(job, info->si_signo, info->si_value);
    } else {
        kill(job, info->si_signo);
    }
}

/* Forwards what the terminal sent before the job existed. The job waits at its gate with all signals blocked, so a signal
 * that it got from the terminal and the same one from here become one. */
static void forward_early_signals(pid_t job)
{
    static const struct timespec at_once = {0};
    sigset_t all;
    siginfo_t info;
    sigfillset(&all);
    while (sigtimedwait(&all, &info, &at_once) > 0) {
        if (info.si_signo != SIGCHLD) {
            forward(job, &info);
        }
    }
}

/* Stops this process as the job was stopped, so that the shell sees it. Uses SIGTSTP for SIGSTOP: the kernel drops it when
 * no shell could continue us (in an orphaned process group, or as process 1). */
static void stop_like_job(int signal_number)
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

/* Collects all children that changed. True when the job ended. */
static bool reap(pid_t job, int *job_status)
{
    bool ended = false;
    int status;
    pid_t child;
    while ((child = waitpid(-1, &status, WNOHANG | WUNTRACED)) > 0) {
        if (child != job) {
            continue;
        }
        if (WIFSTOPPED(status)) {
            stop_like_job(WSTOPSIG(status));
            continue;
        }
        *job_status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
        ended = true;
    }
    return ended;
}

static int wait_for_job(pid_t job)
{
    sigset_t all;
    siginfo_t info;
    int status = 0;
    sigfillset(&all);
    while (!reap(job, &status)) {
        if (sigwaitinfo(&all, &info) > 0 && info.si_signo != SIGCHLD && !came_from_terminal(&info)) {
            forward(job, &info);
        }
    }
    return status;
}

/* Forks the process that becomes the job; -1 with errno. *failure is a pipe with the errno of its exec(2). */
static pid_t start(const struct signals *caller, const struct job *job, int *failure)
{
    int gate[2], report[2];
    pid_t self = getpid();
    if (pipe2(gate, O_CLOEXEC) != 0) {
        return -1;
    }
    if (pipe2(report, O_CLOEXEC) != 0) {
        close(gate[0]);
        close(gate[1]);
        return -1;
    }
    pid_t child = fork();
    if (child == 0) {
        close(gate[1]);
        become_job(caller, job, self, gate[0], report[1]);
    }
    close(gate[0]);
    close(report[1]);
    if (child > 0) {
        forward_early_signals(child);
    } else {
        close(report[0]);
    }
    close(gate[1]);
    *failure = report[0];
    return child;
}

bool parent_run(const struct signals *caller, const struct job *job, struct job_end *end)
{
    int failure;
    clock_gettime(CLOCK_REALTIME, &end->started);
    pid_t child = start(caller, job, &failure);
    if (child < 0) {
        say("cannot start a process: %s", strerror(errno));
        return false;
    }
    end->status = wait_for_job(child);
    clock_gettime(CLOCK_REALTIME, &end->ended);
    /* If the job started, exec closed the pipe, empty. */
    if (read(failure, &end->start_error, sizeof end->start_error) <= 0) {
        end->start_error = 0;
    }
    close(failure);
    return true;
}
