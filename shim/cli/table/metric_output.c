/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/table/last_lines.h"

/* Puts the first group of the line's last match into *group. False when nothing matches. */
static bool last_match(const regex_t *expression, const char *line, size_t length, struct text *group)
{
    regmatch_t found[2];
    bool is_found = false;
    for (size_t at = 0; at <= length;) {
        if (regexec(expression, line + at, 2, found, at > 0 ? REG_NOTBOL : 0) != 0) {
            return is_found;
        }
        *group = found[1].rm_so < 0
                     ? TEXT("")
                     : (struct text){line + at + found[1].rm_so, (size_t)(found[1].rm_eo - found[1].rm_so)};
        is_found = true;
        at += (size_t)found[0].rm_eo + (found[0].rm_eo == found[0].rm_so); /* past an empty match */
    }
    return is_found;
}

struct metric_value metric_in_output(struct arena *arena, const struct metric *metric, struct metric_content content)
{
    struct last_lines lines = last_lines_of(content);
    struct buffer terminated = {.arena = arena};
    struct text line, group;
    while (last_lines_next(&lines, &line)) {
        terminated.length = 0;
        buffer_put(&terminated, line);
        if (last_match(&metric->expression, buffer_string(&terminated), line.length, &group)) {
            return metric_value_of(text_copy(arena, group));
        }
    }
    return (struct metric_value){.state = METRIC_NO_KEY};
}
