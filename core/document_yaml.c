/* The YAML reader: libyaml's events, made into a tree with byte spans.
 *
 * libyaml's marks count code points, from after a byte-order mark; a cursor turns them into bytes. Its events end block
 * collections at the next token, after comments and blank lines, so a block collection's end is its last value's. */
#include "core/document_reader.h"
#include "core/scalar.h"
#include "core/yaml_memory.h"

#include <string.h>
#include <yaml.h>

/* A collection that is still open, and the key that waits for its value. */
struct level {
    struct level *outer;
    struct node *node;
    struct node *key;
};

struct anchor {
    struct anchor *next; /* in the same bucket */
    struct node *node;
};
#define ANCHOR_BUCKETS 256

struct reader {
    struct arena *arena;
    struct document *document;
    struct diagnostics *diagnostics;
    uint32_t which;
    bool building; /* inside the document that was asked for */
    bool failed;
    yaml_parser_t parser;
    struct level *level;
    struct level *spare;        /* closed levels, to be used again */
    struct document_sink *sink; /* NULL: a tree is built */
    struct node *discarded;
    uint16_t depth;
    bool ascii;           /* then code points are bytes */
    size_t cursor_index;  /* code points from base … */
    uint32_t cursor_byte; /* … and the byte of the source that they lead to */
    uint32_t base;        /* where libyaml's input begins in the source */
    struct anchor *anchors[ANCHOR_BUCKETS];
};

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

static uint32_t byte_at(struct reader *reader, size_t index)
{
    struct text source = reader->document->source;
    if (reader->ascii) {
        size_t byte = reader->base + index;
        return (uint32_t)(byte < source.length ? byte : source.length);
    }
    uint32_t byte = reader->cursor_byte;
    size_t at = reader->cursor_index;
    for (; at < index && byte < source.length; at++) {
        do {
            byte++;
        } while (byte < source.length && is_continuation(source.bytes[byte]));
    }
    for (; at > index && byte > reader->base; at--) {
        do {
            byte--;
        } while (byte > reader->base && is_continuation(source.bytes[byte]));
    }
    reader->cursor_index = at;
    reader->cursor_byte = byte;
    return byte;
}

static void fail_at(struct reader *reader, uint32_t offset, const char *message)
{
    diagnose(reader->diagnostics, SEVERITY_ERROR, document_place(reader->document, offset), "%s", message);
    reader->failed = true;
}

static void fail_as_libyaml(struct reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    struct place place = {.source = reader->document->name};
    const char *context = parser->context ? parser->context : "";
    if (parser->error == YAML_READER_ERROR) {
        place = document_place(reader->document, reader->base + (uint32_t)parser->problem_offset);
    } else if (parser->problem_mark.line || parser->problem_mark.column || parser->problem_mark.index) {
        place.line = (uint32_t)parser->problem_mark.line + 1;
        place.column = (uint32_t)parser->problem_mark.column + 1;
    } else {
        place.line = place.column = 1;
    }
    diagnose(reader->diagnostics, SEVERITY_ERROR, place, "%s%s%s (this is not valid YAML)", context,
             *context ? ": " : "", parser->problem ? parser->problem : "cannot be read");
    reader->failed = true;
}

/* Past blanks, line ends and comments. */
static uint32_t skip_between(struct text source, uint32_t at, uint32_t end)
{
    for (;;) {
        while (at < end && strchr(" \t\r\n", source.bytes[at])) {
            at++;
        }
        if (at >= end || source.bytes[at] != '#') {
            return at;
        }
        while (at < end && source.bytes[at] != '\n' && source.bytes[at] != '\r') {
            at++;
        }
    }
}

