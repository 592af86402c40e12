/* SPDX-License-Identifier: Apache-2.0 */
/* calls CALL PATH: opens or inspects PATH in one of the ways that are no function of the open or stat family of their
 * own, and writes the bytes that can be read, or the size. The last six write what they answer. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/openat2.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void copy(long fd)
{
    char bytes[4096];
    ssize_t count;
    if (fd < 0)
        fail("open");
    while ((count = read((int)fd, bytes, sizeof bytes)) > 0)
        fwrite(bytes, 1, (size_t)count, stdout);
    if (count < 0)
        fail("read");
}

static void print_size(long result, long long size)
{
    if (result < 0)
        fail("stat");
    printf("%lld\n", size);
}

static int reopen(int fd)
{
    char path[64];
    if (fd < 0)
        fail("open");
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return open(path, O_RDONLY);
}

#ifdef SYS_open
static void sys_open(const char *path)
{
    copy(syscall(SYS_open, path, O_RDONLY));
}

static void sys_stat(const char *path)
{
    struct stat status;
    long result = syscall(SYS_stat, path, &status);
    print_size(result, (long long)status.st_size);
}

static void sys_lstat(const char *path)
{
    struct stat status;
    long result = syscall(SYS_lstat, path, &status);
    print_size(result, (long long)status.st_size);
}
#endif

static void sys_openat(const char *path)
{
    copy(syscall(SYS_openat, AT_FDCWD, path, O_RDONLY));
}

static void sys_openat2(const char *path)
{
    struct open_how how = {.flags = O_RDONLY};
    copy(syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof how));
}

/* The path is another one inside the directory root. */
static void openat2_in_root(const char *path)
{
    struct open_how how = {.flags = O_RDONLY, .resolve = RESOLVE_IN_ROOT};
    copy(syscall(SYS_openat2, open("root", O_PATH), path, &how, sizeof how));
}

static void sys_newfstatat(const char *path)
{
    struct stat status;
    long result = syscall(SYS_newfstatat, AT_FDCWD, path, &status, 0);
    print_size(result, (long long)status.st_size);
}

static void sys_fstat(const char *path)
{
    struct stat status;
    long result = syscall(SYS_fstat, open(path, O_PATH), &status);
    print_size(result, (long long)status.st_size);
}

static void sys_statx(const char *path)
{
    struct statx status;
    long result = syscall(SYS_statx, AT_FDCWD, path, 0, STATX_SIZE, &status);
    print_size(result, (long long)status.stx_size);
}

static void statx_size(const char *path)
{
    struct statx status;
    long result = statx(AT_FDCWD, path, 0, STATX_SIZE, &status);
    print_size(result, (long long)status.stx_size);
}

static void fstatat_empty(const char *path)
{
    struct stat status;
    long result = fstatat(open(path, O_RDONLY), "", &status, AT_EMPTY_PATH);
    print_size(result, (long long)status.st_size);
}

/* What the O_PATH descriptor itself says of the file. */
static void opath_fstat(const char *path)
{
    struct stat status;
    long result = fstat(open(path, O_PATH), &status);
    print_size(result, (long long)status.st_size);
}

static void opath(const char *path)
{
    copy(reopen(open(path, O_PATH)));
}

static void opath_fopen(const char *path)
{
    char name[64];
    FILE *stream;
    snprintf(name, sizeof name, "/proc/self/fd/%d", open(path, O_PATH));
    stream = fopen(name, "r");
    if (!stream)
        fail(name);
    copy(fileno(stream));
}

static void opath_stat(const char *path)
{
    char name[64];
    struct stat status;
    snprintf(name, sizeof name, "/proc/self/fd/%d", open(path, O_PATH));
    long result = stat(name, &status);
    print_size(result, status.st_size);
}

/* The second description starts at the beginning, whatever was read by the first. */
static void reopened(const char *path)
{
    char byte;
    int fd = open(path, O_RDONLY);
    if (read(fd, &byte, 1) != 1)
        fail("read");
    copy(reopen(fd));
}

/* A writer's descriptor, by which it then reads. */
static void written(const char *path)
{
    copy(reopen(open(path, O_WRONLY)));
}

static struct file_handle *handle_of(const char *path)
{
    static union {
        struct file_handle handle;
        char room[sizeof(struct file_handle) + MAX_HANDLE_SZ];
    } file;
    int mount_id;
    file.handle.handle_bytes = MAX_HANDLE_SZ;
    if (name_to_handle_at(AT_FDCWD, path, &file.handle, &mount_id, 0) < 0)
        fail("name_to_handle_at");
    return &file.handle;
}

