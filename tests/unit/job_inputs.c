/* SPDX-License-Identifier: Apache-2.0 */
/* The inputs of one config: which leaves, in which order, of which type, with which value. */
#include "core/inputs/job_inputs.h"
#include "core/read/read.h"
#include "core/tree/emit.h"
#include "tests/unit/check.h"

#include <string.h>
#include <time.h>

static const struct {
    const char *name, *source;
    const char *include[4], *exclude[4];
    const char *inputs; /* "PATH TYPE VALUE" a line */
} cases[] = {
    {"leaves in the file's order",
     "seed: 42\ntrainer: {lr: 0.01, model: resnet}\n",
     {0},
     {0},
     "seed int 42\ntrainer.lr float 0.01\ntrainer.model str \"resnet\"\n"},
    {"the example of W&B's page",
     "trainer: {learning_rate: 0.01, batch_size: 32, model: resnet, dataset: cifar10, private: {key: value}}\nseed: "
     "42\n",
     {"trainer"},
     {"trainer.private"},
     "trainer.learning_rate float 0.01\ntrainer.batch_size int 32\ntrainer.model str \"resnet\"\n"
     "trainer.dataset str \"cifar10\"\n"},
    {"lists are leaves", "a: [{x: 1}, {y: 2}]\nb: []\n", {0}, {0}, "a list [{\"x\": 1}, {\"y\": 2}]\nb list []\n"},
    {"no prefix goes into a list", "a: [{x: 1}]\nb: 1\n", {"a.0", "b"}, {0}, "b int 1\n"},
    {"an empty object is a leaf",
     "a: {}\nb: {c: {}}\nd: {e: 1}\n",
     {0},
     {0},
     "a object {}\nb.c object {}\nd.e int 1\n"},
    {"prefixes match whole keys", "train: 1\ntrainer: 2\n", {"train"}, {0}, "train int 1\n"},
    {"exclude wins", "t: {a: 1, b: 2}\n", {"t.a"}, {"t"}, ""},
    {"a deeper include", "t: {a: 1, b: {c: 2}}\ns: 1\n", {"t.b.c"}, {0}, "t.b.c int 2\n"},
    {"an include that names nothing", "a: 1\n", {"zzz"}, {0}, ""},
    {"an include through a scalar", "a: 1\n", {"a.b"}, {0}, ""},
    {"the empty prefix", "a: 1\n", {""}, {0}, "a int 1\n"},
    {"excluding the empty prefix", "a: 1\n", {0}, {""}, ""},
    {"escaped dots",
     "trainer.private: 1\ntrainer: {private: 2}\n",
     {0},
     {"trainer\\.private"},
     "trainer.private int 2\n"},
    {"keys with dots",
     "trainer.private: 1\ntrainer: {private: 2}\n",
     {0},
     {"trainer.private"},
     "trainer\\.private int 1\n"},
    {"aliases", "b: &b {x: 1}\nc: *b\nd: [*b]\n", {0}, {0}, "b.x int 1\nc.x int 1\nd list [{\"x\": 1}]\n"},
    {"a key that is an alias", "a: &a k\n*a : 1\n", {0}, {0}, "a str \"k\"\nk int 1\n"},
    {"merge keys",
     "b: &b {x: 1, y: 2}\nd: {<<: *b, y: s}\n",
     {0},
     {0},
     "b.x int 1\nb.y int 2\nd.x int 1\nd.y str \"s\"\n"},
    {"own keys win over merged ones, wherever they stand",
     "b: &b {x: 1}\nd: {x: s, <<: *b}\n",
     {0},
     {0},
     "b.x int 1\nd.x str \"s\"\n"},
    {"the first of several merges wins",
     "a: &a {x: 1}\nb: &b {x: s, y: 2}\nc: {<<: [*a, *b]}\n",
     {"c"},
     {0},
     "c.x int 1\nc.y int 2\n"},
    {"a merge of what merges",
     "b: &b {x: 1, z: 3}\ns: &s {<<: *b, x: 2}\nt: {<<: *s}\n",
     {"t"},
     {0},
     "t.z int 3\nt.x int 2\n"},
    {"a quoted << is a key", "b: &b {x: 1}\nd: {'<<': *b}\n", {"d"}, {0}, "d.<<.x int 1\n"},
    {"the last of duplicate keys counts", "a: 1\nb: 2\na: x\n", {0}, {0}, "a str \"x\"\nb int 2\n"},
    {"the last of duplicate objects counts", "a: {x: 1}\na: {y: 2}\n", {0}, {0}, "a.y int 2\n"},
    {"keys that are collections have no path", "? [a, b]\n: 1\nc: 2\n", {0}, {0}, "c int 2\n"},
    {"empty values", "a:\nb: ~\n", {0}, {0}, "a null null\nb null null\n"},
    {"no value at all", "# nothing\n", {0}, {0}, ""},
    {"an empty object as a whole", "{}", {0}, {0}, ""},
    {"null as a whole", "~", {0}, {0}, ""},
    {"a list as a whole", "- 1\n", {0}, {0}, " list [1]\n"},
    {"a list as a whole is in no include", "- 1\n", {"a"}, {0}, ""},
    {"elements that include chooses",
     "b: &b {v: 3}\na: [{n: x, v: 1, w: {u: 2}}, {n: y}, {<<: *b, n: z}]\n",
     {"a[n=x].w", "a[n=z]", "a[n=x].v", "a[n=q]"},
     {0},
     "a[n=x].v int 1\na[n=x].w.u int 2\na[n=z].v int 3\na[n=z].n str \"z\"\n"},
    {"several say so, and none is meant", "a: [{n: x, v: 1}, {n: x}]\n", {"a[n=x]"}, {0}, ""},
    {"a list that include has as a whole", "a: [{n: x}]\n", {"a", "a[n=x]"}, {0}, "a list [{\"n\": \"x\"}]\n"},
    {"a list in which exclude chooses is not set as a whole", "a: [{n: x}]\nb: 1\n", {0}, {"a[n=x]"}, "b int 1\n"},
};

