/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/splice.h"
#include "core/patch/anchors.h"
#include "core/tree/emit.h"

#include <string.h>

bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

bool has_open_end(const struct splice *splice)
{
    struct text source = splice->source;
    return source.length > 0 && !is_line_end(source.bytes[source.length - 1]);
}

uint32_t line_start(const struct splice *splice, uint32_t offset)
{
    const char *bytes = splice->source.bytes;
    if (offset > 0 && offset < splice->source.length && bytes[offset] == '\n' && bytes[offset - 1] == '\r') {
        offset--;
    }
    while (offset > 0 && !is_line_end(bytes[offset - 1])) {
        offset--;
    }
    return offset == 0 && text_starts(splice->source, TEXT("\xEF\xBB\xBF")) ? 3 : offset;
}

uint32_t line_end(const struct splice *splice, uint32_t offset)
{
    while (offset < splice->source.length && !is_line_end(splice->source.bytes[offset])) {
        offset++;
    }
    return offset;
}

uint32_t next_line(const struct splice *splice, uint32_t offset)
{
    uint32_t end = line_end(splice, offset);
    bool crlf = text_starts(text_from(splice->source, end), TEXT("\r\n"));
    return end == splice->source.length ? end : end + 1 + crlf;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_space(char c)
{
    return is_blank(c) || is_line_end(c);
}

bool begins_line(const struct splice *splice, uint32_t offset)
{
    while (offset > 0 && is_blank(splice->source.bytes[offset - 1])) {
        offset--;
    }
    bool after_mark = offset == 3 && text_starts(splice->source, TEXT("\xEF\xBB\xBF"));
    return offset == 0 || after_mark || is_line_end(splice->source.bytes[offset - 1]);
}

uint32_t skip_blanks(const struct splice *splice, uint32_t at)
{
    while (at < splice->source.length && is_blank(splice->source.bytes[at])) {
        at++;
    }
    return at;
}

uint32_t skip_comment(const struct splice *splice, uint32_t at)
{
    struct text rest = text_from(splice->source, at);
    if (splice->document->format == FORMAT_YAML) {
        return text_starts(rest, TEXT("#")) ? line_end(splice, at) : at;
    }
    if (text_starts(rest, TEXT("//"))) {
        return line_end(splice, at);
    }
    if (!text_starts(rest, TEXT("/*"))) {
        return at;
    }
    size_t end = at + 2;
    while (end + 1 < splice->source.length &&
           !(splice->source.bytes[end] == '*' && splice->source.bytes[end + 1] == '/')) {
        end++;
    }
    return (uint32_t)end + 2;
}

uint32_t skip_space(const struct splice *splice, uint32_t at)
{
    while (at < splice->source.length && is_space(splice->source.bytes[at])) {
        at++;
    }
    return at;
}

uint32_t skip_between(const struct splice *splice, uint32_t at)
{
    for (;;) {
        at = skip_space(splice, at);
        uint32_t after = skip_comment(splice, at);
        if (after == at) {
            return at;
        }
        at = after;
    }
}

uint32_t content_end(const struct splice *splice, const struct node *node)
{
    const struct node *last = node_last_inside(node);
    if (!node_is_block_scalar(last)) {
        return node->end;
    }
    uint32_t header = line_end(splice, last->start);
    uint32_t end = last->end;
    while (end > header && is_line_end(splice->source.bytes[end - 1])) {
        end--; /* lines of blanks stay: they may be wide enough to be content */
    }
    return end > header ? end : header;
}

uint32_t tail(const struct splice *splice, const struct node *node)
{
    return next_line(splice, content_end(splice, node));
}

bool keeps_blank_lines(const struct splice *splice, const struct node *node)
{
    const struct node *last = node_last_inside(node);
    if (!node_is_block_scalar(last)) {
        return false;
    }
    struct text header = text_part(splice->source, last->start, line_end(splice, last->start));
    return text_find(header, 0, '+') < text_find(header, 0, '#');
}

uint32_t tail_with_blanks(const struct splice *splice, const struct node *node)
{
    /* libyaml ends such a scalar after the blank lines. */
    return keeps_blank_lines(splice, node) ? node_last_inside(node)->end : tail(splice, node);
}

/* A flow map's key, or the `?` before it. */
static uint32_t key_start(const struct splice *splice, const struct node *key)
{
    uint32_t at = key->head;
    while (at > 0 && is_space(splice->source.bytes[at - 1])) {
        at--;
    }
    bool question = splice->document->format == FORMAT_YAML && at > 0 && splice->source.bytes[at - 1] == '?';
    return question ? at - 1 : key->head;
}

uint32_t entry_start(const struct splice *splice, const struct node *collection, const struct node *before,
                     const struct node *child)
{
    if (collection->style == STYLE_FLOW) {
        return child->key ? key_start(splice, child->key) : child->head;
    }
    if (!before) {
        return collection->start;
    }
    uint32_t from = node_is_block_scalar(node_last_inside(before)) ? before->end : content_end(splice, before);
    return skip_between(splice, from);
}

void splice_edit(struct splice *splice, uint32_t start, uint32_t end, struct text bytes)
{
    if (start == end && bytes.length == 0) {
        return;
    }
    if (splice->count == splice->capacity) {
        size_t capacity = splice->capacity ? 2 * splice->capacity : 16;
        struct edit *edits = arena_array(splice->arena, struct edit, capacity);
        if (splice->count) {
            memcpy(edits, splice->edits, splice->count * sizeof *edits);
        }
        splice->edits = edits;
        splice->capacity = capacity;
    }
    splice->edits[splice->count++] = (struct edit){start, end, bytes};
}

struct text splice_text(struct splice *splice, const struct node *value, const struct node *like)
{
    struct buffer out = {.arena = splice->arena};
    if (splice->document->format == FORMAT_JSON) {
        emit_json(&out, value);
    } else {
        emit_yaml(&out, value, like);
    }
    return buffer_text(&out);
}

static struct text joined(struct splice *splice, const char *before, struct text text, const char *after)
{
    struct buffer out = {.arena = splice->arena};
    buffer_format(&out, "%s", before);
    buffer_put(&out, text);
    buffer_format(&out, "%s", after);
    return buffer_text(&out);
}

/* Cuts [start, end) and puts text there, apart from what stands before and after it. */
static void put_in_place(struct splice *splice, uint32_t start, uint32_t end, struct text text)
{
    struct text source = splice->source;
    /* After a colon a value may stand without a blank where one stood so already: "a":1 */
    const char *apart = end > start ? "[{,:" : "[{,";
    bool glued_before = start > 0 && !is_space(source.bytes[start - 1]) && !strchr(apart, source.bytes[start - 1]) &&
                        !(start == 3 && text_starts(source, TEXT("\xEF\xBB\xBF")));
    bool glued_after = end < source.length && source.bytes[end] == '#';
    if (splice->document->format == FORMAT_JSON) {
        glued_before = glued_after = false;
    }
    splice_edit(splice, start, end, joined(splice, glued_before ? " " : "", text, glued_after ? " " : ""));
}

uint32_t column(const struct splice *splice, uint32_t offset)
{
    uint32_t column = 0;
    for (uint32_t at = line_start(splice, offset); at < offset; at++) {
        column += ((unsigned char)splice->source.bytes[at] & 0xC0) != 0x80;
    }
    return column;
}

/* An explicit key without a colon: the value goes on a line of its own, its colon below the question mark. */
static void add_value_line(struct splice *splice, const struct node *node, struct text text)
{
    struct buffer line = {.arena = splice->arena};
    buffer_put(&line, splice->newline);
    for (uint32_t left = column(splice, node->parent->start); left > 0; left--) {
        buffer_byte(&line, ' ');
    }
    buffer_put(&line, TEXT(": "));
    buffer_put(&line, text);
    uint32_t end = line_end(splice, node->start);
    splice_edit(splice, end, end, buffer_text(&line));
}

/* A key in brackets without a colon. One over several lines must be explicit before a colon. */
static void add_flow_value(struct splice *splice, const struct node *node, struct text text)
{
    if (line_end(splice, node->key->start) < node->key->end) {
        splice_edit(splice, node->key->head, node->key->head, TEXT("? "));
    }
    /* Nor may a colon touch a tag: it would be part of it. */
    const char *colon = node->key->start == node->key->end ? " : " : ": ";
    bool comment = node->start < splice->source.length && splice->source.bytes[node->start] == '#';
    splice_edit(splice, node->start, node->start, joined(splice, colon, text, comment ? " " : ""));
}

static void replace_empty(struct splice *splice, const struct node *node, struct text text)
{
    if (node->head < node->start) {
        put_in_place(splice, node->head, node->end, text);
    } else if (!node->key || node->start > node->key->end) {
        put_in_place(splice, node->start, node->start, text);
    } else if (node->parent->style == STYLE_FLOW) {
        add_flow_value(splice, node, text);
    } else {
        add_value_line(splice, node, text);
    }
}

static void replace_block_scalar(struct splice *splice, const struct node *node, struct text text)
{
    uint32_t header = node->start;
    while (header < splice->source.length && strchr("|>+-123456789", splice->source.bytes[header])) {
        header++;
    }
    /* In the first column | may stand, but no other value. */
    bool first_column = node->parent && line_start(splice, node->head) == node->head;
    put_in_place(splice, node->head, header, first_column ? joined(splice, " ", text, "") : text);
    uint32_t lines = line_end(splice, node->start);
    uint32_t end = content_end(splice, node);
    splice_edit(splice, lines, end > lines ? end : lines, (struct text){"", 0});
}

/* After the colon or the dash that a block collection on the following lines belongs to. */
static uint32_t after_indicator(const struct splice *splice, const struct node *node)
{
    if (node->key) {
        return skip_between(splice, node->key->end) + 1;
    }
    if (node == node->parent->first) {
        return node->parent->start + 1;
    }
    /* Only comments and blank lines are between the dash and the value. */
    uint32_t line = line_start(splice, node->start);
    do {
        line = line_start(splice, line - 1);
    } while (splice->source.bytes[skip_blanks(splice, line)] != '-');
    return skip_blanks(splice, line) + 1;
}

/* Where the last of a value's &anchor and !tag ends; its head when it has none. */
static uint32_t properties_end(const struct splice *splice, const struct node *node)
{
    uint32_t end = node->head;
    for (uint32_t at = node->head; at < node->start; at = skip_between(splice, end)) {
        end = at;
        while (end < node->start && !is_space(splice->source.bytes[end])) {
            end++;
        }
    }
    return end;
}

/* Comments between the line of offset and a collection stay when they are indented no further than what it belongs to:
 * those further in are about what goes. Returns where the first line begins that goes. */
static uint32_t after_outer_comments(const struct splice *splice, const struct node *node, uint32_t offset)
{
    uint32_t indent = column(splice, node->parent->start);
    uint32_t first = next_line(splice, offset);
    for (uint32_t line = first; line < line_start(splice, node->start); line = next_line(splice, line)) {
        uint32_t text = skip_blanks(splice, line);
        if (splice->source.bytes[text] == '#' && column(splice, text) <= indent) {
            first = next_line(splice, line);
        }
    }
    return first;
}

/* The collection goes with its lines; text goes to the line above, in the place of [from, properties' end). */
static void replace_block_collection(struct splice *splice, const struct node *node, uint32_t from, struct text text)
{
    bool own_line = begins_line(splice, node->start) && node->parent;
    if (!own_line) {
        put_in_place(splice, from, content_end(splice, node), text);
        return;
    }
    uint32_t at;
    if (node->head < node->start) {
        at = properties_end(splice, node);
        put_in_place(splice, from < at ? from : at, at, text);
    } else {
        at = after_indicator(splice, node);
        splice_edit(splice, at, at, joined(splice, " ", text, ""));
    }
    splice_edit(splice, after_outer_comments(splice, node, at), tail(splice, node), (struct text){"", 0});
}

/* Replaces a value; from is its head, or its start where its anchor and tag stay. */
static void replace_from(struct splice *splice, const struct node *node, uint32_t from, struct text text)
{
    if (node->start == node->end && !node->count && node->kind == NODE_NULL) {
        replace_empty(splice, node, text);
    } else if (node_is_block_scalar(node)) {
        replace_block_scalar(splice, node, text);
    } else if (node->style == STYLE_BLOCK && !node_is_scalar(node) && node->kind != NODE_ALIAS) {
        replace_block_collection(splice, node, from, text);
    } else {
        put_in_place(splice, from, node->end, text);
    }
}

/* An empty document gets its entries line by line, below whatever comments it has. libyaml marks it where it ends. */
static void fill_empty_root(struct splice *splice, const struct node *root, const struct node *collection)
{
    struct buffer out = {.arena = splice->arena};
    bool open_end = root->start == splice->source.length && line_start(splice, root->start) < root->start;
    for (const struct node *child = collection->first; child; child = child->next) {
        buffer_put(&out, open_end ? splice->newline : TEXT(""));
        put_block_entry(&out, child);
        buffer_put(&out, open_end ? TEXT("") : splice->newline);
    }
    if (collection->count == 0) {
        emit_yaml(&out, collection, NULL);
        buffer_put(&out, splice->newline);
    }
    splice_edit(splice, root->start, root->start, buffer_text(&out));
}

static void replace(struct splice *splice, const struct node *node)
{
    const struct change *change = node->change;
    bool empty_root = !node->parent && node->kind == NODE_NULL && node->head == node->end;
    if (empty_root && splice->document->format == FORMAT_YAML) {
        fill_empty_root(splice, node, change->value);
        return;
    }
    struct text text = splice_text(splice, change->value, node);
    if (change->anchor.length) {
        struct buffer out = {.arena = splice->arena};
        buffer_format(&out, "&%.*s ", TEXT_ARGS(change->anchor));
        buffer_put(&out, text);
        text = buffer_text(&out);
    }
    replace_from(splice, node, node->head, text);
}

/* Takes the &anchor away that an alias has taken over, and the blanks that set it apart. */
static void drop_anchor(struct splice *splice, const struct node *node)
{
    uint32_t start = (uint32_t)text_find(splice->source, node->head, '&');
    uint32_t end = start;
    while (end < splice->source.length && !is_space(splice->source.bytes[end])) {
        end++;
    }
    uint32_t after = skip_blanks(splice, end);
    if (after == line_end(splice, after)) {
        while (start > 0 && is_blank(splice->source.bytes[start - 1])) {
            start--;
        }
        after = end;
    }
    splice_edit(splice, start, after, (struct text){"", 0});
}

static void splice_node(struct splice *splice, const struct node *node)
{
    if (node->change->kind == CHANGE_REPLACE) {
        replace(splice, node);
        return;
    }
    if (node->change->kind != CHANGE_INSIDE) {
        return;
    }
    if (node->properties && node->anchor_state == ANCHOR_MOVED) {
        drop_anchor(splice, node);
    }
    bool emptied = node->change->removed == node->count;
    if (emptied && node->count > 0) {
        struct node nothing = {.kind = node->kind, .synthetic = true};
        const struct node *left = node->change->added ? node->change->added : &nothing;
        replace_from(splice, node, node->start, splice_text(splice, left, NULL));
        return;
    }
    for (const struct node *child = node->first; child; child = child->next) {
        if (child->change) {
            splice_node(splice, child);
        }
    }
    if (node->change->removed == 0 && !node->change->added) {
        return;
    }
    if (node->style == STYLE_FLOW) {
        splice_flow_entries(splice, node);
    } else {
        splice_block_entries(splice, node);
    }
}

/* Merge sort: stable, so that two insertions at one place stay in their order. */
static void sort_edits(struct edit *edits, struct edit *scratch, size_t count)
{
    if (count < 2) {
        return;
    }
    size_t half = count / 2;
    sort_edits(edits, scratch, half);
    sort_edits(edits + half, scratch, count - half);
    memcpy(scratch, edits, count * sizeof *edits);
    size_t left = 0;
    size_t right = half;
    for (size_t i = 0; i < count; i++) {
        bool take_right =
            left == half || (right < count &&
                             (scratch[right].start < scratch[left].start ||
                              (scratch[right].start == scratch[left].start && scratch[right].end < scratch[left].end)));
        edits[i] = take_right ? scratch[right++] : scratch[left++];
    }
}

/* The line end that a text uses first. */
static struct text newline_of(struct text source)
{
    size_t feed = text_find(source, 0, '\n');
    size_t carriage = text_find(text_part(source, 0, feed), 0, '\r');
    if (carriage == feed) {
        return TEXT("\n");
    }
    return carriage + 1 == feed && feed < source.length ? TEXT("\r\n") : TEXT("\r");
}

static struct text without_first_newline(struct text lines)
{
    return text_from(lines, text_starts(lines, TEXT("\r\n")) ? 2 : is_line_end(lines.bytes[0]) ? 1 : 0);
}

/* Makes one of deletions that touch. What follows deleted lines begins a line already. */
static void join_deletions(struct splice *splice)
{
    size_t count = 0;
    for (size_t i = 0; i < splice->count; i++) {
        struct edit *edit = &splice->edits[i];
        struct edit *before = count ? &splice->edits[count - 1] : NULL;
        if (before && before->end == edit->start && before->bytes.length == 0 && edit->bytes.length == 0) {
            before->end = edit->end;
            continue;
        }
        if (before && before->end == edit->start && before->bytes.length == 0 &&
            line_start(splice, before->start) == before->start) {
            edit->bytes = without_first_newline(edit->bytes);
        }
        splice->edits[count++] = *edit;
    }
    splice->count = count;
}

static struct text without_newline(struct text line)
{
    struct text newline = newline_of(line.length > 1 ? text_from(line, line.length - 2) : line);
    line.length -= text_ends(line, newline) ? newline.length : 0;
    return line;
}

/* A file without a final newline gets none when its last lines go. */
static void keep_open_end(struct splice *splice)
{
    struct edit *last = splice->count ? &splice->edits[splice->count - 1] : NULL;
    bool cut = last && last->start < last->end && last->end == splice->source.length && last->bytes.length == 0;
    if (!cut || !has_open_end(splice) || splice->needs_newline) {
        return;
    }
    if (splice->count > 1 && last[-1].end == last->start) {
        last[-1].bytes = without_newline(last[-1].bytes);
    } else {
        last->start = (uint32_t)without_newline(text_part(splice->source, 0, last->start)).length;
    }
}

void splice_finish(struct splice *splice)
{
    sort_edits(splice->edits, arena_array(splice->arena, struct edit, splice->count + 1), splice->count);
    join_deletions(splice);
    keep_open_end(splice);
}

void splice_document(struct splice *splice, const struct document *document)
{
    splice->document = document;
    splice->source = document->source;
    splice->newline = newline_of(document->source);
    splice_node(splice, document->root);
}
