/* SPDX-License-Identifier: Apache-2.0 */
/* What one call costs, without the start of the process: loops of open, read and their like, for scripts/bench.
 *
 * usage: calls MILLISECONDS CALL PATH [CALL PATH ...] prints a line with the nanoseconds of one CALL for each pair:
 * the mean of the fastest batch within MILLISECONDS, which neither an interrupt nor another process has lengthened.
 * With 0 milliseconds, of the very first call. */
#include <err.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define BATCH         50
#define CONTENT_BYTES 2048 /* of a served file, and of the memfd that is its limit */

static char content[2 * CONTENT_BYTES];

static bool call_open(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    return close(fd) == 0;
}

static bool call_openat(const char *path)
{
    int fd = openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
    return close(fd) == 0;
}

static bool call_fopen(const char *path)
{
    FILE *stream = fopen(path, "re");
    return stream && fclose(stream) == 0;
}

static bool call_stat(const char *path)
{
    struct stat out;
    return stat(path, &out) == 0;
}

/* The system call itself: some C libraries make newfstatat(2) of it. */
static bool call_fstat(const char *path)
{
    static int held = -1;
    struct stat out;
    if (held < 0) {
        held = open(path, O_RDONLY | O_CLOEXEC);
    }
    return syscall(SYS_fstat, held, &out) == 0;
}

static bool call_read(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    return read(fd, content, sizeof content) > 0 && close(fd) == 0;
}

/* While another descriptor is open on the file. */
static bool call_overlap(const char *path)
{
    static int held = -1;
    if (held < 0) {
        held = open(path, O_RDONLY | O_CLOEXEC);
    }
    return held >= 0 && call_read(path);
}

/* The least that serving from memory takes. */
static bool call_memfd(const char *path)
{
    int fd = memfd_create(path, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    return write(fd, content, CONTENT_BYTES) == CONTENT_BYTES &&
           fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) == 0 &&
           pread(fd, content, sizeof content, 0) == CONTENT_BYTES && close(fd) == 0;
}

static const struct call {
    const char *name;
    bool (*make)(const char *path);
} calls[] = {
    {"open", call_open}, {"openat", call_openat},   {"fopen", call_fopen}, {"stat", call_stat},
    {"read", call_read}, {"overlap", call_overlap}, {"memfd", call_memfd}, {"fstat", call_fstat},
};

static const struct call *find_call(const char *name)
{
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        if (strcmp(calls[i].name, name) == 0) {
            return &calls[i];
        }
    }
    errx(2, "no call is named %s", name);
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static double time_batch(const struct call *call, const char *path, int count)
{
    double start = now();
    for (int i = 0; i < count; i++) {
        if (!call->make(path)) {
            err(1, "%s %s", call->name, path);
        }
    }
    return (now() - start) / count;
}

static double measure(const struct call *call, const char *path, double nanoseconds)
{
    double end = now() + nanoseconds, fastest = time_batch(call, path, 1);
    while (now() < end) {
        double batch = time_batch(call, path, BATCH);
        fastest = batch < fastest ? batch : fastest;
    }
    return fastest;
}

int main(int argc, char **argv)
{
    if (argc < 4 || argc % 2 != 0) {
        errx(2, "usage: calls MILLISECONDS CALL PATH [CALL PATH ...]");
    }
    for (int i = 2; i < argc; i += 2) {
        printf("%.1f\n", measure(find_call(argv[i]), argv[i + 1], atof(argv[1]) * 1e6));
    }
    return 0;
}
