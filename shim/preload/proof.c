/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/preload/proof.h"
#include "shim/serve/kernel.h"
#include "shim/serve/notice.h"
#include "shim/serve/variables.h"

#include <errno.h>

#define EXIT_REFUSED 125 /* the same as `inlay run` */

/* What it goes to; buffers would need an arena that may have run out. False when nobody takes it. */
static bool put(int descriptor, struct text text)
{
    while (text.length > 0) {
        const ssize_t written = kernel_write(descriptor, text.bytes, text.length);
        if (written < 0 && written != -EINTR) {
            return false;
        }
        text = text_from(text, written > 0 ? (size_t)written : 0);
    }
    return true;
}

static bool put_pair(int descriptor, const char *name, struct text value)
{
    const struct text end = {"", 1};
    return put(descriptor, text_of(name)) && put(descriptor, end) && put(descriptor, value) && put(descriptor, end);
}

static bool put_files(int descriptor, const struct registry *registry)
{
    struct stat seen;
    bool is_put = true;
    for (size_t i = 0; i < registry->count && is_put; i++) {
        const char *path = registry->files[i].path;
        const bool has_copy = registry->files[i].file->copy.path.length > 0; /* then it is there when it is named */
        const bool is_there = has_copy || kernel_fstatat(AT_FDCWD, path, &seen, 0) == 0;
        is_put = put_pair(descriptor, is_there ? "there" : "missing", text_of(path));
    }
    return is_put;
}

/* -1: it is none. */
static int number_of(const char *text)
{
    int number = *text != '\0' ? 0 : -1;
    for (; *text >= '0' && *text <= '9' && number >= 0 && number < 100000; text++) {
        number = 10 * number + (*text - '0');
    }
    return *text == '\0' ? number : -1;
}

void proof_give(const struct launch *launch, struct text library, const char *descriptor)
{
    const int answer = number_of(descriptor);
    char contract[12];
    buffer_format_fixed(contract, sizeof contract, "%d", CONTRACT_VERSION);
    const bool is_given = answer > 2 && put_pair(answer, "contract", text_of(contract)) &&
                          put_pair(answer, "library", library) && put_files(answer, &launch->registry) &&
                          put_pair(answer, "complete", TEXT(""));
    if (!is_given) {
        notice_say(ENV_VERIFY " is set, which inlay verify alone does: the program does not start (unset it)");
    }
    kernel_exit(EXIT_REFUSED);
}
