/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/encoded_text.h"
#include "core/base/base64.h"

bool encoded_text_is(struct text value)
{
    return text_starts(value, ENCODED_PREFIX);
}

void encoded_text_put(struct buffer *out, struct text document)
{
    buffer_put(out, ENCODED_PREFIX);
    base64url_put(out, document);
}

bool encoded_text_read(struct arena *arena, const char *name, struct text *value, struct diagnostics *diagnostics)
{
    if (!encoded_text_is(*value)) {
        return true;
    }
    const struct text digits = text_from(*value, ENCODED_PREFIX.length);
    const char *problem = digits.length > 0 ? base64url_read(arena, digits, value) : "nothing stands behind base64url:";
    if (problem) {
        diagnose(diagnostics, SEVERITY_ERROR, (struct place){.source = name}, "%s", problem);
    }
    return !problem;
}
