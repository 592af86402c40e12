/* SPDX-License-Identifier: Apache-2.0 */
/* Other spellings of the paths that a manifest offers: ../config.yaml, sub/../config.yaml, one through a linked
 * directory. */
#ifndef INLAY_OFFERED_PATH_H
#define INLAY_OFFERED_PATH_H

#include "core/inputs/manifest.h"

/* The manifest's path of the file that path, full, is in the same directory and by the same name; else path itself. */
struct text offered_path(struct arena *arena, const struct manifest *manifest, struct text path);

/* Gives all files of overrides these paths; what is named twice is one file then. */
void offered_path_of_all(struct overrides *overrides, const struct manifest *manifest);

#endif
