/* SPDX-License-Identifier: Apache-2.0 */
/* ring FUNCTION PATH: reads PATH through a ring that this function of liburing made, or says why there is none, and
 * reads it without. As a library (PLUGIN) it is what main() calls in a plug-in: ring FUNCTION PATH PLUGIN. */
#include <dlfcn.h>
#include <fcntl.h>
#include <liburing.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int read_by_ring(const char *function, const char *path);

#ifndef MAIN
static int make_ring(const char *function, struct io_uring *ring)
{
    struct io_uring_params parameters = {0};
    if (strcmp(function, "io_uring_queue_init") == 0)
        return io_uring_queue_init(8, ring, 0);
    if (strcmp(function, "io_uring_queue_init_params") == 0)
        return io_uring_queue_init_params(8, ring, &parameters);
    int fd = io_uring_setup(8, &parameters);
    return fd < 0 ? fd : io_uring_queue_mmap(fd, &parameters, ring);
}

static int open_by_ring(struct io_uring *ring, const char *path)
{
    struct io_uring_cqe *done;
    struct io_uring_sqe *entry = io_uring_get_sqe(ring);
    io_uring_prep_openat(entry, AT_FDCWD, path, O_RDONLY, 0);
    if (io_uring_submit(ring) != 1 || io_uring_wait_cqe(ring, &done) != 0)
        return -1;
    return done->res;
}

int read_by_ring(const char *function, const char *path)
{
    struct io_uring ring;
    char bytes[100];
    int error = -make_ring(function, &ring);
    puts(error == 0 ? "a ring" : strerror(error));
    int fd = error == 0 ? open_by_ring(&ring, path) : open(path, O_RDONLY);
    ssize_t length = read(fd, bytes, sizeof bytes);
    return length < 0 || fwrite(bytes, 1, (size_t)length, stdout) != (size_t)length;
}
#endif

#ifndef PLUGIN
int main(int argc, char **argv)
{
    int (*reader)(const char *, const char *) = NULL;
#ifdef MAIN
    void *plugin = argc == 4 ? dlopen(argv[3], RTLD_NOW | RTLD_LOCAL) : NULL;
    if (plugin)
        *(void **)&reader = dlsym(plugin, "read_by_ring");
#else
    reader = read_by_ring;
#endif
    return reader && argc >= 3 ? reader(argv[1], argv[2]) : 2;
}
#endif
