/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/splice_flow.h"
#include "core/base/utf8.h"
#include "core/patch/comments.h"
#include "core/tree/change.h"
#include "core/tree/emit.h"

#include <string.h>

static bool is_comma(const struct layout *layout, uint32_t at)
{
    return at < layout->source.length && layout->source.bytes[at] == ',';
}

static uint32_t entry_end(const struct node *child)
{
    return child->key && child->key->end > child->end ? child->key->end : child->end;
}

/* Where the comma after a child stands; the closing bracket's place when there is none. */
static uint32_t separator(const struct layout *layout, const struct node *child)
{
    return layout_skip_between(layout, entry_end(child));
}

static bool ends_line(const struct layout *layout, uint32_t at)
{
    return at == layout->source.length || text_is_line_end(layout->source.bytes[at]);
}

/* The line's end when only blanks and whole comments stand before it; else `at`. */
static uint32_t skip_rest(const struct layout *layout, uint32_t at)
{
    uint32_t rest = layout_skip_blanks(layout, at);
    for (uint32_t after; (after = layout_skip_comment(layout, rest)) > rest;) {
        if (layout_line_end(layout, rest) < after) {
            return at;
        }
        rest = layout_skip_blanks(layout, after);
    }
    return ends_line(layout, rest) ? rest : at;
}

/* A pair that is an element of a list, [a: 1]. Its key may be a map that has braces. */
static bool is_braceless(const struct layout *layout, const struct node *map)
{
    return map->kind == NODE_MAP &&
           (layout->source.bytes[map->start] != '{' || (map->first && map->start == map->first->key->head));
}

static const struct node *last_live(const struct node *collection)
{
    const struct node *last = NULL;
    for (const struct node *child = collection->first; child; child = child->next) {
        last = change_keeps(child) ? child : last;
    }
    return last;
}

/* Whether the last of an entry is a tag or an anchor: a bracket may be a part of those. */
static bool ends_in_property(const struct node *child)
{
    const struct node *last = child->key && child->key->end > child->end ? child->key : child;
    return last->head < last->start && last->start == last->end;
}

/* What comes to touch `before` (NULL: a blank or comma) may be neither a comment nor become a part of it. */
static void cut(struct edits *edits, const struct node *before, uint32_t start, uint32_t end)
{
    struct text rest = text_from(edits->layout.source, end);
    bool touches = edits->layout.format == FORMAT_YAML && layout_skip_blanks(&edits->layout, start - 1) < start;
    bool bracket = text_starts(rest, TEXT("]")) || text_starts(rest, TEXT("}"));
    bool glued = touches && (text_starts(rest, TEXT("#")) || (bracket && before && ends_in_property(before)));
    edits_add(edits, start, end, glued ? TEXT(" ") : (struct text){"", 0});
}

/* Leaves an entry's line as it is indented: a bracket may come to stand there, and belongs no further left. */
static void remove_entry(struct edits *edits, const struct node *collection, const struct node *before,
                         const struct node *child)
{
    uint32_t limit = before ? entry_end(before) : collection->start + 1;
    uint32_t start = layout_entry_start(&edits->layout, collection, NULL, child);
    uint32_t comma = separator(&edits->layout, child);
    uint32_t end = is_comma(&edits->layout, comma) ? comma + 1 : entry_end(child);
    uint32_t rest = skip_rest(&edits->layout, end);
    if (layout_begins_line(&edits->layout, start) && ends_line(&edits->layout, rest)) {
        edits_add(edits, comments_above(&edits->layout, limit, start), layout_next_line(&edits->layout, rest),
                  (struct text){"", 0});
    } else {
        cut(edits, NULL, start, layout_skip_blanks(&edits->layout, end));
    }
}

/* The first of the removed entries that end a collection, when there is nothing but commas between them and none after
 * them; else NULL. at is where the comma before them ends. */
static const struct node *bare_tail(const struct layout *layout, const struct node *collection, const struct node *last,
                                    uint32_t at)
{
    for (const struct node *child = last->next; child; child = child->next) {
        uint32_t comma = separator(layout, child);
        bool bare = layout_skip_space(layout, at) == layout_entry_start(layout, collection, NULL, child) &&
                    (!child->next || layout_skip_space(layout, entry_end(child)) == comma);
        if (!bare || is_comma(layout, comma) != (child->next != NULL)) {
            return NULL;
        }
        at = comma + 1;
    }
    return last->next;
}

/* They go as one, so that what follows them, a bracket on the same line, moves up to the last one that stays. */
static void remove_tail(struct edits *edits, const struct node *collection, const struct node *last, uint32_t from)
{
    uint32_t end = entry_end(collection->last);
    uint32_t rest = skip_rest(&edits->layout, end);
    cut(edits, last, from, ends_line(&edits->layout, rest) ? rest : end);
}

