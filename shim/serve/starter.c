/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/starter.h"
#include "core/base/path.h"

#include <stddef.h>

static const struct {
    char name[16];
    char first[4]; /* of its arguments; empty: whatever they are */
} starters[] = {
    {"busybox", "sh"}, {"catatonit", ""},     {"doppler", ""},    {"dumb-init", ""}, {"gosu", ""}, {"just", ""},
    {"ldconfig", ""},  {"ldconfig.real", ""}, {"su-exec", ""},    {"task", ""},      {"tini", ""}, {"tini-static", ""},
    {"uv", ""},        {"uvx", ""},           {"wandb-core", ""},
};

bool starter_is_known(const char *path, char *const *arguments)
{
    const struct text name = path_name(path);
    const char *first = arguments && arguments[0] ? arguments[1] : NULL;
    for (size_t i = 0; i < sizeof starters / sizeof *starters; i++) {
        if (text_equal(name, text_of(starters[i].name)) &&
            (starters[i].first[0] == '\0' || text_equal(text_of(first), text_of(starters[i].first)))) {
            return true;
        }
    }
    return false;
}
