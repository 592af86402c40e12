/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/cells/json_record.h"
#include "shim/cli/base/time_text.h"
#include "shim/cli/base/file_content.h"
#include "shim/cli/job/history.h"

#include "core/read/read.h"
#include "core/tree/emit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

struct node *json_record_parse(struct arena *arena, struct text text)
{
    struct document document;
    struct diagnostics unsaid = {.arena = arena};
    const bool read = document_read(arena, "record", text, FORMAT_JSON, 0, &document, &unsaid);
    return read && document.root && document.root->kind == NODE_MAP && !document.lenient ? document.root : NULL;
}

enum outcome json_record_read(struct arena *arena, const char *path, struct node **object, const char **problem)
{
    struct file_content content;
    *problem = file_read(arena, path, FILES_REGULAR, &content);
    if (*problem) {
        return errno == ENOENT ? OUTCOME_NONE : OUTCOME_REFUSED;
    }
    *object = json_record_parse(arena, content.bytes);
    *problem = *object ? NULL : "is no JSON object";
    errno = *object ? 0 : EBADMSG;
    return *object ? OUTCOME_FOUND : OUTCOME_REFUSED;
}

static struct node *member(struct arena *arena, struct node *object, const char *name)
{
    return object ? node_find(arena, object, text_of(name)) : NULL;
}

const char *json_record_string(struct arena *arena, struct node *object, const char *name)
{
    const struct node *value = member(arena, object, name);
    return value && value->kind == NODE_STRING ? text_string(arena, value->text) : NULL;
}

double json_record_number(struct arena *arena, struct node *object, const char *name, double missing)
{
    const struct node *value = member(arena, object, name);
    return value && node_is_number(value) ? strtod(text_string(arena, value->text), NULL) : missing;
}

struct node *json_record_object(struct arena *arena, struct node *object, const char *name)
{
    struct node *value = member(arena, object, name);
    return value && value->kind == NODE_MAP ? value : NULL;
}

bool json_record_is_true(struct arena *arena, struct node *object, const char *name)
{
    const struct node *value = member(arena, object, name);
    return value && value->kind == NODE_BOOL && text_equal(value->text, TEXT("true"));
}

void json_record_put_key(struct buffer *out, struct text key)
{
    emit_comma(out);
    emit_json_string(out, key);
    buffer_put(out, TEXT(": "));
}

void json_record_put_name(struct buffer *out, const char *name)
{
    json_record_put_key(out, text_of(name));
}

void json_record_put_string(struct buffer *out, const char *name, const char *value)
{
    json_record_put_name(out, name);
    if (!value) {
        buffer_put(out, TEXT("null"));
        return;
    }
    emit_json_string(out, text_of(history_utf8(out->arena, text_of(value))));
}

void json_record_put_time(struct buffer *out, const char *name, struct timespec time)
{
    char room[TIME_TEXT_SIZE];
    json_record_put_string(out, name, time_text(room, time));
}

void json_record_put_seconds(struct buffer *out, const char *name, double seconds)
{
    char digits[64];
    snprintf(digits, sizeof digits, "%.3f", seconds);
    json_record_put_name(out, name);
    buffer_put(out, text_of(digits));
}

double json_record_time(struct arena *arena, struct node *object, const char *name)
{
    const char *text = json_record_string(arena, object, name);
    struct tm parts = {0};
    const char *fraction = text ? strptime(text, "%Y-%m-%dT%H:%M:%S", &parts) : NULL;
    return fraction ? (double)timegm(&parts) + (fraction[0] == '.' ? strtod(fraction, NULL) : 0) : 0;
}
