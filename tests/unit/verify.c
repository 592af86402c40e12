/* What verify() must not let through: results that differ from the original by anything but its changes. */
#include "core/verify.h"
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

static void run_case(struct arena *arena, const char *assignment, const char *result, bool right)
{
    struct diagnostics diagnostics = {.arena = arena};
    struct overrides overrides = {.arena = arena};
    struct document document;
    struct place origin = {.source = "argument"};
    bool laid = overrides_read_assignment(&overrides, origin, text_of(assignment), ASSIGNMENT_WORD, TEXT("c.yaml"),
                                          &diagnostics) &&
                document_read(arena, "c.yaml", text_of(original), FORMAT_YAML, 0, &document, &diagnostics) &&
                overlay_document(arena, &overrides, overrides.files, 0, &document, &diagnostics);
    CHECK(laid, "%s: refused", assignment);
    CHECK((verify(arena, &document, text_of(result), 0) == NULL) == right, "%s:\n%s", assignment, result);
}

static void run(void *context)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        run_case(context, cases[i].assignment, cases[i].result, cases[i].right);
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
