/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/utf8.h"
#include "tests/unit/check.h"

#include <string.h>

static bool is_surrogate(uint32_t code_point)
{
    return code_point >= 0xd800 && code_point <= 0xdfff;
}

static void test_every_code_point(void)
{
    check_new_test();
    size_t wrong = 0;
    for (uint32_t code_point = 0; code_point <= 0x10ffff; code_point++) {
        char bytes[4];
        struct text encoded = {bytes, utf8_encode(bytes, code_point)};
        size_t expected = is_surrogate(code_point) ? 0 : encoded.length;
        wrong += utf8_length(encoded, 0) != expected;
        size_t length;
        wrong += utf8_decode(encoded, 0, &length) != code_point || length != encoded.length;
        wrong += utf8_is_valid(encoded) == is_surrogate(code_point);
        for (size_t cut = 1; cut < encoded.length; cut++) {
            wrong += utf8_length(text_part(encoded, 0, cut), 0) != 0;
        }
    }
    CHECK(wrong == 0, "%zu wrong answers", wrong);
}

/* Of all sequences of two and three bytes, exactly the code points' are valid. */
static void test_every_short_sequence(void)
{
    check_new_test();
    size_t valid[4] = {0};
    for (unsigned first = 0x80; first < 0x100; first++) {
        for (unsigned second = 0; second < 0x100; second++) {
            char two[] = {(char)first, (char)second};
            valid[utf8_length((struct text){two, 2}, 0)]++;
            for (unsigned third = 0; third < 0x100; third++) {
                char three[] = {(char)first, (char)second, (char)third};
                valid[3] += utf8_length((struct text){three, 3}, 0) == 3;
            }
        }
    }
    CHECK(valid[2] == 0x800 - 0x80, "%zu of two bytes", valid[2]);
    CHECK(valid[3] == 0x10000 - 0x800 - 0x800, "%zu of three bytes", valid[3]);
}

static void test_four_bytes(void)
{
    check_new_test();
    static const char *const invalid[] = {"\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf0\x90\x80z"};
    for (size_t i = 0; i < sizeof invalid / sizeof *invalid; i++) {
        check_new_case();
        CHECK(utf8_length(text_of(invalid[i]), 0) == 0, "case %zu", i);
    }
    CHECK(utf8_length(TEXT("ab\xf0\x9f\x8d\x80"), 2) == 4, "in the middle of a text");
    CHECK(utf8_count(TEXT("a\xc3\xa9\xf0\x9f\x8d\x80\xf0\x9f")) == 5, "each byte that is no character counts");
    CHECK(utf8_is_valid(TEXT("")) && !utf8_is_valid(TEXT("ab\xf0\x9f\x8d")), "whole texts");
    CHECK(utf8_mark_length(TEXT("\xef\xbb\xbf")) == 3 && utf8_mark_length(TEXT("\xef\xbb")) == 0, "marks");
}

int main(void)
{
    test_every_code_point();
    test_every_short_sequence();
    test_four_bytes();
    return check_done();
}
