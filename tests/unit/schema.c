/* SPDX-License-Identifier: Apache-2.0 */
/* Runs the .test files of tests/data/schema: a schema, and what is made of values and key paths. Its README has their
 * format. Hostile schemas, which are too large for a file, are made here. */
#include "core/read/read.h"
#include "core/tree/number.h"
#include "core/overrides/override_value.h"
#include "core/schema/schema.h"
#include "tests/unit/data_files.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

struct section {
    struct text title; /* what follows "--- " */
    struct text body;
};

enum { SECTIONS_MAX = 8 };

struct test_case {
    const char *path;
    unsigned line;
    struct text name;
    struct section sections[SECTIONS_MAX];
    unsigned count;
};

struct run {
    struct arena *arena;
    const struct test_case *test_case;
    struct document document;
    const struct schema *schema;
    struct diagnostics diagnostics;
};

static void check_text(const struct test_case *test_case, struct text what, struct text got, struct text expected)
{
    CHECK(text_equal(got, expected), "%s:%u: %.*s: %.*s\n--- expected\n%.*s\n--- got\n%.*s\n---", test_case->path,
          test_case->line, TEXT_ARGS(test_case->name), TEXT_ARGS(what), TEXT_ARGS(expected), TEXT_ARGS(got));
}

static struct node *read_settled(struct arena *arena, const char *name, struct text source, struct document *document,
                                 struct diagnostics *diagnostics)
{
    bool read = document_read(arena, name, source, FORMAT_UNKNOWN, 0, document, diagnostics) && document->root &&
                value_settle(arena, document->root, document, (struct place){.source = name}, diagnostics);
    return read && diagnostics->errors == 0 ? document->root : NULL;
}

static void read_schema(struct run *run, const char *name, struct text source)
{
    run->diagnostics = (struct diagnostics){.arena = run->arena};
    struct node *root = read_settled(run->arena, name, source, &run->document, &run->diagnostics);
    run->schema = root ? schema_read(run->arena, &run->document, root, &run->diagnostics) : NULL;
}

static struct text messages(const struct run *run, bool errors)
{
    struct buffer out = {.arena = run->arena};
    for (const struct diagnostic *entry = run->diagnostics.first; entry; entry = entry->next) {
        if ((entry->severity == SEVERITY_ERROR) == errors) {
            buffer_format(&out, "%s\n", diagnostic_line(out.arena, entry));
        }
    }
    return buffer_text(&out);
}

struct listener {
    struct schema_complaint complaint; /* first: say() is handed it */
    struct buffer out;
};

static void say(struct schema_complaint *complaint, struct keypath path, const struct node *value, const char *problem)
{
    struct listener *listener = (struct listener *)complaint;
    CHECK(value != NULL, "%s", problem);
    buffer_put(&listener->out, listener->out.length > 0 ? TEXT("; ") : TEXT(""));
    keypath_write(&listener->out, path);
    buffer_format(&listener->out, "%s%s", path.count > 0 ? ": " : "", problem);
}

static struct text complaints(struct run *run, const char *name, struct text source, bool whole)
{
    struct document document;
    struct diagnostics unheard = {.arena = run->arena};
    struct node *value = read_settled(run->arena, name, source, &document, &unheard);
    if (!value) {
        return TEXT("(is no value)");
    }
    struct listener listener = {.complaint = {say}, .out = {.arena = run->arena}};
    bool right = schema_check(run->arena, run->schema, value, whole, &listener.complaint);
    CHECK(right == (listener.out.length == 0), "%s: %.*s", name, TEXT_ARGS(source));
    return buffer_text(&listener.out);
}

/* "VALUE", or "VALUE -> COMPLAINTS": the lines as they should be. */
static struct text check_values(struct run *run, struct section section)
{
    struct buffer out = {.arena = run->arena};
    bool whole = !text_ends(section.title, TEXT("merged"));
    for (struct text rest = section.body; rest.length > 0;) {
        struct text line = data_file_line(&rest);
        char *arrow = strstr(text_string(run->arena, line), " -> ");
        struct text value = arrow ? text_part(line, 0, line.length - strlen(arrow)) : line;
        while (text_ends(value, TEXT(" "))) {
            value.length--;
        }
        struct text said = complaints(run, "value.yaml", value, whole);
        struct text as_written = arrow ? text_part(line, 0, line.length - strlen(arrow)) : line;
        buffer_put(&out, as_written);
        if (said.length > 0) {
            buffer_format(&out, " -> %.*s", TEXT_ARGS(said));
        }
        buffer_byte(&out, '\n');
    }
    return buffer_text(&out);
}

