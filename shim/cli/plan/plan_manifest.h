/* SPDX-License-Identifier: Apache-2.0 */
/* The manifest's file. Each cell's inlay run reads it anew, and by its binds it says what cells read: so they are held to the
 * one with which all were checked. */
#ifndef INLAY_PLAN_MANIFEST_H
#define INLAY_PLAN_MANIFEST_H

#include "core/base/sha256.h"

#include <stdbool.h>

struct arena;
struct options;

struct plan_manifest {
    const char *path; /* absolute; NULL: there is none, or it is no file */
    char digest[SHA256_HEX];
};

/* What inlay run would find now. */
void plan_manifest_find(struct plan_manifest *manifest, struct arena *arena, const struct options *options);

/* Whether it would still find that one. False, and said. */
bool plan_manifest_is_same(const struct plan_manifest *manifest, struct arena *arena, const struct options *options);

#endif