static struct prefixes prefixes_of(struct arena *arena, const char *const *written)
{
    struct prefixes prefixes = {0};
    for (size_t i = 0; i < 4 && written[i]; i++) {
        CHECK(!selection_add(arena, &prefixes, text_of(written[i]), (struct place){0}), "%s is a prefix", written[i]);
    }
    return prefixes;
}

static const char *dump(struct arena *arena, const struct job_input *input)
{
    struct buffer out = {.arena = arena};
    for (; input; input = input->next) {
        keypath_write(&out, input->path);
        buffer_format(&out, " %s ", value_type_name(input->type));
        if (input->value) {
            emit_json(&out, input->value);
        } else {
            buffer_byte(&out, '-');
        }
        buffer_format(&out, "%s\n", input->required ? " required" : "");
    }
    return buffer_string(&out);
}

static bool read(struct arena *arena, const char *source, struct document *document)
{
    struct diagnostics diagnostics = {.arena = arena};
    bool right = document_read(arena, "c.yaml", text_of(source), FORMAT_YAML, 0, document, &diagnostics);
    CHECK(right, "%s: %s", source, diagnostics.first ? diagnostic_line(diagnostics.arena, diagnostics.first) : "");
    return right;
}

/* False is told with an error, and only so. */
static const struct job_input *list(struct arena *arena, const struct offer *offer, const struct document *document,
                                    struct diagnostics *diagnostics)
{
    struct job_inputs inputs;
    size_t errors = diagnostics->errors;
    bool right = job_inputs_list(arena, offer, document, true, &inputs, diagnostics);
    CHECK(right == (diagnostics->errors == errors), "%zu errors", diagnostics->errors - errors);
    CHECK(!inputs.nested || !inputs.chosen, "no case has both");
    return inputs.chosen ? inputs.chosen : inputs.nested;
}

static void check_cases(void *context)
{
    check_new_test();
    struct arena *arena = context;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        struct offer offer = {
            .selection = {prefixes_of(arena, cases[i].include), prefixes_of(arena, cases[i].exclude)}};
        struct diagnostics diagnostics = {.arena = arena};
        struct document document;
        if (read(arena, cases[i].source, &document)) {
            const char *got = dump(arena, list(arena, &offer, &document, &diagnostics));
            CHECK(strcmp(got, cases[i].inputs) == 0, "%s\n got: %swant: %s", cases[i].name, got, cases[i].inputs);
            CHECK(diagnostics.errors == 0, "%s: %s", cases[i].name,
                  diagnostic_line(diagnostics.arena, diagnostics.first));
        }
    }
}

