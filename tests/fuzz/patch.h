/* SPDX-License-Identifier: Apache-2.0 */
/* What the patch targets share: an input is override text, a NUL, and the bytes of a config file.
 *
 * Override text is assignments, one a line; a line that begins with { is a partial document instead, and a line
 * "shared" stands for --shared. No override text at all tries every edit that there is, one at a time, and text that
 * begins with * a choice of them at once, which its other bytes make. Text that begins with = posts the whole config back,
 * changed as its other bytes say. */
#ifndef INLAY_FUZZ_PATCH_H
#define INLAY_FUZZ_PATCH_H

#include "tests/properties/every_edit.h"
#include "tests/properties/same_patch.h"
#include "core/read/read.h"
#include "core/tree/effective.h"
#include "core/overrides/assignment.h"
#include "core/overrides/overrides_document.h"
#include "tests/fuzz/require.h"

#include <string.h>

struct patch_input {
    struct arena arena;
    const char *name;
    struct text override_text;
    struct text config;
    struct overrides overrides; /* the choice that is being made */
    struct override_file file;
    struct node *values; /* a list */
};

/* Every byte of the original is either kept or inside an edit. */
static void check_edits(struct patch_input *input, const struct patch *patch)
{
    struct buffer rebuilt = {.arena = &input->arena};
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

/* Explicit keys, tabs, line ends other than LF and CRLF, and byte-order marks inside are where libyaml reads what
 * others do not, or leaves marks that lead nowhere: inlay's own refusal of its result is good enough there. */
static bool is_odd(struct text config)
{
    for (size_t i = 0; i < config.length; i++) {
        struct text rest = text_from(config, i);
        if (strchr("?\t", config.bytes[i]) || text_starts(rest, TEXT("\xc2\x85")) ||
            text_starts(rest, TEXT("\xe2\x80\xa8")) || text_starts(rest, TEXT("\xe2\x80\xa9")) ||
            (config.bytes[i] == '\r' && !text_starts(rest, TEXT("\r\n"))) ||
            (i > 0 && text_starts(rest, TEXT("\xef\xbb\xbf")))) {
            return true;
        }
    }
    return false;
}

/* A result that inlay refuses itself is never served, so it is no finding of a short run; INLAY_FUZZ_FAULTS=1 makes it
 * one, to find what the engine could still learn. */
static void check_refusal(const struct patch_input *input, const struct diagnostics *diagnostics)
{
    require(diagnostics->errors > 0);
    if (!getenv("INLAY_FUZZ_FAULTS")) {
        return;
    }
    struct text own_fault = TEXT("please report it with this file and the overrides)");
    for (const struct diagnostic *entry = diagnostics->first; entry; entry = entry->next) {
        require(!text_ends(text_of(entry->text), own_fault) || is_odd(input->config));
    }
}

static void check_patch(struct patch_input *input, const struct overrides *overrides, const struct override_file *file)
{
    struct diagnostics diagnostics = {.arena = &input->arena};
    struct patch patch;
    bool patched = patch_file(&input->arena, overrides, file, input->config, &patch, &diagnostics);
    require(!compare_patch(TREE_WHOLE, overrides, file, input->config, patched, &patch, &diagnostics));
    require(!compare_patch(TREE_SPARSE, overrides, file, input->config, patched, &patch, &diagnostics));
    if (patched) {
        require(diagnostics.errors == 0);
        check_edits(input, &patch);
    } else {
        check_refusal(input, &diagnostics);
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
        overrides_read_assignment(overrides, origin, line, ASSIGNMENT_PLAIN, text_of(name), diagnostics);
    }
}

/* What the readers of overrides refuse is left out: they have tests of their own. */
static void lay_text(struct patch_input *input)
{
    struct overrides overrides = {.arena = &input->arena};
    struct diagnostics unheard = {.arena = &input->arena};
    for (size_t at = 0; at < input->override_text.length;) {
        size_t end = text_find(input->override_text, at, '\n');
        read_line(&overrides, input->name, text_part(input->override_text, at, end), &unheard);
        at = end + 1;
    }
    const struct override_file *file = overrides_find_file(&overrides, text_of(input->name));
    if (file && file->first) {
        check_patch(input, &overrides, file);
    }
}

static void append_edit(struct patch_input *input, const struct single_edit *edit)
{
    struct override *override = arena_new(&input->arena, struct override);
    *override = (struct override){.operation = edit->operation, .file = &input->file, .path = edit->path};
    override->origin.source = "edit";
    if (edit->operation != OVERRIDE_UNSET) {
        override->value = node_element(&input->arena, input->values, (uint32_t)(edit->number % input->values->count));
    }
    if (input->file.last[LAYER_SAID]) {
        input->file.last[LAYER_SAID]->next_file = override;
    } else {
        input->file.first = override;
    }
    input->file.last[LAYER_SAID] = override;
}

static void try_edit(void *context, const struct single_edit *edit)
{
    enum { MANY = 30 };
    struct patch_input *input = context;
    if (edit->number <= MANY) {
        input->file.first = input->file.last[LAYER_SAID] = NULL;
        append_edit(input, edit);
        check_patch(input, &input->overrides, &input->file);
    }
}

static void choose_edit(void *context, const struct single_edit *edit)
{
    struct patch_input *input = context;
    struct text choices = text_from(input->override_text, 1);
    size_t bit = 3 * edit->number + edit->operation;
    if (bit / 8 < choices.length && choices.bytes[bit / 8] >> bit % 8 & 1) {
        append_edit(input, edit);
    }
}

static void lay_edits(struct patch_input *input)
{
    struct text values = TEXT("[7, 1e-7, word, \"two: # words\", null, true, [], [1, x], {a: {b: [0.5]}}]");
    struct document document;
    struct diagnostics unheard = {.arena = &input->arena};
    require(document_read(&input->arena, "values", values, FORMAT_YAML, 0, &document, &unheard));
    input->values = document.root;
    input->file.name = input->name;
    input->file.policy = &overrides_no_policy;
    input->file.path = text_of(input->name);
    input->overrides.arena = &input->arena;
    if (!document_read(&input->arena, input->name, input->config, FORMAT_UNKNOWN, 0, &document, &unheard)) {
        return;
    }
    bool choice = input->override_text.length > 0;
    struct every_edit every = {&input->arena, choice ? choose_edit : try_edit, input, 0};
    visit_every_edit(&every, &document);
    if (choice && input->file.first) {
        check_patch(input, &input->overrides, &input->file);
    }
}

/* The bytes that say what is changed; after the last one nothing is. */
struct choices {
    struct arena *arena;
    struct text bytes;
    size_t at;
};

static unsigned next_choice(struct choices *choices)
{
    return choices->at < choices->bytes.length ? (unsigned char)choices->bytes.bytes[choices->at++] : 0;
}

static void append_copy(struct choices *choices, struct node *to, const struct node *child)
{
    struct node *copy = node_synthetic_copy(choices->arena, child);
    copy->key = child->key ? node_synthetic(choices->arena, child->key->kind, child->key->text) : NULL;
    node_append(to, copy);
}

/* value as it is, with children left out, repeated, replaced and made anew. */
static struct node *changed(struct choices *choices, const struct node *value)
{
    enum { LEAVE_OUT = 1, REPEAT, REPLACE, INSERT, KINDS };
    struct node *copy = node_synthetic(choices->arena, value->kind, value->text);
    const struct node *word = node_synthetic(choices->arena, NODE_STRING, TEXT("new"));
    copy->style = value->style;
    for (const struct node *child = value->first; child; child = child->next) {
        unsigned choice = next_choice(choices) % (3 * KINDS);
        if (choice == INSERT && !child->key) {
            append_copy(choices, copy, word);
        }
        if (choice != LEAVE_OUT) {
            struct node *inner =
                choice == REPLACE ? node_synthetic_copy(choices->arena, word) : changed(choices, child);
            inner->key = child->key ? node_synthetic(choices->arena, child->key->kind, child->key->text) : NULL;
            node_append(copy, inner);
        }
        if (choice == REPEAT && !child->key) {
            append_copy(choices, copy, child);
        }
    }
    return copy;
}

static void lay_back(struct patch_input *input)
{
    struct document document;
    struct diagnostics unheard = {.arena = &input->arena};
    struct overrides overrides = {.arena = &input->arena};
    struct choices choices = {&input->arena, text_from(input->override_text, 1), 0};
    struct override override = {.operation = OVERRIDE_MERGE, .origin = {.source = "post"}};
    if (!document_read(&input->arena, input->name, input->config, FORMAT_UNKNOWN, 0, &document, &unheard) ||
        !document.root || !effective_root(&input->arena, &document, &document.root, &unheard) ||
        document.root->kind != NODE_MAP) {
        return;
    }
    override.value = changed(&choices, document.root);
    override.file = overrides_file(&overrides, text_of(input->name), override.origin);
    overrides_add(&overrides, &override);
    check_patch(input, &overrides, override.file);
}

static void lay(void *context)
{
    struct patch_input *input = context;
    if (text_starts(input->override_text, TEXT("="))) {
        lay_back(input);
    } else if (input->override_text.length == 0 || input->override_text.bytes[0] == '*') {
        lay_edits(input);
    } else {
        lay_text(input);
    }
}

static void fuzz_patch(const char *name, const uint8_t *data, size_t size)
{
    struct text whole = {(const char *)data, size};
    size_t end = text_find(whole, 0, '\0');
    struct patch_input input = {.name = name, .override_text = text_part(whole, 0, end)};
    input.config = end < size ? text_from(whole, end + 1) : (struct text){"", 0};
    arena_init(&input.arena, 0);
    require(arena_run(&input.arena, lay, &input));
    arena_release(&input.arena);
}

#endif
