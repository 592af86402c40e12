/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a manifest, and any as a config that a job read: a manifest, a NUL, and the config. What `inlay record`
 * makes of them is a manifest that offers the config, keeps all that was offered, and stays as it is when the same is
 * recorded again. */
#include "shim/cli/record/manifest_update.h"
#include "shim/cli/record/recorded_types.h"
#include "core/base/path.h"
#include "core/inputs/manifest_read.h"
#include "core/inputs/manifest_write.h"
#include "tests/fuzz/halves.h"
#include "tests/fuzz/require.h"

#define CONFIG "config.yaml"

struct case_input {
    struct arena *arena;
    const char *name; /* of the manifest */
    struct text manifest, config;
};

static const char *no_schema(struct schema_files *files, const char *path, struct text *content)
{
    (void)files, (void)path, (void)content;
    return "does not exist";
}

static bool read_manifest(struct case_input *input, struct text source, struct manifest *manifest)
{
    struct schema_files schemas = {no_schema};
    struct diagnostics unheard = {.arena = input->arena};
    return manifest_read(input->arena, input->name, source, TEXT("/job"), &schemas, manifest, &unheard);
}

static const struct manifest_file *find_config(struct case_input *input, const struct manifest *manifest)
{
    return manifest_find(manifest, path_full(input->arena, TEXT("/job"), TEXT(CONFIG)));
}

static struct text written(struct case_input *input, const struct manifest *manifest)
{
    struct buffer out = {.arena = input->arena};
    manifest_write(manifest, &out);
    return buffer_text(&out);
}

/* A manifest may be one that no patch can be made of; then it is refused. */
static bool update(struct case_input *input, struct text source, const struct recorded_input *file,
                   struct text *updated)
{
    struct diagnostics diagnostics = {.arena = input->arena};
    const bool right = manifest_update(input->arena, input->name, source, file, updated, &diagnostics);
    require(right == (diagnostics.errors == 0));
    return right;
}

static void check_update(struct case_input *input, const struct manifest *before, struct recorded_input *file)
{
    struct text updated, again;
    struct manifest after;
    file->known = find_config(input, before) != NULL;
    if (file->known && !file->offer.types) {
        return; /* there is nothing to add */
    }
    if (!update(input, input->manifest, file, &updated)) {
        return;
    }
    require(read_manifest(input, updated, &after));
    require(find_config(input, &after));
    require(!file->known || text_equal(written(input, before), written(input, &after)));
    file->known = true;
    require(!file->offer.types || update(input, updated, file, &again));
    require(!file->offer.types || text_equal(updated, again));
}

static void check_new(struct case_input *input, struct recorded_input *file)
{
    struct manifest manifest;
    file->known = false;
    require(read_manifest(input, manifest_new(input->arena, file, FORMAT_YAML), &manifest));
    require(find_config(input, &manifest));
    require(read_manifest(input, manifest_new(input->arena, file, FORMAT_JSON), &manifest));
    require(find_config(input, &manifest));
}

static void record(void *context)
{
    struct case_input *input = context;
    struct diagnostics unheard = {.arena = input->arena};
    struct recorded_types recorded;
    struct manifest manifest;
    struct recorded_input file = {.name = TEXT(CONFIG)};
    if (!recorded_types_read(input->arena, CONFIG, input->config, &recorded, &unheard)) {
        return;
    }
    file.offer.types = recorded.types;
    check_new(input, &file);
    if (read_manifest(input, input->manifest, &manifest)) {
        check_update(input, &manifest, &file);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const struct halves halves = fuzz_halves(bytes, size);
    struct arena arena;
    arena_init(&arena, (size_t)256 << 20);
    struct case_input input = {&arena, "inlay.yaml", halves.first, halves.second};
    arena_run(&arena, record, &input);
    arena_release(&arena);
    return 0;
}
