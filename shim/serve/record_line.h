/* SPDX-License-Identifier: Apache-2.0 */
/* A record as a line of JSON, as it is appended to the file that INLAY_REPORT names:
 *
 *     {"event":"load","time":1764020000.123456,"pid":7,"ppid":1,"program":"/usr/bin/python3.11"}
 *     {"event":"serve",…,"file":"/job/config.yaml","opened":"config.yaml","before":SHA256,"after":SHA256,"size":512}
 *     {"event":"refuse",…,"file":…,"opened":…,"message":"config.yaml:3:1: …"}    a patch failed, or could not be served
 *     {"event":"readwrite",…,"file":…,"opened":…}   opened for reading and writing: the disk's content was given
 *     {"event":"serve",…,"file":…,"count":2000000}  so often did that process do so (open_counts.h)
 *     {"event":"near",…,"file":…,"opened":…,"message":…}     a file of the same name elsewhere was opened, not patched: its path
 *     {"event":"lost",…,"opened":…,"message":…}     a program that overrides cannot reach was started, and why
 *     {"event":"launcher",…,"opened":…,"message":…} a program that starts others with its environment: its name; with a
 *                                                   message where they may run elsewhere
 *     {"event":"config",…,"opened":…}               the process loaded W&B's SDK, which reads the run config
 *     {"event":"root",…,"root":"/job"}              the process chose INLAY_ROOT for its children
 *     {"event":"chroot",…}                          the process left for another root: its later records may be lost
 *     {"event":"full",…,"message":…}                nothing more is appended (record_file.h)
 *
 * Every record has event, time (seconds since 1970), pid, ppid and program. file is the registered path, opened the
 * path as the program gave it. Bytes that are not UTF-8 are written as U+FFFD. */
#ifndef INLAY_RECORD_LINE_H
#define INLAY_RECORD_LINE_H

#include "core/base/text.h"
#include "shim/serve/ledger.h"

#include <limits.h>

/* In bytes. A longer string (no path is) is cut at a character; five of them and the rest fit into a record. */
#define RECORD_MAX        32768
#define RECORD_STRING_MAX 6144

struct record {
    enum ledger_event event;                                     /* LEDGER_EVENTS: that the file is full */
    uint32_t number;                                             /* of file, in the ledger */
    const char *file, *opened, *message, *before, *after, *root; /* left out when NULL */
    uint64_t count;                                              /* left out when 0 */
    int64_t size;                                                /* left out when negative */
};

/* As "event" has it. */
const char *record_event_name(enum ledger_event event);

/* The line, at most RECORD_MAX bytes without its newline, in RECORD_LINE_ROOM bytes at room. Async-signal-safe. */
#define RECORD_LINE_ROOM (RECORD_MAX + PATH_MAX)
struct text record_line(char *room, const struct record *record);

/* How it begins and ends, whatever process writes it; each in RECORD_MAX bytes at room. */
struct text record_line_head(char *room, const struct record *record);
struct text record_line_tail(char *room, const struct record *record);

#endif
