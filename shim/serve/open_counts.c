/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/open_counts.h"
#include "shim/serve/kernel.h"

#define KINDS LEDGER_SAME_NAME /* the events before it are opens of a registered file */

struct opens {
    _Atomic int owner; /* the process that counts here; 0 in a forked child that has counted nothing */
    struct open_count {
        _Atomic uint64_t happened, known; /* known: as the report has it */
    } of[][KINDS];
};

void open_counts_start(struct open_counts *counts, const struct registry *registry, const struct records *records)
{
    *counts = (struct open_counts){registry, records, NULL};
    if (records->ledger.block || !records->report || registry->count == 0) {
        return;
    }
    counts->opens = kernel_map_own(sizeof *counts->opens + registry->count * sizeof *counts->opens->of);
    if (counts->opens) {
        counts->opens->owner = kernel_getpid();
    }
}

void open_counts_add(const struct open_counts *counts, const struct registered *file, const struct record *record)
{
    struct opens *opens = counts->opens;
    struct open_count *count = opens ? &opens->of[file - counts->registry->files][record->event] : NULL;
    if (!count) {
        record_append(counts->records, record);
        return;
    }
    if (opens->owner == 0) {
        opens->owner = kernel_getpid();
    }
    if (atomic_fetch_add(&count->happened, 1) == 0 && record_append(counts->records, record)) {
        atomic_fetch_add(&count->known, 1);
    }
}

static void tell(const struct open_counts *counts, const struct registered *file, enum ledger_event event)
{
    struct open_count *count = &counts->opens->of[file - counts->registry->files][event];
    const uint64_t happened = atomic_load(&count->happened);
    const struct record record = {.event = event, .file = file->path, .count = happened, .size = -1};
    if (atomic_load(&count->known) != happened && record_append(counts->records, &record)) {
        atomic_store(&count->known, happened);
    }
}

void open_counts_tell(const struct open_counts *counts)
{
    if (!counts->opens || counts->opens->owner != kernel_getpid()) {
        return;
    }
    for (size_t i = 0; i < counts->registry->count; i++) {
        for (enum ledger_event kind = 0; kind < KINDS; kind++) {
            tell(counts, &counts->registry->files[i], kind);
        }
    }
}
