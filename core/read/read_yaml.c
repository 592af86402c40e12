/* SPDX-License-Identifier: Apache-2.0 */
/* libyaml's events become a tree with byte spans.
 *
 * libyaml's marks count code points, from after a byte-order mark; a cursor turns them into bytes. Its events end block
 * collections at the next token, after comments and blank lines, so a block collection's end is its last value's. */
#include "core/read/read_yaml.h"
#include "core/base/utf8.h"
#include "core/read/digest.h"
#include "core/read/yaml_memory.h"
#include "core/tree/place.h"
#include "core/tree/scalar.h"

#include <string.h>
#include <yaml.h>

struct anchor {
    struct anchor *next; /* in the same bucket */
    struct node *node;
};
#define ANCHOR_BUCKETS 256

struct reader {
    struct builder builder;
    uint32_t which;
    bool building; /* inside the document that was asked for */
    bool failed;
    bool abandoned; /* summaries will not do: an anchor, alias or merge key was met */
    yaml_parser_t parser;
    struct node *summary;              /* the outermost around the value being read; NULL: none */
    uint64_t digest;                   /* of what is inside it so far */
    struct node_properties properties; /* of a value that is gone with its event */
    bool ascii;                        /* then code points are bytes */
    size_t cursor_index;               /* code points from base … */
    uint32_t cursor_byte;              /* … and the byte of the source that they lead to */
    uint32_t base;                     /* where libyaml's input begins in the source */
    size_t stream_capacity;
    struct anchor **anchors; /* ANCHOR_BUCKETS of them; NULL before the first */
};

static uint32_t byte_at(struct reader *reader, size_t index)
{
    struct text source = reader->builder.document->source;
    if (reader->ascii) {
        size_t byte = reader->base + index;
        return (uint32_t)(byte < source.length ? byte : source.length);
    }
    uint32_t byte = reader->cursor_byte;
    size_t at = reader->cursor_index;
    for (; at < index && byte < source.length; at++) {
        do {
            byte++;
        } while (byte < source.length && utf8_is_continuation(source.bytes[byte]));
    }
    for (; at > index && byte > reader->base; at--) {
        do {
            byte--;
        } while (byte > reader->base && utf8_is_continuation(source.bytes[byte]));
    }
    reader->cursor_index = at;
    reader->cursor_byte = byte;
    return byte;
}

static void fail_as_libyaml(struct reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    struct place place = {.source = reader->builder.document->name};
    const char *context = parser->context ? parser->context : "";
    if (parser->error == YAML_READER_ERROR) {
        place = document_place(reader->builder.document, reader->base + (uint32_t)parser->problem_offset);
    } else if (parser->problem_mark.line || parser->problem_mark.column || parser->problem_mark.index) {
        place.line = (uint32_t)parser->problem_mark.line + 1;
        place.column = (uint32_t)parser->problem_mark.column + 1;
    } else {
        place.line = place.column = 1;
    }
    diagnose(reader->builder.diagnostics, SEVERITY_ERROR, place, "%s%s%s (this is not valid YAML)", context,
             *context ? ": " : "", parser->problem ? parser->problem : "cannot be read");
    reader->failed = true;
}

/* Skips blanks, line ends and comments. */
static uint32_t skip_between(struct text source, uint32_t at, uint32_t end)
{
    for (;;) {
        while (at < end && text_is_space(source.bytes[at])) {
            at++;
        }
        if (at >= end || source.bytes[at] != '#') {
            return at;
        }
        while (at < end && !text_is_line_end(source.bytes[at])) {
            at++;
        }
    }
}

/* Skips &anchor and !tag, which may stand in any order and on lines of their own. */
static uint32_t skip_properties(struct text source, uint32_t at, uint32_t end)
{
    while (at < end && (source.bytes[at] == '&' || source.bytes[at] == '!')) {
        while (at < end && !text_is_space(source.bytes[at])) {
            at++;
        }
        uint32_t property_end = at;
        at = skip_between(source, at, end);
        if (at >= end) {
            return property_end;
        }
    }
    return at;
}

