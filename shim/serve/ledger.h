/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger: what the processes of a job did, in a bounded block of memory that they share with `inlay run`.
 *
 * `inlay run` makes it, each process maps it once when it loads, and it is read when the job has ended. Whatever a
 * process does from then on (fork, chroot, another user, closed descriptors, a full disk), it can still write, and a
 * served open costs no system call for it. Nothing grows: of each kind of event the number is kept, with the first
 * few and the last few; strings stand once. What finds no room is counted all the same.
 *
 * Every function that writes is async-signal-safe, allocates nothing, takes no lock and keeps errno. Two that write
 * the same place at once: one is kept. A process that dies while it writes spoils that place alone. Nothing that is
 * read here may decide what is served, only what is said. Whoever reads must expect any bytes: a process of the job
 * can write anything, and these functions check what they follow.
 *
 * Integers are the machine's own. A library and a command of other layouts meet: so the layout's number comes first. */
#ifndef INLAY_LEDGER_H
#define INLAY_LEDGER_H

#include "core/base/text.h"
#include "shim/serve/once.h"

#include <stdatomic.h>
#include <sys/stat.h>
#include <time.h>

#ifndef LEDGER_LAYOUT
#define LEDGER_LAYOUT 3 /* to be raised with every change of what lies in the block */
#endif
#define LEDGER_TOKEN      64   /* bytes: a SHA-256 in hexadecimal */
#define LEDGER_STRING_MAX 4096 /* longer strings are cut */

/* At a registered file, and of a process. */
enum ledger_event {
    LEDGER_SERVE,
    LEDGER_REFUSE,    /* a patch failed, or could not be served */
    LEDGER_READWRITE, /* opened for reading and writing: the disk's content was given */
    LEDGER_SAME_NAME, /* a file of the same name elsewhere was opened */
    LEDGER_FILE_EVENTS,
    LEDGER_LOAD = LEDGER_FILE_EVENTS, /* a process loaded the library */
    LEDGER_ROOT,                      /* it chose INLAY_ROOT for its children */
    LEDGER_CHROOT,                    /* it changed its root directory */
    LEDGER_LOAD_REFUSED,              /* the launch that it was given was refused */
    LEDGER_UNREACHABLE,               /* it started a program that overrides cannot follow into */
    LEDGER_LAUNCHER,                  /* it started a launcher that hands the environment on */
    LEDGER_LEFT,                      /* it started a program without the launch, as the job wished */
    LEDGER_RUN_CONFIG,                /* it loaded W&B's SDK, which reads the run config, or read or printed that */
    LEDGER_STEP,                      /* a task of a Slurm step was heard, all of whose tasks can be (slurm_step.h) */
    LEDGER_EVENTS
};

/* Of each event at a file, and of each event of a process, so many entries are kept. */
#define LEDGER_FILE_FIRST    1
#define LEDGER_FILE_LAST     3
#define LEDGER_PROCESS_FIRST 48
#define LEDGER_PROCESS_LAST  16

/* How much is kept. */
struct ledger_shape {
    uint32_t files;        /* registered ones */
    uint32_t string_bytes; /* of all strings together, each with 4 bytes more */
    uint32_t once;         /* things that are done once in a launch */
    uint32_t programs;     /* that are executed */
    uint32_t found;        /* files that discovery notes; 0 outside of `inlay record` */
};

/* A block as one process has it mapped. The shape is a copy: what stands in the block may change. To be zeroed at
 * first: without a block all functions that write do nothing. */
struct ledger {
    struct ledger_block *block;
    struct ledger_shape shape;
    struct {
        size_t files, programs, found, once, slots, strings, end;
        uint32_t slot_mask;
    } parts;          /* where its parts begin, in bytes from the block */
    uint32_t program; /* the string of this process's program */
    int *self;        /* its process id and its parent's; the kernel zeroes them in a forked child. NULL: not kept */
};

/* What happened. Strings may be NULL. */
struct ledger_note {
    const char *opened;         /* the path as the program gave it, or the program that it executed */
    const char *message;        /* why */
    const char *before, *after; /* SHA-256 in hexadecimal */
    int64_t size;               /* of what was served; negative: not known */
};

/* The same, read. Texts are empty where there is none, or no room was left for it. */
struct ledger_entry {
    struct timespec time;
    int pid, ppid;
    struct text program, opened, message, before, after;
    int64_t size;
};

