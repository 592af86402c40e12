/* SPDX-License-Identifier: Apache-2.0 */
/* What verify_values() must not let through: copies that are another value than what they were made of. */
#include "core/patch/verify_values.h"
#include "core/overrides/assignment.h"
#include "core/read/read.h"
#include "tests/unit/check.h"

static const char original[] = "a: &x {0: p, on: q, v: !!str 3.10, w: [1, {k: 1e-4}], lr: 1}\n"
                               "d: *x\n"
                               "e: {<<: *x, lr: 2}\n";

static const struct {
    const char *assignment, *result;
    bool right;
} cases[] = {
    {"a.lr=5",
     "a: {0: p, on: q, v: !!str 3.10, w: [1, {k: 1e-4}], lr: 5}\n"
     "d: {0: p, on: q, v: \"3.10\", w: [1, {k: 1e-4}], lr: 1}\n"
     "e: {lr: 2, w: [1, {k: 1e-4}], v: '3.10', on: q, 0: p}\n",
     true},
    {"a.lr=5",
     "a: &y {0: p, on: q, v: !!str 3.10, w: [1, {k: 1e-4}], lr: 5}\n"
     "d: {<<: *y, lr: 1}\n"
     "e: {<<: *y, lr: 2}\n",
     true},
    /* a key's type, in a copy and beside a merge */
    {"a.lr=5",
     "a: &y {0: p, on: q, v: !!str 3.10, w: [1, {k: 1e-4}], lr: 5}\n"
     "d: {\"0\": p, on: q, v: \"3.10\", w: [1, {k: 1e-4}], lr: 1}\n"
     "e: {<<: *y, lr: 2}\n",
     false},
    {"a.lr=5",
     "a: &y {0: p, on: q, v: !!str 3.10, w: [1, {k: 1e-4}], lr: 5}\n"
     "d: {0: p, \"on\": q, v: \"3.10\", w: [1, {k: 1e-4}], lr: 1}\n"
     "e: {<<: *y, lr: 2}\n",
     false},
    {"d.0=z",
     "a: &x {0: p, on: q, v: !!str 3.10, w: [1, {k: 1e-4}], lr: 1}\n"
     "d: {<<: *x, \"0\": z}\n"
     "e: {<<: *x, lr: 2}\n",
     false},
    {"d.0=z",
     "a: &x {0: p, on: q, v: !!str 3.10, w: [1, {k: 1e-4}], lr: 1}\n"
     "d: {<<: *x, 0: z}\n"
     "e: {<<: *x, lr: 2}\n",
     true},
    /* a tag, a spelling that readers take in two ways, an element, a value */
    {"a.lr=5",
     "a: &y {0: p, on: q, v: !!str 3.10, w: [1, {k: 1e-4}], lr: 5}\n"
     "d: {0: p, on: q, v: 3.10, w: [1, {k: 1e-4}], lr: 1}\n"
     "e: {<<: *y, lr: 2}\n",
     false},
    {"a.lr=5",
     "a: &y {0: p, on: q, v: !!str 3.10, w: [1, {k: 1e-4}], lr: 5}\n"
     "d: {<<: *y, w: [1, {k: \"1e-4\"}], lr: 1}\n"
     "e: {<<: *y, lr: 2}\n",
     false},
    {"a.lr=5",
     "a: &y {0: p, on: q, v: !!str 3.10, w: [1, {k: 1e-4}], lr: 5}\n"
     "d: {<<: *y, w: [{k: 1e-4}, 1], lr: 1}\n"
     "e: {<<: *y, lr: 2}\n",
     false},
    {"a.lr=5",
     "a: &y {0: p, on: q, v: !!str 3.10, w: [1, {k: 1e-4}], lr: 5}\n"
     "d: *y\n"
     "e: {<<: *y, lr: 2}\n",
     false},
    {"e.w[1].k=2",
     "a: &y {0: p, on: q, v: !!str 3.10, w: [1, {k: 2}], lr: 1}\n"
     "d: *y\n"
     "e: {<<: *y, lr: 2}\n",
     false},
    /* a key too many, a key too few */
    {"a.lr=5",
     "a: &y {0: p, on: q, v: !!str 3.10, w: [1, {k: 1e-4}], lr: 5}\n"
     "d: {<<: *y, lr: 1, n: 1}\n"
     "e: {<<: *y, lr: 2}\n",
     false},
    {"~a.lr",
     "a: &y {0: p, on: q, v: !!str 3.10, w: [1, {k: 1e-4}]}\n"
     "d: *y\n"
     "e: {<<: *y, lr: 2}\n",
     false},
    {"~a.lr",
     "a: &y {0: p, on: q, v: !!str 3.10, w: [1, {k: 1e-4}]}\n"
     "d: {<<: *y, lr: 1}\n"
     "e: {<<: *y, lr: 2}\n",
     true},
};

