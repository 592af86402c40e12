/* SPDX-License-Identifier: Apache-2.0 */
/* The verbs of the command, one file each. */
#ifndef INLAY_VERBS_H
#define INLAY_VERBS_H

#include "shim/cli/base/options.h"

/* What the words of a command line may be, besides options and assignments. */
enum operands {
    OPERANDS_NONE,
    OPERANDS_FILE,    /* one config file */
    OPERANDS_FILES,   /* config files, or nothing */
    OPERANDS_KEY,     /* a key path, or nothing */
    OPERANDS_COMMAND, /* behind `--`: the job */
};

struct verb {
    const char *name;
    const char *usage;
    const char *help;
    enum operands operands;
    bool overrides_nothing; /* most options are not for it */
    int refused;            /* exit status when the command line is wrong, or memory runs out */
    int (*run)(struct arena *arena, const struct options *options); /* returns the command's exit status */
};

#define EXIT_WRONG_INPUTS  1
#define EXIT_WRONG_COMMAND 2
#define EXIT_REFUSED       125 /* as env(1), nohup(1) and timeout(1) have it, and the next two */
#define EXIT_CANNOT_RUN    126
#define EXIT_NOT_FOUND     127

extern const struct verb verb_run, verb_render, verb_diff, verb_check, verb_describe, verb_record, verb_edit,
    verb_config, verb_form;

#endif
