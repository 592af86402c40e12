/* SPDX-License-Identifier: Apache-2.0 */
#include "core/overrides/base_digest.h"
#include "core/overrides/target.h"

#include <string.h>

#define SHA256_DIGITS 64

static bool is_digest(struct text digest)
{
    size_t digits = 0;
    while (digits < digest.length && text_hex_value(digest.bytes[digits]) >= 0) {
        digits++;
    }
    return digits == digest.length && digits == SHA256_DIGITS;
}

static struct text in_lower_case(struct arena *arena, struct text text)
{
    struct buffer lower = {.arena = arena};
    for (size_t i = 0; i < text.length; i++) {
        buffer_byte(&lower, text_lower(text.bytes[i]));
    }
    return buffer_text(&lower);
}

bool base_digest_require(struct override_file *file, struct place place, struct text digest,
                         struct diagnostics *diagnostics)
{
    struct base *base = &file->base;
    if (!is_digest(digest)) {
        diagnose(diagnostics, SEVERITY_ERROR, place,
                 "\"%.*s\" is no SHA-256 digest, which has 64 hexadecimal digits (sha256sum %s prints it)",
                 TEXT_ARGS(digest), file->name);
        return false;
    }
    digest = in_lower_case(diagnostics->arena, digest);
    if (base->required && !text_equal(base->sha256, digest)) {
        diagnose(diagnostics, SEVERITY_ERROR, place, "%s is asked to have another SHA-256 digest already (give one)",
                 file->name);
        return false;
    }
    *base = (struct base){.sha256 = digest, .place = place, .required = true};
    return true;
}

bool base_digest_read(struct overrides *overrides, struct place origin, struct text source,
                      struct diagnostics *diagnostics)
{
    const char *equals = memrchr(source.bytes, '=', source.length);
    const struct text path = text_part(source, 0, equals ? (size_t)(equals - source.bytes) : 0);
    const char *problem = equals ? target_path_refusal(path) : "not FILE=SHA256";
    if (problem) {
        diagnose(diagnostics, SEVERITY_ERROR, origin, "\"%.*s\": %s", TEXT_ARGS(source), problem);
        return false;
    }
    return base_digest_require(overrides_file(overrides, path, origin), origin, text_from(source, path.length + 1),
                               diagnostics);
}

const struct node *base_digests_of(struct arena *arena, const struct overrides *overrides)
{
    struct node *digests = NULL;
    for (const struct override_file *file = overrides->files; file; file = file->next) {
        if (file->base.required) {
            struct node *digest = node_synthetic(arena, NODE_STRING, file->base.sha256);
            digests = digests ? digests : node_synthetic(arena, NODE_MAP, TEXT(""));
            digest->key = node_synthetic(arena, NODE_STRING, file->path);
            node_append(digests, digest);
        }
    }
    return digests;
}
