/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/schema_change.h"
#include "core/read/read.h"
#include "core/tree/effective.h"
#include "core/tree/key_tree.h"
#include "core/schema/schema.h"

struct violation {
    struct violation *next;
    struct keypath path;
    struct text said; /* "trainer.layers: 4 elements, not at most 3" */
};

struct collector {
    struct schema_complaint complaint;
    struct arena *arena;
    const struct file_policy *policy;
    struct violation *first, **end;
};

static void collect(struct schema_complaint *complaint, struct keypath path, const struct node *value,
                    const char *problem)
{
    struct collector *collector = (struct collector *)complaint;
    struct violation *violation = arena_new(collector->arena, struct violation);
    struct buffer said = {.arena = collector->arena};
    keypath_write(&said, path);
    bool hides = value && keypath_is_within(path, collector->policy->secrets, collector->policy->secret_count);
    buffer_format(&said, ": %s", hides ? schema_secret_problem(problem) : problem);
    *violation = (struct violation){.path = keypath_copy(collector->arena, path), .said = buffer_text(&said)};
    *collector->end = violation;
    collector->end = &violation->next;
}

/* NULL when there are none, or the config cannot be read, which has been said. */
static const struct violation *find_violations(struct arena *arena, const struct override_file *file,
                                               const struct document *document, struct diagnostics *diagnostics)
{
    struct collector collector = {.complaint = {collect}, .arena = arena, .policy = file->policy};
    struct node *root;
    collector.end = &collector.first;
    if (effective_root(arena, document, &root, diagnostics) && root) {
        schema_check(arena, file->policy->schema, root, true, &collector.complaint);
    }
    return collector.first;
}

static bool is_step(const struct step *step, const struct step *said)
{
    return step->kind == STEP_INDEX && said->kind == STEP_SELECT
               ? step->index == said->index
               : keypath_equal((struct keypath){step, 1}, (struct keypath){said, 1});
}

/* How many steps of path an override goes along. */
static size_t reach(struct arena *arena, const struct override *override, struct keypath path)
{
    size_t count = 0;
    if (override->operation != OVERRIDE_MERGE) {
        while (count < path.count && count < override->path.count &&
               is_step(&path.steps[count], &override->path.steps[count])) {
            count++;
        }
        return count;
    }
    struct node *value = (struct node *) override->value;
    while (value && value->kind == NODE_MAP && count < path.count && path.steps[count].kind == STEP_KEY) {
        value = node_find(arena, value, path.steps[count].key);
        count += value != NULL;
    }
    return count;
}

/* The override that goes furthest along path, the last one of several. */
static const struct override *find_culprit(struct arena *arena, const struct override_file *file, uint32_t which,
                                           struct keypath path)
{
    const struct override *culprit = file->first;
    size_t furthest = 0;
    for (const struct override *override = file->first; override; override = override->next_file) {
        size_t steps = override->document == which || which == 0 ? reach(arena, override, path) : 0;
        if (steps >= furthest) {
            culprit = override;
            furthest = steps;
        }
    }
    return culprit;
}

static struct keypath as_key(const struct violation *violation, struct step *step)
{
    *step = (struct step){.kind = STEP_KEY, .key = violation->said};
    return (struct keypath){step, 1};
}

static void report(struct arena *arena, const struct override_file *file, uint32_t which,
                   const struct violation *violation, struct diagnostics *diagnostics)
{
    const struct override *culprit = find_culprit(arena, file, which, violation->path);
    if (!overrides_place_is_wandb(culprit->origin)) {
        diagnose(diagnostics, SEVERITY_ERROR, culprit->origin, "%s: %.*s", file->name, TEXT_ARGS(violation->said));
    }
}

bool schema_change_allowed(struct arena *arena, const struct override_file *file, uint32_t which, enum format format,
                           struct text before, struct text after, struct diagnostics *diagnostics)
{
    size_t errors = diagnostics->errors;
    struct key_tree old = {0};
    struct step step;
    struct document documents[2];
    if (!document_read(arena, file->name, before, format, which, &documents[0], diagnostics) ||
        !document_read(arena, file->name, after, format, which, &documents[1], diagnostics)) {
        return false;
    }
    const struct violation *violation = find_violations(arena, file, &documents[0], diagnostics);
    for (; violation; violation = violation->next) {
        key_tree_add(arena, &old, as_key(violation, &step), violation);
    }
    violation = find_violations(arena, file, &documents[1], diagnostics);
    for (; violation; violation = violation->next) {
        if (!key_tree_around(&old, as_key(violation, &step))) {
            report(arena, file, which, violation, diagnostics);
        }
    }
    return diagnostics->errors == errors;
}