static void put_key(struct edits *edits, struct buffer *out, const struct node *collection, const struct node *key)
{
    const struct node *sibling = collection->last;
    bool quoted = sibling && sibling->key->style == STYLE_DOUBLE;
    if (edits->layout.format == FORMAT_JSON) {
        emit_json_string(out, key->text);
    } else if (quoted && key->kind == NODE_STRING) {
        emit_yaml(out, key, NULL);
    } else {
        emit_yaml_typed_key(out, key);
        buffer_put(out, TEXT(": "));
        return;
    }
    struct text colon = sibling ? text_part(edits->layout.source, sibling->key->end, sibling->start) : TEXT(": ");
    bool has_colon = false;
    bool bare = true; /* a comment or a line's end is nothing to copy */
    for (size_t i = 0; i < colon.length; i++) {
        has_colon |= colon.bytes[i] == ':';
        bare &= strchr(": \t", colon.bytes[i]) != NULL;
    }
    buffer_put(out, has_colon && bare ? colon : TEXT(": "));
}

static void put_entry(struct edits *edits, struct buffer *out, const struct node *collection, const struct node *child)
{
    if (child->key) {
        put_key(edits, out, collection, child->key);
    }
    buffer_put(out, emit_text(edits->arena, edits->layout.format, child, NULL));
}

/* The blanks between a comma and the entry after it, as the collection's own entries have them. */
static struct text gap(const struct layout *layout, const struct node *collection)
{
    const struct node *before = collection->first;
    if (before && before->next) {
        uint32_t comma = separator(layout, before);
        uint32_t next = layout_entry_start(layout, collection, before, before->next);
        if (is_comma(layout, comma) && layout_skip_blanks(layout, comma + 1) == next) {
            return text_part(layout->source, comma + 1, next);
        }
    }
    bool tight = layout->format == FORMAT_JSON && before && before->key && before->start == before->key->end + 1;
    return tight ? TEXT("") : TEXT(" ");
}

/* Blanks up to an entry's column, as its line has them. */
static void put_indent(struct edits *edits, struct buffer *out, uint32_t start)
{
    for (uint32_t at = layout_line_start(&edits->layout, start); at < start; at++) {
        char c = edits->layout.source.bytes[at];
        if (!utf8_is_continuation(c)) {
            buffer_byte(out, c == '\t' ? '\t' : ' ');
        }
    }
}

/* Into brackets that hold a comment: on lines of their own below it, in its column. */
static void add_below_comment(struct edits *edits, const struct node *collection, uint32_t comment)
{
    struct buffer out = {.arena = edits->arena};
    uint32_t close = collection->end - 1;
    bool own_line = layout_begins_line(&edits->layout, comment);
    for (const struct node *child = collection->change->added->first; child; child = child->next) {
        put_indent(edits, &out, own_line ? comment : close);
        buffer_put(&out, own_line ? TEXT("") : TEXT("  "));
        put_entry(edits, &out, collection, child);
        buffer_put(&out, child->next ? TEXT(",") : TEXT(""));
        buffer_put(&out, edits->layout.newline);
    }
    edits_add(edits, layout_line_start(&edits->layout, close), layout_line_start(&edits->layout, close),
              buffer_text(&out));
}

/* Between the brackets of an empty collection, where blanks and line ends go. */
static void add_to_nothing(struct edits *edits, const struct node *collection)
{
    uint32_t start = collection->start + 1;
    uint32_t end = layout_skip_space(&edits->layout, start);
    bool comment = end < collection->end - 1;
    if (comment && layout_begins_line(&edits->layout, collection->end - 1)) {
        add_below_comment(edits, collection, end);
        return;
    }
    struct buffer out = {.arena = edits->arena};
    for (const struct node *child = collection->change->added->first; child; child = child->next) {
        put_entry(edits, &out, collection, child);
        if (child->next) {
            buffer_put(&out, TEXT(", "));
        }
    }
    edits_add(edits, start, comment ? start : end, buffer_text(&out));
}

static void add_braces(struct edits *edits, const struct node *map)
{
    struct buffer out = {.arena = edits->arena};
    for (const struct node *child = map->change->added->first; child; child = child->next) {
        buffer_put(&out, TEXT(", "));
        put_entry(edits, &out, map, child);
    }
    buffer_byte(&out, '}');
    edits_add(edits, map->start, map->start, TEXT("{"));
    edits_add(edits, map->end, map->end, buffer_text(&out));
}

/* Where new entries go after the last one that stays, and whether each has a line of its own, as that one has. */
static uint32_t insertion(const struct layout *layout, const struct node *collection, const struct node *last,
                          bool *own_lines)
{
    uint32_t comma = separator(layout, last);
    uint32_t after = is_comma(layout, comma) ? comma + 1 : entry_end(last);
    uint32_t rest = skip_rest(layout, after);
    bool comment = ends_line(layout, rest) && rest > layout_skip_blanks(layout, after);
    *own_lines = comment || layout_begins_line(layout, layout_entry_start(layout, collection, NULL, last));
    return *own_lines && ends_line(layout, rest) ? rest : after;
}

