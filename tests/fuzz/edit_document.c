/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a config, and any as a document that a person edits: a config, a NUL, and the document.
 *
 * The document that lists the config's inputs overrides nothing; with every # taken off it says the values that are
 * there, and the config keeps them. Of what a person typed nothing is lost. */
#include "shim/cli/edit/edit_document.h"
#include "shim/cli/files/input_words.h"
#include "core/overrides/overrides_document.h"
#include "core/patch/patch.h"
#include "core/read/read.h"
#include "core/tree/value_equal.h"
#include "tests/fuzz/halves.h"
#include "tests/fuzz/require.h"

#define NAME "config.yaml"

struct case_input {
    struct arena *arena;
    struct text config, typed;
    struct overrides overrides;
    struct diagnostics diagnostics;
};

static struct text take_line(struct text *lines)
{
    const size_t end = text_find(*lines, 0, '\n');
    const struct text line = text_part(*lines, 0, end < lines->length ? end + 1 : end);
    *lines = text_from(*lines, line.length);
    return line;
}

/* As a person takes the # off every input's line. */
static struct text uncommented(struct arena *arena, struct text document)
{
    struct buffer out = {.arena = arena};
    while (document.length > 0) {
        const struct text line = take_line(&document);
        buffer_put(&out, text_from(line, text_starts(line, TEXT("# "))));
    }
    return buffer_text(&out);
}

static bool read_overrides(struct case_input *input, struct text document)
{
    input->overrides = (struct overrides){.arena = input->arena};
    input->diagnostics = (struct diagnostics){.arena = input->arena};
    return overrides_read_document(&input->overrides, "o.yaml", document, &input->diagnostics);
}

static const struct job_input *find_input(const struct job_input *inputs, struct keypath path)
{
    while (inputs && !keypath_equal(inputs->path, path)) {
        inputs = inputs->next;
    }
    return inputs;
}

/* value_equal() knows numbers, and what is shown knows keys: ? is {null: null}. */
static bool is_same(struct arena *arena, const struct node *a, const struct node *b)
{
    struct buffer one = {.arena = arena}, other = one;
    input_put_value(&one, a);
    input_put_value(&other, b);
    return value_equal(arena, a, b) || text_equal(buffer_text(&one), buffer_text(&other));
}

/* Spelling may change where readers of a number disagree, and the order where a key stands twice. */
static void check_same_values(struct case_input *input, const struct job_config *config, struct text patched)
{
    struct document document;
    struct job_inputs inputs;
    require(document_read(input->arena, NAME, patched, FORMAT_YAML, 0, &document, &input->diagnostics));
    require(job_inputs_list(input->arena, config->offer, &document, true, &inputs, &input->diagnostics));
    for (const struct job_input *before = config->inputs; before; before = before->next) {
        const struct job_input *after = find_input(inputs.nested, before->path);
        require(after && is_same(input->arena, before->value, after->value));
    }
}

/* What a config has that no document can say is refused there, and says so. */
static void check_uncommented(struct case_input *input, const struct job_config *config, struct text document)
{
    struct patch patch;
    if (!read_overrides(input, document)) {
        return;
    }
    const struct override_file *file = overrides_find_file(&input->overrides, TEXT(NAME));
    if (file && file->first &&
        patch_file(input->arena, &input->overrides, file, input->config, &patch, &input->diagnostics)) {
        check_same_values(input, config, patch.bytes);
    }
}

static void check_template(struct case_input *input, const struct job_config *config)
{
    struct buffer out = {.arena = input->arena};
    edit_document_put(&out, config);
    const struct text closed = edit_document_closed(input->arena, buffer_text(&out), config);
    require(edit_document_is_empty(input->arena, closed));
    require(text_equal(edit_document_opened(input->arena, closed, config), buffer_text(&out)));
    check_uncommented(input, config, uncommented(input->arena, buffer_text(&out)));
}

/* Lines keep their numbers and their text, but for the mark before an empty object. */
static void check_typed(struct case_input *input, const struct job_config *config)
{
    const struct text opened = edit_document_opened(input->arena, input->typed, config);
    const struct text closed = edit_document_closed(input->arena, opened, config);
    struct text before = input->typed, after = closed, between = opened;
    while (before.length > 0) {
        const struct text line = take_line(&before), closed_line = take_line(&after), open_line = take_line(&between);
        require(text_equal(line, open_line) || text_equal(text_from(line, 2), open_line));
        require(text_equal(closed_line, open_line) || text_equal(text_from(closed_line, 2), open_line));
    }
    require(after.length == 0 && between.length == 0);
    uint32_t line;
    struct text notes;
    read_overrides(input, closed);
    const struct text noted = edit_document_noted(input->arena, closed, "o.yaml", &input->diagnostics, &line, &notes);
    const struct text without = edit_document_without_notes(input->arena, noted, notes);
    require(text_starts(without, closed) && without.length <= closed.length + 1);
    require(line >= 1);
}

static void edit(void *context)
{
    static const struct offer everything;
    struct case_input *input = context;
    struct document document;
    struct diagnostics unheard = {.arena = input->arena};
    struct job_config config = {.name = NAME, .is_file = true, .offer = &everything};
    if (document_read(input->arena, NAME, input->config, FORMAT_YAML, 0, &document, &unheard) && document.root) {
        config.document = &document;
        struct job_inputs inputs;
        if (job_inputs_list(input->arena, &everything, &document, true, &inputs, &unheard)) {
            config.inputs = inputs.nested;
            check_template(input, &config);
        }
    }
    check_typed(input, &config);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const struct halves halves = fuzz_halves(bytes, size);
    struct arena arena;
    arena_init(&arena, (size_t)256 << 20);
    struct case_input input = {.arena = &arena, .config = halves.first, .typed = halves.second};
    arena_run(&arena, edit, &input);
    arena_release(&arena);
    return 0;
}
