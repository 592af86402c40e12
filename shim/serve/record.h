/* SPDX-License-Identifier: Apache-2.0 */
/* Records: what really happened, one line of JSON each, appended to the file that INLAY_REPORT names.
 *
 *     {"event":"load","time":1764020000.123456,"pid":7,"ppid":1,"program":"/usr/bin/python3.11"}
 *     {"event":"serve",…,"file":"/job/config.yaml","opened":"config.yaml","before":SHA256,"after":SHA256,"size":512}
 *     {"event":"refuse",…,"file":…,"opened":…,"message":"config.yaml:3:1: …"}    a patch failed, or could not be served
 *     {"event":"near",…,"file":…,"opened":…}        a file of the same name elsewhere was opened: it was not patched
 *     {"event":"readwrite",…,"file":…,"opened":…}   opened for reading and writing: the disk's content was given
 *     {"event":"lost",…,"opened":…,"message":…}     a program that overrides cannot reach was started, and why
 *     {"event":"root",…,"root":"/job"}              the process chose INLAY_ROOT for its children
 *     {"event":"chroot",…}                          the process left for another root: its later records may be lost
 *
 * and in discovery (shim/serve/discovery.h):
 *
 *     {"event":"read",…,"file":…,"opened":…,"start":"/job","changed":1764019999.5}    opened for reading
 *     {"event":"readwrite",…}                       the same, for writing as well
 *     {"event":"overflow",…}                        more files were opened than can be told apart: not all are noted
 *
 * Every record has event, time (seconds since 1970), pid, ppid and program. file is the registered path, opened the
 * path as the program gave it. In discovery file is without symbolic links, start is where a relative path as it was
 * opened starts, and changed is when the file's content or state last changed (st_ctime). Bytes that are not UTF-8 are
 * written as U+FFFD. A record is one write(2) of at most RECORD_MAX bytes to a descriptor opened with O_APPEND for it,
 * and closed at once. */
#ifndef INLAY_RECORD_H
#define INLAY_RECORD_H

#include "core/base/text.h"

#include <time.h>

/* In bytes. A longer string (no path is) is cut at a character; five of them and the rest fit into a record. */
#define RECORD_MAX        32768
#define RECORD_STRING_MAX 6144
#define RECORD_SEARCH_MAX ((off_t)64 << 20)

struct record {
    const char *event;
    const char *file, *opened, *start, *message, *before, *after, *root; /* left out when NULL */
    const struct timespec *changed;                                      /* likewise */
    int64_t size;                                                        /* left out when negative */
};

/* Appends a record to the file at report; does nothing when report is NULL. Fails in silence: the caller's work goes
 * on. Async-signal-safe; takes its memory from mmap(2) and gives it back; keeps errno. */
void record_append(const char *report, const struct record *record);

/* Whether a record of the same event, file, opened and message is there already, of whatever process. False when that
 * is unknown: there is no report, it cannot be read (a pipe) or is longer than RECORD_SEARCH_MAX. As
 * record_append(). */
bool record_is_there(const char *report, const struct record *record);

/* The same as record_append() in two steps, for a process that is about to lose sight of the file: a descriptor
 * (negative when there is no report), and the writing, which closes it. */
int record_open(const char *report);
void record_write(int fd, const struct record *record);

#endif
