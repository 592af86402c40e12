/* What the patch targets share: an input is override text, a NUL, and the bytes of a config file.
 *
 * Override text is assignments, one a line; a line that begins with { is a partial document instead, and a line
 * "shared" stands for --shared. */
#ifndef INLAY_FUZZ_PATCH_H
#define INLAY_FUZZ_PATCH_H

#include "core/patch.h"

#include <stdlib.h>
#include <string.h>

struct patch_input {
    struct arena arena;
    const char *name;
    struct text override_text;
    struct text config;
};

static void require(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void read_line(struct overrides *overrides, const char *name, struct text line, struct diagnostics *diagnostics)
{
    if (text_equal(line, TEXT("shared"))) {
        overrides->shared = true;
    } else if (text_starts(line, TEXT("{"))) {
        struct buffer document = {.arena = overrides->arena};
        buffer_format(&document, "{\"%s\": ", name);
        buffer_put(&document, line);
        buffer_byte(&document, '}');
        overrides_read_wandb_files(overrides, "overrides", buffer_text(&document), diagnostics);
    } else {
        struct place origin = {.source = "argument"};
        overrides_read_assignment(overrides, origin, line, ASSIGNMENT_WORD, text_of(name), diagnostics);
    }
}

/* What the overrides refuse is tested elsewhere: what they take is laid in. */
static void read_overrides(struct patch_input *input, struct overrides *overrides)
{
    struct diagnostics unheard = {.arena = &input->arena};
    for (size_t at = 0; at < input->override_text.length;) {
        size_t end = text_find(input->override_text, at, '\n');
        read_line(overrides, input->name, text_part(input->override_text, at, end), &unheard);
        at = end + 1;
    }
}

/* Every byte of the original is either kept or inside an edit. */
static void check_edits(const struct patch_input *input, const struct patch *patch)
{
    struct buffer rebuilt = {.arena = (struct arena *)&input->arena};
    size_t at = 0;
    for (size_t i = 0; i < patch->edit_count; i++) {
        const struct edit *edit = &patch->edits[i];
        require(edit->start >= at && edit->end >= edit->start && edit->end <= input->config.length);
        buffer_put(&rebuilt, text_part(input->config, at, edit->start));
        buffer_put(&rebuilt, edit->bytes);
        at = edit->end;
    }
    buffer_put(&rebuilt, text_from(input->config, at));
    require(text_equal(buffer_text(&rebuilt), patch->bytes));
}

static void check_refusal(const struct diagnostics *diagnostics)
{
    require(diagnostics->errors > 0);
    for (const struct diagnostic *entry = diagnostics->first; entry; entry = entry->next) {
        require(strstr(entry->message, "a fault of inlay") == NULL);
    }
}

static void patch_input(void *context)
{
    struct patch_input *input = context;
    struct overrides overrides = {.arena = &input->arena};
    struct diagnostics diagnostics = {.arena = &input->arena};
    struct patch patch;
    read_overrides(input, &overrides);
    const struct override_file *file = overrides_find_file(&overrides, text_of(input->name));
    if (!file || !file->first) {
        return;
    }
    if (patch_file(&input->arena, &overrides, file, input->config, &patch, &diagnostics)) {
        require(diagnostics.errors == 0);
        check_edits(input, &patch);
    } else {
        check_refusal(&diagnostics);
    }
}

static void fuzz_patch(const char *name, const uint8_t *data, size_t size)
{
    struct text whole = {(const char *)data, size};
    size_t end = text_find(whole, 0, '\0');
    struct patch_input input = {.name = name, .override_text = text_part(whole, 0, end)};
    input.config = end < size ? text_from(whole, end + 1) : (struct text){"", 0};
    arena_init(&input.arena, 0);
    require(arena_run(&input.arena, patch_input, &input));
    arena_release(&input.arena);
}

#endif