/* Keys before a `<<` that brings them, too: a.k, b.k and b.m are 1 to readers to whom own keys hide inherited ones, and 2
 * to those to whom the last one counts. */
static const char disputed[] = "o: &o {k: 2, m: 2}\n"
                               "a: {k: 1, <<: *o}\n"
                               "b: {<<: {k: 1, m: 1}, <<: *o, n: 3}\n";

static const struct {
    const char *assignment, *result;
    bool right, right_in_order;
} disputes[] = {
    {"a.k=5", "o: &o {k: 2, m: 2}\na: {k: 5, <<: *o}\nb: {<<: {k: 1, m: 1}, <<: *o, n: 3}\n", true, false},
    {"a.k=5", "o: &o {k: 2, m: 2}\na: {<<: *o, k: 5}\nb: {<<: {k: 1, m: 1}, <<: *o, n: 3}\n", true, true},
    {"o.k=5", "o: &o {k: 5, m: 2}\na: {k: 1, <<: *o}\nb: {<<: {k: 1, m: 1}, <<: *o, n: 3}\n", true, false},
    {"o.k=5", "o: {k: 5, m: 2}\na: {k: 1, <<: &o {k: 2, m: 2}}\nb: {<<: {k: 1, m: 1}, <<: *o, n: 3}\n", true, true},
    {"b.n=5", "o: &o {k: 2, m: 2}\na: {k: 1, <<: *o}\nb: {k: 1, m: 1, n: 5}\n", true, false},
    {"b.n=5", "o: &o {k: 2, m: 2}\na: {k: 1, <<: *o}\nb: {k: 2, m: 2, n: 5}\n", false, false},
};

/* Whether result is what assignment makes of source. in_order is set where it is not to some readers alone. */
static bool is_verified(struct arena *arena, const char *source, const char *assignment, const char *result,
                        bool *in_order)
{
    struct diagnostics diagnostics = {.arena = arena};
    struct overrides overrides = {.arena = arena};
    struct document document;
    struct place origin = {.source = "argument"};
    bool read = overrides_read_assignment(&overrides, origin, text_of(assignment), ASSIGNMENT_PLAIN, TEXT("c.yaml"),
                                          &diagnostics) &&
                document_read(arena, "c.yaml", text_of(source), FORMAT_UNKNOWN, 0, &document, &diagnostics);
    CHECK(read, "%s: refused", assignment);
    return read && !verify_values(arena, &overrides, overrides.files, 0, &document, text_of(result), in_order);
}

static void run(void *context)
{
    bool in_order;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        bool right = is_verified(context, original, cases[i].assignment, cases[i].result, &in_order);
        CHECK(right == cases[i].right && !in_order, "%s:\n%s", cases[i].assignment, cases[i].result);
    }
    for (size_t i = 0; i < sizeof disputes / sizeof *disputes; i++) {
        check_new_case();
        bool all_right = is_verified(context, disputed, disputes[i].assignment, disputes[i].result, &in_order);
        CHECK((all_right || in_order) == disputes[i].right && all_right == disputes[i].right_in_order, "%s:\n%s",
              disputes[i].assignment, disputes[i].result);
    }
}

int main(void)
{
    struct arena arena;
    arena_init(&arena, 0);
    CHECK(arena_run(&arena, run, &arena), "out of memory");
    arena_release(&arena);
    return check_done();
}
