/* SPDX-License-Identifier: Apache-2.0 */
/* Manifests put into effect: what is refused and where, what only warns, what binds make of the run config and the
 * environment, and in which order. */
#include "core/inputs/admission.h"
#include "core/inputs/manifest_read.h"
#include "core/overrides/run_config.h"
#include "core/overrides/assignment.h"
#include "core/overrides/overrides_document.h"
#include "tests/unit/check.h"
#include "tests/unit/dump_overrides.h"

#include <string.h>

#define SAID_MAX 6

/* What is said, each by its way in: WANDB_CONFIG=, FILES= (W&B's variable), DOCUMENT=, SET= and RUN= (an assignment),
 * NAME= (any other variable). */
struct admission_case {
    const char *manifest;
    const char *said[SAID_MAX];
    const char *dump; /* of dump_overrides() */
};

static const struct admission_case cases[] = {
    /* files */
    {"files: {c.yaml: {}}", {"SET=c.yaml:a=1"}, "set /job/c.yaml a = 1 (SET)\n"},
    {"files: {c.yaml: {}}", {"SET=d.yaml:a=1"}, "SET: d.yaml is no input of this job (inlay.yaml offers c.yaml)\n"},
    {"files: {}", {"SET=d.yaml:a=1"}, "SET: d.yaml is no input of this job (inlay.yaml offers no file)\n"},
    {"files: {1: , 2: , 3: , 4: , 5: , 6: , 7: , 8: }",
     {"SET=d.yaml:a=1"},
     "SET: d.yaml is no input of this job (inlay.yaml offers 1, 2, 3, 4, 5, 6, 7, 8)\n"},
    {"files: {1: , 2: , 3: , 4: , 5: , 6: , 7: , 8: , 9: , 10: }",
     {"SET=d.yaml:a=1"},
     "SET: d.yaml is no input of this job (inlay.yaml offers 1, 2, 3, 4, 5, 6, 7, 8 and 2 more)\n"},

    /* include and exclude */
    {"files: {c.yaml: {include: [a], exclude: [a.p]}}",
     {"DOCUMENT={\"files\": {\"c.yaml\": {\"a\": {\"x\": 1, \"p\": {\"q\": 1}}, \"b\": {\"c\": 1}}}}"},
     "DOCUMENT:1:48: c.yaml: a.p.q is no input of this job (exclude: a.p, at inlay.yaml:1:42)\n"
     "DOCUMENT:1:64: c.yaml: b.c is no input of this job (inlay.yaml includes only a)\n"},
    {"files: {c.yaml: {exclude: [a.p]}}",
     {"SET=c.yaml:~a"},
     "SET: c.yaml: a may not be replaced or removed as a whole (exclude: a.p, at inlay.yaml:1:28, stands inside; "
     "change the keys beside it)\n"},
    {"files: {c.yaml: {exclude: [a.p]}}",
     {"FILES={\"c.yaml\": {\"a\": {}}}"},
     "merge /job/c.yaml = {\"a\": {}} (FILES:1:2)\n"},
    {"files: {c.yaml: {exclude: [a.p]}}",
     {"SET=c.yaml:a={}"},
     "SET: c.yaml: a may not be replaced or removed as a whole (exclude: a.p, at inlay.yaml:1:28, stands inside; "
     "change the keys beside it)\n"},

    /* the run config */
    {"files: {c.yaml: {}}", {"WANDB_CONFIG={}"}, "run_config {}\n"},
    {"files: {c.yaml: {}}",
     {"RUN=a.b=1"},
     "RUN: run config: a.b is no input of this job (inlay.yaml has files, and no run_config)\n"},
    {"files: {c.yaml: {}}\nrun_config:", {"RUN=a.b=1"}, "run_config {\"a\": {\"b\": 1}}\n"},
    {"run_config: {include: [a], exclude: [a.p]}",
     {"WANDB_CONFIG={\"a\": {\"x\": 1}}", "DOCUMENT={\"run_config\": {\"a\": {\"p\": 2}}}", "RUN=b=1"},
     "DOCUMENT:1:28: run config: a.p is no input of this job (exclude: a.p, at inlay.yaml:1:38)\n"
     "RUN: run config: b is no input of this job (inlay.yaml includes only a)\n"},

    /* layers of it */
    {"",
     {"WANDB_CONFIG={\"--a\": {\"x\": 1, \"y\": 1}, \"l\": [1, 2]}", "RUN=a.x=2", "RUN=l=[3]", "RUN=m.n={o: p}"},
     "run_config {\"a\": {\"x\": 2, \"y\": 1}, \"l\": [3], \"m\": {\"n\": {\"o\": \"p\"}}}\n"},
    {"",
     {"RUN=a=1", "RUN=a.b=2", "RUN=a={c: 3}", "RUN=d.e=4", "RUN=d=5"},
     "run_config {\"a\": {\"b\": 2, \"c\": 3}, \"d\": 5}\n"},
    {"", {"WANDB_CONFIG=[1]"}, "WANDB_CONFIG: must be an object, not a list\n"},
    {"", {"RUN=a"}, "RUN: \"a\": the value is missing (write KEY=VALUE)\n"},
    {"", {"RUN=a[0]=1"}, "RUN: \"a[0]\": the run config is set by keys alone (replace a list as a whole)\n"},
    {"", {"RUN==1"}, "RUN: \"\": the key path is empty\n"},

    /* the run config's file */
    {"run_config: {file: rc.json}",
     {"RUN=a=1"},
     "merge /job/rc.json = {\"a\": 1} (inlay.yaml:1:20)\nrun_config {\"a\": 1}\n"},
    {"run_config: {file: rc.json}", {NULL}, "merge /job/rc.json = {} (inlay.yaml:1:20)\n"},

    /* binds, between W&B's files and everything else */
    {"files: {c.yaml: {}}\nbind: {a.b: c.yaml:x, 'env:PORT': [c.yaml:y, 'c.yaml#2:+z.w']}",
     {"SET=c.yaml:x=3", "FILES={\"c.yaml\": {\"x\": 1}}", "WANDB_CONFIG={\"a\": {\"b\": 2}}", "PORT=80"},
     "merge /job/c.yaml = {\"x\": 1} (FILES:1:2)\nset /job/c.yaml x = 2 (WANDB_CONFIG:1:13)\n"
     "set /job/c.yaml y = 80 (env:PORT)\nadd /job/c.yaml#2 z.w = 80 (env:PORT)\nset /job/c.yaml x = 3 (SET)\n"
     "run_config {\"a\": {\"b\": 2}}\n"},
    {"files: {c.yaml: {}}\nbind: {a.b: c.yaml:x}",
     {"WANDB_CONFIG={\"a.b\": {\"c\": 2}}"},
     "set /job/c.yaml x = {\"c\": 2} (WANDB_CONFIG:1:9)\nrun_config {\"a.b\": {\"c\": 2}}\n"},
    /* one key twice, since dashes around it do not count */
    {"files: {c.yaml: {}}\nbind: {a: c.yaml:x}",
     {"WANDB_CONFIG={\"a\": 1, \"--a\": {\"b\": 2}}"},
     "set /job/c.yaml x = {\"b\": 2} (WANDB_CONFIG:1:7)\nrun_config {\"a\": {\"b\": 2}}\n"},
    {"files: {c.yaml: {}}\nbind: {'a\\.b': c.yaml:x}",
     {"WANDB_CONFIG={\"a\": {\"b\": 1}}"},
     "WANDB_CONFIG:1:13: run config: a.b is no input of this job (inlay.yaml has files, and no run_config)\n"},
    {"files: {c.yaml: {}}\nbind: {a.b: c.yaml:x}",
     {"WANDB_CONFIG={\"a\": {\"b\": 1}, \"a.b\": 2}"},
     "WANDB_CONFIG:1:24: the run config has a.b both nested and as one key with dots (give one of them)\n"},
    {"files: {c.yaml: {}}\nbind: {a.b: c.yaml:x}",
     {"WANDB_CONFIG={\"a\": {\"b\": {\"c\": 1}, \"d\": 2}}"},
     "WANDB_CONFIG:1:28: run config: a.d is no input of this job (inlay.yaml has files, and no run_config)\n"},
    {"files: {c.yaml: {exclude: [x]}}\nbind: {a: c.yaml:x}",
     {"RUN=a=1"},
     "RUN: c.yaml: x is no input of this job (exclude: x, at inlay.yaml:1:28)\n"},
    {"files: {c.yaml: {exclude: [a]}}\nbind: {a: c.yaml:x}",
     {"SET=c.yaml:a=1"},
     "SET: c.yaml: a is no input of this job (exclude: a, at inlay.yaml:1:28)\n"},
    {"files: {c.yaml: {}}\nbind: {'env:PORT': c.yaml:x}", {"PORT="}, ""},
    {"files: {c.yaml: {}}\nbind: {'env:PORT': c.yaml:x}",
     {"PORT=[1"},
     "env:PORT: \"c.yaml:x\": the value is not YAML: while parsing a flow sequence: did not find expected ',' or ']' "
     "(for a string, quote it twice: "
     "'\"text\"')\n"},
    {"files: {c.yaml: {schema: {properties: {x: {type: string}}}}}\nbind: {'env:PORT': [c.yaml:x, c.yaml:y]}",
     {"PORT=080"},
     "set /job/c.yaml x = \"080\" (env:PORT)\nset /job/c.yaml y = 080 (env:PORT)\n"},

    /* schemas: every violation, each at its place */
    {"files: {c.yaml: {schema: {properties: {a: {type: integer, minimum: 2}, b: {enum: [p, q]}}}}}",
     {"DOCUMENT={\"files\": {\"c.yaml\": {\"a\": 1, \"b\": \"z\"}}}", "SET=c.yaml:a=1.5", "SET=c.yaml:c=1"},
     "DOCUMENT:1:28: c.yaml: a: 1 is not at least 2\nDOCUMENT:1:36: c.yaml: b: \"z\" is not one of \"p\", \"q\"\n"
     "SET: c.yaml: a: 1.5 is not an integer\n"},
    {"files: {c.yaml: {schema: {properties: {a: {type: integer}}}}}",
     {"FILES={\"c.yaml\": {\"a\": \"x\"}}"},
     "merge /job/c.yaml = {\"a\": \"x\"} (FILES:1:2)\nFILES:1:18: warning: c.yaml: a: \"x\" is not an integer\n"},
    {"files: {c.yaml: {schema: {properties: {a: {type: integer}}}}}\nbind: {x: c.yaml:a}",
     {"WANDB_CONFIG={\"x\": 1.5}"},
     "set /job/c.yaml a = 1.5 (WANDB_CONFIG:1:7)\nrun_config {\"x\": 1.5}\n"
     "WANDB_CONFIG:1:7: warning: c.yaml: a: 1.5 is not an integer\n"},
    {"files: {c.yaml: {schema: {properties: {a: {type: integer}}}}}\nbind: {x: c.yaml:a}",
     {"RUN=x=1.5"},
     "RUN: c.yaml: a: 1.5 is not an integer\n"},
    {"run_config: {schema: {properties: {a: {type: integer}}}}",
     {"WANDB_CONFIG={\"a\": \"x\"}"},
     "run_config {\"a\": \"x\"}\nWANDB_CONFIG:1:7: warning: run config: a: \"x\" is not an integer\n"},
    {"run_config: {schema: {properties: {a: {type: integer}}}}",
     {"WANDB_CONFIG={\"a\": 1}", "RUN=a.b=2"},
     "RUN: run config: a: an object is not an integer\n"},
    /* a key or an element where neither can be */
    {"files: {c.yaml: {schema: {properties: {a: {properties: {b: {type: integer}}}}}}}",
     {"SET=c.yaml:+a.b.c.d=1", "SET=c.yaml:+a[0]=1", "SET=c.yaml:+a.b[+]=1", "SET=c.yaml:+a.z.c=1"},
     "SET: c.yaml: a.b: an object is not an integer\nSET: c.yaml: a: a list is not an object\n"
     "SET: c.yaml: a.b: a list is not an integer\n"},
    {"files: {c.yaml: {schema: {properties: {a: {enum: [1, p]}}}}}",
     {"SET=c.yaml:+a.b=1", "SET=c.yaml:+b.b=1"},
     "SET: c.yaml: a: an object is not one of 1, \"p\"\n"},
    /* an object is whole when it replaces one, and not when it is merged */
    {"files: {c.yaml: {schema: {properties: {a: {properties: {b: {type: integer}}, required: [b]}}}}}",
     {"DOCUMENT={\"files\": {\"c.yaml\": {\"a\": {\"x\": 1}}}}", "SET=c.yaml:a={x: 1}", "SET=c.yaml:~a.b",
      "SET=c.yaml:~a"},
     "SET: c.yaml: a.b: is missing\nSET: c.yaml: a.b: is required, and cannot be removed\n"},
    /* keys of the run config that its types lack */
    {"run_config: {types: {t: {lr: float, any: object}, seed: int}}",
     {"RUN=t.lr=1", "RUN=+new=1", "RUN=t.any.thing=2", "RUN=-seed-=3"},
     "run_config {\"t\": {\"lr\": 1, \"any\": {\"thing\": 2}}, \"new\": 1, \"seed\": 3}\n"},
    {"run_config: {types: {t: {lr: float}, seed: int}}",
     {"RUN=t.lt=1", "RUN=u.lr=1", "RUN=t\\.lr=1", "RUN=t={other: 1}"},
     "RUN: run config: t.lt: there is no such key (did you mean t.lr?)\n"
     "RUN: run config: u.lr: there is no such key (put + before the key to add it)\n"
     "RUN: run config: t\\.lr: there is no such key (did you mean t.lr?)\n"
     "RUN: run config: t.other: there is no such key (put + before the key to add it)\n"},
    {"run_config: {types: {t: {lr: float}}}",
     {"WANDB_CONFIG={\"t.lr\": 1}", "DOCUMENT={\"run_config\": {\"t\": {\"lrr\": 1}}}"},
     "run_config {\"t.lr\": 1, \"t\": {\"lrr\": 1}}\n"
     "WANDB_CONFIG:1:2: note: run config: t\\.lr is new (did you mean t.lr?)\n"
     "DOCUMENT:1:23: note: run config: t.lrr is new (did you mean t.lr?)\n"},
    {"files: {c.yaml: }\nrun_config: {types: {a: int}, exclude: [x], schema: {properties: {s: {type: integer}}}}\n"
     "bind: {b.c: c.yaml:b}",
     {"RUN=b.c=1", "RUN=s=1", "RUN=b.d=1", "RUN=x=1"},
     "RUN: run config: x is no input of this job (exclude: x, at inlay.yaml:2:41)\n"
     "RUN: run config: b.d: there is no such key (put + before the key to add it)\n"},
};

