/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/form/form_model.h"
#include "shim/cli/base/html_page.h"
#include "shim/cli/files/input_words.h"
#include "shim/cli/base/version.h"

#include "core/read/format.h"
#include "core/tree/emit.h"
#include "core/tree/lexeme.h"

/* A schema can lead to billions of others, each named once by $ref. */
#define SCHEMAS_MAX 1000

struct writer {
    struct buffer *out;
    size_t schemas; /* still to be written for this input */
    bool hides;     /* the input is a secret: its schema's values are left out */
};

static void put_string(struct buffer *out, struct text string)
{
    emit_json_string(out, string);
}

/* A member of an object, up to its value. */
static void put_name(struct buffer *out, const char *name)
{
    emit_comma(out);
    buffer_format(out, "\"%s\":", name);
}

static void put_text(struct buffer *out, const char *name, struct text text)
{
    if (text.length > 0) {
        put_name(out, name);
        put_string(out, text);
    }
}

static void put_flag(struct buffer *out, const char *name, bool flag)
{
    if (flag) {
        put_name(out, name);
        buffer_put(out, TEXT("true"));
    }
}

/* Only the program knows the type of a scalar with a tag of its own, so that is shown as an ambiguous word is. */
static bool is_word(const struct node *value)
{
    return value->kind == NODE_AMBIGUOUS || (node_is_scalar(value) && value_type_of(value) == VALUE_UNKNOWN);
}

static void put_json(struct buffer *out, const struct node *value)
{
    if (value->kind == NODE_LIST || value->kind == NODE_MAP) {
        emit_collection(out, value, put_json, emit_json_key);
        return;
    }
    if (is_word(value)) {
        buffer_byte(out, '!');
        put_string(out, value->text);
        return;
    }
    if (value->kind == NODE_FLOAT && !lexeme_put_json(out, NODE_FLOAT, value->text)) {
        buffer_put(out, value->text); /* .inf, .nan */
    } else if (value->kind != NODE_FLOAT) {
        emit_json(out, value);
    }
}

static void put_value_text(struct buffer *out, const struct node *value)
{
    struct buffer text = {.arena = out->arena};
    put_json(&text, value);
    put_string(out, buffer_text(&text));
}

static void put_member(struct writer *writer, const char *name, const struct node *value)
{
    if (value && !writer->hides) {
        put_name(writer->out, name);
        put_value_text(writer->out, value);
    }
}

static void put_types(struct writer *writer, const struct schema *schema)
{
    static const char *const names[] = {"null", "boolean", "integer", "number", "string", "array", "object"};
    if (!schema->types) {
        return;
    }
    put_name(writer->out, "types");
    buffer_byte(writer->out, '[');
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (schema->types & 1U << i) {
            emit_comma(writer->out);
            put_string(writer->out, text_of(names[i]));
        }
    }
    buffer_byte(writer->out, ']');
}

static void put_choices(struct writer *writer, const struct node *choices)
{
    if (!choices || writer->hides) {
        return;
    }
    put_name(writer->out, "enum");
    buffer_byte(writer->out, '[');
    for (const struct node *choice = choices->first; choice; choice = choice->next) {
        emit_comma(writer->out);
        put_value_text(writer->out, choice);
    }
    buffer_byte(writer->out, ']');
}

static void put_limits(struct writer *writer, const struct schema *schema)
{
    put_member(writer, "minimum", schema->minimum);
    put_member(writer, "maximum", schema->maximum);
    put_member(writer, "exclusiveMinimum", schema->exclusive_minimum);
    put_member(writer, "exclusiveMaximum", schema->exclusive_maximum);
    if (schema->bounds_items[0]) {
        put_name(writer->out, "minItems");
        buffer_format(writer->out, "\"%llu\"", (unsigned long long)schema->min_items);
    }
    if (schema->bounds_items[1]) {
        put_name(writer->out, "maxItems");
        buffer_format(writer->out, "\"%llu\"", (unsigned long long)schema->max_items);
    }
    put_flag(writer->out, "uniqueItems", schema->unique_items);
}

static void put_schema(struct writer *writer, const struct schema *schema);

/* Properties that only alternatives have are put there. */
static void put_properties(struct writer *writer, const struct schema *schema)
{
    if (!schema->properties) {
        return;
    }
    put_name(writer->out, "properties");
    buffer_byte(writer->out, '[');
    for (const struct schema_property *property = schema->properties; property; property = property->next) {
        if (!property->shared) {
            emit_comma(writer->out);
            buffer_byte(writer->out, '[');
            put_string(writer->out, property->key);
            buffer_byte(writer->out, ',');
            put_schema(writer, property->schema);
            buffer_byte(writer->out, ']');
        }
    }
    buffer_byte(writer->out, ']');
}

static void put_inner_schemas(struct writer *writer, const struct schema *schema)
{
    if (schema->items && !schema->alternatives) {
        put_name(writer->out, "items");
        put_schema(writer, schema->items);
    }
    put_properties(writer, schema);
    if (schema->alternatives && schema->alternatives[0]) {
        put_name(writer->out, "anyOf");
        buffer_byte(writer->out, '[');
        for (size_t i = 0; schema->alternatives[i]; i++) {
            emit_comma(writer->out);
            put_schema(writer, schema->alternatives[i]);
        }
        buffer_byte(writer->out, ']');
    }
}