static const struct {
    const char *name, *source, *message;
} refused[] = {
    {"an alias in its own anchor", "a: &a [1, *a]\n", "c.yaml:1:11: *a is used inside its own anchor"},
    {"an alias deeper in its own anchor", "a: &a\n  b: {c: [*a]}\n", "c.yaml:2:11: *a is used inside"},
    {"a merge into itself", "a: &a {<<: *a, x: 1}\n", "c.yaml:1:12: *a is used inside its own anchor"},
    {"aliases of aliases",
     "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n"
     "c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\n"
     "e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]\nf: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]\n"
     "g: &g [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]\n",
     "c.yaml:"},
};

static void check_refused(void *context)
{
    check_new_test();
    struct arena *arena = context;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        check_new_case();
        struct offer offer = {.schema = NULL};
        struct diagnostics diagnostics = {.arena = arena};
        struct document document;
        if (read(arena, refused[i].source, &document)) {
            CHECK(!list(arena, &offer, &document, &diagnostics), "%s", refused[i].name);
            CHECK(diagnostics.errors == 1, "%s: %zu errors", refused[i].name, diagnostics.errors);
            CHECK(diagnostics.first &&
                      strstr(diagnostic_line(diagnostics.arena, diagnostics.first), refused[i].message),
                  "%s: %s", refused[i].name,
                  diagnostics.first ? diagnostic_line(diagnostics.arena, diagnostics.first) : "nothing said");
        }
    }
}

/* {lr: number required, size: enum [1, 2], name: string or null, deep: {a: integer}} */
static struct schema_property schema_of_trainer[4];
static const struct schema *trainer_schema(struct arena *arena)
{
    static struct schema lr = {.types = SCHEMA_NUMBER, .required = true}, size, label = {.types = SCHEMA_STRING};
    static struct schema a = {.types = SCHEMA_INTEGER}, deep = {.types = SCHEMA_OBJECT}, trainer;
    static struct schema_property a_property = {.key = {"a", 1}, .schema = &a};
    struct document choices;
    if (read(arena, "[1, 2]", &choices)) {
        size.choices = choices.root;
    }
    label.optional = true;
    deep.properties = &a_property;
    schema_of_trainer[0] = (struct schema_property){&schema_of_trainer[1], TEXT("lr"), &lr, false};
    schema_of_trainer[1] = (struct schema_property){&schema_of_trainer[2], TEXT("size"), &size, false};
    schema_of_trainer[2] = (struct schema_property){&schema_of_trainer[3], TEXT("name"), &label, false};
    schema_of_trainer[3] = (struct schema_property){NULL, TEXT("deep"), &deep, false};
    trainer = (struct schema){.types = SCHEMA_OBJECT, .properties = schema_of_trainer};
    return &trainer;
}

static const struct {
    const char *source, *inputs;
} with_schema[] = {
    /* The schema's order and types, then what only the file has. */
    {"extra: x\nname: ~\nlr: 1\n", "lr float 1 required\nsize int -\nname str null\ndeep.a int -\nextra str \"x\"\n"},
    {"", "lr float - required\nsize int -\nname str -\ndeep.a int -\n"},
    /* An object that is null has what its schema names; one that is another value is shown as it is. */
    {"deep: null\n", "lr float - required\nsize int -\nname str -\ndeep.a int -\n"},
    {"deep: 5\n", "lr float - required\nsize int -\nname str -\ndeep object 5\n"},
    {"lr: {x: 1}\n", "lr.x int 1\nsize int -\nname str -\ndeep.a int -\n"},
};

static void check_schema(void *context)
{
    check_new_test();
    struct arena *arena = context;
    struct offer offer = {.schema = trainer_schema(arena)};
    struct diagnostics diagnostics = {.arena = arena};
    for (size_t i = 0; i < sizeof with_schema / sizeof *with_schema; i++) {
        check_new_case();
        struct document document;
        if (read(arena, with_schema[i].source, &document)) {
            const char *got = dump(arena, list(arena, &offer, &document, &diagnostics));
            CHECK(strcmp(got, with_schema[i].inputs) == 0, "%s\n got: %swant: %s", with_schema[i].source, got,
                  with_schema[i].inputs);
        }
    }
    const char *got = dump(arena, list(arena, &offer, NULL, &diagnostics));
    CHECK(strcmp(got, with_schema[1].inputs) == 0, "no config: %s", got);
}

