/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/via/wrapped.h"
#include "shim/cli/via/shell_command.h"

#include "core/base/path.h"
#include "shim/serve/command_words.h"
#include "shim/serve/kernel.h"
#include "shim/serve/look.h"
#include "shim/serve/script_line.h"

#include <string.h>

/* How a program's arguments are read up to the command. Lists have a space between their words. */
struct row {
    const char *names;
    const char *letters; /* options of one letter that take a value (getopt(3)) */
    const char *longs;   /* long ones that take the next word */
    const char *stops;   /* options with which the command, or its paths, are not what they look like */
    size_t operands;     /* before the command */
    bool assigns;        /* NAME=VALUE may stand before the command */
};

/* clang-format off */
static const struct row table[] = {
    {"env", "u", "unset", "-C --chdir", 0, true},
    {"nice", "n", "adjustment", "", 0, false},
    {"nohup setsid catatonit", "", "", "-P", 0, false},
    {"timeout", "ks", "kill-after signal", "", 1, false},
    {"stdbuf", "ioe", "input output error", "", 0, false},
    {"ionice", "cn", "class classdata", "-p -P -u", 0, false},
    {"chrt", "TPD", "sched-runtime sched-period sched-deadline", "-p --pid", 1, false},
    {"taskset", "", "", "-p --pid", 1, false},
    {"numactl", "iwpPNCmM", "interleave preferred cpunodebind physcpubind membind", "-s --show -H --hardware", 0, false},
    {"time", "fo", "format output", "", 0, false},
    {"tini tini-static", "pe", "", "", 0, false},
    {"dumb-init", "r", "rewrite", "", 0, false},
    {"setpriv", "",
     "ambient-caps inh-caps bounding-set ruid euid rgid egid reuid regid groups securebits pdeathsig selinux-label "
     "apparmor-profile",
     "-d --dump", 0, false},
    {"sudo", "CghpTtruU", "close-from group host prompt command-timeout type role user other-user",
     "-D --chdir -R --chroot -e --edit -i --login -s --shell -l --list -v -K -k", 0, true},
    {"doas", "Cu", "", "-s", 0, false},
    {"gosu su-exec s6-setuidgid", "", "", "", 1, false},
};
/* clang-format on */

static const struct row *find_row(struct text name)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (words_list_has(table[i].names, name)) {
            return &table[i];
        }
    }
    return NULL;
}

static bool is_option(const char *word)
{
    return word && word[0] == '-' && word[1] != '\0';
}

/* How many words the option argv[at] is. */
static size_t option_words(const char *option, const char *letters, const char *longs)
{
    if (option[1] == '-') {
        return !strchr(option, '=') && words_list_has(longs, text_of(option + 2)) ? 2 : 1;
    }
    const size_t before = strcspn(option + 1, letters);
    return option[1 + before] != '\0' && option[2 + before] == '\0' ? 2 : 1;
}

static bool stops(const struct row *row, const char *option)
{
    return words_list_has(row->stops, text_part(text_of(option), 0, strcspn(option, "=")));
}

/* Index of the first word that is no option; 0: there is no telling. */
static size_t skip_options(const struct row *row, char *const *argv)
{
    for (size_t at = 1; argv[at];) {
        if (strcmp(argv[at], "--") == 0) {
            return at + 1;
        }
        if (!is_option(argv[at])) {
            return at;
        }
        if (stops(row, argv[at])) {
            return 0;
        }
        for (size_t words = option_words(argv[at], row->letters, row->longs); words > 0; words--) {
            if (!argv[at++]) {
                return 0;
            }
        }
    }
    return 0;
}

static bool is_assignment_word(const char *word)
{
    return word && (strchr(word, '=') || strcmp(word, "-") == 0); /* env(1): a - is -i */
}

static char **behind_options(const struct row *row, char **argv)
{
    size_t at = skip_options(row, argv);
    if (at == 0) {
        return NULL;
    }
    while (row->assigns && is_assignment_word(argv[at])) {
        at++;
    }
    for (size_t i = 0; i < row->operands; i++) {
        if (!argv[at]) {
            return NULL;
        }
        at++;
    }
    return argv[at] ? argv + at : NULL;
}

/* front, up to its NULL, and behind it the words of rest. */
static char **with_words(struct arena *arena, char *const *front, char *const *rest)
{
    size_t count = 0, more = 0;
    while (front[count]) {
        count++;
    }
    while (rest[more]) {
        more++;
    }
    char **words = arena_array(arena, char *, count + more + 1);
    memcpy(words, front, count * sizeof *words);
    memcpy(words + count, rest, more * sizeof *words);
    return words;
}

/* env -S 'COMMAND ARG …': as in a script's first line, where all behind the interpreter is one word. */
static char **split_env(struct arena *arena, char **argv)
{
    const char *const first = argv[1] ? argv[1] : "";
    const char *const text = strncmp(first, "-S", 2) == 0 ? first + 2 + strspn(first + 2, " \t") : NULL;
    if (!text) {
        return argv;
    }
    const bool is_next = *text == '\0';
    char **words = is_next && !argv[2] ? NULL : shell_command_words(arena, is_next ? argv[2] : text, argv + 1);
    return words ? with_words(arena, (char *[]){argv[0], NULL}, with_words(arena, words, argv + (is_next ? 3 : 2)))
                 : NULL;
}

static char **of_shell(struct arena *arena, char **argv)
{
    bool has_script = false;
    size_t at = 1;
    while (is_option(argv[at])) {
        const bool ends = strcmp(argv[at], "--") == 0;
        has_script = has_script || (argv[at][1] != '-' && strchr(argv[at], 'c'));
        at += !ends && argv[at][1] != '-' && strpbrk(argv[at], "oO") && argv[at + 1] ? 2 : 1;
        if (ends) {
            break;
        }
    }
    return has_script && argv[at] ? shell_command_words(arena, argv[at], argv + at + 1) : NULL;
}

/* What the kernel makes of the call of a script whose interpreter is in the table: INTERPRETER [ARGUMENT] PATH ARG … */
static char **of_script(struct arena *arena, const char *path, char *const *argv)
{
    struct script_line *line = arena_new(arena, struct script_line);
    char start[SCRIPT_LINE_MAX];
    struct look look;
    if (look_open(&look, path) < 0) {
        return NULL;
    }
    const ssize_t length = kernel_read_at(look.fd, start, sizeof start, 0);
    look_close(&look);
    if (length < 0 || !script_line_read(line, (struct text){start, (size_t)length}) ||
        !find_row(path_name(line->interpreter))) {
        return NULL;
    }
    char *script = text_string(arena, text_of(path));
    char *front[] = {line->interpreter, line->argument ? line->argument : script, line->argument ? script : NULL, NULL};
    return with_words(arena, front, argv[0] ? argv + 1 : argv);
}

char **wrapped_command(struct arena *arena, const char *path, char *const *argv)
{
    const struct text name = path_name(path);
    char **words = with_words(arena, argv, (char *[]){NULL});
    if (words_list_has("sh bash dash ash ksh mksh zsh", name)) {
        return of_shell(arena, words);
    }
    if (text_equal(name, TEXT("env"))) {
        words = split_env(arena, words);
    }
    const struct row *row = find_row(name);
    return !row ? of_script(arena, path, argv) : words ? behind_options(row, words) : NULL;
}
