/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/via/wrapped.h"
#include "shim/cli/via/shell_command.h"

#include "core/base/path.h"
#include "shim/serve/command_words.h"
#include "shim/serve/kernel.h"
#include "shim/serve/look.h"
#include "shim/serve/script_line.h"

#include <string.h>

#define SHELLS "sh bash dash ash ksh mksh zsh"

/* How a program's arguments are read up to the command. Lists have a space between their words. */
struct row {
    const char *names;
    const char *letters; /* options of one letter that take a value (getopt(3)) */
    const char *longs;   /* long ones that take the next word */
    const char *stops;   /* options with which the command, or its paths, are not what they look like */
    size_t operands;     /* before the command */
    bool assigns;        /* NAME=VALUE may stand before the command */
    const char *enters;  /* options that name the directory in which the command is run */
};

/* clang-format off */
static const struct row table[] = {
    {"env", "uC", "unset chdir", "", 0, true, "C chdir"},
    {"nice", "n", "adjustment", "", 0, false, ""},
    {"nohup setsid catatonit linux64 linux32", "", "", "-P", 0, false, ""},
    {"timeout", "ks", "kill-after signal", "", 1, false, ""},
    {"stdbuf", "ioe", "input output error", "", 0, false, ""},
    {"ionice", "cn", "class classdata", "-p -P -u", 0, false, ""},
    {"chrt", "TPD", "sched-runtime sched-period sched-deadline", "-p --pid", 1, false, ""},
    {"taskset", "", "", "-p --pid", 1, false, ""},
    {"flock", "wE", "wait timeout conflict-exit-code", "", 1, false, ""},
    {"prlimit", "o", "output", "-p --pid", 0, false, ""},
    {"numactl", "iwpPNCmM", "interleave preferred cpunodebind physcpubind membind", "-s --show -H --hardware", 0, false, ""},
    {"time", "fo", "format output", "", 0, false, ""},
    {"tini tini-static docker-init", "pe", "", "", 0, false, ""},
    {"dumb-init", "r", "rewrite", "", 0, false, ""},
    {"setpriv", "",
     "ambient-caps inh-caps bounding-set ruid euid rgid egid reuid regid groups securebits pdeathsig ptracer "
     "selinux-label apparmor-profile landlock-access landlock-rule seccomp-filter",
     "-d --dump", 0, false, ""},
    {"sudo", "CDghpTtruU", "close-from chdir group host prompt command-timeout type role user other-user",
     "-R --chroot -e --edit -i --login -s --shell -l --list -v -K -k", 0, true, "D chdir"},
    {"doas", "Cu", "", "-s", 0, false, ""},
    {"gosu su-exec s6-setuidgid", "", "", "", 1, false, ""},
    {"runuser", "ugGw", "user group supp-group whitelist-environment", "- -l --login -c --command -s --shell", 0, false, ""},
    {"xvfb-run", "efnpsw", "error-file auth-file server-num xauth-protocol server-args wait", "-h --help", 0, false, ""},
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

struct option {
    struct text name;  /* without dashes; of letters in one word the one that has a value, else the first */
    const char *value; /* NULL: it has none */
    size_t words;
};

static struct option read_long(const struct row *row, char *const *argv)
{
    const struct text word = text_of(argv[0] + 2);
    const size_t equals = text_find(word, 0, '=');
    const bool takes_next = equals == word.length && words_list_has(row->longs, word);
    return (struct option){
        .name = text_part(word, 0, equals),
        .value = takes_next             ? argv[1]
                 : equals < word.length ? word.bytes + equals + 1
                                        : NULL,
        .words = takes_next ? 2 : 1,
    };
}

/* argv[0] is one. */
static struct option read_option(const struct row *row, char *const *argv)
{
    if (argv[0][1] == '-') {
        return read_long(row, argv);
    }
    const char *letters = argv[0] + 1, *letter = letters + strcspn(letters, row->letters);
    if (*letter == '\0') {
        return (struct option){.name = {letters, 1}, .words = 1};
    }
    const bool takes_next = letter[1] == '\0';
    return (struct option){
        .name = {letter, 1}, .value = takes_next ? argv[1] : letter + 1, .words = takes_next ? 2 : 1};
}

static bool stops(const struct row *row, const char *option)
{
    return words_list_has(row->stops, text_part(text_of(option), 0, strcspn(option, "=")));
}

/* The first word that is no option; NULL: there is no telling. */
static char *const *skip_options(struct arena *arena, const struct row *row, struct called *command)
{
    char *const *at = command->words + 1;
    while (is_option(*at) && !stops(row, *at)) {
        if (strcmp(*at, "--") == 0) {
            return at + 1;
        }
        const struct option option = read_option(row, at);
        if (option.words > 1 && !option.value) {
            return NULL;
        }
        if (option.value && words_list_has(row->enters, option.name)) {
            called_enter(arena, command, option.value);
        }
        at += option.words;
    }
    return *at && !stops(row, *at) ? at : NULL;
}

/* env(1): a - is -i. */
static bool is_assignment_word(const char *word)
{
    return word && (strchr(word, '=') || strcmp(word, "-") == 0);
}

static char *const *skip_assignments(const struct row *row, char *const *at, struct called *command)
{
    for (; row->assigns && is_assignment_word(*at); at++) {
        if (text_starts(text_of(*at), TEXT("PATH="))) {
            command->search = *at + sizeof "PATH=" - 1;
        }
    }
    return at;
}

/* flock FILE -c SCRIPT */
static bool is_script_of_flock(const struct row *row, char *const *at)
{
    return strcmp(row->names, "flock") == 0 && (strcmp(at[0], "-c") == 0 || strcmp(at[0], "--command") == 0) && at[1];
}

static bool behind_options(struct arena *arena, const struct row *row, struct called *command)
{
    struct called inner = *command;
    char *const *at = skip_options(arena, row, &inner);
    at = at ? skip_assignments(row, at, &inner) : NULL;
    for (size_t i = 0; at && i < row->operands; i++) {
        at = *at ? at + 1 : NULL;
    }
    if (!at || !*at) {
        return false;
    }
    inner.words = at;
    if (is_script_of_flock(row, at) && !shell_command(arena, at[1], (char *[]){NULL}, &inner)) {
        return false;
    }
    *command = inner;
    return true;
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
static bool split_env(struct arena *arena, struct called *command)
{
    char *const *argv = command->words;
    const char *const first = argv[1] ? argv[1] : "";
    const size_t spelt = strspn(first, "-") == 1 ? 1 + strspn(first + 1, "iv0") : 0;
    const bool is_long = text_starts(text_of(first), TEXT("--split-string"));
    const char *text = is_long ? first + sizeof "--split-string" - 1 : first + spelt + 1;
    if (!is_long && (spelt == 0 || first[spelt] != 'S')) {
        return true;
    }
    text += is_long && *text == '=' ? 1 : strspn(text, " \t");
    const bool is_next = *text == '\0';
    struct called words = {0};
    if ((is_next && !argv[2]) || !shell_command(arena, is_next ? argv[2] : text, argv + 1, &words) || words.directory) {
        return false;
    }
    command->words =
        with_words(arena, (char *[]){argv[0], NULL}, with_words(arena, words.words, argv + (is_next ? 3 : 2)));
    command->search = words.search ? words.search : command->search;
    return true;
}

static bool of_shell(struct arena *arena, struct called *command)
{
    char *const *argv = command->words;
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
    struct called inner = *command;
    if (!has_script || !argv[at] || !shell_command(arena, argv[at], argv + at + 1, &inner)) {
        return false;
    }
    *command = inner;
    return true;
}

/* What the kernel makes of the call of a script whose interpreter is in the table: INTERPRETER [ARGUMENT] PATH ARG … */
static bool of_script(struct arena *arena, const char *path, struct called *command)
{
    struct script_line *line = arena_new(arena, struct script_line);
    char *const *argv = command->words;
    char start[SCRIPT_LINE_MAX];
    struct look look;
    if (look_open(&look, path) < 0) {
        return false;
    }
    const ssize_t length = kernel_read_at(look.fd, start, sizeof start, 0);
    look_close(&look);
    if (length < 0 || !script_line_read(line, (struct text){start, (size_t)length}) ||
        !find_row(path_name(line->interpreter))) {
        return false;
    }
    char *script = text_string(arena, text_of(path));
    char *front[] = {line->interpreter, line->argument ? line->argument : script, line->argument ? script : NULL, NULL};
    command->words = with_words(arena, front, argv[0] ? argv + 1 : argv);
    return true;
}

bool wrapped_command(struct arena *arena, const char *path, struct called *command)
{
    const struct text name = path_name(path);
    if (words_list_has(SHELLS, name)) {
        return of_shell(arena, command);
    }
    const struct row *row = find_row(name);
    if (!row) {
        return of_script(arena, path, command);
    }
    const bool is_split = !text_equal(name, TEXT("env")) || split_env(arena, command);
    return is_split && behind_options(arena, row, command);
}

bool wrapped_is_known(const char *path)
{
    return words_list_has(SHELLS, path_name(path)) || find_row(path_name(path));
}
