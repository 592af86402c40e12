/* SPDX-License-Identifier: Apache-2.0 */
/* What an override may have meant whose key path leads nowhere: said at the end of the message about it. */
#ifndef INLAY_KEY_ADVICE_H
#define INLAY_KEY_ADVICE_H

#include "core/patch/overlay.h"

/* Adds " (what to do)" to the text of each of astray, which overlay_document() left of document number `which`. What is
 * suggested has been looked up in document->source, which is read again for it. */
void key_advice_give(struct arena *arena, const struct overrides *overrides, const struct override_file *file,
                     uint32_t which, const struct document *document, const struct astray *astray);

#endif
