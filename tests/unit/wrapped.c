/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/via/wrapped.h"
#include "core/base/buffer.h"
#include "tests/unit/check.h"

#include <string.h>

#define ARGV(...) ((char *const *)(const char *const[]){__VA_ARGS__, NULL})

/* The words with a bar between them. */
static const char *joined(struct arena *arena, char *const *words)
{
    struct buffer out = {.arena = arena};
    for (; words && *words; words++) {
        buffer_format(&out, "%s%s", out.length > 0 ? "|" : "", *words);
    }
    return words ? buffer_string(&out) : NULL;
}

/* expected NULL: there is none, or no telling. */
static void check(char *const *argv, const char *expected)
{
    struct arena arena;
    arena_init(&arena, 0);
    const char *found = joined(&arena, wrapped_command(&arena, argv[0], argv));
    CHECK(found && expected ? strcmp(found, expected) == 0 : found == expected, "%s %s: %s instead of %s", argv[0],
          argv[1] ? argv[1] : "", found ? found : "nothing", expected ? expected : "nothing");
    arena_release(&arena);
}

static void test_options(void)
{
    check_new_test();
    check(ARGV("/usr/bin/env", "prog", "a"), "prog|a");
    check(ARGV("env", "-i", "A=1"), NULL);
    check(ARGV("env", "-i", "-u", "HOME", "A=1", "B=", "prog", "C=2"), "prog|C=2");
    check(ARGV("env", "-", "prog"), "prog");
    check(ARGV("env", "-uHOME", "--unset", "X", "--unset=Y", "--", "prog"), "prog");
    check(ARGV("env", "-C", "/", "prog"), NULL);
    check(ARGV("env", "--chdir=/", "prog"), NULL);
    check(ARGV("env", "-S prog -x", "script"), "prog|-x|script");
    check(ARGV("env", "-S", "-i A=1 prog", "script"), "prog|script");
    check(ARGV("env"), NULL);
    check(ARGV("nice", "-n", "5", "prog", "-n"), "prog|-n");
    check(ARGV("nice", "-5", "prog"), "prog");
    check(ARGV("nohup", "prog"), "prog");
    check(ARGV("timeout", "-k", "5", "--signal", "INT", "10", "prog"), "prog");
    check(ARGV("timeout", "10"), NULL);
    check(ARGV("stdbuf", "-oL", "prog"), "prog");
    check(ARGV("taskset", "-c", "0", "prog"), "prog");
    check(ARGV("taskset", "-p", "0", "77"), NULL);
    check(ARGV("tini", "-g", "-p", "TERM", "--", "prog", "a"), "prog|a");
    check(ARGV("dumb-init", "--rewrite", "15:2", "prog"), "prog");
    check(ARGV("setpriv", "--reuid", "1", "--no-new-privs", "--inh-caps=-all", "prog"), "prog");
    check(ARGV("sudo", "-u", "me", "A=1", "prog"), "prog");
    check(ARGV("sudo", "-i", "prog"), NULL);
    check(ARGV("gosu", "me", "prog", "a"), "prog|a");
    check(ARGV("/bin/cat", "prog"), NULL);
}

static void test_shells(void)
{
    check_new_test();
    check(ARGV("sh", "-c", "prog a"), "prog|a");
    check(ARGV("bash", "--norc", "-o", "pipefail", "-ec", " exec  prog 'a b' \"c\"d\n"), "prog|a b|cd");
    check(ARGV("sh", "-c", "A=1 B='x y' prog C=2"), "prog|C=2");
    check(ARGV("sh", "-c", "prog >out 2>&1 <in a >>log"), "prog|a");
    check(ARGV("sh", "-c", "prog 2"), "prog|2");
    check(ARGV("sh", "-c", "prog ''2>out 12"), "prog|2|12");
    check(ARGV("sh", "-c", "prog 12>out"), NULL);
    check(ARGV("sh", "-c", "exec \"$@\"", "sh", "prog", "a"), "prog|a");
    check(ARGV("sh", "-c", "prog \"$2\" \"$9\" \"$1\"", "sh", "a", "b"), "prog|b||a");
    check(ARGV("sh", "-c", "\"$@\" \"$@\" \"$@\"", "sh", "a", "b", "c"), "a|b|c|a|b|c|a|b|c");
    check(ARGV("sh", "-c", "prog ''"), "prog|");
    check(ARGV("sh", "script"), NULL);
    check(ARGV("sh", "-c"), NULL);
    check(ARGV("sh", "-c", ""), NULL);
    check(ARGV("sh", "-c", "exec"), NULL);
    static const char *const several[] = {
        "a; b",     "a && b",    "a | b",     "a\nb", "a &",   "(a)",  "{ a",        "! a",   "a $x",
        "a \"$x\"", "a `b`",     "a \"`b`\"", "a *",  "a [b]", "a b?", "a ~/b",      "a \\b", "a 'b",
        "a \"b",    "a \"$@x\"", "a <<x",     "a >",  "a # b", "$a",   "a \"\\\"\"",
    };
    for (size_t i = 0; i < sizeof several / sizeof *several; i++) {
        check(ARGV("sh", "-c", several[i]), NULL);
    }
}

int main(void)
{
    test_options();
    test_shells();
    return check_done();
}
