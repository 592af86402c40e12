/* SPDX-License-Identifier: Apache-2.0 */
/* A sweep: which values the parameters of a job take, and in which combinations. Command lines and sweep files are read
 * into this; core/sweep/cells.h makes the cells of it. */
#ifndef INLAY_SWEEP_H
#define INLAY_SWEEP_H

#include "core/overrides/assignment.h"
#include "core/sweep/draw.h"
#include "core/sweep/intern.h"

/* What a cell can set. */
struct sweep_key {
    struct sweep_key *next;
    uint32_t index; /* in the order of first mention, from 0 */
    struct text
        target; /* as an assignment has it left of its `=`, with its file; of the run config a key path of keys */
    bool is_run_config;
    struct text name; /* target without its sign, or "run_config:lr": how messages, tables and sweep files call it */
    struct text
        identity; /* the same however a key is written: with ./ or the root before its file, escapes in a part */
};

/* What a key is set to, as an assignment has it right of its `=`. */
struct sweep_value {
    struct text text; /* {cell} and {dir} in it stand for the cell's number and directory, {{ and }} for braces */
    enum assignment_kind kind;       /* ASSIGNMENT_PLAIN, _STRING or _JSON */
    const struct sweep_key *same_as; /* the value is that of this key, and text is empty; NULL: it is text's */
    struct place place;
};

struct sweep_setting {
    const struct sweep_key *key;
    struct sweep_value value;
};

/* One of the alternatives of an axis. */
struct sweep_choice {
    const struct sweep_setting *settings;
    size_t count;
    double weight; /* how likely a draw is to take it, beside those of the axis's others */
};

/* What varies by itself: one key, keys that go together, or a choice that sets several. */
struct sweep_axis {
    struct sweep_axis *next;            /* varies faster than this one */
    const struct sweep_choice *choices; /* in order */
    size_t count;
    const struct sweep_key *key; /* count is 0: its values are drawn from draw */
    struct draw draw;
    bool is_drawn; /* it has no meaning but in a grid with random draws: draw, and choice(…) */
    struct place place;
};

/* Cells for which all of these hold are left out. */
struct sweep_exclusion {
    struct sweep_exclusion *next;
    const struct sweep_setting *settings;
    size_t count;
};

struct sweep_grid {
    struct sweep_grid *next;
    struct sweep_axis *axes, *axes_last; /* the outermost first */
    struct sweep_exclusion *exclusions;
    struct sweep_axis *repeat; /* varies fastest, and is not drawn; NULL: none. Not among axes */
    uint32_t random;           /* how many draws of the axes; 0: all combinations */
    bool is_random; /* random may not be 0: of a file that does not say how many, and leaves it to --random */
    uint64_t seed;  /* of the draws */
    uint32_t cap;   /* cells that are taken at the most; 0: all */
    struct place place;
};

struct sweep {
    struct arena *arena;
    struct text
        root; /* what relative paths are relative to, full; empty: not known, and no absolute path is the same */
    struct sweep_key *keys, *keys_last; /* in the order of first mention */
    uint32_t key_count;
    struct intern identities;    /* of the keys: the numbers are their indexes */
    struct sweep_key **by_index; /* the keys */
    size_t by_index_capacity;
    struct sweep_grid *grids, *grids_last; /* their cells follow each other */
};

/* The key that name means (as in struct sweep_key, or with a + before its key), made at its first mention. file is FILE for
 * a name without one, empty when there is none. NULL with an error at place. */
const struct sweep_key *sweep_key(struct sweep *sweep, struct place place, struct text name, struct text file,
                                  struct diagnostics *diagnostics);

/* Adds an empty grid, or an axis to a grid, behind the others. Settings and choices are kept. */
struct sweep_grid *sweep_add_grid(struct sweep *sweep, struct place place);
struct sweep_axis *sweep_add_axis(struct sweep *sweep, struct sweep_grid *grid, struct place place);

#endif
