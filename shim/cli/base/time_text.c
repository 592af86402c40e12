/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/base/time_text.h"

#include "core/base/buffer.h"

const char *time_text(char room[TIME_TEXT_SIZE], struct timespec time)
{
    char seconds[32];
    struct tm parts;
    gmtime_r(&time.tv_sec, &parts);
    strftime(seconds, sizeof seconds, "%Y-%m-%dT%H:%M:%S", &parts);
    buffer_format_fixed(room, TIME_TEXT_SIZE, "%s.%06ldZ", seconds, time.tv_nsec / 1000);
    return room;
}