static struct arena arena;

static const char *said_by(const struct admission_case *test, const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < SAID_MAX && test->said[i]; i++) {
        if (strncmp(test->said[i], name, length) == 0 && test->said[i][length] == '=') {
            return test->said[i] + length + 1;
        }
    }
    return NULL;
}

struct test_variables {
    struct variables base;
    const struct admission_case *test;
};

static const char *get_variable(struct variables *base, const char *name)
{
    return said_by(((struct test_variables *)base)->test, name);
}

static void say(struct overrides *overrides, const char *said, struct diagnostics *diagnostics)
{
    struct text name = text_part(text_of(said), 0, text_find(text_of(said), 0, '='));
    struct text value = text_from(text_of(said), name.length + 1);
    struct place origin = {.source = text_string(&arena, name)};
    if (text_equal(name, TEXT("DOCUMENT"))) {
        overrides_read_document(overrides, origin.source, value, diagnostics);
    } else if (text_equal(name, TEXT("SET"))) {
        overrides_read_assignment(overrides, origin, value, ASSIGNMENT_PLAIN, TEXT(""), diagnostics);
    } else if (text_equal(name, TEXT("RUN"))) {
        run_config_assign(overrides, origin, value, diagnostics);
    }
}

/* In the order in which a launch reads them. */
static void say_all(struct overrides *overrides, const struct admission_case *test, struct diagnostics *diagnostics)
{
    const char *config = said_by(test, "WANDB_CONFIG"), *files = said_by(test, "FILES");
    if (config) {
        run_config_read(overrides, "WANDB_CONFIG", text_of(config), diagnostics);
    }
    if (files) {
        overrides_read_wandb_files(overrides, "WANDB_LAUNCH_FILE_OVERRIDES", text_of(files), diagnostics);
    }
    for (size_t i = 0; i < SAID_MAX && test->said[i]; i++) {
        say(overrides, test->said[i], diagnostics);
    }
}

