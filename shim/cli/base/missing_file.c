/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/base/missing_file.h"
#include "core/base/nearest.h"
#include "core/base/path.h"
#include "core/base/shell_word.h"
#include "core/read/format.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

/* So far a suggestion is worth looking: levels of directories, and names in all of them, or in one further in. */
#define LEVELS_MAX      4
#define NAMES_MAX       5000
#define INNER_NAMES_MAX 1000

struct directory {
    struct directory *next;
    const char *path; /* ends in a slash, but for "" where inlay runs */
    size_t level;
};

struct search {
    struct arena *arena;
    struct text wanted; /* the name without directories */
    bool is_own;        /* the first directory is the one where the file should be */
    const char *near;   /* the path of the file there whose name is most like it; NULL: none */
    const char *below;  /* of the first of that name further in; NULL: none */
    size_t left;        /* names that may still be looked at */
    dev_t device;
    struct directory *first, **end; /* still to be looked at */
};

static bool is_directory(const char *path, struct stat *seen)
{
    return fstatat(AT_FDCWD, *path == '\0' ? "." : path, seen, AT_NO_AUTOMOUNT) == 0 && S_ISDIR(seen->st_mode);
}

static bool is_file(const char *path)
{
    struct stat seen;
    return fstatat(AT_FDCWD, path, &seen, AT_NO_AUTOMOUNT) == 0 && S_ISREG(seen.st_mode);
}

static void add_directory(struct search *search, const char *path, size_t level)
{
    struct directory *added = arena_new(search->arena, struct directory);
    *added = (struct directory){.path = path, .level = level};
    *search->end = added;
    search->end = &added->next;
}

static const char *path_of(const struct search *search, const struct directory *directory, const char *name,
                           const char *end)
{
    struct buffer path = {.arena = search->arena};
    buffer_format(&path, "%s%s%s", directory->path, name, end);
    return buffer_string(&path);
}

/* Where people keep their own files: not in .git, nor among a thousand packages, nor behind a link or a mount, nor all
 * over the machine. */
static bool is_worth_entering(const struct search *search, const struct directory *directory,
                              const struct dirent *entry)
{
    struct stat seen;
    return entry->d_name[0] != '.' && strcmp(directory->path, "/") != 0 &&
           (entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN) && strcmp(entry->d_name, "node_modules") != 0 &&
           strcmp(entry->d_name, "site-packages") != 0 && directory->level + 1 < LEVELS_MAX &&
           fstatat(AT_FDCWD, path_of(search, directory, entry->d_name, ""), &seen,
                   AT_NO_AUTOMOUNT | AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISDIR(seen.st_mode) && seen.st_dev == search->device;
}

/* Puts the names there into *names, and the directories among them behind those to be looked at. */
static size_t read_names(struct search *search, const struct directory *directory, struct text **names)
{
    size_t count = 0, capacity = 0, most = directory->level > 0 ? INNER_NAMES_MAX : NAMES_MAX;
    DIR *stream = opendir(*directory->path == '\0' ? "." : directory->path);
    for (const struct dirent *entry; stream && count < most && search->left > 0 && (entry = readdir(stream));
         search->left--) {
        if (is_worth_entering(search, directory, entry)) {
            add_directory(search, path_of(search, directory, entry->d_name, "/"), directory->level + 1);
        }
        arena_grow(search->arena, *names, count, &capacity);
        (*names)[count++] = text_copy(search->arena, text_of(entry->d_name));
    }
    if (stream) {
        closedir(stream);
    }
    return count;
}

static struct text stem_of(struct text name)
{
    size_t end = name.length;
    while (end > 0 && name.bytes[end - 1] != '.') {
        end--;
    }
    return end > 1 ? text_part(name, 0, end - 1) : name;
}

/* A name's end counts apart from the rest: zz.yaml is not like s.yaml. */
static struct text nearest_of(struct text wanted, const struct text *names, size_t count, bool any_end)
{
    struct text stem = format_of_name(wanted) == FORMAT_UNKNOWN ? wanted : stem_of(wanted), nearest = TEXT("");
    struct text end = text_from(wanted, stem.length);
    size_t least = NEAREST_NONE;
    for (size_t i = 0; i < count; i++) {
        struct text other = format_of_name(names[i]) == FORMAT_UNKNOWN ? names[i] : stem_of(names[i]);
        bool fits = any_end ? other.length < names[i].length : text_equal(text_from(names[i], other.length), end);
        size_t distance = fits ? nearest_distance(stem, other) : NEAREST_NONE;
        if (distance < least) {
            least = distance;
            nearest = names[i];
        }
    }
    return nearest;
}

static void look_in(struct search *search, const struct directory *directory)
{
    struct text *names = NULL;
    size_t count = read_names(search, directory, &names);
    const char *same = path_of(search, directory, text_string(search->arena, search->wanted), "");
    if (directory->level > 0 || !search->is_own) {
        search->below = is_file(same) ? same : NULL;
        return;
    }
    struct text near = nearest_of(search->wanted, names, count, false);
    near = near.length > 0 ? near : nearest_of(search->wanted, names, count, true);
    if (near.length > 0) {
        const char *path = path_of(search, directory, text_string(search->arena, near), "");
        search->near = is_file(path) ? path : NULL;
    }
}

/* The directory where the file should be, else the nearest around it that there is. */
static const char *existing_parent(struct arena *arena, const char *path, struct stat *seen)
{
    const char *parent = text_string(arena, path_parent(path));
    while (*parent != '\0' && !is_directory(parent, seen)) {
        struct text inner = {parent, strlen(parent) - 1};
        parent = text_string(arena, path_parent(text_string(arena, inner)));
    }
    return parent;
}

/* path as the user would call it who calls the file at `at` name. */
static const char *called(const char *path, const char *name, const char *at)
{
    name += strncmp(name, "./", 2) == 0 ? 2 : 0;
    size_t length = strlen(name), whole = strlen(at);
    size_t before = whole >= length && strcmp(at + whole - length, name) == 0 ? whole - length : 0;
    return strncmp(path, at, before) == 0 ? path + before : path;
}

const char *missing_file_problem(struct arena *arena, const char *name, const char *path, const char *advice)
{
    struct stat seen;
    struct buffer text = {.arena = arena};
    struct search search = {.arena = arena, .wanted = path_name(path), .left = NAMES_MAX};
    const char *parent = existing_parent(arena, path, &seen);
    search.end = &search.first;
    search.is_own = text_equal(text_of(parent), path_parent(path));
    if (is_directory(parent, &seen)) {
        search.device = seen.st_dev;
        add_directory(&search, parent, 0);
    }
    for (const struct directory *next = search.first; next && !search.below; next = next->next) {
        look_in(&search, next);
    }
    struct text directory = path_parent(path);
    directory.length -= directory.length > 1;
    buffer_format(&text, search.is_own ? "does not exist" : "does not exist, nor its directory");
    if (search.is_own && name[0] != '/' && directory.length > 0) {
        buffer_format(&text, " in %.*s", TEXT_ARGS(directory));
    }
    const char *first = search.near ? search.near : search.below, *second = search.near ? search.below : NULL;
    if (first) {
        buffer_format(&text, " (did you mean %s", shell_word(arena, text_of(called(first, name, path))));
        buffer_format(&text, "%s%s?)", second ? " or " : "",
                      second ? shell_word(arena, text_of(called(second, name, path))) : "");
    } else if (advice) {
        buffer_format(&text, " (%s)", advice);
    }
    return buffer_string(&text);
}
