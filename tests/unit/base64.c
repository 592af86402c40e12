/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/base64.h"
#include "tests/unit/check.h"

#include <string.h>

static struct arena arena;

/* RFC 4648 section 10; the last ones have the digits in which the two alphabets differ. */
static const struct {
    struct text bytes;
    const char *base64, *base64url;
} vectors[] = {
    {TEXT(""), "", ""},
    {TEXT("f"), "Zg==", "Zg"},
    {TEXT("fo"), "Zm8=", "Zm8"},
    {TEXT("foo"), "Zm9v", "Zm9v"},
    {TEXT("foob"), "Zm9vYg==", "Zm9vYg"},
    {TEXT("fooba"), "Zm9vYmE=", "Zm9vYmE"},
    {TEXT("foobar"), "Zm9vYmFy", "Zm9vYmFy"},
    {TEXT("\xfb\xff\xbf"), "+/+/", "-_-_"},
    {TEXT("\0\0\xff"), "AAD/", "AAD_"},
};

static void test_vectors(void)
{
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        struct buffer padded = {.arena = &arena}, bare = {.arena = &arena};
        struct text bytes;
        check_new_case();
        base64_put(&padded, vectors[i].bytes);
        base64url_put(&bare, vectors[i].bytes);
        CHECK(strcmp(buffer_string(&padded), vectors[i].base64) == 0, "%s", padded.bytes);
        CHECK(strcmp(buffer_string(&bare), vectors[i].base64url) == 0, "%s", bare.bytes);
        const bool is_read = !base64url_read(&arena, text_of(vectors[i].base64url), &bytes);
        CHECK(is_read && text_equal(bytes, vectors[i].bytes), "%s", vectors[i].base64url);
    }
}

static void test_padding(void)
{
    struct text bytes;
    check_new_test();
    CHECK(!base64url_read(&arena, TEXT("Zg=="), &bytes) && text_equal(bytes, TEXT("f")), "two");
    CHECK(!base64url_read(&arena, TEXT("Zm8="), &bytes) && text_equal(bytes, TEXT("fo")), "one");
}

/* Every one is another text than what a writer makes. */
static void test_damaged(void)
{
    static const char cut[] = "the base64url text is cut off, or a part of it is lost";
    static const struct {
        const char *digits, *problem;
    } cases[] = {
        {"Z", cut},
        {"Zm9vY", cut},
        {"Zh", cut}, /* bits that are no byte's */
        {"Zm9", cut},
        {"Zg=", "character 3 of the base64url text is \"=\" (it has letters, digits, - and _ alone)"},
        {"=", "character 1 of the base64url text is \"=\" (it has letters, digits, - and _ alone)"},
        {"Z===", "character 2 of the base64url text is \"=\" (it has letters, digits, - and _ alone)"},
        {"Zg==Zg==", "character 3 of the base64url text is \"=\" (it has letters, digits, - and _ alone)"},
        {"+/+/", "character 1 of the base64url text is \"+\" (it has letters, digits, - and _ alone)"},
        {"Zm9v\n", "character 5 of the base64url text is \"\n\" (it has letters, digits, - and _ alone)"},
        {" Zm9v", "character 1 of the base64url text is \" \" (it has letters, digits, - and _ alone)"},
        {"Zm\xc3\xa9v", "character 3 of the base64url text is \"\xc3\xa9\" (it has letters, digits, - and _ alone)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text bytes;
        check_new_case();
        const char *problem = base64url_read(&arena, text_of(cases[i].digits), &bytes);
        CHECK(problem && strcmp(problem, cases[i].problem) == 0, "%s: %s", cases[i].digits, problem ? problem : "none");
    }
}

static void test_all(void *context)
{
    (void)context;
    test_vectors();
    test_padding();
    test_damaged();
}

int main(void)
{
    arena_init(&arena, 0);
    const bool ran = arena_run(&arena, test_all, NULL);
    arena_release(&arena);
    return check_done() || !ran;
}