/* --- making it, in `inlay run` --- */

/* The size of a block of this shape, in bytes; 0 when it would be above LEDGER_SIZE_MAX. */
#define LEDGER_SIZE_MAX ((size_t)1 << 30)
size_t ledger_size(const struct ledger_shape *shape);

/* Makes an empty ledger of ledger_size() zeroed bytes. */
void ledger_make(struct ledger *ledger, void *bytes, const struct ledger_shape *shape, const char token[LEDGER_TOKEN]);

/* Before the job starts: the next registered file, whose absolute path this is. Not more of them than the shape has. */
void ledger_add_file(struct ledger *ledger, struct text path);

/* --- using it, in any process --- */

enum ledger_answer {
    LEDGER_THERE,
    LEDGER_OTHER_LAYOUT, /* and now it says so to whoever reads it */
    LEDGER_NO_LEDGER,    /* other bytes, or somebody else's */
};

/* Takes size bytes that were mapped shared and writable for the ledger with this token. Only when it is there is
 * *ledger filled in. */
enum ledger_answer ledger_open(struct ledger *ledger, void *bytes, size_t size, const char token[LEDGER_TOKEN]);

/* Once, when a process loads: program is the path of its file. */
void ledger_enter(struct ledger *ledger, struct text program);

/* What this process writes from now on is about another one, which does not write itself. */
void ledger_speak_for(struct ledger *ledger, int process, int parent, struct text program);

#define LEDGER_NO_FILE UINT32_MAX
/* The number of the registered file at path; LEDGER_NO_FILE when it is not in the ledger. It is looked for from number
 * near on: quick when files are asked for in the order in which they were added. */
uint32_t ledger_find_file(const struct ledger *ledger, struct text path, uint32_t near);

/* file: LEDGER_NO_FILE for an event of a process; an event at a file that is not in the ledger is dropped. */
void ledger_write(const struct ledger *ledger, enum ledger_event event, uint32_t file, const struct ledger_note *note);

/* Whether hash is asked about for the first time in this launch. */
enum once_answer ledger_ask_once(const struct ledger *ledger, uint64_t hash);

/* An exec of the program whose file this is (of a script, the interpreter's) is about to happen, under that name; it
 * failed; the program loaded the library. */
void ledger_announce(const struct ledger *ledger, const struct stat *program, const char *name);
void ledger_withdraw(const struct ledger *ledger, const struct stat *program);
void ledger_confirm(const struct ledger *ledger, const struct stat *program);

/* A file that discovery notes: path without symbolic links, as it was opened, and where a relative path starts. */
struct ledger_found {
    struct text file, opened, start;
    struct timespec changed;
    bool writable;
};
void ledger_write_found(const struct ledger *ledger, const struct ledger_found *found);

/* --- reading it --- */

/* The path of registered file number file; empty behind the last. */
struct text ledger_file_path(const struct ledger *ledger, uint32_t file);

/* How often it happened. */
uint64_t ledger_count(const struct ledger *ledger, enum ledger_event event, uint32_t file);

/* Entry number index of those kept, the first ones first, then the last ones in the order in which they happened. False
 * when there is none of that number, or it was spoilt. */
bool ledger_read(const struct ledger *ledger, enum ledger_event event, uint32_t file, uint32_t index,
                 struct ledger_entry *entry);
/* How many there are. */
uint32_t ledger_kept(const struct ledger *ledger, enum ledger_event event, uint32_t file);

/* Programs that were executed more often than they loaded the library. */
struct ledger_program {
    struct text name;
    uint32_t unconfirmed;
};
/* Calls say for each; returns how many execs could not be kept apart by program, and are among none of these. */
uint64_t ledger_each_unconfirmed(const struct ledger *ledger,
                                 void (*say)(void *context, const struct ledger_program *program), void *context);

/* Discovery's file number index; false behind the last. *more: how many found no room. */
bool ledger_read_found(const struct ledger *ledger, uint32_t index, struct ledger_found *found);
uint64_t ledger_found_more(const struct ledger *ledger);

/* How many processes had a library of another layout. */
uint32_t ledger_others(const struct ledger *ledger);

/* Adds what inner holds to outer, as an `inlay run` inside of a job does at its end. Files are told by their paths. */
void ledger_add_up(const struct ledger *outer, const struct ledger *inner);

#endif
