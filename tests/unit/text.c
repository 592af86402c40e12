/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/buffer.h"
#include "tests/unit/check.h"

#include <limits.h>
#include <string.h>

static struct arena arena;

static void test_slices(void)
{
    check_new_test();
    const struct text none = {NULL, 0};
    CHECK(text_of(NULL).length == 0, "NULL is not empty");
    CHECK(text_equal(text_of("abc"), TEXT("abc")), "abc");
    CHECK(!text_equal(TEXT("abc"), TEXT("abd")) && !text_equal(TEXT("abc"), TEXT("ab")), "different texts are equal");
    CHECK(text_equal(none, TEXT("")) && text_starts(TEXT("a"), none) && text_ends(none, none), "NULL bytes");
    CHECK(text_starts(TEXT("abc"), TEXT("ab")) && !text_starts(TEXT("ab"), TEXT("abc")), "starts");
    CHECK(text_ends(TEXT("abc"), TEXT("bc")) && !text_ends(TEXT("abc"), TEXT("ab")), "ends");
    CHECK(text_equal(text_from(TEXT("abc"), 1), TEXT("bc")), "from");
    CHECK(text_equal(text_part(TEXT("abcd"), 1, 3), TEXT("bc")), "part");
    CHECK(text_find(TEXT("abcb"), 0, 'b') == 1 && text_find(TEXT("abcb"), 2, 'b') == 3, "find");
    CHECK(text_find(TEXT("abc"), 0, 'x') == 3 && text_find(TEXT("abc"), 9, 'a') == 3 && text_find(none, 0, 'a') == 0,
          "find nothing");
    CHECK(text_equal_any_case(TEXT("YeS"), TEXT("yes")) && !text_equal_any_case(TEXT("ye"), TEXT("yes")), "any case");
    CHECK(!text_equal_any_case(TEXT("\x19"), TEXT("9")) && !text_equal_any_case(TEXT("["), TEXT("{")), "letters alone");
    CHECK(text_skip_blanks(TEXT("a \t\nb"), 1) == 3 && text_skip_space(TEXT("a \t\r\nb"), 1) == 5, "skip blanks");
    CHECK(text_skip_space(TEXT("  "), 0) == 2 && text_skip_digits(TEXT("12.3"), 0) == 2, "skip to the end");
}

static void test_numbers(void)
{
    check_new_test();
    uint32_t number;
    CHECK(text_number(TEXT("007"), &number) && number == 7, "%u", number);
    CHECK(text_number(TEXT("4294967295"), &number) && number == UINT32_MAX, "%u", number);
    CHECK(!text_number(TEXT("4294967296"), &number) && !text_number(TEXT("42949672950"), &number), "too large");
    CHECK(!text_number(TEXT(""), &number) && !text_number(TEXT("1a"), &number) && !text_number(TEXT("+1"), &number),
          "no plain number");
}

static void test_copies(void)
{
    check_new_test();
    char bytes[] = "a\0b";
    struct text copy = text_copy(&arena, (struct text){bytes, 3});
    char *string = text_string(&arena, (struct text){bytes, 1});
    bytes[0] = 'x';
    CHECK(text_equal(copy, TEXT("a\0b")), "the copy changed with its source");
    CHECK(strcmp(string, "a") == 0, "%s", string);
    CHECK(text_copy(&arena, (struct text){NULL, 0}).length == 0, "an empty copy");
    CHECK(*text_string(&arena, (struct text){NULL, 0}) == '\0', "an empty string");
}

/* Test vectors of the FNV specification (draft-eastlake-fnv, appendix). */
static void test_hash(void)
{
    check_new_test();
    CHECK(text_hash(TEXT("")) == 0xcbf29ce484222325, "empty");
    CHECK(text_hash(TEXT("a")) == 0xaf63dc4c8601ec8c, "a");
    CHECK(text_hash(TEXT("foobar")) == 0x85944171f73967e8, "foobar");
}

