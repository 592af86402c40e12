/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/complete/completion.h"

#include "core/base/printable.h"

/* As it stands: a shell shows it, and puts it into the line. */
static bool is_harmless(struct arena *arena, struct text text)
{
    return text_equal(text_of(printable_string(arena, text)), text);
}

void completion_put(const struct completion *completion, struct text stem, struct text name, const char *end,
                    const char *about)
{
    struct buffer candidate = {.arena = completion->out->arena};
    buffer_format(&candidate, "%.*s%.*s%s", TEXT_ARGS(stem), TEXT_ARGS(name), end);
    if (!text_starts(buffer_text(&candidate), completion->word) ||
        !is_harmless(completion->out->arena, buffer_text(&candidate))) {
        return;
    }
    buffer_put(completion->out, completion->before);
    buffer_put(completion->out, buffer_text(&candidate));
    if (about && *about != '\0' && is_harmless(completion->out->arena, text_of(about))) {
        buffer_format(completion->out, "\t%s", about);
    }
    buffer_byte(completion->out, '\n');
}
