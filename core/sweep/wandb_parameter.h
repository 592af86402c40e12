/* SPDX-License-Identifier: Apache-2.0 */
/* One parameter of W&B's sweep configuration: which members it has, and what they make it. Source: see wandb_sweep.h. */
#ifndef INLAY_WANDB_PARAMETER_H
#define INLAY_WANDB_PARAMETER_H

#include "core/sweep/decimal.h"
#include "core/sweep/sweep.h"
#include "core/tree/document.h"

enum wandb_member {
    MEMBER_VALUE = 1,
    MEMBER_VALUES = 2,
    MEMBER_PROBABILITIES = 4,
    MEMBER_MIN = 8,
    MEMBER_MAX = 16,
    MEMBER_Q = 32,
    MEMBER_MU = 64,
    MEMBER_SIGMA = 128,
    MEMBER_A = 256,
    MEMBER_B = 512,
    MEMBER_DISTRIBUTION = 1024,
    MEMBER_PARAMETERS = 2048,
};

/* What the bounds of a distribution are. */
enum wandb_bounds {
    BOUNDS_VALUES,
    BOUNDS_EXPONENTS, /* of e */
    BOUNDS_INVERSE,   /* of e, of the value's inverse */
};

struct wandb_form {
    const char *name;
    unsigned required, optional; /* members beside the distribution */
    enum distribution distribution;
    enum wandb_bounds bounds;
};

/* What all of a file's parameters share. */
struct wandb_reader {
    struct sweep *sweep;
    struct sweep_grid *grid;
    const struct document *document;
    struct text file; /* see wandb_sweep_read() */
    struct diagnostics *diagnostics;
};

struct wandb_parameter {
    const struct wandb_reader *reader;
    const struct node *name;
    struct text key; /* as sweep_key() takes it */
    bool is_in_file; /* rather than in the run config */
    struct node *map;
    unsigned members; /* that it has */
    const struct wandb_form *form;
};

/* Finds out which members map has. False with errors. */
bool wandb_parameter_read_members(struct wandb_parameter *parameter);

/* Finds out which distribution they say, and whether they are those that it has. */
bool wandb_parameter_read_form(struct wandb_parameter *parameter);

/* False with an error at node that says which parameter it is about. */
bool wandb_parameter_refuse(const struct wandb_parameter *parameter, const struct node *node, const char *problem);

/* NULL when it has none. */
struct node *wandb_parameter_member(const struct wandb_parameter *parameter, enum wandb_member member);

struct place wandb_parameter_place(const struct wandb_parameter *parameter);

/* Reads the number that a member is. False with an error. */
bool wandb_parameter_decimal(const struct wandb_parameter *parameter, const struct node *member,
                             struct decimal *decimal, bool *is_integer);

#endif
