/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/edit/edit_document.h"
#include "shim/cli/files/input_words.h"

#include "core/base/printable.h"
#include "core/read/read.h"
#include "core/tree/emit.h"

#define CLOSED_MARK TEXT("#:")
#define NOTE_MARK   TEXT("#! ")

/* ---- writing */

static void put_parent(struct buffer *out, size_t depth, struct text key)
{
    buffer_repeat(out, ' ', 2 * depth);
    emit_yaml_key(out, key);
    buffer_put(out, TEXT(":\n"));
}

/* Aligned with the key of a line that begins with "#". U+2028 and U+2029 would end a comment in YAML 1.1. */
static void put_remark(struct buffer *out, size_t depth, struct text remark)
{
    buffer_put(out, TEXT("##"));
    buffer_repeat(out, ' ', depth > 0 ? 2 * depth - 1 : 1);
    struct text printable = text_of(printable_string(out->arena, remark));
    for (size_t i = 0; i < printable.length; i++) {
        struct text rest = text_from(printable, i);
        if (text_starts(rest, TEXT("\u2028")) || text_starts(rest, TEXT("\u2029"))) {
            buffer_byte(out, ' ');
            i += 2;
        } else {
            buffer_byte(out, rest.bytes[0]);
        }
    }
    buffer_byte(out, '\n');
}

static void put_input_remark(struct buffer *out, size_t depth, const struct job_input *input)
{
    struct buffer remark = {.arena = out->arena}, limits = remark, about = remark;
    input_put_limits(&limits, input);
    input_put_about(&about, input);
    buffer_format(&remark, "%s%s%.*s%s", value_type_name(input->type), limits.length > 0 ? ", " : "",
                  TEXT_ARGS(buffer_text(&limits)), !input->value ? ", not set" : "");
    if (about.length > 0) {
        buffer_format(&remark, ". %.*s", TEXT_ARGS(buffer_text(&about)));
    }
    put_remark(out, depth, buffer_text(&remark));
}

/* The value in an input's line: the current one, one from the schema, or an example. */
static void put_input_value(struct buffer *out, const struct job_input *input)
{
    static const char *const examples[] = {
        [VALUE_UNKNOWN] = "null", [VALUE_NULL] = "null", [VALUE_BOOL] = "false", [VALUE_INT] = "0",
        [VALUE_FLOAT] = "0.0",    [VALUE_STR] = "\"\"",  [VALUE_LIST] = "[]",    [VALUE_OBJECT] = "{}",
    };
    const struct schema *schema = input->schema;
    const struct node *value = input->value;
    if (!input_is_showable(input)) {
        buffer_put(out, TEXT("secret://NAME"));
        return;
    }
    if (!value && schema) {
        value = schema->initial ? schema->initial : schema->constant;
    }
    if (!value && schema && schema->choices) {
        value = schema->choices->first;
    }
    if (value) {
        input_put_value(out, value);
    } else {
        buffer_put(out, text_of(examples[input->type]));
    }
}

static void put_inputs(struct buffer *out, const struct job_config *config, size_t depth)
{
    struct keypath before = {NULL, 0};
    for (const struct job_input *input = config->inputs; input; input = input->next) {
        size_t last = input->path.count - 1;
        for (size_t i = job_input_shared(before, input->path); i < last; i++) {
            put_parent(out, depth + i, input->path.steps[i].key);
        }
        put_input_remark(out, depth + last, input);
        buffer_byte(out, '#');
        buffer_repeat(out, ' ', 2 * (depth + last));
        emit_yaml_key(out, input->path.steps[last].key);
        buffer_put(out, TEXT(": "));
        put_input_value(out, input);
        buffer_byte(out, '\n');
        before = input->path;
    }
}

/* Whether keys of the document can name the inputs of config one by one. */
static bool is_listable(const struct job_config *config)
{
    return config->number == 0 && config->inputs && config->inputs->path.count > 0;
}

static void put_unlistable(struct buffer *out, const struct job_config *config)
{
    struct buffer remark = {.arena = out->arena};
    struct text label = job_config_label(out->arena, config);
    if (!config->inputs && config->chosen) {
        return; /* they are said by themselves */
    }
    if (!config->inputs) {
        buffer_format(&remark, "%.*s has no inputs", TEXT_ARGS(label));
    } else if (config->number > 0) {
        buffer_format(&remark, "%.*s is one document of several: write set: {\"%.*s:KEY\": VALUE}", TEXT_ARGS(label),
                      TEXT_ARGS(label));
    } else {
        buffer_format(&remark, "%.*s is %s and has no keys", TEXT_ARGS(label), node_describe(config->inputs->value));
    }
    put_remark(out, 0, buffer_text(&remark));
}

