/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a sweep's parameters. Written into a file that is not there, what was read must read back the same. */
#include "core/overrides/sweep_params.h"
#include "core/patch/patch.h"
#include "core/tree/value_equal.h"
#include "tests/fuzz/require.h"

struct input {
    struct arena *arena;
    struct text source;
};

static bool read_params(struct input *input, struct text source, struct overrides *overrides)
{
    struct diagnostics diagnostics = {.arena = input->arena};
    *overrides = (struct overrides){.arena = input->arena, .root = TEXT("/job")};
    const bool right = sweep_params_read(overrides, "params", source, &diagnostics);
    require(right == (diagnostics.errors == 0));
    return right;
}

static bool write_params(struct input *input, struct overrides *overrides, struct text *bytes)
{
    struct diagnostics diagnostics = {.arena = input->arena};
    struct override_file *file = overrides_file(overrides, TEXT("params.yaml"), (struct place){.source = "params"});
    const struct override params = sweep_params_override(overrides, file);
    struct text nothing;
    struct patch patch;
    overrides_add(overrides, &params);
    const bool right = patch_missing_file(input->arena, overrides, file, &nothing, &patch, &diagnostics);
    *bytes = patch.bytes;
    return right;
}

static void read_input(void *context)
{
    struct input *input = context;
    struct overrides read, again;
    struct text written;
    if (!read_params(input, input->source, &read) || !write_params(input, &read, &written)) {
        return;
    }
    require(read_params(input, written, &again));
    const bool has_nan = !value_equal(input->arena, read.run_config, read.run_config);
    require(has_nan || value_equal(input->arena, read.run_config, again.run_config));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena;
    arena_init(&arena, (size_t)256 << 20);
    struct input input = {&arena, {(const char *)bytes, size}};
    arena_run(&arena, read_input, &input);
    arena_release(&arena);
    return 0;
}
