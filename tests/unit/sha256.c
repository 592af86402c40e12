/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/sha256.h"
#include "tests/unit/check.h"

#include <string.h>

static void check_digest(struct text data, const char *expected)
{
    char digest[SHA256_HEX];
    sha256_hex(data, digest);
    CHECK(strcmp(digest, expected) == 0, "%zu bytes: %s, not %s", data.length, digest, expected);
}

/* The examples that NIST publishes with FIPS 180-4. */
static void test_standard_vectors(void)
{
    check_new_test();
    check_digest(TEXT(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    check_digest(TEXT("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    check_digest(TEXT("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
                 "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    static char million[1000000];
    memset(million, 'a', sizeof million);
    check_digest((struct text){million, sizeof million},
                 "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/* Lengths around the places where the padding needs another block; digests are Python's hashlib's. */
static void test_padding(void)
{
    check_new_test();
    static const struct {
        size_t length;
        const char *digest;
    } cases[] = {
        {55, "e7313d333c272e639f790978283f9eb392e843d0f29b7016828bb1daa4aac70b"},
        {56, "4324d65f3c103567f5589c710bc08f8523f929a9272e3af36fc968e52abc6c27"},
        {63, "81c80242132f230c3bd41b3e63bbcff16107339549214a99614ff26664625055"},
        {64, "39e3d7b6b5d075d37d053ad89b24b41bef4f3c29760c84447cab3f3be1882241"},
        {65, "aacca6ff74fdbb296d165a45cecfa04e5127bc008770fbbdd48006f2d2fae95e"},
        {119, "9ce7368e4daf32341631b492e80359dc9f594b48453cd0dd5bf0b19279cc177e"},
        {120, "7836b787757e95e58b3ca5aec90b1b004e8deba1e50e9675af9cabf1a13a04b5"},
        {1000, "1e9bc38cbf860b9ec31918b065f9b52476c549a782e0e7990bed8ce3868d2371"},
    };
    char bytes[1000];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (char)(i * 7 + 3);
    }
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        check_digest((struct text){bytes, cases[i].length}, cases[i].digest);
    }
}

int main(void)
{
    test_standard_vectors();
    test_padding();
    return check_done();
}
