/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/complete/completion.h"

static bool has_control(struct text text)
{
    size_t i = 0;
    while (i < text.length && (unsigned char)text.bytes[i] >= ' ' && text.bytes[i] != 0x7f) {
        i++;
    }
    return i < text.length;
}

void completion_put(const struct completion *completion, struct text stem, struct text name, const char *end,
                    const char *about)
{
    struct buffer candidate = {.arena = completion->out->arena};
    buffer_format(&candidate, "%.*s%.*s%s", TEXT_ARGS(stem), TEXT_ARGS(name), end);
    if (!text_starts(buffer_text(&candidate), completion->word) || has_control(buffer_text(&candidate))) {
        return;
    }
    buffer_put(completion->out, completion->before);
    buffer_put(completion->out, buffer_text(&candidate));
    if (about && *about != '\0' && !has_control(text_of(about))) {
        buffer_format(completion->out, "\t%s", about);
    }
    buffer_byte(completion->out, '\n');
}
