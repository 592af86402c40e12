/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes as letters and digits: base64 (RFC 4648 section 4), and base64url (section 5), which no shell, template or
 * env-file makes anything else of. */
#ifndef INLAY_BASE64_H
#define INLAY_BASE64_H

#include "core/base/buffer.h"

/* With the padding that its readers expect. */
void base64_put(struct buffer *out, struct text bytes);

/* Without padding: `=` is taken apart by too many tools. */
void base64url_put(struct buffer *out, struct text bytes);

/* Reads base64url, with or without its padding, into *bytes, in the arena. NULL, or what is wrong, as the text of a
 * message in the arena. Each text stands for other bytes: bits that no byte has must be 0. */
const char *base64url_read(struct arena *arena, struct text digits, struct text *bytes);

#endif