static const char *no_file(struct schema_files *files, const char *path, struct text *content)
{
    (void)files;
    (void)path;
    (void)content;
    return "does not exist";
}

static const char *admitted(const struct admission_case *test, bool validate)
{
    struct overrides overrides = {.arena = &arena, .root = TEXT("/job")};
    struct diagnostics diagnostics = {.arena = &arena};
    struct schema_files schemas = {no_file};
    struct test_variables variables = {{.get = get_variable}, test};
    struct manifest manifest;
    if (manifest_read(&arena, "inlay.yaml", text_of(test->manifest), overrides.root, &schemas, &manifest,
                      &diagnostics)) {
        say_all(&overrides, test, &diagnostics);
        size_t errors = diagnostics.errors;
        bool right = admit(&overrides, &manifest, &variables.base, validate, &diagnostics);
        CHECK(right == (diagnostics.errors == errors), "%s", test->manifest);
    }
    return dump_overrides(&overrides, &diagnostics);
}

static const char *shortened(const char *dump)
{
    static const char name[] = "WANDB_LAUNCH_FILE_OVERRIDES";
    struct buffer out = {.arena = &arena};
    for (const char *found; (found = strstr(dump, name)) != NULL; dump = found + strlen(name)) {
        buffer_put(&out, (struct text){dump, (size_t)(found - dump)});
        buffer_put(&out, TEXT("FILES"));
    }
    buffer_put(&out, text_of(dump));
    return buffer_string(&out);
}

