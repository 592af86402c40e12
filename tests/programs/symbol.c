/* SPDX-License-Identifier: Apache-2.0 */
/* symbol NAME[@VERSION] PATH: calls the C library's function NAME, as dlsym or dlvsym finds it, on PATH, and writes
 * the bytes that can be read through what it opened, or the size that it gave. Exit status 3 when there is no such
 * function. symbol list: the names, one a line. symbol all PATH: each of them, one after the other. symbol
 * list-others: those that tell neither (the access, realpath, readlink and getxattr families), which write "a file"
 * when it is one, or its path. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void copy(int fd)
{
    char bytes[4096];
    ssize_t count;
    if (fd < 0)
        fail("open");
    while ((count = read(fd, bytes, sizeof bytes)) > 0)
        fwrite(bytes, 1, (size_t)count, stdout);
    if (count < 0)
        fail("read");
}

static void copy_stream(FILE *stream)
{
    int c;
    if (!stream)
        fail("fopen");
    while ((c = getc(stream)) != EOF)
        putchar(c);
}

static void print_size(long result, long long size)
{
    if (result < 0)
        fail("stat");
    printf("%lld\n", size);
}

static void call_open(void *function, const char *path)
{
    copy(((int (*)(const char *, int, ...))function)(path, O_RDONLY));
}

static void call_openat(void *function, const char *path)
{
    copy(((int (*)(int, const char *, int, ...))function)(AT_FDCWD, path, O_RDONLY));
}

/* As struct open_how begins, which old headers lack. */
static void call_openat2(void *function, const char *path)
{
    const unsigned long long how[3] = {O_RDONLY};
    copy(((int (*)(int, const char *, const void *, size_t))function)(AT_FDCWD, path, how, sizeof how));
}

static void call_fopen(void *function, const char *path)
{
    copy_stream(((FILE * (*)(const char *, const char *)) function)(path, "r"));
}

static void call_freopen(void *function, const char *path)
{
    copy_stream(((FILE * (*)(const char *, const char *, FILE *)) function)(path, "r", stdin));
}

/* On 64-bit machines struct stat and struct stat64 are one. */
static void call_stat(void *function, const char *path)
{
    struct stat status;
    long result = ((int (*)(const char *, struct stat *))function)(path, &status);
    print_size(result, (long long)status.st_size);
}

static void call_xstat(void *function, const char *path)
{
    struct stat status;
    long result = ((int (*)(int, const char *, struct stat *))function)(1, path, &status);
    print_size(result, (long long)status.st_size);
}

static void call_fstat(void *function, const char *path)
{
    struct stat status;
    long result = ((int (*)(int, struct stat *))function)(open(path, O_RDONLY), &status);
    print_size(result, (long long)status.st_size);
}

static void call_fxstat(void *function, const char *path)
{
    struct stat status;
    long result = ((int (*)(int, int, struct stat *))function)(1, open(path, O_RDONLY), &status);
    print_size(result, (long long)status.st_size);
}

static void call_fstatat(void *function, const char *path)
{
    struct stat status;
    long result = ((int (*)(int, const char *, struct stat *, int))function)(AT_FDCWD, path, &status, 0);
    print_size(result, (long long)status.st_size);
}

static void call_fxstatat(void *function, const char *path)
{
    struct stat status;
    long result = ((int (*)(int, int, const char *, struct stat *, int))function)(1, AT_FDCWD, path, &status, 0);
    print_size(result, (long long)status.st_size);
}

static void call_statx(void *function, const char *path)
{
    struct statx status;
    long result = ((int (*)(int, const char *, int, unsigned, struct statx *))function)(AT_FDCWD, path, 0,
                                                                                        STATX_BASIC_STATS, &status);
    print_size(result, (long long)status.stx_size);
}

static void print_access(long result)
{
    if (result < 0)
        fail("access");
    puts("a file");
}

static void call_access(void *function, const char *path)
{
    print_access(((int (*)(const char *, int))function)(path, R_OK));
}

static void call_faccessat(void *function, const char *path)
{
    print_access(((int (*)(int, const char *, int, int))function)(AT_FDCWD, path, R_OK, AT_EACCESS));
}

static void print_path(const char *path)
{
    if (!path)
        fail("realpath");
    puts(path);
}

static void call_realpath(void *function, const char *path)
{
    char room[PATH_MAX];
    char *made = ((char *(*)(const char *, char *))function)(path, NULL);
    print_path(((char *(*)(const char *, char *))function)(path, room) == room ? room : NULL);
    if (!made || strcmp(made, room) != 0)
        fail("realpath to new memory");
    free(made);
}

static void call_realpath_chk(void *function, const char *path)
{
    char room[PATH_MAX];
    print_path(((char *(*)(const char *, char *, size_t))function)(path, room, sizeof room));
}

