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

/* expected NULL: there is none, or no telling. directory: where it runs, NULL: here. */
static void check_in(char *const *argv, const char *directory, const char *expected)
{
    struct arena arena;
    struct called command = {.words = argv, .search = "/bin"};
    arena_init(&arena, 0);
    const char *found = wrapped_command(&arena, argv[0], &command) ? joined(&arena, command.words) : NULL;
    CHECK(found && expected ? strcmp(found, expected) == 0 : found == expected, "%s %s: %s instead of %s", argv[0],
          argv[1] ? argv[1] : "", found ? found : "nothing", expected ? expected : "nothing");
    CHECK(directory && command.directory ? strcmp(directory, command.directory) == 0 : directory == command.directory,
          "%s %s: in %s instead of %s", argv[0], argv[1] ? argv[1] : "", command.directory ? command.directory : "none",
          directory ? directory : "none");
    arena_release(&arena);
}

static void check(char *const *argv, const char *expected)
{
    check_in(argv, NULL, expected);
}

static void test_options(void)
{
    check_new_test();
    check(ARGV("/usr/bin/env", "prog", "a"), "prog|a");
    check(ARGV("env", "-i", "A=1"), NULL);
    check(ARGV("env", "-i", "-u", "HOME", "A=1", "B=", "prog", "C=2"), "prog|C=2");
    check(ARGV("env", "-", "prog"), "prog");
    check(ARGV("env", "-uHOME", "--unset", "X", "--unset=Y", "--", "prog"), "prog");
    check(ARGV("env", "-iS", "prog -x", "script"), "prog|-x|script");
    check(ARGV("env", "-vSprog -x"), "prog|-x");
    check(ARGV("env", "--split-string=prog -x", "y"), "prog|-x|y");
    check(ARGV("env", "--split-string", "A=1 prog", "y"), "prog|y");
    check(ARGV("env", "-S", "prog ${X}"), NULL);
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
    check(ARGV("tini", "-s", "--", "prog", "--", "a"), "prog|--|a");
    check(ARGV("flock", "-n", "-E", "7", "file", "prog", "a"), "prog|a");
    check(ARGV("flock", "file", "-c", "prog a"), "prog|a");
    check(ARGV("flock", "file", "-c", "prog; other"), NULL);
    check(ARGV("flock", "9"), NULL);
    check(ARGV("prlimit", "--nofile=64", "-o", "RES", "prog"), "prog");
    check(ARGV("prlimit", "--pid", "7"), NULL);
    check(ARGV("chrt", "-f", "5", "prog"), "prog");
    check(ARGV("ionice", "-c", "2", "-n", "0", "prog"), "prog");
    check(ARGV("numactl", "--cpunodebind=0", "-m", "0", "prog"), "prog");
    check(ARGV("xvfb-run", "-a", "-s", "-screen 0 640x480x8", "prog"), "prog");
    check(ARGV("runuser", "-u", "me", "--", "prog"), "prog");
    check(ARGV("runuser", "-l", "me", "-c", "prog"), NULL);
    check(ARGV("/bin/cat", "prog"), NULL);
}

static void test_directories(void)
{
    check_new_test();
    check_in(ARGV("env", "-C", "/d", "prog"), "/d", "prog");
    check_in(ARGV("env", "-iC/d", "prog"), "/d", "prog");
    check_in(ARGV("env", "--chdir=d", "--chdir", "e", "prog"), "d/e", "prog");
    check_in(ARGV("env", "-C"), NULL, NULL);
    check_in(ARGV("sudo", "-D", "d", "prog"), "d", "prog");
    check_in(ARGV("sh", "-c", "cd d && ./prog a"), "d", "./prog|a");
    check_in(ARGV("sh", "-c", "cd d; exec ./prog"), "d", "./prog");
    check_in(ARGV("sh", "-c", "cd d\n\n cd -- e;./prog;\n"), "d/e", "./prog");
    check_in(ARGV("sh", "-c", "cd \"$1\" && ./prog \"$2\"", "sh", "/d", "a"), "/d", "./prog|a");
    check_in(ARGV("sh", "-c", "cd 'd' || exit 3\n./prog"), "d", "./prog");
    check_in(ARGV("bash", "-lc", "set -euo pipefail; export A=1 B; umask 022; A=2; cd d && prog"), "d", "prog");
    check_in(ARGV("flock", "file", "-c", "cd d && prog"), "d", "prog");
    static const char *const untold[] = {
        "cd && a",
        "cd - && a",
        "cd -P d && a",
        "cd d e && a",
        "cd ../d && a",
        "cd d || a",
        "cd d || a\nb",
        "cd d || exit",
        "cd d && a; b",
        "cd d & a",
        "cd d | a",
        "cd ~ && a",
        "cd $d && a",
        "set -- a && \"$1\"",
        "export -n PATH; a",
        "cd d && cd e",
        "set ''; a",
        "set - a; b",
        "a\rb",
        "a;; b",
    };
    for (size_t i = 0; i < sizeof untold / sizeof *untold; i++) {
        struct arena arena;
        struct called command = {.words = ARGV("sh", "-c", untold[i])};
        arena_init(&arena, 0);
        CHECK(!wrapped_command(&arena, "sh", &command) || strcmp(command.words[0], "cd") == 0, "%s: %s", untold[i],
              command.words[0]);
        arena_release(&arena);
    }
}

static void check_search(char *const *argv, const char *expected)
{
    struct arena arena;
    struct called command = {.words = argv, .search = "/bin"};
    arena_init(&arena, 0);
    CHECK(wrapped_command(&arena, argv[0], &command), "%s", argv[0]);
    CHECK(strcmp(command.search, expected) == 0, "%s: %s instead of %s", argv[0], command.search, expected);
    arena_release(&arena);
}

static void test_search(void)
{
    check_new_test();
    check_search(ARGV("env", "A=1", "PATH=/x", "prog"), "/x");
    check_search(ARGV("env", "-S", "PATH=/x prog"), "/x");
    check_search(ARGV("env", "A=/x", "prog", "PATH=/x"), "/bin");
    check_search(ARGV("sh", "-c", "PATH=/x prog"), "/x");
    check_search(ARGV("sh", "-c", "PATH=/x; prog"), "/x");
    check_search(ARGV("sh", "-c", "export A=1 PATH=/x; prog"), "/x");
    check_search(ARGV("sh", "-c", "prog PATH=/x"), "/bin");
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
    check(ARGV("sh", "-c", "\"$0\" \"$@\"", "prog", "a"), "prog|a");
    check(ARGV("sh", "-c", "\"$0\" a"), NULL);
    check(ARGV("sh", "-c", "exec 3<file; prog; "), "prog");
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
    test_directories();
    test_search();
    test_shells();
    return check_done();
}
