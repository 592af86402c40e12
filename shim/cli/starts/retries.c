/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/starts/retries.h"

bool retries_read(struct retries *retries, const struct sweeping *sweeping)
{
    *retries = (struct retries){.times = sweeping->retries ? sweeping->retries : sweeping->retry_on.count > 0};
    return exit_statuses_read(&sweeping->retry_on, "retry-on", retries->statuses);
}

bool retries_again(const struct retries *retries, enum standing standing, int status, unsigned tries)
{
    const bool is_worth = standing == STANDING_LOST || (standing == STANDING_FAILED && status >= 0 &&
                                                        status < EXIT_STATUSES && retries->statuses[status]);
    return is_worth && tries < retries->times;
}
