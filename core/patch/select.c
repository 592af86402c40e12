/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/select.h"
#include "core/base/excerpt.h"
#include "core/base/nearest.h"
#include "core/overrides/target.h"
#include "core/patch/element_index.h"
#include "core/read/projection.h"
#include "core/read/read.h"
#include "core/tree/chosen.h"
#include "core/tree/place.h"

/* A list in which elements were chosen by path. */
struct searched {
    struct searched *next;
    const struct node *list;
    struct keypath path;
    struct element_index *index; /* NULL: it was searched once */
};

struct selecting {
    struct arena *arena;
    const struct override_file *file;
    struct document_stream stream;   /* the file, with what selectors look at */
    const struct override *override; /* that is being looked at */
    struct diagnostics *diagnostics;
    size_t described; /* so many lists in messages so far */
    struct searched *searched;
};

/* By what people know a document of a stream, in Kubernetes and elsewhere. */
static const struct step kind[] = {{.kind = STEP_KEY, .key = {"kind", 4}}};
static const struct step metadata_name[] = {{.kind = STEP_KEY, .key = {"metadata", 8}},
                                            {.kind = STEP_KEY, .key = {"name", 4}}};
static const struct step name[] = {{.kind = STEP_KEY, .key = {"name", 4}}};
static const struct keypath names[] = {{kind, 1}, {metadata_name, 2}, {name, 1}};
#define NAME_COUNT (sizeof names / sizeof *names)

/* ---- what is read */

static size_t count_selectors(struct keypath path)
{
    size_t count = 0;
    for (size_t i = 0; i < path.count; i++) {
        count += path.steps[i].kind == STEP_SELECT;
    }
    return count;
}

static size_t count_keys(const struct override *override)
{
    size_t count = override->path.count;
    for (size_t i = 0; i < override->path.count; i++) {
        const struct step *step = &override->path.steps[i];
        count += step->kind == STEP_SELECT ? step->selector->path.count : 0;
    }
    for (size_t i = 0; i < override->selectors.count; i++) {
        count += override->selectors.list[i].path.count;
    }
    for (size_t i = 0; i < NAME_COUNT && override->selectors.count > 0; i++) {
        count += names[i].count;
    }
    return count;
}

static void add_path(struct projection *at, struct keypath path)
{
    for (size_t i = 0; i < path.count; i++) {
        at = projection_add_step(at, &path.steps[i]);
    }
}

static void add_override(struct projection *root, const struct override *override)
{
    struct projection *at = root;
    size_t left = count_selectors(override->path);
    for (size_t i = 0; left > 0; i++) {
        const struct step *step = &override->path.steps[i];
        at = projection_add_step(at, step);
        if (step->kind == STEP_SELECT) {
            add_path(at, step->selector->path);
            left--;
        }
    }
    for (size_t i = 0; i < override->selectors.count; i++) {
        add_path(root, override->selectors.list[i].path);
    }
    for (size_t i = 0; i < NAME_COUNT && override->selectors.count > 0; i++) {
        add_path(root, names[i]);
    }
}

static const struct projection *make_projection(struct arena *arena, const struct override_file *file)
{
    size_t keys = 1;
    for (const struct override *override = file->first; override; override = override->next_file) {
        keys += count_keys(override);
    }
    struct projection *root = projection_root(arena, keys);
    for (const struct override *override = file->first; override; override = override->next_file) {
        add_override(root, override);
    }
    return root;
}

static void say_again(struct diagnostics *diagnostics, const struct diagnostics *found)
{
    for (const struct diagnostic *entry = found->first; entry; entry = entry->next) {
        diagnose(diagnostics, entry->severity, entry->place, "%s", entry->text);
    }
}

/* What is right is read once more, and what is to be noted is said then. */
static bool read_stream(struct selecting *selecting, struct text original, enum format format)
{
    struct diagnostics found = {.arena = selecting->arena};
    const struct override_file *file = selecting->file;
    if (document_read_stream(selecting->arena, file->name, original, format, make_projection(selecting->arena, file),
                             &selecting->stream, &found)) {
        return true;
    }
    say_again(selecting->diagnostics, &found);
    return false;
}

