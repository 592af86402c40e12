/* SPDX-License-Identifier: Apache-2.0 */
/* Another library for LD_PRELOAD, which interposes what inlay interposes, and at the end says how often it was asked
 * for a .yaml file. */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int asked;

static void count(const char *path)
{
    asked += strstr(path, ".yaml") != NULL;
}

#define OPEN(name)                                                                                                     \
    int name(const char *path, int flags, ...)                                                                         \
    {                                                                                                                  \
        va_list arguments;                                                                                             \
        va_start(arguments, flags);                                                                                    \
        mode_t mode = va_arg(arguments, mode_t);                                                                       \
        va_end(arguments);                                                                                             \
        count(path);                                                                                                   \
        return ((int (*)(const char *, int, ...))dlsym(RTLD_NEXT, #name))(path, flags, mode);                          \
    }

#define FOPEN(name)                                                                                                    \
    FILE *name(const char *path, const char *mode)                                                                     \
    {                                                                                                                  \
        count(path);                                                                                                   \
        return ((FILE * (*)(const char *, const char *)) dlsym(RTLD_NEXT, #name))(path, mode);                         \
    }

OPEN(open)
OPEN(open64)
FOPEN(fopen)
FOPEN(fopen64)

__attribute__((destructor)) static void say(void)
{
    dprintf(STDERR_FILENO, "asked %d\n", asked);
}
