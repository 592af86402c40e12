/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/plan/identity.h"

#include "core/overrides/run_config.h"
#include "core/overrides/target.h"
#include "core/sweep/value_text.h"
#include "core/tree/keypath.h"

#include <string.h>

#define FORM "inlay cell 1\n" /* of the text that is digested */

struct entry {
    const struct override *override;
    struct text place; /* layer, file, document and key: what it is sorted by */
};

static struct text place_of(struct arena *arena, const struct override *override)
{
    struct buffer place = {.arena = arena};
    buffer_format(&place, "%d %.*s", (int) override->layer, TEXT_ARGS(override->file->path));
    buffer_byte(&place, '\0');
    buffer_format(&place, "%u", override->document);
    buffer_byte(&place, '\0');
    buffer_put(&place, target_selectors_text(arena, override->selectors));
    buffer_byte(&place, '\0');
    keypath_write(&place, override->path);
    return buffer_text(&place);
}

/* Whether only keys lead there, so that no other override changes what the path means. */
static bool is_fixed(const struct override *override)
{
    bool fixed = override->operation != OVERRIDE_MERGE && override->selectors.count == 0;
    for (size_t i = 0; i < override->path.count; i++) {
        const struct step *step = &override->path.steps[i];
        fixed &= step->kind == STEP_KEY || (step->kind == STEP_INDEX && step->index >= 0);
    }
    return fixed;
}

static bool begins_alike(struct keypath a, struct keypath b)
{
    const size_t shorter = a.count < b.count ? a.count : b.count;
    return keypath_equal((struct keypath){a.steps, shorter}, (struct keypath){b.steps, shorter});
}

/* Whether it makes no difference which of the two is first. */
static bool are_apart(const struct override *a, const struct override *b)
{
    if (a->layer != b->layer) {
        return false;
    }
    if (a->file != b->file) {
        return true;
    }
    const bool removes = a->operation == OVERRIDE_UNSET || b->operation == OVERRIDE_UNSET; /* elements move up */
    return !removes && is_fixed(a) && is_fixed(b) && (a->document != b->document || !begins_alike(a->path, b->path));
}

/* Whether a later override takes all effect from an earlier one. */
static bool replaces(const struct entry *later, const struct entry *earlier)
{
    const enum operation before = earlier->override->operation, after = later->override->operation;
    return text_compare(later->place, earlier->place) == 0 && is_fixed(later->override) &&
           ((before == OVERRIDE_SET && (after == OVERRIDE_SET || after == OVERRIDE_ADD)) ||
            (before == OVERRIDE_ADD && after == OVERRIDE_ADD));
}

static void take_out(struct entry *entries, size_t *count, size_t at)
{
    memmove(&entries[at], &entries[at + 1], (--*count - at) * sizeof *entries);
}

/* Puts override as far to the front as its place and what it must follow allow. */
static void insert(struct entry *entries, size_t *count, const struct entry *entry)
{
    size_t least = *count;
    while (least > 0 && are_apart(entries[least - 1].override, entry->override)) {
        least--;
    }
    if (least > 0 && replaces(entry, &entries[least - 1])) {
        take_out(entries, count, --least);
        while (least > 0 && are_apart(entries[least - 1].override, entry->override)) {
            least--;
        }
    }
    size_t at = *count;
    while (at > least && text_compare(entry->place, entries[at - 1].place) < 0) {
        at--;
    }
    memmove(&entries[at + 1], &entries[at], (*count - at) * sizeof *entries);
    entries[at] = *entry;
    ++*count;
}

static void put_text(struct buffer *out, struct text text)
{
    buffer_format(out, "%zu:", text.length);
    buffer_put(out, text);
}

static void put_value(struct buffer *out, const char *name, const struct node *value)
{
    struct buffer text = {.arena = out->arena};
    if (value) {
        value_text_put(&text, value, false);
        buffer_put(out, text_of(name));
        put_text(out, buffer_text(&text));
        buffer_byte(out, '\n');
    }
}

static void put_entry(struct buffer *out, const struct entry *entry)
{
    const struct override *override = entry->override;
    buffer_format(out, "%d ", (int) override->operation);
    put_text(out, entry->place);
    put_text(out, override->word);
    put_value(out, " ", override->value);
    buffer_byte(out, '\n');
}

static void put_run_config(struct buffer *out, const struct overrides *overrides, const char *name, bool is_handed_on)
{
    const struct node *run_config = run_config_joined(overrides, is_handed_on);
    put_value(out, name, run_config && run_config->count > 0 ? run_config : NULL);
}

static size_t count_of(const struct overrides *overrides)
{
    size_t count = 0;
    for (const struct override *override = overrides->first; override; override = override->next) {
        count++;
    }
    return count;
}

void plan_identity(const struct overrides *overrides, char digest[SHA256_HEX])
{
    struct arena *arena = overrides->arena;
    struct entry *entries = arena_array(arena, struct entry, count_of(overrides) + 1);
    struct buffer text = {.arena = arena};
    size_t count = 0;
    for (const struct override *override = overrides->first; override; override = override->next) {
        insert(entries, &count, &(struct entry){override, place_of(arena, override)});
    }
    buffer_put(&text, TEXT(FORM));
    for (size_t i = 0; i < count; i++) {
        put_entry(&text, &entries[i]);
    }
    put_run_config(&text, overrides, "handed on ", true);
    put_run_config(&text, overrides, "run config ", false);
    put_value(&text, "entry point ", overrides->entry_point);
    put_value(&text, "args ", overrides->args);
    buffer_put(&text, overrides->shared ? TEXT("shared\n") : TEXT(""));
    sha256_hex(buffer_text(&text), digest);
}
