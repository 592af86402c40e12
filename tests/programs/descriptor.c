/* SPDX-License-Identifier: Apache-2.0 */
/* descriptor SUBJECT PATH: what the kernel and the C library say of PATH opened for reading, one answer a line: to be
 * compared with what they say of an ordinary file with the same bytes. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wchar.h>

#define ROOM 65536

static char bytes[ROOM];

static void say(const char *what, long long result)
{
    printf("%s: %lld%s%s\n", what, result, result == -1 ? " " : "", result == -1 ? strerror(errno) : "");
}

#define SAY(call) say(#call, (long long)(call))

static void say_bytes(const char *what, long long length)
{
    say(what, length);
    if (length > 0)
        fwrite(bytes, 1, (size_t)length, stdout);
    putchar('\n');
}

static int must_open(const char *path)
{
    int fd = open(path, O_RDONLY);
    if (fd < 0) {
        perror(path);
        exit(1);
    }
    return fd;
}

/* All but the time of the last reading, which reading changes. */
static int same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_mode == b->st_mode && a->st_nlink == b->st_nlink &&
           a->st_uid == b->st_uid && a->st_gid == b->st_gid && a->st_rdev == b->st_rdev && a->st_size == b->st_size &&
           a->st_blksize == b->st_blksize && a->st_blocks == b->st_blocks && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
           a->st_mtim.tv_nsec == b->st_mtim.tv_nsec && a->st_ctim.tv_sec == b->st_ctim.tv_sec &&
           a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

/* Device, inode and ctime differ from one file to the next, so they are compared among the ways of asking. */
static void status(const char *path)
{
    struct stat by_path, by_link, by_descriptor, by_empty;
    struct statx extended;
    int fd = must_open(path);
    SAY(stat(path, &by_path));
    SAY(lstat(path, &by_link));
    SAY(fstat(fd, &by_descriptor));
    SAY(fstatat(fd, "", &by_empty, AT_EMPTY_PATH));
    SAY(statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &extended));
    SAY(by_descriptor.st_size);
    SAY(by_descriptor.st_mode);
    SAY(by_descriptor.st_nlink);
    SAY(by_descriptor.st_uid);
    SAY(by_descriptor.st_gid);
    SAY(by_descriptor.st_blocks);
    SAY(by_descriptor.st_blksize);
    SAY(by_descriptor.st_mtim.tv_sec);
    SAY(by_descriptor.st_mtim.tv_nsec);
    SAY(same(&by_path, &by_link));
    SAY(same(&by_path, &by_empty));
    SAY(same(&by_path, &by_descriptor));
    SAY(extended.stx_size == (unsigned long long)by_path.st_size);
    SAY(extended.stx_ino == by_path.st_ino);
    SAY(extended.stx_blocks == (unsigned long long)by_path.st_blocks);
    SAY(extended.stx_ctime.tv_nsec == by_path.st_ctim.tv_nsec);
}

