/* SPDX-License-Identifier: Apache-2.0 */
#include "core/inputs/offer_types.h"
#include "core/base/nearest.h"
#include "core/tree/place.h"

#define TYPES (VALUE_OBJECT + 1)

enum value_type offer_types_meaning(const struct node *type)
{
    if (type->kind == NODE_MAP) {
        return VALUE_OBJECT;
    }
    return type->kind == NODE_NULL ? VALUE_NULL : value_type_named(type->text);
}

static void refuse_name(const struct document *document, const struct node *name, struct diagnostics *diagnostics)
{
    struct text names[TYPES];
    struct buffer all = {.arena = diagnostics->arena};
    for (size_t i = 0; i < TYPES; i++) {
        names[i] = text_of(value_type_name((enum value_type)i));
        buffer_format(&all, "%s%.*s", i == 0 ? "" : i + 1 < TYPES ? ", " : " and ", TEXT_ARGS(names[i]));
    }
    struct text similar = nearest_name(name->text, names, TYPES);
    if (similar.length > 0) {
        diagnose(diagnostics, SEVERITY_ERROR, document_place(document, name->head),
                 "\"%.*s\" is no type (did you mean %.*s?)", TEXT_ARGS(name->text), TEXT_ARGS(similar));
    } else {
        diagnose(diagnostics, SEVERITY_ERROR, document_place(document, name->head),
                 "\"%.*s\" is no type (types are %.*s)", TEXT_ARGS(name->text), TEXT_ARGS(buffer_text(&all)));
    }
}

static bool is_type_name(struct text name)
{
    enum value_type type = value_type_named(name);
    return text_equal(name, text_of(value_type_name(type)));
}

void offer_types_refuse_unknown(const struct document *document, const struct node *types,
                                struct diagnostics *diagnostics)
{
    if (types->kind == NODE_STRING && !is_type_name(types->text)) {
        refuse_name(document, types, diagnostics);
    } else if (types->kind != NODE_STRING && types->kind != NODE_MAP && types->kind != NODE_NULL) {
        diagnose(diagnostics, SEVERITY_ERROR, document_place(document, types->head),
                 "a type is %s (it must be the name of one, or an object of them)", node_describe(types));
    }
    for (const struct node *child = types->kind == NODE_MAP ? types->first : NULL; child; child = child->next) {
        offer_types_refuse_unknown(document, child, diagnostics);
    }
}

const struct node *offer_types_inside(struct arena *arena, const struct node *types, struct step step)
{
    bool is_inside = types && types->kind == NODE_MAP && step.kind == STEP_KEY;
    return is_inside ? node_find(arena, (struct node *)types, step.key) : NULL;
}

bool offer_types_want_string(const struct node *types)
{
    return types && offer_types_meaning(types) == VALUE_STR;
}

struct check {
    struct arena *arena;
    const struct document *document;
    struct schema_complaint *complaint;
};

/* Where the check is, from inside out: paths are made only for complaints. */
struct level {
    const struct level *outer;
    struct text key;
};

static struct keypath path_to(struct arena *arena, const struct level *level)
{
    size_t count = 0;
    for (const struct level *each = level; each; each = each->outer) {
        count++;
    }
    struct step *steps = arena_array(arena, struct step, count);
    for (size_t i = count; i > 0; level = level->outer) {
        steps[--i] = (struct step){.kind = STEP_KEY, .key = level->key};
    }
    return (struct keypath){steps, count};
}

static void check_type(const struct check *check, const struct level *level, const struct node *type,
                       const struct node *value)
{
    struct buffer problem = {.arena = check->arena};
    enum value_type wanted = offer_types_meaning(type);
    /* What a tag makes of a value is not known. */
    if (value_type_fits(value_type_of(value), wanted) && (wanted == VALUE_UNKNOWN || node_own_tag(value).length == 0)) {
        return;
    }
    struct place place = document_place(check->document, type->head);
    buffer_format(&problem, "%s, where %s:%u:%u says %s (%s)", node_describe(value), place.source, place.line,
                  place.column, value_type_name(wanted),
                  wanted == VALUE_STR && node_is_scalar(value) ? "--set-string makes a string, or quotes in a document"
                                                               : "write another type there if that may be");
    check->complaint->say(check->complaint, path_to(check->arena, level), value, buffer_string(&problem));
}

static void check_value(const struct check *check, const struct level *level, const struct node *type,
                        const struct node *value)
{
    if (type->kind != NODE_MAP || value->kind != NODE_MAP) {
        check_type(check, level, type, value);
        return;
    }
    for (const struct node *child = value->first; child; child = child->next) {
        struct step step = {.kind = STEP_KEY, .key = child->key->text};
        const struct node *inner = offer_types_inside(check->arena, type, step);
        if (inner) {
            check_value(check, &(struct level){level, step.key}, inner, child);
        }
    }
}

void offer_types_check(struct arena *arena, const struct document *document, const struct node *types,
                       const struct node *value, struct schema_complaint *complaint)
{
    check_value(&(struct check){arena, document, complaint}, NULL, types, value);
}
