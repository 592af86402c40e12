/* SPDX-License-Identifier: Apache-2.0 */
#include "core/inputs/bind_pattern.h"
#include "core/base/nearest.h"
#include "core/overrides/run_config.h"
#include "core/read/projection.h"
#include "core/read/read.h"
#include "core/tree/effective.h"

/* Who misspells more, or has more keys, generates them. */
#define SUGGESTIONS_MAX 50
#define KEYS_MAX        1000
#define NAMES_MAX       8 /* that a note shows */

/* A value of the run config that is no object. */
struct leaf {
    struct leaf *next;
    struct keypath path;    /* in the run config */
    struct keypath meaning; /* with the dots of a first key taken for what they mean */
    const struct node *value;
    bool is_bound;
    const char *problem; /* why not; NULL: no pattern is for it */
};

struct patterns {
    struct overrides *overrides;
    const struct manifest *manifest;
    struct variables *variables;
    struct diagnostics *diagnostics;
    struct leaf *first, **end;
    struct step *steps; /* to the value that is looked at */
    struct arena file;  /* of what is read for one pattern: configs may be large, and a job's processes live long */
    const struct bind *bind; /* that pattern */
    struct key_tree bound;   /* file, document and path of each key of a file that is set: the leaf that sets it */
    size_t suggestions;
};

/* ---- the values */

/* Empty parts are no keys: such a key is taken as it is. */
static struct keypath split_dots(struct arena *arena, struct text key)
{
    size_t count = 1, end;
    for (size_t i = 0; i < key.length; i++) {
        count += key.bytes[i] == '.';
    }
    struct step *steps = arena_array(arena, struct step, count);
    count = 0;
    for (size_t start = 0; start <= key.length; start = end + 1) {
        end = text_find(key, start, '.');
        steps[count++] = (struct step){.kind = STEP_KEY, .key = text_part(key, start, end)};
        if (end == start) {
            steps[0].key = key;
            return (struct keypath){steps, 1};
        }
    }
    return (struct keypath){steps, count};
}

static void add_leaf(struct patterns *patterns, struct keypath path, const struct node *value)
{
    struct arena *arena = patterns->overrides->arena;
    if (bind_takes(patterns->overrides, patterns->manifest, path)) {
        return;
    }
    struct leaf *leaf = arena_new(arena, struct leaf);
    leaf->path = keypath_copy(arena, path);
    if (!run_config_is_unbound(patterns->overrides, path)) { /* who handed it on has admitted it */
        key_tree_add(arena, &patterns->overrides->settled, leaf->path, leaf);
        return;
    }
    leaf->value = value;
    leaf->meaning =
        keypath_joined(arena, split_dots(arena, path.steps[0].key), (struct keypath){path.steps + 1, path.count - 1});
    *patterns->end = leaf;
    patterns->end = &leaf->next;
}

static void list_leaves(struct patterns *patterns, const struct node *map, size_t depth)
{
    for (const struct node *child = map->first; child; child = child->next) {
        patterns->steps[depth] = (struct step){.kind = STEP_KEY, .key = child->key->text};
        if (child->kind == NODE_MAP) {
            list_leaves(patterns, child, depth + 1);
        } else {
            add_leaf(patterns, (struct keypath){patterns->steps, depth + 1}, child);
        }
    }
}

/* ---- the file */

/* Whether the pattern is for path, and where it leads then. */
static bool is_for(struct arena *arena, const struct bind *bind, struct keypath path, struct keypath *target)
{
    size_t count = bind->key.count;
    if (path.count <= count || !keypath_equal((struct keypath){path.steps, count}, bind->key)) {
        return false;
    }
    *target = keypath_joined(arena, bind->to.path, (struct keypath){path.steps + count, path.count - count});
    return true;
}

static void project(struct projection *at, struct keypath path)
{
    for (size_t i = 0; i < path.count; i++) {
        at = projection_add_step(at, &path.steps[i]);
    }
}

/* All that leaves may mean in the file. NULL: nothing. */
static const struct projection *projection_of(struct patterns *patterns)
{
    const struct bind *bind = patterns->bind;
    struct keypath target;
    size_t keys = 1;
    for (const struct leaf *leaf = patterns->first; leaf; leaf = leaf->next) {
        keys += 2 * bind->to.path.count + leaf->path.count + leaf->meaning.count;
    }
    struct projection *root = projection_root(&patterns->file, keys);
    bool found = false;
    for (const struct leaf *leaf = patterns->first; leaf; leaf = leaf->next) {
        const struct keypath paths[] = {leaf->path, leaf->meaning};
        for (size_t i = 0; i < 2; i++) {
            if (is_for(&patterns->file, bind, paths[i], &target)) {
                project(root, target);
                found = true;
            }
        }
    }
    return found ? root : NULL;
}