static struct text copy_of(struct reader *reader, const yaml_char_t *string)
{
    return string ? text_copy(reader->builder.arena, text_of((const char *)string)) : (struct text){"", 0};
}

static void remember_anchor(struct reader *reader, struct node *node)
{
    struct text name = node->properties->anchor;
    if (!reader->anchors) {
        reader->anchors = arena_array(reader->builder.arena, struct anchor *, ANCHOR_BUCKETS);
    }
    struct anchor **bucket = &reader->anchors[text_hash(name) % ANCHOR_BUCKETS];
    struct anchor *anchor = arena_new(reader->builder.arena, struct anchor);
    anchor->node = node;
    anchor->next = *bucket;
    *bucket = anchor;
}

static struct node *anchored(struct reader *reader, struct text name)
{
    struct anchor *anchor = reader->anchors ? reader->anchors[text_hash(name) % ANCHOR_BUCKETS] : NULL;
    while (anchor && !text_equal(anchor->node->properties->anchor, name)) {
        anchor = anchor->next;
    }
    return anchor ? anchor->node : NULL;
}

/* Aliases may lead into what would be summed up: then the file is read again, in full. */
static void meet_alias(struct reader *reader)
{
    reader->builder.document->has_aliases = true;
    if (reader->builder.reading.projection) {
        reader->failed = reader->abandoned = true;
    }
}

static void read_properties(struct reader *reader, struct node *node, const yaml_char_t *anchor, const yaml_char_t *tag,
                            bool kept)
{
    struct node_properties *properties = &reader->properties;
    if (anchor) {
        meet_alias(reader);
    }
    if (kept || anchor) {
        properties = arena_new(reader->builder.arena, struct node_properties);
    }
    properties->anchor = copy_of(reader, anchor);
    properties->tag = kept ? copy_of(reader, tag) : text_of((const char *)tag);
    node->properties = properties;
    node->start = skip_properties(reader->builder.document->source, node->head, node->end);
}

/* kept: the node's texts outlive the event. */
static struct node *new_node(struct reader *reader, const yaml_event_t *event, const yaml_char_t *anchor,
                             const yaml_char_t *tag, bool kept)
{
    struct node *node = builder_new_node(&reader->builder);
    node->head = node->start = byte_at(reader, event->start_mark.index);
    node->end = byte_at(reader, event->end_mark.index);
    if (anchor || tag) {
        read_properties(reader, node, anchor, tag, kept);
    }
    return node;
}

/* A scalar's text to keep: the source's bytes where they say the same, else a copy. */
static struct text kept_text(struct reader *reader, const struct node *node)
{
    struct text written = text_part(reader->builder.document->source, node->start, node->end);
    if (node->style != STYLE_PLAIN && written.length >= 2) {
        written = text_part(written, 1, written.length - 1);
    }
    return text_equal(node->text, written) ? written : text_copy(reader->builder.arena, node->text);
}

/* Whether the next value is the key of a map. */
static bool is_key_next(const struct reader *reader)
{
    return reader->builder.level && reader->builder.level->node->kind == NODE_MAP && !reader->builder.level->key;
}

/* Whether the next value becomes a summary, or part of one. Keys that are scalars are read in full outside of
 * summaries. */
static bool summarizes(const struct reader *reader, bool collection)
{
    if (!reader->builder.reading.projection || reader->summary) {
        return reader->summary != NULL;
    }
    return is_key_next(reader) ? collection : builder_summarizes(builder_projection(&reader->builder), collection);
}

static enum node_kind kind_of_plain(const struct node *node)
{
    if (!node->properties || node->properties->tag.length == 0) {
        return scalar_kind(node->text);
    }
    enum node_kind kind;
    return scalar_tagged_kind(node_core_tag(node->properties->tag), node->text, &kind) ? kind : NODE_STRING;
}

