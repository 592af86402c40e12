/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/cell_value.h"
#include "core/overrides/override_value.h"
#include "core/tree/number.h"
#include "core/tree/scalar.h"

#include <string.h>

/* A character of no script takes the place of {cell} and {dir} while a value is read, so that braces are no map's. The
 * letter behind it says of which; its own place in a text it takes with the third. */
#define MARK      TEXT("\xef\xb7\x90") /* U+FDD0 */
#define MARK_CELL 'c'
#define MARK_DIR  'd'
#define MARK_MARK 'm'

#define MARKED_CELL                                                                                                    \
    TEXT("\xef\xb7\x90"                                                                                                \
         "c")

struct filler {
    struct arena *arena;
    const struct cell_names *names;
    size_t marks; /* that were found */
};

static char mark_at(struct text text, size_t at, size_t *length)
{
    static const struct {
        struct text text;
        char letter;
    } marked[] = {{{"{cell}", 6}, MARK_CELL}, {{"{dir}", 5}, MARK_DIR}, {{"\xef\xb7\x90", 3}, MARK_MARK}};
    for (size_t i = 0; i < sizeof marked / sizeof *marked; i++) {
        if (text_starts(text_from(text, at), marked[i].text)) {
            *length = marked[i].text.length;
            return marked[i].letter;
        }
    }
    return 0;
}

/* text with marks, of which *count says how many. */
static struct text mark(struct arena *arena, struct text text, size_t *count)
{
    struct buffer marked = {.arena = arena};
    *count = 0;
    if (text_find(text, 0, '{') == text.length && text_find(text, 0, MARK.bytes[0]) == text.length) {
        return text;
    }
    for (size_t at = 0, length; at < text.length; at += length) {
        const char letter = mark_at(text, at, &length);
        if (letter) {
            buffer_put(&marked, MARK);
            buffer_byte(&marked, letter);
            ++*count;
            continue;
        }
        length = text_starts(text_from(text, at), TEXT("{{")) ? 2 : 1;
        buffer_put(&marked, text_part(text, at, at + length));
    }
    return buffer_text(&marked);
}

static void put_mark(const struct filler *filler, struct buffer *out, char letter)
{
    if (letter == MARK_MARK) {
        buffer_put(out, MARK);
    } else if (!filler->names->dir) {
        buffer_put(out, letter == MARK_CELL ? TEXT("{cell}") : TEXT("{dir}"));
    } else if (letter == MARK_CELL) {
        buffer_format(out, "%u", filler->names->number);
    } else {
        buffer_put(out, text_of(filler->names->dir));
    }
}

/* Where something is to be put into text instead of what is there: its length, else 0. */
static size_t special_at(struct text rest)
{
    return text_starts(rest, MARK) && rest.length > MARK.length             ? MARK.length + 1
           : text_starts(rest, TEXT("{{")) || text_starts(rest, TEXT("}}")) ? 2
                                                                            : 0;
}

static struct text fill_text(struct filler *filler, struct text text)
{
    struct buffer filled = {.arena = filler->arena};
    size_t begin = 0, at = 0;
    while (at < text.length) {
        const size_t length = special_at(text_from(text, at));
        if (length == 0) {
            at++;
            continue;
        }
        buffer_put(&filled, text_part(text, begin, at));
        if (length > 2) {
            put_mark(filler, &filled, text.bytes[at + MARK.length]);
            filler->marks++;
        } else {
            buffer_put(&filled, text_part(text, at, at + (filler->names->dir ? 1 : 2)));
        }
        at = begin = at + length;
    }
    if (begin == 0) {
        return text;
    }
    buffer_put(&filled, text_from(text, begin));
    return buffer_text(&filled);
}

/* A number for a plain {cell}; where none is known a map, as the braces have it, so that it is no string's equal. */
static void fill_plain(struct filler *filler, struct node *node)
{
    const bool is_cell = text_equal(node->text, MARKED_CELL);
    node->text = fill_text(filler, node->text);
    node->kind = scalar_kind(node->text);
    if (is_cell && !filler->names->dir) {
        struct node *nothing = node_synthetic(filler->arena, NODE_NULL, TEXT("null"));
        nothing->key = node_synthetic(filler->arena, NODE_STRING, TEXT("cell"));
        node->kind = NODE_MAP;
        node->style = STYLE_FLOW;
        node->text = TEXT("");
        node_append(node, nothing);
    }
}

static void fill(struct filler *filler, struct node *node)
{
    for (struct node *child = node->first; child; child = child->next) {
        if (child->key) {
            child->key->text = fill_text(filler, child->key->text);
        }
        fill(filler, child);
    }
    node->index = NULL;
    const bool has_tag = node->head < node->start;
    if (node->style == STYLE_PLAIN && !has_tag && text_find(node->text, 0, MARK.bytes[0]) < node->text.length) {
        fill_plain(filler, node);
    } else if (node_is_scalar(node)) {
        node->text = fill_text(filler, node->text);
    }
}