static void put_named(struct buffer *out, const char *name, struct text text)
{
    if (text.length > 0) {
        buffer_format(out, " %s=\"%.*s\"", name, TEXT_ARGS(text));
    }
}

static void put_node(struct buffer *out, const char *name, const struct node *node)
{
    if (!node) {
        return;
    }
    buffer_format(out, " %s=", name);
    if (node_is_scalar(node)) {
        buffer_put(out, node->kind == NODE_NULL ? TEXT("null") : node->text);
        return;
    }
    buffer_byte(out, node->kind == NODE_LIST ? '[' : '{');
    for (const struct node *child = node->first; child; child = child->next) {
        buffer_put(out, child == node->first ? TEXT("") : TEXT(","));
        buffer_put(out, child->key ? child->key->text : child->text);
    }
    buffer_byte(out, node->kind == NODE_LIST ? ']' : '}');
}

static void put_types(struct buffer *out, const struct schema *schema)
{
    static const char *const names[] = {"null", "boolean", "integer", "number", "string", "array", "object"};
    size_t start = out->length;
    for (unsigned i = 0; i < 7; i++) {
        if (schema->types & 1u << i) {
            buffer_format(out, "%s%s", out->length > start ? "|" : "", names[i]);
        }
    }
    if (out->length == start) {
        buffer_put(out, TEXT("any"));
    }
}

/* Everything but where it stands, in one line. */
static void put_schema(struct buffer *out, const struct schema *schema)
{
    put_types(out, schema);
    buffer_format(out, "%s%s%s", schema->optional ? " optional" : "", schema->required ? " required" : "",
                  schema->secret ? " secret" : "");
    put_named(out, "title", schema->title);
    put_named(out, "label", schema->label);
    put_named(out, "description", schema->description);
    put_named(out, "placeholder", schema->placeholder);
    put_node(out, "enum", schema->choices);
    put_node(out, "const", schema->constant);
    put_node(out, "default", schema->initial);
    put_node(out, "minimum", schema->minimum);
    put_node(out, "exclusiveMinimum", schema->exclusive_minimum);
    put_node(out, "maximum", schema->maximum);
    put_node(out, "exclusiveMaximum", schema->exclusive_maximum);
    if (schema->bounds_items[0]) {
        buffer_format(out, " minItems=%llu", (unsigned long long)schema->min_items);
    }
    if (schema->bounds_items[1]) {
        buffer_format(out, " maxItems=%llu", (unsigned long long)schema->max_items);
    }
    buffer_format(out, "%s%s", schema->unique_items ? " uniqueItems" : "", schema->repeats ? " repeats" : "");
    size_t count = 0;
    while (schema->alternatives && schema->alternatives[count]) {
        count++;
    }
    if (count > 0) {
        buffer_format(out, " alternatives=%zu", count);
    }
    buffer_byte(out, '\n');
}

static void list_schema(struct buffer *out, const struct schema *schema, struct text name)
{
    buffer_format(out, "%.*s: ", TEXT_ARGS(name));
    put_schema(out, schema);
    bool root = text_equal(name, TEXT("."));
    for (const struct schema_property *property = schema->properties; property; property = property->next) {
        struct buffer inside = {.arena = out->arena};
        buffer_format(&inside, "%.*s%s%.*s", root ? 0 : (int)name.length, name.bytes, root ? "" : ".",
                      TEXT_ARGS(property->key));
        list_schema(out, property->schema, buffer_text(&inside));
    }
    if (schema->items) {
        struct buffer inside = {.arena = out->arena};
        buffer_format(&inside, "%.*s[+]", root ? 0 : (int)name.length, name.bytes);
        list_schema(out, schema->items, buffer_text(&inside));
    }
}

static struct text listing(struct run *run)
{
    struct buffer out = {.arena = run->arena};
    list_schema(&out, run->schema, TEXT("."));
    return buffer_text(&out);
}

static void put_secret(void *context, struct keypath path)
{
    keypath_write(context, path);
    buffer_byte(context, '\n');
}

static struct text secrets(struct run *run)
{
    struct buffer out = {.arena = run->arena};
    schema_each_secret(run->arena, run->schema, put_secret, &out);
    return buffer_text(&out);
}

/* "KEYPATH -> SCHEMA" for each key path. */
static struct text look_up(struct run *run, struct text body)
{
    struct buffer out = {.arena = run->arena};
    while (body.length > 0) {
        struct text line = data_file_line(&body);
        struct text written = text_part(line, 0, text_find(line, 0, ' '));
        struct keypath path;
        size_t at;
        CHECK(!keypath_read(run->arena, written, &path, &at), "%.*s", TEXT_ARGS(written));
        const struct schema *found = schema_at(run->schema, path);
        buffer_format(&out, "%.*s -> ", TEXT_ARGS(written));
        if (found) {
            put_schema(&out, found);
        } else {
            buffer_put(&out, TEXT("nothing\n"));
        }
    }
    return buffer_text(&out);
}

