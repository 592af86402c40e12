/* SPDX-License-Identifier: Apache-2.0 */
/* What overrides choose by content: elements of lists, and documents of a stream. */
#ifndef INLAY_SELECT_H
#define INLAY_SELECT_H

#include "core/overrides/overrides.h"

/* Makes *selected a copy of file, whose overrides have numbers where they choose by what original says: the documents'
 * numbers, and STEP_SELECT's index and head. original is the file as it is on the disk, before any override; so two
 * overrides that choose by the same text mean the same element, whatever an earlier one does. A selector in a list
 * that is not in original keeps its index of -1. False with an error where none or several are chosen; no message shows
 * a secret's value, and by a secret's value nothing is chosen. */
bool select_in_file(struct arena *arena, const struct override_file *file, struct text original, enum format format,
                    struct override_file *selected, struct diagnostics *diagnostics);

#endif
