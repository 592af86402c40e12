/* SPDX-License-Identifier: Apache-2.0 */
#include "core/inputs/job_inputs.h"
#include "core/inputs/offer_types.h"
#include "core/tree/chosen.h"
#include "core/tree/effective.h"

struct lister {
    struct arena *arena;
    const struct offer *offer;
    const char *name; /* of the config, for messages; NULL when it is not there */
    struct diagnostics *diagnostics;
    struct step path[DOCUMENT_DEPTH_MAX + 1];
    size_t depth;
    struct job_inputs inputs;
    const struct job_input **nested_end, **chosen_end;
    size_t visited;
    bool failed;
};

/* One place of a config, and what is known of it; each may be NULL. */
struct known {
    const struct schema *schema;
    struct node *value;
    const struct node *types; /* of a config that is not there as a whole; else what is not there is none of its keys */
};

/* The one type that a schema's bits leave, VALUE_UNKNOWN when it is none or several. null beside another is no type. */
static enum value_type type_of_bits(unsigned bits)
{
    switch (bits == SCHEMA_NULL ? bits : bits & ~(unsigned)SCHEMA_NULL) {
    case SCHEMA_NULL:
        return VALUE_NULL;
    case SCHEMA_BOOLEAN:
        return VALUE_BOOL;
    case SCHEMA_INTEGER:
        return VALUE_INT;
    case SCHEMA_NUMBER:
    case SCHEMA_NUMBER | SCHEMA_INTEGER:
        return VALUE_FLOAT;
    case SCHEMA_STRING:
        return VALUE_STR;
    case SCHEMA_ARRAY:
        return VALUE_LIST;
    case SCHEMA_OBJECT:
        return VALUE_OBJECT;
    default:
        return VALUE_UNKNOWN;
    }
}

static enum value_type type_of_choices(const struct node *choices)
{
    if (!choices || !choices->first) {
        return VALUE_UNKNOWN;
    }
    enum value_type type = value_type_of(choices->first);
    for (const struct node *choice = choices->first->next; choice; choice = choice->next) {
        if (value_type_of(choice) != type) {
            return VALUE_UNKNOWN;
        }
    }
    return type;
}

static enum value_type type_of_schema(const struct schema *schema)
{
    enum value_type type = type_of_bits(schema->types);
    if (type == VALUE_UNKNOWN) {
        type = type_of_choices(schema->choices);
    }
    if (type == VALUE_UNKNOWN && schema->constant) {
        type = value_type_of(schema->constant);
    }
    return type;
}

static enum value_type type_of(const struct known *known)
{
    const struct schema *schema = known->schema;
    enum value_type type = schema ? type_of_schema(schema) : VALUE_UNKNOWN;
    if (type == VALUE_UNKNOWN && (known->value || known->types)) {
        type = known->value ? value_type_of(known->value) : offer_types_meaning(known->types);
    }
    if (type == VALUE_UNKNOWN && schema && schema->initial) {
        type = value_type_of(schema->initial);
    }
    return type;
}

static struct keypath path_of(const struct lister *lister)
{
    return (struct keypath){lister->path, lister->depth};
}

/* Whether one of them leads to the other. */
static bool is_secret(const struct offer *offer, struct keypath path)
{
    bool found = keypath_is_within(path, offer->secrets, offer->secret_count);
    for (size_t i = 0; i < offer->secret_count && !found; i++) {
        found = keypath_is_within(offer->secrets[i], &path, 1);
    }
    return found;
}

/* What null may be replaced by, as types say. */
static enum value_type type_of_null(const struct lister *lister)
{
    const struct node *types = lister->offer->types;
    for (size_t i = 0; types && i < lister->depth; i++) {
        types = offer_types_inside(lister->arena, types, lister->path[i]);
    }
    return types ? offer_types_meaning(types) : VALUE_NULL;
}

static void add(struct lister *lister, const struct known *known)
{
    const struct selection *selection = &lister->offer->selection;
    if (!selection_has(selection, path_of(lister)) ||
        selection_into_list(&selection->exclude, path_of(lister), NULL)) { /* a list that cannot be set as a whole */
        return;
    }
    struct job_input *input = arena_new(lister->arena, struct job_input);
    input->path = keypath_copy(lister->arena, path_of(lister));
    input->type = type_of(known);
    input->type = input->type == VALUE_NULL ? type_of_null(lister) : input->type;
    input->value = known->value;
    input->schema = known->schema;
    input->required = known->schema && known->schema->required;
    input->secret = is_secret(lister->offer, input->path);
    const struct job_input ***end = keypath_has_selector(input->path) ? &lister->chosen_end : &lister->nested_end;
    **end = input;
    *end = (const struct job_input **)&input->next;
}

static bool may_go_on(struct lister *lister)
{
    if (!lister->failed && lister->visited++ == JOB_INPUTS_MAX) {
        diagnose(lister->diagnostics, SEVERITY_ERROR, (struct place){.source = lister->name},
                 "more than %d inputs (name fewer with include)", JOB_INPUTS_MAX);
        lister->failed = true;
    }
    return !lister->failed;
}

static void list_value(struct lister *lister, const struct known *known);

static void list_key(struct lister *lister, struct text key, const struct known *known)
{
    /* Schemas nest no deeper than documents, so only one that repeats a $ref comes here. */
    if (lister->depth == DOCUMENT_DEPTH_MAX) {
        return;
    }
    lister->path[lister->depth++] = (struct step){.kind = STEP_KEY, .key = key};
    if (may_go_on(lister) && selection_reaches(&lister->offer->selection, path_of(lister))) {
        list_value(lister, known);
    }
    lister->depth--;
}

