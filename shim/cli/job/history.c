/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/job/history.h"
#include "shim/cli/base/file_content.h"

#include "core/base/utf8.h"

#include <string.h>

const char *history_utf8(struct arena *arena, struct text text)
{
    struct buffer out = {.arena = arena};
    for (size_t at = 0; at < text.length;) {
        size_t length = utf8_length(text, at);
        buffer_put(&out, length > 0 ? text_part(text, at, at + length) : TEXT("\xef\xbf\xbd"));
        at += length > 0 ? length : 1;
    }
    return buffer_string(&out);
}

void history_read_records(struct history *history, const char *path)
{
    struct file_content content;
    if (!path || file_read(history->arena, path, FILES_REGULAR, &content)) {
        return;
    }
    if (content.bytes.length > 0 && !text_ends(content.bytes, TEXT("\n"))) {
        return;
    }
    history->records = cJSON_CreateArray();
    for (size_t start = 0, end; start < content.bytes.length; start = end + 1) {
        end = text_find(content.bytes, start, '\n');
        cJSON_AddItemToArray(history->records, cJSON_ParseWithLength(content.bytes.bytes + start, end - start));
    }
}

const char *history_string(const cJSON *record, const char *name)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(record, name));
}

bool history_is_event(const cJSON *record, const char *event)
{
    return text_equal(text_of(history_string(record, "event")), text_of(event));
}

bool history_is_about(const struct history *history, const cJSON *record, struct text path)
{
    const char *file = history_string(record, "file");
    return file && strcmp(file, history_utf8(history->arena, path)) == 0;
}

const cJSON *history_find(const struct history *history, const char *event, struct text path)
{
    const cJSON *record;
    cJSON_ArrayForEach(record, history->records)
    {
        if (history_is_event(record, event) && (path.length == 0 || history_is_about(history, record, path))) {
            return record;
        }
    }
    return NULL;
}

bool history_is_incomplete(const struct history *history)
{
    return !history->records || history_find(history, "chroot", TEXT(""));
}

const char *history_not_loaded(const struct history *history)
{
    if (!history->records || cJSON_GetArraySize(history->records) > 0) {
        return NULL;
    }
    return history->blocker ? history->blocker->reason
                            : "static, Go, set-user-ID, or a C library that does not know LD_PRELOAD?";
}
