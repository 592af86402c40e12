/* SPDX-License-Identifier: Apache-2.0 */
/* What verify() must not let through: results that differ from the original by anything but its changes. */
#include "core/patch/verify.h"
#include "core/patch/anchors.h"
#include "core/patch/overlay.h"
#include "core/read/read.h"
#include "core/patch/override_projection.h"
#include "core/overrides/assignment.h"
#include "core/base/buffer.h"
#include "core/tree/value_equal.h"
#include "tests/properties/tree_width.h"
#include "tests/unit/check.h"

static const char original[] = "# top\n"
                               "a: &x {k: 1, l: two}\n"
                               "b: *x\n"
                               "c:\n"
                               "- 1\n"
                               "- !t 'q'\n"
                               "d: 5\n";

static const struct {
    const char *assignment;
    const char *result;
    bool right;
} cases[] = {
    {"d=6", "# top\na: &x {k: 1, l: two}\nb: *x\nc:\n- 1\n- !t 'q'\nd: 6\n", true},
    {"d=6", "a: &x {k: 1, l: two}\nb: *x\nc:\n- 1\n- !t 'q'\nd: 6 # comments are no values\n", true},
    {"d=6", "a: &x {k: 1, l: two}\nb: *x\nc:\n- 1\n- !t 'q'\nd: 7\n", false},
    {"d=6", "a: &x {k: 1, l: two}\nb: *x\nc:\n- 1\n- !t 'q'\nd: '6'\n", false},
    {"d=6", "a: &x {k: 1, l: two}\nb: *x\nc:\n- 1\n- !t 'q'\n", false},
    {"d=6", "a: &x {k: 1, l: two}\nb: *x\nc:\n- 1\n- !t 'q'\nd: 6\ne: 1\n", false},
    {"d=6", "a: &x {k: 1, l: two}\nb: *x\nc:\n- 1\n- !t 'q'\ne: 6\n", false},
    {"d=6", "a: &x {k: 2, l: two}\nb: *x\nc:\n- 1\n- !t 'q'\nd: 6\n", false},
    {"d=6", "a: &x {k: 1, l: \"two\"}\nb: *x\nc:\n- 1\n- !t 'q'\nd: 6\n", false},
    {"d=6", "a: &x {l: two, k: 1}\nb: *x\nc:\n- 1\n- !t 'q'\nd: 6\n", false},
    {"d=6", "a: &y {k: 1, l: two}\nb: *y\nc:\n- 1\n- !t 'q'\nd: 6\n", false},
    {"d=6", "a: {k: 1, l: two}\nb: *x\nc:\n- 1\n- !t 'q'\nd: 6\n", false},
    {"d=6", "a: &x {k: 1, l: two}\nb: {k: 1, l: two}\nc:\n- 1\n- !t 'q'\nd: 6\n", false},
    {"d=6", "a: &x {k: 1, l: two}\nb: *x\nc: [1, !t 'q']\nd: 6\n", false},
    {"d=6", "a: &x {k: 1, l: two}\nb: *x\nc:\n- 1\n- !u 'q'\nd: 6\n", false},
    {"d=6", "a: &x {k: 1, l: two}\nb: *x\nc:\n- 1\n- 'q'\nd: 6\n", false},
    {"d=6", "a: &x {k: 1, l: two}\nb: *x\nc:\n- 1\nd: 6\n", false},
    {"d=6", "a: &x {k: 1, l: two}\nb: *x\nc:\n- 1\n- !t 'q'\nd: 6\n---\ne: 1\n", false},
    {"d=6", "a: [", false},
    {"d=6", "", false},
    /* the anchor goes where its value stays */
    {"a.k=9", "a: {k: 9, l: two}\nb: &x {k: 1, l: two}\nc:\n- 1\n- !t 'q'\nd: 5\n", true},
    {"a.k=9", "a: &x {k: 9, l: two}\nb: *x\nc:\n- 1\n- !t 'q'\nd: 5\n", false},
    {"a.k=9", "a: {k: 9, l: two}\nb: {k: 1, l: two}\nc:\n- 1\n- !t 'q'\nd: 5\n", false},
    {"a.k=9", "a: {k: 9, l: two}\nb: &x {k: 9, l: two}\nc:\n- 1\n- !t 'q'\nd: 5\n", false},
    {"a.k=9", "a: &x {k: 9, l: two}\nb: &x {k: 1, l: two}\nc:\n- 1\n- !t 'q'\nd: 5\n", false},
    /* removed and added */
    {"~d", "a: &x {k: 1, l: two}\nb: *x\nc:\n- 1\n- !t 'q'\n", true},
    {"~d", "a: &x {k: 1, l: two}\nb: *x\nc:\n- 1\n- !t 'q'\nd:\n", false},
    {"+e=1", "a: &x {k: 1, l: two}\nb: *x\nc:\n- 1\n- !t 'q'\nd: 5\ne: 1\n", true},
    {"+e=1", "e: 1\na: &x {k: 1, l: two}\nb: *x\nc:\n- 1\n- !t 'q'\nd: 5\n", false},
    {"c[+]=1e-4", "a: &x {k: 1, l: two}\nb: *x\nc:\n- 1\n- !t 'q'\n- 1.0e-4\nd: 5\n", true},
    {"c[+]=1e-4", "a: &x {k: 1, l: two}\nb: *x\nc:\n- 1\n- !t 'q'\n- \"1e-4\"\nd: 5\n", false},
    {"c[+]=1e-4", "a: &x {k: 1, l: two}\nb: *x\nc:\n- 1.0e-4\n- !t 'q'\n- 1\nd: 5\n", false},
    {"c={p: [1, x]}", "a: &x {k: 1, l: two}\nb: *x\nc: {\"p\": [1, \"x\"]}\nd: 5\n", true},
    {"c={p: [1, x]}", "a: &x {k: 1, l: two}\nb: *x\nc: {\"p\": [1, \"x\", 2]}\nd: 5\n", false},
    {"c={p: [1, x]}", "a: &x {k: 1, l: two}\nb: *x\nc: {\"p\": [1, !t \"x\"]}\nd: 5\n", false},
    {"c={p: [1, x]}", "a: &x {k: 1, l: two}\nb: *x\nc: {\"p\": [1, &y \"x\"]}\nd: 5\n", false},
};

