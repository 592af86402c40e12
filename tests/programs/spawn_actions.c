/* SPDX-License-Identifier: Apache-2.0 */
/* spawn_actions CASE: uses posix_spawn's file actions in one of the ways that programs do. The children are cat, whose
 * standard input is what the actions opened. In a directory with config.yaml and sub/config.yaml. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

typedef posix_spawn_file_actions_t file_actions;

#define MANY 300

static void check(const char *what, int error)
{
    if (error == 0)
        return;
    fprintf(stderr, "%s: %s\n", what, strerror(error));
    exit(1);
}

#define ADD(actions, what, ...) check(#what, posix_spawn_file_actions_##what(actions, __VA_ARGS__))

static void init(file_actions *actions)
{
    check("init", posix_spawn_file_actions_init(actions));
}

static void add_config(file_actions *actions)
{
    ADD(actions, addopen, STDIN_FILENO, "config.yaml", O_RDONLY, 0);
}

static void run_with(const file_actions *actions, const posix_spawnattr_t *attributes)
{
    char name[] = "cat", *arguments[] = {name, NULL};
    pid_t child;
    int status;
    check("posix_spawn", posix_spawn(&child, "/bin/cat", actions, attributes, arguments, environ));
    if (waitpid(child, &status, 0) != child || status != 0)
        exit(1);
}

static void run(const file_actions *actions)
{
    run_with(actions, NULL);
}

static void destroy(file_actions *actions)
{
    check("destroy", posix_spawn_file_actions_destroy(actions));
}

static int count_descriptors(void)
{
    DIR *directory = opendir("/proc/self/fd");
    int count = 0;
    while (readdir(directory))
        count++;
    closedir(directory);
    return count - 3; /* ".", ".." and its own */
}

/* --- objects */

__attribute__((noinline)) static file_actions make_moving(void)
{
    file_actions actions;
    init(&actions);
    ADD(&actions, addchdir_np, "sub");
    return actions;
}

/* Reads sub/config.yaml. */
static void returned(void)
{
    file_actions *actions = malloc(sizeof *actions);
    *actions = make_moving();
    add_config(actions);
    run(actions);
    destroy(actions);
}

static void again(void)
{
    file_actions actions;
    init(&actions);
    ADD(&actions, addchdir_np, "sub");
    init(&actions);
    add_config(&actions);
    run(&actions);
}

static void never_destroyed(void)
{
    int before = count_descriptors();
    for (int i = 0; i < MANY; i++) {
        file_actions actions;
        init(&actions);
        ADD(&actions, addchdir_np, ".");
        add_config(&actions);
        run(&actions);
    }
    printf("%d descriptors\n", count_descriptors() - before);
}

static void many_at_once(void)
{
    static file_actions actions[MANY];
    int before = count_descriptors();
    for (int i = 0; i < MANY; i++) {
        init(&actions[i]);
        ADD(&actions[i], addchdir_np, ".");
        add_config(&actions[i]);
    }
    printf("%d descriptors\n", count_descriptors() - before);
    for (int i = 0; i < MANY; i++) {
        run(&actions[i]);
        destroy(&actions[i]);
    }
}

#ifdef __GLIBC__
/* An older copy is what it was when it was made, whatever was added to the newer. (In musl what comes of it is whatever
 * was added last, to any.) */
static void copies(void)
{
    file_actions base, one, other;
    init(&base);
    add_config(&base);
    one = base;
    ADD(&one, addopen, STDIN_FILENO, "other.yaml", O_RDONLY, 0);
    run(&one);
    run(&base);
    other = base;
    ADD(&other, addclose, 9);
    run(&other);
}

#endif

/* More than the C library has room for at first. */
static void long_list(void)
{
    file_actions actions;
    init(&actions);
    ADD(&actions, addchdir_np, "sub");
    for (int i = 0; i < 100; i++)
        ADD(&actions, addclose, 30 + i);
    ADD(&actions, addchdir_np, "..");
    add_config(&actions);
    run(&actions);
    run(&actions);
    destroy(&actions);
}

