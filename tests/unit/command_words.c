/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/command_words.h"
#include "tests/unit/check.h"

#include <string.h>

#define ARGV(...) ((char *const *)(const char *const[]){"program", __VA_ARGS__, NULL})

static void check_operand(char *const *argv, const char *wanted, const char *expected)
{
    const char *operand = argv[words_operand(argv, 1, text_of(wanted))];
    CHECK(text_equal(text_of(operand), text_of(expected)), "%s: the operand is %s", expected, operand);
}

static void test_operand(void)
{
    check_new_test();
    check_operand(ARGV("run", "image"), "", "run");
    check_operand(ARGV("--name=x", "run"), "", "run");
    check_operand(ARGV("-n", "4", "train"), "", "train");
    check_operand(ARGV("-l", "train", "file"), "", "file"); /* -l may take a value */
    check_operand(ARGV("-D", "run"), "run", "run");
    check_operand(ARGV("-"), "", "-");
    check_operand(ARGV("--last"), "", "");
}

static void check_command(char *const *argv, const char *commands, size_t expected)
{
    size_t behind = words_behind_command(argv, commands);
    CHECK(behind == expected, "%s of %s: %zu instead of %zu", argv[1], commands, behind, expected);
}

static void test_commands(void)
{
    check_new_test();
    check_command(ARGV("run"), "exec run", 2);
    check_command(ARGV("-D", "run", "image"), "run", 3);
    check_command(ARGV("compose", "-f", "file", "up"), "run compose/up", 5);
    check_command(ARGV("compose", "ps", "up"), "compose/up", 0);
    check_command(ARGV("inspect", "run"), "run", 0);
    check_command(ARGV("compose"), "compose/up", 0);
    check_command(ARGV("run"), "", 0);
}

static void check_letters(char *const *argv, size_t operand, const char *value)
{
    const char *found = NULL;
    size_t at = words_skip_letters(argv, 1, "pL", "LN", &found);
    CHECK(at == operand, "%s: the operand is number %zu instead of %zu", argv[1], at, operand);
    CHECK(value ? found && strcmp(found, value) == 0 : !found, "%s: found %s", argv[1], found ? found : "nothing");
}

static void test_letters(void)
{
    check_new_test();
    check_letters(ARGV("host", "-N"), 1, NULL);
    check_letters(ARGV("-tt", "-p", "22", "host"), 4, NULL);
    check_letters(ARGV("-vp22", "host"), 2, NULL);
    check_letters(ARGV("-pL", "host"), 2, NULL);
    check_letters(ARGV("-fN", "host"), 2, "");
    check_letters(ARGV("-fL", "8080", "-L8081", "host"), 4, "8081");
    check_letters(ARGV("-v", "--", "-N"), 3, NULL);
    check_letters(ARGV("-p"), 2, NULL);
}

static void test_options(void)
{
    check_new_test();
    char *const *argv = ARGV("--export=A", "--export", "B", "train", "--export=C");
    CHECK(strcmp(words_option(argv, "--export", words_operand(argv, 1, TEXT(""))), "B") == 0, "the last one counts");
    CHECK(!words_option(argv, "--exp", WORDS_MAX), "an option is no other that begins like it");
    CHECK(words_have(ARGV("-h"), "-V -h", WORDS_MAX), "-h is there");
    CHECK(!words_have(argv, "train", 4), "an operand is behind the end");
}

int main(void)
{
    test_operand();
    test_commands();
    test_letters();
    test_options();
    return check_done();
}
