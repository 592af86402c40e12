/* SPDX-License-Identifier: Apache-2.0 */
/* A regular file's bytes as they are on the disk, also where libinlay.so is loaded into this process. */
#ifndef INLAY_WHOLE_FILE_H
#define INLAY_WHOLE_FILE_H

#include "core/base/text.h"

#include <sys/types.h>

struct file_content {
    struct text bytes; /* in the arena */
    dev_t device;
    ino_t inode;
};

/* 0 or a negative errno value: EISDIR; EINVAL for what is neither a directory nor a regular file; EFBIG beyond
 * DOCUMENT_SIZE_MAX; EAGAIN when the file changed meanwhile. Async-signal-safe; keeps errno. */
int whole_file_read(struct arena *arena, const char *path, struct file_content *file);

/* What is wrong with a file that gave this positive errno value, as the text of a message. */
const char *whole_file_problem(int error);

#endif
