/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/plan/exit_statuses.h"
#include "shim/cli/base/say.h"

static bool read_word(struct text word, const char *option, bool *statuses)
{
    for (size_t at = 0; at <= word.length;) {
        const size_t end = text_find(word, at, ',');
        const struct text number = text_part(word, at, end);
        uint32_t status;
        if (!text_number(number, &status) || status < 1 || status >= EXIT_STATUSES) {
            say("--%s %.*s: not exit statuses from 1 to 255, with commas between them", option, TEXT_ARGS(word));
            return false;
        }
        statuses[status] = true;
        at = end + 1;
    }
    return true;
}

bool exit_statuses_read(const struct words *words, const char *option, bool *statuses)
{
    for (size_t i = 0; i < words->count; i++) {
        if (!read_word(text_of(words->list[i]), option, statuses)) {
            return false;
        }
    }
    return true;
}
