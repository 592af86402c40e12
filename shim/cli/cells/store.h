/* SPDX-License-Identifier: Apache-2.0 */
/* The directory of a sweep:
 *
 *     sweep.json            command, directory, commit, seed, generator, base files with their digests
 *     cells.jsonl           {"cell": 7, "digest": "…", "values": {"config.yaml:lr": 0.1, "config.yaml:seed": 2},
 *                            "repeat": "config.yaml:seed", "dropped": true}, a line each
 *     cells.csv             the same for people and spreadsheets
 *     base/, base.json      copies of the config files, and the document that serves them
 *     0007/document.json    the cell's override document
 *     0007/output           what the job printed, standard output and error
 *     0007/report.json      inlay run's report
 *     0007/status.json      the final record; there is none while it runs
 *     0007/started.json     that an attempt began
 *     0007/lock             who runs it now (cell_lock.h)
 *     0007/attempt-1/       the same files of an earlier attempt that was run again */
#ifndef INLAY_STORE_H
#define INLAY_STORE_H

#include "shim/cli/plan/plan.h"

#include <cjson/cJSON.h>

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
};

struct stored_cell {
    uint32_t number;
    char digest[SHA256_HEX];
    bool dropped;
    const struct node *values; /* an object by key name, with numbers digit for digit, which cJSON would lose */
    struct text repeat; /* the name of the key whose value only repeats the cell (struct sweep_cell); empty: none */
    size_t plan_index;  /* in the plan; SIZE_MAX: it is in none */
};

struct store {
    struct arena *arena;
    const char *dir;           /* as the user wrote it, without a slash at its end */
    struct stored_cell *cells; /* by number */
    size_t count;
    cJSON *description; /* sweep.json */
};

/* Reads the directory. OUTCOME_NONE: there is no sweep in it. OUTCOME_REFUSED is said. */
enum outcome store_open(struct store *store, struct arena *arena, const char *dir);

/* Makes the directory, or brings it up to the plan: cells keep their numbers, new ones are appended, others are marked as
 * dropped. Base files that differ are refused unless options say what to do. Nothing has changed when it returns false, and
 * then that is said. */
bool store_update(struct store *store, struct plan *plan);

/* DIR/0007, in the arena. */
const char *store_cell_dir(const struct store *store, uint32_t number);

/* DIR/0007/NAME, in the arena. */
const char *store_cell_path(const struct store *store, uint32_t number, const char *name);

/* Reads what is known now. */
struct cell_record store_record(struct store *store, uint32_t number);

/* Which cells a word means: "failed,timeout,lost,3,7-9,all". False, and said. chosen has store->count places. */
bool store_choose(struct store *store, const char *option, const char *word, bool *chosen);

#endif
