/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/record.h"
#include "shim/serve/record_file.h"

bool record_is_wanted(const struct records *records)
{
    return records->ledger.block || records->report;
}

static uint64_t hash_of(const struct record *record)
{
    const char *const parts[] = {record_event_name(record->event), record->file, record->opened, record->message};
    uint64_t hash = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        hash = hash * 31 + text_hash(text_of(parts[i]));
    }
    return hash;
}

bool record_is_there(const struct records *records, const struct record *record)
{
    if (records->ledger.block) {
        return ledger_ask_once(&records->ledger, hash_of(record)) == ONCE_AGAIN;
    }
    return records->report && record_file_has(records->report, record);
}

bool record_append(const struct records *records, const struct record *record)
{
    if (!records->ledger.block) {
        return record_file_append(record_file_open(records->report), record);
    }
    const struct ledger_note note = {
        .opened = record->opened,
        .message = record->root ? record->root : record->message,
        .before = record->before,
        .after = record->after,
        .size = record->size,
    };
    ledger_write(&records->ledger, record->event, record->number, &note);
    return true;
}
