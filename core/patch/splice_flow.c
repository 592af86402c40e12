/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/splice.h"
#include "core/tree/emit.h"

#include <string.h>

/* Adds entries to flow collections, JSON's included, and removes them. An entry reaches to the comma after it. */

static bool is_comma(const struct splice *splice, uint32_t at)
{
    return at < splice->source.length && splice->source.bytes[at] == ',';
}

static uint32_t entry_end(const struct node *child)
{
    return child->key && child->key->end > child->end ? child->key->end : child->end;
}

/* Where the comma after a child stands; the closing bracket's place when there is none. */
static uint32_t separator(const struct splice *splice, const struct node *child)
{
    return skip_between(splice, entry_end(child));
}

static bool ends_line(const struct splice *splice, uint32_t at)
{
    return at == splice->source.length || is_line_end(splice->source.bytes[at]);
}

/* The line's end when only blanks and whole comments stand before it; else `at`. */
static uint32_t skip_rest(const struct splice *splice, uint32_t at)
{
    uint32_t rest = skip_blanks(splice, at);
    for (uint32_t after; (after = skip_comment(splice, rest)) > rest;) {
        if (line_end(splice, rest) < after) {
            return at;
        }
        rest = skip_blanks(splice, after);
    }
    return ends_line(splice, rest) ? rest : at;
}

/* A pair that is an element of a list, [a: 1]. Its key may be a map that has braces. */
static bool is_braceless(const struct splice *splice, const struct node *map)
{
    return map->kind == NODE_MAP &&
           (splice->source.bytes[map->start] != '{' || (map->first && map->start == map->first->key->head));
}

static const struct node *last_live(const struct node *collection)
{
    const struct node *last = NULL;
    for (const struct node *child = collection->first; child; child = child->next) {
        last = change_keeps(child) ? child : last;
    }
    return last;
}

/* A comment may not come to touch the value before it. */
static void cut(struct splice *splice, uint32_t start, uint32_t end)
{
    bool comment = text_starts(text_from(splice->source, end), TEXT("#"));
    bool glued = comment && splice->document->format == FORMAT_YAML && skip_blanks(splice, start - 1) < start;
    splice_edit(splice, start, end, glued ? TEXT(" ") : (struct text){"", 0});
}

/* Leaves an entry's line as it is indented: a bracket may come to stand there, and belongs no further left. */
static void remove_entry(struct splice *splice, const struct node *collection, const struct node *child)
{
    uint32_t start = entry_start(splice, collection, NULL, child);
    uint32_t comma = separator(splice, child);
    uint32_t end = is_comma(splice, comma) ? comma + 1 : entry_end(child);
    uint32_t rest = skip_rest(splice, end);
    if (begins_line(splice, start) && ends_line(splice, rest)) {
        splice_edit(splice, line_start(splice, start), next_line(splice, rest), (struct text){"", 0});
    } else {
        cut(splice, start, skip_blanks(splice, end));
    }
}

/* The first of the removed entries that end a collection, when there is nothing but commas between them and none after
 * them; else NULL. at is where the comma before them ends. */
static const struct node *bare_tail(const struct splice *splice, const struct node *collection, const struct node *last,
                                    uint32_t at)
{
    for (const struct node *child = last->next; child; child = child->next) {
        uint32_t comma = separator(splice, child);
        bool bare = skip_space(splice, at) == entry_start(splice, collection, NULL, child) &&
                    (!child->next || skip_space(splice, entry_end(child)) == comma);
        if (!bare || is_comma(splice, comma) != (child->next != NULL)) {
            return NULL;
        }
        at = comma + 1;
    }
    return last->next;
}

/* They go as one, so that what follows them, a bracket on the same line, moves up to the last one that stays. */
static void remove_tail(struct splice *splice, const struct node *collection, uint32_t from)
{
    uint32_t end = entry_end(collection->last);
    uint32_t rest = skip_rest(splice, end);
    cut(splice, from, ends_line(splice, rest) ? rest : end);
}

static void put_key(struct splice *splice, struct buffer *out, const struct node *collection, struct text key)
{
    const struct node *sibling = collection->last;
    bool quoted = sibling && sibling->key->style == STYLE_DOUBLE;
    if (splice->document->format == FORMAT_JSON) {
        emit_json_string(out, key);
    } else if (quoted) {
        struct node string = {.kind = NODE_STRING, .text = key};
        emit_yaml(out, &string, NULL);
    } else {
        emit_yaml_key(out, key);
        buffer_put(out, TEXT(": "));
        return;
    }
    struct text colon = sibling ? text_part(splice->source, sibling->key->end, sibling->start) : TEXT(": ");
    bool has_colon = false;
    bool bare = true; /* a comment or a line's end is nothing to copy */
    for (size_t i = 0; i < colon.length; i++) {
        has_colon |= colon.bytes[i] == ':';
        bare &= strchr(": \t", colon.bytes[i]) != NULL;
    }
    buffer_put(out, has_colon && bare ? colon : TEXT(": "));
}

static void put_entry(struct splice *splice, struct buffer *out, const struct node *collection,
                      const struct node *child)
{
    if (child->key) {
        put_key(splice, out, collection, child->key->text);
    }
    buffer_put(out, splice_text(splice, child, NULL));
}

