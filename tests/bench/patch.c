/* SPDX-License-Identifier: Apache-2.0 */
/* How long a patch takes, against libyaml's bare event parse of the same bytes, and how much memory beside them. The
 * two run in turn, so that whatever else the machine does meets both; medians are printed. */
#include "core/patch/patch.h"
#include "core/read/yaml_memory.h"
#include "core/overrides/assignment.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <yaml.h>

struct work {
    struct arena arena;
    const char *name;
    struct text source;
    const char *assignment;
    size_t held; /* by the patch, its result included */
};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void patch(void *context)
{
    struct work *work = context;
    struct overrides overrides = {.arena = &work->arena};
    struct diagnostics diagnostics = {.arena = &work->arena};
    struct place origin = {.source = "bench"};
    struct patch result;
    if (!overrides_read_assignment(&overrides, origin, text_of(work->assignment), ASSIGNMENT_PLAIN, text_of(work->name),
                                   &diagnostics) ||
        !patch_file(&work->arena, &overrides, overrides.files, work->source, &result, &diagnostics)) {
        fprintf(stderr, "%s\n", diagnostic_line(diagnostics.arena, diagnostics.first));
        exit(1);
    }
    work->held = work->arena.held;
}

static void parse(void *context)
{
    struct work *work = context;
    yaml_parser_t parser;
    yaml_event_t event;
    bool more = true;
    if (!yaml_parser_initialize(&parser)) {
        exit(1);
    }
    yaml_parser_set_input_string(&parser, (const unsigned char *)work->source.bytes, work->source.length);
    while (more) {
        if (!yaml_parser_parse(&parser, &event)) {
            fprintf(stderr, "%s\n", parser.problem);
            exit(1);
        }
        more = event.type != YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
}

static double time_of(struct work *work, void (*what)(void *context), bool with_yaml_memory)
{
    struct yaml_memory memory;
    double start = now();
    arena_init(&work->arena, 0);
    if (with_yaml_memory) {
        yaml_memory_enter(&memory, &work->arena);
    }
    if (!arena_run(&work->arena, what, work)) {
        exit(1);
    }
    if (with_yaml_memory) {
        yaml_memory_leave(&memory);
    }
    arena_release(&work->arena);
    return now() - start;
}

static int compare(const void *one, const void *other)
{
    double difference = *(const double *)one - *(const double *)other;
    return (difference > 0) - (difference < 0);
}

static void measure(const char *title, struct work *work, int times)
{
    double *patches = calloc((size_t)times, sizeof *patches);
    double *parses = calloc((size_t)times, sizeof *parses);
    for (int i = 0; i < times; i++) {
        patches[i] = time_of(work, patch, false);
        parses[i] = time_of(work, parse, true);
    }
    qsort(patches, (size_t)times, sizeof *patches, compare);
    qsort(parses, (size_t)times, sizeof *parses, compare);
    double patched = patches[times / 2];
    double parsed = parses[times / 2];
    printf("%-12s %9zu bytes  patch %10.1f us (%6.1f MB/s, %7.2f MB held)  libyaml's events %10.1f us  ratio %.2f\n",
           title, work->source.length, patched * 1e6, (double)work->source.length / patched * 1e-6,
           (double)work->held * 1e-6, parsed * 1e6, patched / parsed);
    free(patches);
    free(parses);
}

static size_t put_yaml(char *out, size_t size, unsigned number)
{
    return (size_t)snprintf(out, size,
                            "model_%u:\n"
                            "  name: bert-base-uncased  # which one\n"
                            "  hidden_size: 768\n"
                            "  dropout: 0.1\n"
                            "  layers: [1, 2, 3, 4]\n"
                            "\n"
                            "  # the optimizer\n"
                            "  optimizer:\n"
                            "    type: \"adamw\"\n"
                            "    lr: 1.0e-4\n"
                            "    betas:\n"
                            "    - 0.9\n"
                            "    - 0.999\n",
                            number);
}

static size_t put_json(char *out, size_t size, unsigned number)
{
    return (size_t)snprintf(out, size,
                            "  \"model_%u\": {\n"
                            "    \"name\": \"bert-base-uncased\",\n"
                            "    \"hidden_size\": 768,\n"
                            "    \"dropout\": 0.1,\n"
                            "    \"layers\": [1, 2, 3, 4],\n"
                            "    \"optimizer\": {\"type\": \"adamw\", \"lr\": 1e-4}\n"
                            "  },\n",
                            number);
}

/* A block of settings, again and again under keys of its own, until there are size bytes. */
static struct text config_of(size_t size, bool json)
{
    enum { BLOCK_SIZE_MAX = 1024 };
    char *bytes = malloc(size + 2 * BLOCK_SIZE_MAX);
    size_t length = (size_t)sprintf(bytes, json ? "{\n" : "# config\n");
    for (unsigned i = 0; length < size; i++) {
        length += (json ? put_json : put_yaml)(bytes + length, BLOCK_SIZE_MAX, i);
    }
    length += (size_t)sprintf(bytes + length, json ? "  \"seed\": 1\n}\n" : "seed: 1\n");
    return (struct text){bytes, length};
}

int main(void)
{
    struct work works[] = {
        {.name = "c.yaml", .source = config_of(2000, false), .assignment = "seed=2"},
        {.name = "c.yaml", .source = config_of(20000000, false), .assignment = "seed=2"},
        {.name = "c.json", .source = config_of(2000, true), .assignment = "seed=2"},
        {.name = "c.json", .source = config_of(20000000, true), .assignment = "seed=2"},
    };
    measure("2 KB YAML", &works[0], 2001);
    measure("20 MB YAML", &works[1], 7);
    measure("2 KB JSON", &works[2], 2001);
    measure("20 MB JSON", &works[3], 7);
    return 0;
}
