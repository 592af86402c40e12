/* SPDX-License-Identifier: Apache-2.0 */
/* Makes every edit to config files and to variants of them, and writes what came out for the judges to judge.
 *
 * usage: edits FILE ... >stream
 *
 * The stream is records of fields:
 *     document NAME yaml|json strict|lenient BYTES
 *     edit COUNT (OPERATION PATH VALUE) ... BYTES     of the document before it; COUNT operations, and the result
 * OPERATION is set, remove or append. PATH has a line for each step: ".KEY" with the key as it is spelt in the file, or
 * "#INDEX". VALUE is JSON.
 *
 * Bytes outside an edit's own lines must be as they were: that is judged here. Numbers and refusals go to standard
 * error. Exits with 1 when a byte was wrong or inlay found a fault of its own. */
#include "core/read/format.h"
#include "core/read/read.h"
#include "core/tree/emit.h"
#include "core/patch/patch.h"
#include "tests/properties/every_edit.h"
#include "tests/properties/stream.h"

#include <libgen.h>
#include <stdlib.h>
#include <string.h>

/* As an assignment would give it, and what it means. Numbers that YAML 1.1 reads as such, for judges that read JSON as
 * YAML. */
static const struct {
    const char *text, *meaning;
} values[] = {
    {"42", "42"},
    {"-1e-7", "-1.0e-7"},
    {"2.50", "2.50"},
    {"TRUE", "true"},
    {"null", "null"},
    {"word", "\"word\""},
    {"'two: # words'", "\"two: # words\""},
    {"it's {1, \"2\"}", "\"it's {1, \\\"2\\\"}\""},
    {"\"\\ttab\\nline\\x07\\x7f\\\\ \\u2028\\ufeff\"", "\"\\ttab\\nline\\u0007\\u007f\\\\ \\u2028\\ufeff\""},
    {"h\xc3\xa9llo \xe6\x97\xa5\xe6\x9c\xac \xf0\x9f\x98\x80",
     "\"h\xc3\xa9llo \xe6\x97\xa5\xe6\x9c\xac \xf0\x9f\x98\x80\""},
    {"''", "\"\""},
    {"'123'", "\"123\""},
    {"\"yes\"", "\"yes\""},
    {"[]", "[]"},
    {"{}", "{}"},
    {"[1, [x], {}]", "[1, [\"x\"], {}]"},
    {"{a: {b: [0.5, null]}, k k: \"v: w\"}", "{\"a\": {\"b\": [0.5, null]}, \"k k\": \"v: w\"}"},
};
#define VALUE_COUNT (sizeof values / sizeof *values)

/* Refusals are counted by what stands in their message. */
static struct {
    const char *words, *reason;
    unsigned count;
} refusals[] = {
    {"is a merge key", "an override of << itself", 0},
    {"is inherited through <<", "the removal of a key that << brings", 0},
    {"shares this value by an anchor", "an alias that cannot have a value of its own", 0},
    {"is in a key here", "the anchor of an alias in a key", 0},
    {"as a string and as another type", "a key of two types", 0},
    {"ends in a block scalar", "a value of a key that is a block scalar without a line end", 0},
    {"", "other", 0},
};
#define REFUSAL_COUNT (sizeof refusals / sizeof *refusals)

/* One document in one of its variants, and the edit that is being made to it. */
struct run {
    struct arena arena;       /* what lives as long as the document */
    struct arena patch_arena; /* as long as the edit */
    const char *name;
    struct text source;
    struct document document;
    bool whole; /* every value for every place, not one in turn */
    const struct node *values[VALUE_COUNT];
    struct override_file file;
    struct overrides overrides;
    struct buffer operations; /* fields for the stream */
    size_t operation_count;
    uint32_t start, end; /* bytes outside may not change */
    bool patched;
};

static unsigned long edit_count, refused_count, disputed_count, wrong_count;

static void count_refusal(const struct run *run, const struct diagnostics *diagnostics)
{
    refused_count++;
    const char *message = diagnostic_line(diagnostics->arena, diagnostics->first);
    struct text own_fault = TEXT("please report it with this file and the overrides)");
    if (text_ends(text_of(message), own_fault)) {
        wrong_count++;
        fprintf(stderr, "wrong: %s: %s\n%.*s\n", run->name, message, TEXT_ARGS(buffer_text(&run->operations)));
    }
    size_t reason = 0;
    while (!strstr(message, refusals[reason].words)) {
        reason++;
    }
    refusals[reason].count++;
    if (reason == REFUSAL_COUNT - 1) {
        fprintf(stderr, "refused: %s\n", message);
    }
}