static bool is_map(const struct node *value)
{
    return value && value->kind == NODE_MAP;
}

/* Whether there is anything further in: what the schema and types say of an object counts where the config has none. */
static bool has_inside(const struct known *known)
{
    bool named = (known->schema && known->schema->properties) || (is_map(known->types) && known->types->count > 0);
    if (!known->value || known->value->kind == NODE_NULL) {
        return named;
    }
    return is_map(known->value) && (known->value->count > 0 || named);
}

static struct node *find_inside(const struct lister *lister, const struct node *map, struct text key)
{
    return is_map(map) ? node_find(lister->arena, (struct node *)map, key) : NULL;
}

static void list_property(struct lister *lister, const struct known *known, const struct schema *schema,
                          struct text key)
{
    list_key(lister, key,
             &(struct known){schema, find_inside(lister, known->value, key), find_inside(lister, known->types, key)});
}

/* In this order: what the schema names, what else types name, and what else is there. */
static void list_inside(struct lister *lister, const struct known *known)
{
    const struct schema *schema = known->schema;
    const struct schema_property *property = schema ? schema->properties : NULL;
    for (; property; property = property->next) {
        list_property(lister, known, property->schema, property->key);
    }
    for (const struct node *child = is_map(known->types) ? known->types->first : NULL; child; child = child->next) {
        if (!schema || !schema_property(schema, child->key->text)) {
            list_property(lister, known, schema ? schema_find(schema, child->key->text) : NULL, child->key->text);
        }
    }
    for (struct node *child = is_map(known->value) ? known->value->first : NULL; child; child = child->next) {
        struct text key = child->key->text;
        if ((!schema || !schema_property(schema, key)) && !find_inside(lister, known->types, key)) {
            /* What a model inside itself says of it again goes as far as there are values. */
            list_key(lister, key, &(struct known){schema ? schema_find(schema, key) : NULL, child, NULL});
        }
    }
}

/* The only element of list that selector chooses; NULL: there is none, or several. */
static struct node *find_chosen(const struct lister *lister, const struct node *list, const struct selector *selector)
{
    const struct document document = {.format = FORMAT_YAML}; /* no alias is left */
    struct node *found = NULL;
    for (struct node *element = list->first; element; element = element->next) {
        if (chosen_by(lister->arena, &document, element, selector)) {
            if (found) {
                return NULL;
            }
            found = element;
        }
    }
    return found;
}

/* Whether a rule before this one leads to the same element of the list at path. */
static bool is_listed(const struct prefixes *include, const struct prefix *rule, struct keypath path)
{
    const struct keypath element = {rule->path.steps, path.count + 1};
    const struct prefix *before = selection_into_list(include, path, NULL);
    while (before != rule && !keypath_equal((struct keypath){before->path.steps, path.count + 1}, element)) {
        before = selection_into_list(include, path, before);
    }
    return before != rule;
}

/* The elements that include names by their content. */
static void list_elements(struct lister *lister, const struct schema *schema, const struct node *list)
{
    const struct prefixes *include = &lister->offer->selection.include;
    const struct prefix *rule = selection_into_list(include, path_of(lister), NULL);
    for (; rule; rule = selection_into_list(include, path_of(lister), rule)) {
        const struct step *step = &rule->path.steps[lister->depth];
        struct node *element = find_chosen(lister, list, step->selector);
        if (element && !is_listed(include, rule, path_of(lister)) && lister->depth < DOCUMENT_DEPTH_MAX) {
            lister->path[lister->depth++] = *step;
            if (may_go_on(lister)) {
                const struct schema *inner = schema ? schema_at(schema, (struct keypath){step, 1}) : NULL;
                list_value(lister, &(struct known){inner, element, NULL});
            }
            lister->depth--;
        }
    }
}

static void list_value(struct lister *lister, const struct known *known)
{
    struct node *value = known->value;
    if (has_inside(known)) {
        list_inside(lister, known);
    } else if (value && value->kind == NODE_LIST && !selection_has(&lister->offer->selection, path_of(lister))) {
        list_elements(lister, known->schema, value);
    } else {
        add(lister, known);
    }
}

bool job_inputs_list(struct arena *arena, const struct offer *offer, const struct document *document, bool is_whole,
                     struct job_inputs *inputs, struct diagnostics *diagnostics)
{
    *inputs = (struct job_inputs){0};
    struct lister *lister = arena_new(arena, struct lister);
    lister->arena = arena;
    lister->offer = offer;
    lister->name = document ? document->name : NULL;
    lister->diagnostics = diagnostics;
    lister->nested_end = &lister->inputs.nested;
    lister->chosen_end = &lister->inputs.chosen;
    struct known root = {.schema = offer->schema, .types = document && is_whole ? NULL : offer->types};
    if (document && !effective_root(arena, document, &root.value, diagnostics)) {
        return false;
    }
    const struct node *there = root.value ? root.value : root.types;
    bool is_empty = !there || there->kind == NODE_NULL || (there->kind == NODE_MAP && there->count == 0);
    if (has_inside(&root)) {
        list_inside(lister, &root);
    } else if (!is_empty) {
        add(lister, &root);
    }
    if (!lister->failed) {
        *inputs = lister->inputs;
    }
    return !lister->failed;
}
