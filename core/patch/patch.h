/* SPDX-License-Identifier: Apache-2.0 */
/* Patching: original bytes and overrides in, new bytes out. Every byte that no override touches stays as it was. It
 * takes about the result's size in memory, beside the original: little is made of what no override leads to.
 *
 * The overrides are first applied to the original's tree, in order, so that later ones see what earlier ones did. The
 * changes are then spliced into the bytes in one pass. The result is read again and compared: with the original outside
 * the overridden paths, with the overrides inside. A result that differs is never returned. */
#ifndef INLAY_PATCH_H
#define INLAY_PATCH_H

#include "core/overrides/overrides.h"
#include "core/patch/edits.h"

/* One value that the patch changed, for the report. */
struct applied {
    struct applied *next;
    const struct override *override; /* the last one that had to do with this value */
    struct text path;                /* key path from the root, as keypath_write() writes it */
    struct text before;              /* as in the original, empty when the key was missing */
    struct text after;               /* as in the result, empty when the key was removed */
};

struct patch {
    struct text bytes;        /* in the arena, or the original's when nothing changed */
    const struct edit *edits; /* edit_count of them, in order; they do not overlap */
    size_t edit_count;
    const struct applied *applied; /* empty where a secret is in bytes: it would be here too */
    enum format format;
    bool has_secrets; /* some of the values are secrets (core/patch/secret.h), or references to them */
};

/* Applies file's overrides (file->first, by next_file). original is borrowed. False when it is refused: diagnostics
 * hold every error found. Notes (keys added that look misspelt, …) are put there in either case. */
bool patch_file(struct arena *arena, const struct overrides *overrides, const struct override_file *file,
                struct text original, struct patch *patch, struct diagnostics *diagnostics);

/* The same for a file that need not exist, and does not: the overrides are applied to an empty file, which is put into
 * *original. A YAML file that stays without keys is {}, so that its readers get an object. New keys are not noted: all
 * are new. */
bool patch_missing_file(struct arena *arena, const struct overrides *overrides, const struct override_file *file,
                        struct text *original, struct patch *patch, struct diagnostics *diagnostics);

#endif
