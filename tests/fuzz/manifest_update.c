/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a manifest, and any as a config that a job read, or as its run config: a manifest, a NUL, and the config.
 * What `inlay record` makes of them is a manifest that offers the config, keeps all that was offered, and stays as it is
 * when the same is recorded again. */
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

static bool offers(struct case_input *input, const struct manifest *manifest, const struct recorded_input *recorded)
{
    struct node *root = manifest->document->root;
    return recorded->is_run_config
               ? root && root->kind == NODE_MAP && node_find(input->arena, root, TEXT("run_config"))
               : manifest_find(manifest, path_full(input->arena, TEXT("/job"), TEXT(CONFIG))) != NULL;
}

static struct text written(struct case_input *input, const struct manifest *manifest)
{
    struct buffer out = {.arena = input->arena};
    manifest_write(manifest, &out);
    return buffer_text(&out);
}

/* A manifest may be one that no patch can be made of; then it is refused. */
static bool update(struct case_input *input, struct text source, const struct recorded_input *recorded,
                   struct text *updated)
{
    struct diagnostics diagnostics = {.arena = input->arena};
    const bool right = manifest_update(input->arena, input->name, source, recorded, updated, &diagnostics);
    require(right == (diagnostics.errors == 0));
    return right;
}

static void check_update(struct case_input *input, const struct manifest *before, struct recorded_input *recorded)
{
    struct text updated, again;
    struct manifest after;
    recorded->known = offers(input, before, recorded);
    if (recorded->known && !recorded->offer.types) {
        return; /* there is nothing to add */
    }
    if (!update(input, input->manifest, recorded, &updated)) {
        return;
    }
    require(read_manifest(input, updated, &after));
    require(offers(input, &after, recorded));
    require(!recorded->known || text_equal(written(input, before), written(input, &after)));
    recorded->known = true;
    require(!recorded->offer.types || update(input, updated, recorded, &again));
    require(!recorded->offer.types || text_equal(updated, again));
}

static void check_new(struct case_input *input, struct recorded_input *recorded)
{
    struct manifest manifest;
    recorded->known = false;
    require(read_manifest(input, manifest_new(input->arena, recorded, FORMAT_YAML), &manifest));
    require(offers(input, &manifest, recorded));
    require(read_manifest(input, manifest_new(input->arena, recorded, FORMAT_JSON), &manifest));
    require(offers(input, &manifest, recorded));
}

static void record_as(struct case_input *input, struct recorded_input recorded)
{
    struct manifest manifest;
    check_new(input, &recorded);
    if (read_manifest(input, input->manifest, &manifest)) {
        check_update(input, &manifest, &recorded);
    }
}

static void record(void *context)
{
    struct case_input *input = context;
    struct diagnostics unheard = {.arena = input->arena};
    struct recorded_types recorded;
    if (!recorded_types_read(input->arena, CONFIG, input->config, &recorded, &unheard)) {
        return;
    }
    record_as(input, (struct recorded_input){.name = TEXT(CONFIG), .offer = {.types = recorded.types}});
    record_as(input, (struct recorded_input){.is_run_config = true, .offer = {.types = recorded.types}});
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
