/* SPDX-License-Identifier: Apache-2.0 */
/* How often this process opened each registered file, where records go into a file: that gets a line for the first open
 * of each kind (served, refused, for reading and writing), and one with the number at the process's end, where there
 * were more. The ledger counts by itself.
 *
 * A process ends by exit(3), or by becoming another program. Of one that ends otherwise (_exit(2), a signal) only the
 * first opens are known. A forked child counts anew; one of vfork(2) is counted with its parent. Where the kernel has
 * no pages for that (kernel_map_own()), each open is a line. */
#ifndef INLAY_OPEN_COUNTS_H
#define INLAY_OPEN_COUNTS_H

#include "shim/serve/record.h"
#include "shim/serve/registry.h"

struct open_counts {
    const struct registry *registry; /* borrowed */
    const struct records *records;   /* borrowed */
    struct opens *opens;             /* NULL: nothing is counted here */
};

/* Once, when a process loads. */
void open_counts_start(struct open_counts *counts, const struct registry *registry, const struct records *records);

/* Counts record, which is of an open of file, and appends it unless it is one of those that are only counted: that
 * costs no system call. Async-signal-safe. */
void open_counts_add(const struct open_counts *counts, const struct registered *file, const struct record *record);

/* At the end of this process, and before an exec: appends the numbers that the report does not have. After an exec that
 * failed they may follow once more, larger. Nothing between vfork and exec. Async-signal-safe. */
void open_counts_tell(const struct open_counts *counts);

#endif
