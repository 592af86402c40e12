/* SPDX-License-Identifier: Apache-2.0 */
/* A person's editor, on a private document that is removed when the editor ends. */
#ifndef INLAY_EDITOR_H
#define INLAY_EDITOR_H

#include "core/base/text.h"

#include <stdint.h>

/* Opens $VISUAL, $EDITOR, editor or vi at line (from 1), on the terminal, a descriptor. False, and said, when there
 * is no editor, it fails, or the document cannot be written or read. */
bool editor_edit(struct arena *arena, int terminal, struct text document, uint32_t line, struct text *edited);

#endif