static void call_canonicalize(void *function, const char *path)
{
    char *made = ((char *(*)(const char *))function)(path);
    print_path(made);
    free(made);
}

/* Of a file that is no link and has no attributes. */
static void print_refusal(ssize_t result, int expected)
{
    if (result >= 0 || errno != expected)
        fail("a file");
    puts("a file");
}

static void call_getxattr(void *function, const char *path)
{
    char room[64];
    print_refusal(((ssize_t(*)(const char *, const char *, void *, size_t))function)(path, "user.none", room, 64),
                  ENODATA);
}

static void call_listxattr(void *function, const char *path)
{
    char room[64];
    print_access(((ssize_t(*)(const char *, char *, size_t))function)(path, room, sizeof room));
}

static void call_readlink(void *function, const char *path)
{
    char room[64];
    print_refusal(((ssize_t(*)(const char *, char *, size_t, size_t))function)(path, room, 64, 64), EINVAL);
}

static void call_readlinkat(void *function, const char *path)
{
    char room[64];
    print_refusal(((ssize_t(*)(int, const char *, char *, size_t, size_t))function)(AT_FDCWD, path, room, 64, 64),
                  EINVAL);
}

struct symbol {
    const char *name;
    void (*call)(void *function, const char *path);
};

static const struct symbol symbols[] = {
    {"open", call_open},           {"open64", call_open},
    {"__open", call_open},         {"__open64", call_open},
    {"__open_2", call_open},       {"__open64_2", call_open},
    {"openat", call_openat},       {"openat64", call_openat},
    {"__openat_2", call_openat},   {"__openat64_2", call_openat},
    {"openat2", call_openat2},     {"fopen", call_fopen},
    {"fopen64", call_fopen},       {"_IO_fopen", call_fopen},
    {"freopen", call_freopen},     {"freopen64", call_freopen},
    {"stat", call_stat},           {"stat64", call_stat},
    {"lstat", call_stat},          {"lstat64", call_stat},
    {"fstat", call_fstat},         {"fstat64", call_fstat},
    {"fstatat", call_fstatat},     {"fstatat64", call_fstatat},
    {"__xstat", call_xstat},       {"__xstat64", call_xstat},
    {"__lxstat", call_xstat},      {"__lxstat64", call_xstat},
    {"__fxstat", call_fxstat},     {"__fxstat64", call_fxstat},
    {"__fxstatat", call_fxstatat}, {"__fxstatat64", call_fxstatat},
    {"statx", call_statx},
};

static const struct symbol others[] = {
    {"access", call_access},
    {"eaccess", call_access},
    {"euidaccess", call_access},
    {"faccessat", call_faccessat},
    {"realpath", call_realpath},
    {"__realpath_chk", call_realpath_chk},
    {"canonicalize_file_name", call_canonicalize},
    {"getxattr", call_getxattr},
    {"lgetxattr", call_getxattr},
    {"listxattr", call_listxattr},
    {"llistxattr", call_listxattr},
    {"readlink", call_readlink},
    {"__readlink_chk", call_readlink},
    {"readlinkat", call_readlinkat},
    {"__readlinkat_chk", call_readlinkat},
};

#define COUNT(array) (sizeof array / sizeof *(array))

static void list(const struct symbol *all, size_t count)
{
    for (size_t i = 0; i < count; i++)
        puts(all[i].name);
}

static int call(const struct symbol *all, size_t count, const char *name, void *function, const char *path)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(all[i].name, name) == 0) {
            all[i].call(function, path);
            return 1;
        }
    return 0;
}

static void *find(char *name)
{
    char *version = strchr(name, '@');
    if (!version)
        return dlsym(RTLD_DEFAULT, name);
    *version++ = '\0';
    return dlvsym(RTLD_DEFAULT, name, version);
}

int main(int argc, char **argv)
{
    void *function;
    if (argc == 2 && strcmp(argv[1], "list") == 0) {
        list(symbols, COUNT(symbols));
        return 0;
    }
    if (argc == 2 && strcmp(argv[1], "list-others") == 0) {
        list(others, COUNT(others));
        return 0;
    }
    if (argc != 3)
        return 2;
    if (strcmp(argv[1], "all") == 0) {
        for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++)
            if (symbols[i].call != call_openat2) /* which neither old C libraries nor valgrind before 3.21 have */
                symbols[i].call(dlsym(RTLD_DEFAULT, symbols[i].name), argv[2]);
        return 0;
    }
    function = find(argv[1]);
    if (!function)
        return 3;
    if (call(symbols, COUNT(symbols), argv[1], function, argv[2]))
        return 0;
    return call(others, COUNT(others), argv[1], function, argv[2]) ? 0 : 2;
}
