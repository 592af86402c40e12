/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/search_path.h"
#include "core/base/buffer.h"
#include "shim/serve/kernel.h"

#include <string.h>

#define SEARCH_UNSET "/bin:/usr/bin" /* the default of execvp(3) */

/* Directories may be executed, too, as far as their mode says. */
static bool is_program(const char *path)
{
    struct stat seen;
    return kernel_faccessat(AT_FDCWD, path, X_OK, 0) == 0 && kernel_fstatat(AT_FDCWD, path, &seen, 0) == 0 &&
           S_ISREG(seen.st_mode);
}

const char *search_path_find(char room[SEARCH_PATH_MAX], const char *file, const char *search)
{
    const struct text list = text_of(search ? search : SEARCH_UNSET);
    if (strchr(file, '/')) {
        return file;
    }
    for (size_t start = 0, end; start <= list.length && *file != '\0'; start = end + 1) {
        end = text_find(list, start, ':');
        const struct text entry = text_part(list, start, end);
        const size_t length =
            buffer_format_fixed(room, SEARCH_PATH_MAX, "%.*s%s%s", TEXT_ARGS(entry), entry.length > 0 ? "/" : "", file);
        if (length < SEARCH_PATH_MAX - 1 && is_program(room)) {
            return room;
        }
    }
    return NULL;
}
