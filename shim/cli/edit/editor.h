/* SPDX-License-Identifier: Apache-2.0 */
/* A person's editor, on a document that is private and gone when the editor is. */
#ifndef INLAY_EDITOR_H
#define INLAY_EDITOR_H

#include "core/base/text.h"

#include <stdint.h>

/* Opens $VISUAL, $EDITOR, editor or vi at that line, on the terminal that descriptor is. False when there is none of
 * them, it fails or the document cannot be written or read; then that has been said. */
bool editor_edit(struct arena *arena, int terminal, struct text document, uint32_t line, struct text *edited);

#endif