/* Until there is no room to remember more: an error, and not the file on disk. Other files are opened as ever. */
static void too_many(void)
{
    file_actions actions;
    int error;
    do {
        init(&actions);
        for (int i = 0; i < 100; i++)
            ADD(&actions, addclose, 30 + i);
        error = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "config.yaml", O_RDONLY, 0);
    } while (error == 0);
    puts(strerror(error));
    char name[] = "cat", *arguments[] = {name, NULL}; /* who does not look at errors */
    pid_t child;
    puts(strerror(posix_spawn(&child, "/bin/cat", &actions, NULL, arguments, environ)));
    file_actions others;
    init(&others);
    ADD(&others, addopen, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    run(&others);
}

/* The place of an object's records. */
static const void *place(const file_actions *actions)
{
    const void *records;
    memcpy(&records, (const char *)actions + sizeof records, sizeof records);
    return records;
}

/* An object gets the place of one whose records moved, when there is no room to write its actions down. */
static void place_of_another(void)
{
    file_actions grown, others[2], full;
    init(&grown);
    add_config(&grown);
    ADD(&grown, addclose, 40);
    const void *first = place(&grown);
    for (int i = 0; i < 100000; i++) { /* more than are written down */
        init(&full);
        ADD(&full, addclose, 40);
    }
    for (int i = 0; place(&grown) == first && i < 100; i++)
        posix_spawn_file_actions_addclose(&grown, 40);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        init(&others[i]);
        ADD(&others[i], addopen, STDIN_FILENO, "sub/other.txt", O_RDONLY, 0);
        ADD(&others[i], addclose, 40);
        run(&others[i]);
    }
    puts(place(&others[0]) == first || place(&others[1]) == first ? "at its place" : "elsewhere");
}

static void *run_often(void *unused)
{
    for (int i = 0; i < MANY / 4; i++) {
        file_actions actions = make_moving();
        ADD(&actions, addchdir_np, "..");
        add_config(&actions);
        run(&actions);
        if (i % 4 != 0)
            destroy(&actions);
    }
    return unused;
}

static void in_threads(void)
{
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        check("pthread_create", pthread_create(&threads[i], NULL, run_often, NULL));
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
}

static void *run_given(void *actions)
{
    for (int i = 0; i < MANY / 4; i++)
        run(actions);
    return NULL;
}

/* One object, which no one changes. */
static void shared_by_threads(void)
{
    pthread_t threads[4];
    file_actions actions;
    init(&actions);
    add_config(&actions);
    for (int i = 0; i < 4; i++)
        check("pthread_create", pthread_create(&threads[i], NULL, run_given, &actions));
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
}

static void forked(void)
{
    file_actions actions;
    init(&actions);
    ADD(&actions, addchdir_np, ".");
    pid_t child = fork();
    int status = 0;
    add_config(&actions);
    run(&actions);
    destroy(&actions);
    if (child == 0)
        exit(0);
    if (waitpid(child, &status, 0) != child || status != 0)
        exit(1);
}

/* It is the file as it is when the child starts. */
static void changed(void)
{
    file_actions actions;
    init(&actions);
    add_config(&actions);
    if (rename("later.yaml", "config.yaml") != 0)
        exit(1);
    run(&actions);
    destroy(&actions);
}

/* --- actions */

#ifdef __GLIBC__
static void closefrom_before(void)
{
    file_actions actions;
    init(&actions);
    ADD(&actions, addclosefrom_np, 3);
    ADD(&actions, addopen, 3, "config.yaml", O_RDONLY, 0);
    ADD(&actions, adddup2, 3, STDIN_FILENO);
    ADD(&actions, addclosefrom_np, 3);
    run(&actions);
    destroy(&actions);
}

/* A child that may not look into its parent's /proc. */
static void closefrom_undumpable(void)
{
    prctl(PR_SET_DUMPABLE, 0);
    closefrom_before();
}
#endif

/* Every number is closed before, one by one, as was done before closefrom. */
static void all_closed_before(void)
{
    struct rlimit limit = {100, 100};
    setrlimit(RLIMIT_NOFILE, &limit);
    file_actions actions;
    init(&actions);
    for (int fd = 3; fd < 100; fd++)
        ADD(&actions, addclose, fd);
    add_config(&actions);
    run(&actions);
    destroy(&actions);
}

