/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/record/discovered.h"
#include "shim/cli/job/history.h"

#include "core/base/path.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

struct collector {
    struct arena *arena;
    struct discovered *first, **link;
    void *by_file; /* tsearch(3)'s */
    double began;
};

static int compare(const void *a, const void *b)
{
    return strcmp(((const struct discovered *)a)->file, ((const struct discovered *)b)->file);
}

static void keep(void *file)
{
    (void)file; /* it is in the arena */
}

static struct discovered *new_file(struct collector *collector, const cJSON *record)
{
    struct discovered *file = arena_new(collector->arena, struct discovered);
    const char *opened = history_string(record, "opened");
    struct text start = text_of(history_string(record, "start"));
    file->file = history_string(record, "file");
    file->named = text_string(collector->arena, path_full(collector->arena, start, text_of(opened)));
    *collector->link = file;
    collector->link = &file->next;
    return file;
}

static struct discovered *find(struct collector *collector, const cJSON *record)
{
    struct discovered wanted = {.file = history_string(record, "file")};
    struct discovered **found = tsearch(&wanted, &collector->by_file, compare);
    if (!found) {
        arena_exhausted(collector->arena);
    }
    if (*found == &wanted) {
        *found = new_file(collector, record);
    }
    return *found;
}

static void collect(struct collector *collector, const cJSON *record)
{
    bool read = history_is_event(record, "read");
    double changed = cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(record, "changed"));
    if ((!read && !history_is_event(record, "readwrite")) || !history_string(record, "file")) {
        return;
    }
    struct discovered *file = find(collector, record);
    file->read |= read;
    file->read_as_found |= read && changed <= collector->began;
}

struct discovered *discovered_files(struct arena *arena, const cJSON *records, struct timespec began)
{
    struct collector collector = {
        .arena = arena,
        .began = (double)began.tv_sec + (double)began.tv_nsec / 1e9,
    };
    const cJSON *record;
    collector.link = &collector.first;
    cJSON_ArrayForEach(record, records)
    {
        collect(&collector, record);
    }
    tdestroy(collector.by_file, keep);
    return collector.first;
}
