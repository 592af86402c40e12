/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF. */
#ifndef INLAY_UTF8_H
#define INLAY_UTF8_H

#include "core/base/text.h"

/* Bytes in the character that begins at source.bytes[at], 1 to 4; 0 when no valid one does. at < source.length. */
size_t utf8_length(struct text source, size_t at);

/* How far the next character is: as utf8_length(), but 1 where no valid one begins. */
size_t utf8_step(struct text source, size_t at);

/* Characters in source, each byte that is none counted as one. */
size_t utf8_count(struct text source);

/* Whether a byte continues a character that began before it. */
static inline bool utf8_is_continuation(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

bool utf8_is_valid(struct text source);

/* The code point that begins at source.bytes[at], and in *length its bytes. source is UTF-8, or holds lone surrogates
 * as utf8_encode() writes them. */
uint32_t utf8_decode(struct text source, size_t at, size_t *length);

/* Bytes in the byte-order mark that source begins with: 3, or 0 when there is none. */
size_t utf8_mark_length(struct text source);

/* Writes a code point as 1 to 4 bytes and returns how many. A surrogate (U+D800 to U+DFFF) becomes three bytes that are
 * not UTF-8 (known as WTF-8): so a lone one in a JSON string is kept until somebody has to refuse it. */
size_t utf8_encode(char *out, uint32_t code_point);

#endif
