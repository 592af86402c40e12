/* SPDX-License-Identifier: Apache-2.0 */
/* The end of `inlay run`: says where the job departed from its launch, and describes the whole run as JSON. */
#ifndef INLAY_REPORT_H
#define INLAY_REPORT_H

#include "shim/cli/files/config_files.h"
#include "shim/cli/job/history.h"
#include "shim/cli/job/ledger_host.h"

struct report {
    struct history history;
    const struct launch_inputs *launch;
    const struct config_file *files; /* as they were patched before the job */
    char *const *command;
    const struct ledger_host *host;
    const char *wandb_file; /* in which wandb.init() reads the run config; NULL: none */
    enum via via;           /* the way that overrides took */
    const char *via_because;
    bool no_new_privs;  /* set-user-ID programs in the job had no rights of their own, */
    bool starts_others; /* and it may well have executed some */
    const char *reader; /* the program that the history's blocker is of: the command, or what it wraps */
    bool only_starts;   /* --via=preload was said: it reads no file itself */
    bool outer_knows;   /* an outer launch was told all: whether somebody reads what it handed on is its own matter */
    cJSON *notes;       /* an array of strings, owned: what report_say() said */
};

/* Says on standard error, and adds to the notes, what the user has to know: no process loaded libinlay.so, an open was
 * refused, a file was never opened. False when the job may have run with wrong values; when nobody was seen to read a
 * file, with strict and where the command itself may have read it from the disk. */
bool report_say(struct report *report, bool strict);

/* The JSON document, to be freed with free(3). status is the exit status of inlay. */
char *report_write(const struct report *report, int status);

#endif
