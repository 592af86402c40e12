/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/pinned.h"
#include "core/base/sha256.h"
#include "shim/serve/whole_file.h"

#include <string.h>

const char *pinned_content(struct arena *arena, const char *path, struct text *content)
{
    struct file_content file = {{NULL, 0}, 0, 0};
    int result = whole_file_read(arena, path, &file);
    *content = file.bytes;
    return result < 0 ? whole_file_problem(-result) : NULL;
}

bool pinned_read(struct arena *arena, const struct pinned *pinned, const char *path, struct text *content,
                 char digest[65], struct diagnostics *diagnostics)
{
    const struct place place = {.source = path};
    const char *problem = pinned_content(arena, path, content);
    if (problem) {
        diagnose(diagnostics, SEVERITY_ERROR, place, "%s (%s names it)", problem, pinned->variable);
        return false;
    }
    sha256_hex(*content, digest);
    if (pinned->wanted && *pinned->wanted != '\0' && strcmp(pinned->wanted, digest) != 0) {
        diagnose(diagnostics, SEVERITY_ERROR, place,
                 "is not what the job was started with (start the job anew, or unset %s)", pinned->pin);
        return false;
    }
    return true;
}
