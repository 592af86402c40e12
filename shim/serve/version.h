/* SPDX-License-Identifier: Apache-2.0 */
/* Versions: what a registered file's content is, patched, for one state of the disk file.
 *
 * Each registered file has one current version, published by one atomic pointer. It is current as long as the disk
 * file's device, inode, size, mtime and ctime are those it was made from. Those cannot tell two writes apart that come
 * within the granularity of the file system's timestamps, so until that has passed the bytes are compared as well.
 *
 * A file that has a base copy (core/overrides/base_copy.h) gives the state alone: the bytes that are patched are the
 * copy's, which a version reads once.
 *
 * Any number of threads, signal handlers and forked children may be here at once. Who finds no current version makes
 * one; another thread that finds none meanwhile waits for it, but never for long (version_claim.h). When two make
 * one, the second to finish takes the first one's. A superseded version is given back once nobody is between
 * version_enter() and version_leave(); a child forked while another thread is reading keeps its copy. */
#ifndef INLAY_VERSION_H
#define INLAY_VERSION_H

#include "core/overrides/overrides.h"
#include "shim/serve/shared_memfd.h"

#include <stdatomic.h>
#include <sys/stat.h>

struct version {
    struct arena arena;   /* holds this version and all that it points to */
    struct version *next; /* in the list of those that wait for their last reader */
    struct stat disk;     /* the file that it was made from, or that its copy stands for */
    atomic_bool settled;  /* disk's times were older than their granularity when the bytes were last read */
    struct text original; /* the file's content or its copy's; empty, or an empty object, when there is neither */
    bool is_made_up;      /* there is neither */
    struct text bytes;    /* patched; empty when refused */
    const char *refusal;  /* why there are no patched bytes, with the place; NULL when there are */
    const char **notes;   /* what the patch has to say, note_count of them */
    size_t note_count;
    bool secret;                 /* bytes hold a secret */
    struct shared_memfd *shared; /* what descriptors on bytes have in common */
    char before[65], after[65]; /* SHA-256 of original and bytes; empty unless asked for, and where there is a secret */
};

struct version_slot { /* zeroed at first */
    _Atomic(struct version *) current;
    _Atomic(struct version *) superseded;
    atomic_uint readers;
    struct version_claim claim;
};

/* What a version is made of; lives and stays as it is as long as the slot. */
struct version_source {
    const struct overrides *overrides;
    const struct override_file *file;
    bool digests;
};

/* The version for the content of the regular file open at fd for reading, whose state fstat gave as disk; a negative fd
 * stands for a file that need not exist and does not, whose disk is what registry_absent() made up. It may be
 * used until version_leave(slot). NULL with a positive errno value in *error when the file cannot be read (its own
 * error; EAGAIN when it changed at every reading; EFBIG beyond DOCUMENT_SIZE_MAX) or memory ran out (ENOMEM); then
 * there is nothing to leave. fd's offset stays where it is. */
const struct version *version_enter(struct version_slot *slot, const struct version_source *source, int fd,
                                    const struct stat *disk, int *error);

/* For who looks at the file without opening it: the current version if it is for disk, as far as that tells, so that
 * nothing need be read; NULL, with nothing to leave, if not. */
const struct version *version_enter_seen(struct version_slot *slot, const struct stat *disk);

/* Whether it is of the file that was seen, be it in another state. On some file systems a file has another inode
 * number at each look: what changed at the same time and has the same size is the same file, too. */
bool version_is_of(const struct version *version, const struct stat *seen);

/* Somebody else has compared its original with the file since that time, and they were the same. */
void version_compared(const struct version *version, struct timespec began);

void version_leave(struct version_slot *slot);

#endif