/* False for a section that is only for people. */
static bool run_section(struct run *run, struct section section, struct text *got)
{
    struct text kind = text_part(section.title, 0, text_find(section.title, 0, ' '));
    if (text_equal(kind, TEXT("error")) || text_equal(kind, TEXT("warnings"))) {
        *got = messages(run, text_equal(kind, TEXT("error")));
    } else if (text_equal(kind, TEXT("wandb"))) {
        return false;
    } else if (!run->schema) {
        *got = messages(run, true);
    } else if (text_equal(kind, TEXT("values"))) {
        *got = check_values(run, section);
    } else if (text_equal(kind, TEXT("listing"))) {
        *got = listing(run);
    } else if (text_equal(kind, TEXT("secrets"))) {
        *got = secrets(run);
    } else if (text_equal(kind, TEXT("at"))) {
        *got = look_up(run, section.body);
    } else {
        *got = TEXT("(no section is called so)");
    }
    return true;
}

/* The first line of a schema section may name a file that holds the schema. */
static struct text schema_source(struct run *run, struct section section)
{
    struct text path = text_part(section.title, text_find(section.title, 0, ' '), section.title.length);
    if (!text_ends(path, TEXT(".json")) || section.body.length > 0) {
        return section.body;
    }
    struct buffer out = {.arena = run->arena};
    FILE *file = fopen(text_string(run->arena, text_from(path, 1)), "rb");
    CHECK(file != NULL, "%.*s is not there", TEXT_ARGS(path));
    char bytes[4096];
    size_t length;
    while (file && (length = fread(bytes, 1, sizeof bytes, file)) > 0) {
        buffer_put(&out, (struct text){bytes, length});
    }
    if (file) {
        fclose(file);
    }
    return buffer_text(&out);
}

static void run_case(void *context)
{
    struct run *run = context;
    const struct test_case *test_case = run->test_case;
    bool warned = false;
    bool refused = false;
    for (unsigned i = 0; i < test_case->count; i++) {
        struct section section = test_case->sections[i];
        if (i == 0) {
            read_schema(run, "s", schema_source(run, section));
            continue;
        }
        warned |= text_equal(section.title, TEXT("warnings"));
        refused |= text_equal(section.title, TEXT("error"));
        struct text got;
        if (run_section(run, section, &got)) {
            check_text(test_case, section.title, got, section.body);
        }
    }
    if (!refused) {
        check_text(test_case, TEXT("errors"), messages(run, true), TEXT(""));
    }
    if (!warned) {
        check_text(test_case, TEXT("warnings"), messages(run, false), TEXT(""));
    }
}

static void run_test_case(const struct test_case *test_case)
{
    check_new_case();
    struct arena arena;
    arena_init(&arena, 0);
    struct run run = {.arena = &arena, .test_case = test_case};
    CHECK(arena_run(&arena, run_case, &run), "%s:%u: out of memory", test_case->path, test_case->line);
    arena_release(&arena);
}

static void run_file(const char *path)
{
    struct text rest = data_file_read(path);
    struct test_case test_case = {.path = path};
    struct section *section = NULL;
    for (unsigned line = 1; rest.length > 0; line++) {
        const char *start = rest.bytes;
        struct text taken = data_file_line(&rest);
        if (text_starts(taken, TEXT("=== "))) {
            if (test_case.count > 0) {
                run_test_case(&test_case);
            }
            test_case = (struct test_case){.path = path, .line = line, .name = text_from(taken, 4)};
            section = NULL;
        } else if (text_starts(taken, TEXT("--- ")) && test_case.count < SECTIONS_MAX) {
            section = &test_case.sections[test_case.count++];
            section->title = text_from(taken, 4);
            section->body = text_part(rest, 0, 0);
        } else if (section) {
            section->body.length = (size_t)(start - section->body.bytes) + taken.length + (rest.bytes != taken.bytes);
        }
    }
    if (test_case.count > 0) {
        run_test_case(&test_case);
    }
}

/* Schemas that take a careless reader forever, or its stack. */
struct hostile {
    const char *name;
    void (*put)(struct buffer *out);
    const char *refusal; /* a part of the error; NULL: it is taken */
    const char *value;   /* what is checked then */
    const char *complaint;
};
enum { MANY = 10000 };