static void flags(const char *path)
{
    static const struct {
        const char *name;
        int flags;
    } all[] = {
        {"O_RDONLY", O_RDONLY},
        {"O_CLOEXEC", O_CLOEXEC},
        {"O_NONBLOCK", O_NONBLOCK},
        {"O_APPEND", O_APPEND},
        {"O_SYNC", O_SYNC},
        {"O_DSYNC", O_DSYNC},
        {"O_NOATIME", O_NOATIME},
        {"O_NOFOLLOW", O_NOFOLLOW},
        {"O_NOCTTY", O_NOCTTY},
        {"O_ASYNC", O_ASYNC},
        {"O_DIRECTORY", O_DIRECTORY},
        {"O_TMPFILE", O_TMPFILE | O_RDWR},
        {"O_CREAT", O_CREAT},
        {"O_CREAT|O_EXCL", O_CREAT | O_EXCL},
        {"O_CLOEXEC|O_NONBLOCK|O_NOFOLLOW", O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        errno = 0;
        int fd = open(path, all[i].flags, 0600);
        say(all[i].name, fd);
        if (fd >= 0) {
            SAY(errno);
            SAY(fcntl(fd, F_GETFL) & ~O_NOFOLLOW); /* which is about how the name was looked up */
            SAY(fcntl(fd, F_GETFD));
            close(fd);
        }
    }
}

/* Reads have to be aligned: from the disk, and so from what stands for it. */
static void direct(const char *path)
{
    static _Alignas(4096) char page[4096];
    int fd = open(path, O_RDONLY | O_DIRECT);
    SAY(fcntl(fd, F_GETFL));
    SAY(read(fd, page, sizeof page));
    fwrite(page, 1, strlen(page), stdout);
}

static void reading(const char *path)
{
    int fd = must_open(path);
    struct iovec halves[2] = {{bytes, 5}, {bytes + 5, ROOM - 5}};
    say_bytes("read", read(fd, bytes, 7));
    say_bytes("pread", pread(fd, bytes, ROOM, 3));
    say_bytes("preadv", preadv(fd, halves, 2, 1));
    say_bytes("readv", readv(fd, halves, 2));
    say_bytes("at the end", read(fd, bytes, ROOM));
    SAY(lseek(fd, 0, SEEK_CUR));
    SAY(lseek(fd, 0, SEEK_END));
    SAY(lseek(fd, 0, SEEK_DATA));
    SAY(lseek(fd, 0, SEEK_HOLE));
    SAY(lseek(fd, 100000, SEEK_DATA));
    SAY(lseek(fd, -1, SEEK_SET));
    SAY(lseek(fd, 100000, SEEK_SET));
    say_bytes("beyond the end", read(fd, bytes, ROOM));
}

static void writing(const char *path)
{
    int fd = must_open(path);
    SAY(write(fd, "x", 1));
    SAY(pwrite(fd, "x", 1, 0));
    SAY(ftruncate(fd, 0));
    SAY(fallocate(fd, 0, 0, 100));
    SAY(fsync(fd));
    SAY(fdatasync(fd));
}

static void mapping(const char *path)
{
    int fd = must_open(path);
    struct stat found;
    static const int kinds[] = {MAP_PRIVATE, MAP_SHARED, MAP_PRIVATE | MAP_POPULATE};
    fstat(fd, &found);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        char *map = mmap(NULL, ROOM, PROT_READ, kinds[i], fd, 0);
        SAY(map == MAP_FAILED);
        memcpy(bytes, map, 4096); /* the rest of the last page is zeros */
        say_bytes("mapped", found.st_size);
        SAY(bytes[found.st_size]);
        SAY(munmap(map, ROOM));
    }
    char *own = mmap(NULL, ROOM, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    own[0] = 'X';
    SAY(own[0]);
    say_bytes("after a private write", pread(fd, bytes, ROOM, 0));
    SAY(mmap(NULL, ROOM, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED);
    SAY(errno);
    SAY(mmap(NULL, ROOM, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0) == MAP_FAILED);
}

static void transfer(const char *path)
{
    int fd = must_open(path), ends[2], sink = open("copied", O_CREAT | O_TRUNC | O_RDWR, 0600);
    off_t from = 2;
    SAY(pipe(ends));
    SAY(sendfile(ends[1], fd, &from, 1000));
    say_bytes("sent", read(ends[0], bytes, ROOM));
    SAY(from);
    SAY(sendfile(sink, fd, NULL, 5));
    SAY(lseek(fd, 0, SEEK_CUR));
    SAY(splice(fd, NULL, ends[1], NULL, 1000, 0));
    say_bytes("spliced", read(ends[0], bytes, ROOM));
    say_bytes("written", pread(sink, bytes, ROOM, 0));
}

static void locks(const char *path)
{
    int fd = must_open(path), other = must_open(path);
    struct flock reading = {.l_type = F_RDLCK}, writing = {.l_type = F_WRLCK}, asked = {.l_type = F_WRLCK};
    SAY(flock(fd, LOCK_SH | LOCK_NB));
    SAY(flock(other, LOCK_SH | LOCK_NB));
    SAY(flock(fd, LOCK_UN));
    SAY(flock(other, LOCK_UN));
    SAY(flock(fd, LOCK_EX | LOCK_NB));
    SAY(flock(other, LOCK_SH | LOCK_NB));
    SAY(flock(fd, LOCK_UN));
    SAY(fcntl(fd, F_SETLK, &reading));
    SAY(fcntl(fd, F_SETLK, &writing));
    SAY(fcntl(fd, F_GETLK, &asked));
    SAY(fcntl(fd, F_OFD_SETLK, &reading));
    SAY(lockf(fd, F_TEST, 0));
}

static void sharing(const char *path)
{
    int fd = must_open(path), copy = dup(fd), other = must_open(path), child_status;
    SAY(fd);
    SAY(copy);
    SAY(other);
    say_bytes("read", read(fd, bytes, 4));
    say_bytes("through the copy", read(copy, bytes, 4));
    fflush(stdout);
    if (fork() == 0)
        _exit(read(fd, bytes, 4) == 4 ? bytes[0] : 0);
    SAY(wait(&child_status) > 0);
    SAY(WEXITSTATUS(child_status));
    say_bytes("after the child", read(fd, bytes, 4));
    say_bytes("through another open", read(other, bytes, 4));
}

/* What one descriptor does to the file, the others see. */
static void attributes(const char *path)
{
    int fd = must_open(path), other = must_open(path);
    const struct timespec times[2] = {{1000000000, 1}, {1000000001, 2}};
    struct stat seen;
    SAY(fchmod(fd, 0604));
    SAY(futimens(fd, times));
    SAY(fstat(other, &seen));
    SAY(seen.st_mode);
    SAY(seen.st_mtim.tv_sec);
    SAY(seen.st_mtim.tv_nsec);
}

/* The number of a descriptor of the file stands for something else by the time of the next open. */
static void reuse(const char *path)
{
    int ends[2], first = must_open(path), second, third, fourth;
    SAY(pipe(ends));
    SAY(write(ends[1], "piped", 5));
    SAY(dup2(ends[0], first));
    second = must_open(path);
    say_bytes("beside a pipe", read(second, bytes, ROOM));
    say_bytes("the pipe", read(first, bytes, ROOM));
    SAY(dup2(open("/proc/self/exe", O_RDONLY), second));
    third = must_open(path);
    say_bytes("beside another file", read(third, bytes, ROOM));
    SAY(dup2(memfd_create("inlay:1:1:1:0:0:0.0", MFD_ALLOW_SEALING), third));
    fourth = must_open(path);
    say_bytes("beside another memfd", read(fourth, bytes, ROOM));
    SAY(close(fourth));
    fourth = must_open(path);
    say_bytes("under its own number", read(fourth, bytes, ROOM));
    SAY(open(path, O_RDONLY | O_CLOEXEC | O_APPEND | O_NONBLOCK));
    SAY(fcntl(fourth + 1, F_GETFL));
    SAY(fcntl(fourth + 1, F_GETFD));
    say_bytes("from its own offset", read(fourth + 1, bytes, ROOM));
}

static void events(const char *path)
{
    int fd = must_open(path), epoll = epoll_create1(0), ready;
    struct pollfd asked = {.fd = fd, .events = POLLIN | POLLOUT | POLLPRI};
    struct epoll_event event = {.events = EPOLLIN};
    char settings[256];
    SAY(poll(&asked, 1, 0));
    SAY(asked.revents);
    SAY(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event));
    SAY(ioctl(fd, FIONREAD, &ready));
    SAY(ready);
    SAY(ioctl(fd, TCGETS, settings));
    SAY(isatty(fd));
    SAY(posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL));
    SAY(readahead(fd, 0, 4096));
    SAY(fchdir(fd));
    SAY(openat(fd, "x", O_RDONLY));
}

