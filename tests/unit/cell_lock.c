/* SPDX-License-Identifier: Apache-2.0 */
/* The lock of a cell: who may take it over from whom, and that two never have it. */
#include "shim/cli/base/private_directory.h"
#include "shim/cli/cells/cell_lock.h"
#include "shim/cli/cells/lock_owner.h"
#include "core/base/buffer.h"
#include "tests/unit/check.h"
#include "tests/unit/refuse_call.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct arena arena;
static char directory[] = "/tmp/cell-lock-XXXXXX";

/* A lock of its own for each test. */
static const char *new_path(void)
{
    static unsigned tests;
    struct buffer path = {.arena = &arena};
    check_new_test();
    buffer_format(&path, "%s/%u", directory, tests++);
    return buffer_string(&path);
}

static enum outcome take(const char *path)
{
    struct cell_lock *lock;
    return cell_lock_take(&arena, path, &lock);
}

static void write_turn(const char *path, unsigned turn, const char *content, int seconds_old)
{
    struct buffer name = {.arena = &arena};
    buffer_format(&name, "%s-%u", path, turn);
    const int descriptor = open(buffer_string(&name), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const ssize_t written = write(descriptor, content, strlen(content));
    CHECK(written == (ssize_t)strlen(content), "%s", buffer_string(&name));
    struct timespec times[2];
    clock_gettime(CLOCK_REALTIME, &times[0]);
    times[0].tv_sec -= seconds_old;
    times[1] = times[0];
    futimens(descriptor, times);
    close(descriptor);
}

static void write_owner(const char *path, struct lock_owner owner, int seconds_old)
{
    struct buffer out = {.arena = &arena};
    buffer_put(&out, TEXT("{\"held\": true "));
    lock_owner_put(&out, &owner);
    buffer_put(&out, TEXT("}\n"));
    write_turn(path, 1, buffer_string(&out), seconds_old);
}

static void check_taken_once(void)
{
    const char *path = new_path();
    struct cell_lock *lock, *other;
    CHECK(!cell_lock_is_held(&arena, path) && !cell_lock_owner(&arena, path), "nobody has it at first");
    CHECK(cell_lock_take(&arena, path, &lock) == OUTCOME_FOUND, "it is free");
    CHECK(cell_lock_take(&arena, path, &other) == OUTCOME_NONE, "it is taken");
    CHECK(cell_lock_is_held(&arena, path), "it is held");
    CHECK(strstr(cell_lock_owner(&arena, path), "process "), "its owner is named");
    CHECK(cell_lock_touch(lock), "it is one's own");
    cell_lock_release(lock);
    CHECK(!cell_lock_is_held(&arena, path), "it was given back");
    CHECK(cell_lock_take(&arena, path, &other) == OUTCOME_FOUND, "it is free again");
    cell_lock_release(other);
}

static pid_t take_in_child(const char *path)
{
    const pid_t child = fork();
    if (child == 0) {
        _exit(take(path) == OUTCOME_FOUND ? 0 : 1);
    }
    siginfo_t ended;
    waitid(P_PID, (id_t)child, &ended, WEXITED | WNOWAIT);
    CHECK(ended.si_status == 0, "the child has taken it");
    return child;
}

static void check_owner_gone(void)
{
    const char *path = new_path();
    const pid_t zombie = take_in_child(path);
    CHECK(take(path) == OUTCOME_FOUND, "a zombie's");
    waitpid(zombie, NULL, 0);
    path = new_path();
    waitpid(take_in_child(path), NULL, 0);
    CHECK(take(path) == OUTCOME_FOUND, "that of a process that is gone");
}

static void check_same_number(void)
{
    const char *path = new_path();
    struct lock_owner owner = lock_owner_self(&arena);
    CHECK(owner.start > 0 && owner.boot && owner.spaces, "this process knows itself");
    write_owner(path, owner, 0);
    CHECK(take(path) == OUTCOME_NONE, "this process's");
    owner.start--;
    write_owner(path, owner, 0);
    CHECK(take(path) == OUTCOME_FOUND, "that of an earlier process of the same number");
}

/* What another host, another start of this one, or another container has can be told by its age alone. */
static void check_elsewhere(const char *what, struct lock_owner owner)
{
    const char *path = new_path();
    write_owner(path, owner, LOCK_STALE - 10);
    CHECK(take(path) == OUTCOME_NONE, "%s, touched lately", what);
    CHECK(strstr(cell_lock_owner(&arena, path), "s ago"), "%s: %s", what, cell_lock_owner(&arena, path));
    write_owner(path, owner, -3600);
    CHECK(take(path) == OUTCOME_NONE, "%s, touched in the future", what);
    write_owner(path, owner, LOCK_STALE + 1);
    CHECK(!cell_lock_is_held(&arena, path), "%s, not touched for long", what);
    CHECK(take(path) == OUTCOME_FOUND, "%s, not touched for long", what);
}

static void check_all_elsewhere(void)
{
    const struct lock_owner self = lock_owner_self(&arena);
    struct lock_owner owner = self;
    owner.start--; /* here it would be gone */
    owner.host = "another";
    check_elsewhere("another host", owner);
    owner.host = NULL;
    check_elsewhere("no host", owner);
    owner.host = self.host;
    owner.boot = "00000000-0000-0000-0000-000000000000";
    check_elsewhere("an earlier boot, or a host of the same name", owner);
    owner.boot = self.boot;
    owner.spaces = "pid:[1]time:[1]";
    check_elsewhere("a container", owner);
    owner.spaces = self.spaces;
    owner.start = 0;
    check_elsewhere("no start time", owner);
}

static void check_slurm(void)
{
    const char *path = new_path();
    struct lock_owner owner = lock_owner_self(&arena);
    owner.host = "node1";
    owner.slurm = (struct slurm_job){.cluster = "c", .job = "12", .task = "3", .restarts = 1};
    setenv("SLURM_CLUSTER_NAME", "c", 1);
    setenv("SLURM_JOB_ID", "15", 1);
    setenv("SLURM_ARRAY_JOB_ID", "12", 1);
    setenv("SLURM_ARRAY_TASK_ID", "4", 1);
    setenv("SLURM_RESTART_COUNT", "2", 1);
    write_owner(path, owner, 0);
    CHECK(take(path) == OUTCOME_NONE, "another task's");
    setenv("SLURM_ARRAY_TASK_ID", "3", 1);
    setenv("SLURM_CLUSTER_NAME", "d", 1);
    CHECK(take(path) == OUTCOME_NONE, "another cluster's");
    setenv("SLURM_CLUSTER_NAME", "c", 1);
    setenv("SLURM_RESTART_COUNT", "1", 1);
    CHECK(take(path) == OUTCOME_NONE, "that of another step of the same start");
    setenv("SLURM_RESTART_COUNT", "0", 1);
    CHECK(take(path) == OUTCOME_NONE, "that of a later start");
    setenv("SLURM_RESTART_COUNT", "2", 1);
    CHECK(take(path) == OUTCOME_FOUND, "that of the same task's earlier start");
    unsetenv("SLURM_ARRAY_JOB_ID");
    unsetenv("SLURM_ARRAY_TASK_ID");
    CHECK(lock_owner_self(&arena).slurm.task == NULL && strcmp(lock_owner_self(&arena).slurm.job, "15") == 0,
          "no array");
    unsetenv("SLURM_JOB_ID");
    unsetenv("SLURM_RESTART_COUNT");
    unsetenv("SLURM_CLUSTER_NAME");
}

static void check_damaged(void)
{
    static const char *const contents[] = {"", "{\"held\": true, \"ho", "[]", "\xff\xfe"};
    for (size_t i = 0; i < sizeof contents / sizeof contents[0]; i++) {
        const char *path = new_path();
        write_turn(path, 1, contents[i], 0);
        CHECK(take(path) == OUTCOME_NONE, "\"%s\" is not given back", contents[i]);
        CHECK(strstr(cell_lock_owner(&arena, path), "not known"), "%s", cell_lock_owner(&arena, path));
        write_turn(path, 1, contents[i], LOCK_STALE + 1);
        CHECK(take(path) == OUTCOME_FOUND, "\"%s\" is old", contents[i]);
    }
}

static void check_broken(void)
{
    const char *path = new_path(), *owner = NULL;
    struct cell_lock *lock;
    CHECK(cell_lock_break(&arena, path, &owner) == OUTCOME_NONE, "nobody has it");
    CHECK(cell_lock_take(&arena, path, &lock) == OUTCOME_FOUND, "it is free");
    CHECK(cell_lock_break(&arena, path, &owner) == OUTCOME_FOUND && strstr(owner, "process"), "it is taken away");
    CHECK(!cell_lock_is_held(&arena, path), "nobody has it now");
    CHECK(!cell_lock_touch(lock), "its owner sees that");
    CHECK(take(path) == OUTCOME_FOUND, "another takes it");
    cell_lock_release(lock);
    CHECK(cell_lock_is_held(&arena, path), "who lost it gives nothing back");
}

static void check_unwritable(void)
{
    check_new_test();
    CHECK(take("/proc/none/lock") == OUTCOME_REFUSED, "nothing can be made there");
    CHECK(!cell_lock_is_held(&arena, "/proc/none/lock"), "nobody has it");
}

/* What the processes of a crowd share. */
struct crowd {
    const char *path, *truth; /* the kernel locks truth for who has the lock, and unlocks it when that process ends */
    bool links; /* else the file system has no link(2), and members are not killed, but end with the lock */
    volatile unsigned long takes, twice;
};

/* Takes the lock and gives it back, again and again. */
static _Noreturn void crowd_member(struct crowd *crowd)
{
    struct arena own;
    srand((unsigned)getpid());
    for (;;) {
        arena_init(&own, 0);
        struct cell_lock *lock;
        if (cell_lock_take(&own, crowd->path, &lock) == OUTCOME_FOUND) {
            const int truth = open(crowd->truth, O_RDWR | O_CLOEXEC);
            const bool alone = flock(truth, LOCK_EX | LOCK_NB) == 0;
            __atomic_add_fetch(alone ? &crowd->takes : &crowd->twice, 1, __ATOMIC_RELAXED);
            sched_yield();
            if (!crowd->links && rand() % 4 == 0) {
                _exit(0);
            }
            close(truth);
            cell_lock_release(lock);
        }
        arena_release(&own);
    }
}

static pid_t start_member(struct crowd *crowd)
{
    const pid_t member = fork();
    if (member == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (!crowd->links && !refuse_call(SYS_linkat)) {
            _exit(1);
        }
        crowd_member(crowd);
    }
    return member;
}

#define CROWD 6
#define ENDED 200

/* Processes that end at random moments, wherever they are, and are replaced. */
static void end_members(struct crowd *crowd)
{
    pid_t members[CROWD];
    for (size_t i = 0; i < CROWD; i++) {
        members[i] = start_member(crowd);
    }
    for (size_t ended = 0; ended < ENDED; ended++) {
        const size_t i = (size_t)rand() % CROWD;
        if (crowd->links) {
            usleep((useconds_t)(rand() % 3000));
            kill(members[i], SIGKILL);
        }
        if (!crowd->links || ended % 2 == 0) { /* the others see a zombie, or nothing */
            waitpid(members[i], NULL, 0);
        }
        members[i] = start_member(crowd);
    }
    for (size_t i = 0; i < CROWD; i++) {
        kill(members[i], SIGKILL);
    }
    while (wait(NULL) > 0) {
    }
}

static void check_crowd(bool links)
{
    struct crowd *crowd = mmap(NULL, sizeof *crowd, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    struct buffer truth = {.arena = &arena};
    *crowd = (struct crowd){.path = new_path(), .links = links};
    buffer_format(&truth, "%s-truth", crowd->path);
    crowd->truth = buffer_string(&truth);
    close(open(crowd->truth, O_RDWR | O_CREAT, 0600));
    end_members(crowd);
    CHECK(crowd->twice == 0, "two had it %lu times", crowd->twice);
    CHECK(crowd->takes > ENDED / 4, "it was taken %lu times", crowd->takes);
    CHECK(!links || take(crowd->path) == OUTCOME_FOUND, "none that was killed keeps it");
    munmap(crowd, sizeof *crowd);
}

int main(void)
{
    arena_init(&arena, 0);
    if (!mkdtemp(directory)) {
        return 1;
    }
    check_taken_once();
    check_owner_gone();
    check_same_number();
    check_all_elsewhere();
    check_slurm();
    check_damaged();
    check_broken();
    check_unwritable();
    check_crowd(true);
    check_crowd(false);
    private_directory_remove(directory);
    arena_release(&arena);
    return check_done();
}
