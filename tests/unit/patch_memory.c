/* SPDX-License-Identifier: Apache-2.0 */
/* A patch when memory runs out: at every allocation that it makes, it ends cleanly, and libyaml's memory stays in
 * order for the next one. */
#include "core/patch/patch.h"
#include "core/read/yaml_memory.h"
#include "core/overrides/overrides_document.h"
#include "tests/unit/check.h"

#include <stdlib.h>
#include <string.h>

/* What arenas hand out comes in multiples of 16 bytes, from chunks of 128 KiB at first. */
enum { STEP = 16, CHUNK = 128 << 10 };

struct job {
    struct arena *arena;
    const char *name, *source, *overrides;
    size_t filler; /* bytes to take from the arena first */
    bool patched;
    struct text bytes; /* of a run that is compared with: owned */
};

static void patch(void *context)
{
    struct job *job = context;
    struct overrides overrides = {.arena = job->arena};
    struct diagnostics diagnostics = {.arena = job->arena};
    struct patch result = {.format = FORMAT_UNKNOWN};
    for (size_t taken = 0; taken < job->filler; taken += STEP) {
        arena_alloc(job->arena, STEP);
    }
    job->patched = overrides_read_document(&overrides, "o", text_of(job->overrides), &diagnostics) &&
                   patch_file(job->arena, &overrides, overrides.files, text_of(job->source), &result, &diagnostics);
    job->bytes = result.bytes;
}

static const struct job jobs[] = {
    {.name = "YAML",
     .source = "# top\nbase: &b\n  x: 1 # one\n  l: [1, 2]\nd:\n  <<: *b\ne: *b\nt: |\n  text\n",
     .overrides = "{\"files\": {\"c.yaml\": {\"base\": {\"x\": 2, \"new\": [1, {\"k\": \"v\"}]}, \"t\": \"\\u00e9\"}},"
                  " \"set\": {\"c.yaml:d.x\": 3, \"c.yaml:e.l[0]\": 4}, \"unset\": [\"c.yaml:base.l\"]}"},
    {.name = "JSON",
     .source = "{\n  \"a\": 1, // one\n  \"b\": {\"c\": [1, 2]}\n}\n",
     .overrides =
         "{\"files\": {\"c.json\": {\"a\": 1e-5, \"new\": [1, {\"k\": \"v\"}]}}, \"unset\": [\"c.json:b.c[0]\"]}"},
    {.name = "refused YAML", .source = "a: [1\n", .overrides = "{\"files\": {\"c.yaml\": {\"a\": 2}}}"},
};

static bool run(const struct job *original, size_t limit, size_t filler, struct job *job, size_t *held)
{
    struct arena arena;
    *job = *original;
    job->arena = &arena;
    job->filler = filler;
    arena_init(&arena, limit);
    bool finished = arena_run(&arena, patch, job);
    *held = arena.held;
    CHECK(limit == 0 || arena.held <= limit, "%s: %zu bytes held with a limit of %zu", job->name, arena.held, limit);
    if (finished && original->bytes.bytes) {
        CHECK(job->patched == original->patched && text_equal(job->bytes, original->bytes),
              "%s: another result with a limit of %zu and %zu bytes taken", job->name, limit, filler);
    }
    if (finished && !original->bytes.bytes) {
        job->bytes = (struct text){strndup(job->bytes.bytes, job->bytes.length), job->bytes.length};
    }
    arena_release(&arena);
    return finished;
}

/* With each limit, the bytes taken first move the point where memory runs out by one step at a time. */
static void sweep(const struct job *original)
{
    struct job whole;
    struct job job;
    size_t needed;
    size_t held;
    size_t failures = 0;
    CHECK(run(original, 0, 0, &whole, &needed), "%s: out of memory without a limit", original->name);
    for (size_t limit = CHUNK; limit <= needed; limit += CHUNK) {
        for (size_t filler = 0; filler < CHUNK; filler += STEP) {
            failures += !run(&whole, limit, filler, &job, &held);
        }
    }
    CHECK(failures > 500, "%s: memory ran out only %zu times", whole.name, failures);
    /* libyaml's memory was left each time: the next parse has its own. */
    CHECK(run(&whole, 0, 0, &job, &held), "%s: the patch after those that failed", whole.name);
    free((char *)whole.bytes.bytes);
}

int main(void)
{
    for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++) {
        check_new_case();
        sweep(&jobs[i]);
    }
    return check_done();
}
