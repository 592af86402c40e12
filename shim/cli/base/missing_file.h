/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of a file that is not there: where it was looked for, and which one may be meant. */
#ifndef INLAY_MISSING_FILE_H
#define INLAY_MISSING_FILE_H

#include "core/base/text.h"

/* "does not exist in DIRECTORY (did you mean NAME?)", as the text of a message about the file that the user called name
 * and that would be at path; else with advice, NULL for none. Nothing is opened but directories: the one that it should
 * be in, and some below. */
const char *missing_file_problem(struct arena *arena, const char *name, const char *path, const char *advice);

#endif
