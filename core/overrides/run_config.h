/* SPDX-License-Identifier: Apache-2.0 */
/* The run config: the job's parameters that live in no file, W&B's Run.config. It is said in layers, later ones over
 * earlier ones, and they merge as wandb.init() merges them (merge_locked in wandb/sdk/wandb_config.py): an object goes
 * into an object, everything else replaces what was there, and a top-level key loses the '-' around it. */
#ifndef INLAY_RUN_CONFIG_H
#define INLAY_RUN_CONFIG_H

#include "core/overrides/overrides.h"

struct run_config_layer {
    struct run_config_layer *next; /* the next later one */
    struct node *value;            /* an object */
    const struct document *source; /* what value's spans refer to; NULL: origin is all there is */
    struct place origin;
    bool is_handed_on; /* binds have been made of it, in the launch that handed it on */
    bool replaces;     /* an assignment of a key that has to be known already: core/inputs/run_config_keys.h */
    bool is_sweep;     /* an ordinary sweep's parameters: core/overrides/sweep_params.h. The first layer, if any */
};

/* Merges value, an object, into the run config as its last layer, which is returned. value is kept. source may be
 * NULL. */
struct run_config_layer *run_config_add(struct overrides *overrides, struct node *value, const struct document *source,
                                        struct place origin);

/* WANDB_CONFIG: a JSON object. */
bool run_config_read(struct overrides *overrides, const char *name, struct text source,
                     struct diagnostics *diagnostics);

/* --run-config KEY=VALUE, or +KEY=VALUE of a key that need not be known: KEY is a key path of keys alone, VALUE as in assignments. */
bool run_config_assign(struct overrides *overrides, struct place origin, struct text assignment,
                       struct diagnostics *diagnostics);

/* The same with a value that assignment_read_value() has read, into which the keys of KEY are put. */
bool run_config_assign_value(struct overrides *overrides, struct place origin, struct text key, struct node *value,
                             struct diagnostics *diagnostics);

/* A key path of keys alone, as the run config is set by. NULL, or what is wrong with source. */
const char *run_config_key_read(struct arena *arena, struct text source, struct keypath *path);

/* Where the value at path was said: the last layer's, or one's that says something around it. */
struct place run_config_origin(const struct overrides *overrides, struct keypath path);

/* To be called with overrides_hand_on(): a launch that was handed on has its binds among its overrides, so only layers
 * that are added later are bound, and what a sweep says that began inside of it. What of a sweep was handed on is in the
 * later layers, too. */
void run_config_hand_on(struct overrides *overrides);

/* Whether some of the value at path was said last in a layer that was not handed on. */
bool run_config_is_unbound(const struct overrides *overrides, struct keypath path);

/* Whether a sweep alone says the value at path. */
bool run_config_is_of_sweep(const struct overrides *overrides, struct keypath path);

/* Whether anybody but a sweep says anything. */
bool run_config_is_said(const struct overrides *overrides);

/* What the layers that were handed on, or the others, say together; NULL: nothing. */
struct node *run_config_joined(const struct overrides *overrides, bool is_handed_on);

/* Whether the layers that were not handed on have that effect: none has an object where an earlier one has another value,
 * since then it would go into an object that lies below both. */
bool run_config_is_joinable(const struct overrides *overrides);

/* Leaves out what of a sweep's parameters takes() does not want. */
void run_config_keep(struct overrides *overrides, bool (*takes)(const void *context, struct keypath path),
                     const void *context);

/* The value at path, keys alone; NULL when there is none. */
const struct node *run_config_at(const struct overrides *overrides, struct keypath path);

#endif
