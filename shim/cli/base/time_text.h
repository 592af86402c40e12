/* SPDX-License-Identifier: Apache-2.0 */
/* Points in time, as files of inlay's say them. */
#ifndef INLAY_TIME_TEXT_H
#define INLAY_TIME_TEXT_H

#include <time.h>

#define TIME_TEXT_SIZE 48

/* RFC 3339, in UTC, to the microsecond. Returns room. */
const char *time_text(char room[TIME_TEXT_SIZE], struct timespec time);

#endif