static void put_many_keys(struct buffer *out)
{
    buffer_put(out, TEXT("{\"type\": \"object\", \"properties\": {"));
    for (unsigned i = 0; i < MANY; i++) {
        buffer_format(out, "\"key%u\": {\"type\": \"integer\", \"maximum\": %u}, ", i, i);
    }
    buffer_put(out, TEXT("\"last\": {\"$ref\": \"#\"}}, \"required\": ["));
    for (unsigned i = 0; i < MANY; i++) {
        buffer_format(out, "\"key%u\", ", i);
    }
    buffer_put(out, TEXT("\"last\"]}"));
}

static void put_wrong_everywhere(struct buffer *out)
{
    buffer_put(out, TEXT("{\"properties\": {"));
    for (unsigned i = 0; i < MANY; i++) {
        buffer_format(out, "\"key%u\": {\"type\": %u, \"minimum\": \"3\", \"enum\": {}},\n", i, i);
    }
    buffer_put(out, TEXT("\"last\": []}}"));
}

/* Each definition holds the next one twice: 2^30 schemas when written out. */
static void put_laughs(struct buffer *out, const char *format)
{
    buffer_put(out, TEXT("{\"$ref\": \"#/$defs/d0\", \"$defs\": {"));
    for (int i = 0; i < 30; i++) {
        buffer_format(out, "\"d%d\": ", i);
        for (const char *at = format; *at; at++) {
            if (*at == '%') {
                buffer_format(out, "{\"$ref\": \"#/$defs/d%d\"}", i + 1);
            } else {
                buffer_byte(out, *at);
            }
        }
        buffer_put(out, TEXT(", "));
    }
    buffer_put(out, TEXT("\"d30\": {\"type\": \"integer\", \"format\": \"secret\"}}}"));
}

static void put_laughing_properties(struct buffer *out)
{
    put_laughs(out, "{\"properties\": {\"a\": %, \"b\": %}}");
}

static void put_laughing_alternatives(struct buffer *out)
{
    put_laughs(out, "{\"anyOf\": [%, {\"type\": \"string\"}, %]}");
}

static void put_laughing_all_of(struct buffer *out)
{
    put_laughs(out, "{\"allOf\": [%, %]}");
}

static void put_laughing_choices(struct buffer *out)
{
    put_laughs(out, "{\"anyOf\": [{\"properties\": {\"a\": %}}, {\"properties\": {\"a\": %}}]}");
}

/* Definitions of many properties, each merged with those of all before. */
static void put_merges(struct buffer *out)
{
    buffer_put(out, TEXT("{\"$defs\": {\"d\": {\"properties\": {"));
    for (unsigned i = 0; i < MANY; i++) {
        buffer_format(out, "\"a%u\": {\"type\": \"integer\"}, ", i);
    }
    buffer_put(out, TEXT("\"z\": {\"type\": \"integer\"}}}}, \"properties\": {"));
    for (unsigned i = 0; i < MANY; i++) {
        buffer_format(out, "\"b%u\": {\"$ref\": \"#/$defs/d\", \"properties\": {\"c\": {\"type\": \"null\"}}}, ", i);
    }
    buffer_put(out, TEXT("\"z\": {\"type\": \"integer\"}}}"));
}

static void put_chain(struct buffer *out)
{
    buffer_put(out, TEXT("{\"$ref\": \"#/$defs/d0\", \"$defs\": {"));
    for (unsigned i = 0; i < MANY; i++) {
        buffer_format(out, "\"d%u\": {\"$ref\": \"#/$defs/d%u\"}, ", i, i + 1);
    }
    buffer_format(out, "\"d%u\": {\"type\": \"integer\"}}}", MANY);
}

/* Short pieces, each read by itself, that hang one below the other. */
static void put_tower(struct buffer *out)
{
    buffer_put(out, TEXT("{\"properties\": {"));
    for (unsigned i = 0; i < 1000; i++) {
        buffer_format(out, "\"p%u\": {\"items\": {\"$ref\": \"#/properties/p%u\"}}, ", i + 1, i);
    }
    buffer_put(out, TEXT("\"p0\": {\"type\": \"integer\"}}}"));
}

static void put_deep(struct buffer *out)
{
    for (unsigned i = 0; i < 240; i++) {
        buffer_put(out, TEXT("{\"items\": "));
    }
    buffer_put(out, TEXT("{}"));
    for (unsigned i = 0; i < 240; i++) {
        buffer_byte(out, '}');
    }
}

