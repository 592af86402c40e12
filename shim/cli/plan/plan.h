/* SPDX-License-Identifier: Apache-2.0 */
/* A plan: what the command line of `inlay sweep` says, as cells with a document each, all of them checked. */
#ifndef INLAY_PLAN_H
#define INLAY_PLAN_H

#include "shim/cli/files/config_files.h"
#include "shim/cli/plan/plan_manifest.h"

#include "core/base/sha256.h"
#include "core/sweep/cells.h"

struct plan_cell {
    const struct sweep_cell *cell;
    char digest[SHA256_HEX]; /* of its document before {cell} and {dir} are replaced: a cell is known by it */
};

/* A config file as it was when the plan was made. */
struct plan_base {
    struct plan_base *next;
    const char *name; /* as documents call it */
    const char *path; /* absolute */
    struct text content;
    char digest[SHA256_HEX];
    bool is_absent;
    bool has_secrets; /* the manifest says so: no digest of it is told */
    bool is_bound;    /* no document names it: the manifest binds parameters of the run config to it */
    const char *copy; /* the sweep's copy, which counts instead of the disk's; NULL: none does */
};

struct plan {
    struct arena *arena;
    const struct options *options;
    const struct options *common; /* without what varies: the same for all cells */
    struct plan_manifest manifest;
    struct launch_inputs base; /* what all cells begin with; its manifest is theirs */
    struct sweep sweep;
    struct sweep_cells cells;
    struct plan_cell *list; /* cells.count of them */
    struct plan_base *bases, *bases_last;
    bool varies; /* the command line, or a file, says what varies; else the cells are those of the sweep's directory */
    bool draws;  /* some cells are drawn, from seed */
    char environment[SHA256_HEX]; /* the identity of what the environment says, which is in no cell's */
    uint64_t seed;
};

/* Reads all that options say, and each config file once. False, and said, when something is wrong. */
bool plan_make(struct plan *plan, struct arena *arena, const struct options *options);

/* "6 cells (1 left out: equal to another)" */
const char *plan_count_text(const struct plan *plan);

/* The override document of cell number index of the plan, whose label is number and whose directory is dir, DIR/0007: one
 * line of JSON, good for `inlay run -o -`, with the base digests of its files. */
struct text plan_document(struct arena *arena, const struct plan *plan, size_t index, uint32_t number, const char *dir);

/* The name of that cell's directory: "0007", or what --name makes of it. */
const char *plan_cell_name(struct arena *arena, const struct plan *plan, size_t index, uint32_t number);

/* Checks the cells whose index is in indexes as inlay check would, labelled by numbers: all errors are said, those that
 * several cells share once, with the cells' numbers and values. dir is the sweep's directory. */
bool plan_check(const struct plan *plan, const size_t *indexes, const uint32_t *numbers, size_t count, const char *dir);

#endif
