/* SPDX-License-Identifier: Apache-2.0 */
/* Records: what really happened. Under `inlay run` they go into its ledger, with the environment alone into the file
 * that INLAY_REPORT names. Async-signal-safe; errno is kept. */
#ifndef INLAY_RECORD_H
#define INLAY_RECORD_H

#include "shim/serve/ledger.h"
#include "shim/serve/record_line.h"

/* Where the records of a launch go. */
struct records {
    struct ledger ledger; /* without a block: no `inlay run`, or none that can be reached */
    const char *report;   /* INLAY_REPORT, absolute; NULL: none */
};

/* Whether anybody wants records. */
bool record_is_wanted(const struct records *records);

/* Whether it is written down now. The caller's work goes on in any case. */
bool record_append(const struct records *records, const struct record *record);

/* Whether a record of the same event, file, opened and message is there already, of whatever process. False when nobody
 * can say: there is neither a ledger nor a report, or the report cannot be read (a pipe). */
bool record_is_there(const struct records *records, const struct record *record);

#endif