static void check_outside(struct run *run, struct text result)
{
    struct text source = run->source;
    size_t same_before = 0;
    size_t same_after = 0;
    while (same_before < source.length && same_before < result.length &&
           source.bytes[same_before] == result.bytes[same_before]) {
        same_before++;
    }
    while (same_after < source.length && same_after < result.length &&
           source.bytes[source.length - 1 - same_after] == result.bytes[result.length - 1 - same_after]) {
        same_after++;
    }
    if (same_before < run->start || same_after < source.length - run->end) {
        wrong_count++;
        fprintf(stderr, "wrong: %s: bytes outside %u to %u changed\n%.*s\n--- now\n%.*s\n---\n", run->name, run->start,
                run->end, TEXT_ARGS(buffer_text(&run->operations)), TEXT_ARGS(result));
    }
}

static void patch_once(void *context)
{
    struct run *run = context;
    struct patch patch;
    struct diagnostics diagnostics = {.arena = &run->patch_arena};
    edit_count++;
    if (!patch_file(&run->patch_arena, &run->overrides, &run->file, run->source, &patch, &diagnostics)) {
        count_refusal(run, &diagnostics);
        return;
    }
    if (diagnostics.first && strstr(diagnostics.first->text, "ends the file without a line end")) {
        disputed_count++; /* readers disagree on the file as it is */
        return;
    }
    check_outside(run, patch.bytes);
    struct buffer count = {.arena = &run->patch_arena};
    buffer_format(&count, "%zu", run->operation_count);
    write_field(TEXT("edit"));
    write_field(buffer_text(&count));
    fwrite(run->operations.bytes, 1, run->operations.length, stdout);
    write_field(patch.bytes);
}

static void begin_edit(struct run *run)
{
    arena_init(&run->patch_arena, 0);
    run->file.first = run->file.last[LAYER_SAID] = NULL;
    run->operations = (struct buffer){.arena = &run->arena};
    run->operation_count = 0;
    run->start = (uint32_t)run->source.length;
    run->end = 0;
}

static void finish_edit(struct run *run)
{
    if (run->file.first && !arena_run(&run->patch_arena, patch_once, run)) {
        wrong_count++;
        fprintf(stderr, "wrong: %s: out of memory\n", run->name);
    }
    arena_release(&run->patch_arena);
}

/* The steps that lead to a node as lines; false when one is a key that does not stand on one line, or has a tag. */
static bool put_path(struct run *run, struct buffer *out, const struct node *node, const struct step *steps)
{
    if (!node->parent) {
        return true;
    }
    if (!put_path(run, out, node->parent, steps)) {
        return false;
    }
    if (!node->key) {
        buffer_format(out, "#%lld\n", (long long)steps[node->depth - 1].index);
        return true;
    }
    struct text key = text_part(run->source, node->key->start, node->key->end);
    buffer_format(out, ".%.*s\n", TEXT_ARGS(key));
    return !node->key->properties && !node_is_block_scalar(node->key) && text_find(key, 0, '\n') == key.length &&
           text_find(key, 0, '\r') == key.length;
}

static void allow(struct run *run, uint32_t start, uint32_t end)
{
    run->start = start < run->start ? start : run->start;
    run->end = end > run->end ? end : run->end;
}

static uint32_t start_of_line(struct text source, uint32_t at)
{
    while (at > 0 && source.bytes[at - 1] != '\n') {
        at--;
    }
    return at;
}

static struct text without_newline(struct text source)
{
    while (source.length > 0 && strchr("\r\n", source.bytes[source.length - 1])) {
        source.length--;
    }
    return source;
}

static bool is_one_of_several(struct run *run, const struct node *node)
{
    for (; node->parent; node = node->parent) {
        struct node *first = node->key ? node_find(&run->arena, node->parent, node->key->text) : NULL;
        if (first && node_find_next(first)) {
            return true;
        }
    }
    return false;
}

static const struct node *sibling_before(const struct node *node)
{
    const struct node *before = NULL;
    for (const struct node *other = node->parent ? node->parent->first : node; other != node; other = other->next) {
        before = other;
    }
    return before;
}

