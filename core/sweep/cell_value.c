/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/cell_value.h"
#include "core/overrides/override_value.h"
#include "core/tree/scalar.h"

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
    bool is_marked; /* the text was: else MARK is a character like any other */
    size_t marks;   /* that were found */
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

/* The length of what something else is put for, at the beginning of rest; 0: nothing is. */
static size_t special_length(const struct filler *filler, struct text rest)
{
    if (filler->is_marked && text_starts(rest, MARK) && rest.length > MARK.length) {
        return MARK.length + 1;
    }
    return text_starts(rest, TEXT("{{")) || text_starts(rest, TEXT("}}")) ? 2 : 0;
}

static struct text fill_text(struct filler *filler, struct text text)
{
    struct buffer filled = {.arena = filler->arena};
    size_t begin = 0, at = 0;
    while (at < text.length) {
        const size_t length = special_length(filler, text_from(text, at));
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

/* What plain {cell} is where no number is known: a map, as the braces have it, so that it is no string's equal. */
static void become_map(struct filler *filler, struct node *node)
{
    struct node *nothing = node_synthetic(filler->arena, NODE_NULL, TEXT("null"));
    nothing->key = node_synthetic(filler->arena, NODE_STRING, TEXT("cell"));
    node->kind = NODE_MAP;
    node->style = STYLE_FLOW;
    node->text = TEXT("");
    node_append(node, nothing);
}

/* A plain word without a tag has the type that it has with the number in it. */
static void fill_scalar(struct filler *filler, struct node *node)
{
    const struct text marked = node->text;
    const size_t marks = filler->marks;
    node->text = fill_text(filler, marked);
    if (node->style != STYLE_PLAIN || node->head < node->start || filler->marks == marks) {
        return;
    }
    node->kind = scalar_kind(node->text);
    if (text_equal(marked, MARKED_CELL) && !filler->names->dir) {
        become_map(filler, node);
    }
}

static void fill(struct filler *filler, struct node *node)
{
    if (node_is_scalar(node)) {
        fill_scalar(filler, node);
        return;
    }
    for (struct node *child = node->first; child; child = child->next) {
        if (child->key) {
            child->key->text = fill_text(filler, child->key->text);
        }
        fill(filler, child);
    }
    node->index = NULL;
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
    struct filler filler = {.arena = arena, .names = names, .is_marked = marks > 0}, of_word = filler;
    fill(&filler, *node);
    *word = fill_text(&of_word, *word);
    if (filler.marks != marks) {
        diagnose(diagnostics, SEVERITY_ERROR, value->place, "\"%.*s\": %s", TEXT_ARGS(target),
                 filler.marks < marks ? "{cell} and {dir} can stand in scalars and keys alone"
                                      : "U+FDD0 cannot be written by an escape beside {cell} or {dir}");
        return false;
    }
    return marks == 0 || settle(arena, target, value->place, *node, diagnostics);
}