static struct node *read_scalar(struct reader *reader, const yaml_event_t *event, bool summary)
{
    static const enum node_style styles[] = {[YAML_PLAIN_SCALAR_STYLE] = STYLE_PLAIN,
                                             [YAML_SINGLE_QUOTED_SCALAR_STYLE] = STYLE_SINGLE,
                                             [YAML_DOUBLE_QUOTED_SCALAR_STYLE] = STYLE_DOUBLE,
                                             [YAML_LITERAL_SCALAR_STYLE] = STYLE_LITERAL,
                                             [YAML_FOLDED_SCALAR_STYLE] = STYLE_FOLDED};
    const struct document_sink *sink = reader->builder.reading.sink;
    bool kept = !sink && !summary;
    struct node *node = new_node(reader, event, event->data.scalar.anchor, event->data.scalar.tag, kept);
    node->style = (uint8_t)styles[event->data.scalar.style];
    bool empty = event->data.scalar.length == 0 && node->style == STYLE_PLAIN;
    if (empty) {
        node->start = node->end;
    }
    node->text = (struct text){(const char *)event->data.scalar.value, event->data.scalar.length};
    if (kept) {
        node->text = kept_text(reader, node);
    }
    node->kind = NODE_STRING;
    if (node->style == STYLE_PLAIN && (empty || !(summary || (sink && sink->kinds_ignored)))) {
        node->kind = (uint8_t)kind_of_plain(node);
    }
    return node;
}

static struct node *read_alias(struct reader *reader, const yaml_event_t *event)
{
    struct node *node = new_node(reader, event, NULL, NULL, true);
    node->kind = NODE_ALIAS;
    node->text = copy_of(reader, event->data.alias.anchor);
    node->first = anchored(reader, node->text);
    meet_alias(reader);
    if (!node->first && !reader->abandoned) {
        /* libyaml does not report this, but every reader of the file would fail. */
        diagnose(reader->builder.diagnostics, SEVERITY_ERROR, document_place(reader->builder.document, node->start),
                 "*%.*s has no anchor &%.*s before it", TEXT_ARGS(node->text), TEXT_ARGS(node->text));
        reader->failed = true;
    }
    return node;
}

/* An explicit key without a colon has its empty value marked at the next token: put it where the key ends. */
static void settle_empty_value(struct text source, struct node *value)
{
    bool empty = value->kind == NODE_NULL && value->start == value->end && !value->properties;
    if (empty && value->start > value->key->end) {
        uint32_t colon = skip_between(source, value->key->end, value->start);
        if (colon == value->start || source.bytes[colon] != ':') {
            value->head = value->start = value->end = value->key->end;
        }
    }
}

/* The last child of a collection inside a summary, with its key and the block scalar that it ends in; kept, which may
 * be the child or that scalar, stays. */
static void free_last(struct builder *builder, struct node *last, const struct node *kept)
{
    if (last->key && last->key != kept) {
        builder_free_node(builder, last->key);
        last->key = NULL;
    }
    if (last->last && last->last != kept) {
        builder_free_node(builder, last->last);
    }
    if (last != kept) {
        builder_free_node(builder, last);
    }
}

static void attach(struct reader *reader, struct node *node)
{
    struct level *level = reader->builder.level;
    if (!level) {
        reader->builder.document->root = node;
        return;
    }
    struct node *parent = level->node;
    bool inside = reader->summary && node != reader->summary;
    bool wanted = !reader->builder.reading.projection || (!inside && builder_projection(&reader->builder));
    if (parent->kind == NODE_MAP) {
        if (!level->key) {
            level->key = node;
            if (node->style == STYLE_PLAIN && text_equal(node->text, TEXT("<<"))) {
                meet_alias(reader);
            }
            return;
        }
        node->key = level->key;
        level->key = NULL;
        settle_empty_value(reader->builder.document->source, node);
    }
    if (!inside) {
        builder_append(&reader->builder, node, wanted);
        return;
    }
    /* Inside a summary each collection holds only its last child, which says where it ends. */
    if (parent->last) {
        free_last(&reader->builder, parent->last, NULL);
    }
    parent->last = node;
}

/* What a summary keeps once its digest is complete. */
static void finish_summary(struct node *node, uint64_t digest)
{
    node->count = 1;
    node->digest = digest;
    node->text = (struct text){"", 0};
    node->properties = NULL;
}