static uint32_t skip_comments(struct text source, uint32_t at)
{
    while (at < source.length && strchr(" \t\r\n#", source.bytes[at])) {
        at = source.bytes[at] == '#' ? (uint32_t)text_find(source, at, '\n') : at + 1;
    }
    return at;
}

/* A removal may touch what is between the siblings, and turn a collection that it empties into {}. */
static void allow_removal(struct run *run, const struct node *node)
{
    const struct node *before = sibling_before(node);
    /* Comments above and below may go with it; a block scalar before it would take others for text. */
    const struct node *around = node->parent->parent;
    allow(run, before ? before->end : around ? around->head : 0, skip_comments(run->source, node->end));
    if (node->next) {
        allow(run, node->start, node->next->key ? node->next->key->head : node->next->head);
    }
    if (!before && !node->next) {
        const struct node *parent = node->parent;
        const struct node *outer = sibling_before(parent);
        uint32_t start = outer ? outer->end : parent->parent ? parent->parent->start : parent->head;
        allow(run, parent->key ? parent->key->end : start, parent->end);
    }
}

/* What an edit may change: a scalar itself; else the lines that a value stands on, and the line end before the last
 * line of a file. Where anchors move or duplicate keys are patched too, anything. */
static void allow_edit(struct run *run, const struct single_edit *edit)
{
    const struct node *node = edit->node;
    struct text source = run->source;
    if (run->document.has_aliases || is_one_of_several(run, node)) {
        allow(run, 0, (uint32_t)source.length);
        return;
    }
    if (edit->operation == OVERRIDE_SET && node_is_scalar(node) && node->end > node->start) {
        allow(run, node->head, node->end);
        return;
    }
    if (edit->operation == OVERRIDE_UNSET) {
        allow_removal(run, node);
    }
    const struct node *before = sibling_before(node);
    uint32_t start = start_of_line(source, node->key ? node->key->head : node->head);
    if (node->parent && !node->key) {
        allow(run, before ? before->end : node->parent->start, start); /* from the dash, which may stand above */
    }
    uint32_t last = node->key && node->key->end > node->end ? node->key->end : node->end;
    size_t end = text_find(source, last > 0 ? last - 1 : 0, '\n') + 1;
    if (edit->operation == OVERRIDE_SET && !node_is_scalar(node)) {
        end = skip_comments(source, (uint32_t)end); /* those that belong to it */
    }
    if (end > source.length) {
        end = source.length;
        start = (uint32_t)without_newline(text_part(source, 0, start)).length;
    }
    allow(run, start, (uint32_t)end);
}

static void append_override(struct run *run, const struct single_edit *edit, const struct node *value)
{
    struct override *override = arena_new(&run->arena, struct override);
    *override = (struct override){.operation = edit->operation, .file = &run->file, .path = edit->path, .value = value};
    override->origin.source = "edit";
    if (run->document.documents > 1) {
        override->document = 1;
    }
    if (run->file.last[LAYER_SAID]) {
        run->file.last[LAYER_SAID]->next_file = override;
    } else {
        run->file.first = override;
    }
    run->file.last[LAYER_SAID] = override;
}

static const char *operation_name(const struct single_edit *edit)
{
    if (edit->operation == OVERRIDE_UNSET) {
        return "remove";
    }
    bool append = edit->operation == OVERRIDE_ADD && edit->node->kind == NODE_LIST;
    return append                                                                    ? "append"
           : edit->path.count > edit->node->depth && edit->operation == OVERRIDE_SET ? "inherited"
                                                                                     : "set";
}

static void add_operation(struct run *run, const struct single_edit *edit, size_t value)
{
    struct buffer path = {.arena = &run->arena};
    if (!put_path(run, &path, edit->node, edit->path.steps)) {
        return;
    }
    if (edit->path.count > edit->node->depth && edit->node->kind != NODE_LIST) {
        buffer_format(&path, ".%.*s\n", TEXT_ARGS(edit->path.steps[edit->node->depth].key));
    }
    if (run->document.format == FORMAT_JSON && edit->operation == OVERRIDE_ADD && edit->node->kind == NODE_MAP) {
        path.length -= NEW_KEY.length + 1;
        buffer_format(&path, "\"%.*s\"\n", TEXT_ARGS(NEW_KEY));
    }
    append_override(run, edit, edit->operation == OVERRIDE_UNSET ? NULL : run->values[value]);
    allow_edit(run, edit);
    put_field(&run->operations, text_of(operation_name(edit)));
    put_field(&run->operations, buffer_text(&path));
    put_field(&run->operations, text_of(edit->operation == OVERRIDE_UNSET ? "null" : values[value].meaning));
    run->operation_count++;
}