static void handle(const char *path)
{
    copy(open_by_handle_at(open(".", O_RDONLY | O_DIRECTORY), handle_of(path), O_RDONLY));
}

static void sys_handle(const char *path)
{
    copy(syscall(SYS_open_by_handle_at, open(".", O_RDONLY | O_DIRECTORY), handle_of(path), O_RDONLY));
}

static posix_spawn_file_actions_t actions;

/* Adds the opening of path as the child's standard input. */
static void must_add_open(const char *path)
{
    errno = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, path, O_RDONLY, 0);
    if (errno != 0)
        fail("posix_spawn_file_actions_addopen");
}

static void run_cat(void)
{
    char name[] = "cat", *arguments[] = {name, NULL};
    pid_t child;
    int status;
    errno = posix_spawnp(&child, name, &actions, NULL, arguments, environ);
    if (errno != 0)
        fail("posix_spawnp");
    posix_spawn_file_actions_destroy(&actions);
    if (waitpid(child, &status, 0) != child || status != 0)
        exit(1);
}

static void spawn(const char *path)
{
    posix_spawn_file_actions_init(&actions);
    must_add_open(path);
    run_cat();
}

/* The child's actions move it to where path is; then to where another file of that name is. */
static void spawn_chdir(const char *path)
{
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addchdir_np(&actions, "/");
    posix_spawn_file_actions_addfchdir_np(&actions, open(".", O_PATH));
    posix_spawn_file_actions_addchdir_np(&actions, "sub");
    posix_spawn_file_actions_addchdir_np(&actions, "..");
    must_add_open(path);
    run_cat();
}

static void spawn_elsewhere(const char *path)
{
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addchdir_np(&actions, "sub");
    must_add_open(path);
    run_cat();
}

/* Actions that are made and destroyed leave nothing open. */
static void spawn_descriptors(const char *path)
{
    int before = open("/dev/null", O_RDONLY);
    for (int i = 0; i < 200; i++) {
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addchdir_np(&actions, ".");
        must_add_open(path);
        posix_spawn_file_actions_destroy(&actions);
    }
    printf("%d %d\n", fcntl(before + 1, F_GETFD), fcntl(100, F_GETFD));
}

/* ftw and its twins: what they tell of path. */
static const char *wanted;

static void print_found(const char *path, const struct stat *status, int type)
{
    if (type == FTW_F && strcmp(path, wanted) == 0)
        print_size(0, (long long)status->st_size);
}

static int found(const char *path, const struct stat *status, int type)
{
    print_found(path, status, type);
    return 0;
}

static int found64(const char *path, const struct stat64 *status, int type)
{
    print_found(path, (const struct stat *)status, type);
    return 0;
}

static int found_at(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)place;
    return found(path, status, type);
}

static int found_at64(const char *path, const struct stat64 *status, int type, struct FTW *place)
{
    (void)place;
    return found64(path, status, type);
}

static void walk_ftw(const char *path)
{
    wanted = path;
    ftw(path, found, 5);
}

static void walk_ftw64(const char *path)
{
    wanted = path;
    ftw64(path, found64, 5);
}

static void walk_nftw(const char *path)
{
    wanted = path;
    nftw(path, found_at, 5, FTW_PHYS);
}

static void walk_nftw64(const char *path)
{
    wanted = path;
    nftw64(path, found_at64, 5, 0);
}

static int nothing(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)path, (void)status, (void)type, (void)place;
    return 7;
}

/* In each directory another walk begins, and ends early. */
static int found_in_turn(const char *path, const struct stat *status, int type, struct FTW *place)
{
    if (type == FTW_D && nftw("/", nothing, 5, 0) != 7)
        return 1;
    return found_at(path, status, type, place);
}

static int walk_directory(const char *path, int (*function)(const char *, const struct stat *, int, struct FTW *),
                          int flags)
{
    char name[4096];
    snprintf(name, sizeof name, "./%s", path);
    wanted = name;
    return nftw(".", function, 5, flags);
}

static void walk_nested(const char *path)
{
    if (walk_directory(path, found_in_turn, 0) != 0)
        exit(1);
}

static void walk_moving(const char *path)
{
    if (walk_directory(path, found_at, FTW_CHDIR | FTW_PHYS) != 0)
        exit(1);
}

/* Every file and its size. */
static int tell(const char *path, const struct stat *status, int type, struct FTW *place)
{
    printf("%s %d %lld %d %d\n", path, type, type == FTW_F ? (long long)status->st_size : 0, place->base, place->level);
    return 0;
}

