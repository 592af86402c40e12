/* SPDX-License-Identifier: Apache-2.0 */
/* The command line, taken apart. Nothing that it names is read yet. */
#ifndef INLAY_OPTIONS_H
#define INLAY_OPTIONS_H

#include "core/overrides/overrides.h"
#include "core/overrides/assignment.h"

struct verb;

enum input_kind {
    INPUT_DOCUMENT,
    INPUT_VALUES, /* a partial document for one file */
    INPUT_ASSIGNMENT,
    INPUT_WORD,        /* an assignment that is a word of its own; a sweep may have put it there */
    INPUT_HYPHENS,     /* --KEY=VALUE behind -f, no option: what a sweep has put there */
    INPUT_OPTION,      /* an option behind -f that may be such a word as well */
    INPUT_RUN_CONFIG,  /* KEY=VALUE */
    INPUT_BASE_DIGEST, /* FILE=SHA256 */
};

/* One argument that says overrides. Strings are the command line's own. */
struct input {
    enum input_kind kind;
    enum assignment_kind assignment;
    const char *text;    /* a document: path, "-" or the document itself; else the assignment */
    const char *file;    /* of values, the file that they are for; else the -f before it, NULL when there was none */
    const char *origin;  /* "argument 3": of the verb, counted from 1 */
    const char *name;    /* of a document that has been read, for messages */
    struct text content; /* a document that has been read; it is kept, since a pipe gives it only once */
};

struct format_choice {
    const char *file;
    enum format format;
};

/* How `inlay describe` prints. */
enum listing {
    LISTING_TABLE,
    LISTING_JSON,
    LISTING_WANDB,
};

/* How overrides get to the job. */
enum via {
    VIA_AUTO,      /* as the command is */
    VIA_PRELOAD,   /* the command loads the library, or only starts programs that do */
    VIA_SUPERVISE, /* a supervisor answers its system calls */
    VIA_COPY,      /* its arguments name patched copies of the files */
};

/* What takes the variables of a launch to its job. */
enum carrier {
    CARRIER_SHELL,
    CARRIER_DOCKER,
    CARRIER_COMPOSE,
    CARRIER_KUBERNETES,
    CARRIER_APPTAINER,
    CARRIER_SLURM,
    CARRIER_SYSTEMD,
    CARRIER_DOTENV,
    CARRIER_GITHUB,
    CARRIER_WANDB_QUEUE,
    CARRIER_JSON,
};
#define CARRIERS (CARRIER_JSON + 1)

/* How `inlay env` prints. Strings are NULL unless given. */
struct carrying {
    enum carrier carrier;
    const char *library;      /* where the job has libinlay.so */
    const char *document;     /* the file that the override document is written to */
    const char *onto;         /* a manifest of Kubernetes, or a compose file */
    const char *image_config; /* of the job's image: what `docker image inspect` prints, or OCI's config */
    const char *container;    /* whose variables they are; of compose, a service */
    const char *kind;         /* of the object with the pod's template */
    const char *image;        /* that has inlay */
    const char *job_image;
    const char *pull_secret;
    const char *kustomize; /* the directory of the component */
    bool no_verify;
};

struct words {
    const char **list;
    const char **files; /* the -f before each; NULL: there was none */
    size_t count;
};

/* How the table of a sweep is printed. */
enum table_format {
    TABLE_TEXT,
    TABLE_CSV,
    TABLE_JSON,
};

/* What a cluster takes a sweep by. */
enum submission {
    SUBMIT_NOTHING,
    SUBMIT_SLURM,
    SUBMIT_KUBERNETES,
};

/* What to do where the config files are others than those that a sweep began with. */
enum base_choice {
    BASE_REFUSE,
    BASE_KEEP, /* the sweep's copies go on */
    BASE_NEW,  /* the files of today: cells that ran with others are kept as they are */
};

/* How `inlay sweep` makes cells, runs them, and prints what came of them. Strings are NULL, numbers 0 unless given. */
struct sweeping {
    struct words files; /* -s */
    struct words zips;  /* "A,B" */
    uint32_t random, repeat;
    const char *repeat_key, *repeat_file; /* the -f before it, NULL: none */
    uint64_t seed;
    bool has_seed;
    const char *dir; /* never NULL */
    bool dir_is_said;
    const char *name; /* the template of directories' names */
    const char *rerun;
    enum base_choice base;
    bool yes, try_one, list;
    bool has_cell, has_unlock;
    uint32_t cell, unlock; /* the numbers that --cell and --unlock name */

    uint32_t jobs; /* at once; 0: 1, or as many as GPUs allow */
    const char *gpus;
    uint32_t gpus_per_cell, cells_per_gpu;
    double timeout, grace; /* seconds; grace is negative unless given */
    bool keep_going, fail_fast;
    uint32_t max_failures, retries;
    struct words retry_on; /* exit statuses, "1,137" */

    enum submission submit;
    uint32_t per_task;

    bool table, each;
    struct words metrics;
    const char *sort;
    enum table_format format;
    bool page;

    const char **lasting; /* the arguments that make the sweep what it is, with which it goes on another time */
    size_t lasting_count;
};

struct options {
    const struct verb *verb;
    struct input *inputs; /* from left to right */
    size_t input_count;
    struct format_choice *formats;
    size_t format_count;
    enum listing listing;
    const char *root;          /* NULL unless given */
    const char *report;        /* likewise */
    const char *inputs_path;   /* likewise: the manifest */
    const char *edited;        /* likewise: the document that `inlay edit` edits */
    const char *output;        /* likewise: the file that what is printed goes to */
    const char *ld_so_preload; /* likewise: the file for ld.so that is to name the library */
    struct carrying carrying;
    struct sweeping sweeping;
    bool elsewhere; /* the job has other directories than this process: root is its own, and is not looked at */
    bool reveal, shared, no_validate, strict, allow_missing, exec, stdin_job, edit, help;
    enum via via;
    char **operands; /* NULL-terminated: the command of run, the files of render, describe and edit */
    size_t operand_count;
};

/* Reads argv[first] and what follows, the arguments of verb. False, and said, when they are wrong. */
bool options_read(struct arena *arena, const struct verb *verb, int argc, char **argv, int first,
                  struct options *options);

/* Its name, static: "preload". */
const char *options_via(enum via via);

/* Likewise: "shell". */
const char *options_carrier(enum carrier carrier);

struct option_name {
    const char *name;
    char letter; /* NUL: there is no short form */
    bool takes_value;
};

/* Puts the option that is number index of those that verb may take into *option; false when there are no more. */
bool options_name(const struct verb *verb, size_t index, struct option_name *option);

#endif
