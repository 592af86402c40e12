/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/via/copies.h"
#include "shim/cli/base/private_directory.h"
#include "shim/cli/base/say.h"

#include "core/base/path.h"
#include "shim/serve/environment_secrets.h"
#include "shim/serve/kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIRECTORY_NAME "/inlay-copy-XXXXXX"

struct copy {
    struct copy *next;
    const struct config_file *file;
    struct text bytes;
    const char *named;   /* the path that arguments name, its directory without links */
    char *path;          /* begins with the directory's */
    struct stat status;  /* of the file on the disk */
    struct stat written; /* of the copy, before the job */
};

/* An argument that names a copy. */
struct renamed {
    struct renamed *next;
    struct copy *copy;
    size_t word;
    size_t start; /* of the path in the argument */
};

static bool is_overridden(const struct config_file *file)
{
    return file->outcome == OUTCOME_FOUND && !text_equal(file->patch.bytes, file->original.bytes);
}

static bool is_named(struct arena *arena, const struct config_file *file, char *const *command, const char *directory)
{
    const struct config_file only = {.file = file->file, .original = file->original};
    char *const *word = command + 1;
    while (*word && !config_file_of_argument(arena, &only, directory, *word, NULL)) {
        word++;
    }
    return *word;
}

const char *copies_problem(struct arena *arena, const struct config_file *files, char *const *command,
                           const char *directory)
{
    struct buffer problem = {.arena = arena};
    for (const struct config_file *file = files; file; file = file->next) {
        if (file->outcome == OUTCOME_NONE && file->file->first) {
            buffer_format(&problem, "%s is not there yet, so there is nothing to copy", file->file->name);
            return buffer_string(&problem);
        }
        if (is_overridden(file) && !is_named(arena, file, command, directory)) {
            buffer_format(&problem, "no argument of %s names %s, so nobody would read a copy of it", command[0],
                          file->file->name);
            return buffer_string(&problem);
        }
    }
    return NULL;
}

/* Which name it has is the argument's choice; two names that one link leads to are one directory. */
static const char *without_links(struct arena *arena, const char *path)
{
    const struct text parent = path_parent(path);
    char *real = realpath(parent.length > 0 ? text_string(arena, parent) : ".", NULL);
    if (!real) {
        return path;
    }
    const char *whole = path_in(arena, strcmp(real, "/") == 0 ? "" : real, path_name(path).bytes);
    free(real);
    return whole;
}

/* With the secrets themselves, which the bytes that people may be shown do not have. */
static struct text bytes_of(struct launch_inputs *launch, const struct config_file *file)
{
    struct overrides overrides = launch->overrides;
    struct environment_secrets secrets;
    struct diagnostics diagnostics = {.arena = launch->arena}; /* all of it was said before */
    struct text original = file->original.bytes;
    struct patch patch;
    secrets_revealed(&secrets, environ);
    overrides.secrets = &secrets.base;
    const bool patched =
        file->is_made_up ? patch_missing_file(launch->arena, &overrides, file->file, &original, &patch, &diagnostics)
                         : patch_file(launch->arena, &overrides, file->file, original, &patch, &diagnostics);
    return patched ? patch.bytes : file->patch.bytes;
}

static struct copy *copy_of(struct copies *copies, struct launch_inputs *launch, const struct config_file *file,
                            const char *path)
{
    const char *named = without_links(launch->arena, path);
    struct copy **link = &copies->first;
    while (*link && strcmp((*link)->named, named) != 0) {
        link = &(*link)->next;
    }
    if (!*link) {
        *link = arena_new(launch->arena, struct copy);
        **link = (struct copy){.file = file, .bytes = bytes_of(launch, file), .named = named};
        if (stat(path, &(*link)->status) != 0) {
            (*link)->status = (struct stat){.st_mode = 0644};
        }
    }
    return *link;
}

static void find_copies(struct copies *copies, struct launch_inputs *launch, const struct config_file *files)
{
    const struct text begins = text_of(copies->begins ? copies->begins : "");
    const char *path;
    for (size_t word = 1; copies->command[word]; word++) {
        const char *argument = copies->command[word];
        const struct config_file *file = config_file_of_argument(launch->arena, files, copies->begins, argument, &path);
        if (file && file->outcome == OUTCOME_FOUND) {
            struct renamed *renamed = arena_new(launch->arena, struct renamed);
            renamed->copy = copy_of(copies, launch, file, path_behind(launch->arena, begins, text_of(path)));
            renamed->word = word;
            renamed->start = (size_t)(path - argument);
            renamed->next = copies->renamed;
            copies->renamed = renamed;
        }
    }
}

/* The directory below which all of them are, with a slash. */
static struct text common_parent(const struct copies *copies)
{
    struct text common = copies->first ? path_parent(copies->first->named) : TEXT("");
    for (const struct copy *copy = copies->first; copy; copy = copy->next) {
        while (!text_starts(path_parent(copy->named), common)) {
            common.length--;
            while (common.length > 0 && common.bytes[common.length - 1] != '/') {
                common.length--;
            }
        }
    }
    return common;
}

