/* SPDX-License-Identifier: Apache-2.0 */
/* A start of a program that ends before its main: its own loader loads what LD_PRELOAD names, libinlay.so's constructor answers
 * (shim/preload/proof.h) and ends the process. Where no constructor answers main begins, and finds that it can change nothing
 * (harmless.h); it is killed. */
#ifndef INLAY_TRIAL_H
#define INLAY_TRIAL_H

#include "core/base/text.h"

#include <stdbool.h>

enum trial_end {
    TRIAL_ANSWERED,
    TRIAL_SILENT,       /* the library's constructor did not run, or refused the launch: see `said` */
    TRIAL_NOT_EXECUTED, /* error says why */
    TRIAL_NOT_TRIED,    /* likewise: no process can be started that is harmless */
};

struct trial_file {
    struct trial_file *next;
    const char *path;
    bool is_there;
};

struct trial {
    enum trial_end end;
    int error;                             /* an errno value */
    bool is_slow;                          /* it was killed because it did not end by itself */
    unsigned contract;                     /* of the library that answered */
    const char *library;                   /* the path that it was loaded from */
    struct trial_file *files, **files_end; /* what is registered there */
    struct text said;                      /* the beginning of what it wrote, to standard output or error */
};

struct trial_start {
    const char *path;
    char *const *argv, *const *environment; /* INLAY_VERIFY is added */
    const char *directory;                  /* to begin in; NULL: here */
    const char *root;                       /* for INLAY_ROOT; NULL: as the environment has it */
};

/* Strings of the result are in the arena. */
void trial_run(struct arena *arena, struct trial *trial, const struct trial_start *start);

/* Asks the dynamic linker at loader what it would map for program. False when it does not say; the list is in trial->said. */
bool trial_lists(struct arena *arena, struct trial *trial, const char *loader, const char *program,
                 char *const *environment);

#endif