/* NULL when there is none of that number, or several and no number. */
static const struct document *find_document(const struct selecting *selecting, uint32_t which)
{
    const struct document_stream *stream = &selecting->stream;
    if (which == 0) {
        return stream->count == 1 ? &stream->list[0] : NULL;
    }
    return which <= stream->count ? &stream->list[which - 1] : NULL;
}

/* ---- what is said */

/* What messages show of a list. */
#define SHOWN_MAX 8

/* ", " between the first ones; false when no more are shown. */
static bool put_comma(struct buffer *out, size_t index)
{
    buffer_put(out, index == 0 || index >= SHOWN_MAX ? TEXT("") : TEXT(", "));
    return index < SHOWN_MAX;
}

static void put_more(struct buffer *out, size_t count)
{
    if (count > SHOWN_MAX) {
        buffer_format(out, " and %zu more", count - SHOWN_MAX);
    }
}

static bool refuse(const struct selecting *selecting, struct keypath path, const char *problem)
{
    diagnose(selecting->diagnostics, SEVERITY_ERROR, selecting->override->origin, "%s: %.*s: %s", selecting->file->name,
             TEXT_ARGS(keypath_text(selecting->arena, path)), problem);
    return false;
}

/* Who is refused more often, or has more elements, generates them: looking at all for each would take minutes. */
#define DESCRIBED_MAX 50
#define COMPARED_MAX  1000

static const char *describe_none(const struct selecting *selecting, const struct document *document,
                                 const struct node *list, const struct selector *selector)
{
    struct arena *arena = selecting->arena;
    struct buffer out = {.arena = arena};
    struct buffer said = {.arena = arena};
    struct text *texts = arena_array(arena, struct text, list->count + 1);
    size_t count = 0;
    for (const struct node *child = list->first; child; child = child->next) {
        const struct node *scalar = chosen_scalar(arena, document, child, selector->path);
        if (scalar) {
            if (put_comma(&said, count)) {
                excerpt_put(&said, scalar->text);
            }
            texts[count++] = scalar->text;
        }
    }
    put_more(&said, count);
    struct text similar = count <= COMPARED_MAX ? nearest_name(selector->text, texts, count) : TEXT("");
    buffer_put(&out, TEXT("no element says so ("));
    if (similar.length > 0) {
        buffer_format(&out, "did you mean %.*s? ", TEXT_ARGS(similar));
    }
    if (count > 0) {
        buffer_format(&out, "there %s %.*s)", count == 1 ? "is" : "are", TEXT_ARGS(buffer_text(&said)));
    } else {
        buffer_put(&out, list->count == 0 ? TEXT("the list is empty)") : TEXT("none has a plain value there)"));
    }
    return buffer_string(&out);
}

static const char *describe_several(const struct selecting *selecting, const struct document *document,
                                    const struct node *list, const struct selector *selector)
{
    struct buffer out = {.arena = selecting->arena};
    size_t count = 0, index = 0;
    buffer_put(&out, TEXT("several elements say so: "));
    for (const struct node *child = list->first; child; child = child->next, index++) {
        if (chosen_by(selecting->arena, document, child, selector) && put_comma(&out, count++)) {
            struct place place = document_place(document, child->head);
            buffer_format(&out, "[%zu] at %s:%u:%u", index, selecting->file->name, place.line, place.column);
        }
    }
    put_more(&out, count);
    buffer_put(&out, TEXT(" (choose by a key in which they differ, or by number)"));
    return buffer_string(&out);
}

/* ---- elements */

#define BY_SECRET "by a secret nothing can be chosen (choose by another key, or by number)"

static bool is_secret(const struct selecting *selecting, struct keypath outer, struct keypath inner)
{
    const struct file_policy *policy = selecting->file->policy;
    return keypath_is_within(keypath_joined(selecting->arena, outer, inner), policy->secrets, policy->secret_count);
}