/* False where the file does not say what it has. *root is NULL when it has nothing. */
static bool read_file(struct patterns *patterns, const struct projection *projection, struct node **root)
{
    const struct bind *bind = patterns->bind;
    struct arena *arena = &patterns->file;
    struct diagnostics unsaid = {.arena = arena};
    struct document *document = arena_new(arena, struct document);
    struct text content;
    if (!patterns->variables->read(patterns->variables, arena, text_string(arena, bind->file->path), &content) ||
        !document_read_projection(arena, bind->file->name, content, FORMAT_UNKNOWN, bind->to.document.number,
                                  projection, document, &unsaid)) {
        return false;
    }
    *root = document->root;
    return !document->has_aliases || effective_root(arena, document, root, &unsaid);
}

/* ---- both together */

static const char *missing_problem(struct patterns *patterns, const struct bind *bind, const struct node *map,
                                   struct text key)
{
    struct arena *arena = patterns->overrides->arena;
    struct buffer problem = {.arena = arena};
    struct text nearest = TEXT("");
    if (map && map->kind == NODE_MAP && map->count <= KEYS_MAX && patterns->suggestions++ < SUGGESTIONS_MAX) {
        struct text *names = arena_array(arena, struct text, (size_t)map->count + 1);
        size_t count = 0;
        for (const struct node *child = map->first; child; child = child->next) {
            names[count++] = child->key->text;
        }
        nearest = nearest_name(key, names, count);
    }
    buffer_format(&problem, "%s has no such key", bind->file->name);
    if (nearest.length > 0) {
        buffer_format(&problem, ", did you mean %.*s?", TEXT_ARGS(nearest));
    }
    return buffer_string(&problem);
}

/* NULL when the file, as root says, has a value at path that a leaf may replace. */
static const char *refusal(struct patterns *patterns, const struct bind *bind, struct node *root, struct keypath path)
{
    struct buffer problem = {.arena = patterns->overrides->arena};
    struct selection_refusal unoffered;
    for (size_t i = 0; i < path.count; i++) {
        struct node *inner =
            root && root->kind == NODE_MAP ? node_find(&patterns->file, root, path.steps[i].key) : NULL;
        if (!inner) {
            return missing_problem(patterns, bind, root, path.steps[i].key);
        }
        root = inner;
    }
    if (root->kind == NODE_MAP) {
        buffer_format(&problem, "%s has an object there", bind->file->name);
        return buffer_string(&problem);
    }
    if (!selection_allows(&bind->file->offer.selection, path, false, &unoffered)) {
        buffer_format(&problem, "%s does not offer it", bind->file->name);
        return buffer_string(&problem);
    }
    return NULL;
}

static void add_override(const struct patterns *patterns, const struct bind *bind, const struct leaf *leaf,
                         struct keypath target)
{
    struct place origin = run_config_origin(patterns->overrides, leaf->path);
    struct override_file *file =
        overrides_register(patterns->overrides, bind->file->path, text_of(bind->file->name), origin);
    overrides_add(patterns->overrides, &(struct override){.layer = LAYER_BIND,
                                                          .operation = OVERRIDE_SET,
                                                          .file = file,
                                                          .document = bind->to.document.number,
                                                          .path = target,
                                                          .value = leaf->value,
                                                          .origin = origin});
}

/* Whether a leaf of another name sets the same: which of them counts cannot be told. */
static bool refuse_same_target(struct patterns *patterns, const struct bind *bind, const struct leaf *leaf,
                               struct keypath target)
{
    struct arena *arena = patterns->overrides->arena;
    struct buffer number = {.arena = arena};
    buffer_format(&number, "%u", bind->to.document.number);
    struct step file[] = {{.kind = STEP_KEY, .key = bind->file->path}, {.kind = STEP_KEY, .key = buffer_text(&number)}};
    struct keypath path = keypath_joined(arena, (struct keypath){file, 2}, target);
    const struct leaf *other = key_tree_around(&patterns->bound, path);
    if (!other) {
        key_tree_add(arena, &patterns->bound, path, leaf);
    }
    if (!other || keypath_equal(other->meaning, leaf->meaning)) { /* refuse_twice() has said it of two spellings */
        return false;
    }
    diagnose(patterns->diagnostics, SEVERITY_ERROR, run_config_origin(patterns->overrides, leaf->path),
             "the run config has %.*s and %.*s, which are both bound to %s:%.*s (give one of them)",
             TEXT_ARGS(keypath_text(arena, other->meaning)), TEXT_ARGS(keypath_text(arena, leaf->meaning)),
             bind->file->name, TEXT_ARGS(keypath_text(arena, target)));
    return true;
}

