/* SPDX-License-Identifier: Apache-2.0 */
/* A halted call: what it asks for, and the file that it is about. */
#ifndef INLAY_SUPERVISE_HALTED_H
#define INLAY_SUPERVISE_HALTED_H

#include "core/base/outcome.h"
#include "shim/serve/launch.h"
#include "shim/supervise/caller.h"
#include "shim/supervise/calls.h"

#include <linux/seccomp.h>

struct halted {
    const struct call *call;
    int listener;
    uint64_t id;
    pid_t thread;
    uint64_t path_at;          /* where the path is in its memory */
    int directory;             /* as openat(2) has it */
    int flags;                 /* those of open(2), or of fstatat(2) */
    uint64_t resolve;          /* of openat2(2) */
    uint64_t how_at, how_size; /* openat2(2)'s struct open_how */
    uint64_t out_at;           /* where a stat is to be written to */
    unsigned mask;             /* of statx(2) */
    char path[PATH_MAX];
};

/* What the registers say. The caller's memory is not looked at: of openat2(2) flags and resolve are not known yet. */
void halted_read(struct halted *halted, const struct call *call, const struct seccomp_notif *notification);

/* 0, or a negative errno value. */
int halted_read_path(struct halted *halted);
int halted_read_how(struct halted *halted);
/* To where a stat is to be written. */
int halted_write(const struct halted *halted, const void *bytes, size_t size);

/* A descriptor, with O_PATH, on what the path means, or where it is empty on the directory that the call names; or a
 * negative errno value. */
int halted_open_path(const struct halted *halted);

/* The same of a path that is not empty, where the caller may read what it leads to; the caller's status goes to *status. */
int halted_open_readable(const struct halted *halted, struct caller_status *status);

/* The registered file that a halted call is about. */
struct halted_file {
    struct registered *file;
    int fd;           /* with O_PATH; -1: there is none, and it need not exist */
    struct stat seen; /* of fd, or what a file looks like that is not there */
    struct caller_status status;
};

/* None: it is about no registered file, or the caller is gone, and the kernel is to go on. Refused: it fails with the
 * negative errno value in *refusal; the caller may not do it, or the supervisor cannot tell. Found: *found is to be left
 * by halted_leave(). access: what the caller wants to do with the file, R_OK and W_OK; 0: look at it. */
enum outcome halted_find(struct halted *halted, struct launch *launch, int access, struct halted_file *found,
                         int *refusal);
void halted_leave(const struct halted_file *found);

#endif