/* The blanks between a comma and the entry after it, as the collection's own entries have them. */
static struct text gap(const struct splice *splice, const struct node *collection)
{
    const struct node *before = collection->first;
    if (before && before->next) {
        uint32_t comma = separator(splice, before);
        uint32_t next = entry_start(splice, collection, before, before->next);
        if (is_comma(splice, comma) && skip_blanks(splice, comma + 1) == next) {
            return text_part(splice->source, comma + 1, next);
        }
    }
    bool tight =
        splice->document->format == FORMAT_JSON && before && before->key && before->start == before->key->end + 1;
    return tight ? TEXT("") : TEXT(" ");
}

/* Blanks up to an entry's column, as its line has them. */
static void put_indent(struct splice *splice, struct buffer *out, uint32_t start)
{
    for (uint32_t at = line_start(splice, start); at < start; at++) {
        char c = splice->source.bytes[at];
        if (((unsigned char)c & 0xC0) != 0x80) {
            buffer_byte(out, c == '\t' ? '\t' : ' ');
        }
    }
}

/* Into brackets that hold a comment: on lines of their own below it, in its column. */
static void add_below_comment(struct splice *splice, const struct node *collection, uint32_t comment)
{
    struct buffer out = {.arena = splice->arena};
    uint32_t close = collection->end - 1;
    bool own_line = begins_line(splice, comment);
    for (const struct node *child = collection->change->added->first; child; child = child->next) {
        put_indent(splice, &out, own_line ? comment : close);
        buffer_put(&out, own_line ? TEXT("") : TEXT("  "));
        put_entry(splice, &out, collection, child);
        buffer_put(&out, child->next ? TEXT(",") : TEXT(""));
        buffer_put(&out, splice->newline);
    }
    splice_edit(splice, line_start(splice, close), line_start(splice, close), buffer_text(&out));
}

/* Between the brackets of an empty collection, where blanks and line ends go. */
static void add_to_nothing(struct splice *splice, const struct node *collection)
{
    uint32_t start = collection->start + 1;
    uint32_t end = skip_space(splice, start);
    bool comment = end < collection->end - 1;
    if (comment && begins_line(splice, collection->end - 1)) {
        add_below_comment(splice, collection, end);
        return;
    }
    struct buffer out = {.arena = splice->arena};
    for (const struct node *child = collection->change->added->first; child; child = child->next) {
        put_entry(splice, &out, collection, child);
        if (child->next) {
            buffer_put(&out, TEXT(", "));
        }
    }
    splice_edit(splice, start, comment ? start : end, buffer_text(&out));
}

static void add_braces(struct splice *splice, const struct node *map)
{
    struct buffer out = {.arena = splice->arena};
    for (const struct node *child = map->change->added->first; child; child = child->next) {
        buffer_put(&out, TEXT(", "));
        put_entry(splice, &out, map, child);
    }
    buffer_byte(&out, '}');
    splice_edit(splice, map->start, map->start, TEXT("{"));
    splice_edit(splice, map->end, map->end, buffer_text(&out));
}

/* Where new entries go after the last one that stays, and whether each has a line of its own, as that one has. */
static uint32_t insertion(const struct splice *splice, const struct node *collection, const struct node *last,
                          bool *own_lines)
{
    uint32_t comma = separator(splice, last);
    uint32_t after = is_comma(splice, comma) ? comma + 1 : entry_end(last);
    uint32_t rest = skip_rest(splice, after);
    bool comment = ends_line(splice, rest) && rest > skip_blanks(splice, after);
    *own_lines = comment || begins_line(splice, entry_start(splice, collection, NULL, last));
    return *own_lines && ends_line(splice, rest) ? rest : after;
}

static void add_entries(struct splice *splice, const struct node *collection, const struct node *last, bool trailing)
{
    bool own_lines;
    bool has_comma = is_comma(splice, separator(splice, last));
    uint32_t start = entry_start(splice, collection, NULL, last);
    uint32_t at = insertion(splice, collection, last, &own_lines);
    struct buffer out = {.arena = splice->arena};
    if (!has_comma && at == entry_end(last)) {
        buffer_byte(&out, ',');
    } else if (!has_comma) {
        splice_edit(splice, entry_end(last), entry_end(last), TEXT(","));
    }
    for (const struct node *child = collection->change->added->first; child; child = child->next) {
        if (own_lines) {
            buffer_put(&out, splice->newline);
            put_indent(splice, &out, start);
        } else {
            buffer_put(&out, gap(splice, collection));
        }
        put_entry(splice, &out, collection, child);
        if (child->next || trailing) {
            buffer_byte(&out, ',');
        }
    }
    splice_edit(splice, at, at, buffer_text(&out));
}

void splice_flow_entries(struct splice *splice, const struct node *collection)
{
    const struct node *last = last_live(collection);
    struct node *added = collection->change->added;
    if (is_braceless(splice, collection)) {
        add_braces(splice, collection);
        return;
    }
    if (!last) {
        add_to_nothing(splice, collection);
        return;
    }
    bool trailing = is_comma(splice, separator(splice, collection->last));
    bool own_lines;
    uint32_t comma = separator(splice, last);
    uint32_t at = added ? insertion(splice, collection, last, &own_lines) : comma;
    const struct node *tail = last->next ? bare_tail(splice, collection, last, comma + 1) : NULL;
    for (const struct node *child = collection->first; child && child != tail; child = child->next) {
        if (!change_keeps(child)) {
            remove_entry(splice, collection, child);
        }
    }
    if (added) {
        add_entries(splice, collection, last, trailing);
    }
    if (tail) {
        remove_tail(splice, collection, at);
    } else if (last->next && !trailing && !added) {
        cut(splice, comma, comma + 1);
    }
}
