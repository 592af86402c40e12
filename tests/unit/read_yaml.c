/* SPDX-License-Identifier: Apache-2.0 */
/* The YAML reader: which values it finds, and the bytes that each of them came from. */
#include "core/read/read.h"
#include "tests/unit/check.h"

/* What a node is, where it stands in bytes, and in parentheses where its anchor or tag begins. */
static void dump_node(struct buffer *out, const struct node *node)
{
    static const char *const kinds[] = {"null", "bool", "int", "float", "string", "word", "list", "map", "alias"};
    buffer_format(out, "%s", kinds[node->kind]);
    if (node->head != node->start) {
        buffer_format(out, "(%u)", node->head);
    }
    buffer_format(out, " %u-%u", node->start, node->end);
    if (node->kind != NODE_LIST && node->kind != NODE_MAP) {
        return;
    }
    buffer_byte(out, node->kind == NODE_MAP ? '{' : '[');
    for (const struct node *child = node->first; child; child = child->next) {
        if (child->key) {
            buffer_format(out, "%u-%u: ", child->key->start, child->key->end);
        }
        dump_node(out, child);
        buffer_format(out, "%s", child->next ? ", " : "");
    }
    buffer_byte(out, node->kind == NODE_MAP ? '}' : ']');
}

struct sample {
    const char *source;
    const char *tree; /* or the message */
};

