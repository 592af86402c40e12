/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a manifest, and an override document that it is to admit, and is held against. What is written for a job's processes must be
 * read by them. */
#include "core/inputs/admission.h"
#include "core/inputs/manifest_lint.h"
#include "core/inputs/manifest_read.h"
#include "core/inputs/manifest_write.h"
#include "core/overrides/overrides_document.h"
#include "core/read/read.h"
#include "core/tree/effective.h"
#include "tests/fuzz/halves.h"
#include "tests/fuzz/require.h"

struct input {
    struct arena *arena;
    struct text manifest, document;
};

static const char *no_schema(struct schema_files *files, const char *path, struct text *content)
{
    (void)files, (void)path, (void)content;
    return "does not exist";
}

static const char *port(struct variables *variables, const char *name)
{
    (void)variables, (void)name;
    return "8080";
}

/* The document is the config of binds by pattern, too. */
struct fuzz_variables {
    struct variables base;
    struct text config;
};

static bool read_config(struct variables *variables, struct arena *arena, const char *path, struct text *content)
{
    (void)arena;
    *content = ((struct fuzz_variables *)variables)->config;
    return *path != '\0';
}

static void lint_document(struct input *input, const struct manifest *manifest)
{
    struct diagnostics diagnostics = {.arena = input->arena};
    struct document document;
    struct lint_config config = {.document = &document};
    if (!document_read(input->arena, "c.yaml", input->document, FORMAT_UNKNOWN, 0, &document, &diagnostics) ||
        !effective_root(input->arena, &document, &config.root, &diagnostics)) {
        return;
    }
    for (const struct manifest_file *file = manifest->files; file; file = file->next) {
        manifest_lint_offer(input->arena, manifest, &file->offer, file->name, &config, true, &diagnostics);
        manifest_lint_binds(input->arena, manifest, file, &config, &diagnostics);
    }
}

static void admit_document(struct input *input, const struct manifest *manifest)
{
    struct fuzz_variables variables = {{port, read_config}, input->document};
    struct overrides overrides = {.arena = input->arena, .root = TEXT("/job")};
    struct diagnostics diagnostics = {.arena = input->arena};
    struct schema_files schemas = {no_schema};
    struct buffer written = {.arena = input->arena}, rewritten = written;
    struct manifest again;
    overrides_read_document(&overrides, "o.yaml", input->document, &diagnostics);
    size_t errors = diagnostics.errors;
    require(admit(&overrides, manifest, &variables.base, true, &diagnostics) == (diagnostics.errors == errors));
    manifest_write(manifest, &written);
    require(
        manifest_read(input->arena, "INLAY_INPUTS", buffer_text(&written), TEXT("/"), &schemas, &again, &diagnostics));
    manifest_write(&again, &rewritten);
    require(text_equal(buffer_text(&written), buffer_text(&rewritten)));
}

static void read_input(void *context)
{
    struct input *input = context;
    struct diagnostics diagnostics = {.arena = input->arena};
    struct schema_files schemas = {no_schema};
    struct manifest manifest;
    bool right =
        manifest_read(input->arena, "inlay.yaml", input->manifest, TEXT("/job"), &schemas, &manifest, &diagnostics);
    require(right == (diagnostics.errors == 0));
    if (right) {
        admit_document(input, &manifest);
        lint_document(input, &manifest);
    }
}

/* A manifest and a document. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const struct halves halves = fuzz_halves(bytes, size);
    struct arena arena;
    arena_init(&arena, (size_t)256 << 20);
    struct input input = {&arena, halves.first, halves.second};
    arena_run(&arena, read_input, &input);
    arena_release(&arena);
    return 0;
}
