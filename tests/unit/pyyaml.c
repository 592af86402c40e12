/* SPDX-License-Identifier: Apache-2.0 */
/* What PyYAML makes of plain words: each as PyYAML 6.0 was seen to read it. */
#include "core/tree/pyyaml.h"
#include "tests/unit/check.h"

static const char strings[] =
    "y|n|Y|tRUE|yES|nULL|a|-|+|.|..|_1|inf|1e3|1e-4|1E+3|1e+5|12e03|1.5e3|1.e5|1.5e|1.5e+|-.5|+.5"
    "|0o17|-0o17|08|09|0_8|00215e6|0b|0b2|0x|0xg|1_e5|1_000e+5|08:30|0:30|1:60|1:2:|:1|12:30a"
    "|2024-1-5|2024-01-1|2024-01-01T|2024-01-01 10:30|2024-01-01T1:2:3|24-01-01|2024-01-01x"
    "|2024-01-01 10:30:00 +1:2|2024-01-01t10:30:00z|+.nan|.iNF|<<<|==|~~|._5";
static const char others[] =
    "|~|null|Null|NULL|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|true|TRUE|False|<<|=|0|-0|+1|12|0_7|017"
    "|1_000|1_|0b101|-0b1_|0x1F|+0x_f|1:30|190:20:30|1_0:5|1.|1.5|.5|.5_|1_000.5|1.e+5|1.5e-3|.5E+1|01.5"
    "|190:20:30.15|0:30.|1:2.5|.inf|-.INF|+.Inf|.nan|.NAN|2024-01-01|2024-1-5 10:30:00"
    "|2024-01-01T1:02:03|2024-01-01 \t 10:30:00.5  Z|2024-01-01t10:30:00-5|2024-01-01T10:30:00.+05:30";

static void check_words(const char *list, bool is_string)
{
    struct text words = text_of(list);
    check_new_test();
    for (size_t at = 0, end; at <= words.length; at = end + 1) {
        end = text_find(words, at, '|');
        check_new_case();
        struct text word = text_part(words, at, end);
        CHECK(pyyaml_is_string(word) == is_string, "\"%.*s\" is %s", TEXT_ARGS(word), is_string ? "none" : "one");
    }
}

int main(void)
{
    check_words(strings, true);
    check_words(others, false);
    return check_done();
}
