/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/table/metric_value.h"

#include "core/read/format.h"
#include "core/read/read.h"
#include "core/tree/chosen.h"
#include "core/tree/effective.h"
#include "core/tree/nearest_path.h"

/* The only element that the step chooses; NULL when none is, or several are. */
static const struct node *choose(struct arena *arena, const struct document *document, const struct node *list,
                                 const struct selector *selector)
{
    const struct node *chosen = NULL;
    list = list->kind == NODE_ALIAS ? list->first : list;
    for (const struct node *element = list->kind == NODE_LIST ? list->first : NULL; element; element = element->next) {
        if (chosen_by(arena, document, element, selector)) {
            if (chosen) {
                return NULL;
            }
            chosen = element;
        }
    }
    return chosen;
}

static const struct node *find(struct arena *arena, const struct document *document, struct keypath path)
{
    const struct node *value = document->root;
    for (size_t i = 0; i < path.count && value; i++) {
        const struct step *step = &path.steps[i];
        value = step->kind == STEP_SELECT ? choose(arena, document, value, step->selector)
                                          : chosen_step(arena, document, value, step);
    }
    return value;
}

static struct text meant_in(struct arena *arena, const struct document *document, struct keypath path)
{
    struct diagnostics unheard = {.arena = arena};
    struct keypath found[NEAREST_PATHS_MAX];
    struct node *root = NULL;
    if (!effective_root(arena, document, &root, &unheard) || !root || nearest_paths(arena, root, path, found) == 0) {
        return TEXT("");
    }
    return keypath_text(arena, found[0]);
}

static struct metric_value unreadable(struct arena *arena, const struct diagnostics *diagnostics)
{
    struct buffer out = {.arena = arena};
    const struct diagnostic *error = diagnostic_first_error(diagnostics);
    if (error->place.line > 0) {
        buffer_format(&out, "line %u: ", error->place.line);
    }
    buffer_put(&out, text_of(error->text));
    return metric_unreadable(buffer_string(&out));
}

/* From the last document to the first: a program that goes on with a file appends one. */
static struct metric_value find_in_stream(struct arena *arena, const struct metric *metric,
                                          const struct document_stream *stream)
{
    struct metric_value none = {.state = METRIC_NO_KEY};
    for (uint32_t i = stream->count; i > 0; i--) {
        const struct document *document = &stream->list[i - 1];
        if (!document->root || (metric->document > 0 && metric->document != i)) {
            continue;
        }
        const struct node *value = find(arena, document, metric->path);
        if (value) {
            return metric_value_of_node(value);
        }
        none.meant = none.meant.length > 0 ? none.meant : meant_in(arena, document, metric->path);
    }
    return none;
}

/* JSON that is cut off anywhere cannot be read; YAML can, when it is cut off behind "0.9" of "0.98". */
static bool may_be_cut(struct metric_content content, enum format format)
{
    const struct text bytes = content.bytes;
    return format == FORMAT_YAML && !content.has_ended && bytes.length > 0 &&
           !text_is_line_end(bytes.bytes[bytes.length - 1]);
}

struct metric_value metric_in_document(struct arena *arena, const struct metric *metric, struct metric_content content)
{
    struct diagnostics diagnostics = {.arena = arena};
    struct document_stream stream;
    enum format format = format_of_name(text_of(metric->file));
    if (format == FORMAT_UNKNOWN) {
        format = format_of(arena, metric->file, content.bytes, &diagnostics);
    }
    if (format == FORMAT_UNKNOWN) {
        return unreadable(arena, &diagnostics);
    }
    if (may_be_cut(content, format)) {
        return metric_unreadable("its last line has no end, and may have been cut off");
    }
    if (!document_read_stream(arena, metric->file, content.bytes, format, NULL, &stream, &diagnostics)) {
        return unreadable(arena, &diagnostics);
    }
    return find_in_stream(arena, metric, &stream);
}
