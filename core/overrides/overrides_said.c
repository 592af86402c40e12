/* SPDX-License-Identifier: Apache-2.0 */
#include "core/overrides/overrides_said.h"
#include "core/overrides/base_copy.h"
#include "core/overrides/base_digest.h"
#include "core/overrides/overrides_edits.h"
#include "core/overrides/run_config.h"
#include "core/overrides/target.h"
#include "core/overrides/value_put.h"
#include "core/tree/emit.h"
#include "core/tree/place.h"

/* One document: what is in one layer, and what stands beside it. */
struct part {
    const struct overrides *overrides;
    enum layer layer;              /* LAYER_COUNT: no overrides */
    const struct node *run_config; /* NULL: none */
    bool is_last;                  /* the command, and what files have to be, stand in it */
};

static struct node *text_node(struct arena *arena, struct text text)
{
    return node_synthetic(arena, NODE_STRING, text);
}

/* Adds a copy of value, whose inside is shared, to map. False: it has key already. */
static bool add_value(struct arena *arena, struct node *map, struct text key, const struct node *value)
{
    if (node_find(arena, map, key)) {
        return false;
    }
    struct node *copy = arena_new(arena, struct node);
    *copy = *value;
    copy->next = NULL;
    copy->key = text_node(arena, key);
    node_append(map, copy);
    return true;
}

/* ---- sections */

struct sections {
    struct node *files, *unset, *set; /* two maps, and a list between them */
};

/* In which order sections take effect. */
static int rank_of(const struct override *override)
{
    switch (override->operation) {
    case OVERRIDE_MERGE:
        return 0;
    case OVERRIDE_UNSET:
        return 1;
    default:
        return 2;
    }
}

/* "#2", or "#kind=Service", or nothing. */
static void put_choice(struct buffer *out, const struct override *override)
{
    if (override->document > 0) {
        buffer_format(out, "#%u", override->document);
    } else if (override->selectors.count > 0) {
        buffer_byte(out, '#');
        buffer_put(out, target_selectors_text(out->arena, override->selectors));
    }
}

static bool same_choice(const struct override *override, const struct document_choice *choice)
{
    bool same = override->document == choice->number && override->selectors.count == choice->selectors.count;
    for (size_t i = 0; same && i < choice->selectors.count; i++) {
        same = keypath_selector_equal(&override->selectors.list[i], &choice->selectors.list[i]);
    }
    return same;
}

/* The key of override in "files". False: none is read back as it. */
static bool file_key(struct arena *arena, const struct override *override, struct text *key)
{
    struct buffer out = {.arena = arena};
    struct text path;
    struct document_choice choice;
    buffer_put(&out, override->file->path);
    put_choice(&out, override);
    *key = buffer_text(&out);
    return !target_read_path(arena, *key, &path, &choice) && text_equal(path, override->file->path) &&
           same_choice(override, &choice);
}

/* FILE:KEY, likewise. */
static bool target_key(struct arena *arena, const struct override *override, struct text *key)
{
    struct buffer out = {.arena = arena}, choice = {.arena = arena};
    struct diagnostics ignored = {.arena = arena};
    struct target target;
    put_choice(&choice, override);
    buffer_put(&out, TEXT("f"));
    for (size_t i = 0; i < choice.length; i++) { /* its colons would end FILE */
        buffer_put(&out, choice.bytes[i] == ':' ? TEXT("\\") : TEXT(""));
        buffer_byte(&out, choice.bytes[i]);
    }
    buffer_byte(&out, ':');
    buffer_put(&out, override->operation == OVERRIDE_ADD ? TEXT("+") : TEXT(""));
    keypath_write(&out, override->path);
    *key = target_with_path(arena, buffer_text(&out), override->file->path);
    return target_read(arena, (struct place){0}, *key, &target, &ignored) &&
           text_equal(target.file, override->file->path) && same_choice(override, &target.document) &&
           target.sign == (override->operation == OVERRIDE_ADD ? SIGN_ADD : SIGN_NONE) &&
           keypath_equal(target.path, override->path);
}

