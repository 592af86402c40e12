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

static void run(void *context)
{
    struct arena *arena = context;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct diagnostics diagnostics = {.arena = arena};
        struct overrides overrides = {.arena = arena};
        struct document document;
        struct place origin = {.source = "argument"};
        check_new_case();
        bool read = overrides_read_assignment(&overrides, origin, text_of(cases[i].assignment), ASSIGNMENT_PLAIN,
                                              TEXT("c.yaml"), &diagnostics) &&
                    document_read(arena, "c.yaml", text_of(original), FORMAT_UNKNOWN, 0, &document, &diagnostics);
        CHECK(read, "%s: refused", cases[i].assignment);
        bool right = read && !verify_values(arena, &overrides, overrides.files, 0, &document, text_of(cases[i].result));
        CHECK(right == cases[i].right, "%s:\n%s", cases[i].assignment, cases[i].result);
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