/* Without anchors, so that what no override leads to is only summed up. */
static const char plain[] = "# top\n"
                            "a: {k: 1, l: two}\n"
                            "b: [1, !t 'q', {x: \"c\"}]\n"
                            "c:\n"
                            "- 1\n"
                            "- e: 'f'\n"
                            "? [m, n]\n"
                            ": o\n"
                            "d: 5\n";
static const char json[] = "{\"a\": {\"k\": 1}, \"b\": [1, \"q\", 1.50], \"c\": 12, \"d\": 5}";

static const struct {
    const char *name, *source, *assignment, *result;
    bool right;
} summary_cases[] = {
    {"c.yaml", plain, "d=6", "a: {k: 1, l: two}\nb: [1, !t 'q', {x: \"c\"}]\nc:\n- 1\n- e: 'f'\n? [m, n]\n: o\nd: 6\n",
     true},
    {"c.yaml", plain, "d=6",
     "a: {k: 1,  l: two}\nb: [1, !t 'q', {x: \"c\"}]\nc: # one\n- 1\n- e: 'f'\n? [m, n]\n: o\nd: 6\n", true},
    {"c.yaml", plain, "d=6", "a: {k: 2, l: two}\nb: [1, !t 'q', {x: \"c\"}]\nc:\n- 1\n- e: 'f'\n? [m, n]\n: o\nd: 6\n",
     false},
    {"c.yaml", plain, "d=6",
     "a: {k: '1', l: two}\nb: [1, !t 'q', {x: \"c\"}]\nc:\n- 1\n- e: 'f'\n? [m, n]\n: o\nd: 6\n", false},
    {"c.yaml", plain, "d=6", "a: {k: 1, l: two}\nb: [1, !u 'q', {x: \"c\"}]\nc:\n- 1\n- e: 'f'\n? [m, n]\n: o\nd: 6\n",
     false},
    {"c.yaml", plain, "d=6", "a: {k: 1, l: two}\nb: [1, !t 'q', {x: \"c \"}]\nc:\n- 1\n- e: 'f'\n? [m, n]\n: o\nd: 6\n",
     false},
    {"c.yaml", plain, "d=6", "a: {k: 1, l: two}\nb: [1, !t 'q'], {x: \"c\"}\nc:\n- 1\n- e: 'f'\n? [m, n]\n: o\nd: 6\n",
     false},
    {"c.yaml", plain, "d=6",
     "a: {k: 1, l: two}\nb: [1, !t 'q', {x: \"c\"}]\nc:\n- 1\n  - e: 'f'\n? [m, n]\n: o\nd: 6\n", false},
    {"c.yaml", plain, "d=6",
     "a: {k: 1, l: two}\nb: [1, !t 'q', {x: \"c\"}]\nc:\n- 1\n- - e: 'f'\n? [m, n]\n: o\nd: 6\n", false},
    {"c.yaml", plain, "d=6", "a: {k: 1, l: two}\nb: [1, !t 'q', {x: \"c\"}]\nc:\n- 1\n- e: 'f'\n? [m, N]\n: o\nd: 6\n",
     false},
    {"c.yaml", plain, "d=6", "a: {k: 1, l: two}\nb: [1, !t 'q', {x: \"c\"}]\nc:\n- 1\n- e: 'f'\n? [m, n]\n: O\nd: 6\n",
     false},
    {"c.yaml", plain, "d=6", "A: {k: 1, l: two}\nb: [1, !t 'q', {x: \"c\"}]\nc:\n- 1\n- e: 'f'\n? [m, n]\n: o\nd: 6\n",
     false},
    {"c.yaml", plain, "d=6",
     "a: &x {k: 1, l: two}\nb: [1, !t 'q', {x: \"c\"}]\nc:\n- 1\n- e: 'f'\n? [m, n]\n: o\nd: 6\n", false},
    {"c.yaml", plain, "d=6",
     "a: {k: &x 1, l: two}\nb: [1, !t 'q', {x: \"c\"}]\nc:\n- 1\n- e: 'f'\n? [m, n]\n: o\nd: 6\n", false},
    {"c.yaml", plain, "d=6", "a: {k: 1, l: two}\nc:\n- 1\n- e: 'f'\n? [m, n]\n: o\nd: 6\n", false},
    {"c.yaml", plain, "d=6", "a: {k: 1, l: two}\nb: [1, !t 'q', {x: \"c\"}]\nc:\n- 1\n- e: 'f'\n? [m, n]\n: o\nd: 5\n",
     false},
    {"c.yaml", plain, "c[1].e=g",
     "a: {k: 1, l: two}\nb: [1, !t 'q', {x: \"c\"}]\nc:\n- 1\n- e: 'g'\n? [m, n]\n: o\nd: 5\n", true},
    {"c.yaml", plain, "c[1].e=g",
     "a: {k: 1, l: two}\nb: [1, !t 'q', {x: \"c\"}]\nc:\n- 2\n- e: 'g'\n? [m, n]\n: o\nd: 5\n", false},
    {"c.yaml", plain, "c[1].e=g",
     "a: {k: 1, l: two}\nb: [1, !t 'q', {x: \"c\"}]\nc:\n- 1\n- e: 'g'\n? [m, n]\n: o\nd: 6\n", false},
    {"c.yaml", plain, "a.k=9", "a: {k: 9, l: two}\nb: [1, !t 'q', {x: \"c\"}]\nc:\n- 1\n- e: 'f'\n", false},
    {"c.yaml", plain, "a.k=9", "a: {k: 9, l: two}\nb: [1, !t 'q', {x: \"c\"}]\n", false},
    {"c.yaml", plain, "a.k=9", "a: {k: 9, l: two}\n", false},
    {"c.yaml", "- 1\n- 2\n-\n-\n-\n-\n", "[0]=9", "- 9\n- 2\n-\n-\n-\n-\n", true},
    {"c.yaml", "- 1\n- 2\n-\n-\n-\n-\n", "[0]=9", "- 9\n- 2\n-\n-\n-\n", false},
    {"c.yaml", "- 1\n- 2\n-\n-\n-\n-\n", "[0]=9", "- 9\n- 2\n-\n-\n-\n-\n-\n", false},
    {"c.yaml", "- 1\n- 2\n-\n-\n-\n-\n", "[0]=9", "- 9\n- 2\n-\n-\n- ''\n-\n", false},
    {"c.yaml", "- 1\n- 2\n- []\n- 3\n- 4\n", "[0]=9", "- 9\n- 2\n- [3]\n- 4\n", false},
    {"c.yaml", "- 1\n- 2\n- []\n- 3\n- 4\n", "[0]=9", "- 9\n- 2\n- {}\n- 3\n- 4\n", false},
    {"c.json", json, "d=6", "{\"a\": {\"k\": 1}, \"b\": [1, \"q\", 1.50], \"c\": 12, \"d\": 6}", true},
    {"c.json", json, "d=6", "{ \"a\" : {\"k\": 2}, \"b\": [1, \"q\", 1.50], \"c\": 12, \"d\": 6}", false},
    {"c.json", json, "d=6", "{\"a\": {\"k\": 1}, \"b\": [1, \"q\", 1.5], \"c\": 12, \"d\": 6}", false},
    {"c.json", json, "d=6", "{\"a\": {\"k\": 1}, \"b\": [1, \"q\", 1.50], \"c\": 123, \"d\": 6}", false},
    {"c.json", json, "d=6", "{\"a\": {\"k\": 1}, \"b\": [1, \"q\", 1.50], \"c\": 12.5, \"d\": 6}", false},
    {"c.json", json, "d=6", "{\"a\": {\"k\": 1}, \"b\": [1, \"q\", 1.50], \"c\": 1, \"d\": 6}", false},
    {"c.json", json, "d=6", "{\"a\": {\"k\": 1}, \"b\": [1, \"q\", 1.50], \"C\": 12, \"d\": 6}", false},
    {"c.json", json, "d=6", "{\"a\": {\"k\": 1}, \"c\": 12, \"d\": 6}", false},
    {"c.json", json, "d=6", "{\"a\": {\"k\": 1}, \"b\": [1, \"q\", 1.50], \"c\": 12, \"d\": 6, \"e\": 1}", false},
    {"c.json", json, "d=6", "{\"a\": {\"k\": 1}, \"b\": [1, \"q\", 1.50], \"c\": 12, \"d\": 6]", false},
    {"c.json", json, "~b[0]", "{\"a\": {\"k\": 1}, \"b\": [\"q\", 1.50], \"c\": 12, \"d\": 5}", true},
    {"c.json", json, "~b[0]", "{\"a\": {\"k\": 1}, \"b\": [\"q\", 1.50, 1], \"c\": 12, \"d\": 5}", false},
    {"c.json", json, "~b[0]", "{\"a\": {\"k\": 1}, \"b\": [\"q\"], \"c\": 12, \"d\": 5}", false},
};

