/* SPDX-License-Identifier: Apache-2.0 */
/* How old a file is by the clock that gave it its time: the file server's, where it is on one. This machine's may differ. */
#ifndef INLAY_SERVER_CLOCK_H
#define INLAY_SERVER_CLOCK_H

#include "core/base/text.h"

#include <stdbool.h>
#include <sys/stat.h>

/* Seconds since the file in directory was changed last; made out by a file that is made there and removed. False: nothing
 * can be made there. */
bool server_clock_age(struct arena *arena, const char *directory, const struct stat *file, double *seconds);

#endif
