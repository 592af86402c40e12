/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/files/working_directory.h"
#include "core/base/path.h"
#include "core/base/shell_word.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define LOOKS_MAX 100

struct search {
    struct arena *arena;
    struct text name;
    size_t left;       /* directories that may still be looked into */
    struct text found; /* empty: none is */
};

static const char *const usual[] = {"/app",     "/workspace",   "/work",    "/code",        "/src",     "/srv",
                                    "/project", "/usr/src/app", "/opt/app", "/opt/ml/code", "/home/app"};

static bool has_file(const struct search *search, struct text directory)
{
    struct stat seen;
    const char *path = text_string(search->arena, path_full(search->arena, directory, search->name));
    return fstatat(AT_FDCWD, path, &seen, AT_NO_AUTOMOUNT) == 0 && S_ISREG(seen.st_mode);
}

static void look_in(struct search *search, struct text directory)
{
    if (search->found.length == 0 && search->left > 0) {
        search->left--;
        search->found = has_file(search, directory) ? directory : search->found;
    }
}

/* In path, which may be a directory, and in those above it, but for the root. */
static void look_along(struct search *search, struct text path)
{
    while (path.length > 1) {
        if (path.bytes[path.length - 1] != '/') {
            look_in(search, path);
        }
        path.length--;
        while (path.length > 1 && path.bytes[path.length] != '/') {
            path.length--;
        }
    }
}

static bool ends_path(char c)
{
    return c == '\0' || text_is_space(c) || strchr("'\";&|<>:,=", c);
}

/* The absolute paths in a word: /app/train.py, --config=/app/x.yaml, cd /app && exec ./train. */
static void look_at_word(struct search *search, const char *word)
{
    for (size_t at = 0; word[at] != '\0'; at++) {
        if (word[at] == '/' && (at == 0 || ends_path(word[at - 1]))) {
            size_t end = at;
            while (!ends_path(word[end])) {
                end++;
            }
            look_along(search, (struct text){word + at, end - at});
            at = end - 1;
        }
    }
}

static void look_where_usual(struct search *search)
{
    const char *home = getenv("HOME");
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
        look_in(search, text_of(usual[i]));
    }
    if (home && *home == '/' && home[1] != '\0') {
        look_in(search, text_of(home));
    }
}

const char *working_directory_advice(const struct launch_inputs *launch, const char *name)
{
    struct search search = {.arena = launch->arena, .name = text_of(name), .left = LOOKS_MAX, .found = TEXT("")};
    struct buffer advice = {.arena = launch->arena};
    if (*name == '/') {
        return NULL;
    }
    for (char *const *word = launch->command; word && *word; word++) {
        look_at_word(&search, *word);
    }
    if (text_equal(launch->overrides.root, TEXT("/"))) {
        look_where_usual(&search);
    }
    if (search.found.length == 0) {
        return NULL;
    }
    const char *root = shell_word(search.arena, search.found);
    buffer_format(&advice, "it is at %.*s: use --root=%s or INLAY_ROOT=%s",
                  TEXT_ARGS(path_full(search.arena, search.found, search.name)), root, root);
    return buffer_string(&advice);
}
