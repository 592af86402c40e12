/* SPDX-License-Identifier: Apache-2.0 */
#include "core/inputs/job_inputs.h"
#include "core/inputs/offer_types.h"
#include "core/tree/chosen.h"
#include "core/tree/effective.h"

struct lister {
    struct arena *arena;
    const struct offer *offer;
    const char *name; /* of the config, for messages; NULL when it is not there */
    bool recorded;    /* values are names of types: the config is not there */
    struct diagnostics *diagnostics;
    struct step path[DOCUMENT_DEPTH_MAX + 1];
    size_t depth;
    struct job_inputs inputs;
    const struct job_input **nested_end, **chosen_end;
    size_t visited;
    bool failed;
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

static enum value_type type_of(const struct lister *lister, const struct schema *schema, const struct node *value)
{
    enum value_type type = schema ? type_of_schema(schema) : VALUE_UNKNOWN;
    if (type == VALUE_UNKNOWN && value) {
        type = lister->recorded && value->kind == NODE_STRING ? value_type_named(value->text) : value_type_of(value);
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

static void add(struct lister *lister, const struct schema *schema, const struct node *value)
{
    const struct selection *selection = &lister->offer->selection;
    if (!selection_has(selection, path_of(lister)) ||
        selection_into_list(&selection->exclude, path_of(lister), NULL)) { /* a list that cannot be set as a whole */
        return;
    }
    struct job_input *input = arena_new(lister->arena, struct job_input);
    input->path = keypath_copy(lister->arena, path_of(lister));
    input->type = type_of(lister, schema, value);
    input->type = input->type == VALUE_NULL ? type_of_null(lister) : input->type;
    input->value = lister->recorded ? NULL : value;
    input->schema = schema;
    input->required = schema && schema->required;
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

static void list_value(struct lister *lister, const struct schema *schema, struct node *value);

static void list_key(struct lister *lister, struct text key, const struct schema *schema, struct node *value)
{
    /* Schemas nest no deeper than documents, so only one that repeats a $ref comes here. */
    if (lister->depth == DOCUMENT_DEPTH_MAX) {
        return;
    }
    lister->path[lister->depth++] = (struct step){.kind = STEP_KEY, .key = key};
    if (may_go_on(lister) && selection_reaches(&lister->offer->selection, path_of(lister))) {
        list_value(lister, schema, value);
    }
    lister->depth--;
}

/* Whether there is anything further in: what the schema says of an object counts where the config has none. */
static bool has_inside(const struct schema *schema, const struct node *value)
{
    bool named = schema && schema->properties;
    if (!value || value->kind == NODE_NULL) {
        return named;
    }
    return value->kind == NODE_MAP && (value->count > 0 || named);
}

static void list_inside(struct lister *lister, const struct schema *schema, struct node *map)
{
    const struct schema_property *property = schema ? schema->properties : NULL;
    for (; property; property = property->next) {
        struct node *value = map ? node_find(lister->arena, map, property->key) : NULL;
        list_key(lister, property->key, property->schema, value);
    }
    for (struct node *child = map ? map->first : NULL; child; child = child->next) {
        struct text key = child->key->text;
        if (!schema || !schema_property(schema, key)) {
            /* What a model inside itself says of it again goes as far as there are values. */
            list_key(lister, key, schema ? schema_find(schema, key) : NULL, child);
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
                list_value(lister, schema ? schema_at(schema, (struct keypath){step, 1}) : NULL, element);
            }
            lister->depth--;
        }
    }
}

static void list_value(struct lister *lister, const struct schema *schema, struct node *value)
{
    if (has_inside(schema, value)) {
        list_inside(lister, schema, value && value->kind == NODE_MAP ? value : NULL);
    } else if (value && value->kind == NODE_LIST && !selection_has(&lister->offer->selection, path_of(lister))) {
        list_elements(lister, schema, value);
    } else {
        add(lister, schema, value);
    }
}

bool job_inputs_list(struct arena *arena, const struct offer *offer, const struct document *document,
                     struct job_inputs *inputs, struct diagnostics *diagnostics)
{
    *inputs = (struct job_inputs){0};
    struct lister *lister = arena_new(arena, struct lister);
    lister->arena = arena;
    lister->offer = offer;
    lister->name = document ? document->name : NULL;
    lister->recorded = !document;
    lister->diagnostics = diagnostics;
    lister->nested_end = &lister->inputs.nested;
    lister->chosen_end = &lister->inputs.chosen;
    struct node *root = (struct node *)offer->types;
    if (document && !effective_root(arena, document, &root, diagnostics)) {
        return false;
    }
    bool is_empty = !root || root->kind == NODE_NULL || (root->kind == NODE_MAP && root->count == 0);
    if (has_inside(offer->schema, root)) {
        list_inside(lister, offer->schema, is_empty ? NULL : root);
    } else if (!is_empty) {
        add(lister, offer->schema, root);
    }
    if (!lister->failed) {
        *inputs = lister->inputs;
    }
    return !lister->failed;
}
