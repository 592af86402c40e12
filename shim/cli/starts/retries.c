/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/starts/retries.h"
#include "shim/cli/base/say.h"

static bool read_statuses(struct retries *retries, const char *word)
{
    const struct text list = text_of(word);
    for (size_t at = 0; at <= list.length;) {
        const size_t end = text_find(list, at, ',');
        const struct text digits = text_part(list, at, end);
        uint32_t status;
        if (!text_number(digits, &status) || status < 1 || status > 255) {
            say("--retry-on %s: not exit statuses from 1 to 255, with commas between them", word);
            return false;
        }
        retries->statuses[status] = true;
        at = end + 1;
    }
    return true;
}

bool retries_read(struct retries *retries, const struct sweeping *sweeping)
{
    const struct words *words = &sweeping->retry_on;
    *retries = (struct retries){.times = sweeping->retries ? sweeping->retries : words->count > 0};
    size_t i = 0;
    while (i < words->count && read_statuses(retries, words->list[i])) {
        i++;
    }
    return i == words->count;
}

bool retries_again(const struct retries *retries, enum standing standing, int status, unsigned tries)
{
    const bool is_worth = standing == STANDING_LOST ||
                          (standing == STANDING_FAILED && status >= 0 && status <= 255 && retries->statuses[status]);
    return is_worth && tries < retries->times;
}