static void check_cases(void)
{
    check_new_test();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        const char *dump = shortened(admitted(&cases[i], true));
        CHECK(strcmp(dump, cases[i].dump) == 0, "%s\n got: %swant: %s", cases[i].manifest, dump, cases[i].dump);
    }
}

static void check_without_schemas(void)
{
    check_new_test();
    const struct admission_case test = {
        "files: {c.yaml: {schema: {properties: {a: {type: integer}}}}}", {"SET=c.yaml:a=x", "SET=c.yaml:+a.b=x"}, NULL};
    const char *dump = admitted(&test, false);
    CHECK(strcmp(dump, "set /job/c.yaml a = \"x\" (SET)\nadd /job/c.yaml a.b = \"x\" (SET)\n") == 0, "%s", dump);
}

/* A document that has the name of one of W&B's variables in front is no variable. */
static void check_names(void)
{
    check_new_test();
    struct overrides overrides = {.arena = &arena, .root = TEXT("/job")};
    struct diagnostics diagnostics = {.arena = &arena};
    const struct admission_case test = {"files: {c.yaml: {schema: {properties: {a: {type: integer}}}}}", {NULL}, NULL};
    struct test_variables variables = {{.get = get_variable}, &test};
    struct schema_files schemas = {no_file};
    struct manifest manifest;
    CHECK(manifest_read(&arena, "inlay.yaml", text_of(test.manifest), overrides.root, &schemas, &manifest,
                        &diagnostics) &&
              overrides_read_document(&overrides, "WANDB_mine.json", TEXT("{\"files\": {\"c.yaml\": {\"a\": \"x\"}}}"),
                                      &diagnostics),
          "read");
    CHECK(!admit(&overrides, &manifest, &variables.base, true, &diagnostics), "admitted");
}