/* False: the sections cannot say it. */
static bool add_to_sections(struct arena *arena, struct sections *sections, const struct override *override)
{
    struct text key;
    if (override->word.length > 0 || override->file->format != FORMAT_UNKNOWN) {
        return false;
    }
    if (override->operation == OVERRIDE_MERGE) {
        return file_key(arena, override, &key) && add_value(arena, sections->files, key, override->value);
    }
    if (!target_key(arena, override, &key)) {
        return false;
    }
    if (override->operation == OVERRIDE_UNSET) {
        node_append(sections->unset, text_node(arena, key));
        return true;
    }
    return add_value(arena, sections->set, key, override->value);
}

/* False: another order than that of sections counts. Those of different files do not see each other. */
static bool are_ranked(const struct overrides *overrides, enum layer layer)
{
    for (const struct override_file *file = overrides->files; file; file = file->next) {
        int rank = 0;
        for (const struct override *override = file->first; override; override = override->next_file) {
            if (override->layer == layer && rank_of(override) < rank) {
                return false;
            }
            rank = override->layer == layer ? rank_of(override) : rank;
        }
    }
    return true;
}

static void add_section(struct arena *arena, struct node *root, struct text name, const struct node *section)
{
    if (section && section->count > 0) {
        add_value(arena, root, name, section);
    }
}

/* The document as a tree; NULL: sections cannot say it. */
static struct node *tree_of(struct arena *arena, const struct part *part)
{
    const struct overrides *overrides = part->overrides;
    struct sections sections = {node_synthetic(arena, NODE_MAP, TEXT("")), node_synthetic(arena, NODE_LIST, TEXT("")),
                                node_synthetic(arena, NODE_MAP, TEXT(""))};
    struct node *root = node_synthetic(arena, NODE_MAP, TEXT(""));
    if (part->layer == LAYER_HANDED_ON || !are_ranked(overrides, part->layer)) {
        return NULL;
    }
    for (const struct override *override = overrides->first; override; override = override->next) {
        if (override->layer == part->layer && !add_to_sections(arena, &sections, override)) {
            return NULL;
        }
    }
    add_section(arena, root, TEXT("files"), sections.files);
    add_section(arena, root, TEXT("unset"), sections.unset);
    add_section(arena, root, TEXT("set"), sections.set);
    add_section(arena, root, TEXT("run_config"), part->run_config);
    if (part->is_last) {
        add_section(arena, root, TEXT("entry_point"), overrides->entry_point);
        add_section(arena, root, TEXT("args"), overrides->args);
        add_section(arena, root, TEXT("base_digests"), base_digests_of(arena, overrides));
        add_section(arena, root, TEXT("base_files"), base_copies_of(arena, overrides));
    }
    if (part->is_last && overrides->shared) {
        add_value(arena, root, TEXT("shared"), node_synthetic(arena, NODE_BOOL, TEXT("true")));
    }
    return root;
}

/* ---- edits */

/* Those of the layer, in a list of their own. */
static struct override *overrides_in(struct arena *arena, const struct part *part)
{
    struct override *first = NULL, **link = &first;
    for (const struct override *override = part->overrides->first; override; override = override->next) {
        if (override->layer == part->layer) {
            *link = arena_new(arena, struct override);
            **link = *override;
            (*link)->next = NULL;
            link = &(*link)->next;
        }
    }
    return first;
}

static void put_words(struct buffer *out, const char *before, const struct node *words)
{
    if (words) {
        buffer_put(out, text_of(before));
        emit_json(out, words);
    }
}

