/* SPDX-License-Identifier: Apache-2.0 */
/* The manifest, inlay.yaml: what a job's author lets a launcher change, its job inputs.
 *
 *     files:
 *       config.yaml:
 *         include: [trainer, seed]
 *         exclude: [trainer.private]
 *         schema: schemas/config.json    # or the schema itself
 *         types: {seed: int}             # as `inlay record` saw them: core/inputs/offer_types.h
 *         secrets: [api.key]             # beside those of format secret or password in the schema
 *     run_config:
 *       include: [trainer]
 *       schema: …
 *       file: run_config.json            # where the job reads its run config
 *     bind:                              # what else sets keys of files; a list of targets is several
 *       trainer.learning_rate: config.yaml:optimizer.lr    # a key of the run config
 *       env:PORT: config.yaml:api.port                     # an environment variable; an empty one is none
 *       "*": config.yaml:*                                 # each key of the run config that the file has there
 *
 * All results live in the arena and borrow the bytes handed in. */
#ifndef INLAY_MANIFEST_H
#define INLAY_MANIFEST_H

#include "core/overrides/overrides.h"
#include "core/overrides/target.h"
#include "core/schema/schema.h"
#include "core/tree/selection.h"

/* What of one file, or of the run config, is offered. */
struct offer {
    struct selection selection;
    const struct schema *schema;   /* NULL: none */
    const char *schema_file;       /* where that is, as the manifest names it; NULL: in the manifest */
    const struct node *types;      /* nested listing, NULL: none */
    const struct keypath *secrets; /* where a value secret://NAME stands for a variable's; [+] is every element */
    size_t secret_count;
    const struct node *secrets_listed; /* the manifest's own list of them; NULL: none */
};

struct manifest_file {
    struct manifest_file *next; /* in the manifest's order */
    struct text path;           /* as struct override_file has it: absolute once the root is known */
    const char *name; /* for messages, and for overrides: as the manifest writes it, or manifest_call_files() has
                                   made it; terminated */
    struct place place;
    struct offer offer; /* of the run config's file: nothing */
    struct manifest_file *next_in_bucket;
};

enum bind_source {
    BIND_RUN_CONFIG,
    BIND_ENVIRONMENT,
};

struct bind {
    struct bind *next;
    enum bind_source source;
    bool is_pattern;      /* of the run config: key and to.path stand before the *; core/inputs/bind_pattern.h */
    struct keypath key;   /* BIND_RUN_CONFIG: keys alone */
    struct keypath flat;  /* the same as one key, with dots in it: how W&B's sweeps write it */
    const char *variable; /* BIND_ENVIRONMENT: its name, terminated */
    struct text written;  /* the left side as the manifest writes it */
    struct text target;   /* the right side */
    struct place place;   /* of the right side */
    struct target to;
    const struct manifest_file *file; /* that is set */
};

struct manifest {
    const char *name;                /* for messages */
    const struct document *document; /* that it was read from, with its places marked */
    bool is_wandb_metadata;          /* core/inputs/manifest_wandb.h: not as inlay writes it */
    struct manifest_file *files;     /* the only ones that may be overridden */
    size_t file_count;
    struct bind *binds;
    struct key_tree bound;  /* the run config's keys that binds take, in both spellings */
    bool offers_run_config; /* `run_config` is there, or no file is */
    struct offer run_config;
    struct manifest_file *run_config_file; /* where the job reads it, not among files; NULL: nowhere */
    struct manifest_file **buckets;        /* files by hash of path; bucket_count is 0 or a power of two */
    size_t bucket_count;
};

/* NULL when the manifest does not offer that file. path as in struct override_file. */
const struct manifest_file *manifest_find(const struct manifest *manifest, struct text path);

/* Makes file, whose path is set, known to manifest_find(); manifest has its buckets. */
void manifest_enter(struct manifest *manifest, struct manifest_file *file);

/* Puts directory (empty: nothing) before the relative names by which messages call the files. */
void manifest_call_files(struct arena *arena, struct manifest *manifest, struct text directory);

#endif