/* No key of `files` chooses an element. */
static void put_chosen(struct buffer *out, const struct job_config *config)
{
    for (const struct job_input *input = config->chosen; input; input = input->next) {
        struct buffer remark = {.arena = out->arena}, key = remark;
        buffer_format(&key, "%.*s:", TEXT_ARGS(job_config_label(out->arena, config)));
        keypath_write(&key, input->path);
        buffer_format(&remark, "%s: write set: {", value_type_name(input->type));
        emit_json_string(&remark, buffer_text(&key));
        buffer_put(&remark, TEXT(": "));
        put_input_value(&remark, input);
        buffer_byte(&remark, '}');
        put_remark(out, 0, buffer_text(&remark));
    }
}

static void put_configs(struct buffer *out, const struct job_config *configs, bool run_config)
{
    bool begun = false;
    for (const struct job_config *config = configs; config; config = config->next) {
        if (config->is_run_config != run_config) {
            continue;
        }
        if (!is_listable(config)) {
            put_unlistable(out, config);
            continue;
        }
        if (!begun) {
            put_parent(out, 0, run_config ? TEXT("run_config") : TEXT("files"));
            begun = true;
        }
        if (!run_config) {
            put_parent(out, 1, text_of(config->name));
        }
        put_inputs(out, config, run_config ? 1 : 2);
    }
}

void edit_document_put(struct buffer *out, const struct job_config *configs)
{
    put_remark(out, 0, TEXT("Take the # off a line to override its value, and change it. Save, and leave the editor."));
    buffer_byte(out, '\n');
    put_configs(out, configs, false);
    put_configs(out, configs, true);
    for (const struct job_config *config = configs; config; config = config->next) {
        put_chosen(out, config);
    }
}

/* ---- lines */

/* The line that begins at start, its end included. */
static struct text line_at(struct text document, size_t start)
{
    size_t end = text_find(document, start, '\n');
    return text_part(document, start, end < document.length ? end + 1 : end);
}

/* Without what an editor may strip from its end. */
static struct text line_content(struct text line)
{
    while (line.length > 0 && text_find(TEXT(" \t\r\n"), 0, line.bytes[line.length - 1]) < 4) {
        line.length--;
    }
    return line;
}

struct text edit_document_without_notes(struct arena *arena, struct text document, struct text notes)
{
    struct buffer out = {.arena = arena};
    bool *found = arena_array(arena, bool, notes.length + 1); /* by the byte at which a note begins */
    struct text line, note;
    for (size_t at = 0; at < document.length; at += line.length) {
        line = line_at(document, at);
        size_t start = text_starts(line, NOTE_MARK) ? 0 : notes.length;
        for (; start < notes.length; start += note.length) {
            note = line_at(notes, start);
            if (!found[start] && text_equal(line_content(note), line_content(line))) {
                found[start] = true;
                break;
            }
        }
        buffer_put(&out, start < notes.length ? TEXT("") : line);
    }
    return buffer_text(&out);
}

/* ---- opening and closing */

static bool read_document(struct arena *arena, struct text document, struct document *read)
{
    struct diagnostics unsaid = {.arena = arena};
    return document_read(arena, "document", document, FORMAT_YAML, 0, read, &unsaid);
}

static struct node *object_in(struct arena *arena, struct node *map, struct text key)
{
    struct node *object = node_find(arena, map, key);
    if (!object) {
        object = node_synthetic(arena, NODE_MAP, TEXT(""));
        object->key = node_synthetic(arena, NODE_STRING, key);
        node_append(map, object);
    }
    return object;
}

/* The objects around the inputs, as a document nests them. Only one of these means no override when it is left empty;
 * an empty input is null. */
static struct node *objects_of(struct arena *arena, const struct job_config *configs)
{
    struct node *root = node_synthetic(arena, NODE_MAP, TEXT(""));
    for (const struct job_config *config = configs; config; config = config->next) {
        struct node *top = object_in(arena, root, config->is_run_config ? TEXT("run_config") : TEXT("files"));
        top = config->is_run_config ? top : object_in(arena, top, text_of(config->name));
        for (const struct job_input *input = config->inputs; input; input = input->next) {
            struct node *object = top;
            for (size_t i = 0; i + 1 < input->path.count; i++) {
                object = object_in(arena, object, input->path.steps[i].key);
            }
        }
    }
    return root;
}

/* The keys of objects and of all objects in them, as one map. */
static void gather_keys(struct arena *arena, const struct node *objects, struct node *keys)
{
    for (const struct node *child = objects->first; child; child = child->next) {
        object_in(arena, keys, child->key->text);
        gather_keys(arena, child, keys);
    }
}

/* Whether line is one of these keys, with nothing behind it. */
static bool is_empty_object(struct arena *arena, struct text line, struct node *keys)
{
    struct document read;
    const struct node *root = read_document(arena, line, &read) ? read.root : NULL;
    const struct node *value = root && root->kind == NODE_MAP && root->count == 1 ? root->first : NULL;
    return value && value->kind == NODE_NULL && value->start == value->end && node_find(arena, keys, value->key->text);
}