/* Past &anchor and !tag, which may stand in any order and on lines of their own. */
static uint32_t skip_properties(struct text source, uint32_t at, uint32_t end)
{
    while (at < end && (source.bytes[at] == '&' || source.bytes[at] == '!')) {
        while (at < end && !strchr(" \t\r\n", source.bytes[at])) {
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
    return string ? text_copy(reader->arena, text_of((const char *)string)) : (struct text){"", 0};
}

static void remember_anchor(struct reader *reader, struct node *node)
{
    struct text name = node->properties->anchor;
    struct anchor **bucket = &reader->anchors[text_hash(name) % ANCHOR_BUCKETS];
    struct anchor *anchor = arena_new(reader->arena, struct anchor);
    anchor->node = node;
    anchor->next = *bucket;
    *bucket = anchor;
}

static struct node *anchored(struct reader *reader, struct text name)
{
    struct anchor *anchor = reader->anchors[text_hash(name) % ANCHOR_BUCKETS];
    while (anchor && !text_equal(anchor->node->properties->anchor, name)) {
        anchor = anchor->next;
    }
    return anchor ? anchor->node : NULL;
}

static struct node *new_node(struct reader *reader, const yaml_event_t *event, const yaml_char_t *anchor,
                             const yaml_char_t *tag)
{
    struct node *node = reader_take_node(reader->arena, &reader->discarded);
    node->depth = reader->depth;
    node->head = node->start = byte_at(reader, event->start_mark.index);
    node->end = byte_at(reader, event->end_mark.index);
    if (anchor || tag) {
        struct node_properties *properties = arena_new(reader->arena, struct node_properties);
        properties->anchor = copy_of(reader, anchor);
        properties->tag = copy_of(reader, tag);
        node->properties = properties;
        node->start = skip_properties(reader->document->source, node->head, node->end);
        reader->document->has_aliases |= anchor != NULL;
    }
    return node;
}

static enum node_kind kind_of_tag(struct text tag, enum node_kind plain)
{
    static const struct {
        const char *tag;
        enum node_kind kind;
    } known[] = {
        {YAML_NULL_TAG, NODE_NULL}, {YAML_BOOL_TAG, NODE_BOOL}, {YAML_INT_TAG, NODE_INT}, {YAML_FLOAT_TAG, NODE_FLOAT}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (text_equal(tag, text_of(known[i].tag)) && (plain == known[i].kind || known[i].kind == NODE_FLOAT) &&
            (plain == NODE_INT || plain == known[i].kind)) {
            return known[i].kind;
        }
    }
    return NODE_STRING;
}

static struct text scalar_text(struct reader *reader, const struct node *node, const yaml_event_t *event)
{
    struct text value = {(const char *)event->data.scalar.value, event->data.scalar.length};
    struct text written = text_part(reader->document->source, node->start, node->end);
    if (node->style != STYLE_PLAIN && written.length >= 2) {
        written = text_part(written, 1, written.length - 1);
    }
    return text_equal(value, written) ? written : text_copy(reader->arena, value);
}

static struct node *read_scalar(struct reader *reader, const yaml_event_t *event)
{
    static const enum node_style styles[] = {[YAML_PLAIN_SCALAR_STYLE] = STYLE_PLAIN,
                                             [YAML_SINGLE_QUOTED_SCALAR_STYLE] = STYLE_SINGLE,
                                             [YAML_DOUBLE_QUOTED_SCALAR_STYLE] = STYLE_DOUBLE,
                                             [YAML_LITERAL_SCALAR_STYLE] = STYLE_LITERAL,
                                             [YAML_FOLDED_SCALAR_STYLE] = STYLE_FOLDED};
    struct node *node = new_node(reader, event, event->data.scalar.anchor, event->data.scalar.tag);
    node->style = (uint8_t)styles[event->data.scalar.style];
    if (event->data.scalar.length == 0 && node->style == STYLE_PLAIN) {
        node->start = node->end;
    }
    node->text = scalar_text(reader, node, event);
    node->kind = NODE_STRING;
    if (node->style == STYLE_PLAIN) {
        enum node_kind plain = scalar_kind(node->text);
        bool tagged = node->properties && node->properties->tag.length > 0;
        node->kind = (uint8_t)(tagged ? kind_of_tag(node->properties->tag, plain) : plain);
    }
    return node;
}

static struct node *read_alias(struct reader *reader, const yaml_event_t *event)
{
    struct node *node = new_node(reader, event, NULL, NULL);
    node->kind = NODE_ALIAS;
    node->text = copy_of(reader, event->data.alias.anchor);
    node->first = anchored(reader, node->text);
    reader->document->has_aliases = true;
    if (!node->first) {
        /* libyaml's events do not tell, but every reader of the file would fail. */
        diagnose(reader->diagnostics, SEVERITY_ERROR, document_place(reader->document, node->start),
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

static bool has_anchor(const struct node *node)
{
    return node->properties && node->properties->anchor.length > 0;
}

/* The sink may end the reading. Anchored values are kept, for their aliases. */
static void hand_over(struct reader *reader, struct node *node)
{
    reader->failed |= !reader->sink->enter(reader->sink, node);
    if ((node_is_scalar(node) || node->kind == NODE_ALIAS) && !has_anchor(node)) {
        reader_discard(&reader->discarded, node);
    }
}

static void attach(struct reader *reader, struct node *node)
{
    struct level *level = reader->level;
    if (reader->sink) {
        hand_over(reader, node);
        return;
    }
    if (!level) {
        reader->document->root = node;
        return;
    }
    struct node *parent = level->node;
    if (parent->kind == NODE_MAP) {
        if (!level->key) {
            level->key = node;
            reader->document->has_aliases |= node->style == STYLE_PLAIN && text_equal(node->text, TEXT("<<"));
            return;
        }
        node->key = level->key;
        level->key = NULL;
        settle_empty_value(reader->document->source, node);
    }
    node_append(parent, node);
}

static void open_level(struct reader *reader, struct node *node)
{
    struct level *level = reader->spare;
    if (level) {
        reader->spare = level->outer;
    } else {
        level = arena_new(reader->arena, struct level);
    }
    *level = (struct level){.outer = reader->level, .node = node};
    reader->level = level;
    reader->depth++;
}

static void read_collection(struct reader *reader, const yaml_event_t *event, bool map)
{
    struct node *node =
        map ? new_node(reader, event, event->data.mapping_start.anchor, event->data.mapping_start.tag)
            : new_node(reader, event, event->data.sequence_start.anchor, event->data.sequence_start.tag);
    bool flow = map ? event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
                    : event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
    node->kind = map ? NODE_MAP : NODE_LIST;
    node->style = flow ? STYLE_FLOW : STYLE_BLOCK;
    if (!flow && node->properties) {
        /* Of a list without indentation the event ends after the first dash. */
        bool dash = !map && !text_starts(text_from(reader->document->source, node->end), TEXT("-"));
        node->start = node->end - dash;
    }
    if (reader->depth >= DOCUMENT_DEPTH_MAX) {
        fail_at(reader, node->start, "nested deeper than inlay reads (500 levels)");
        return;
    }
    if (has_anchor(node)) {
        remember_anchor(reader, node);
    }
    attach(reader, node);
    open_level(reader, node);
}

static void close_collection(struct reader *reader, const yaml_event_t *event)
{
    struct level *level = reader->level;
    struct node *node = level->node;
    reader->level = level->outer;
    level->outer = reader->spare;
    reader->spare = level;
    reader->depth--;
    if (reader->sink) {
        reader->failed |= !reader->sink->leave(reader->sink);
        if (!has_anchor(node)) {
            reader_discard(&reader->discarded, node);
        }
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
}

static void read_document_start(struct reader *reader, const yaml_event_t *event)
{
    struct document *document = reader->document;
    document->documents++;
    uint32_t start = byte_at(reader, event->start_mark.index);
    if (reader->which == 0 && document->documents == 2) {
        fail_at(reader, start, "the file holds several documents (name one: FILE#1:KEY for the first)");
        return;
    }
    reader->building = document->documents == (reader->which ? reader->which : 1);
    if (reader->building) {
        document->body = event->data.document_start.implicit ? start : byte_at(reader, event->end_mark.index);
    }
    memset(reader->anchors, 0, sizeof reader->anchors);
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
    case YAML_ALIAS_EVENT: {
        struct node *node = event->type == YAML_SCALAR_EVENT ? read_scalar(reader, event) : read_alias(reader, event);
        if (has_anchor(node)) {
            remember_anchor(reader, node);
        }
        attach(reader, node);
        break;
    }
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        read_collection(reader, event, event->type == YAML_MAPPING_START_EVENT);
        if (!reader->failed && reader->level->node->properties && reader->level->node->properties->anchor.length) {
            remember_anchor(reader, reader->level->node);
        }
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
    struct text source = reader->document->source;
    if (!yaml_parser_initialize(&reader->parser)) {
        arena_exhausted(reader->arena);
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

bool document_read_yaml(struct arena *arena, const char *name, struct text source, uint32_t which,
                        struct document_sink *sink, struct document *document, struct diagnostics *diagnostics)
{
    *document = (struct document){.name = name, .source = source, .format = FORMAT_YAML};
    struct reader *reader = arena_new(arena, struct reader);
    reader->arena = arena;
    reader->document = document;
    reader->diagnostics = diagnostics;
    reader->which = which;
    reader->sink = sink;
    reader->base = text_starts(source, TEXT("\xEF\xBB\xBF")) ? 3 : 0;
    reader->cursor_byte = document->body = reader->base;
    reader->ascii = is_ascii(text_from(source, reader->base));

    /* Memory is left in order also when it ran out: a parse that this one interrupted goes on with its own. */
    struct yaml_memory memory;
    yaml_memory_enter(&memory, arena);
    bool complete = arena_run(arena, read_events, reader);
    yaml_memory_leave(&memory);
    if (!complete) {
        arena_exhausted(arena);
    }
    if (!reader->failed && which > document->documents) {
        diagnose(diagnostics, SEVERITY_ERROR, (struct place){.source = name},
                 "there is no document %u (the file holds %u)", which, document->documents);
        reader->failed = true;
    }
    return !reader->failed;
}
