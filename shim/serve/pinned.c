/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/pinned.h"
#include "shim/serve/sealed_text.h"
#include "shim/serve/whole_file.h"

#include <string.h>

const char *pinned_content(struct arena *arena, const char *path, struct text *content)
{
    struct file_content file = {{NULL, 0}, 0, 0};
    int result = whole_file_read(arena, path, &file);
    *content = file.bytes;
    return result < 0 ? whole_file_problem(-result) : NULL;
}

static bool is_pinned(const struct pinned *pinned)
{
    return pinned->wanted && *pinned->wanted != '\0';
}

/* A file that somebody else named in the same way. */
static bool is_file_at(struct arena *arena, const struct pinned *pinned, const char *path, struct text *content)
{
    char digest[SHA256_HEX];
    if (pinned_content(arena, path, content)) {
        return false;
    }
    sha256_hex(*content, digest);
    return strcmp(digest, pinned->wanted) == 0;
}

/* It is there with the right digest, or not at all. */
static bool read_sealed(struct arena *arena, const struct pinned *pinned, const char *path, struct text *content,
                        char digest[SHA256_HEX], struct diagnostics *diagnostics)
{
    if (!sealed_text_find(path, pinned->ledger, pinned->wanted, content) && !is_file_at(arena, pinned, path, content)) {
        diagnose(diagnostics, SEVERITY_ERROR, (struct place){.source = path},
                 "cannot be reached, and this process inherited no copy (%s names it; has `inlay run` ended? other "
                 "machines need a file that they share)",
                 pinned->variable);
        return false;
    }
    memcpy(digest, pinned->wanted, SHA256_HEX);
    return true;
}

bool pinned_read(struct arena *arena, const struct pinned *pinned, const char *path, struct text *content,
                 char digest[SHA256_HEX], struct diagnostics *diagnostics)
{
    const struct place place = {.source = path};
    if (is_pinned(pinned) && sealed_text_is_at(path)) {
        return read_sealed(arena, pinned, path, content, digest, diagnostics);
    }
    const char *problem = pinned_content(arena, path, content);
    if (problem) {
        diagnose(diagnostics, SEVERITY_ERROR, place, "%s (%s names it)", problem, pinned->variable);
        return false;
    }
    sha256_hex(*content, digest);
    if (is_pinned(pinned) && strcmp(pinned->wanted, digest) != 0) {
        diagnose(diagnostics, SEVERITY_ERROR, place,
                 "is not what the job was started with (start the job anew, or unset %s)", pinned->pin);
        return false;
    }
    return true;
}
