/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever is edited in an element of a list, the bytes are the same however the element is named: by its number, or by
 * what no other element says. On every edit of the test configs; other files can be given as arguments. */
#include "core/patch/patch.h"
#include "core/read/read.h"
#include "core/tree/chosen.h"
#include "tests/properties/every_edit.h"
#include "tests/unit/data_files.h"

struct run {
    struct arena *arena;
    const char *name;
    struct text source;
    struct document document;
    struct overrides overrides;
    size_t chosen; /* edits that were made by content */
};

static bool is_only_one(const struct run *run, const struct node *element, const struct selector *selector)
{
    size_t count = 0;
    for (const struct node *other = element->parent->first; other; other = other->next) {
        count += chosen_by(run->arena, &run->document, other, selector);
    }
    return count == 1 && chosen_by(run->arena, &run->document, element, selector);
}

static bool try_selector(const struct run *run, const struct node *element, struct keypath path, struct step *step)
{
    const struct node *scalar = chosen_scalar(run->arena, &run->document, element, path);
    struct selector *selector = arena_new(run->arena, struct selector);
    *selector = (struct selector){path, scalar ? scalar->text : TEXT("")};
    bool chooses = scalar && is_only_one(run, element, selector);
    if (chooses) {
        *step = (struct step){.kind = STEP_SELECT, .index = -1, .selector = selector};
    }
    return chooses;
}

/* By the scalar itself, or by a key of the map. */
static bool choose_element(const struct run *run, const struct node *element, struct step *step)
{
    const struct node *value = element->kind == NODE_ALIAS ? element->first : element;
    bool chosen = try_selector(run, element, (struct keypath){NULL, 0}, step);
    const struct node *child = value->kind == NODE_MAP ? value->first : NULL;
    for (; child && !chosen; child = child->next) {
        struct step *key = arena_new(run->arena, struct step);
        *key = (struct step){.kind = STEP_KEY, .key = child->key->text};
        chosen = node_is_scalar(child->key) && try_selector(run, element, (struct keypath){key, 1}, step);
    }
    return chosen;
}

/* path with selectors for its numbers, where that can be; NULL steps: nowhere. */
static struct keypath by_content(const struct run *run, const struct node *node, struct keypath path)
{
    struct keypath other = keypath_copy(run->arena, path);
    bool chooses = false;
    for (; node->parent; node = node->parent) {
        if (!node->key) {
            chooses |= choose_element(run, node, (struct step *)&other.steps[node->depth - 1]);
        }
    }
    return chooses ? other : (struct keypath){NULL, 0};
}

static bool patch(struct run *run, const struct single_edit *edit, struct keypath path, struct text *bytes)
{
    struct node *value = node_synthetic(run->arena, NODE_INT, TEXT("7"));
    struct override override = {.operation = edit->operation, .path = path, .origin = {.source = "edit"}};
    struct override_file file = {
        .path = text_of(run->name), .name = run->name, .policy = &overrides_no_policy, .first = &override};
    struct diagnostics diagnostics = {.arena = run->arena};
    struct patch patch;
    override.file = &file;
    override.value = edit->operation == OVERRIDE_UNSET ? NULL : value;
    bool patched = patch_file(run->arena, &run->overrides, &file, run->source, &patch, &diagnostics);
    *bytes = patched ? patch.bytes : TEXT("");
    return patched;
}

static void try_edit(void *context, const struct single_edit *edit)
{
    struct run *run = context;
    struct keypath path = by_content(run, edit->node, edit->path);
    struct text by_number, chosen;
    if (path.count == 0) {
        return;
    }
    run->chosen++;
    bool patched = patch(run, edit, edit->path, &by_number);
    CHECK(patch(run, edit, path, &chosen) == patched && text_equal(by_number, chosen), "%s: %.*s and %.*s:\n%.*s",
          run->name, TEXT_ARGS(keypath_text(run->arena, edit->path)), TEXT_ARGS(keypath_text(run->arena, path)),
          TEXT_ARGS(chosen));
}

static void edit_document(void *context)
{
    struct run *run = context;
    struct diagnostics unheard = {.arena = run->arena};
    struct every_edit every = {run->arena, try_edit, run, 0};
    run->overrides.arena = run->arena;
    if (document_read(run->arena, run->name, run->source, FORMAT_UNKNOWN, 0, &run->document, &unheard)) {
        visit_every_edit(&every, &run->document);
    }
}

static size_t chosen_in_all;

static void edit_file(const char *path)
{
    struct arena arena;
    struct run run = {.arena = &arena, .name = path, .source = data_file_read(path)};
    check_new_case();
    arena_init(&arena, 0);
    CHECK(arena_run(&arena, edit_document, &run), "%s: out of memory", path);
    arena_release(&arena);
    chosen_in_all += run.chosen;
}

int main(int argc, char **argv)
{
    data_files_run("tests/data/configs/*", edit_file);
    for (int i = 1; i < argc; i++) {
        edit_file(argv[i]);
    }
    CHECK(chosen_in_all > 100, "only %zu edits by content", chosen_in_all);
    return check_done();
}
