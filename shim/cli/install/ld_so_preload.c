/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/install/ld_so_preload.h"
#include "shim/cli/base/file_content.h"
#include "shim/cli/base/replace_file.h"
#include "shim/cli/base/say.h"
#include "shim/serve/preload_list.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* replace_file() gives a new file what the umask leaves, and root's may leave nothing to others. */
static bool replace(struct arena *arena, const char *path, struct text content)
{
    const mode_t mask = umask(022);
    const bool replaced = replace_file(arena, path, content);
    umask(mask);
    return replaced;
}

/* A file that was there keeps its mode. */
static void note_closed(const char *path)
{
    struct stat file;
    if (stat(path, &file) == 0 && !(file.st_mode & S_IROTH)) {
        say("note: other users cannot read %s, so their programs do not load what it names (chmod a+r)", path);
    }
}

bool ld_so_preload_add(struct arena *arena, const char *path, const char *library)
{
    struct file_content there = {.bytes = TEXT("")};
    struct buffer content = {.arena = arena};
    const char *problem = file_read(arena, path, FILES_REGULAR, &there);
    if (problem && errno != ENOENT) {
        say("%s: %s", path, problem);
        return false;
    }
    if (preload_list_has(preload_list_of_file(arena, there.bytes), text_of(library))) {
        note_closed(path);
        return true;
    }
    buffer_put(&content, there.bytes);
    if (content.length > 0 && content.bytes[content.length - 1] != '\n') {
        buffer_byte(&content, '\n');
    }
    buffer_format(&content, "%s\n", library);
    if (!replace(arena, path, buffer_text(&content))) {
        say("%s: cannot be written: %s", path, strerror(errno));
        return false;
    }
    note_closed(path);
    return true;
}
