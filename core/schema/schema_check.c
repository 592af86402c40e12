/* SPDX-License-Identifier: Apache-2.0 */
/* What a value has that its schema does not allow: every violation, each with its place. */
#include "core/tree/number.h"
#include "core/tree/own_tag.h"
#include "core/tree/scalar.h"
#include "core/schema/schema.h"
#include "core/base/utf8.h"
#include "core/tree/value_equal.h"

/* What messages show of a value, in bytes, and of a list of choices. */
#define SHOWN_LENGTH_MAX  40
#define SHOWN_CHOICES_MAX 10

struct checker {
    struct arena *arena;
    struct schema_complaint *complaint; /* NULL: only whether there are any */
    size_t complaints;
    size_t comparisons;
    struct step *steps; /* to the value that is being looked at; as many as values nest */
    size_t depth;
    bool secret; /* it must not be shown */
};

static void complain(struct checker *checker, const struct node *value, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void complain(struct checker *checker, const struct node *value, const char *format, ...)
{
    checker->complaints++;
    if (!checker->complaint) {
        return;
    }
    struct buffer problem = {.arena = checker->arena};
    va_list arguments;
    va_start(arguments, format);
    buffer_vformat(&problem, format, arguments);
    va_end(arguments);
    struct keypath path = {checker->steps, checker->depth};
    checker->complaint->say(checker->complaint, path, value, buffer_string(&problem));
}

/* False when it has become too much, which schema_check() says in the end. */
static bool afford(struct checker *checker, size_t more)
{
    checker->comparisons += more;
    return checker->comparisons <= SCHEMA_STEPS_MAX;
}

static void check(struct checker *checker, const struct schema *schema, const struct node *value, bool whole);

static void check_inside(struct checker *checker, struct step step, const struct schema *schema,
                         const struct node *value, bool whole)
{
    checker->steps[checker->depth++] = step;
    check(checker, schema, value, whole);
    checker->depth--;
}

/* As much as fits a message, without half of a character at the end. */
static void put_shortened(struct buffer *out, struct text text)
{
    size_t end = 0;
    while (end < text.length) {
        size_t length = utf8_length(text, end);
        if (end + (length ? length : 1) > SHOWN_LENGTH_MAX) {
            buffer_put(out, text_part(text, 0, end));
            buffer_put(out, TEXT("…"));
            return;
        }
        end += length ? length : 1;
    }
    buffer_put(out, text);
}

static void put_value(struct buffer *out, const struct node *value)
{
    if (node_own_tag(value).length > 0) {
        own_tag_put(out, node_own_tag(value));
        buffer_byte(out, ' ');
    }
    switch ((enum node_kind)value->kind) {
    case NODE_STRING:
        buffer_byte(out, '"');
        put_shortened(out, value->text);
        buffer_byte(out, '"');
        return;
    case NODE_LIST:
    case NODE_MAP:
        buffer_put(out, text_of(node_describe(value)));
        return;
    case NODE_NULL:
        buffer_put(out, TEXT("null"));
        return;
    default:
        put_shortened(out, value->text);
    }
}

/* A part of the schema: a limit, a constant. */
static const char *written(struct checker *checker, const struct node *value)
{
    struct buffer out = {.arena = checker->arena};
    put_value(&out, value);
    return buffer_string(&out);
}

static const char *shown(struct checker *checker, const struct node *value)
{
    return checker->secret ? "the secret" : written(checker, value);
}

/* "an integer, a string or null" */
static const char *types_in_words(struct checker *checker, const struct schema *schema)
{
    static const char *const words[] = {"null",     "true or false", "an integer", "a number",
                                        "a string", "a list",        "an object"};
    enum { TYPES = sizeof words / sizeof *words };
    const char *allowed[TYPES];
    size_t count = 0;
    for (size_t i = 1; i < TYPES; i++) {
        if (schema->types & 1u << i) {
            allowed[count++] = words[i];
        }
    }
    if (schema->optional || schema->types & SCHEMA_NULL) {
        allowed[count++] = words[0];
    }
    struct buffer out = {.arena = checker->arena};
    for (size_t i = 0; i < count; i++) {
        const char *joint = i == 0 ? "" : i + 1 == count ? " or " : ", ";
        buffer_format(&out, "%s%s", joint, allowed[i]);
    }
    return buffer_string(&out);
}

/* A word that YAML 1.1 readers take for a boolean may be meant as one: the file's reader decides. Words that they take
 * for numbers are not let pass as such: no limit could be held against them. */
static bool word_has_type(struct text word, unsigned types)
{
    return types & SCHEMA_STRING || (types & SCHEMA_BOOLEAN && scalar_same_ambiguity(word, TEXT("yes")));
}

static bool has_type(struct checker *checker, const struct node *value, unsigned types)
{
    switch ((enum node_kind)value->kind) {
    case NODE_NULL:
        return types & SCHEMA_NULL;
    case NODE_BOOL:
        return types & SCHEMA_BOOLEAN;
    case NODE_INT:
        return types & (SCHEMA_INTEGER | SCHEMA_NUMBER);
    case NODE_FLOAT:
        return types & SCHEMA_NUMBER || (types & SCHEMA_INTEGER && number_is_integer(number_of(checker->arena, value)));
    case NODE_STRING:
        return types & SCHEMA_STRING;
    case NODE_AMBIGUOUS:
        return word_has_type(value->text, types);
    case NODE_LIST:
        return types & SCHEMA_ARRAY;
    case NODE_MAP:
        return types & SCHEMA_OBJECT;
    case NODE_ALIAS:
        break;
    }
    return false;
}

/* What a tag makes of a value is not known. */
static bool fits_types(struct checker *checker, const struct schema *schema, const struct node *value)
{
    bool null = value->kind == NODE_NULL && schema->optional;
    return null || schema->types == 0 || (node_own_tag(value).length == 0 && has_type(checker, value, schema->types));
}

static const char *choices_in_words(struct checker *checker, const struct node *choices)
{
    struct buffer out = {.arena = checker->arena};
    size_t count = 0;
    for (const struct node *choice = choices->first; choice && count < SHOWN_CHOICES_MAX; choice = choice->next) {
        buffer_put(&out, count++ > 0 ? TEXT(", ") : TEXT(""));
        put_value(&out, choice);
    }
    if (count < choices->count) {
        buffer_format(&out, " and %zu more", choices->count - count);
    }
    return buffer_string(&out);
}

static bool is_chosen(struct checker *checker, const struct schema *schema, const struct node *value)
{
    if (schema->constant && !value_equal(checker->arena, schema->constant, value)) {
        return false;
    }
    const struct node *choice = schema->choices ? schema->choices->first : NULL;
    while (choice && !value_equal(checker->arena, choice, value)) {
        if (!afford(checker, 1 + (choice->text.length + value->text.length) / 64)) {
            return true;
        }
        choice = choice->next;
    }
    return choice || !schema->choices;
}

/* Whether value may be looked at further. What is not among the choices is said so, whatever its type. */
static bool check_kind(struct checker *checker, const struct schema *schema, const struct node *value)
{
    if (!is_chosen(checker, schema, value)) {
        const struct node *constant = schema->constant;
        complain(checker, value, "%s is not %s%s", shown(checker, value), constant ? "" : "one of ",
                 constant ? written(checker, constant) : choices_in_words(checker, schema->choices));
        return false;
    }
    if (!fits_types(checker, schema, value)) {
        complain(checker, value, "%s is not %s", shown(checker, value), types_in_words(checker, schema));
        return false;
    }
    return true;
}

static void check_limits(struct checker *checker, const struct schema *schema, const struct node *value)
{
    const struct {
        const struct node *limit;
        enum number_order fits;
        bool may_equal;
        const char *words;
    } limits[] = {
        {schema->minimum, NUMBER_GREATER, true, "at least"},
        {schema->exclusive_minimum, NUMBER_GREATER, false, "more than"},
        {schema->maximum, NUMBER_LESS, true, "at most"},
        {schema->exclusive_maximum, NUMBER_LESS, false, "less than"},
    };
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        const struct node *limit = limits[i].limit;
        if (!limit) {
            continue;
        }
        enum number_order order = number_compare(number_of(checker->arena, value), number_of(checker->arena, limit));
        if (order != limits[i].fits && !(order == NUMBER_EQUAL && limits[i].may_equal)) {
            complain(checker, value, "%s is not %s %s", shown(checker, value), limits[i].words,
                     written(checker, limit));
        }
    }
}

