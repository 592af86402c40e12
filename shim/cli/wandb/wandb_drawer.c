/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/wandb/wandb_drawer.h"

#include "core/tree/document.h"
#include "core/tree/keypath.h"
#include "core/tree/number.h"

/* Of more, only how many they are is said. */
#define LACKS_MAX  20
#define PLACES_MAX 8

/* One thing that the drawer does not take. */
struct lack {
    struct text what;
    struct buffer places; /* the keys of the first values that it is said of */
    size_t count;
};

struct drawer {
    struct arena *arena;
    struct step path[DOCUMENT_DEPTH_MAX + 1];
    size_t depth;
    struct lack lacks[LACKS_MAX];
    size_t count;
    size_t others; /* beside the lacks */
};

static void put_path(struct buffer *out, const struct drawer *drawer)
{
    keypath_write(out, (struct keypath){drawer->path, drawer->depth});
    buffer_put(out, drawer->depth == 0 ? TEXT("the whole") : TEXT(""));
}

static void note(struct drawer *drawer, struct text what)
{
    size_t i = 0;
    while (i < drawer->count && !text_equal(drawer->lacks[i].what, what)) {
        i++;
    }
    if (i == LACKS_MAX) {
        drawer->others++;
        return;
    }
    struct lack *lack = &drawer->lacks[i];
    if (i == drawer->count) {
        drawer->count++;
        *lack = (struct lack){.what = what, .places = {.arena = drawer->arena}};
    }
    if (lack->count++ < PLACES_MAX) {
        buffer_put(&lack->places, lack->count > 1 ? TEXT(", ") : TEXT(""));
        put_path(&lack->places, drawer);
    }
}

static struct node *attribute(const struct drawer *drawer, const struct node *schema, const char *name)
{
    return node_find(drawer->arena, (struct node *)schema, text_of(name));
}

static bool is_one_of(struct text word, const struct text *words, size_t count)
{
    size_t i = 0;
    while (i < count && !text_equal(word, words[i])) {
        i++;
    }
    return i < count;
}

#define IS_ONE_OF(word, words) is_one_of(word, words, sizeof(words) / sizeof *(words))

/* ---- types */

/* The first three are those that a list's elements may have. */
static const struct text types[] = {TEXT("integer"), TEXT("number"), TEXT("string"),
                                    TEXT("boolean"), TEXT("object"), TEXT("array")};
#define ELEMENT_TYPES 3

static void check_type(struct drawer *drawer, const struct node *type)
{
    struct buffer what = {.arena = drawer->arena};
    if (type->kind == NODE_LIST) {
        note(drawer, TEXT("a list of types"));
    } else if (!IS_ONE_OF(type->text, types)) {
        buffer_format(&what, "the type %.*s", TEXT_ARGS(type->kind == NODE_NULL ? TEXT("null") : type->text));
        note(drawer, buffer_text(&what));
    }
}

static bool is_type(const struct node *type, const char *name)
{
    return type && type->kind != NODE_LIST && text_equal(type->text, text_of(name));
}

/* ---- values */

static bool is_choice(const struct node *value)
{
    return node_is_number(value) || value->kind == NODE_STRING || value->kind == NODE_AMBIGUOUS;
}

static void check_choices(struct drawer *drawer, const struct node *choices)
{
    const struct node *choice = choices->first;
    while (choice && is_choice(choice)) {
        choice = choice->next;
    }
    if (choice) {
        note(drawer, TEXT("an enum of more than numbers and strings"));
    }
}

/* Limits go with numbers; what has no type may be any. */
static bool takes_limit(const struct drawer *drawer, const struct node *type, const struct node *limit)
{
    bool is_whole = number_is_integer(number_of(drawer->arena, limit));
    return is_type(type, "number") || ((!type || is_type(type, "integer")) && is_whole);
}

/* ---- schemas */

static void check(struct drawer *drawer, const struct node *schema);

static void check_inside(struct drawer *drawer, struct step step, const struct node *schema)
{
    if (drawer->depth == DOCUMENT_DEPTH_MAX) {
        return;
    }
    drawer->path[drawer->depth++] = step;
    check(drawer, schema);
    drawer->depth--;
}

static void check_properties(struct drawer *drawer, const struct node *properties)
{
    for (const struct node *child = properties->first; child; child = child->next) {
        check_inside(drawer, (struct step){.kind = STEP_KEY, .key = child->key->text}, child);
    }
}