/* Key paths of any length, by every way in. */
static void check_deep(void)
{
    check_new_test();
    static const char *const ways[] = {"SET=c.yaml:+", "SET=c.yaml:~", "RUN="};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        check_new_case();
        for (size_t depth = 100; depth <= 10000; depth *= 100) {
            struct buffer said = {.arena = &arena};
            buffer_put(&said, text_of(ways[i]));
            for (size_t step = 1; step < depth; step++) {
                buffer_put(&said, TEXT("a."));
            }
            buffer_put(&said, i == 1 ? TEXT("a") : TEXT("a=1"));
            const struct admission_case test = {
                "files: {c.yaml: {exclude: [b]}}\nrun_config: {exclude: [b]}", {buffer_string(&said)}, NULL};
            const char *dump = admitted(&test, true);
            bool is_refused = strstr(dump, "deeper than inlay reads") != NULL;
            CHECK(is_refused == (i == 2 && depth > DOCUMENT_DEPTH_MAX), "%s %zu: %.200s", ways[i], depth, dump);
        }
    }
}

/* As many as a manifest can hold: two lists that were searched one in the other would take minutes. */
static void check_many(void)
{
    check_new_test();
    enum { KEYS = 20000, PREFIXES = 100000 };
    struct buffer manifest = {.arena = &arena}, document = {.arena = &arena};
    buffer_put(&manifest, TEXT("{\"files\": {\"c.yaml\": {\"exclude\": ["));
    for (int i = 0; i < PREFIXES; i++) {
        buffer_format(&manifest, "%s\"key.%d\"", i > 0 ? ", " : "", i);
    }
    buffer_put(&manifest, TEXT("]}}, \"bind\": {\"x\": \"c.yaml:x\""));
    for (int i = 0; i < KEYS; i++) {
        buffer_format(&manifest, ", \"a.key%d\": \"c.yaml:key%d\"", i, i);
    }
    buffer_put(&manifest, TEXT("}}"));
    buffer_put(&document, TEXT("DOCUMENT={\"files\": {\"c.yaml\": {\"x\": 1"));
    for (int i = 0; i < KEYS; i++) {
        buffer_format(&document, ", \"key%d\": 1", i);
    }
    buffer_put(&document, TEXT("}}, \"run_config\": {\"a\": {\"key0\": 1"));
    for (int i = 1; i < KEYS; i++) {
        buffer_format(&document, ", \"key%d\": 1", i);
    }
    buffer_put(&document, TEXT("}}}"));
    const struct admission_case test = {buffer_string(&manifest), {buffer_string(&document)}, NULL};
    const char *dump = admitted(&test, true);
    CHECK(strncmp(dump, "set /job/c.yaml key0 = 1 (DOCUMENT:", 35) == 0, "%.200s", dump);
}