/* Moved to directories that the child opens, duplicates and closes. */
static void moved_to_descriptors(void)
{
    file_actions actions;
    init(&actions);
    ADD(&actions, addopen, 8, "sub", O_RDONLY | O_DIRECTORY, 0);
    ADD(&actions, adddup2, 8, 9);
    ADD(&actions, addclose, 8);
    ADD(&actions, addfchdir_np, 9);
    add_config(&actions);
    run(&actions);
    ADD(&actions, addopen, 8, "..", O_RDONLY | O_DIRECTORY, 0);
    ADD(&actions, addfchdir_np, 8);
    add_config(&actions);
    run(&actions);
    destroy(&actions);
}

/* What is not there yet is made by an action ahead. */
static void made_before(void)
{
    file_actions actions;
    init(&actions);
    ADD(&actions, addopen, 8, "made.yaml", O_WRONLY | O_CREAT | O_EXCL, 0644);
    ADD(&actions, addopen, STDIN_FILENO, "made.yaml", O_RDONLY, 0);
    run(&actions);
    destroy(&actions);
}

static void close_on_exec(void)
{
    file_actions actions;
    struct stat seen;
    init(&actions);
    ADD(&actions, addopen, STDIN_FILENO, "config.yaml", O_RDONLY | O_CLOEXEC, 0);
    char name[] = "cat", *arguments[] = {name, NULL};
    pid_t child;
    int status;
    check("posix_spawn", posix_spawn(&child, "/bin/cat", &actions, NULL, arguments, environ));
    check("waitpid", waitpid(child, &status, 0) == child ? 0 : errno);
    printf("%d %d\n", status, fstat(STDIN_FILENO, &seen));
    destroy(&actions);
}

/* Nothing but the child's open may touch a file that is none of ours: here it would break a writer's pipe. */
static void named_pipe(void)
{
    file_actions actions;
    pid_t writer = fork();
    if (writer == 0) {
        int fd = open("sub/config.yaml", O_WRONLY);
        usleep(100000);
        exit(fd < 0 || write(fd, "from the pipe\n", 14) != 14);
    }
    init(&actions);
    ADD(&actions, addchdir_np, "sub");
    add_config(&actions);
    run(&actions);
    int status;
    if (waitpid(writer, &status, 0) != writer || status != 0)
        exit(1);
}

/* The child's user may read less than this process. */
static void other_user(void)
{
    file_actions actions;
    posix_spawnattr_t attributes;
    char name[] = "cat", *arguments[] = {name, NULL};
    pid_t child;
    init(&actions);
    add_config(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_RESETIDS);
    if (chmod("config.yaml", 0600) != 0 || setreuid(65534, 0) != 0)
        exit(2);
    puts(strerror(posix_spawn(&child, "/bin/cat", &actions, &attributes, arguments, environ)));
    /* Or more. */
    if (setreuid(0, 65534) != 0)
        exit(2);
    puts(strerror(posix_spawn(&child, "/bin/cat", &actions, &attributes, arguments, environ)));
    while (wait(NULL) > 0)
        continue;
}

static const struct {
    const char *name;
    void (*run)(void);
} cases[] = {
    {"returned", returned},
    {"again", again},
    {"never_destroyed", never_destroyed},
    {"many_at_once", many_at_once},
    {"long_list", long_list},
    {"too_many", too_many},
    {"place_of_another", place_of_another},
    {"in_threads", in_threads},
    {"shared_by_threads", shared_by_threads},
    {"forked", forked},
    {"changed", changed},
#ifdef __GLIBC__
    {"copies", copies},
    {"closefrom_before", closefrom_before},
    {"closefrom_undumpable", closefrom_undumpable},
#endif
    {"all_closed_before", all_closed_before},
    {"moved_to_descriptors", moved_to_descriptors},
    {"made_before", made_before},
    {"close_on_exec", close_on_exec},
    {"named_pipe", named_pipe},
    {"other_user", other_user},
};

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IONBF, 0); /* the children write there, too */
    for (size_t i = 0; argc == 2 && i < sizeof cases / sizeof *cases; i++) {
        if (strcmp(argv[1], cases[i].name) == 0) {
            cases[i].run();
            return 0;
        }
    }
    return 2;
}
