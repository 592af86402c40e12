/* SPDX-License-Identifier: Apache-2.0 */
#include "core/read/digest.h"

#include <string.h>

/* Multiplication carries each bit of a word up, the shift carries it down again. The constant is 2^64 divided by the
 * golden ratio, odd: then both steps can be undone, and no two words lead from one state to the same next one. */
static uint64_t mix(uint64_t state, uint64_t word)
{
    state = (state ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return state ^ state >> 32;
}

/* Up to seven bytes as one word. */
static uint64_t short_word(struct text text)
{
    uint64_t word = 0;
    uint32_t first, last;
    if (text.length >= sizeof first) {
        memcpy(&first, text.bytes, sizeof first);
        memcpy(&last, text.bytes + text.length - sizeof last, sizeof last); /* some bytes twice */
        return (uint64_t)first << 32 | last;
    }
    for (size_t i = 0; i < text.length; i++) {
        word = word << 8 | (unsigned char)text.bytes[i];
    }
    return word;
}

/* The length has been mixed in before: without it, two texts could make the same words. */
static uint64_t mix_text(uint64_t state, struct text text)
{
    uint64_t word;
    if (text.length < sizeof word) {
        return mix(state, short_word(text));
    }
    for (size_t at = 0; text.length - at > sizeof word; at += sizeof word) {
        memcpy(&word, text.bytes + at, sizeof word);
        state = mix(state, word);
    }
    memcpy(&word, text.bytes + text.length - sizeof word, sizeof word); /* some bytes twice */
    return mix(state, word);
}

enum mark {
    MARK_SCALAR,
    MARK_LIST,
    MARK_MAP,
    MARK_END,
};

void digest_enter(uint64_t *digest, const struct node *node)
{
    enum mark mark = node->kind == NODE_LIST ? MARK_LIST : node->kind == NODE_MAP ? MARK_MAP : MARK_SCALAR;
    struct text tag = node->properties ? node->properties->tag : (struct text){"", 0};
    uint64_t lengths = (uint64_t)tag.length << 36 | (uint64_t)node->text.length << 5;
    uint64_t state = mix(*digest, lengths | (uint64_t)node->style << 2 | mark);
    state = mix_text(state, node->text);
    *digest = tag.length > 0 ? mix_text(state, tag) : state;
}

void digest_leave(uint64_t *digest)
{
    *digest = mix(*digest, MARK_END);
}

uint64_t digest_join(uint64_t before, uint64_t one)
{
    return mix(before, one);
}
