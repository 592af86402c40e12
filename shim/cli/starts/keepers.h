/* SPDX-License-Identifier: Apache-2.0 */
/* The keepers of the cells that run now: processes of this one, with a session each. One that is done with a cell gets the next. */
#ifndef INLAY_KEEPERS_H
#define INLAY_KEEPERS_H

#include "shim/cli/starts/cell_keeper.h"
#include "shim/cli/starts/gpus.h"

#include <stdatomic.h>

/* A cell that is to be run. */
struct start {
    size_t index;   /* in the store */
    unsigned again; /* the attempt that it follows although that has a final record; 0: none */
    unsigned tries; /* of this start of the sweep, this one not among them */
};

/* Whose turn it is to act on a place. The other one is woken by SIGCHLD. */
enum turn {
    TURN_SCHEDULER,
    TURN_KEEPER,      /* the next cell is in `start` and `share` */
    TURN_NOBODY_ELSE, /* the keeper is to end, or has said that it does */
};

/* What keeper and scheduler tell each other, in memory that both have. */
struct keeper_news {
    atomic_int turn;
    struct start start;
    struct cell_news cell;
    bool is_known;     /* else the keeper has ended without a word */
    bool is_elsewhere; /* another starter has the cell, or has ended it meanwhile */
    bool is_refused;   /* it could not be begun, which has been said */
    unsigned attempt;
};

/* A place for a cell that runs. */
struct keeper_place {
    pid_t keeper; /* 0: there is none */
    bool is_busy; /* it has a cell */
    bool is_held; /* the keeper was killed, and what it leaves may live */
    struct keeper_news *news;
    size_t *share; /* of the GPUs, in the same memory */
    int messages;  /* a file in memory: what the keeper says, until there is room for it on the screen */
};

struct keepers {
    struct store *store;
    struct plan *plan;
    struct gpus gpus;
    struct cell_job pattern; /* what all cells' jobs have in common */
    struct keeper_place *places;
    size_t count;
    size_t running;         /* places that are busy */
    pid_t *spared;          /* room for count numbers and an end */
    const pid_t *inherited; /* children that this process had before it started any */
};

/* Makes room for count cells at once. False, and said. */
bool keepers_make(struct keepers *keepers, size_t count);

enum keepers_outcome {
    KEEPERS_STARTED,
    KEEPERS_FULL,  /* no place or GPU is free, or for now no process can be made */
    KEEPERS_UNABLE /* no process can be made, which has been said */
};
enum keepers_outcome keepers_start(struct keepers *keepers, const struct start *start);

/* Takes in the next cell that has ended; NULL: none has. Its place is free, but not while it is held. */
const struct keeper_place *keepers_ended(struct keepers *keepers);

/* Prints what it has said. */
void keepers_say(const struct keeper_place *place);

/* Kills what killed keepers have left, and frees their places when that has gone. True while there is such a place. */
bool keepers_gather(struct keepers *keepers);

/* Ends the keepers that have nothing to do, when there is nothing more for them. */
void keepers_dismiss(struct keepers *keepers);

/* To each keeper that has a cell; and stops them with all of their cells, or lets them go on. */
void keepers_signal(const struct keepers *keepers, int number);
void keepers_stop(const struct keepers *keepers, bool stop);

#endif
