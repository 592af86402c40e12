/* SPDX-License-Identifier: Apache-2.0 */
/* Small JSON files of a sweep's directory: one object each. */
#ifndef INLAY_JSON_RECORD_H
#define INLAY_JSON_RECORD_H

#include "core/base/buffer.h"
#include "core/base/outcome.h"
#include "core/tree/document.h"

#include <time.h>

/* Reads the object in the file at path. OUTCOME_NONE: there is no such file. OUTCOME_REFUSED: *problem says why, as the text of a
 * message, and errno is EBADMSG where it could be read. */
enum outcome json_record_read(struct arena *arena, const char *path, struct node **object, const char **problem);

/* The same of text. NULL: it is no JSON object. */
struct node *json_record_parse(struct arena *arena, struct text text);

/* A member of object; NULL, or missing, where there is none of this type. object may be NULL. */
const char *json_record_string(struct arena *arena, struct node *object, const char *name);
double json_record_number(struct arena *arena, struct node *object, const char *name, double missing);
struct node *json_record_object(struct arena *arena, struct node *object, const char *name);
bool json_record_is_true(struct arena *arena, struct node *object, const char *name);

/* Puts `"name": "value"`, null where value is NULL, with a comma before all but the first member. out ends in the object so far.
 * Bytes that are not UTF-8 become U+FFFD. */
void json_record_put_string(struct buffer *out, const char *name, const char *value);

/* The same of a time, in UTC to the microsecond (RFC 3339), and of seconds, to the millisecond. */
void json_record_put_time(struct buffer *out, const char *name, struct timespec time);
void json_record_put_seconds(struct buffer *out, const char *name, double seconds);

/* Seconds since 1970 of such a time; 0: there is none. */
double json_record_time(struct arena *arena, struct node *object, const char *name);

/* Puts `"name": ` with the comma; the value is the caller's. */
void json_record_put_name(struct buffer *out, const char *name);
void json_record_put_key(struct buffer *out, struct text key);

#endif
