/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/base/html_page.h"

#include "core/base/base64.h"
#include "core/base/sha256.h"

#define DIGEST_SIZE 32 /* bytes */

/* How a Content-Security-Policy names an inline script or style: https://www.w3.org/TR/CSP3/#grammardef-hash-source */
static void put_hash_source(struct buffer *out, struct text content)
{
    char hex[SHA256_HEX];
    char digest[DIGEST_SIZE];
    sha256_hex(content, hex);
    for (size_t i = 0; i < DIGEST_SIZE; i++) {
        digest[i] = (char)(text_hex_value(hex[2 * i]) << 4 | text_hex_value(hex[2 * i + 1]));
    }
    buffer_put(out, TEXT("'sha256-"));
    base64_put(out, (struct text){digest, DIGEST_SIZE});
    buffer_byte(out, '\'');
}

static struct text policy(struct arena *arena, struct text style, struct text script)
{
    struct buffer out = {.arena = arena};
    buffer_put(&out, TEXT("default-src 'none'; script-src "));
    put_hash_source(&out, script);
    buffer_put(&out, TEXT("; style-src "));
    put_hash_source(&out, style);
    buffer_put(&out, TEXT("; img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"));
    return buffer_text(&out);
}

/* Puts the page up to a mark, then content in the place of the mark. *page becomes what follows the mark. */
static void put_part(struct buffer *out, struct text *page, const char *mark, struct text content)
{
    size_t at = 0;
    while (!text_starts(text_from(*page, at), text_of(mark))) {
        at++;
    }
    buffer_put(out, text_part(*page, 0, at));
    buffer_put(out, content);
    *page = text_from(*page, at + text_of(mark).length);
}

void html_page_put(struct buffer *out, struct text page, struct text style, struct text script, struct text model)
{
    put_part(out, &page, "{{policy}}", policy(out->arena, style, script));
    put_part(out, &page, "{{style}}", style);
    put_part(out, &page, "{{model}}", model);
    put_part(out, &page, "{{script}}", script);
    buffer_put(out, page);
}

/* The length of the character at this byte when it must be escaped, else 0. */
static size_t unsafe_length(struct text json, size_t at)
{
    unsigned char first = (unsigned char)json.bytes[at];
    if (first == '<' || first == '>' || first == '&') {
        return 1;
    }
    if (at + 2 >= json.length) {
        return 0;
    }
    unsigned char second = (unsigned char)json.bytes[at + 1];
    unsigned char third = (unsigned char)json.bytes[at + 2];
    bool line_end = first == 0xE2 && second == 0x80 && (third == 0xA8 || third == 0xA9);
    bool surrogate = first == 0xED && second >= 0xA0;
    return line_end || surrogate ? 3 : 0;
}

/* What is escaped is inside strings. */
void html_page_put_inert(struct buffer *out, struct text json)
{
    for (size_t at = 0; at < json.length;) {
        const unsigned char *c = (const unsigned char *)json.bytes + at;
        switch (unsafe_length(json, at)) {
        case 0:
            buffer_byte(out, json.bytes[at++]);
            break;
        case 1:
            buffer_format(out, "\\u%04x", *c);
            at++;
            break;
        default:
            buffer_format(out, "\\u%04x", (c[0] & 0xFU) << 12 | (c[1] & 0x3FU) << 6 | (c[2] & 0x3FU));
            at += 3;
        }
    }
}
