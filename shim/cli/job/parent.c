/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/job/parent.h"
#include "shim/cli/job/relay.h"
#include "shim/cli/base/say.h"
#include "shim/serve/kernel.h"
#include "shim/supervise/supervise.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

/* Returns errno. Inside of another launch's job execve(2) and its like are that launch's hooks: they would hand its overrides on,
 * which the supervisor, or the copies, have already. */
static int exec_words(const struct job *job, const char *path, char *const *words)
{
    if (job->past_hooks) {
        return -(int)kernel_call(SYS_execve, (long)path, (long)words, (long)job->environment, 0, 0, 0);
    }
    execve(path, words, job->environment);
    return errno;
}

/* What the kernel does not know. glibc's execvp(3) does the same, musl's does not. */
static int exec_shell(const struct job *job)
{
    size_t count = 0;
    while (job->command[count]) {
        count++;
    }
    const char **command = calloc(count + 2, sizeof *command);
    if (!command) {
        return ENOMEM;
    }
    command[0] = "/bin/sh";
    command[1] = job->program_path;
    memcpy(command + 2, job->command + 1, (count - 1) * sizeof *command);
    return exec_words(job, command[0], (char *const *)command);
}

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
        int error = exec_words(job, job->program_path, job->command);
        error = error == ENOEXEC ? exec_shell(job) : error;
        if (job->past_hooks) {
            return error;
        }
    }
    /* A script without #!, or one that may not be executed: the next in PATH, or the shell. */
    execvpe(job->command[0], job->command, job->environment);
    return errno;
}

void parent_block_signals(struct signals *caller)
{
    struct sigaction standard = {.sa_handler = SIG_DFL};
    kernel_sigprocmask(SIG_BLOCK, &(kernel_sigset){RELAY_ALL}, &caller->mask);
    /* Where the caller ignores SIGCHLD, children vanish without a status. */
    sigaction(SIGCHLD, &standard, &caller->child);
}

/* A process that is about to become the job. */
struct newcomer {
    const struct signals *caller;
    const struct job *job;
    pid_t parent;
    int gate;    /* closed when the parent has handed early signals on */
    int failure; /* where the errno of its exec(2) is written to */
};

static void wait_at_gate(void *context)
{
    const struct newcomer *newcomer = context;
    char nothing;
    while (read(newcomer->gate, &nothing, 1) < 0 && errno == EINTR) {
        ;
    }
}

static void become_job(void *context)
{
    const struct newcomer *newcomer = context;
    sigaction(SIGCHLD, &newcomer->caller->child, NULL);
    kernel_sigprocmask(SIG_SETMASK, &newcomer->caller->mask, NULL);
    int error = job_exec(newcomer->job);
    while (write(newcomer->failure, &error, sizeof error) < 0 && errno == EINTR) {
        ;
    }
    _exit(127); /* not looked at: the error counts */
}

static void become_child(struct newcomer *newcomer)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    wait_at_gate(newcomer);
    /* The parent may have died before that took effect. */
    if (getppid() != newcomer->parent) {
        raise(SIGKILL);
    }
    become_job(newcomer);
}

static void become_supervisor(struct newcomer *newcomer, int news)
{
    const struct job *job = newcomer->job;
    supervise_run(&(struct supervise_job){
        .launch = job->supervised,
        .ledger = &job->host->ledger,
        .command = job->command[0],
        .strict = job->strict,
        .gate = wait_at_gate,
        .become = become_job,
        .context = newcomer,
        .news = news,
    });
}

/* One signal that was sent here; false when none waits. */
static bool take_signal(siginfo_t *info)
{
    static const struct timespec at_once = {0};
    return kernel_sigtake(RELAY_ALL, info, &at_once) > 0;
}

/* What the terminal sent before the job was there to get it. While the job waits at its gate with all signals
 * blocked, a signal that it has already got from the terminal and the same one from here are one. */
static void hand_on_early_signals(pid_t job)
{
    siginfo_t info;
    while (take_signal(&info)) {
        if (info.si_signo != SIGCHLD) {
            relay_send(job, &info);
        }
    }
}

/* The job, and who tells of it. */
struct started {
    pid_t job;
    pid_t child; /* of this process: the job, or its supervisor */
    int news;    /* of the supervisor; -1: there is none */
    int failure; /* the errno of its exec(2) can be read here */
};

/* What waitpid(2) said of the job; true when it ended. */
static bool take_status(int status, struct job_end *end)
{
    if (WIFSTOPPED(status)) {
        relay_stop(WSTOPSIG(status));
        return false;
    }
    end->is_killed = WIFSIGNALED(status);
    end->status = end->is_killed ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    return true;
}

/* Takes in all children that changed; true when the job ended. */
static bool reap(const struct started *started, struct job_end *end)
{
    bool ended = false;
    int status;
    pid_t child;
    while ((child = waitpid(-1, &status, WNOHANG | WUNTRACED)) > 0) {
        ended |= child == started->job && started->news < 0 && take_status(status, end);
    }
    return ended;
}

static bool read_news(const struct started *started, struct supervise_news *news)
{
    ssize_t length;
    while ((length = read(started->news, news, sizeof *news)) < 0 && errno == EINTR) {
        ;
    }
    return length == sizeof *news;
}

/* Its CPU time was all that the user's processes may have, and no right to more. */
static bool has_used_time(const struct rusage *used)
{
    struct rlimit limit;
    return getrlimit(RLIMIT_CPU, &limit) == 0 && limit.rlim_max != RLIM_INFINITY &&
           (rlim_t)(used->ru_utime.tv_sec + used->ru_stime.tv_sec + 1) >= limit.rlim_max;
}

