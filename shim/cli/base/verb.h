/* SPDX-License-Identifier: Apache-2.0 */
/* A verb of the command: what its command line may hold, what it does, and the exit statuses that verbs have. */
#ifndef INLAY_VERB_H
#define INLAY_VERB_H

#include <stdbool.h>

struct arena;
struct buffer;
struct options;

/* What the words of a command line may be, besides options and assignments. */
enum operands {
    OPERANDS_NONE,
    OPERANDS_FILE,  /* one config file */
    OPERANDS_FILES, /* config files, or nothing */
    OPERANDS_KEY,   /* a key path, or nothing */
    OPERANDS_DIRECTORY,
    OPERANDS_COMMAND, /* behind `--`: the job */
};

/* Options that only one verb takes, or takes in a way of its own. */
enum verb_options {
    VERB_RUNS = 1 << 0,     /* --report, --exec, --stdin-job, --edit */
    VERB_REVEALS = 1 << 1,  /* --reveal */
    VERB_LISTS = 1 << 2,    /* --format table|json|wandb */
    VERB_EDITS = 1 << 3,    /* -o names the document to edit, instead of adding its overrides */
    VERB_PRINTS = 1 << 4,   /* --output */
    VERB_INSTALLS = 1 << 5, /* --ld-so-preload */
    VERB_CARRIES = 1 << 6,  /* --format shell|docker|…, and what struct carrying has */
    VERB_STARTS = 1 << 7,   /* --strict, --via */
    VERB_SWEEPS = 1 << 8,   /* what struct sweeping has, and axes for assignments */
    VERB_PODS = 1 << 9,     /* --onto, --container, --image, --job-image, --image-config, --pull-secret */
};

struct verb {
    const char *name;
    enum operands operands;
    unsigned takes;         /* of enum verb_options */
    bool overrides_nothing; /* it refuses overrides */
    int refused;            /* exit status when the command line is wrong, or memory runs out */
    /* Returns the exit status. What it puts into out is printed when that is 0. */
    int (*run)(struct arena *arena, const struct options *options, struct buffer *out);
    /* What goes to standard output, if that is no terminal, when the verb has refused: for a reader there that does not
     * look at the status. options may be read in part. NULL, or its result NULL: nothing. */
    const char *(*refusal)(const struct options *options);
};

#define EXIT_WRONG_INPUTS  1
#define EXIT_WRONG_COMMAND 2
#define EXIT_REFUSED       125 /* this and the next two as env(1), nohup(1) and timeout(1) have them */
#define EXIT_CANNOT_RUN    126
#define EXIT_NOT_FOUND     127

/* Says why program cannot be run: error is the errno of its exec(2). Returns the exit status for that. */
int verb_cannot_run(struct arena *arena, const char *program, int error);

#endif
