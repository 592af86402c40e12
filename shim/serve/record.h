/* SPDX-License-Identifier: Apache-2.0 */
/* Records: what really happened. Under `inlay run` they go into its ledger. With the environment alone each is one
 * line of JSON, appended to the file that INLAY_REPORT names:
 *
 *     {"event":"load","time":1764020000.123456,"pid":7,"ppid":1,"program":"/usr/bin/python3.11"}
 *     {"event":"serve",…,"file":"/job/config.yaml","opened":"config.yaml","before":SHA256,"after":SHA256,"size":512}
 *     {"event":"refuse",…,"file":…,"opened":…,"message":"config.yaml:3:1: …"}    a patch failed, or could not be served
 *     {"event":"near",…,"file":…,"opened":…,"message":…}     a file of the same name elsewhere was opened, not patched: its path
 *     {"event":"readwrite",…,"file":…,"opened":…}   opened for reading and writing: the disk's content was given
 *     {"event":"lost",…,"opened":…,"message":…}     a program that overrides cannot reach was started, and why
 *     {"event":"root",…,"root":"/job"}              the process chose INLAY_ROOT for its children
 *     {"event":"chroot",…}                          the process left for another root: its later records may be lost
 *
 * Every record has event, time (seconds since 1970), pid, ppid and program. file is the registered path, opened the
 * path as the program gave it. Bytes that are not UTF-8 are written as U+FFFD. A record is one write(2) of at most
 * RECORD_MAX bytes to a descriptor opened with O_APPEND for it, and closed at once. */
#ifndef INLAY_RECORD_H
#define INLAY_RECORD_H

#include "shim/serve/ledger.h"

/* In bytes. A longer string (no path is) is cut at a character; five of them and the rest fit into a record. */
#define RECORD_MAX        32768
#define RECORD_STRING_MAX 6144
#define RECORD_SEARCH_MAX ((off_t)64 << 20)

/* Where the records of a launch go. */
struct records {
    struct ledger ledger; /* without a block: no `inlay run`, or none that can be reached */
    const char *report;   /* INLAY_REPORT, absolute; NULL: none */
};

struct record {
    enum ledger_event event;
    uint32_t number;                                             /* of file, in the ledger */
    const char *file, *opened, *message, *before, *after, *root; /* left out when NULL */
    int64_t size;                                                /* left out when negative */
};

/* As "event" has it. */
const char *record_event_name(enum ledger_event event);

/* Whether anybody wants records. */
bool record_is_wanted(const struct records *records);

/* Fails in silence: the caller's work goes on. Async-signal-safe; keeps errno. Without a ledger it takes its memory
 * from mmap(2) and gives it back. */
void record_append(const struct records *records, const struct record *record);

/* Whether a record of the same event, file, opened and message is there already, of whatever process. False when nobody
 * can say: there is neither a ledger nor a report, or the report cannot be read (a pipe) or is longer than
 * RECORD_SEARCH_MAX. As record_append(). */
bool record_is_there(const struct records *records, const struct record *record);

/* record_append() to the report in two steps, for a process that is about to lose sight of it: a descriptor (negative
 * when there is none), and the writing, which closes it. */
int record_open(const char *report);
void record_write(int fd, const struct record *record);

#endif
