/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/report/history.h"

#include "core/base/utf8.h"

#include <string.h>

const char *utf8_string(struct arena *arena, struct text text)
{
    struct buffer out = {.arena = arena};
    for (size_t at = 0; at < text.length;) {
        size_t length = utf8_length(text, at);
        buffer_put(&out, length > 0 ? text_part(text, at, at + length) : TEXT("\xef\xbf\xbd"));
        at += length > 0 ? length : 1;
    }
    return buffer_string(&out);
}

cJSON *history_read_records(struct arena *arena, const char *path)
{
    struct file_content content;
    cJSON *records;
    if (file_read(arena, path, FILES_REGULAR, &content)) {
        return NULL;
    }
    if (content.bytes.length > 0 && !text_ends(content.bytes, TEXT("\n"))) {
        return NULL;
    }
    records = cJSON_CreateArray();
    for (size_t start = 0, end; start < content.bytes.length; start = end + 1) {
        end = text_find(content.bytes, start, '\n');
        cJSON_AddItemToArray(records, cJSON_ParseWithLength(content.bytes.bytes + start, end - start));
    }
    return records;
}

const char *record_string(const cJSON *record, const char *name)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(record, name));
}

bool record_is(const cJSON *record, const char *event)
{
    const char *string = record_string(record, "event");
    return string && strcmp(string, event) == 0;
}

bool record_is_of(struct arena *arena, const cJSON *record, const struct override_file *file)
{
    const char *path = record_string(record, "file");
    return path && strcmp(path, utf8_string(arena, file->path)) == 0;
}

const cJSON *history_find(const struct history *history, const char *event, const struct override_file *file)
{
    const cJSON *record;
    cJSON_ArrayForEach(record, history->records)
    {
        if (record_is(record, event) && (!file || record_is_of(history->arena, record, file))) {
            return record;
        }
    }
    return NULL;
}

bool history_is_incomplete(const struct history *history)
{
    return !history->records || history_find(history, "chroot", NULL) != NULL;
}
