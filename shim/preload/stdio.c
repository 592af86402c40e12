/* SPDX-License-Identifier: Apache-2.0 */
/* fopen(3), freopen(3) and their spellings: the C library opens its stream on the real file as ever, and before it has
 * read a byte the patched content is put under the stream's descriptor. So whatever mode means to that C library (ccs=,
 * e, m) stays. Where the file need not exist, and does not, the stream is opened on something that is always there. */
#include "shim/preload/next.h"
#include "shim/preload/preload.h"
#include "shim/serve/kernel.h"
#include "shim/serve/serve.h"

/* The flags of open(2) that mode stands for, as far as serving asks for them. Letters end at a comma: after it comes
 * glibc's ccs=. */
static int flags_of(const char *mode)
{
    int access = *mode == 'r' ? O_RDONLY : O_WRONLY;
    int flags = *mode == 'w' ? O_TRUNC : 0;
    for (const char *letter = mode; *letter != '\0' && *letter != ','; letter++) {
        access = *letter == '+' ? O_RDWR : access;
        flags |= *letter == 'e' ? O_CLOEXEC : 0;
    }
    return access | flags;
}

#define ALWAYS_THERE "/"

static bool is_absent(const char *path, const char *mode)
{
    struct launch *launch = active_launch();
    struct stat seen;
    return path && launch && (flags_of(mode) & O_ACCMODE) == O_RDONLY &&
           registry_absent(&launch->registry, AT_FDCWD, path, &seen) != NULL;
}

/* Whether path is worth a look of its own, by which the kernel also says whether it can be read. */
static bool may_be_absent(void)
{
    const struct launch *launch = active_launch();
    return launch && registry_has_optional(&launch->registry);
}

/* stream, on ALWAYS_THERE, becomes what path shows. 0, or a negative errno value and the stream must go. */
static int opened_absent(const char *path, const char *mode, FILE *stream)
{
    return stream ? serve_absent(active_launch(), AT_FDCWD, path, flags_of(mode), fileno(stream)) : 0;
}

/* stream is what the real function gave. 0, or a negative errno value and the stream must go. */
static int opened(const char *path, const char *mode, FILE *stream)
{
    struct launch *launch = active_launch();
    if (!stream || !path || !launch) {
        return 0;
    }
    return serve_open(launch, AT_FDCWD, path, flags_of(mode), fileno(stream), NULL);
}

static FILE *open_stream(FILE *(*next)(const char *, const char *), const char *path, const char *mode)
{
    if (!next) { /* reached before the constructor, or a twin that this C library lacks */
        next_resolve();
        next = NEXT(fopen);
    }
    FILE *stream = next(path, mode);
    int result;
    if (!stream && errno == ENOENT && is_absent(path, mode)) {
        stream = next(ALWAYS_THERE, mode);
        result = opened_absent(path, mode, stream);
    } else {
        result = opened(path, mode, stream);
    }
    if (result == 0) {
        return stream;
    }
    fclose(stream);
    errno = -result;
    return NULL;
}

static FILE *reopen_stream(FILE *(*next)(const char *, const char *, FILE *), const char *path, const char *mode,
                           FILE *stream)
{
    if (!next) {
        next_resolve();
        next = NEXT(freopen);
    }
    int result;
    struct stat there;
    /* Asked before: a stream whose reopening failed cannot be reopened. */
    if (may_be_absent() && kernel_fstatat(AT_FDCWD, path, &there, 0) == -ENOENT && is_absent(path, mode)) {
        stream = next(ALWAYS_THERE, mode, stream);
        result = opened_absent(path, mode, stream);
    } else {
        stream = next(path, mode, stream);
        result = opened(path, mode, stream);
    }
    if (result == 0) {
        return stream;
    }
    /* What a failed freopen leaves of the stream is the C library's business: let it fail. */
    next("", mode, stream);
    errno = -result;
    return NULL;
}

#define FOPEN(name)                                                                                                    \
    FILE *name(const char *path, const char *mode)                                                                     \
    {                                                                                                                  \
        return open_stream(NEXT(name), path, mode);                                                                    \
    }

#define FREOPEN(name)                                                                                                  \
    FILE *name(const char *path, const char *mode, FILE *stream)                                                       \
    {                                                                                                                  \
        return reopen_stream(NEXT(name), path, mode, stream);                                                          \
    }

FOPEN(fopen)
FOPEN(fopen64)
FOPEN(_IO_fopen)
FREOPEN(freopen)
FREOPEN(freopen64)