static void test_buffer(void)
{
    check_new_test();
    struct buffer buffer = {.arena = &arena};
    CHECK(buffer_text(&buffer).length == 0, "a new buffer");
    CHECK(strcmp(buffer_string(&buffer), "") == 0, "a new buffer's string");
    for (int i = 0; i < 100000; i++) {
        buffer_byte(&buffer, (char)('a' + i % 26));
        buffer_put(&buffer, TEXT("--"));
    }
    bool same = buffer.length == 300000;
    for (size_t i = 0; same && i < 100000; i++) {
        same = buffer.bytes[3 * i] == (char)('a' + i % 26) && buffer.bytes[3 * i + 1] == '-';
    }
    CHECK(same, "what was put is not what is there");
    CHECK(strlen(buffer_string(&buffer)) == 300000 && buffer.length == 300000, "the terminator is counted");

    struct buffer reserved = {.arena = &arena};
    buffer_reserve(&reserved, 1000);
    const char *bytes = reserved.bytes;
    for (int i = 0; i < 1000; i++) {
        buffer_byte(&reserved, 'x');
    }
    CHECK(reserved.bytes == bytes, "a reserved buffer moved");
}

/* The C library is the oracle. */
#define CHECK_FORMAT(...)                                                                                              \
    do {                                                                                                               \
        char expected[200], fixed[200];                                                                                \
        snprintf(expected, sizeof expected, __VA_ARGS__);                                                              \
        struct buffer formatted = {.arena = &arena};                                                                   \
        buffer_format(&formatted, __VA_ARGS__);                                                                        \
        CHECK(strcmp(buffer_string(&formatted), expected) == 0, "%s, not %s", buffer_string(&formatted), expected);    \
        size_t length = buffer_format_fixed(fixed, sizeof fixed, __VA_ARGS__);                                         \
        CHECK(strcmp(fixed, expected) == 0 && length == strlen(expected), "%s, not %s", fixed, expected);              \
    } while (0)

static void test_format(void)
{
    check_new_test();
    CHECK_FORMAT("%s", "no conversion but one");
    CHECK_FORMAT("%s and %.*s, %c, 100%%", "text", 3, "cut here", 'c');
    CHECK_FORMAT("%.*s|%.*s", 0, "none", 9, "shorter");
    CHECK_FORMAT("%d %d %d %d", 0, -1, INT_MAX, INT_MIN);
    CHECK_FORMAT("%ld %ld %lld %lld", LONG_MAX, LONG_MIN, LLONG_MAX, LLONG_MIN);
    CHECK_FORMAT("%u %lu %llu %zu", UINT_MAX, ULONG_MAX, ULLONG_MAX, SIZE_MAX);
    CHECK_FORMAT("%x %02x %04x %lx %zx", 0xbeefU, 7U, 0x12345U, 0xfeedfacecafeUL, SIZE_MAX);
    CHECK_FORMAT("[%3d] [%03d] [%3d] [%03d] [%9d]", 7, 7, -7, -7, 123);
    CHECK_FORMAT("%02u:%02u", 5U, 123U);
}

static void test_format_fixed(void)
{
    check_new_test();
    char out[8] = "unread";
    CHECK(buffer_format_fixed(out, sizeof out, "%s-%d", "abcd", 123456) == 7, "length");
    CHECK(strcmp(out, "abcd-12") == 0, "%s", out);
    CHECK(buffer_format_fixed(out, 1, "%s", "abc") == 0 && out[0] == '\0', "room for the terminator alone");
    out[0] = 'x';
    CHECK(buffer_format_fixed(out, 0, "%s", "abc") == 0 && out[0] == 'x', "no room at all");
}

static void test_all(void *context)
{
    (void)context;
    test_slices();
    test_numbers();
    test_copies();
    test_hash();
    test_buffer();
    test_format();
    test_format_fixed();
}

int main(void)
{
    arena_init(&arena, 0);
    CHECK(arena_run(&arena, test_all, NULL), "memory ran out");
    arena_release(&arena);
    return check_done();
}