/* The order of all layers, in whichever order they are read. */
static void check_layers(void)
{
    check_new_test();
    static const char files[] = "{\"c.yaml\": {\"k\": \"files\"}}";
    static const char edits[] =
        "{\"edits\": [{\"file\": \"/job/c.yaml\", \"op\": \"set\", \"key\": \"k\", \"value\": 1, "
        "\"from\": \"OUTER\"}], \"run_config\": {\"a\": 2, \"b\": 2}}";
    static const char *const dumps[] = {"merge /job/c.yaml = {\"k\": \"files\"} (FILES:1:2)\n"
                                        "set /job/c.yaml k = 3 (RUN)\n"
                                        "set /job/c.yaml k = 4 (env:V)\n"
                                        "merge /job/c.yaml = {\"k\": 5} (DOCUMENT:1:10)\n"
                                        "set /job/c.yaml k = 6 (SET)\n"
                                        "merge /job/rc.json = {\"a\": 3} (inlay.yaml:3:20)\n"
                                        "run_config {\"a\": 3}\n",
                                        /* b was bound by the launch that was handed on. */
                                        "merge /job/c.yaml = {\"k\": \"files\"} (FILES:1:2)\n"
                                        "set /job/c.yaml k = 1 (OUTER)\n"
                                        "set /job/c.yaml k = 3 (RUN)\n"
                                        "set /job/c.yaml k = 4 (env:V)\n"
                                        "merge /job/c.yaml = {\"k\": 5} (DOCUMENT:1:10)\n"
                                        "set /job/c.yaml k = 6 (SET)\n"
                                        "merge /job/rc.json = {\"a\": 3, \"b\": 2} (inlay.yaml:3:20)\n"
                                        "run_config {\"a\": 3, \"b\": 2}\n"};
    const struct admission_case test = {"files: {c.yaml: {}}\n"
                                        "bind: {b: c.yaml:k, a: c.yaml:k, 'env:V': c.yaml:k}\n"
                                        "run_config: {file: rc.json}",
                                        {"V=4", "DOCUMENT={files: {c.yaml: {k: 5}}}", "SET=c.yaml:k=6", "RUN=a=3"},
                                        NULL};
    for (int handed_on = 0; handed_on < 2; handed_on++) {
        check_new_case();
        struct overrides overrides = {.arena = &arena, .root = TEXT("/job")};
        struct diagnostics diagnostics = {.arena = &arena};
        struct schema_files schemas = {no_file};
        struct test_variables variables = {{.get = get_variable}, &test};
        struct manifest manifest;
        manifest_read(&arena, "inlay.yaml", text_of(test.manifest), overrides.root, &schemas, &manifest, &diagnostics);
        if (handed_on) {
            overrides_read_document(&overrides, "INLAY_OVERRIDES", text_of(edits), &diagnostics);
        }
        say_all(&overrides, &test, &diagnostics);
        overrides_read_wandb_files(&overrides, "FILES", text_of(files), &diagnostics);
        admit(&overrides, &manifest, &variables.base, true, &diagnostics);
        const char *dump = dump_overrides(&overrides, &diagnostics);
        CHECK(strcmp(dump, dumps[handed_on]) == 0, "got:\n%swant:\n%s", dump, dumps[handed_on]);
        const struct override *override = overrides.files->first;
        while (override->next_file && override->next_file == override->next) {
            override = override->next;
        }
        CHECK(!override->next_file && override->layer == LAYER_SAID, "the file's own list");
    }
}

static void check_all(void *context)
{
    (void)context;
    check_cases();
    check_without_schemas();
    check_layers();
    check_names();
    check_deep();
    check_many();
}

int main(void)
{
    arena_init(&arena, 0);
    CHECK(arena_run(&arena, check_all, NULL), "memory");
    arena_release(&arena);
    return check_done();
}
