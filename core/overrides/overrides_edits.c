/* SPDX-License-Identifier: Apache-2.0 */
#include "core/overrides/overrides_edits.h"
#include "core/overrides/base_copy.h"
#include "core/overrides/base_digest.h"
#include "core/overrides/target.h"
#include "core/overrides/value_put.h"
#include "core/tree/emit.h"
#include "core/tree/lexeme.h"
#include "core/tree/own_tag.h"
#include "core/tree/place.h"
#include "core/tree/scalar.h"

static const char *const operation_names[] = {
    [OVERRIDE_MERGE] = "merge", [OVERRIDE_SET] = "set", [OVERRIDE_ADD] = "add", [OVERRIDE_UNSET] = "unset"};
static const char *const format_names[] = {[FORMAT_UNKNOWN] = "", [FORMAT_YAML] = "yaml", [FORMAT_JSON] = "json"};

static struct text place_text(struct arena *arena, struct place place)
{
    struct buffer text = {.arena = arena};
    buffer_put(&text, text_of(place.source));
    if (place.line > 0) {
        buffer_format(&text, ":%u:%u", place.line, place.column);
    }
    return buffer_text(&text);
}

static void put_edit(const struct value_writer *writer, const struct override *override)
{
    const struct override_file *file = override->file;
    struct arena *arena = writer->out->arena;
    value_put_string(writer, "{\"file\": ", file->path);
    value_put_string(writer, ", \"as\": ", text_of(file->name));
    if (file->format != FORMAT_UNKNOWN) {
        value_put_string(writer, ", \"format\": ", text_of(format_names[file->format]));
    }
    if (override->document > 0) {
        buffer_format(writer->out, ", \"document\": %u", override->document);
    } else if (override->selectors.count > 0) {
        value_put_string(writer, ", \"document\": ", target_selectors_text(arena, override->selectors));
    }
    value_put_string(writer, ", \"op\": ", text_of(operation_names[override->operation]));
    if (override->path.count > 0) {
        value_put_string(writer, ", \"key\": ", keypath_text(arena, override->path));
    }
    if (override->value) {
        buffer_put(writer->out, TEXT(", \"value\": "));
        value_put(writer, override->value);
    }
    if (override->word.length > 0) {
        value_put_string(writer, ", \"word\": ", override->word);
    }
    value_put_string(writer, ", \"from\": ", place_text(arena, override->origin));
    buffer_byte(writer->out, '}');
}

static bool all_json(const struct overrides *overrides)
{
    for (const struct override *override = overrides->first; override; override = override->next) {
        if (override->value && !value_is_json(overrides->arena, override->value)) {
            return false;
        }
    }
    return !overrides->run_config || value_is_json(overrides->arena, overrides->run_config);
}

static void put_section(const struct value_writer *writer, const char *before, const struct node *value)
{
    if (value) {
        buffer_put(writer->out, text_of(before));
        value_put(writer, value);
    }
}

void overrides_write(const struct overrides *overrides, struct buffer *out)
{
    struct value_writer writer = {.out = out, .yaml = !all_json(overrides)};
    /* Without quotes it does not begin as JSON does, and is read as the YAML that it is. */
    buffer_put(out, writer.yaml ? TEXT("{edits: [") : TEXT("{\"edits\": ["));
    for (const struct override *override = overrides->first; override; override = override->next) {
        if (!override->file->policy->optional) { /* the run config's file is made of run_config anew */
            emit_comma(out);
            put_edit(&writer, override);
        }
    }
    buffer_byte(out, ']');
    put_section(&writer, ", \"run_config\": ", overrides->run_config);
    put_section(&writer, ", \"base_digests\": ", base_digests_of(out->arena, overrides));
    put_section(&writer, ", \"base_files\": ", base_copies_of(out->arena, overrides));
    buffer_put(out, overrides->shared ? TEXT(", \"shared\": true}") : TEXT("}"));
}

/* One edit as it is read: its fields, NULL where they are left out. */
struct fields {
    struct node *file, *as, *format, *document, *op, *key, *value, *word, *from;
};

static struct node **field_of(struct fields *fields, struct text name)
{
    const struct {
        const char *name;
        struct node **field;
    } known[] = {{"file", &fields->file},         {"as", &fields->as},     {"format", &fields->format},
                 {"document", &fields->document}, {"op", &fields->op},     {"key", &fields->key},
                 {"value", &fields->value},       {"word", &fields->word}, {"from", &fields->from}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (text_equal(text_of(known[i].name), name)) {
            return known[i].field;
        }
    }
    return NULL;
}

