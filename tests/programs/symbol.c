/* symbol NAME[@VERSION] PATH: calls the C library's function NAME, as dlsym or dlvsym finds it, on PATH, and writes the
 * bytes that can be read through what it opened, or the size that it gave. Exit status 3 when there is no such function.
 * symbol list: the names, one a line. symbol all PATH: each of them, one after the other. */
#include <dlfcn.h>
#include <fcntl.h>
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

    if (stream == NULL)
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

static const struct {
    const char *name;
    void (*call)(void *function, const char *path);
} symbols[] = {
    {"open", call_open},
    {"open64", call_open},
    {"__open", call_open},
    {"__open64", call_open},
    {"__open_2", call_open},
    {"__open64_2", call_open},
    {"openat", call_openat},
    {"openat64", call_openat},
    {"__openat_2", call_openat},
    {"__openat64_2", call_openat},
    {"fopen", call_fopen},
    {"fopen64", call_fopen},
    {"_IO_fopen", call_fopen},
    {"freopen", call_freopen},
    {"freopen64", call_freopen},
    {"stat", call_stat},
    {"stat64", call_stat},
    {"lstat", call_stat},
    {"lstat64", call_stat},
    {"fstat", call_fstat},
    {"fstat64", call_fstat},
    {"fstatat", call_fstatat},
    {"fstatat64", call_fstatat},
    {"__xstat", call_xstat},
    {"__xstat64", call_xstat},
    {"__lxstat", call_xstat},
    {"__lxstat64", call_xstat},
    {"__fxstat", call_fxstat},
    {"__fxstat64", call_fxstat},
    {"__fxstatat", call_fxstatat},
    {"__fxstatat64", call_fxstatat},
    {"statx", call_statx},
};

static void *find(char *name)
{
    char *version = strchr(name, '@');

    if (version == NULL)
        return dlsym(RTLD_DEFAULT, name);
    *version++ = '\0';
    return dlvsym(RTLD_DEFAULT, name, version);
}

int main(int argc, char **argv)
{
    void *function;

    if (argc == 2 && strcmp(argv[1], "list") == 0) {
        for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++)
            puts(symbols[i].name);
        return 0;
    }
    if (argc != 3)
        return 2;
    if (strcmp(argv[1], "all") == 0) {
        for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++)
            symbols[i].call(dlsym(RTLD_DEFAULT, symbols[i].name), argv[2]);
        return 0;
    }
    function = find(argv[1]);
    if (function == NULL)
        return 3;
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++)
        if (strcmp(symbols[i].name, argv[1]) == 0) {
            symbols[i].call(function, argv[2]);
            return 0;
        }
    return 2;
}
