/* SPDX-License-Identifier: Apache-2.0 */
/* The variables by which a launch is handed from process to process: the one table that the shim and the command read.
 *
 * A variable is text, NAME=VALUE, as environ(7) has it. A long value stands in chunks, NAME_0=…, NAME_1=…, which are
 * joined; W&B Launch agents do the same. */
#ifndef INLAY_VARIABLES_H
#define INLAY_VARIABLES_H

#include "core/base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The version of what the variables mean, in INLAY_CONTRACT. A library and a command of two versions meet: one from a
 * package, one from an image. To be raised when who knows only the one before would give a job wrong values: 1 made
 * strings of all keys, 2 knew no INLAY_WANDB_FILES and served a sweep's parameters without the run config. */
#ifndef CONTRACT_VERSION
#define CONTRACT_VERSION 3
#endif

#define ENV_CONTRACT         "INLAY_CONTRACT"  /* set by who hands a launch on */
#define ENV_OVERRIDES        "INLAY_OVERRIDES" /* the override document: inline, encoded (encoded_text.h), or @PATH */
#define ENV_OVERRIDES_SHA256 "INLAY_OVERRIDES_SHA256" /* digest that an @PATH must have; set for descendants */
#define ENV_INPUTS           "INLAY_INPUTS"           /* the manifest: likewise, or a path */
#define ENV_INPUTS_SHA256    "INLAY_INPUTS_SHA256"    /* digest that the file at that path must have */
#define ENV_INPUTS_FOUND     "INLAY_INPUTS_FOUND"     /* 1: a process of the job found it; 0: none; for descendants */
#define ENV_SET              "INLAY_SET"              /* assignments, one a line */
#define ENV_ROOT             "INLAY_ROOT"             /* what relative paths are relative to */
#define ENV_DISABLE          "INLAY_DISABLE"          /* any value but empty or 0: do nothing */
#define ENV_PROPAGATE        "INLAY_PROPAGATE"        /* 0: leave the environments of children alone */
#define ENV_ON_ERROR         "INLAY_ON_ERROR"         /* fail (default) or warn */
#define ENV_REQUIRE          "INLAY_REQUIRE"          /* any value but empty or 0: no job without its files */
#define ENV_STRICT           "INLAY_STRICT"           /* any value but empty or 0: no program that reads unseen */
#define ENV_STARTED          "INLAY_STARTED"          /* when the job began, seconds since 1970; for descendants */
#define ENV_CELL             "INLAY_CELL"             /* the number of the cell of a sweep that the job is */
#define ENV_CELL_DIR         "INLAY_CELL_DIR"         /* its directory, absolute */
#define ENV_CELL_ATTEMPT     "INLAY_CELL_ATTEMPT"     /* which attempt at it, from 1 */
#define ENV_REPORT           "INLAY_REPORT"           /* file for records, one JSON object a line */
#define ENV_RECORD           "INLAY_RECORD"           /* 1: discovery; set by `inlay record` alone */
#define ENV_VERIFY           "INLAY_VERIFY"           /* where to answer `inlay verify`: shim/preload/proof.h */
#define ENV_LEDGER           "INLAY_LEDGER"           /* where the ledger of `inlay run` is: ledger_join.h */
#define ENV_LOG              "INLAY_LOG"              /* 1 or stderr: name on it what was served; else a file */
#define ENV_WANDB_FILES      "WANDB_LAUNCH_FILE_OVERRIDES" /* W&B Launch's override document; {}: taken */
#define ENV_WANDB_TAKEN      "INLAY_WANDB_FILES"           /* what the library took from it, for descendants */
#define ENV_WANDB_CONFIG     "WANDB_CONFIG"                /* an object, the run config */
#define ENV_WANDB_LAUNCH     "WANDB_LAUNCH"                /* True where wandb.init() is to read WANDB_CONFIG */
#define ENV_SWEEP_PARAMS     "WANDB_SWEEP_PARAM_PATH"      /* the file in which it reads a sweep's parameters */

/* What WANDB_SWEEP_PARAM_PATH says where no sweep's agent set it: a file that is there for processes with a run config
 * alone. Its directory is in every root. */
#define SWEEP_PARAMS_OWN "/inlay-run-config.yaml"

struct variable {
    char name[sizeof ENV_WANDB_FILES]; /* the longest */
    bool chunked;
    bool starts_launch;  /* makes the process that has it a part of a launch */
    bool says_overrides; /* environments that differ in it are of two launches */
    bool handed_on;      /* to children whose environment lacks it */
    bool spent;          /* `inlay run` hands on one document in its place */
};

extern const struct variable variable_table[]; /* the name of the last one is empty */

/* Whether text is that variable, or a chunk of it. */
bool variable_has(const struct variable *variable, const char *text);

/* Whether the name of text begins as all in variable_table do. Of most variables of a process that is all to know. */
bool variable_may_be_own(const char *text);

/* The row of variable_table that has text; NULL when there is none. */
const struct variable *variable_of(const char *text);

/* The name of text, of which there is no row though it begins with INLAY_, else empty; and in *nearest the name in
 * variable_table that it may misspell, else empty. */
struct text variable_unknown(const char *text, struct text *nearest);

/* The value when text is the variable name; else NULL. */
const char *variable_value(const char *text, const char *name);

/* Whether text is the variable name or a chunk of it. */
bool variable_is(const char *text, const char *name);

/* Whether text is a chunk of name, and then its number and value. W&B numbers chunks in decimal without padding; any
 * other spelling, or a number beyond all bounds, gives CHUNK_STRAY. */
#define CHUNK_STRAY SIZE_MAX
bool variable_chunk(const char *text, const char *name, size_t *number, const char **value);

#endif
