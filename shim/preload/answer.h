/* SPDX-License-Identifier: Apache-2.0 */
/* From the kernel's answer to the program's: what every hook does after the real call, whatever its symbol was.
 *
 * directory, path and flags are as openat(2), fstatat(2) and statx(2) take them; an empty path means the descriptor
 * itself. A result of -1 has its reason in errno: where there is no file, a registered one that need not exist may take
 * its place. Nothing happens in a process that is part of no launch. errno is kept on success, save that the real
 * call's ENOENT stays in it where such a file was served. */
#ifndef INLAY_ANSWER_H
#define INLAY_ANSWER_H

#include <sys/stat.h>

/* fd is what opening gave, or -1. Returns what the program gets: fd, perhaps with patched content, or -1 and errno. */
int answer_open(int directory, const char *path, int flags, int fd);

/* The same for openat2(2), whose how is memory that may not be there where it failed. */
struct open_how;
int answer_openat2(int directory, const char *path, const struct open_how *how, int fd);

/* The same where no path was named. */
int answer_descriptor(int flags, int fd);

/* result and, when that is 0, out are what inspecting gave; makes out agree with what opening the same gives. Returns
 * what the program gets, 0 or -1 and errno. */
int answer_stat(int directory, const char *path, struct stat *out, int result);
int answer_statx(int directory, const char *path, struct statx *out, int result);
int answer_fstat(int fd, struct stat *out, int result);

/* result is what access(2) or one of its kin gave for mode. */
int answer_access(int directory, const char *path, int mode, int result);

#endif
