/* SPDX-License-Identifier: Apache-2.0 */
/* The limit for a patch of YAML, as a whole process: libyaml reads a file's events, with the memory that inlay gives
 * it, and nothing is done with them.
 *
 * usage: parse FILE */
#include "core/read/yaml_memory.h"

#include <err.h>
#include <stdio.h>
#include <yaml.h>

static void parse(void *context)
{
    FILE *stream = context;
    yaml_parser_t parser;
    yaml_event_t event;
    bool more = true;
    if (!yaml_parser_initialize(&parser)) {
        errx(1, "not enough memory");
    }
    yaml_parser_set_input_file(&parser, stream);
    while (more) {
        if (!yaml_parser_parse(&parser, &event)) {
            errx(1, "%s", parser.problem);
        }
        more = event.type != YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
}

int main(int argc, char **argv)
{
    struct arena arena;
    struct yaml_memory memory;
    FILE *stream = argc == 2 ? fopen(argv[1], "rb") : NULL;
    if (!stream) {
        err(1, "%s", argc == 2 ? argv[1] : "usage: parse FILE");
    }
    arena_init(&arena, 0);
    yaml_memory_enter(&memory, &arena);
    if (!arena_run(&arena, parse, stream)) {
        errx(1, "not enough memory");
    }
    yaml_memory_leave(&memory);
    return 0;
}
