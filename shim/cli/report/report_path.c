/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/report/report_path.h"
#include "shim/cli/base/say.h"
#include "shim/serve/environment.h"
#include "shim/serve/manifest_source.h"

#include "core/base/path.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Of torchrun, Slurm, Open MPI, and MPICH and Intel MPI. NULL where none says a number. */
static const char *rank(void)
{
    static const char *const names[] = {"RANK", "SLURM_PROCID", "OMPI_COMM_WORLD_RANK", "PMI_RANK"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value != '\0' && value[strspn(value, "0123456789")] == '\0') {
            return value;
        }
    }
    return NULL;
}

static bool is_special(const char *path)
{
    struct stat file;
    return stat(path, &file) == 0 && !S_ISREG(file.st_mode);
}

static const char *with_rank(struct arena *arena, const char *path, const char *number)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    const char *dot = strrchr(base, '.');
    const char *extension = dot && dot > base ? dot : base + strlen(base);
    struct buffer out = {.arena = arena};
    buffer_format(&out, "%.*s.%s%s", (int)(extension - path), path, number, extension);
    return buffer_string(&out);
}

const char *report_path_of(struct arena *arena, const char *path)
{
    struct buffer out = {.arena = arena};
    const char *number = rank();
    bool is_ranked = !number;
    for (const char *at = path; *at; at++) {
        if (*at != '%') {
            buffer_byte(&out, *at);
            continue;
        }
        at++;
        switch (*at) {
        case '%':
            buffer_byte(&out, '%');
            break;
        case 'p':
            buffer_format(&out, "%d", (int)getpid());
            break;
        case 'r':
            buffer_put(&out, text_of(number ? number : "0"));
            is_ranked = true;
            break;
        case '-':
            is_ranked = true;
            break;
        default:
            say("the report cannot be written: %s: %% stands for nothing here (write %%p for the process, "
                "%%r for the rank, %%- for no rank, %%%% for a percent sign)",
                path);
            return NULL;
        }
    }
    const char *whole = buffer_string(&out);
    return is_ranked || is_special(whole) ? whole : with_rank(arena, whole, number);
}

static bool is_file(const struct stat *file, const char *path)
{
    struct stat other;
    return stat(path, &other) == 0 && file->st_dev == other.st_dev && file->st_ino == other.st_ino;
}

static bool is_document(const struct options *options, const struct stat *file)
{
    const char *handed = getenv(ENV_OVERRIDES);
    for (size_t i = 0; i < options->input_count; i++) {
        const struct input *input = &options->inputs[i];
        const bool has_document = input->kind == INPUT_DOCUMENT || input->kind == INPUT_VALUES;
        if (has_document && is_file(file, input->text)) {
            return true;
        }
    }
    return handed && handed[0] == '@' && is_file(file, handed + 1);
}

static bool is_schema(struct launch_inputs *launch, const struct stat *file)
{
    const struct manifest *manifest = launch->manifest;
    const char *root = text_string(launch->arena, launch->overrides.root);
    /* The schemas of a manifest that is given inline stand below the root. */
    const char *beside =
        strcmp(manifest->name, ENV_INPUTS) == 0 ? path_in(launch->arena, root, ENV_INPUTS) : manifest->name;
    const char *schema = manifest->run_config.schema_file;
    bool found = schema && is_file(file, manifest_schema_path(launch->arena, beside, schema));
    for (const struct manifest_file *entry = manifest->files; entry && !found; entry = entry->next) {
        schema = entry->offer.schema_file;
        found = schema && is_file(file, manifest_schema_path(launch->arena, beside, schema));
    }
    return found;
}

const char *report_path_input(struct launch_inputs *launch, const struct options *options,
                              const struct config_file *files, const char *path)
{
    struct stat file;
    if (stat(path, &file) != 0 || !S_ISREG(file.st_mode)) {
        return NULL;
    }
    for (; files; files = files->next) {
        if (is_file(&file, text_string(launch->arena, files->file->path))) {
            return "a config file of the job";
        }
    }
    if (is_document(options, &file)) {
        return "a document of overrides";
    }
    if (!launch->manifest) {
        return NULL;
    }
    return is_file(&file, launch->manifest->name) ? "the manifest"
           : is_schema(launch, &file)             ? "a schema of the manifest"
                                                  : NULL;
}