static void put_schema(struct writer *writer, const struct schema *schema)
{
    buffer_byte(writer->out, '{');
    if (writer->schemas > 0) { /* beyond it the page accepts all values, and inlay checks them */
        writer->schemas--;
        put_types(writer, schema);
        put_flag(writer->out, "optional", schema->optional);
        put_text(writer->out, "title", schema->title);
        put_text(writer->out, "label", schema->label);
        put_text(writer->out, "description", schema->description);
        put_text(writer->out, "placeholder", schema->placeholder);
        put_flag(writer->out, "required", schema->required);
        put_choices(writer, schema->choices);
        put_member(writer, "const", schema->constant);
        put_member(writer, "default", schema->initial);
        put_limits(writer, schema);
        put_inner_schemas(writer, schema);
    }
    buffer_byte(writer->out, '}');
}

static void put_path(struct buffer *out, struct keypath path)
{
    buffer_byte(out, '[');
    for (size_t i = 0; i < path.count; i++) {
        emit_comma(out);
        put_string(out, path.steps[i].key);
    }
    buffer_byte(out, ']');
}

static void put_input(struct buffer *out, const struct job_input *input)
{
    struct writer writer = {.out = out, .schemas = SCHEMAS_MAX, .hides = input->secret};
    buffer_byte(out, '{');
    put_name(out, "path");
    put_path(out, input->path);
    put_text(out, "type", text_of(value_type_name(input->type)));
    if (input->value && !input_is_showable(input)) {
        put_flag(out, "hidden", true);
    } else if (input->value) {
        put_name(out, "value");
        put_value_text(out, input->value);
    }
    put_flag(out, "secret", input->secret);
    put_flag(out, "required", input->required);
    if (input->schema) {
        put_name(out, "schema");
        put_schema(&writer, input->schema);
    }
    buffer_byte(out, '}');
}

static void put_section(struct buffer *out, const struct schema *schema, struct keypath path)
{
    if (!schema || schema->title.length + schema->label.length + schema->description.length == 0) {
        return;
    }
    emit_comma(out);
    buffer_byte(out, '{');
    put_name(out, "path");
    put_path(out, path);
    put_text(out, "title", schema->title);
    put_text(out, "label", schema->label);
    put_text(out, "description", schema->description);
    buffer_byte(out, '}');
}

/* What the schema says of objects around inputs. An input adds those that the input before is not in. */
static void put_sections(struct buffer *out, const struct job_config *config)
{
    struct keypath before = {0};
    if (config->offer->schema) {
        put_section(out, config->offer->schema, before);
        for (const struct job_input *input = config->inputs; input; input = input->next) {
            for (size_t count = job_input_shared(before, input->path) + 1; count < input->path.count; count++) {
                struct keypath path = {input->path.steps, count};
                put_section(out, schema_at(config->offer->schema, path), path);
            }
            before = input->path;
        }
    }
}

static void put_file(struct buffer *out, const struct job_config *config)
{
    struct text name = text_of(config->name);
    enum format format = config->document ? config->document->format : format_of_name(name);
    put_text(out, "file", name);
    put_text(out, "format", format == FORMAT_JSON ? TEXT("json") : TEXT("yaml"));
    if (config->number > 0) {
        put_name(out, "document");
        buffer_format(out, "%u", config->number);
    }
}

static void put_config(struct buffer *out, const struct job_config *config)
{
    buffer_byte(out, '{');
    if (config->is_run_config) {
        put_flag(out, "run_config", true);
    } else {
        put_file(out, config);
    }
    put_name(out, "sections");
    buffer_byte(out, '[');
    put_sections(out, config);
    buffer_put(out, TEXT("],\"inputs\":["));
    for (const struct job_input *input = config->inputs; input; input = input->next) {
        emit_comma(out);
        buffer_byte(out, '\n');
        put_input(out, input);
    }
    buffer_put(out, TEXT("]}"));
}

static void put_option(struct buffer *out, const char *name, const char *value)
{
    if (value) {
        emit_comma(out);
        buffer_format(out, "\"%s\",", name);
        put_string(out, text_of(value));
    }
}

void form_model_write(struct buffer *out, const char *job, const struct options *options,
                      const struct job_config *configs)
{
    struct buffer json = {.arena = out->arena};
    buffer_put(&json, TEXT("{\"inlay\":\"" INLAY_VERSION "\",\"job\":"));
    put_string(&json, text_of(job));
    buffer_put(&json, TEXT(",\"options\":["));
    put_option(&json, "--inputs", options->inputs_path);
    put_option(&json, "--root", options->root);
    buffer_put(&json, TEXT("],\"configs\":["));
    for (const struct job_config *config = configs; config; config = config->next) {
        emit_comma(&json);
        put_config(&json, config);
    }
    buffer_put(&json, TEXT("]}"));
    html_page_put_inert(out, buffer_text(&json));
}
