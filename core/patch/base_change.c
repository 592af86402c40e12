/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/base_change.h"
#include "core/base/sha256.h"

bool base_is_unchanged(const struct overrides *overrides, const struct override_file *file, struct text original,
                       struct diagnostics *diagnostics)
{
    const struct base *base = &file->base;
    char digest[SHA256_HEX];
    if (base->sha256.length == 0 || overrides->hide) {
        return true;
    }
    sha256_hex(original, digest);
    if (text_equal(base->sha256, text_of(digest))) {
        return true;
    }
    /* The digest that it has is not shown: it may be of a secret. */
    if (base->required && file->copy.path.length > 0) {
        diagnose(diagnostics, SEVERITY_ERROR, base->place,
                 "the copy of %s, %.*s, has changed: it is not the file of this digest (the job reads %s from it; put "
                 "back what it was)",
                 file->name, TEXT_ARGS(file->copy.path), file->name);
    } else if (base->required) {
        diagnose(diagnostics, SEVERITY_ERROR, base->place,
                 "%s has changed: it is not the file of this digest (look at it, and give the digest that sha256sum %s "
                 "prints)",
                 file->name, file->name);
    } else {
        diagnose(diagnostics, SEVERITY_NOTE, base->place,
                 "%s has changed since: what is not overridden may have other values", file->name);
    }
    return !base->required;
}