/* The source in a tree of the width that is set, with its changes. */
static struct document overridden(struct arena *arena, const char *name, const char *source, const char *assignment)
{
    struct diagnostics diagnostics = {.arena = arena};
    struct overrides overrides = {.arena = arena};
    struct kept_values kept = {.count = 0};
    struct document document;
    struct place origin = {.source = "argument"};
    bool read = overrides_read_assignment(&overrides, origin, text_of(assignment), ASSIGNMENT_PLAIN, text_of(name),
                                          &diagnostics);
    const struct projection *projection = projection_of_overrides(arena, overrides.files, 0);
    bool applied = read &&
                   document_read_projection(arena, name, text_of(source), FORMAT_UNKNOWN, 0, projection, &document,
                                            &diagnostics) &&
                   overlay_document(arena, &overrides, overrides.files, 0, &document, NULL, &diagnostics) &&
                   settle_anchors(arena, &document, false, &kept, &diagnostics);
    CHECK(applied, "%s: refused", assignment);
    return document;
}

static void run_in_tree(struct arena *arena, const char *name, const char *source, const char *assignment,
                        const char *result, bool right)
{
    const struct document document = overridden(arena, name, source, assignment);
    CHECK((!verify(arena, &document, text_of(result), 0)) == right, "%s, width %d:\n%s", assignment, tree_width,
          result);
}