static const struct sample samples[] = {
    /* plain scalars end at their last character */
    {"a: 1   # c", "map 0-4{0-1: int 3-4}"},
    {"a: one\n  two\n\n  three   # c\nb: 1\n", "map 0-32{0-1: string 3-21, 28-29: int 31-32}"},
    {"a: one\n\n# c\nb: 1\n", "map 0-16{0-1: string 3-6, 12-13: int 15-16}"},
    /* quoted scalars with their quotes */
    {"a: 'it''s'\nb: \"x\n  y\"\n", "map 0-21{0-1: string 3-10, 11-12: string 14-21}"},
    {"'a': \"x\n\" # c", "map 0-9{0-3: string 5-9}"},
    /* block scalars from the header to the next line that is not theirs */
    {"a: |\n  l1\n  l2\n\n\n# c\nb: 1", "map 0-25{0-1: string 3-17, 21-22: int 24-25}"},
    {"a: >-  # h\n  x\nb: |+\n  y\n\n", "map 0-26{0-1: string 3-15, 15-16: string 18-26}"},
    {"a: |\n  x", "map 0-8{0-1: string 3-8}"},
    /* empty values after their colon or dash, or after the key where there is neither */
    {"a:\nb: \nc:   # cmt\n", "map 0-9{0-1: null 2-2, 3-4: null 5-5, 7-8: null 9-9}"},
    {"{c: , d}", "map 0-8{1-2: null 4-4, 6-7: null 7-7}"},
    {"- \n-\n", "list 0-4[null 1-1, null 4-4]"},
    {"? b\n? - x\n", "map 0-9{2-3: null 3-3, 6-9: null 9-9}"},
    {"? a\n# c\n:\n", "map 0-9{2-3: null 9-9}"},
    {"? a : b\n: c\n", "map 0-11{2-7: string 10-11}"},
    {"---\n", "null 4-4"},
    {"--- # x\n# y\n", "null 12-12"},
    {"", "none"},
    {"# only\n", "none"},
    {"null", "null 0-4"},
    /* block collections from their first entry to the end of their last value */
    {"m:\n  x: 1\n\n# c\n", "map 0-9{0-1: map 5-9{5-6: int 8-9}}"},
    {"s:\n  - 1\n  - 2\n", "map 0-14{0-1: list 5-14[int 7-8, int 13-14]}"},
    {"s:\n- 1\n- 2\n", "map 0-10{0-1: list 3-10[int 5-6, int 9-10]}"},
    {"- a: 1\n  b: 2\n", "list 0-13[map 2-13{2-3: int 5-6, 9-10: int 12-13}]"},
    {"- - 1\n", "list 0-5[list 2-5[int 4-5]]"},
    /* flow collections with their brackets; a pair in a list has none */
    {"{a: [1, 2], b: {}}", "map 0-18{1-2: list 4-10[int 5-6, int 8-9], 12-13: map 15-17{}}"},
    {"[a: 1, b]", "list 0-9[map 1-5{1-2: int 4-5}, string 7-8]"},
    {"[? a : 1]", "list 0-9[map 1-8{3-4: int 7-8}]"},
    {"{a: 1,\n  b: 2, # c\n}\n", "map 0-20{1-2: int 4-5, 9-10: int 12-13}"},
    /* anchors and tags are before the value */
    {"a: &x 1\n", "map 0-7{0-1: int(3) 6-7}"},
    {"a: !t &x 'q'\n", "map 0-12{0-1: string(3) 9-12}"},
    {"base: &b\n  x: 1\n", "map 0-15{0-4: map(6) 11-15{11-12: int 14-15}}"},
    {"base: &b !t # c\n  - 1\n", "map 0-21{0-4: list(6) 18-21[int 20-21]}"},
    {"base: &b\n- 1\n", "map 0-12{0-4: list(6) 9-12[int 11-12]}"},
    {"base: &b [1]\n", "map 0-12{0-4: list(6) 9-12[int 10-11]}"},
    {"a: &x\nb: !t # c\n", "map 0-11{0-1: null(3) 5-5, 6-7: string(9) 11-11}"},
    {"a: &x |\n  t\n", "map 0-12{0-1: string(3) 6-12}"},
    {"a: !!float 1\nb: !!int 1\nc: !!str 1\nd: !!int x\ne: !!null ''\nf: !!bool true\n",
     "map 0-73{0-1: float(3) 11-12, 13-14: int(16) 22-23, 24-25: string(27) 33-34, 35-36: string(38) 44-45, "
     "46-47: string(49) 56-58, 59-60: bool(62) 69-73}"},
    {"a: ''\nb: \"\"\n", "map 0-11{0-1: string 3-5, 6-7: string 9-11}"},
    {"&k a: 1\n", "map 0-7{3-4: int 6-7}"},
    {"a: &x 1\nb: *x\n", "map 0-13{0-1: int(3) 6-7, 8-9: alias 11-13}"},
    /* marks count characters, spans bytes */
    {"\xc3\xa9: \xf0\x9f\x98\x80 # \xe6\x97\xa5\nb: 1\n", "map 0-19{0-2: string 4-8, 15-16: int 18-19}"},
    {"\xef\xbb\xbf\xc3\xa9: 1\r\nb: |\r\n  \xc3\xa9\r\nc: 2\r\n",
     "map 3-26{3-5: int 7-8, 10-11: string 13-22, 22-23: int 25-26}"},
    {"# \xe6\x97\xa5\n[\xc3\xa9, \"\xc3\xa9\", {\xc3\xa9: \xc3\xa9}]\n",
     "list 6-26[string 7-9, string 11-15, map 17-25{18-20: string 22-24}]"},
    /* directives and document marks */
    {"%YAML 1.1\n--- # c\na: 1\n...\n", "map 18-22{18-19: int 21-22}"},
    {"--- {a: 1}\n", "map 4-10{5-6: int 8-9}"},
    /* duplicate and odd keys */
    {"a: 1\na: 2\n", "map 0-9{0-1: int 3-4, 5-6: int 8-9}"},
    {"? [a, b]\n: 1\n", "map 0-12{2-8: int 11-12}"},
    {"1: x\ntrue: y\n", "map 0-12{0-1: string 3-4, 5-9: word 11-12}"},
    /* refusals */
    {"a: *x\n", "f:1:4: *x has no anchor &x before it"},
    {"a: 1\n---\nb: 2\n",
     "f:2:1: the file holds several documents (name one: FILE#1:KEY for the first, or 'FILE#PATH=TEXT:KEY')"},
    {"a: [1\n", "f:2:1: while parsing a flow sequence: did not find expected ',' or ']' (this is not valid YAML)"},
};

static void check_sample(struct arena *arena, const struct sample *sample)
{
    struct document document;
    struct diagnostics diagnostics = {.arena = arena};
    struct buffer out = {.arena = arena};
    if (!document_read(arena, "f", text_of(sample->source), FORMAT_YAML, 0, &document, &diagnostics)) {
        buffer_format(&out, "%s", diagnostic_line(diagnostics.arena, diagnostics.first));
    } else if (!document.root) {
        buffer_format(&out, "none");
    } else {
        dump_node(&out, document.root);
    }
    CHECK(text_equal(buffer_text(&out), text_of(sample->tree)), "%s\n  expected %s\n  got      %.*s", sample->source,
          sample->tree, TEXT_ARGS(buffer_text(&out)));
}

