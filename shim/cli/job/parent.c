/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/job/parent.h"
#include "shim/cli/base/say.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
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
    if (job->host->memory) {
        job_memory_inherit(job->host->memory);
    }
    if (job->program_path) {
        execve(job->program_path, job->command, job->environment);
    }
    /* A script without #!, or one that may not be executed: the next in PATH, or the shell. */
    execvpe(job->command[0], job->command, job->environment);
    return errno;
}

void parent_block_signals(struct signals *caller)
{
    struct sigaction standard = {.sa_handler = SIG_DFL};
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &caller->mask);
    /* Where the caller ignores SIGCHLD, children vanish without a status. */
    sigaction(SIGCHLD, &standard, &caller->child);
}

/* In the new process; it never returns. gate is closed when the parent has handed early signals on. */
static void become_job(const struct signals *caller, const struct job *job, pid_t parent, int gate, int failure)
{
    char nothing;
    int error;
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
    error = job_exec(job);
    while (write(failure, &error, sizeof error) < 0 && errno == EINTR) {
        ;
    }
    _exit(127); /* not looked at: the error counts */
}

/* What a terminal sends, it sends to the whole process group: the job has it already. SIGALRM and its like, which the
 * kernel also sends, were meant for the program that was to be run. */
static bool came_from_terminal(const siginfo_t *info)
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

/* What inlay's own writing raised, into a closed pipe or beyond the file size limit, is not the job's. */
static bool came_from_here(const siginfo_t *info)
{
    return (info->si_signo == SIGPIPE || info->si_signo == SIGXFSZ) && info->si_pid == getpid();
}

static void send_on(pid_t job, const siginfo_t *info)
{
    if (came_from_here(info)) {
        return;
    }
    if (info->si_code == SI_QUEUE) {
        sigqueue(job, info->si_signo, info->si_value);
    } else {
        kill(job, info->si_signo);
    }
}

/* One signal that was sent here; false when none waits. */
static bool take_signal(const sigset_t *all, siginfo_t *info)
{
    static const struct timespec at_once = {0};
    return sigtimedwait(all, info, &at_once) > 0;
}

/* What the terminal sent before the job was there to get it. While the job waits at its gate with all signals
 * blocked, a signal that it has already got from the terminal and the same one from here are one. */
static void hand_on_early_signals(pid_t job)
{
    sigset_t all;
    siginfo_t info;

    sigfillset(&all);
    while (take_signal(&all, &info)) {
        if (info.si_signo != SIGCHLD) {
            send_on(job, &info);
        }
    }
}

/* Stops this process as the job was stopped, so that the shell sees it. SIGSTOP becomes SIGTSTP, which the kernel drops
 * where no shell is there to continue us (an orphaned process group; process 1). */
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

/* Takes in all children that changed; true when the job ended. */
static bool reap(pid_t job, struct job_end *end)
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
        end->is_killed = WIFSIGNALED(status);
        end->status = end->is_killed ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
        ended = true;
    }
    return ended;
}

/* Until a signal comes, or somebody asks for the ledger. signals is a signalfd(2): it only tells that a signal waits,
 * since what it reads of one is not all that sigqueue(3) takes. */
static void wait_for_news(int signals, struct ledger_host *host)
{
    struct pollfd polled[LEDGER_POLLED_MAX + 1];
    size_t count = ledger_host_polled(host, polled);
    polled[count++] = (struct pollfd){.fd = signals, .events = POLLIN};
    poll(polled, count, -1);
    ledger_host_serve(host);
}

static void wait_for_job(pid_t job, struct ledger_host *host, struct job_end *end)
{
    sigset_t all;
    siginfo_t info;
    sigfillset(&all);
    int signals = host->listener >= 0 ? signalfd(-1, &all, SFD_CLOEXEC | SFD_NONBLOCK) : -1;
    while (!reap(job, end)) {
        if (signals >= 0) {
            wait_for_news(signals, host);
        }
        if ((signals >= 0 ? take_signal(&all, &info) : sigwaitinfo(&all, &info) > 0) && info.si_signo != SIGCHLD &&
            !came_from_terminal(&info)) {
            send_on(job, &info);
        }
    }
    if (signals >= 0) {
        close(signals);
    }
}

/* The process that becomes the job; -1 with errno. From *failure the errno of its exec(2) can be read. */
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
    /* Not vfork(2), which takes 0.1 ms less: a child that Ctrl-Z stops before its exec would leave its parent suspended,
     * and the shell would see no stop. */
    pid_t child = fork();
    if (child == 0) {
        close(gate[1]);
        become_job(caller, job, self, gate[0], report[1]);
    }
    close(gate[0]);
    close(report[1]);
    if (child > 0) {
        hand_on_early_signals(child);
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
    const long kills = job_end_memory_kills();
    clock_gettime(CLOCK_REALTIME, &end->started);
    pid_t child = start(caller, job, &failure);
    if (child < 0) {
        say("cannot start a process: %s", strerror(errno));
        return false;
    }
    wait_for_job(child, job->host, end);
    end->memory_kills = kills < 0 ? kills : job_end_memory_kills() - kills;
    clock_gettime(CLOCK_REALTIME, &end->ended);
    /* Empty, and closed by exec, when the job started. */
    if (read(failure, &end->start_error, sizeof end->start_error) <= 0) {
        end->start_error = 0;
    }
    close(failure);
    return true;
}