static void put_scalar(struct reader *reader, struct node *node, bool summary)
{
    if (reader->builder.reading.sink) {
        reader->failed |= !builder_hand_over(&reader->builder, node);
        return;
    }
    uint64_t alone = DIGEST_START;
    if (summary) {
        digest_enter(reader->summary ? &reader->digest : &alone, node);
        node->summary = true;
    }
    attach(reader, node);
    if (summary && !reader->summary) {
        finish_summary(node, alone);
    }
}

static void put_collection(struct reader *reader, struct node *node, bool summary)
{
    struct builder *builder = &reader->builder;
    if (builder->reading.sink) {
        reader->failed |= !builder_hand_over(builder, node) || !builder_open(builder, node, NULL);
        return;
    }
    if (summary && !reader->summary) {
        reader->summary = node;
        reader->digest = DIGEST_START;
    }
    const struct projection *projection = builder_projection(builder);
    if (summary) {
        digest_enter(&reader->digest, node);
        node->summary = true;
    }
    attach(reader, node);
    reader->failed |= !builder_open(builder, node, summary ? NULL : projection);
}

static void read_collection(struct reader *reader, const yaml_event_t *event, bool map)
{
    bool summary = summarizes(reader, true);
    bool kept = !reader->builder.reading.sink && !summary;
    struct node *node =
        map ? new_node(reader, event, event->data.mapping_start.anchor, event->data.mapping_start.tag, kept)
            : new_node(reader, event, event->data.sequence_start.anchor, event->data.sequence_start.tag, kept);
    bool flow = map ? event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
                    : event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
    node->kind = map ? NODE_MAP : NODE_LIST;
    node->style = flow ? STYLE_FLOW : STYLE_BLOCK;
    if (!flow && node->properties) {
        /* Of a list without indentation the event ends after the first dash. */
        bool dash = !map && !text_starts(text_from(reader->builder.document->source, node->end), TEXT("-"));
        node->start = node->end - dash;
    }
    if (node_has_anchor(node)) {
        remember_anchor(reader, node);
    }
    put_collection(reader, node, summary);
}

/* Of what is inside a summary only the block scalar that it ends in is kept. */
static void trim(struct builder *builder, struct node *node)
{
    struct node *last = node->last;
    struct node *inside = (struct node *)node_last_inside(node);
    if (last) {
        node->last = inside != node && node_is_block_scalar(inside) ? inside : NULL;
        free_last(builder, last, node->last);
    }
}

static void close_summary(struct reader *reader, struct node *node)
{
    digest_leave(&reader->digest);
    trim(&reader->builder, node);
    node->properties = NULL;
    if (node == reader->summary) {
        finish_summary(node, reader->digest);
        reader->summary = NULL;
    }
}

static void close_collection(struct reader *reader, const yaml_event_t *event)
{
    struct node *node = builder_close(&reader->builder);
    if (reader->builder.reading.sink) {
        reader->failed |= !builder_hand_over_end(&reader->builder, node);
        return;
    }
    uint32_t end = byte_at(reader, event->end_mark.index);
    /* A pair in a flow sequence, [a: 1], is a flow map without braces. */
    bool bare = end == byte_at(reader, event->start_mark.index);
    if (node->style == STYLE_FLOW && !bare) {
        node->end = end;
    } else if (node->last) {
        const struct node *last = node->last;
        node->end = last->key && last->key->end > last->end ? last->key->end : last->end;
    }
    if (node->summary) {
        close_summary(reader, node);
    }
}

/* Of a stream of which every document is read. */
static void begin_next(struct reader *reader)
{
    struct document_stream *stream = reader->builder.reading.stream;
    const struct document *first = reader->builder.document;
    arena_grow(reader->builder.arena, stream->list, stream->count, &reader->stream_capacity);
    struct document *next = &stream->list[stream->count++];
    *next = (struct document){.name = first->name, .source = first->source, .format = FORMAT_YAML};
    reader->builder.document = next;
    reader->building = true;
    reader->anchors = NULL;
}

