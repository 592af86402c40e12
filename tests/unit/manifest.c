/* SPDX-License-Identifier: Apache-2.0 */
/* Manifests: what is read, what is refused and where, and what is handed on to a job's processes. */
#include "core/inputs/manifest.h"
#include "core/inputs/manifest_read.h"
#include "core/inputs/manifest_write.h"
#include "tests/unit/check.h"

#include <string.h>

static struct arena arena;

/* The one schema file that there is. */
static const char *read_schema(struct schema_files *files, const char *path, struct text *content)
{
    (void)files;
    if (strcmp(path, "schemas/config.json") != 0) {
        return "does not exist";
    }
    *content =
        TEXT("{\"type\": \"object\", \"properties\": {\"key\": {\"type\": \"string\", \"format\": \"secret\"}}}");
    return NULL;
}

static bool read(const char *source, struct manifest *manifest, struct diagnostics *diagnostics)
{
    struct schema_files schemas = {read_schema};
    *diagnostics = (struct diagnostics){.arena = &arena};
    return manifest_read(&arena, "inlay.yaml", text_of(source), TEXT("/job"), &schemas, manifest, diagnostics);
}

static const struct {
    const char *source;
    const char *said; /* the first error, whole */
} wrong[] = {
    {"[1]", "inlay.yaml:1:1: \"the manifest\" is a list (it must be an object with files, run_config and bind)"},
    {"file: {}", "inlay.yaml:1:1: unknown key \"file\" (did you mean \"files\"?)"},
    {"zzz: {}", "inlay.yaml:1:1: unknown key \"zzz\" (there are files, run_config and bind)"},
    {"files: [a.yaml]",
     "inlay.yaml:1:8: \"files\" is a list (it must be an object with the paths of config files for its keys)"},
    {"files: {a.yaml: 1}",
     "inlay.yaml:1:17: \"a.yaml\" is an integer (it must be an object with include, exclude or schema, or {})"},
    {"files: {a.yaml: {includes: [a]}}", "inlay.yaml:1:18: unknown key \"includes\" (did you mean \"include\"?)"},
    {"files: {a.yaml: {include: trainer}}",
     "inlay.yaml:1:27: \"include\" is a string (it must be a list of key prefixes)"},
    {"files: {a.yaml: {include: [[a]]}}", "inlay.yaml:1:28: a prefix of keys is a list (it must be a string)"},
    {"files: {a.yaml: {include: ['a\\b']}}",
     "inlay.yaml:1:28: \"a\\b\": a backslash may only stand before a dot, a bracket or another backslash"},
    {"files: {a.yaml: {}, ./a.yaml: {}}",
     "inlay.yaml:1:21: \"./a.yaml\" and \"a.yaml\" at inlay.yaml:1:9 are the same file (name it once)"},
    {"files: {a.yaml: {}}\nrun_config: {file: a.yaml}",
     "inlay.yaml:2:20: \"a.yaml\" and \"a.yaml\" at inlay.yaml:1:9 are the same file (name it once)"},
    {"files: {a.yaml: {schema: nowhere.json}}", "inlay.yaml:1:26: \"nowhere.json\": does not exist"},
    {"files: {a.yaml: {schema: 3}}",
     "inlay.yaml:1:26: \"schema\" is an integer (it must be a JSON Schema, or the path of one)"},
    {"files: {a.yaml: {}}\nbind: {lr: b.yaml:x}", "inlay.yaml:2:12: \"b.yaml:x\": no such file is in \"files\""},
    {"files: {a.yaml: {}}\nbind: {lr: x}", "inlay.yaml:2:12: \"x\": this is not FILE:KEY"},
    {"files: {a.yaml: {}}\nbind: {lr: 'a.yaml:~x'}", "inlay.yaml:2:12: \"a.yaml:~x\": this is not FILE:KEY"},
    {"files: {a.yaml: {}}\nbind: {'env:': 'a.yaml:x'}",
     "inlay.yaml:2:8: \"env:\": this is no variable's name (write env:NAME)"},
    {"files: {a.yaml: {}}\nbind: {lr: {a: b}}", "inlay.yaml:2:12: what a bind sets is an object (it must be a string)"},
    {"a: 1\na: 2", "inlay.yaml:2:1: the key \"a\" stands twice, first at inlay.yaml:1:1 (leave one out)"},
};

static void check_wrong(void)
{
    check_new_test();
    struct diagnostics diagnostics;
    struct manifest manifest;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        check_new_case();
        bool right = read(wrong[i].source, &manifest, &diagnostics);
        const char *said = diagnostics.first ? diagnostic_line(diagnostics.arena, diagnostics.first) : "nothing";
        CHECK(!right && diagnostics.errors > 0, "%s", wrong[i].source);
        CHECK(strcmp(said, wrong[i].said) == 0, "%s: %s", wrong[i].source, said);
    }
}

