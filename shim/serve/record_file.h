/* SPDX-License-Identifier: Apache-2.0 */
/* The file that INLAY_REPORT names, to which the processes of a job append their records where there is no ledger. It
 * is opened for each record and closed at once. A record is one write(2) with O_APPEND, so lines of several writers do
 * not mix.
 *
 * A regular file that has RECORD_FILE_MAX bytes is full: one last line says so. Several that write at that moment may
 * each get one line more in. What is neither a regular file nor has room (a pipe that nobody reads, a full disk) loses
 * the line, and nothing else.
 *
 * Async-signal-safe; errno is kept. Memory comes from mmap(2), and goes back at once. */
#ifndef INLAY_RECORD_FILE_H
#define INLAY_RECORD_FILE_H

#include "shim/serve/record_line.h"

#include <stdbool.h>

#define RECORD_FILE_MAX (16 << 20) /* bytes */

/* A descriptor for appending; negative when path is NULL, or cannot be opened. */
int record_file_open(const char *path);

/* Appends record, and closes fd, which may be negative. Whether the whole line is there now. */
bool record_file_append(int fd, const struct record *record);

/* Whether a record of the same event, file, opened and message is in the file, of whatever process. */
bool record_file_has(const char *path, const struct record *record);

#endif