static void check_secrets(void *context)
{
    check_new_test();
    static const char *const paths[] = {"api.key", "tokens[+].value", "all"};
    struct arena *arena = context;
    struct keypath secrets[3];
    struct document document;
    struct diagnostics diagnostics = {.arena = arena};
    size_t at;
    for (size_t i = 0; i < 3; i++) {
        CHECK(!keypath_read(arena, text_of(paths[i]), &secrets[i], &at), "%s", paths[i]);
    }
    struct offer offer = {.secrets = secrets, .secret_count = 3};
    if (!read(arena, "api: {key: a, host: b}\ntokens: [{value: c}]\nall: {x: d}\nkey: e\n", &document)) {
        return;
    }
    struct buffer out = {.arena = arena};
    for (const struct job_input *i = list(arena, &offer, &document, &diagnostics); i; i = i->next) {
        keypath_write(&out, i->path);
        buffer_format(&out, " %d ", i->secret);
    }
    CHECK(strcmp(buffer_string(&out), "api.key 1 api.host 0 tokens 1 all.x 1 key 0 ") == 0, "%s", buffer_string(&out));
}

static void check_recorded_types(void *context)
{
    struct arena *arena = context;
    struct document types;
    struct diagnostics diagnostics = {.arena = arena};
    const char *written = "trainer: {lr: float, private: str}\nseed: int\nlayers: list\n";
    const char *exclude[4] = {"trainer.private"};
    if (read(arena, written, &types)) {
        struct offer offer = {.types = types.root, .selection = {.exclude = prefixes_of(arena, exclude)}};
        const char *got = dump(arena, list(arena, &offer, NULL, &diagnostics));
        CHECK(strcmp(got, "trainer.lr float -\nseed int -\nlayers list -\n") == 0, "%s", got);
    }
}

/* A schema that names itself over and over by $ref: 2^40 leaves. */
static void check_bound(void *context)
{
    enum { LEVELS = 40 };
    static struct schema levels[LEVELS + 1];
    static struct schema_property properties[LEVELS][2];
    struct arena *arena = context;
    struct diagnostics diagnostics = {.arena = arena};
    for (size_t i = 0; i < LEVELS; i++) {
        properties[i][0] = (struct schema_property){&properties[i][1], TEXT("a"), &levels[i + 1], false};
        properties[i][1] = (struct schema_property){NULL, TEXT("b"), &levels[i + 1], false};
        levels[i].properties = properties[i];
    }
    struct offer offer = {.schema = &levels[0]};
    CHECK(!list(arena, &offer, NULL, &diagnostics), "too many");
    CHECK(diagnostics.errors == 1, "%zu errors", diagnostics.errors);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* 50,000 keys of which each stands in the schema too, half of them twice in the file. */
static void check_many(void *context)
{
    enum { KEYS = 50000 };
    struct arena *arena = context;
    struct diagnostics diagnostics = {.arena = arena};
    struct buffer source = {.arena = arena}, properties = {.arena = arena};
    struct document document, schema;
    buffer_put(&properties, TEXT("{\"properties\": {"));
    for (size_t i = 0; i < KEYS; i++) {
        buffer_format(&properties, "%s\"key%zu\": {\"type\": \"integer\"}", i > 0 ? ", " : "", i);
        buffer_format(&source, "key%zu: 1\nkey%zu: 2\n", i, i / 2);
    }
    buffer_put(&properties, TEXT("}}"));
    if (!read(arena, buffer_string(&source), &document) || !read(arena, buffer_string(&properties), &schema)) {
        return;
    }
    double start = seconds();
    struct offer offer = {.schema = schema_read(arena, &schema, schema.root, &diagnostics)};
    size_t count = 0;
    for (const struct job_input *i = list(arena, &offer, &document, &diagnostics); i; i = i->next) {
        count++;
    }
    CHECK(count == KEYS, "%zu", count);
    CHECK(seconds() - start < 5, "%f seconds", seconds() - start);
}

int main(void)
{
    void (*const checks[])(void *) = {check_cases,          check_refused, check_schema, check_secrets,
                                      check_recorded_types, check_bound,   check_many};
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        check_new_test();
        struct arena arena;
        arena_init(&arena, 0);
        CHECK(arena_run(&arena, checks[i], &arena), "out of memory");
        arena_release(&arena);
    }
    return check_done();
}
