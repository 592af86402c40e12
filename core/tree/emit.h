/* SPDX-License-Identifier: Apache-2.0 */
/* Writes values, each as one line of text that every reader of the format takes for that value. */
#ifndef INLAY_EMIT_H
#define INLAY_EMIT_H

#include "core/base/buffer.h"
#include "core/tree/document.h"

/* Puts value, with a tag of the program's own, as YAML flow text. like is the node that it replaces, or NULL; its quoting is kept where that is safe. */
void emit_yaml(struct buffer *out, const struct node *value, const struct node *like);

/* Puts value as JSON text. Ambiguous scalars come out as strings: ask emit_refusal() first. */
void emit_json(struct buffer *out, const struct node *value);

/* The value as text of a format. */
struct text emit_text(struct arena *arena, enum format format, const struct node *value, const struct node *like);

/* Puts ", " between the members of a list or map in flow text: nothing at the start, or behind an opening bracket. */
void emit_comma(struct buffer *out);

/* Puts a list or map as flow text, which is JSON's too: its values by put_value, its keys by put_key. */
void emit_collection(struct buffer *out, const struct node *collection,
                     void (*put_value)(struct buffer *out, const struct node *value),
                     void (*put_key)(struct buffer *out, const struct node *key));

/* Puts a mapping key that is a string: plain where that is safe in every reader, else double-quoted. */
void emit_yaml_key(struct buffer *out, struct text key);
/* Puts a synthetic mapping key, whose type may be another. */
void emit_yaml_typed_key(struct buffer *out, const struct node *key);
void emit_json_string(struct buffer *out, struct text string);
void emit_json_key(struct buffer *out, const struct node *key);

/* NULL when value can stand in a file of this format in the place of like (NULL: a new value); else what is wrong with
 * it, as the text of a message, and *culprit is the node inside value that is to blame. */
const char *emit_refusal(struct arena *arena, const struct node *value, enum format format, const struct node *like,
                         const struct node **culprit);

/* The same for a scalar on which readers disagree; as_string says how to make a string of it. */
const char *emit_ambiguity_refusal(struct arena *arena, struct text word, const char *as_string);

/* The same for a key that is added. */
const char *emit_key_refusal(struct arena *arena, const struct node *key, enum format format);

#endif