/* Puts the new entries that come where the first one does, each with what goes before it and, but for the last where
 * none follows, a comma. Returns the first that comes elsewhere. */
static const struct node *put_entries(struct edits *edits, struct buffer *out, const struct node *collection,
                                      const struct node *added, struct text apart, bool followed)
{
    const struct node *next_child = added->change->before;
    while (added && added->change->before == next_child) {
        const struct node *next = added->next;
        bool last = !next || next->change->before != next_child;
        buffer_put(out, apart);
        put_entry(edits, out, collection, added);
        buffer_put(out, last && !followed ? TEXT("") : TEXT(","));
        added = next;
    }
    return added;
}

/* What stands between a comma and a new entry: a line end and the blanks before start, or blanks. */
static struct text apart(struct edits *edits, const struct node *collection, bool own_lines, uint32_t start)
{
    struct buffer out = {.arena = edits->arena};
    if (!own_lines) {
        return gap(&edits->layout, collection);
    }
    buffer_put(&out, edits->layout.newline);
    put_indent(edits, &out, start);
    return buffer_text(&out);
}

/* New entries behind the entry before them. followed: a comma is to end them. */
static const struct node *add_entries(struct edits *edits, const struct node *collection, const struct node *before,
                                      const struct node *added, bool followed)
{
    bool own_lines;
    bool has_comma = is_comma(&edits->layout, separator(&edits->layout, before));
    uint32_t start = layout_entry_start(&edits->layout, collection, NULL, before);
    uint32_t at = insertion(&edits->layout, collection, before, &own_lines);
    struct buffer out = {.arena = edits->arena};
    if (!has_comma && at == entry_end(before)) {
        buffer_byte(&out, ',');
    } else if (!has_comma) {
        edits_add(edits, entry_end(before), entry_end(before), TEXT(","));
    }
    added = put_entries(edits, &out, collection, added, apart(edits, collection, own_lines, start), followed);
    edits_add(edits, at, at, buffer_text(&out));
    return added;
}

/* New entries before the first one: behind the bracket where that one has a line of its own, else in its place. */
static const struct node *add_entries_first(struct edits *edits, const struct node *collection,
                                            const struct node *added)
{
    uint32_t start = layout_entry_start(&edits->layout, collection, NULL, collection->first);
    uint32_t bracket = collection->start + 1;
    uint32_t rest = skip_rest(&edits->layout, bracket);
    struct buffer out = {.arena = edits->arena};
    if (layout_begins_line(&edits->layout, start) && ends_line(&edits->layout, rest)) {
        added = put_entries(edits, &out, collection, added, apart(edits, collection, true, start), true);
        edits_add(edits, rest, rest, buffer_text(&out));
        return added;
    }
    struct text blanks = gap(&edits->layout, collection);
    added = put_entries(edits, &out, collection, added, blanks, true);
    buffer_put(&out, blanks);
    edits_add(edits, start, start, text_from(buffer_text(&out), blanks.length));
    return added;
}

/* New entries that come before one of the source's. Returns the first of those that come last. */
static const struct node *add_entries_between(struct edits *edits, const struct node *collection)
{
    const struct node *added = collection->change->added ? collection->change->added->first : NULL;
    const struct node *before = NULL;
    for (const struct node *child = collection->first; child && added; child = child->next) {
        if (added->change->before == child) {
            added = before ? add_entries(edits, collection, before, added, true)
                           : add_entries_first(edits, collection, added);
        }
        before = child;
    }
    return added;
}

void splice_flow_entries(struct edits *edits, const struct node *collection)
{
    const struct node *last = last_live(collection);
    if (is_braceless(&edits->layout, collection)) {
        add_braces(edits, collection);
        return;
    }
    if (!last) {
        add_to_nothing(edits, collection);
        return;
    }
    const struct node *added = add_entries_between(edits, collection);
    bool trailing = is_comma(&edits->layout, separator(&edits->layout, collection->last));
    bool own_lines;
    uint32_t comma = separator(&edits->layout, last);
    uint32_t at = added ? insertion(&edits->layout, collection, last, &own_lines) : comma;
    const struct node *tail = last->next ? bare_tail(&edits->layout, collection, last, comma + 1) : NULL;
    const struct node *before = NULL;
    for (const struct node *child = collection->first; child && child != tail; child = child->next) {
        if (!change_keeps(child)) {
            remove_entry(edits, collection, before, child);
        }
        before = child;
    }
    if (added) {
        add_entries(edits, collection, last, added, trailing);
    }
    if (tail) {
        remove_tail(edits, collection, added ? NULL : last, at);
    } else if (last->next && !trailing && !added) {
        cut(edits, last, comma, comma + 1);
    }
}