static void run_case(struct arena *arena, const char *name, const char *source, const char *assignment,
                     const char *result, bool right)
{
    check_new_case();
    for (tree_width = TREE_USUAL; tree_width <= TREE_WHOLE; tree_width++) {
        run_in_tree(arena, name, source, assignment, result, right);
    }
}

static void run(void *context)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        run_case(context, "c.yaml", original, cases[i].assignment, cases[i].result, cases[i].right);
    }
    for (size_t i = 0; i < sizeof summary_cases / sizeof *summary_cases; i++) {
        run_case(context, summary_cases[i].name, summary_cases[i].source, summary_cases[i].assignment,
                 summary_cases[i].result, summary_cases[i].right);
    }
}

/* JSON's summaries are compared by their bytes, and only what is around the overrides is read again. That is held
 * against the tree of everything, in which each value of the result is read and compared, and against the values of the
 * right result: whatever a fault cuts out, changes or puts in, none lets other values through. */
static const struct {
    const char *assignment, *result;
} fault_cases[] = {
    {"d=6", "{\"a\": {\"k\": [1, \"x\\n\"]}, \"b\": [true, {}, [-2.5e3]], \"c\": 12, \"d\": 6, \"e\": []}\n"},
    {"+b[1].x=7",
     "{\"a\": {\"k\": [1, \"x\\n\"]}, \"b\": [true, {\"x\": 7}, [-2.5e3]], \"c\": 12, \"d\": 5, \"e\": []}\n"},
    {"~b[0]", "{\"a\": {\"k\": [1, \"x\\n\"]}, \"b\": [{}, [-2.5e3]], \"c\": 12, \"d\": 5, \"e\": []}\n"},
    {"~a", "{\"b\": [true, {}, [-2.5e3]], \"c\": 12, \"d\": 5, \"e\": []}\n"},
    {"+f=[1]",
     "{\"a\": {\"k\": [1, \"x\\n\"]}, \"b\": [true, {}, [-2.5e3]], \"c\": 12, \"d\": 5, \"e\": [], \"f\": [1]}\n"},
    {"a.k[1]=z", "{\"a\": {\"k\": [1, \"z\"]}, \"b\": [true, {}, [-2.5e3]], \"c\": 12, \"d\": 5, \"e\": []}\n"},
};

