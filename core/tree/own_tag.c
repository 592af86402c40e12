/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/own_tag.h"

#include <string.h>

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

const struct node *own_tag_inside(const struct node *node)
{
    const struct node *found = node_own_tag(node).length > 0 ? node : NULL;
    for (const struct node *child = node->first; child && !found; child = child->next) {
        found = own_tag_inside(child);
    }
    return found;
}

bool own_tag_begins(struct text word)
{
    return word.length > 1 && word.bytes[0] == '!' && (is_letter(word.bytes[1]) || strchr("!<", word.bytes[1]));
}

void own_tag_put(struct buffer *out, struct text tag)
{
    const struct text core = node_core_tag(tag);
    if (core.length > 0) {
        buffer_put(out, TEXT("!!"));
        buffer_put(out, core);
    } else if (text_starts(tag, TEXT("!"))) {
        buffer_put(out, tag);
    } else {
        buffer_format(out, "!<%.*s>", TEXT_ARGS(tag));
    }
}

/* A comma is part of a tag between < and > alone; to some readers elsewhere, too. */
const char *own_tag_refusal(struct text tag)
{
    const struct text core = node_core_tag(tag);
    const bool local = text_starts(tag, TEXT("!"));
    const struct text name = core.length > 0 ? core : text_from(tag, local);
    for (size_t i = 0; i < name.length; i++) {
        char c = name.bytes[i];
        bool comma = c == ',' && !local && core.length == 0;
        if (!is_letter(c) && !is_digit(c) && !comma && (c == '\0' || !strchr("-_./:;?@&=+$~*'()", c))) {
            return "the tag holds a character on which readers disagree";
        }
    }
    return NULL;
}
