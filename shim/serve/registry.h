/* SPDX-License-Identifier: Apache-2.0 */
/* The registered files of a launch, and which of them an opened path means.
 *
 * A path is looked at in two steps. registry_may_be() looks at its last component alone, which costs no system call,
 * the same for one registered file and for ten thousand; nearly every path ends there. registry_find() then compares
 * device and inode of what was opened with those of registered files.
 *
 * The registry is immutable once built, but for the atomic members of struct registered. */
#ifndef INLAY_REGISTRY_H
#define INLAY_REGISTRY_H

#include "core/overrides/overrides.h"
#include "shim/serve/version.h"

#include <limits.h>

/* How often a file is replaced at most while one open or stat of it is looked at. */
#define REPLACEMENTS_MAX 100

struct registered {
    const struct override_file *file;
    uint32_t number;              /* in the ledger */
    const char *path;             /* file->path, terminated: absolute unless the root is unknown */
    const char *shown;            /* the path as the user wrote it, fit for a terminal */
    struct registered *same_name; /* the next one with the same last component */
    struct version_source source;
    struct version_slot versions;
    dev_t start_device; /* what was there at start-up; both 0 when nothing was */
    ino_t start_inode;
    atomic_bool served_here; /* with overrides, to this process or to the one that it was forked from */
    /* What was said already, by this process or by the one that it was forked from. */
    atomic_bool same_name_said, spelling_said, readwrite_said, written_said, refusal_said, notes_said;
};

/* An open-addressed hash table that is built once. */
struct name_table {
    struct named_file {
        struct text name;         /* empty: the slot is free */
        struct registered *first; /* NULL in the table of extensions */
    } * slots;
    size_t mask; /* the number of slots less one */
};
struct registry {
    struct registered *files;
    size_t count;
    struct name_table names;        /* last components */
    struct name_table extensions;   /* of those, with the dot */
    bool last_bytes[UCHAR_MAX + 1]; /* those that a path ends in which may be a registered file's */
    struct registered **at_start;   /* open-addressed, by device and inode at start-up; at_start_mask + 1 slots */
    size_t at_start_mask;
    bool has_symlink;   /* a registered path was a symbolic link at start-up */
    bool is_blind;      /* a sandbox refused to look at a registered path at start-up */
    struct stat absent; /* what a file that need not exist looks like, but for device and inode */
};

/* In arena, which must live as long as the registry. Two registered paths that are one file are an error. digests:
 * versions shall have them, save those of W&B's file, whose secrets nobody knows. started: the time, in seconds since 1970, that files show which are not there. False with
 * errors in diagnostics. */
bool registry_build(struct arena *arena, struct registry *registry, const struct overrides *overrides, bool digests,
                    int64_t started, struct diagnostics *diagnostics);

/* Whether path may name a registered file: it ends in a registered name, or in another one with a registered file's
 * extension, or it may be the name of an open descriptor: a number, or stdin. No system call, no allocation. */
bool registry_may_be(const struct registry *registry, const char *path);

/* The registered file that path, for which registry_may_be() holds, means, or NULL. seen is what fstat or stat gave
 * for it: a regular file. directory is what a relative path starts from, as for openat(2), without restrictions or a
 * root of its own as openat2(2) has them. */
struct registered *registry_find(const struct registry *registry, int directory, const char *path,
                                 const struct stat *seen);

/* The same for a path that was opened, as fd. Where device and inode lead nowhere, and are of a file system that may
 * give a file other numbers each time, or those of registered files cannot be looked up, the path of the descriptor decides. */
struct registered *registry_find_open(const struct registry *registry, int directory, const char *path, int fd,
                                      const struct stat *seen);

/* The registered file that need not exist (override_file_may_be_absent()) whose name is path's and whose directory is
 * path's, or NULL; nothing is there, said the kernel. *seen is then what it looks like: an empty file, with an inode
 * number made of its path. No system call unless such a file has that name. */
struct registered *registry_absent(const struct registry *registry, int directory, const char *path, struct stat *seen);

/* Whether any registered file need not exist. */
bool registry_has_optional(const struct registry *registry);

/* The first registered file whose last component is path's, or NULL; the others follow by same_name. */
struct registered *registry_namesakes(const struct registry *registry, const char *path);

/* The registered file that this was at start-up, or NULL. No system call. */
struct registered *registry_at_start(const struct registry *registry, const struct stat *seen);

#endif
