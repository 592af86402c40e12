/* SPDX-License-Identifier: Apache-2.0 */
/* The config files that a launch overrides, read from the disk and patched before any job starts. */
#ifndef INLAY_CONFIG_FILES_H
#define INLAY_CONFIG_FILES_H

#include "shim/cli/base/file_content.h"
#include "shim/cli/launch/inputs.h"

#include "core/base/outcome.h"
#include "core/patch/hidden.h"

struct config_file {
    struct config_file *next; /* in the order of first mention */
    const struct override_file *file;
    enum outcome outcome; /* found: it is patched; none: it is absent, where --allow-missing allows that */
    struct file_content
        original;    /* content: of its copy, where it has one; identity: of what the disk has; 0: nothing */
    bool is_made_up; /* there is no content: the overrides are laid into an empty file */
    struct patch patch;
    struct hidden_patch shown; /* what of it people may see */
};

/* Reads and patches every file that launch->overrides names. Errors go to launch->diagnostics. */
struct config_file *config_files_patch(struct launch_inputs *launch, bool allow_missing);

/* The same for one file. */
struct config_file *config_file_patch(struct launch_inputs *launch, const struct override_file *file,
                                      bool allow_missing);

/* What is wrong with a config file that is not there, as the text of a message. */
const char *config_file_missing(struct launch_inputs *launch, const char *name, struct text path);

/* The registered file that path (terminated) names, or that is the same file on the disk; NULL when there is none. */
const struct override_file *config_file_find(struct launch_inputs *launch, const char *path);

/* The one of files that an argument of a command names whose relative paths begin in directory (NULL: in this process's),
 * and in *path, unless that is NULL, what of the argument is its path; NULL: none. */
const struct config_file *config_file_of_argument(struct arena *arena, const struct config_file *files,
                                                  const char *directory, const char *argument, const char **path);

/* path as a terminated string, absolute. */
const char *config_file_path(struct launch_inputs *launch, const char *path);

/* The file's path for people: relative to the root for a file below the root. */
struct text config_file_label(const struct launch_inputs *launch, const struct override_file *file);

#endif
