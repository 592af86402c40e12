/* SPDX-License-Identifier: Apache-2.0 */
/* A program that reads a config and writes it again may put the overrides on the disk; and one that writes a file which the job
 * reads from a base copy (core/overrides/base_copy.h) writes what nobody will read. */
#ifndef INLAY_WRITTEN_BACK_H
#define INLAY_WRITTEN_BACK_H

#include "shim/serve/record.h"
#include "shim/serve/registry.h"

/* This process was served file, which is on the disk; written_back_look() can be of use from now on.
 * Async-signal-safe, no system call. */
void written_back_expect(struct registered *file);

/* The same of a launch that has base copies, before anything is served. */
void written_back_expect_copies(void);

/* fd was opened for writing, as path in directory. Says on standard error, once in a launch, that this process, or
 * the one that it was forked from, had read the file with overrides, or that the job reads its copy. No system call for a path that no registered
 * file may have, nor before anything was served. Async-signal-safe. */
void written_back_look(const struct registry *registry, const struct records *records, int directory, const char *path,
                       int fd);

/* The same, of a program of this name; has_read: it is known to have read file. Says it once in a launch. */
void written_back_say(const struct records *records, struct registered *file, struct text program, bool has_read);

#endif