static void check_samples(void *context)
{
    check_new_test();
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        check_new_case();
        check_sample(context, &samples[i]);
    }
}

/* Document `which` of a stream of three, by its only value. */
static void check_which(void *context)
{
    check_new_test();
    struct arena *arena = context;
    struct text source = TEXT("a: &x 1\n---\na: 2\n---\na: 3\n");
    for (uint32_t which = 1; which <= 4; which++) {
        struct document document;
        struct diagnostics diagnostics = {.arena = arena};
        bool read = document_read(arena, "f", source, FORMAT_YAML, which, &document, &diagnostics);
        CHECK(read == (which <= 3), "document %u", which);
        if (read) {
            char digit = document.root->first->text.bytes[0];
            CHECK(digit == (char)('0' + which), "document %u has %c", which, digit);
            CHECK(document.documents == 3, "%u documents", document.documents);
        }
    }
}

/* An alias must not reach into the document before its own. */
static void check_anchor_scope(void *context)
{
    check_new_test();
    struct arena *arena = context;
    struct document document;
    struct diagnostics diagnostics = {.arena = arena};
    struct text source = TEXT("a: &x 1\n---\nb: *x\n");
    CHECK(!document_read(arena, "f", source, FORMAT_YAML, 2, &document, &diagnostics), "an anchor of document 1");
}

/* More anchors than there are buckets for them. */
static void check_many_anchors(void *context)
{
    check_new_test();
    enum { MANY = 2000 };
    struct arena *arena = context;
    struct document document;
    struct diagnostics diagnostics = {.arena = arena};
    struct buffer source = {.arena = arena};
    for (unsigned i = 0; i < MANY; i++) {
        buffer_format(&source, "- &x%u %u\n", i, i);
    }
    for (unsigned i = 0; i < MANY; i++) {
        buffer_format(&source, "- *x%u\n", i);
    }
    CHECK(document_read(arena, "f", buffer_text(&source), FORMAT_YAML, 0, &document, &diagnostics), "not read");
    struct node *anchored = document.root->first;
    for (uint32_t i = 0; i < MANY; i++, anchored = anchored->next) {
        struct node *alias = node_element(arena, document.root, MANY + i);
        CHECK(alias->kind == NODE_ALIAS && alias->first == anchored, "alias %u", i);
    }
}

static void put_times(struct buffer *out, const char *piece, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buffer_put(out, text_of(piece));
    }
}

/* Nesting is refused beyond the limit, before libyaml's time on it grows with the square of the depth. */
static void check_depth(void *context)
{
    check_new_test();
    static const char *const pieces[] = {"[", "- ", "{a: ", "? "};
    struct arena *arena = context;
    struct document document;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        check_new_case();
        struct diagnostics diagnostics = {.arena = arena};
        struct buffer source = {.arena = arena};
        put_times(&source, pieces[i], 50000);
        bool read = document_read(arena, "f", buffer_text(&source), FORMAT_YAML, 0, &document, &diagnostics);
        CHECK(!read && diagnostics.errors == 1, "50000 times %s", pieces[i]);
    }
    struct diagnostics diagnostics = {.arena = arena};
    struct buffer source = {.arena = arena};
    put_times(&source, "[", DOCUMENT_DEPTH_MAX);
    put_times(&source, "]", DOCUMENT_DEPTH_MAX);
    CHECK(document_read(arena, "f", buffer_text(&source), FORMAT_YAML, 0, &document, &diagnostics), "%s",
          diagnostics.first ? diagnostic_line(diagnostics.arena, diagnostics.first) : "");
}

int main(void)
{
    struct arena arena;
    arena_init(&arena, 0);
    CHECK(arena_run(&arena, check_samples, &arena), "out of memory");
    CHECK(arena_run(&arena, check_which, &arena), "out of memory");
    CHECK(arena_run(&arena, check_anchor_scope, &arena), "out of memory");
    CHECK(arena_run(&arena, check_many_anchors, &arena), "out of memory");
    CHECK(arena_run(&arena, check_depth, &arena), "out of memory");
    arena_release(&arena);
    return check_done();
}