static void check_list(struct checker *checker, const struct schema *schema, const struct node *list)
{
    const char *elements = list->count == 1 ? "element" : "elements";
    if (schema->bounds_items[0] && list->count < schema->min_items) {
        complain(checker, list, "%u %s, not at least %llu", list->count, elements,
                 (unsigned long long)schema->min_items);
    }
    if (schema->bounds_items[1] && list->count > schema->max_items) {
        complain(checker, list, "%u %s, not at most %llu", list->count, elements,
                 (unsigned long long)schema->max_items);
    }
    bool unique = schema->unique_items && afford(checker, list->count);
    const struct node *repeated = unique ? value_repeated(checker->arena, list) : NULL;
    if (repeated) {
        bool secret = schema->items && schema->items->secret;
        complain(checker, list, "%s stands twice in the list", secret ? "a secret" : shown(checker, repeated));
    }
    if (!schema->items) {
        return;
    }
    struct step step = {.kind = STEP_INDEX};
    for (const struct node *element = list->first; element; element = element->next) {
        check_inside(checker, step, schema->items, element, true);
        step.index++;
    }
}

static void check_map(struct checker *checker, const struct schema *schema, const struct node *map, bool whole)
{
    for (const struct node *child = map->first; child; child = child->next) {
        const struct schema_property *property = schema_property(schema, child->key->text);
        if (property && !property->shared) {
            struct step step = {.kind = STEP_KEY, .key = child->key->text};
            check_inside(checker, step, property->schema, child, whole);
        }
    }
    for (const struct schema_property *own = whole ? schema->properties : NULL; own; own = own->next) {
        if (own->schema->required && !node_find(checker->arena, (struct node *)map, own->key)) {
            checker->steps[checker->depth++] = (struct step){.kind = STEP_KEY, .key = own->key};
            complain(checker, map, "is missing");
            checker->depth--;
        }
    }
}

