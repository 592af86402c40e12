/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/complete/complete_inputs.h"
#include "shim/cli/files/input_words.h"
#include "shim/cli/files/job_configs.h"
#include "shim/serve/manifest_search.h"

#include "core/base/escape.h"
#include "core/base/path.h"
#include "core/base/utf8.h"
#include "core/read/format.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A description is one line of a list. */
#define ABOUT_MAX 60

static void read_inputs(const struct completion *completion, struct launch_inputs *launch)
{
    inputs_read(launch, completion->out->arena, &completion->options, environ);
}

/* ---- files */

static void put_file(const struct completion *completion, const char *name, const char *const *ends)
{
    for (; *ends; ends++) {
        completion_put(completion, TEXT(""), text_of(name), *ends, NULL);
    }
}

static void put_entry(const struct completion *completion, struct text directory, const char *name,
                      const char *const *ends)
{
    const char *path = path_behind(completion->out->arena, directory, text_of(name));
    struct stat status;
    if (name[0] == '.' || strcmp(name, MANIFEST_NAME) == 0 || stat(path, &status) != 0) {
        return;
    }
    if (S_ISDIR(status.st_mode)) {
        completion_put(completion, TEXT(""), text_of(path), "/", NULL);
    } else if (S_ISREG(status.st_mode) && format_of_name(text_of(name)) != FORMAT_UNKNOWN) {
        put_file(completion, path, ends);
    }
}

/* Without a manifest, every config file is an input. */
static void put_directory(const struct completion *completion, const char *const *ends)
{
    struct arena *arena = completion->out->arena;
    struct text parent = path_parent(text_string(arena, completion->word));
    DIR *directory = opendir(parent.length > 0 ? text_string(arena, parent) : ".");
    /* path_behind() puts the slash. */
    struct text stem = text_part(parent, 0, parent.length > 1 ? parent.length - 1 : parent.length);
    for (const struct dirent *entry; directory && (entry = readdir(directory));) {
        put_entry(completion, stem, entry->d_name, ends);
    }
    if (directory) {
        closedir(directory);
    }
}

void complete_files(const struct completion *completion, const char *const *ends)
{
    struct launch_inputs launch;
    read_inputs(completion, &launch);
    if (!launch.manifest) {
        put_directory(completion, ends);
        return;
    }
    for (const struct manifest_file *file = launch.manifest->files; file; file = file->next) {
        put_file(completion, file->name, ends);
    }
}

/* ---- keys and values */

static struct text shortened(struct text text)
{
    size_t length = 0;
    while (length < text.length && length + utf8_step(text, length) <= ABOUT_MAX) {
        length += utf8_step(text, length);
    }
    return text_part(text, 0, length);
}

static const char *about_input(struct arena *arena, const struct job_input *input)
{
    struct buffer about = {.arena = arena}, now = {.arena = arena}, limits = {.arena = arena};
    input_put_now(&now, input);
    input_put_limits(&limits, input);
    buffer_format(&about, "%s, now %.*s%s%.*s", value_type_name(input->type), TEXT_ARGS(shortened(buffer_text(&now))),
                  limits.length > 0 ? ", " : "", TEXT_ARGS(buffer_text(&limits)));
    return buffer_string(&about);
}

static void put_choice(const struct completion *completion, struct text stem, const struct node *choice)
{
    struct buffer value = {.arena = completion->out->arena};
    input_put_value(&value, choice);
    completion_put(completion, stem, buffer_text(&value), "", NULL);
}

/* What may stand behind "KEY=", which stem ends with. */
static void put_values(const struct completion *completion, struct text stem, const struct job_input *input)
{
    const struct node *choices = input->schema ? input->schema->choices : NULL;
    for (const struct node *choice = choices ? choices->first : NULL; choice; choice = choice->next) {
        put_choice(completion, stem, choice);
    }
    if (!choices && input->type == VALUE_BOOL) {
        completion_put(completion, stem, TEXT("true"), "", NULL);
        completion_put(completion, stem, TEXT("false"), "", NULL);
    }
}

/* stem stands before the key. */
static void put_input(const struct completion *completion, struct text stem, const struct job_input *input,
                      const char *end)
{
    struct arena *arena = completion->out->arena;
    struct buffer key = {.arena = arena};
    buffer_format(&key, "%.*s%.*s=", TEXT_ARGS(stem), TEXT_ARGS(keypath_text(arena, input->path)));
    if (*end == '=' && text_starts(completion->word, buffer_text(&key))) {
        put_values(completion, buffer_text(&key), input);
    } else if (input->path.count > 0) {
        completion_put(completion, stem, keypath_text(arena, input->path), end, about_input(arena, input));
    }
}

static void put_config(const struct completion *completion, struct text stem, const struct job_config *config,
                       const char *end)
{
    for (const struct job_input *input = config->inputs; input; input = input->next) {
        put_input(completion, stem, input, end);
    }
}

/* The keys of the file that name, with #2 for a document, calls. */
static void put_keys(const struct completion *completion, struct text name, struct text stem, const char *end)
{
    struct launch_inputs launch;
    struct target target;
    char *files[2] = {NULL};
    read_inputs(completion, &launch);
    if (!target_read_file(launch.arena, (struct place){0}, name, &target, &launch.diagnostics)) {
        return;
    }
    files[0] = (char *)text_string(launch.arena, target.file);
    uint32_t wanted = target.document.number;
    for (const struct job_config *config = job_configs_read(&launch, files); config; config = config->next) {
        if (config->number == wanted || (config->number <= 1 && wanted <= 1)) {
            put_config(completion, stem, config, end);
        }
    }
}

/* Behind a sign the keys come, too. */
static struct text with_sign(struct text word, size_t start)
{
    size_t end = start;
    while (end < word.length && (word.bytes[end] == '+' || word.bytes[end] == '~')) {
        end++;
    }
    return text_part(word, 0, end);
}

void complete_assignments(const struct completion *completion, bool removes)
{
    size_t colon = escape_find(completion->word, 0, ':');
    bool names_file = colon < completion->word.length;
    if (!names_file && !completion->file) {
        complete_files(completion, (const char *[]){":", NULL});
        return;
    }
    struct text stem = with_sign(completion->word, names_file ? colon + 1 : 0);
    struct text file = names_file ? text_part(completion->word, 0, colon) : text_of(completion->file);
    put_keys(completion, file, stem, removes || text_ends(stem, TEXT("~")) ? "" : "=");
}

void complete_run_config(const struct completion *completion, const char *end)
{
    struct launch_inputs launch;
    char *none[1] = {NULL};
    read_inputs(completion, &launch);
    for (const struct job_config *config = job_configs_read(&launch, none); config; config = config->next) {
        if (config->is_run_config) {
            put_config(completion, TEXT(""), config, end);
        }
    }
}