static void say_supervisor_killed(pid_t supervisor)
{
    struct rusage used = {0};
    while (wait4(supervisor, NULL, 0, &used) < 0 && errno == EINTR) {
        ;
    }
    say("the supervisor of the job was killed, and so is the job%s",
        has_used_time(&used) ? " (it had used up its CPU time, ulimit -Ht)" : "");
}

/* Of a job whose supervisor was killed the first process is killed, too. */
static bool take_news(const struct started *started, struct job_end *end)
{
    struct supervise_news news = {.status = SIGKILL};
    if (!read_news(started, &news)) {
        say_supervisor_killed(started->child);
    }
    if (!take_status(news.status, end)) {
        return false;
    }
    bool stays = false;
    while (read_news(started, &news)) { /* until it has let go of what it shares with this process */
        stays |= news.status == SUPERVISE_STAYS;
    }
    if (!stays) { /* so that its time, and the job's, is told as that of a child (getrusage(2)) */
        waitpid(started->child, NULL, 0);
    }
    return true;
}

/* Until a signal comes, or somebody asks for the ledger, or the supervisor tells something: then true. signals is a
 * signalfd(2): it only tells that a signal waits, since what it reads of one is not all that sigqueue(3) takes. */
static bool wait_for_news(int signals, struct ledger_host *host, int news)
{
    struct pollfd polled[LEDGER_POLLED_MAX + 2];
    size_t count = ledger_host_polled(host, polled);
    polled[count++] = (struct pollfd){.fd = signals, .events = POLLIN};
    polled[count] = (struct pollfd){.fd = news, .events = POLLIN};
    poll(polled, count + 1, -1);
    ledger_host_serve(host);
    return polled[count].revents != 0;
}

static void wait_for_job(const struct started *started, struct ledger_host *host, struct job_end *end)
{
    siginfo_t info;
    const bool polls = host->listener >= 0 || started->news >= 0;
    int signals = polls ? kernel_signalfd(RELAY_ALL, SFD_CLOEXEC | SFD_NONBLOCK) : -1;
    while (!reap(started, end)) {
        if (signals >= 0 && wait_for_news(signals, host, started->news) && take_news(started, end)) {
            break;
        }
        if ((signals >= 0 ? take_signal(&info) : kernel_sigtake(RELAY_ALL, &info, NULL) > 0) &&
            info.si_signo != SIGCHLD && !relay_is_of_terminal(&info)) {
            relay_send(started->job, &info);
        }
    }
    if (signals >= 0) {
        close(signals);
    }
}

static void close_end(int *end)
{
    if (*end >= 0) {
        close(*end);
    }
    *end = -1;
}

/* Those of its ends that are open. */
static void close_pipe(int ends[2])
{
    close_end(&ends[0]);
    close_end(&ends[1]);
}

struct pipes {
    int gate[2], failure[2], news[2]; /* -1: not open */
};

/* False with errno. */
static bool make_pipes(struct pipes *pipes, bool supervised)
{
    *pipes = (struct pipes){{-1, -1}, {-1, -1}, {-1, -1}};
    return pipe2(pipes->gate, O_CLOEXEC) == 0 && pipe2(pipes->failure, O_CLOEXEC) == 0 &&
           (!supervised || pipe2(pipes->news, O_CLOEXEC) == 0);
}

static void become(struct newcomer *newcomer, struct pipes *pipes)
{
    close_end(&pipes->gate[1]);
    close_end(&pipes->news[0]);
    if (newcomer->job->supervised) {
        become_supervisor(newcomer, pipes->news[1]);
    }
    become_child(newcomer);
}

/* False when no process became the job: with errno, or after the supervisor has said why. */
static bool start_process(const struct signals *caller, const struct job *job, struct pipes *pipes,
                          struct started *started)
{
    struct newcomer newcomer = {caller, job, getpid(), pipes->gate[0], pipes->failure[1]};
    struct supervise_news news;
    /* Not vfork(2), which takes 0.1 ms less: a child that Ctrl-Z stops before its exec would leave its parent suspended,
     * and the shell would see no stop. */
    started->child = started->job = fork();
    if (started->job == 0) {
        become(&newcomer, pipes);
    }
    close_end(&pipes->gate[0]);
    close_end(&pipes->failure[1]);
    close_end(&pipes->news[1]);
    started->failure = pipes->failure[0];
    started->news = pipes->news[0];
    if (started->job > 0 && job->supervised) {
        errno = 0;
        started->job = read_news(started, &news) ? news.process : -1;
    }
    return started->job > 0;
}

/* False, and said, when no process becomes the job. */
static bool start(const struct signals *caller, const struct job *job, struct started *started)
{
    struct pipes pipes;
    const bool is_there = make_pipes(&pipes, job->supervised) && start_process(caller, job, &pipes, started);
    if (!is_there) {
        if (errno != 0) {
            say("cannot start a process: %s", strerror(errno));
        }
        close_pipe(pipes.failure);
        close_pipe(pipes.news);
    } else {
        hand_on_early_signals(started->job);
    }
    close_pipe(pipes.gate);
    return is_there;
}

bool parent_run(const struct signals *caller, const struct job *job, struct job_end *end)
{
    struct started started;
    const long kills = job_end_memory_kills();
    clock_gettime(CLOCK_REALTIME, &end->started);
    if (!start(caller, job, &started)) {
        return false;
    }
    wait_for_job(&started, job->host, end);
    end->memory_kills = kills < 0 ? kills : job_end_memory_kills() - kills;
    clock_gettime(CLOCK_REALTIME, &end->ended);
    /* Empty, and closed by exec, when the job started. */
    if (read(started.failure, &end->start_error, sizeof end->start_error) <= 0) {
        end->start_error = 0;
    }
    close(started.failure);
    if (started.news >= 0) {
        close(started.news);
    }
    return true;
}
