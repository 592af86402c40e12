/* What the stat family and syscall(2) have in common: what they were told of a path or a descriptor, made to agree with
 * what an open of it gives. */
#ifndef INLAY_INSPECT_H
#define INLAY_INSPECT_H

#include <sys/stat.h>

/* As fstatat(2) and statx(2) take them; an empty path means the descriptor itself. out is what the kernel filled. */
void inspected(int directory, const char *path, struct stat *out);
void inspected_statx(int directory, const char *path, struct statx *out);
void inspected_descriptor(int fd, struct stat *out);

#endif
