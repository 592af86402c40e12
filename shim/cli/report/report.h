/* SPDX-License-Identifier: Apache-2.0 */
/* The end of `inlay run`: says what did not go as the launch had it, and writes the report. */
#ifndef INLAY_REPORT_H
#define INLAY_REPORT_H

#include "shim/cli/report/history.h"

/* Says on standard error, and puts into notes (an array of strings), what the user has to know: nobody loaded
 * libinlay.so, an open was refused, a file was never opened. False when the job may have run with wrong values; with
 * strict, also when a file was not seen to be read. */
bool report_say(const struct history *history, bool strict, cJSON *notes);

/* The whole of it as a JSON document, to be freed with free(3). status is the exit status of inlay. */
char *report_write(const struct history *history, int status, const cJSON *notes);

#endif