/* One by one. */
static struct chosen_elements search(const struct selecting *selecting, const struct document *document,
                                     const struct node *list, const struct selector *selector)
{
    struct chosen_elements chosen = {0};
    uint32_t position = 0;
    for (struct node *element = list->first; element; element = element->next, position++) {
        if (chosen_by(selecting->arena, document, element, selector) && chosen.count++ == 0) {
            chosen.first = element;
            chosen.position = position;
        }
    }
    return chosen;
}

/* Generated overrides may choose as many elements as there are. */
static struct chosen_elements choose(struct selecting *selecting, const struct document *document,
                                     const struct node *list, const struct selector *selector)
{
    struct searched *searched = selecting->searched;
    while (searched && !(searched->list == list && keypath_equal(searched->path, selector->path))) {
        searched = searched->next;
    }
    if (!searched) {
        searched = arena_new(selecting->arena, struct searched);
        *searched = (struct searched){.next = selecting->searched, .list = list, .path = selector->path};
        selecting->searched = searched;
        return search(selecting, document, list, selector);
    }
    if (!searched->index) {
        searched->index = element_index_make(selecting->arena, document, list, selector->path);
    }
    return element_index_find(searched->index, selector->text);
}

/* path ends in the step that chooses. Puts the chosen one into *element. */
static bool select_element(struct selecting *selecting, const struct document *document, const struct node *list,
                           struct keypath path, struct node **element)
{
    struct step *step = (struct step *)&path.steps[path.count - 1];
    if (is_secret(selecting, path, step->selector->path)) {
        return refuse(selecting, path, BY_SECRET);
    }
    struct chosen_elements chosen = choose(selecting, document, list, step->selector);
    if (chosen.count == 1) {
        *element = chosen.first;
        step->index = chosen.position;
        step->head = chosen_head(chosen.first);
        return true;
    }
    if (selecting->described++ >= DESCRIBED_MAX) {
        return refuse(selecting, path, chosen.count == 0 ? "no element says so" : "several elements say so");
    }
    return refuse(selecting, path,
                  chosen.count == 0 ? describe_none(selecting, document, list, step->selector)
                                    : describe_several(selecting, document, list, step->selector));
}

/* steps are the override's own. What the file does not have is left to who applies the override. */
static bool select_elements(struct selecting *selecting, const struct document *document, struct step *steps,
                            size_t count)
{
    struct node *value = document->root;
    size_t left = count_selectors((struct keypath){steps, count});
    for (size_t i = 0; left > 0 && value; i++) {
        if (steps[i].kind != STEP_SELECT) {
            value = chosen_step(selecting->arena, document, value, &steps[i]);
            continue;
        }
        const struct node *list = value->kind == NODE_ALIAS ? value->first : value;
        if (list->kind != NODE_LIST) {
            return true;
        }
        if (!select_element(selecting, document, list, (struct keypath){steps, i + 1}, &value)) {
            return false;
        }
        left--;
    }
    return true;
}

/* ---- documents */

static bool document_says(const struct selecting *selecting, const struct document *document)
{
    const struct selectors *selectors = &selecting->override->selectors;
    size_t i = 0;
    while (i < selectors->count && document->root &&
           chosen_by(selecting->arena, document, document->root, &selectors->list[i])) {
        i++;
    }
    return i == selectors->count;
}

/* " kind=Service" */
static void put_said(const struct selecting *selecting, struct buffer *out, const struct document *document,
                     struct keypath path)
{
    const struct node *scalar = chosen_scalar(selecting->arena, document, document->root, path);
    if (scalar && !is_secret(selecting, path, (struct keypath){NULL, 0})) {
        buffer_put(out, out->length == 0 ? TEXT(" ") : TEXT(","));
        keypath_write(out, path);
        buffer_byte(out, '=');
        excerpt_put(out, scalar->text);
    }
}