static void check_offers(void)
{
    check_new_test();
    struct diagnostics diagnostics;
    struct manifest manifest;
    /* As in W&B: files alone offer no run config, and nothing at all offers the whole of it. */
    CHECK(read("files: {a.yaml: {}}", &manifest, &diagnostics) && !manifest.offers_run_config, "files");
    CHECK(read("files: {a.yaml: {}}\nrun_config: {}", &manifest, &diagnostics) && manifest.offers_run_config, "both");
    CHECK(read("run_config:", &manifest, &diagnostics) && manifest.offers_run_config, "run_config");
    CHECK(read("", &manifest, &diagnostics) && manifest.offers_run_config && !manifest.files, "empty");
    CHECK(read("# nothing yet\n", &manifest, &diagnostics) && manifest.offers_run_config, "comment");
    CHECK(manifest_find(&manifest, TEXT("/job/a.yaml")) == NULL, "none");
}

static void check_handed_on(void)
{
    check_new_test();
    struct buffer out = {.arena = &arena};
    struct diagnostics diagnostics;
    struct manifest manifest;
    CHECK(read("files:\n"
               "  a.yaml: {include: [x], exclude: ['x\\.y', x.z], schema: schemas/config.json, secrets: ['l[+].k']}\n"
               "  b.yaml: {}\n"
               "run_config: {include: [lr], file: rc.json}\n"
               "bind: {lr: [a.yaml:x, 'b\\.yaml#2:+y'], 'env:PORT': ['a.yaml:x.p', 'b.yaml:+p'], a.b: b.yaml:z}\n",
               &manifest, &diagnostics),
          "%s", diagnostics.first ? diagnostic_line(diagnostics.arena, diagnostics.first) : "");
    const struct manifest_file *file = manifest_find(&manifest, TEXT("/job/a.yaml"));
    CHECK(file && file->offer.secret_count == 2, "secrets of both kinds");
    CHECK(manifest.binds && manifest.binds->next && manifest.binds->next->next, "a list of targets is several binds");
    manifest_write(&manifest, &out);
    const char *expected = "{\"files\": {\"/job/a.yaml\": {\"include\": [\"x\"], \"exclude\": [\"x\\\\.y\", \"x.z\"], "
                           "\"secrets\": [\"l[+].k\", \"key\"]}, \"/job/b.yaml\": {}}, "
                           "\"run_config\": {\"include\": [\"lr\"], \"file\": \"/job/rc.json\"}, "
                           "\"bind\": {\"lr\": [\"/job/a.yaml:x\", \"/job/b.yaml#2:+y\"], \"a.b\": "
                           "[\"/job/b.yaml:z\"]}}";
    CHECK(strcmp(buffer_string(&out), expected) == 0, "%s", buffer_string(&out));
    CHECK(read(buffer_string(&out), &manifest, &diagnostics), "what is written is read");
    CHECK(manifest.run_config_file && text_equal(manifest.run_config_file->path, TEXT("/job/rc.json")), "its file");
}

static void check_root_secret(void)
{
    check_new_test();
    struct buffer out = {.arena = &arena};
    struct diagnostics diagnostics;
    struct manifest manifest;
    CHECK(read("files: {a.json: {schema: {type: string, format: secret}}}", &manifest, &diagnostics), "it is right");
    CHECK(manifest.files->offer.secret_count == 1 && manifest.files->offer.secrets[0].count == 0, "the whole file");
    manifest_write(&manifest, &out);
    CHECK(read(buffer_string(&out), &manifest, &diagnostics), "what is written is read");
    CHECK(manifest.files->offer.secret_count == 1 && manifest.files->offer.secrets[0].count == 0, "as it was");
}

static void check_large(void)
{
    check_new_test();
    struct buffer source = {.arena = &arena};
    struct diagnostics diagnostics;
    struct manifest manifest;
    buffer_put(&source, TEXT("files:\n"));
    for (int i = 0; i < 10000; i++) {
        buffer_format(&source, "  f%d.yaml: {include: [k%d]}\n", i, i);
    }
    CHECK(read(buffer_string(&source), &manifest, &diagnostics), "large");
    CHECK(manifest_find(&manifest, TEXT("/job/f9999.yaml")) != NULL, "the last");
}

static void check_all(void *context)
{
    (void)context;
    check_wrong();
    check_offers();
    check_handed_on();
    check_root_secret();
    check_large();
}

int main(void)
{
    arena_init(&arena, 0);
    CHECK(arena_run(&arena, check_all, NULL), "memory");
    arena_release(&arena);
    return check_done();
}