static char *joined(struct arena *arena, struct text before, const char *behind)
{
    struct buffer whole = {.arena = arena};
    buffer_put(&whole, before);
    buffer_put(&whole, text_of(behind));
    return buffer_string(&whole);
}

/* All with the directory's name as it is before it is made: then its last letters are set. */
static void name_copies(struct copies *copies)
{
    struct buffer directory = {.arena = copies->arena};
    const struct text common = common_parent(copies);
    buffer_format(&directory, "%s" DIRECTORY_NAME "/", private_directory_parent());
    copies->directory_length = directory.length - 1;
    for (struct copy *copy = copies->first; copy; copy = copy->next) {
        copy->path = joined(copies->arena, buffer_text(&directory), copy->named + common.length);
    }
    for (const struct renamed *renamed = copies->renamed; renamed; renamed = renamed->next) {
        char **word = &copies->command[renamed->word];
        *word = joined(copies->arena, (struct text){*word, renamed->start}, renamed->copy->path);
    }
    copies->directory = text_string(copies->arena, (struct text){directory.bytes, copies->directory_length});
}

bool copies_plan(struct copies *copies, struct launch_inputs *launch, const struct config_file *files,
                 char *const *command, const char *directory)
{
    const char *problem = copies_problem(launch->arena, files, command, directory);
    size_t words = 0;
    if (problem) {
        say("--via=copy: %s", problem);
        return false;
    }
    while (command[words]) {
        words++;
    }
    *copies = (struct copies){
        .arena = launch->arena, .begins = directory, .command = arena_array(launch->arena, char *, words + 1)};
    memcpy(copies->command, command, words * sizeof *command);
    find_copies(copies, launch, files);
    name_copies(copies);
    return true;
}

/* The name that the directory has got, in all paths. */
static void set_names(struct copies *copies)
{
    for (struct copy *copy = copies->first; copy; copy = copy->next) {
        memcpy(copy->path, copies->directory, copies->directory_length);
    }
    for (const struct renamed *renamed = copies->renamed; renamed; renamed = renamed->next) {
        memcpy(copies->command[renamed->word] + renamed->start, copies->directory, copies->directory_length);
    }
}

static bool make_parents(const struct copies *copies, struct copy *copy)
{
    for (char *slash = copy->path + copies->directory_length + 1; (slash = strchr(slash, '/')) != NULL; slash++) {
        *slash = '\0';
        const bool made = mkdir(copy->path, 0700) == 0 || errno == EEXIST;
        *slash = '/';
        if (!made) {
            return false;
        }
    }
    return true;
}

/* With the file's mode and times; one with secrets is its owner's alone. */
static bool fill(struct copy *copy, int descriptor)
{
    const struct timespec times[] = {copy->status.st_atim, copy->status.st_mtim};
    const mode_t mode = copy->status.st_mode & (copy->file->patch.has_secrets ? 0600 : 0777);
    return file_write_descriptor(descriptor, copy->bytes) && fchmod(descriptor, mode) == 0 &&
           (copy->status.st_ino == 0 || futimens(descriptor, times) == 0) && fstat(descriptor, &copy->written) == 0;
}

static bool make_copy(const struct copies *copies, struct copy *copy)
{
    if (!make_parents(copies, copy)) {
        return false;
    }
    const int descriptor = open(copy->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return false;
    }
    const bool filled = fill(copy, descriptor);
    return close(descriptor) == 0 && filled;
}

static void remove_directory(struct copies *copies)
{
    private_directory_remove(copies->directory);
    copies->directory = NULL;
}

bool copies_make(struct copies *copies)
{
    if (!copies->first) {
        copies->directory = NULL;
        return true;
    }
    if (!private_directory_make(copies->directory)) {
        copies->directory = NULL;
        return false;
    }
    set_names(copies);
    for (struct copy *copy = copies->first; copy; copy = copy->next) {
        if (!make_copy(copies, copy)) {
            say("%s: cannot be written: %s", copy->path, strerror(errno));
            remove_directory(copies);
            return false;
        }
    }
    return true;
}

static bool was_written(const struct copy *copy)
{
    struct stat now;
    return stat(copy->path, &now) != 0 || !kernel_same_file(&now, &copy->written) ||
           now.st_size != copy->written.st_size || now.st_mtim.tv_sec != copy->written.st_mtim.tv_sec ||
           now.st_mtim.tv_nsec != copy->written.st_mtim.tv_nsec;
}

void copies_remove(struct copies *copies)
{
    if (!copies->directory) {
        return;
    }
    for (const struct copy *copy = copies->first; copy; copy = copy->next) {
        if (was_written(copy)) {
            say("the job changed its copy of %s: that is lost, and the file is as it was", copy->file->file->name);
        }
    }
    remove_directory(copies);
}