static bool looks_at(const struct selectors *selectors, struct keypath path)
{
    size_t i = 0;
    while (i < selectors->count && !keypath_equal(selectors->list[i].path, path)) {
        i++;
    }
    return i < selectors->count;
}

static const char *describe_document(const struct selecting *selecting, const struct document *document)
{
    struct buffer out = {.arena = selecting->arena};
    const struct selectors *selectors = &selecting->override->selectors;
    for (size_t i = 0; i < selectors->count && document->root; i++) {
        put_said(selecting, &out, document, selectors->list[i].path);
    }
    for (size_t i = 0; i < NAME_COUNT && document->root; i++) {
        if (!looks_at(selectors, names[i])) {
            put_said(selecting, &out, document, names[i]);
        }
    }
    return buffer_string(&out);
}

/* Those that match, or all when none does. */
static bool refuse_documents(const struct selecting *selecting, uint32_t matches)
{
    struct buffer out = {.arena = selecting->arena};
    size_t shown = 0;
    for (uint32_t i = 0; i < selecting->stream.count; i++) {
        const struct document *document = &selecting->stream.list[i];
        if ((matches == 0 || document_says(selecting, document)) && put_comma(&out, shown++)) {
            buffer_format(&out, "#%u%s", i + 1, describe_document(selecting, document));
        }
    }
    put_more(&out, shown);
    diagnose(selecting->diagnostics, SEVERITY_ERROR, selecting->override->origin, "%s#%.*s: %s: %.*s%s",
             selecting->file->name, TEXT_ARGS(target_selectors_text(selecting->arena, selecting->override->selectors)),
             matches == 0 ? "no document says so, of these" : "several documents say so", TEXT_ARGS(buffer_text(&out)),
             matches == 0 ? "" : " (add what only one of them says, or write the number)");
    return false;
}

static bool select_document(const struct selecting *selecting, struct override *override)
{
    uint32_t matches = 0;
    for (size_t i = 0; i < override->selectors.count; i++) {
        const struct keypath path = override->selectors.list[i].path;
        if (is_secret(selecting, (struct keypath){NULL, 0}, path)) {
            return refuse(selecting, path, BY_SECRET);
        }
    }
    for (uint32_t i = 0; i < selecting->stream.count; i++) {
        if (document_says(selecting, &selecting->stream.list[i])) {
            matches++;
            override->document = i + 1;
        }
    }
    return matches == 1 || refuse_documents(selecting, matches);
}

/* ---- all together */

static bool select_in_override(struct selecting *selecting, struct override *override)
{
    selecting->override = override;
    if (override->selectors.count > 0 && !select_document(selecting, override)) {
        return false;
    }
    const struct document *document = find_document(selecting, override->document);
    if (!document || !keypath_has_selector(override->path)) {
        return true;
    }
    override->path = keypath_copy(selecting->arena, override->path);
    return select_elements(selecting, document, (struct step *) override->path.steps, override->path.count);
}

static bool chooses_any(const struct override_file *file)
{
    const struct override *override = file->first;
    while (override && override->selectors.count == 0 && !keypath_has_selector(override->path)) {
        override = override->next_file;
    }
    return override != NULL;
}

bool select_in_file(struct arena *arena, const struct override_file *file, struct text original, enum format format,
                    struct override_file *selected, struct diagnostics *diagnostics)
{
    *selected = *file;
    if (!chooses_any(file)) {
        return true;
    }
    struct selecting selecting = {.arena = arena, .file = file, .diagnostics = diagnostics};
    if (!read_stream(&selecting, original, format)) {
        return false;
    }
    bool right = true;
    struct override **link = &selected->first;
    for (const struct override *override = file->first; override; override = override->next_file) {
        struct override *copy = arena_new(arena, struct override);
        *copy = *override;
        right = select_in_override(&selecting, copy) && right;
        *link = copy;
        link = &copy->next_file;
    }
    *link = NULL;
    return right;
}
