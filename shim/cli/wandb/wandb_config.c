/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/wandb/wandb_config.h"

#include "core/tree/emit.h"
#include "core/tree/lexeme.h"
#include "core/base/utf8.h"

#include <string.h>

static void put_escape(struct buffer *out, uint32_t unit)
{
    buffer_format(out, "\\u%04x", unit);
}

/* JSON text outside of ASCII is inside strings, where an escape says the same. */
static void put_ascii(struct buffer *out, struct text json)
{
    size_t length;
    for (size_t at = 0; at < json.length; at += length) {
        uint32_t point = utf8_decode(json, at, &length);
        if (point < 0x80) {
            buffer_byte(out, (char)point);
        } else if (point < 0x10000) {
            put_escape(out, point);
        } else {
            put_escape(out, 0xd800 + ((point - 0x10000) >> 10));
            put_escape(out, 0xdc00 + ((point - 0x10000) & 0x3ff));
        }
    }
}

static void put_string(struct buffer *out, struct text string)
{
    struct buffer json = {.arena = out->arena};
    emit_json_string(&json, string);
    put_ascii(out, buffer_text(&json));
}

static void put_key(struct buffer *out, const struct node *key)
{
    put_string(out, key->text);
}

/* What JSON itself cannot say. */
static void put_not_finite(struct buffer *out, struct text lexeme)
{
    if (strpbrk(text_string(out->arena, lexeme), "aA") != NULL) {
        buffer_put(out, TEXT("NaN"));
    } else {
        buffer_put(out, lexeme.bytes[0] == '-' ? TEXT("-Infinity") : TEXT("Infinity"));
    }
}

static void put_scalar(struct buffer *out, const struct node *value)
{
    struct buffer number = {.arena = out->arena};
    if (value->kind == NODE_STRING || value->kind == NODE_AMBIGUOUS) {
        put_string(out, value->text);
    } else if (value->kind != NODE_FLOAT || lexeme_put_json(&number, NODE_FLOAT, value->text)) {
        emit_json(out, value);
    } else {
        put_not_finite(out, value->text);
    }
}

void wandb_config_put(struct buffer *out, const struct node *run_config)
{
    if (node_is_scalar(run_config)) {
        put_scalar(out, run_config);
        return;
    }
    emit_collection(out, run_config, wandb_config_put, put_key);
}
