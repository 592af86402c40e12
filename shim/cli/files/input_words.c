/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/files/input_words.h"

#include "core/tree/emit.h"

void input_put_value(struct buffer *out, const struct node *value)
{
    static const struct node plain = {.kind = NODE_STRING, .style = STYLE_PLAIN};
    emit_yaml(out, value, &plain);
}

bool input_is_showable(const struct job_input *input)
{
    return !input->secret ||
           (input->value && input->value->kind == NODE_STRING && text_starts(input->value->text, SECRET_PREFIX));
}

void input_put_now(struct buffer *out, const struct job_input *input)
{
    if (!input->value) {
        buffer_byte(out, '-');
    } else if (!input_is_showable(input)) {
        buffer_put(out, TEXT("(hidden)"));
    } else if (input->secret) {
        buffer_put(out, input->value->text);
    } else {
        input_put_value(out, input->value);
    }
}

static void begin_phrase(struct buffer *out)
{
    if (out->length > 0) {
        buffer_put(out, TEXT(", "));
    }
}

static void put_phrase(struct buffer *out, const char *words)
{
    begin_phrase(out);
    buffer_put(out, text_of(words));
}

static void put_with_value(struct buffer *out, const char *words, const struct node *value)
{
    if (value) {
        put_phrase(out, words);
        input_put_value(out, value);
    }
}

static void put_choices(struct buffer *out, const char *words, const struct node *choices)
{
    if (!choices) {
        return;
    }
    put_phrase(out, words);
    for (const struct node *choice = choices->first; choice; choice = choice->next) {
        if (choice != choices->first) {
            buffer_put(out, TEXT(", "));
        }
        input_put_value(out, choice);
    }
}

static void put_counts(struct buffer *out, const struct schema *schema)
{
    unsigned long long least = schema->min_items, most = schema->max_items;
    begin_phrase(out);
    if (!schema->bounds_items[1]) {
        buffer_format(out, "%llu elements or more", least);
    } else if (!schema->bounds_items[0]) {
        buffer_format(out, "at most %llu elements", most);
    } else {
        buffer_format(out, "%llu to %llu elements", least, most);
    }
}

static void put_list_limits(struct buffer *out, const struct schema *schema)
{
    if (schema->items) {
        put_choices(out, "any of ", schema->items->choices);
    }
    if (schema->bounds_items[0] || schema->bounds_items[1]) {
        put_counts(out, schema);
    }
    if (schema->unique_items) {
        put_phrase(out, "none twice");
    }
}

static void put_value_limits(struct buffer *out, const struct schema *schema)
{
    put_choices(out, "one of ", schema->choices);
    put_with_value(out, "always ", schema->constant);
    put_with_value(out, ">= ", schema->minimum);
    put_with_value(out, "> ", schema->exclusive_minimum);
    put_with_value(out, "<= ", schema->maximum);
    put_with_value(out, "< ", schema->exclusive_maximum);
    put_list_limits(out, schema);
    if (schema->optional) {
        put_phrase(out, "or null");
    }
    put_with_value(out, "default ", schema->initial);
}

void input_put_limits(struct buffer *out, const struct job_input *input)
{
    struct buffer limits = {.arena = out->arena};
    if (input->secret) {
        put_phrase(&limits, "secret");
    } else if (input->schema) {
        put_value_limits(&limits, input->schema);
    }
    if (input->required) {
        put_phrase(&limits, "required");
    }
    buffer_put(out, buffer_text(&limits));
}

static void put_line(struct buffer *out, struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        char c = text.bytes[i];
        buffer_byte(out, c == '\n' || c == '\r' || c == '\t' ? ' ' : c);
    }
}

void input_put_about(struct buffer *out, const struct job_input *input)
{
    const struct schema *schema = input->schema;
    if (!schema) {
        return;
    }
    struct text title = schema->label.length > 0 ? schema->label : schema->title;
    put_line(out, title);
    if (title.length > 0 && schema->description.length > 0) {
        buffer_put(out, TEXT(": "));
    }
    put_line(out, schema->description);
}
