/* SPDX-License-Identifier: Apache-2.0 */
/* Opens and stats config.yaml by system calls that mean something only to the kernel, or nothing to anybody: bad
 * addresses, paths at the end of a page, flags that contradict each other. Prints what each gives, and what is read. */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE 4096
#define NAME "config.yaml"

static void say(const char *what, long result)
{
    printf("%s: %s\n", what, result < 0 ? strerrorname_np(errno) : "0");
    if (result > 2) {
        char bytes[64];
        const ssize_t length = read((int)result, bytes, sizeof bytes);
        printf("%.*s", length > 0 ? (int)length : 0, bytes);
        close((int)result);
    }
}

static long opened(const void *path, int flags)
{
    return syscall(SYS_openat, AT_FDCWD, path, flags, 0600);
}

static long opened_as(int directory, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve)
{
    struct open_how how = {.flags = flags, .mode = mode, .resolve = resolve};
    return syscall(SYS_openat2, directory, path, &how, sizeof how);
}

static void open_at_edges(char *pages)
{
    char *end = pages + 2 * PAGE;
    say("no path", opened(NULL, O_RDONLY));
    say("a low address", opened((void *)16, O_RDONLY));
    say("a high address", opened((void *)-8L, O_RDONLY));
    say("at the end of a page", opened(memcpy(end - sizeof NAME, NAME, sizeof NAME), O_RDONLY));
    say("without an end", opened(memcpy(end - strlen(NAME), NAME, strlen(NAME)), O_RDONLY));
    say("across pages", opened(memcpy(pages + PAGE - 5, NAME, sizeof NAME), O_RDONLY));
    memset(pages, '/', 2 * PAGE);
    say("too long", opened(pages, O_RDONLY));
    memset(pages, '.', 2 * PAGE);
    for (int i = 1; i < 4084; i += 2)
        pages[i] = '/';
    say("as long as can be", opened(memcpy(pages + 4084, NAME, sizeof NAME) - 4084, O_RDONLY));
}

static void open_with_flags(void)
{
    say("a directory", opened(NAME, O_DIRECTORY));
    say("a new file", opened(NAME, O_CREAT | O_EXCL));
    say("with O_CREAT", opened(NAME, O_CREAT));
    say("with O_NOFOLLOW", opened(NAME, O_NOFOLLOW));
    say("with a slash", opened(NAME "/", O_RDONLY));
    say("below it", opened(NAME "/" NAME, O_RDONLY));
    say("in no directory", syscall(SYS_openat, 99, NAME, O_RDONLY));
    say("with O_PATH", -(opened(NAME, O_PATH) < 0));
    say("access mode 3", -(opened(NAME, O_ACCMODE) < 0));
    say("unknown flags", opened(NAME, 0x40000000));
}

static void open_as(void)
{
    struct {
        struct open_how how;
        uint64_t later;
    } large = {.later = 1};
    const int here = open(".", O_PATH);
    say("openat2", opened_as(AT_FDCWD, NAME, 0, 0, 0));
    say("openat2 beneath", opened_as(AT_FDCWD, NAME, 0, 0, RESOLVE_BENEATH));
    say("openat2 without links", opened_as(here, NAME, 0, 0, RESOLVE_NO_SYMLINKS));
    say("openat2 in a root", opened_as(here, "/../" NAME, 0, 0, RESOLVE_IN_ROOT));
    say("openat2 out of it", opened_as(AT_FDCWD, "/" NAME, 0, 0, RESOLVE_BENEATH));
    say("openat2 with a mode", opened_as(AT_FDCWD, NAME, 0, 0600, 0));
    say("openat2 with unknown flags", opened_as(AT_FDCWD, NAME, 1ULL << 40, 0, 0));
    say("openat2 with unknown ways", opened_as(AT_FDCWD, NAME, 0, 0, 1ULL << 40));
    say("openat2 too small", syscall(SYS_openat2, AT_FDCWD, NAME, &large, 8));
    say("openat2 larger", syscall(SYS_openat2, AT_FDCWD, NAME, &large, sizeof large));
    large.later = 0;
    say("openat2 larger with zeros", syscall(SYS_openat2, AT_FDCWD, NAME, &large, sizeof large));
    say("openat2 of nothing", syscall(SYS_openat2, AT_FDCWD, NAME, 16, sizeof large.how));
}

/* By ways that leave the directory that they start from. */
static void open_from_elsewhere(void)
{
    static const uint64_t ways[] = {RESOLVE_NO_XDEV, RESOLVE_NO_MAGICLINKS, RESOLVE_NO_SYMLINKS};
    const int sub = open("sub", O_PATH);
    for (int i = 0; i < 3; i++) {
        say("openat2 upwards", opened_as(sub, "../" NAME, 0, 0, ways[i]));
        say("openat2 by a link", opened_as(sub, "up/" NAME, 0, 0, ways[i]));
        say("openat2 by /proc", opened_as(sub, "/proc/self/cwd/" NAME, 0, 0, ways[i]));
    }
}

static void open_by_proc(void)
{
    char path[PAGE];
    dup2(open(NAME, O_PATH), 99);
    say("by a descriptor", opened("/proc/self/fd/99", O_RDONLY));
    say("by a thread's descriptor", opened("/proc/thread-self/fd/99", O_RDONLY));
    say("by /dev/fd", opened("/dev/fd/99", O_RDONLY));
    snprintf(path, sizeof path, "/proc/self/task/%d/cwd/" NAME, getpid());
    say("by a task's directory", opened(path, O_RDONLY));
}

static void look(char *pages)
{
    struct stat seen;
    say("a stat to nowhere", syscall(SYS_newfstatat, AT_FDCWD, NAME, 16, 0));
    say("a stat to no address", syscall(SYS_newfstatat, AT_FDCWD, NAME, NULL, 0));
    say("a stat to a constant", syscall(SYS_newfstatat, AT_FDCWD, NAME, "constant", 0));
    say("a stat that does not fit", syscall(SYS_newfstatat, AT_FDCWD, NAME, pages + 2 * PAGE - 8, 0));
    say("a stat with unknown flags", syscall(SYS_newfstatat, AT_FDCWD, NAME, &seen, 0x8000000));
    say("a statx with unknown flags", syscall(SYS_statx, AT_FDCWD, NAME, 0x8000000, 0, pages));
    say("a statx of a reserved mask", syscall(SYS_statx, AT_FDCWD, NAME, 0, 0x80000000U, pages));
}

int main(void)
{
    char *pages = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED || mprotect(pages + 2 * PAGE, PAGE, PROT_NONE) != 0)
        return 1;
    open_at_edges(pages);
    open_with_flags();
    open_as();
    open_from_elsewhere();
    open_by_proc();
    look(pages);
    return 0;
}