static void put_circle(struct buffer *out)
{
    buffer_put(out, TEXT("{\"properties\": {"));
    for (unsigned i = 0; i < MANY; i++) {
        buffer_format(out, "\"p%u\": {\"$ref\": \"#\"}, ", i);
    }
    buffer_put(out, TEXT("\"secret\": {\"type\": \"string\", \"format\": \"secret\"}}}"));
}

static const struct hostile hostile[] = {
    {"many keys", put_many_keys, NULL, "{\"key1\": 2}", "key1: 2 is not at most 1; key0: is missing; key2: is missing"},
    {"wrong everywhere", put_wrong_everywhere, "type must be a string", NULL, NULL},
    {"a tree of references", put_laughing_properties, "the schema is too large", NULL, NULL},
    {"a tree of alternatives", put_laughing_alternatives, "the schema is too large", NULL, NULL},
    {"a tree of allOf", put_laughing_all_of, NULL, "true", "the secret is not an integer"},
    {"alternatives of alternatives of one key", put_laughing_choices, "the schema is too large", NULL, NULL},
    {"merges of many properties", put_merges, "the schema is too large", NULL, NULL},
    {"a chain of references", put_chain, "schemas nest too deeply", NULL, NULL},
    {"a tower of references", put_tower, "schemas nest too deeply", NULL, NULL},
    {"deep nesting", put_deep, "schemas nest too deeply", NULL, NULL},
    {"many circles", put_circle, NULL, "{\"p1\": {\"p2\": {\"secret\": 3}}}",
     "p1.p2.secret: the secret is not a string"},
};

struct hostile_run {
    struct arena *arena;
    const struct hostile *hostile;
};

static void run_hostile(void *context)
{
    struct hostile_run *hostile_run = context;
    const struct hostile *test = hostile_run->hostile;
    struct run run = {.arena = hostile_run->arena};
    struct buffer source = {.arena = run.arena};
    test->put(&source);
    read_schema(&run, "s.json", buffer_text(&source));
    const char *first = run.diagnostics.first ? diagnostic_line(run.diagnostics.arena, run.diagnostics.first) : "";
    if (test->refusal) {
        CHECK(!run.schema && strstr(first, test->refusal), "%s: %s", test->name, first);
        return;
    }
    CHECK(run.schema != NULL, "%s: %s", test->name, first);
    if (run.schema) {
        struct text said = complaints(&run, "v.json", text_of(test->value), true);
        CHECK(text_starts(said, text_of(test->complaint)), "%s: %.*s", test->name, TEXT_ARGS(said));
        secrets(&run);
    }
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void run_all_hostile(void)
{
    check_new_test();
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        check_new_case();
        double start = seconds();
        struct arena arena;
        arena_init(&arena, 0);
        struct hostile_run run = {&arena, &hostile[i]};
        CHECK(arena_run(&arena, run_hostile, &run), "%s: out of memory", hostile[i].name);
        arena_release(&arena);
        /* The sanitizers are slow; what they guard against takes hours. */
        CHECK(seconds() - start < 10, "%s: %d s", hostile[i].name, (int)(seconds() - start));
        if (getenv("SHOW_TIMES")) {
            printf("%-40s %.3f s\n", hostile[i].name, seconds() - start);
        }
    }
}

/* A list that is too long for all of its alternatives is refused, not passed. */
static void check_endless_value(void *context)
{
    check_new_test();
    struct run run = {.arena = context};
    struct buffer schema = {.arena = run.arena};
    buffer_put(&schema, TEXT("{\"items\": {\"enum\": [0"));
    for (unsigned i = 1; i < MANY; i++) {
        buffer_format(&schema, ", %u", i);
    }
    buffer_put(&schema, TEXT("]}}"));
    read_schema(&run, "s.json", buffer_text(&schema));
    struct buffer value = {.arena = run.arena};
    buffer_byte(&value, '[');
    for (unsigned i = 0; i < 2 * MANY; i++) {
        buffer_format(&value, "%s%u", i ? ", " : "", MANY - 1);
    }
    buffer_byte(&value, ']');
    struct text said = complaints(&run, "v.json", buffer_text(&value), true);
    CHECK(text_equal(said, TEXT("it takes too long to check this against the schema")), "%.*s", TEXT_ARGS(said));
}

int main(int argc, char **argv)
{
    data_files_run(argc > 1 ? argv[1] : "tests/data/schema/*.test", run_file);
    if (argc > 1) {
        return check_done();
    }
    run_all_hostile();
    struct arena arena;
    arena_init(&arena, 0);
    CHECK(arena_run(&arena, check_endless_value, &arena), "out of memory");
    arena_release(&arena);
    return check_done();
}