/* Binds leaf as its key is written, or as the dots in it mean. */
static void bind_leaf(struct patterns *patterns, const struct bind *bind, struct leaf *leaf, bool is_known,
                      struct node *root)
{
    const struct keypath paths[] = {leaf->path, leaf->meaning};
    size_t count = keypath_equal(leaf->path, leaf->meaning) ? 1 : 2;
    bool is_bound = false;
    struct keypath target;
    for (size_t i = 0; i < count && !is_bound; i++) {
        if (!is_for(patterns->overrides->arena, bind, paths[i], &target)) {
            continue;
        }
        /* A file that does not say what it has is asked for what most mean. */
        const char *problem = is_known ? refusal(patterns, bind, root, target) : i + 1 < count ? "" : NULL;
        if (!problem) {
            if (!refuse_same_target(patterns, bind, leaf, target)) {
                add_override(patterns, bind, leaf, target);
            }
            is_bound = true;
        } else {
            leaf->problem = problem;
        }
    }
    leaf->is_bound |= is_bound;
}

/* Two names of one value: which of them counts cannot be told. */
static bool refuse_twice(const struct patterns *patterns, const struct leaf *leaf)
{
    if (keypath_equal(leaf->path, leaf->meaning) || !run_config_at(patterns->overrides, leaf->meaning)) {
        return false;
    }
    diagnose(patterns->diagnostics, SEVERITY_ERROR, run_config_origin(patterns->overrides, leaf->path),
             "the run config has %.*s both nested and as one key with dots (give one of them)",
             TEXT_ARGS(keypath_text(patterns->overrides->arena, leaf->meaning)));
    return true;
}

static void apply(void *context)
{
    struct patterns *patterns = context;
    const struct projection *projection = projection_of(patterns);
    struct node *root = NULL;
    bool is_known = projection && read_file(patterns, projection, &root);
    for (struct leaf *leaf = patterns->first; leaf && projection; leaf = leaf->next) {
        bind_leaf(patterns, patterns->bind, leaf, is_known, root);
    }
}

static void apply_pattern(struct patterns *patterns, const struct bind *bind)
{
    patterns->bind = bind;
    arena_init(&patterns->file, patterns->overrides->arena->limit);
    bool done = arena_run(&patterns->file, apply, patterns);
    arena_release(&patterns->file);
    if (!done) {
        arena_exhausted(patterns->overrides->arena);
    }
}

/* ---- what came of it */

static void refuse_unbound(const struct patterns *patterns, const struct leaf *leaf)
{
    diagnose(patterns->diagnostics, SEVERITY_ERROR, run_config_origin(patterns->overrides, leaf->path),
             "run config: %.*s is bound to nothing (%s)",
             TEXT_ARGS(keypath_text(patterns->overrides->arena, leaf->meaning)),
             leaf->problem ? leaf->problem : "no bind is for it");
}

static void note_unbound(const struct patterns *patterns)
{
    struct buffer names = {.arena = patterns->overrides->arena};
    const struct leaf *first = NULL;
    size_t count = 0;
    for (const struct leaf *leaf = patterns->first; leaf; leaf = leaf->next) {
        if (leaf->is_bound) {
            continue;
        }
        first = first ? first : leaf;
        if (count++ < NAMES_MAX) {
            buffer_put(&names, count > 1 ? TEXT(", ") : TEXT(""));
            keypath_write(&names, leaf->meaning);
        }
    }
    if (count > NAMES_MAX) {
        buffer_format(&names, " and %zu more", count - NAMES_MAX);
    }
    if (first) {
        diagnose(patterns->diagnostics, SEVERITY_NOTE, run_config_origin(patterns->overrides, first->path),
                 "run config: bound to no file: %s", buffer_string(&names));
    }
}

static bool has_patterns(const struct manifest *manifest)
{
    const struct bind *bind = manifest->binds;
    while (bind && !bind->is_pattern) {
        bind = bind->next;
    }
    return bind != NULL;
}

void bind_patterns_apply(struct overrides *overrides, const struct manifest *manifest, struct variables *variables,
                         struct diagnostics *diagnostics)
{
    struct patterns patterns = {
        .overrides = overrides, .manifest = manifest, .variables = variables, .diagnostics = diagnostics};
    patterns.end = &patterns.first;
    if (!overrides->run_config || !has_patterns(manifest)) {
        return;
    }
    patterns.steps = arena_array(overrides->arena, struct step, DOCUMENT_DEPTH_MAX + 1);
    list_leaves(&patterns, overrides->run_config, 0);
    for (struct leaf *leaf = patterns.first; leaf; leaf = leaf->next) {
        leaf->is_bound = refuse_twice(&patterns, leaf);
    }
    for (const struct bind *bind = patterns.first ? manifest->binds : NULL; bind; bind = bind->next) {
        if (bind->is_pattern) {
            apply_pattern(&patterns, bind);
        }
    }
    for (const struct leaf *leaf = patterns.first; leaf; leaf = leaf->next) {
        const bool is_refused =
            !leaf->is_bound && !manifest->offers_run_config && !run_config_is_of_sweep(overrides, leaf->path);
        if (is_refused) {
            refuse_unbound(&patterns, leaf);
        }
        if (leaf->is_bound || is_refused) {
            key_tree_add(overrides->arena, &overrides->settled, leaf->path, leaf);
        }
    }
    if (manifest->offers_run_config) {
        note_unbound(&patterns);
    }
}
