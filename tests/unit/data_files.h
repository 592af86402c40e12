/* SPDX-License-Identifier: Apache-2.0 */
/* Files of test cases: lines "=== NAME" begin a case, "--- TITLE" a section of it. */
#ifndef INLAY_DATA_FILES_H
#define INLAY_DATA_FILES_H

#include "core/base/text.h"
#include "tests/unit/check.h"

#include <glob.h>

/* Borrowed until the next call. */
static struct text data_file_read(const char *path)
{
    static char bytes[1 << 20];
    FILE *file = fopen(path, "rb");
    size_t length = file ? fread(bytes, 1, sizeof bytes, file) : 0;
    if (file) {
        fclose(file);
    }
    return (struct text){bytes, length};
}

/* Cuts the next line off *rest. */
static inline struct text data_file_line(struct text *rest)
{
    size_t end = text_find(*rest, 0, '\n');
    struct text taken = text_part(*rest, 0, end);
    *rest = text_from(*rest, end < rest->length ? end + 1 : end);
    return taken;
}

static void data_files_run(const char *pattern, void (*run_file)(const char *path))
{
    glob_t files;
    if (glob(pattern, 0, NULL, &files) != 0) {
        CHECK(false, "no test files at %s (run from the top of the source)", pattern);
        return;
    }
    for (size_t i = 0; i < files.gl_pathc; i++) {
        run_file(files.gl_pathv[i]);
    }
    globfree(&files);
}

#endif