static void make_edit(void *context, const struct single_edit *edit)
{
    struct run *run = context;
    bool all_values = run->whole && edit->operation != OVERRIDE_UNSET;
    for (size_t i = 0; i < (all_values ? VALUE_COUNT : 1); i++) {
        begin_edit(run);
        add_operation(run, edit, all_values ? i : edit->number % VALUE_COUNT);
        finish_edit(run);
    }
}

/* Every scalar at once. */
static void replace_scalar(void *context, const struct single_edit *edit)
{
    if (edit->operation == OVERRIDE_SET && node_is_scalar(edit->node)) {
        add_operation(context, edit, edit->number % VALUE_COUNT);
    }
}

static void grow_collection(void *context, const struct single_edit *edit)
{
    if (edit->operation == OVERRIDE_ADD) {
        add_operation(context, edit, edit->number % VALUE_COUNT);
    }
}

/* A third of the scalars, so that what stays has a hole on either side. Only keys: indexes would shift. */
static void remove_some(void *context, const struct single_edit *edit)
{
    const struct node *node = edit->node;
    if (edit->operation == OVERRIDE_UNSET && node->key && node_is_scalar(node) && edit->number % 3 == 0 &&
        !is_one_of_several(context, node)) {
        add_operation(context, edit, 0);
    }
}

static void make_edits_at_once(struct run *run, void (*visit)(void *context, const struct single_edit *edit),
                               void (*and_visit)(void *context, const struct single_edit *edit))
{
    begin_edit(run);
    struct every_edit every = {.arena = &run->arena, .visit = visit, .context = run};
    visit_every_edit(&every, &run->document);
    if (and_visit) {
        every = (struct every_edit){.arena = &run->arena, .visit = and_visit, .context = run};
        visit_every_edit(&every, &run->document);
    }
    finish_edit(run);
}

static void make_edit_inside(struct run *run, const struct node *outer, const struct node *child, size_t number)
{
    if (!child->key || child->key->style != STYLE_PLAIN) {
        return;
    }
    struct step *steps = steps_to(&run->arena, outer);
    steps[outer->depth] = (struct step){.kind = STEP_KEY, .key = child->key->text};
    struct single_edit edit = {OVERRIDE_SET, outer, {steps, outer->depth + 1U}, number};
    begin_edit(run);
    add_operation(run, &edit, number % VALUE_COUNT);
    finish_edit(run);
}

/* The keys that an alias stands for, and those that `<<` brings to a map. */
static void make_edits_inside(void *context, const struct single_edit *edit)
{
    struct run *run = context;
    struct node *map = (struct node *)edit->node;
    struct node *merged = map->kind == NODE_MAP ? node_find(&run->arena, map, TEXT("<<")) : NULL;
    const struct node *alias = merged ? merged : map;
    if (edit->operation == OVERRIDE_UNSET || alias->kind != NODE_ALIAS || alias->first->kind != NODE_MAP) {
        return;
    }
    for (struct node *child = alias->first->first; child; child = child->next) {
        if (!merged || !node_find(&run->arena, map, child->key->text)) {
            make_edit_inside(run, map, child, edit->number);
        }
    }
}

static void read_values(struct run *run)
{
    for (size_t i = 0; i < VALUE_COUNT; i++) {
        struct diagnostics diagnostics = {.arena = &run->arena};
        struct document document;
        if (!document_read(&run->arena, "value", text_of(values[i].text), FORMAT_YAML, 0, &document, &diagnostics)) {
            fprintf(stderr, "%s\n", diagnostic_line(diagnostics.arena, diagnostics.first));
            exit(2);
        }
        run->values[i] = document.root;
    }
}