static struct text text_in(const struct node *field)
{
    return field && field->kind == NODE_STRING ? field->text : TEXT("");
}

/* The index of field's text in names, or count. */
static size_t find_name(const struct node *field, const char *const *names, size_t count)
{
    size_t i = 0;
    while (i < count && !text_equal(text_of(names[i]), text_in(field))) {
        i++;
    }
    return i;
}

static const char *read_fields(struct node *edit, struct fields *fields)
{
    if (edit->kind != NODE_MAP) {
        return "an edit is an object";
    }
    for (struct node *value = edit->first; value; value = value->next) {
        struct node **field = field_of(fields, value->key->text);
        if (!field) {
            return "an edit has file, as, format, document, op, key, value, word and from";
        }
        *field = value;
    }
    return NULL;
}

static const char *read_file(struct overrides *overrides, const struct fields *fields, struct override *override)
{
    struct text path = text_in(fields->file), name = text_in(fields->as);
    const char *problem = target_path_refusal(path);
    if (problem) {
        return problem;
    }
    size_t format = find_name(fields->format, format_names, sizeof format_names / sizeof *format_names);
    if (format > FORMAT_JSON) {
        return "an edit's format is yaml or json";
    }
    override->file = overrides_register(overrides, path, name.length > 0 ? name : path, override->origin);
    if (format != FORMAT_UNKNOWN) {
        override->file->format = (enum format)format;
    }
    return NULL;
}

static const char *read_path(struct overrides *overrides, const struct fields *fields, struct override *override)
{
    size_t at;
    if (override->operation == OVERRIDE_MERGE) {
        return fields->key ? "an edit that merges has no key" : NULL;
    }
    return keypath_read(overrides->arena, text_in(fields->key), &override->path, &at);
}

static const char *value_refusal(const struct fields *fields, const struct override *override)
{
    switch (override->operation) {
    case OVERRIDE_MERGE:
        return fields->value && fields->value->kind == NODE_MAP && node_own_tag(fields->value).length == 0
                   ? NULL
                   : "an edit that merges has an object for its value";
    case OVERRIDE_UNSET:
        return fields->value ? "an edit that unsets has no value" : target_removal_refusal(override->path);
    default:
        return fields->value ? NULL : "the edit's value is missing";
    }
}

static bool read_choice(struct arena *arena, const struct node *document, struct override *override)
{
    if (document->kind == NODE_STRING) {
        return !target_read_selectors(arena, document->text, &override->selectors);
    }
    return document->kind == NODE_INT && text_number(document->text, &override->document) && override->document > 0;
}

static const char *read_edit(struct overrides *overrides, struct node *edit, struct override *override)
{
    struct fields fields = {0};
    const char *problem = read_fields(edit, &fields);
    if (problem) {
        return problem;
    }
    size_t operation = find_name(fields.op, operation_names, sizeof operation_names / sizeof *operation_names);
    if (operation > OVERRIDE_UNSET) {
        return "an edit's op is merge, set, add or unset";
    }
    override->operation = (enum operation)operation;
    override->value = fields.value;
    override->word = text_in(fields.word);
    if (fields.document && !read_choice(overrides->arena, fields.document, override)) {
        return "an edit's document is a number from 1 on, or PATH=TEXT";
    }
    if (text_in(fields.from).length > 0) {
        override->origin = (struct place){.source = text_string(overrides->arena, fields.from->text)};
    }
    problem = read_path(overrides, &fields, override);
    problem = problem ? problem : value_refusal(&fields, override);
    return problem ? problem : read_file(overrides, &fields, override);
}

/* Places inside the document say nothing to a person, so source is left NULL and messages show the origin. */
void overrides_read_edits(struct overrides *overrides, const struct document *document, struct node *edits,
                          struct diagnostics *diagnostics)
{
    for (struct node *edit = edits->first; edit; edit = edit->next) {
        struct place place = document_place(document, edit->head);
        struct override override = {.layer = LAYER_SAID, .origin = place};
        const char *problem = read_edit(overrides, edit, &override);
        if (problem) {
            diagnose(diagnostics, SEVERITY_ERROR, place, "%s (inlay writes edits itself: say it in set)", problem);
        } else {
            overrides_add(overrides, &override);
        }
    }
}
