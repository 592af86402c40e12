/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/base/output.h"
#include "shim/cli/base/file_content.h"
#include "shim/cli/base/replace_file.h"
#include "shim/cli/base/say.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

bool output_write(struct arena *arena, const char *path, struct text content)
{
    const bool to_file = path && strcmp(path, "-") != 0;
    const bool written = to_file ? replace_file(arena, path, content) : file_write_descriptor(STDOUT_FILENO, content);
    if (!written) {
        say("%s: cannot be written: %s", to_file ? path : "standard output", strerror(errno));
    }
    return written;
}
