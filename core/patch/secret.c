/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/secret.h"
#include "core/tree/chosen.h"
#include "core/tree/effective.h"
#include "core/patch/overlay.h"
#include "core/base/utf8.h"
#include "core/tree/place.h"

struct search {
    struct arena *arena;
    struct secret_source *source;
    const struct override_file *file;
    uint32_t which;
    bool shared;
    struct document *document;
    struct secrets_applied *applied;
    struct diagnostics *diagnostics;
    struct step *steps; /* to the value that is looked at */
    size_t depth;
    struct override *first, **end; /* what has been found, as overrides */
    bool hides;                    /* what overrides brought is replaced by SECRET_HIDDEN_OVERRIDDEN */
    struct edits *plain;           /* of secrets_hide(); NULL: references are looked for */
    bool failed;
};

/* A value on the way. */
struct found {
    struct node *node;
    const struct override *override; /* that made it, or what it is in; NULL: it is the file's own */
    bool original;                   /* behind an alias or a merge, which lead to what is in the file */
};

static struct found see(const struct search *search, struct node *slot, struct found outer)
{
    struct found found = {slot, outer.override, outer.original};
    if (slot->change && !found.original) {
        found.override = slot->change->override ? slot->change->override : found.override;
        found.node = change_result(slot);
    }
    if (found.node->kind != NODE_ALIAS) {
        return found;
    }
    found.original |= !search->shared;
    return see(search, found.node->first, found);
}

/* The last child with that key: of duplicates it is the one that counts. */
static struct node *find_key(const struct search *search, struct found map, struct text key)
{
    struct node *last = NULL;
    struct node *child =
        map.original ? node_find(search->arena, map.node, key) : change_find(search->arena, map.node, key);
    while (child) {
        last = child;
        child = map.original ? node_find_next(child) : change_find_next(child);
    }
    return last;
}

static void visit(struct search *search, struct found found, struct keypath path);

static void visit_key(struct search *search, struct found map, struct keypath path)
{
    struct text key = path.steps[search->depth].key;
    struct node *child = find_key(search, map, key);
    if (!child) {
        const struct node *inherited;
        bool disputed;
        if (effective_inherited(search->arena, search->document, map.node, key, &inherited, &disputed,
                                search->diagnostics) == OUTCOME_FOUND) {
            child = (struct node *)inherited;
            map.original = true;
        }
    }
    if (!child) {
        return;
    }
    search->steps[search->depth++] = (struct step){.kind = STEP_KEY, .key = key};
    visit(search, see(search, child, map), path);
    /* A duplicate that no reader sees can still be seen in the file. */
    struct node *other = search->plain ? node_find(search->arena, map.node, key) : NULL;
    for (; other; other = node_find_next(other)) {
        if (other != child) {
            visit(search, see(search, other, map), path);
        }
    }
    search->depth--;
}

static bool is_wanted(const struct search *search, const struct node *child, int64_t number, int64_t wanted,
                      struct keypath path)
{
    const struct step *step = &path.steps[search->depth];
    return step->kind == STEP_SELECT ? chosen_by(search->arena, search->document, child, step->selector)
                                     : wanted < 0 || wanted == number;
}

/* wanted: counted among the elements that are there; negative: every one. Returns the number of the next. */
static int64_t visit_elements(struct search *search, struct found list, struct node *first, int64_t number,
                              int64_t wanted, struct keypath path)
{
    for (struct node *child = first; child; child = child->next) {
        if (!list.original && !change_keeps(child)) {
            continue;
        }
        if (is_wanted(search, child, number, wanted, path)) {
            search->steps[search->depth++] = (struct step){.kind = STEP_INDEX, .index = number};
            visit(search, see(search, child, list), path);
            search->depth--;
        }
        number++;
    }
    return number;
}

static void visit_list(struct search *search, struct found list, struct keypath path)
{
    const struct step *step = &path.steps[search->depth];
    const struct change *change = list.original ? NULL : list.node->change;
    const struct node *added = change ? change->added : NULL;
    int64_t count = list.original ? list.node->count : change_count(list.node);
    int64_t wanted = step->kind != STEP_INDEX ? -1 : step->index < 0 ? step->index + count : step->index;
    if (step->kind == STEP_INDEX && wanted < 0) {
        return;
    }
    int64_t next = visit_elements(search, list, list.node->first, 0, wanted, path);
    if (added) {
        visit_elements(search, list, added->first, next, wanted, path);
    }
}

/* "config.yaml:3:8: api.key: " or, where an override said it, "argument 1: config.yaml: api.key: ". */
static void refuse(struct search *search, struct found found, const char *what)
{
    struct text path = search->depth > 0 ? keypath_text(search->arena, (struct keypath){search->steps, search->depth})
                                         : TEXT("the whole file");
    struct text reference = found.node->text;
    if (found.override) {
        diagnose(search->diagnostics, SEVERITY_ERROR, found.override->origin, "%s: %.*s: %.*s %s", search->file->name,
                 TEXT_ARGS(path), TEXT_ARGS(reference), what);
    } else {
        diagnose(search->diagnostics, SEVERITY_ERROR, document_place(search->document, found.node->start),
                 "%.*s: %.*s %s", TEXT_ARGS(path), TEXT_ARGS(reference), what);
    }
}