struct text edit_document_opened(struct arena *arena, struct text document, const struct job_config *configs)
{
    struct buffer out = {.arena = arena};
    struct node *keys = node_synthetic(arena, NODE_MAP, TEXT(""));
    struct text line;
    gather_keys(arena, objects_of(arena, configs), keys);
    for (size_t at = 0; at < document.length; at += line.length) {
        line = line_at(document, at);
        struct text open = text_starts(line, CLOSED_MARK) ? text_from(line, CLOSED_MARK.length) : TEXT("");
        buffer_put(&out, is_empty_object(arena, open, keys) ? open : line);
    }
    return buffer_text(&out);
}

struct closing {
    struct arena *arena;
    struct text document;
    bool *closed; /* by the byte at which a line begins */
};

static void close_line(struct closing *closing, size_t at)
{
    while (at > 0 && closing->document.bytes[at - 1] != '\n') {
        at--;
    }
    closing->closed[at] = true;
}

/* Closes the parts of a block map that hold no override; true when all do. objects: the known ones in it; NULL:
 * none. */
static bool close_map(struct closing *closing, const struct node *map, struct node *objects)
{
    bool all = true;
    for (const struct node *child = map->first; child; child = child->next) {
        struct node *known = objects ? node_find(closing->arena, objects, child->key->text) : NULL;
        bool is_nothing = child->kind == NODE_NULL && child->start == child->end;
        bool empty = false;
        if (!child->properties && child->kind == NODE_MAP && child->style == STYLE_BLOCK) {
            is_nothing = close_map(closing, child, known);
        }
        if (!child->properties && is_nothing && known) {
            close_line(closing, child->key->head);
            empty = true;
        }
        all = all && empty;
    }
    return all;
}

/* A document that cannot be read stays as it is: reading it for its overrides will say what is wrong. */
struct text edit_document_closed(struct arena *arena, struct text document, const struct job_config *configs)
{
    struct buffer out = {.arena = arena};
    struct closing closing = {.arena = arena, .document = document};
    struct document read;
    struct text line;
    if (!read_document(arena, document, &read) || !read.root || read.root->kind != NODE_MAP ||
        read.root->style != STYLE_BLOCK) {
        return document;
    }
    closing.closed = arena_array(arena, bool, document.length + 1);
    close_map(&closing, read.root, objects_of(arena, configs));
    for (size_t at = 0; at < document.length; at += line.length) {
        line = line_at(document, at);
        buffer_put(&out, closing.closed[at] ? CLOSED_MARK : TEXT(""));
        buffer_put(&out, line);
    }
    return buffer_text(&out);
}

bool edit_document_is_empty(struct arena *arena, struct text document)
{
    struct document read;
    return read_document(arena, document, &read) && !read.root;
}

/* ---- notes */

struct noting {
    const char *name;
    const struct diagnostics *diagnostics;
    struct buffer out, notes;
};

/* Puts the errors about this line of the document called name, or, for line 0, those about anything else; returns how
 * many they were. */
static uint32_t put_notes(struct noting *noting, uint32_t line)
{
    const char *name = noting->name;
    uint32_t count = 0;
    for (const struct diagnostic *d = noting->diagnostics->first; d; d = d->next) {
        bool is_inside = d->place.line > 0 && text_equal(text_of(d->place.source), text_of(name));
        if (d->severity == SEVERITY_ERROR && (is_inside ? d->place.line : 0) == line) {
            struct buffer note = {.arena = noting->out.arena};
            buffer_put(&note, NOTE_MARK);
            printable_put(&note, text_of(is_inside ? d->text : diagnostic_line(note.arena, d)));
            buffer_byte(&note, '\n');
            buffer_put(&noting->out, buffer_text(&note));
            buffer_put(&noting->notes, buffer_text(&note));
            count++;
        }
    }
    return count;
}

struct text edit_document_noted(struct arena *arena, struct text document, const char *name,
                                const struct diagnostics *diagnostics, uint32_t *line, struct text *notes)
{
    struct noting noting = {name, diagnostics, {.arena = arena}, {.arena = arena}};
    uint32_t written = put_notes(&noting, 0), number = 0;
    struct text next;
    *line = 0;
    for (size_t at = 0; at < document.length; at += next.length) {
        uint32_t count = put_notes(&noting, ++number);
        next = line_at(document, at);
        buffer_put(&noting.out, next);
        buffer_put(&noting.out, text_ends(next, TEXT("\n")) ? TEXT("") : TEXT("\n"));
        written += count + 1;
        *line = *line == 0 && count > 0 ? written : *line;
    }
    uint32_t last = put_notes(&noting, number + 1); /* errors at its end */
    if (*line == 0) {
        *line = last > 0 ? written + last : 1;
    }
    *notes = buffer_text(&noting.notes);
    return buffer_text(&noting.out);
}