static void put_edits(struct buffer *out, const struct part *part)
{
    struct overrides edits = *part->overrides;
    edits.first = overrides_in(out->arena, part);
    edits.run_config = part->run_config ? node_synthetic_copy(out->arena, part->run_config) : NULL;
    edits.files = part->is_last ? edits.files : NULL; /* and their digests */
    edits.shared &= part->is_last;
    overrides_write(&edits, out);
    out->length--; /* the brace that ends it */
    if (part->is_last) {
        put_words(out, ", \"entry_point\": ", edits.entry_point);
        put_words(out, ", \"args\": ", edits.args);
    }
    buffer_put(out, part->layer == LAYER_SAID ? TEXT(", \"said\": true}") : TEXT("}"));
}

/* ---- documents */

static void put_tree(struct buffer *out, const struct node *tree)
{
    const struct value_writer writer = {out, !value_is_json(out->arena, tree)};
    const char *quote = writer.yaml ? "" : "\"";
    buffer_byte(out, '{');
    for (const struct node *section = tree->first; section; section = section->next) {
        emit_comma(out);
        buffer_format(out, "%s%.*s%s: ", quote, TEXT_ARGS(section->key->text), quote);
        value_put(&writer, section);
    }
    buffer_byte(out, '}');
}

static void put_part(struct buffer *out, const struct part *part)
{
    const struct node *tree = tree_of(out->arena, part);
    if (tree) {
        put_tree(out, tree);
    } else {
        put_edits(out, part);
    }
}

/* As who reads it tells: {set: … and {edits: … are YAML. */
static bool is_json_text(struct text document)
{
    return text_equal(document, TEXT("{}")) || text_starts(document, TEXT("{\""));
}

static bool has_handed_on(const struct overrides *overrides)
{
    return (overrides->first && overrides->first->layer <= LAYER_HANDED_ON) ||
           (overrides->run_config_layers && overrides->run_config_layers->is_handed_on);
}

static void put_documents(struct buffer *out, const struct part *parts, size_t count)
{
    buffer_put(out, TEXT("{\"documents\": ["));
    for (size_t i = 0; i < count; i++) {
        struct buffer document = {.arena = out->arena};
        put_part(&document, &parts[i]);
        emit_comma(out);
        if (is_json_text(buffer_text(&document))) {
            buffer_put(out, buffer_text(&document));
        } else {
            emit_json_string(out, buffer_text(&document));
        }
    }
    buffer_put(out, TEXT("]}"));
}

/* Layers of the run config by themselves, where they would be another one together. */
static size_t layers_apart(const struct overrides *overrides, struct part *parts)
{
    size_t count = 0;
    for (const struct run_config_layer *layer = overrides->run_config_layers; layer; layer = layer->next) {
        if (!layer->is_handed_on) {
            parts[count++] = (struct part){overrides, LAYER_COUNT, layer->value, false};
        }
    }
    return count;
}

static size_t layer_count(const struct overrides *overrides)
{
    size_t count = 0;
    for (const struct run_config_layer *layer = overrides->run_config_layers; layer; layer = layer->next) {
        count++;
    }
    return count;
}

void overrides_write_said(const struct overrides *overrides, struct buffer *out)
{
    struct arena *arena = out->arena;
    struct part *parts = arena_array(arena, struct part, layer_count(overrides) + 2);
    size_t count = 0;
    if (has_handed_on(overrides)) {
        parts[count++] = (struct part){overrides, LAYER_HANDED_ON, run_config_joined(overrides, true), false};
    }
    struct part said = {overrides, LAYER_SAID, run_config_joined(overrides, false), true};
    if (!run_config_is_joinable(overrides)) {
        count += layers_apart(overrides, parts + count);
        said.run_config = NULL;
    }
    parts[count++] = said;
    struct buffer only = {.arena = arena};
    if (count == 1) {
        put_part(&only, &said);
    }
    if (count == 1 && is_json_text(buffer_text(&only))) {
        buffer_put(out, buffer_text(&only));
    } else {
        put_documents(out, parts, count);
    }
}