static void edit_document(void *context)
{
    struct run *run = context;
    struct diagnostics diagnostics = {.arena = &run->arena};
    enum format format = format_of(&run->arena, run->name, run->source, &diagnostics);
    if (!document_read(&run->arena, run->name, run->source, format, 1, &run->document, &diagnostics)) {
        fprintf(stderr, "not read: %s\n", diagnostic_line(diagnostics.arena, diagnostics.first));
        return;
    }
    read_values(run);
    write_field(TEXT("document"));
    write_field(text_of(run->name));
    write_field(format == FORMAT_JSON ? TEXT("json") : TEXT("yaml"));
    write_field(run->document.lenient ? TEXT("lenient") : TEXT("strict"));
    write_field(run->source);
    struct every_edit every = {.arena = &run->arena, .visit = make_edit, .context = run};
    visit_every_edit(&every, &run->document);
    make_edits_at_once(run, replace_scalar, grow_collection);
    make_edits_at_once(run, remove_some, grow_collection);
    if (run->document.has_aliases) {
        every = (struct every_edit){.arena = &run->arena, .visit = make_edits_inside, .context = run};
        visit_every_edit(&every, &run->document);
    }
}

static void edit_variant(const char *name, struct text source, bool whole)
{
    struct run run = {.name = name, .source = source, .whole = whole};
    arena_init(&run.arena, 0);
    run.file.name = name;
    run.file.policy = &overrides_no_policy;
    run.file.path = text_of(name);
    run.overrides.arena = &run.arena;
    if (!arena_run(&run.arena, edit_document, &run)) {
        fprintf(stderr, "%s: out of memory\n", name);
        exit(2);
    }
    arena_release(&run.arena);
}

static struct text with_crlf(struct arena *arena, struct text source)
{
    struct buffer out = {.arena = arena};
    for (size_t i = 0; i < source.length; i++) {
        if (source.bytes[i] == '\n' && (i == 0 || source.bytes[i - 1] != '\r')) {
            buffer_byte(&out, '\r');
        }
        buffer_byte(&out, source.bytes[i]);
    }
    return buffer_text(&out);
}

static struct text with_bom(struct arena *arena, struct text source)
{
    struct buffer out = {.arena = arena};
    buffer_put(&out, TEXT("\xEF\xBB\xBF"));
    buffer_put(&out, source);
    return buffer_text(&out);
}

/* Accents and an emoji in every YAML comment, and in every JSON string. */
static struct text with_accents(struct arena *arena, struct text source, bool json)
{
    struct buffer out = {.arena = arena};
    bool string = false;
    for (size_t i = 0; i < source.length; i++) {
        char c = source.bytes[i];
        bool escaped = i > 0 && source.bytes[i - 1] == '\\';
        string ^= json && c == '"' && !escaped;
        buffer_byte(&out, c);
        if (json ? string && c == '"' : c == '#' && (i == 0 || strchr(" \n", source.bytes[i - 1]))) {
            buffer_put(&out, TEXT(" \xC3\xA9\xF0\x9F\x98\x80"));
        }
    }
    return buffer_text(&out);
}

struct file {
    struct arena arena;
    const char *path;
};

static void edit_file(void *context)
{
    struct file *file = context;
    FILE *stream = fopen(file->path, "rb");
    if (!stream) {
        perror(file->path);
        exit(2);
    }
    struct buffer bytes = {.arena = &file->arena};
    for (int c; (c = getc(stream)) != EOF;) {
        buffer_byte(&bytes, (char)c);
    }
    fclose(stream);
    struct text source = buffer_text(&bytes);
    const char *name = basename(text_string(&file->arena, text_of(file->path)));
    bool json = format_of_name(text_of(name)) == FORMAT_JSON;
    edit_variant(name, source, true);
    edit_variant(name, with_crlf(&file->arena, source), false);
    edit_variant(name, without_newline(source), false);
    edit_variant(name, with_bom(&file->arena, source), false);
    edit_variant(name, with_accents(&file->arena, source, json), false);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        struct file file = {.path = argv[i]};
        arena_init(&file.arena, 0);
        if (!arena_run(&file.arena, edit_file, &file)) {
            exit(2);
        }
        arena_release(&file.arena);
    }
    fprintf(stderr, "%d files, %lu edits, %lu refused, %lu left to inlay's own check, %lu wrong\n", argc - 1,
            edit_count, refused_count, disputed_count, wrong_count);
    for (size_t i = 0; i < REFUSAL_COUNT; i++) {
        if (refusals[i].count > 0) {
            fprintf(stderr, "  %u refused: %s\n", refusals[i].count, refusals[i].reason);
        }
    }
    return wrong_count > 0;
}