char secret_variable_character(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static const char *describe_unset(struct arena *arena, struct text name)
{
    struct buffer out = {.arena = arena};
    if (name.length == 0) {
        return "names no secret";
    }
    buffer_put(&out, TEXT("needs the environment variable "));
    for (size_t i = 0; i < name.length; i++) {
        buffer_byte(&out, secret_variable_character(name.bytes[i]));
    }
    buffer_put(&out, TEXT(", which is not set"));
    return buffer_string(&out);
}

static void add_override(struct search *search, struct found found, struct text value)
{
    struct override *override = arena_new(search->arena, struct override);
    *override = (struct override){
        .operation = OVERRIDE_SET,
        .file = (struct override_file *)search->file,
        .document = search->which,
        .path = keypath_copy(search->arena, (struct keypath){search->steps, search->depth}),
        .value = node_synthetic(search->arena, NODE_STRING, value),
        .origin = found.override ? found.override->origin : document_place(search->document, found.node->start),
    };
    *search->end = override;
    search->end = &override->next_file;
}

static void resolve(struct search *search, struct found found)
{
    struct text name = text_from(found.node->text, SECRET_PREFIX.length);
    struct text value;
    search->applied->found = true;
    if (name.length == 0 || !search->source->find(search->source, name, &value)) {
        refuse(search, found, describe_unset(search->arena, name));
    } else if (!utf8_is_valid(value)) {
        refuse(search, found, "has a value that is not UTF-8");
    } else if (!text_equal(value, found.node->text)) {
        search->applied->revealed = true;
        add_override(search, found, value);
    }
}

static bool is_reference(const struct node *node)
{
    return node->kind == NODE_STRING && text_starts(node->text, SECRET_PREFIX);
}

bool secret_is_plain(const struct node *node)
{
    bool hidden = node->kind == NODE_STRING &&
                  (text_equal(node->text, SECRET_HIDDEN) || text_equal(node->text, SECRET_HIDDEN_OVERRIDDEN));
    return node->kind != NODE_NULL && !hidden && !is_reference(node);
}

/* Whether only some of what is at path is secret, too. */
static bool is_divided(const struct file_policy *policy, struct keypath path)
{
    for (size_t i = 0; i < policy->secret_count; i++) {
        if (policy->secrets[i].count > path.count && keypath_is_within(policy->secrets[i], &path, 1)) {
            return true;
        }
    }
    return false;
}

/* Only a secret's own key is looked at, so a reference further in would reach the job as it is. */
static void refuse_inside(struct search *search, struct found outer)
{
    struct change_children children = change_children(outer.node);
    for (const struct node *child; !outer.original && (child = change_next(&children)) != NULL;) {
        struct found found = see(search, (struct node *)child, outer);
        if (found.node->synthetic && is_reference(found.node)) {
            refuse(
                search, found,
                "stands inside of a secret, where it would stay a string (list its own key in the manifest's secrets)");
        } else if (!node_is_scalar(found.node)) {
            refuse_inside(search, found);
        }
    }
}

static bool has_alias(const struct node *node)
{
    const struct node *child = node->kind == NODE_ALIAS ? NULL : node->first;
    while (child && child->kind != NODE_ALIAS && !has_alias(child)) {
        child = child->next;
    }
    return child != NULL;
}

static void see_plain(struct search *search, const struct node *node)
{
    struct edits *edits = search->plain;
    /* What an alias inside stands for is elsewhere in the file. */
    search->failed |= has_alias(node);
    edits_add(edits, node->start, layout_content_end(&edits->layout, node), TEXT("\"(hidden)\""));
}

/* found is what the first search->depth steps of path led to. */
static void visit(struct search *search, struct found found, struct keypath path)
{
    if (search->depth == path.count) {
        if (is_reference(found.node)) {
            if (!search->plain) {
                resolve(search, found);
            }
        } else if (search->plain && secret_is_plain(found.node)) {
            see_plain(search, found.node);
        } else if (search->hides && found.override && secret_is_plain(found.node)) {
            add_override(search, found, SECRET_HIDDEN_OVERRIDDEN);
        } else if (!search->plain && !node_is_scalar(found.node) && !is_divided(search->file->policy, path)) {
            refuse_inside(search, found);
        }
        return;
    }
    bool key = path.steps[search->depth].kind == STEP_KEY;
    if (key && found.node->kind == NODE_MAP) {
        visit_key(search, found, path);
    } else if (!key && found.node->kind == NODE_LIST) {
        visit_list(search, found, path);
    }
}

static void visit_all(struct search *search)
{
    const struct file_policy *policy = search->file->policy;
    for (size_t i = 0; i < policy->secret_count; i++) {
        search->steps = arena_array(search->arena, struct step, policy->secrets[i].count + 1);
        visit(search, see(search, search->document->root, (struct found){0}), policy->secrets[i]);
    }
}

bool secrets_hide(struct arena *arena, const struct override_file *file, struct document *document, struct edits *edits)
{
    struct diagnostics diagnostics = {.arena = arena};
    struct search search = {
        .arena = arena, .file = file, .document = document, .diagnostics = &diagnostics, .plain = edits};
    edits->layout = layout_of(document);
    visit_all(&search);
    return !search.failed && diagnostics.errors == 0;
}

bool secrets_apply(struct arena *arena, const struct overrides *overrides, const struct override_file *file,
                   uint32_t which, struct document *document, struct secrets_applied *applied,
                   struct diagnostics *diagnostics)
{
    struct search search = {
        .arena = arena,
        .source = overrides->secrets,
        .file = file,
        .which = which,
        .shared = overrides->shared,
        .document = document,
        .applied = applied,
        .diagnostics = diagnostics,
        .hides = overrides->hide,
    };
    size_t errors = diagnostics->errors;
    search.end = &search.first;
    if (search.source) {
        visit_all(&search);
    }
    if (diagnostics->errors > errors) {
        return false;
    }
    struct override_file secrets = *file;
    secrets.first = search.first;
    return overlay_document(arena, overrides, &secrets, which, document, NULL, diagnostics);
}
