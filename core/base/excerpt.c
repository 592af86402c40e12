/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/excerpt.h"
#include "core/base/utf8.h"

#define SHOWN_LENGTH 40 /* bytes */

void excerpt_put(struct buffer *out, struct text text)
{
    size_t end = 0;
    while (end < text.length && end < SHOWN_LENGTH && !text_is_line_end(text.bytes[end])) {
        end++;
    }
    while (end > 0 && end < text.length && utf8_is_continuation(text.bytes[end])) {
        end--;
    }
    buffer_put(out, text_part(text, 0, end));
    buffer_put(out, end < text.length ? TEXT(" …") : TEXT(""));
}