/* Counts violations without saying them. */
static size_t count_violations(struct checker *checker, const struct schema *schema, const struct node *value,
                               bool whole)
{
    struct schema_complaint *complaint = checker->complaint;
    size_t complaints = checker->complaints;
    checker->complaint = NULL;
    check(checker, schema, value, whole);
    size_t violations = checker->complaints - complaints;
    checker->complaint = complaint;
    checker->complaints = complaints;
    return violations;
}

/* Whether a key is a discriminator: only one value is allowed. */
static bool tells_kind(const struct schema *schema)
{
    return schema->constant || (schema->choices && schema->choices->count == 1);
}

/* Whether this alternative matches the value's type and discriminator keys (type: const "adam"). */
static bool is_meant(struct checker *checker, const struct schema *schema, const struct node *value)
{
    if (!fits_types(checker, schema, value)) {
        return false;
    }
    for (const struct node *child = value->kind == NODE_MAP ? value->first : NULL; child; child = child->next) {
        const struct schema_property *own = schema_property(schema, child->key->text);
        if (own && tells_kind(own->schema) && !is_chosen(checker, own->schema, child)) {
            return false;
        }
    }
    return true;
}

/* When none fits and one is meant, the complaints are that one's. */
static void check_alternatives(struct checker *checker, const struct schema *schema, const struct node *value,
                               bool whole)
{
    const struct schema *meant = NULL;
    size_t count = 0;
    size_t meant_count = 0;
    for (; schema->alternatives[count]; count++) {
        const struct schema *alternative = schema->alternatives[count];
        if (count_violations(checker, alternative, value, whole) == 0) {
            return;
        }
        if (is_meant(checker, alternative, value)) {
            meant = alternative;
            meant_count++;
        }
    }
    if (!afford(checker, 1)) {
        return;
    }
    if (meant_count == 1) {
        check(checker, meant, value, whole);
    } else {
        complain(checker, value, "%s fits none of %zu alternatives", shown(checker, value), count);
    }
}

/* A reference fits: its value is not known here. */
static bool is_reference(const struct schema *schema, const struct node *value)
{
    return schema->secret && value->kind == NODE_STRING && text_starts(value->text, SECRET_PREFIX);
}

static void check_parts(struct checker *checker, const struct schema *schema, const struct node *value, bool whole)
{
    size_t complaints = checker->complaints;
    if (!check_kind(checker, schema, value)) {
        return;
    }
    if (node_is_number(value)) {
        check_limits(checker, schema, value);
    } else if (value->kind == NODE_LIST) {
        check_list(checker, schema, value);
    } else if (value->kind == NODE_MAP) {
        check_map(checker, schema, value, whole);
    }
    if (schema->alternatives && checker->complaints == complaints) {
        check_alternatives(checker, schema, value, whole);
    }
    if (schema->repeats) {
        check(checker, schema->repeats, value, whole);
    }
}

static void check(struct checker *checker, const struct schema *schema, const struct node *value, bool whole)
{
    bool null = value->kind == NODE_NULL && schema->optional;
    if (!afford(checker, 1) || null || is_reference(schema, value)) {
        return;
    }
    bool secret = checker->secret;
    checker->secret |= schema->secret;
    check_parts(checker, schema, value, whole);
    checker->secret = secret;
}

bool schema_check(struct arena *arena, const struct schema *schema, const struct node *value, bool whole,
                  struct schema_complaint *complaint)
{
    struct checker checker = {.arena = arena, .complaint = complaint};
    checker.steps = arena_array(arena, struct step, DOCUMENT_DEPTH_MAX + 2);
    check(&checker, schema, value, whole);
    if (checker.comparisons > SCHEMA_STEPS_MAX) {
        complain(&checker, value, "it takes too long to check this against the schema");
    }
    return checker.complaints == 0;
}

const char *schema_secret_problem(const char *problem)
{
    struct text text = text_of(problem);
    bool hides = text_starts(text, TEXT("the secret ")) || text_starts(text, TEXT("a secret "));
    return hides ? problem : "the secret does not fit the schema";
}
