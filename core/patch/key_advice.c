/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/key_advice.h"
#include "core/base/shell_word.h"
#include "core/patch/override_projection.h"
#include "core/patch/select.h"
#include "core/read/read.h"
#include "core/tree/effective.h"
#include "core/tree/emit.h"
#include "core/tree/nearest_path.h"
#include "core/tree/selection.h"

/* In a larger file only what stands beside the missing key is looked at; sooner for what is only noted, in a launch that
 * goes on. In bytes. */
#define WHOLE_SIZE_MAX (1 << 20)
#define NOTED_SIZE_MAX (1 << 16)

/* Who strays this often generates the overrides: comparing all with all would take minutes. */
#define ADVICE_MAX 50

#define SHOWN_MAX (NEAREST_PATHS_MAX - 1) /* paths */

struct adviser {
    struct arena *arena;
    const struct overrides *overrides;
    const struct override_file *file;
    uint32_t which;
    const struct document *document;
    bool whole_is_read;
    struct node *whole;          /* NULL: it cannot be read, or is too large */
    const struct astray *astray; /* that is advised */
};

static bool merges(const struct astray *astray)
{
    return astray->override->operation == OVERRIDE_MERGE;
}

static const struct node *whole_of(struct adviser *adviser)
{
    struct arena *arena = adviser->arena;
    const struct document *from = adviser->document;
    struct diagnostics unheard = {.arena = arena};
    struct document *document;
    const bool goes_on = merges(adviser->astray);
    /* Aliases can ask for much memory. */
    if (from->source.length > (goes_on ? NOTED_SIZE_MAX : WHOLE_SIZE_MAX) || (goes_on && from->has_aliases)) {
        return NULL;
    }
    if (!adviser->whole_is_read) {
        document = arena_new(arena, struct document);
        if (!document_read(arena, from->name, from->source, from->format, adviser->which, document, &unheard) ||
            !effective_root(arena, document, &adviser->whole, &unheard)) {
            adviser->whole = NULL;
        }
    }
    adviser->whole_is_read = true;
    return adviser->whole;
}

static bool is_offered(const struct adviser *adviser, struct keypath path)
{
    struct selection_refusal refusal;
    const struct selection *selection = adviser->file->policy->selection;
    const bool removes = adviser->astray->override->operation == OVERRIDE_UNSET;
    return !selection || selection_allows(selection, path, removes, &refusal);
}

/* A key that is empty cannot be said. */
static bool can_be_said(struct adviser *adviser, struct keypath path)
{
    struct keypath read;
    size_t at;
    return !keypath_read(adviser->arena, keypath_text(adviser->arena, path), &read, &at) && keypath_equal(path, read);
}

/* Whether the override would be applied to the file as it is, if it had this path. What is wrong with its value is not
 * the path's fault, so it is tried with another one. */
static bool would_do(struct adviser *adviser, struct keypath path, enum operation operation)
{
    struct arena *arena = adviser->arena;
    const struct document *from = adviser->document;
    struct diagnostics unheard = {.arena = arena};
    struct override meant = *adviser->astray->override;
    struct override_file probe = *adviser->file, selected;
    struct document document = {0};
    meant.path = path;
    meant.value = meant.value ? node_synthetic(arena, NODE_STRING, TEXT("")) : NULL;
    meant.operation = operation;
    meant.next_file = NULL;
    probe.first = &meant;
    return can_be_said(adviser, path) && is_offered(adviser, path) &&
           select_in_file(arena, &probe, from->source, from->format, &selected, &unheard) &&
           document_read_projection(arena, from->name, from->source, from->format, adviser->which,
                                    projection_of_overrides(arena, &selected, adviser->which), &document, &unheard) &&
           overlay_document(arena, adviser->overrides, &selected, adviser->which, &document, NULL, &unheard);
}

/* `files` says keys alone. */
static bool is_of_keys(struct keypath path)
{
    while (path.count > 0 && path.steps[path.count - 1].kind == STEP_KEY) {
        path.count--;
    }
    return path.count == 0;
}

/* What was written is in the file, too, if an earlier override removed it. */
static bool is_right(struct adviser *adviser, struct keypath path)
{
    if (keypath_equal(path, adviser->astray->path)) {
        return false;
    }
    return merges(adviser->astray) ? is_of_keys(path) && is_offered(adviser, path)
                                   : would_do(adviser, path, adviser->astray->override->operation);
}

static struct text json_key(struct arena *arena, struct text key)
{
    return emit_text(arena, FORMAT_JSON, node_synthetic(arena, NODE_STRING, key), NULL);
}

/* As keys in one another, the way `files` has them. */
static void put_nested(struct buffer *out, struct keypath path)
{
    for (size_t i = 0; i < path.count; i++) {
        struct text key = json_key(out->arena, path.steps[i].key);
        buffer_format(out, "{%.*s: ", TEXT_ARGS(key));
    }
    buffer_put(out, TEXT("…"));
    for (size_t i = 0; i < path.count; i++) {
        buffer_byte(out, '}');
    }
}