static void read_document_start(struct reader *reader, const yaml_event_t *event)
{
    struct document *document = reader->builder.document;
    if (reader->builder.reading.stream) {
        begin_next(reader);
        return;
    }
    document->documents++;
    if (reader->which == 0 && document->documents == 2) {
        reader->failed = true;
        builder_fail(&reader->builder, byte_at(reader, event->start_mark.index),
                     "the file holds several documents (name one: FILE#1:KEY for the first, or 'FILE#PATH=TEXT:KEY')");
        return;
    }
    reader->building = document->documents == (reader->which ? reader->which : 1);
    reader->anchors = NULL;
}

static void read_scalar_event(struct reader *reader, const yaml_event_t *event)
{
    bool summary = summarizes(reader, false);
    struct node *node = read_scalar(reader, event, summary);
    if (node_has_anchor(node)) {
        remember_anchor(reader, node);
    }
    put_scalar(reader, node, summary);
}

static void read_event(struct reader *reader, const yaml_event_t *event)
{
    if (event->type == YAML_DOCUMENT_START_EVENT) {
        read_document_start(reader, event);
        return;
    }
    if (!reader->building) {
        return;
    }
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        read_scalar_event(reader, event);
        break;
    case YAML_ALIAS_EVENT: {
        struct node *node = read_alias(reader, event);
        put_scalar(reader, node, false);
        break;
    }
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        read_collection(reader, event, event->type == YAML_MAPPING_START_EVENT);
        break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        close_collection(reader, event);
        break;
    case YAML_DOCUMENT_END_EVENT:
        reader->building = false;
        break;
    default:
        break;
    }
}

static void read_events(void *context)
{
    struct reader *reader = context;
    struct text source = reader->builder.document->source;
    if (!yaml_parser_initialize(&reader->parser)) {
        arena_exhausted(reader->builder.arena);
    }
    yaml_parser_set_encoding(&reader->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader->parser, (const unsigned char *)source.bytes + reader->base,
                                 source.length - reader->base);
    bool more = true;
    while (more && !reader->failed) {
        yaml_event_t event;
        if (!yaml_parser_parse(&reader->parser, &event)) {
            fail_as_libyaml(reader);
            break;
        }
        more = event.type != YAML_STREAM_END_EVENT;
        read_event(reader, &event);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&reader->parser);
}

static bool is_ascii(struct text source)
{
    size_t at = 0;
    for (; at + 8 <= source.length; at += 8) {
        uint64_t word;
        memcpy(&word, source.bytes + at, sizeof word);
        if (word & UINT64_C(0x8080808080808080)) {
            return false;
        }
    }
    for (; at < source.length; at++) {
        if (source.bytes[at] & 0x80) {
            return false;
        }
    }
    return true;
}

bool read_yaml(struct arena *arena, const char *name, struct text source, uint32_t which, struct reading reading,
               struct document *document, struct diagnostics *diagnostics)
{
    *document = (struct document){.name = name, .source = source, .format = FORMAT_YAML};
    struct reader *reader = arena_new(arena, struct reader);
    reader->builder =
        (struct builder){.arena = arena, .document = document, .diagnostics = diagnostics, .reading = reading};
    reader->which = which;
    reader->base = (uint32_t)utf8_mark_length(source);
    reader->cursor_byte = reader->base;
    reader->ascii = is_ascii(text_from(source, reader->base));

    /* Left also when memory ran out: a parse that this one interrupted goes on with its own. */
    struct yaml_memory memory;
    yaml_memory_enter(&memory, arena);
    bool complete = arena_run(arena, read_events, reader);
    yaml_memory_leave(&memory);
    if (!complete) {
        arena_exhausted(arena);
    }
    if (reader->abandoned) {
        struct document_stream *stream = reading.stream;
        if (stream) {
            *stream = (struct document_stream){0};
        }
        return read_yaml(arena, name, source, which, (struct reading){.stream = stream}, document, diagnostics);
    }
    bool empty = document->documents == 0 && which == 1; /* an empty file is its own first document */
    if (!reader->failed && which > document->documents && !empty) {
        diagnose(diagnostics, SEVERITY_ERROR, (struct place){.source = name},
                 "there is no document %u (the file holds %u)", which, document->documents);
        reader->failed = true;
    }
    return !reader->failed;
}