/* What was filled in may have made a number that readers disagree on, or one key of two. */
static bool settle(struct arena *arena, struct text target, struct place place, struct node *node,
                   struct diagnostics *diagnostics)
{
    struct diagnostics found = {.arena = arena};
    const bool right = value_settle_tagged(arena, node, NULL, place, &found) && found.errors == 0;
    for (const struct diagnostic *d = found.first; d; d = d->next) {
        diagnose(diagnostics, d->severity, d->place, "\"%.*s\": %s", TEXT_ARGS(target), d->text);
    }
    return right;
}

bool cell_value_read(struct arena *arena, struct text target, const struct sweep_value *value,
                     const struct cell_names *names, struct node **node, struct text *word,
                     struct diagnostics *diagnostics)
{
    size_t marks;
    const struct text text = mark(arena, value->text, &marks);
    if (!assignment_read_value(arena, value->place, target, text, value->kind, node, word, diagnostics)) {
        return false;
    }
    struct filler filler = {.arena = arena, .names = names}, of_word = filler;
    fill(&filler, *node);
    *word = fill_text(&of_word, *word);
    if (filler.marks != marks) {
        diagnose(diagnostics, SEVERITY_ERROR, value->place,
                 "\"%.*s\": the character U+FDD0 cannot be written by an escape here", TEXT_ARGS(target));
        return false;
    }
    return marks == 0 || settle(arena, target, value->place, *node, diagnostics);
}

static void put_number(struct buffer *out, const struct node *value, bool is_loose)
{
    const struct number number = number_of(out->arena, value);
    const bool is_negative = number.negative || (!is_loose && text_starts(value->text, TEXT("-")));
    buffer_format(out, "%c%c%d",
                  is_loose                  ? 'n'
                  : value->kind == NODE_INT ? 'i'
                                            : 'f',
                  is_negative ? '-' : '+', number.kind);
    for (size_t i = 0; i < number.digits.length; i++) {
        if (number.digits.bytes[i] != '.') {
            buffer_byte(out, number.digits.bytes[i]);
        }
    }
    buffer_format(out, "e%lld", (long long)number.exponent);
}

/* The length keeps a text apart from what follows it. */
static void put_text(struct buffer *out, char letter, struct text text)
{
    buffer_format(out, "%c%zu:%.*s", letter, text.length, TEXT_ARGS(text));
}

/* Merges two sorted halves, by way of spare. */
static void sort(struct text *list, struct text *spare, size_t count)
{
    if (count < 2) {
        return;
    }
    const size_t half = count / 2;
    sort(list, spare, half);
    sort(list + half, spare, count - half);
    memcpy(spare, list, count * sizeof *list);
    for (size_t i = 0, a = 0, b = half; i < count; i++) {
        const bool takes_first = b == count || (a < half && text_compare(spare[a], spare[b]) <= 0);
        list[i] = spare[takes_first ? a++ : b++];
    }
}

/* In the order of the keys' texts. */
static void put_map(struct buffer *out, const struct node *map, bool is_loose)
{
    struct text *members = arena_array(out->arena, struct text, map->count),
                *spare = arena_array(out->arena, struct text, map->count);
    size_t count = 0;
    for (const struct node *child = map->first; child; child = child->next) {
        struct buffer member = {.arena = out->arena};
        cell_value_put(&member, child->key, is_loose);
        cell_value_put(&member, child, is_loose);
        members[count++] = buffer_text(&member);
    }
    sort(members, spare, count);
    buffer_byte(out, '{');
    for (size_t i = 0; i < count; i++) {
        buffer_put(out, members[i]);
    }
    buffer_byte(out, '}');
}

static void put_list(struct buffer *out, const struct node *list, bool is_loose)
{
    buffer_byte(out, '[');
    for (const struct node *child = list->first; child; child = child->next) {
        cell_value_put(out, child, is_loose);
    }
    buffer_byte(out, ']');
}

void cell_value_put(struct buffer *out, const struct node *value, bool is_loose)
{
    const struct text tag = node_own_tag(value);
    if (tag.length > 0) {
        put_text(out, '!', tag);
    }
    switch ((enum node_kind)value->kind) {
    case NODE_NULL:
        buffer_byte(out, 'z');
        break;
    case NODE_BOOL:
        buffer_byte(out, text_lower(value->text.bytes[0]));
        break;
    case NODE_INT:
    case NODE_FLOAT:
        put_number(out, value, is_loose);
        break;
    case NODE_AMBIGUOUS:
        put_text(out, is_loose ? 's' : 'w', value->text);
        break;
    case NODE_STRING:
    case NODE_ALIAS: /* none is left in a value that was read */
        put_text(out, 's', value->text);
        break;
    case NODE_LIST:
        put_list(out, value, is_loose);
        break;
    case NODE_MAP:
        put_map(out, value, is_loose);
        break;
    }
}
