/* SPDX-License-Identifier: Apache-2.0 */
/* What the engine's work costs without the start of a process: reading an override document and patching one file, for
 * scripts/bench.
 *
 * usage: engine DOCUMENT FILE MILLISECONDS
 * prints the nanoseconds of processor time of the fastest run within MILLISECONDS, at least one. FILE is as DOCUMENT
 * names it. */
#include "core/patch/patch.h"
#include "core/overrides/overrides_document.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct work {
    struct arena arena;
    const char *document_name;
    struct text document, file;
};

static struct text read_file(const char *path)
{
    FILE *stream = fopen(path, "rb");
    char *bytes;
    long size;
    if (!stream || fseek(stream, 0, SEEK_END) != 0 || (size = ftell(stream)) < 0) {
        err(1, "%s", path);
    }
    rewind(stream);
    bytes = malloc((size_t)size + 1);
    if (!bytes || fread(bytes, 1, (size_t)size, stream) != (size_t)size) {
        err(1, "%s", path);
    }
    fclose(stream);
    return (struct text){bytes, (size_t)size};
}

static void patch(void *context)
{
    struct work *work = context;
    struct overrides overrides = {.arena = &work->arena};
    struct diagnostics diagnostics = {.arena = &work->arena};
    struct patch result;
    if (!overrides_read_document(&overrides, work->document_name, work->document, &diagnostics) ||
        !patch_file(&work->arena, &overrides, overrides.files, work->file, &result, &diagnostics)) {
        errx(1, "%s", diagnostic_line(diagnostics.arena, diagnostics.first));
    }
}

static double now(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static double time_patch(struct work *work)
{
    double start = now(CLOCK_PROCESS_CPUTIME_ID);
    arena_init(&work->arena, 0);
    if (!arena_run(&work->arena, patch, work)) {
        errx(1, "not enough memory");
    }
    arena_release(&work->arena);
    return now(CLOCK_PROCESS_CPUTIME_ID) - start;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        errx(2, "usage: engine DOCUMENT FILE MILLISECONDS");
    }
    struct work work = {
        .document_name = argv[1],
        .document = read_file(argv[1]),
        .file = read_file(argv[2]),
    };
    double end = now(CLOCK_MONOTONIC) + atof(argv[3]) * 1e6, fastest = time_patch(&work);
    while (now(CLOCK_MONOTONIC) < end) {
        double time = time_patch(&work);
        fastest = time < fastest ? time : fastest;
    }
    printf("%.0f\n", fastest);
    return 0;
}