struct faults {
    struct arena *arena;
    const char *assignment;
    struct text right;
    struct document values; /* of right */
    struct document trees[TREE_WHOLE + 1];
    size_t found;
};

static bool has_right_values(struct faults *faults, struct text result)
{
    struct diagnostics unheard = {.arena = faults->arena};
    struct document document;
    return document_read(faults->arena, "c.json", result, FORMAT_JSON, 0, &document, &unheard) &&
           value_equal(faults->arena, document.root, faults->values.root);
}

static void try_fault(struct faults *faults, size_t cut_from, size_t cut_to, char inserted)
{
    struct buffer wrong = {.arena = faults->arena};
    buffer_put(&wrong, text_part(faults->right, 0, cut_from));
    if (inserted != '\0') {
        buffer_byte(&wrong, inserted);
    }
    buffer_put(&wrong, text_from(faults->right, cut_to));
    const struct text result = buffer_text(&wrong);
    bool passed[TREE_WHOLE + 1];
    for (int width = TREE_USUAL; width <= TREE_WHOLE; width++) {
        passed[width] = !verify(faults->arena, &faults->trees[width], result, 0);
    }
    const bool whole = passed[TREE_WHOLE];
    CHECK(whole || (!passed[TREE_USUAL] && !passed[TREE_SPARSE]), "%s: passed by bytes:\n%.*s", faults->assignment,
          TEXT_ARGS(result));
    CHECK(!whole || has_right_values(faults, result), "%s: passed:\n%.*s", faults->assignment, TEXT_ARGS(result));
    faults->found += !whole;
}

static void try_all_faults(struct faults *faults)
{
    static const char inserted[] = "\"\\,:{}[]01.-e tn/*\n\x80";
    const size_t length = faults->right.length;
    for (size_t from = 0; from < length; from++) {
        for (size_t to = from + 1; to <= length; to++) {
            try_fault(faults, from, to, '\0');
        }
        for (size_t i = 0; i + 1 < sizeof inserted; i++) {
            try_fault(faults, from, from, inserted[i]);
            if (inserted[i] != faults->right.bytes[from]) {
                try_fault(faults, from, from + 1, inserted[i]);
            }
        }
    }
    CHECK(faults->found > length * length / 3, "%zu faults found", faults->found);
}

static void run_faults(struct arena *arena, const char *assignment, const char *result)
{
    static const char source[] = "{\"a\": {\"k\": [1, \"x\\n\"]}, \"b\": [true, {}, [-2.5e3]], \"c\": 12, \"d\": 5, "
                                 "\"e\": []}\n";
    struct diagnostics unheard = {.arena = arena};
    struct faults faults = {.arena = arena, .assignment = assignment, .right = text_of(result)};
    check_new_case();
    document_read(arena, "c.json", faults.right, FORMAT_JSON, 0, &faults.values, &unheard);
    for (tree_width = TREE_USUAL; tree_width <= TREE_WHOLE; tree_width++) {
        run_in_tree(arena, "c.json", source, assignment, result, true);
        faults.trees[tree_width] = overridden(arena, "c.json", source, assignment);
    }
    try_all_faults(&faults);
}

static void run_fault_cases(void *context)
{
    for (size_t i = 0; i < sizeof fault_cases / sizeof *fault_cases; i++) {
        run_faults(context, fault_cases[i].assignment, fault_cases[i].result);
    }
}

int main(void)
{
    struct arena arena;
    arena_init(&arena, 0);
    CHECK(arena_run(&arena, run, &arena), "out of memory");
    CHECK(arena_run(&arena, run_fault_cases, &arena), "out of memory");
    arena_release(&arena);
    return check_done();
}