static void stream(const char *path, const char *mode)
{
    FILE *opened = fopen(path, mode);
    wint_t wide;

    printf("fopen %s: %s\n", mode, !opened ? strerror(errno) : "");
    if (!opened)
        return;
    SAY(fileno(opened));
    SAY(fcntl(fileno(opened), F_GETFL));
    SAY(fcntl(fileno(opened), F_GETFD));
    SAY(ftell(opened));
    if (strchr(mode, ',')) {
        while ((wide = fgetwc(opened)) != WEOF)
            printf("%x ", (unsigned)wide);
        putchar('\n');
        SAY(ferror(opened) != 0);
    } else {
        SAY(fseek(opened, 0, SEEK_END));
        SAY(ftell(opened));
        rewind(opened);
        say_bytes("fread", (long long)fread(bytes, 1, ROOM, opened));
        SAY(feof(opened) != 0);
        SAY(fputc('x', opened));
    }
    SAY(fclose(opened));
}

static void streams(const char *path)
{
    static const char *const modes[] = {"r",
                                        "rb",
                                        "re",
                                        "rm",
                                        "rc",
                                        "rt",
                                        "r,ccs=UTF-8",
                                        "r,ccs=UTF-16LE",
                                        "r,ccs=UNICODELITTLE",
                                        "r,ccs=unicodelittle",
                                        "",
                                        "q"};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        stream(path, modes[i]);
}

static void reopening(const char *path)
{
    SAY(freopen(path, "r", stdin) == stdin);
    SAY(fileno(stdin));
    SAY(fcntl(0, F_GETFD));
    SAY(fgetc(stdin));
    SAY(freopen(path, "re", stdin) == stdin);
    SAY(fcntl(0, F_GETFD));
    say_bytes("fread", (long long)fread(bytes, 1, ROOM, stdin));
    SAY(freopen(NULL, "r", stdin) == stdin);
    SAY(lseek(0, 0, SEEK_CUR));
}

static const struct {
    const char *name;
    void (*say)(const char *path);
} subjects[] = {
    {"status", status},   {"flags", flags},           {"direct", direct},     {"reading", reading},
    {"writing", writing}, {"mapping", mapping},       {"transfer", transfer}, {"locks", locks},
    {"sharing", sharing}, {"attributes", attributes}, {"reuse", reuse},       {"events", events},
    {"streams", streams}, {"reopening", reopening},
};

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++)
        if (strcmp(subjects[i].name, argv[1]) == 0) {
            subjects[i].say(argv[2]);
            return 0;
        }
    return 2;
}
