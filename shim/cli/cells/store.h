/* SPDX-License-Identifier: Apache-2.0 */
/* The directory of a sweep:
 *
 *     sweep.json            command, directory, commit, seed, generator, base files with their digests
 *     cells.jsonl           {"cell": 7, "digest": "…", "values": {"config.yaml:lr": 0.1, "config.yaml:seed": 2},
 *                            "repeat": "config.yaml:seed", "dropped": true}, a line each
 *     cells.csv             the same for people and spreadsheets
 *     base/, base.json      copies of the config files, and the document that serves them
 *     0007/document.json    the cell's override document
 *     0007/base.json        what base.json was when it began
 *     0007/output           what the job printed, standard output and error
 *     0007/report.json      inlay run's report
 *     0007/status.json      the final record; there is none while it runs
 *     0007/started.json     that an attempt began
 *     0007/lock-1, …        who has run it, the last one now (cell_lock.h)
 *     0007/attempt-1/       what an earlier attempt left there that was run again
 *     lock-1, …             who has written the files above
 *
 * cells.jsonl is written last: where it is, all is there. */
#ifndef INLAY_STORE_H
#define INLAY_STORE_H

#include "shim/cli/cells/stored_cell.h"
#include "shim/cli/plan/plan.h"

enum cell_state {
    CELL_NEW,
    CELL_RUNNING,
    CELL_DONE,
    CELL_FAILED,
    CELL_TIMED_OUT,
    CELL_LOST, /* started, and neither running nor with a final record */
};
#define CELL_STATES (CELL_LOST + 1)

/* Its name, static: "timed out". */
const char *cell_state_name(enum cell_state state);

/* What is known of a cell now, from started.json, status.json and lock. */
struct cell_record {
    enum cell_state state;
    int status;            /* of the last final record, as inlay run ends; -1: none */
    unsigned attempt;      /* of the last start, from 1; 0: never started */
    double seconds;        /* of the last attempt; negative: not known */
    const char *host;      /* that ran it; NULL: not known */
    double started, ended; /* seconds since 1970; 0: not known */
    bool is_unreadable;    /* its files cannot be read, which has been said: it counts as running */
};

/* Reads the directory. OUTCOME_NONE: there is no sweep in it, and the store is empty. OUTCOME_REFUSED is said. */
enum outcome store_open(struct store *store, struct arena *arena, const char *dir);

/* Holds the plan's config files against the copies that the sweep has: where they differ, that is refused, or the plan gets the
 * copies' content and digests (--base keep), or they stay (--base new). To be called before the cells are checked. False, and
 * said. */
bool store_bases(struct store *store, struct plan *plan);

/* Makes the directory, or brings it up to the plan: cells keep their numbers, new ones are appended, others are marked as
 * dropped, unless the plan does not say what varies. Does store_bases() as well. False, and said, when it is refused or cannot
 * be written; no cell has changed then. */
bool store_update(struct store *store, struct plan *plan);

/* DIR/0007, in the arena. */
const char *store_cell_dir(const struct store *store, uint32_t number);

/* DIR/0007/NAME, in the arena. */
const char *store_cell_path(const struct store *store, uint32_t number, const char *name);

/* Reads what is known now. */
struct cell_record store_record(struct store *store, uint32_t number);

/* The same for who holds the cell's lock: what the files say, which is never that it runs, unless they cannot be read. */
struct cell_record store_record_held(struct store *store, uint32_t number);

/* Takes the lock of a cell from who holds it, and says whose it was (--unlock). False, and said, when there was none. */
bool store_unlock(struct store *store, uint32_t number);

/* Which cells a word means: "failed,timeout,lost,3,7-9,all"; by a state only those that are planned, by number (NULL: those that
 * are not dropped). False, and said. chosen has store->count places. */
bool store_choose(struct store *store, const char *option, const char *word, const bool *planned, bool *chosen);

/* Whether all that are chosen are in the plan that the store has been brought up to. False, and said. */
bool store_chosen_are_planned(const struct store *store, const char *option, const bool *chosen);

#endif