/* Whether path is the written one but for the missing key. */
static bool differs_in_key(const struct astray *astray, struct keypath path)
{
    bool same = path.count == astray->path.count;
    for (size_t i = 0; i < path.count && same; i++) {
        same = i + 1 == astray->depth || text_equal(path.steps[i].key, astray->path.steps[i].key);
    }
    return same;
}

static void put_path(struct buffer *out, const struct astray *astray, struct keypath path, const char *sign)
{
    if (merges(astray) && differs_in_key(astray, path)) {
        buffer_put(out, path.steps[astray->depth - 1].key);
    } else if (merges(astray)) {
        put_nested(out, path);
    } else {
        struct buffer word = {.arena = out->arena};
        buffer_put(&word, text_of(sign));
        keypath_write(&word, path);
        if (astray->override->operation == OVERRIDE_UNSET && text_ends(buffer_text(&word), TEXT("-"))) {
            word.length--; /* KEY- would be what was written */
            buffer_put(&word, TEXT("\\-"));
        }
        shell_word_put(out, buffer_text(&word));
    }
}

/* The paths nearest to the one that was written, without the new elements at its end. What chooses by content stays as
 * it was written, which these would not have. */
static size_t find_nearest(struct adviser *adviser, struct keypath found[NEAREST_PATHS_MAX])
{
    struct keypath wanted = adviser->astray->path, appended = {0};
    const struct node *whole = keypath_has_selector(wanted) ? NULL : whole_of(adviser);
    size_t count = 0;
    while (wanted.count > 0 && wanted.steps[wanted.count - 1].kind == STEP_APPEND) {
        wanted.count--;
        appended.count++;
    }
    appended.steps = wanted.steps + wanted.count;
    size_t near = whole ? nearest_paths(adviser->arena, whole, wanted, found) : 0;
    for (size_t i = 0; i < near; i++) {
        struct keypath path = keypath_joined(adviser->arena, found[i], appended);
        if (is_right(adviser, path)) {
            found[count++] = path;
        }
    }
    return count;
}

static bool put_nearest(struct adviser *adviser, struct buffer *out)
{
    struct keypath found[NEAREST_PATHS_MAX];
    size_t count = find_nearest(adviser, found);
    size_t shown = count > SHOWN_MAX ? SHOWN_MAX : count;
    for (size_t i = 0; i < shown; i++) {
        buffer_put(out, i == 0 ? TEXT("did you mean ") : i + 1 < count ? TEXT(", ") : TEXT(" or "));
        put_path(out, adviser->astray, found[i], "");
    }
    buffer_put(out, count > shown ? TEXT(", …?") : count > 0 ? TEXT("?") : TEXT(""));
    return count > 0;
}

static struct keypath path_of_sibling(struct arena *arena, const struct astray *astray)
{
    struct step *steps = arena_array(arena, struct step, astray->path.count);
    for (size_t i = 0; i < astray->path.count; i++) {
        steps[i] = astray->path.steps[i];
    }
    steps[astray->depth - 1].key = astray->sibling;
    return (struct keypath){steps, astray->path.count};
}

/* The written path with the key that is most like the missing one beside it; to be added, where that alone fits. */
static bool put_sibling(struct adviser *adviser, struct buffer *out)
{
    const struct astray *astray = adviser->astray;
    if (astray->sibling.length == 0) {
        return false;
    }
    struct keypath path = path_of_sibling(adviser->arena, astray);
    const bool fits = is_right(adviser, path);
    if (!fits && (astray->override->operation != OVERRIDE_SET || !would_do(adviser, path, OVERRIDE_ADD))) {
        return false;
    }
    buffer_put(out, TEXT("did you mean "));
    put_path(out, astray, path, fits ? "" : "+");
    buffer_byte(out, '?');
    return true;
}

static void put_advice(struct adviser *adviser, struct buffer *out, bool searches)
{
    if (searches && (put_nearest(adviser, out) || put_sibling(adviser, out))) {
        return;
    }
    if (!adviser->astray->is_missing) {
        return;
    }
    switch (adviser->astray->override->operation) {
    case OVERRIDE_UNSET:
        buffer_put(out, TEXT("nothing to remove"));
        break;
    case OVERRIDE_SET:
        buffer_put(out, TEXT("put + before the key to add it"));
        break;
    default:
        break;
    }
}

void key_advice_give(struct arena *arena, const struct overrides *overrides, const struct override_file *file,
                     uint32_t which, const struct document *document, const struct astray *astray)
{
    struct adviser adviser = {
        .arena = arena, .overrides = overrides, .file = file, .which = which, .document = document};
    for (size_t given = 0; astray; astray = astray->next, given++) {
        struct buffer advice = {.arena = arena}, text = {.arena = arena};
        adviser.astray = astray;
        put_advice(&adviser, &advice, given < ADVICE_MAX);
        if (advice.length > 0) {
            buffer_format(&text, "%s (%s)", astray->diagnostic->text, buffer_string(&advice));
            astray->diagnostic->text = buffer_string(&text);
        }
    }
}
