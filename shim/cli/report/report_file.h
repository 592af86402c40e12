/* SPDX-License-Identifier: Apache-2.0 */
/* Where the report of a run goes. */
#ifndef INLAY_REPORT_FILE_H
#define INLAY_REPORT_FILE_H

#include "shim/cli/report/history.h"

struct report_file {
    const char *path;
    int descriptor; /* open from before the job until the report is written; -1: no report is wanted */
    bool is_outer;  /* it holds the records of an `inlay run` around this one, which wants ours, not a report */
};

/* option is --report's value, variable INLAY_REPORT's; each may be NULL, and the option wins. False when the file cannot
 * be written; then that has been said. */
bool report_file_open(const char *option, const char *variable, struct report_file *file);

/* Writes the report, or hands the records on. False when that failed; then that has been said. */
bool report_file_write(const struct report_file *file, const struct history *history, int status, const cJSON *notes);

#endif