/* A list's elements are chosen from an enum. What is inside others is not looked at: nothing of them is shown. */
static void check_elements(struct drawer *drawer, const struct node *items)
{
    static const struct text known[] = {TEXT("type"), TEXT("enum"), TEXT("title"), TEXT("description"), TEXT("format")};
    const struct node *type = attribute(drawer, items, "type");
    if (!type) {
        note(drawer, TEXT("a list whose elements have no type"));
    } else if (type->kind == NODE_LIST || !is_one_of(type->text, types, ELEMENT_TYPES)) {
        note(drawer, TEXT("a list of other than numbers and strings"));
    }
    const struct node *choices = attribute(drawer, items, "enum");
    if (!choices) {
        note(drawer, TEXT("a list whose elements have no enum"));
    } else {
        check_choices(drawer, choices);
    }
    for (const struct node *child = items->first; child; child = child->next) {
        if (!IS_ONE_OF(child->key->text, known)) {
            note(drawer, child->key->text);
        }
    }
}

static void check_list(struct drawer *drawer, const struct node *items)
{
    if (!items) {
        note(drawer, TEXT("a list without items"));
    } else if (items->kind == NODE_MAP) {
        check_elements(drawer, items);
    } else {
        note(drawer, TEXT("a list of anything"));
    }
}

static void check_attribute(struct drawer *drawer, const struct node *type, const struct node *value)
{
    static const struct text taken[] = {TEXT("title"),       TEXT("description"), TEXT("label"),
                                        TEXT("placeholder"), TEXT("format"),      TEXT("uniqueItems"),
                                        TEXT("minItems"),    TEXT("maxItems"),    TEXT("items")};
    static const struct text limits[] = {TEXT("minimum"), TEXT("maximum"), TEXT("exclusiveMinimum"),
                                         TEXT("exclusiveMaximum")};
    struct text name = value->key->text;
    if (text_equal(name, TEXT("type"))) {
        check_type(drawer, value);
    } else if (text_equal(name, TEXT("enum"))) {
        check_choices(drawer, value);
    } else if (text_equal(name, TEXT("properties"))) {
        check_properties(drawer, value);
    } else if (text_equal(name, TEXT("required"))) {
        if (value->kind != NODE_BOOL) {
            note(drawer, TEXT("a list of required keys"));
        }
    } else if (text_equal(name, TEXT("allOf"))) {
        for (const struct node *part = value->first; part; part = part->next) {
            check(drawer, part);
        }
    } else if (!(IS_ONE_OF(name, taken) || (IS_ONE_OF(name, limits) && takes_limit(drawer, type, value)))) {
        note(drawer, name);
    }
}

/* Whether something that stands in the type's place has been noted. */
static bool says_instead(const struct drawer *drawer, const struct node *schema)
{
    static const char *const names[] = {"anyOf", "oneOf", "const", "$ref"};
    size_t i = 0;
    while (i < 4 && !attribute(drawer, schema, names[i])) {
        i++;
    }
    return i < 4;
}

static void check(struct drawer *drawer, const struct node *schema)
{
    if (schema->kind != NODE_MAP) {
        note(drawer, TEXT("true for a schema"));
        return;
    }
    const struct node *type = attribute(drawer, schema, "type");
    const struct node *items = attribute(drawer, schema, "items");
    for (const struct node *value = schema->first; value; value = value->next) {
        check_attribute(drawer, type, value);
    }
    if (!type && !items) {
        if (!says_instead(drawer, schema)) {
            note(drawer, TEXT("no type"));
        }
    } else if (!type || is_type(type, "array")) {
        check_list(drawer, items);
    } else if (items) {
        check_inside(drawer, (struct step){.kind = STEP_APPEND}, items);
    }
}

static void put_lack(struct buffer *out, const struct lack *lack)
{
    buffer_put(out, out->length > 0 ? TEXT(", ") : TEXT(""));
    buffer_format(out, "%.*s (%.*s", TEXT_ARGS(lack->what), TEXT_ARGS(buffer_text(&lack->places)));
    if (lack->count > PLACES_MAX) {
        buffer_format(out, " and %zu more", lack->count - PLACES_MAX);
    }
    buffer_byte(out, ')');
}

void wandb_drawer_note(struct diagnostics *diagnostics, struct place place, const struct node *schema)
{
    struct drawer *drawer = arena_new(diagnostics->arena, struct drawer);
    struct buffer list = {.arena = diagnostics->arena};
    drawer->arena = diagnostics->arena;
    check(drawer, schema);
    if (drawer->count == 0) {
        return;
    }
    for (size_t i = 0; i < drawer->count; i++) {
        put_lack(&list, &drawer->lacks[i]);
    }
    if (drawer->others > 0) {
        buffer_format(&list, " and %zu more", drawer->others);
    }
    diagnose(diagnostics, SEVERITY_NOTE, place, "W&B's drawer does not take all that the schema says: %s",
             buffer_string(&list));
}
