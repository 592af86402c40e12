/* SPDX-License-Identifier: Apache-2.0 */
/* The directory of a sweep, made and locked while its own files are written. */
#ifndef INLAY_STORE_DIRECTORY_H
#define INLAY_STORE_DIRECTORY_H

#include "core/base/outcome.h"
#include "core/base/text.h"

#include <stdbool.h>

struct cell_lock;

/* Makes dir, with those above it. False, and said, when that fails. */
bool store_directory_make(struct arena *arena, const char *dir);

/* Whether dir is a sweep's, or one may begin there: there is nothing but what one leaves there that was killed as it began. False,
 * and said, when there is. */
bool store_directory_is_free(struct arena *arena, const char *dir);

/* Takes the lock under which the sweep's own files are written. OUTCOME_NONE: another starter has it; that has been waited for a
 * moment, looks (how often that was so) says when to say it. OUTCOME_REFUSED is said. */
enum outcome store_directory_lock(struct arena *arena, const char *dir, unsigned looks, struct cell_lock **lock);

#endif