static void walk_all(const char *path)
{
    (void)path;
    nftw(".", tell, 5, FTW_CHDIR | FTW_PHYS);
    nftw("..", tell, 5, FTW_DEPTH | FTW_PHYS);
}

/* All six arguments of a call that names no path arrive. */
static void six_arguments(const char *path)
{
    char *bytes = (char *)syscall(SYS_mmap, NULL, 4096L, PROT_READ, MAP_PRIVATE, open(path, O_RDONLY), 0L);
    if (bytes == MAP_FAILED)
        fail("mmap");
    fwrite(bytes, 1, strlen(bytes), stdout);
    errno = 0;
    if (syscall(SYS_mmap, NULL, 4096L, PROT_READ, MAP_PRIVATE, open(path, O_RDONLY), 1L) != -1 || errno != EINVAL)
        exit(1);
}

static void accesses(const char *path)
{
    printf("%d %d %d %d %d\n", access(path, F_OK | R_OK), access(path, X_OK),
           faccessat(AT_FDCWD, path, R_OK, AT_EACCESS), eaccess(path, R_OK), euidaccess(path, W_OK));
}

#ifdef SYS_access
static void sys_access(const char *path)
{
    puts(syscall(SYS_access, path, R_OK) == 0 ? "readable" : strerror(errno));
}
#endif

static void sys_faccessat(const char *path)
{
    puts(syscall(SYS_faccessat, AT_FDCWD, path, R_OK) == 0 ? "readable" : strerror(errno));
}

static void sys_faccessat2(const char *path)
{
    puts(syscall(439, AT_FDCWD, path, R_OK, AT_EACCESS) == 0 ? "readable" : strerror(errno));
}

static void io_uring(const char *path)
{
    char parameters[120] = {0};
    long fd = syscall(425, 8L, parameters);
    (void)path;
    puts(fd >= 0 ? "a ring" : strerror(errno));
}

/* A failing call is the kernel's, with its errno. */
static void unknown_call(const char *path)
{
    errno = 0;
    printf("%ld", syscall(-1L, path));
    printf(" %s\n", strerror(errno));
}

/* A stream that cannot be reopened is no stream on the disk's file either. */
static void freopen_refused(const char *path)
{
    char byte;
    FILE *stream = freopen(path, "r", stdin);
    int error = errno;
    printf("%d %s %zd\n", stream == NULL, strerror(error), read(STDIN_FILENO, &byte, 1));
}

static void wrong_pointer(const char *path)
{
    (void)path;
    errno = 0;
    printf("%ld", syscall(SYS_openat, AT_FDCWD, (char *)8, O_RDONLY));
    printf(" %s\n", strerror(errno));
}

static const struct {
    const char *name;
    void (*call)(const char *path);
} calls[] = {
#ifdef SYS_open
    {"SYS_open", sys_open},
    {"SYS_stat", sys_stat},
    {"SYS_lstat", sys_lstat},
    {"SYS_access", sys_access},
#endif
    {"SYS_openat", sys_openat},
    {"SYS_openat2", sys_openat2},
    {"openat2_in_root", openat2_in_root},
    {"SYS_newfstatat", sys_newfstatat},
    {"SYS_fstat", sys_fstat},
    {"SYS_statx", sys_statx},
    {"SYS_faccessat", sys_faccessat},
    {"SYS_faccessat2", sys_faccessat2},
    {"statx_size", statx_size},
    {"fstatat_empty", fstatat_empty},
    {"opath", opath},
    {"opath_fopen", opath_fopen},
    {"opath_stat", opath_stat},
    {"opath_fstat", opath_fstat},
    {"reopened", reopened},
    {"written", written},
    {"handle", handle},
    {"SYS_open_by_handle_at", sys_handle},
    {"spawn", spawn},
    {"spawn_chdir", spawn_chdir},
    {"spawn_elsewhere", spawn_elsewhere},
    {"spawn_descriptors", spawn_descriptors},
    {"ftw", walk_ftw},
    {"ftw64", walk_ftw64},
    {"nftw", walk_nftw},
    {"nftw64", walk_nftw64},
    {"nftw_nested", walk_nested},
    {"nftw_moving", walk_moving},
    {"nftw_all", walk_all},
    {"six_arguments", six_arguments},
    {"accesses", accesses},
    {"io_uring", io_uring},
    {"unknown_call", unknown_call},
    {"freopen_refused", freopen_refused},
    {"wrong_pointer", wrong_pointer},
};

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (strcmp(calls[i].name, argv[1]) == 0) {
            calls[i].call(argv[2]);
            return 0;
        }
    return 2;
}
