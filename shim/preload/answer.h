/* From the kernel's answer to the program's: what every hook does after the real call, whatever its symbol was.
 *
 * directory, path and flags are as openat(2), fstatat(2) and statx(2) take them; an empty path means the descriptor
 * itself. Nothing happens in a process that is part of no launch. errno is kept on success. */
#ifndef INLAY_ANSWER_H
#define INLAY_ANSWER_H

#include <sys/stat.h>

/* fd is what opening gave, or -1. Returns what the program gets: fd, perhaps with patched content, or -1 and errno. */
int answer_open(int directory, const char *path, int flags, int fd);

/* The same where no path was named. */
int answer_descriptor(int flags, int fd);

/* out is what inspecting gave; makes it agree with what opening the same gives. */
void answer_stat(int directory, const char *path, struct stat *out);
void answer_statx(int directory, const char *path, struct statx *out);
void answer_fstat(int fd, struct stat *out);

#endif
