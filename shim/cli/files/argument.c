/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/files/argument.h"

#include <string.h>

const char *argument_next_path(const char *argument, const char *path)
{
    if (path == argument && argument[0] == '@') {
        return argument + 1;
    }
    if (path == argument && argument[0] == '-' && argument[1] != '-' && argument[1] != '\0') {
        return argument + 2;
    }
    const char *equals = strchr(path, '=');
    return equals ? equals + 1 : NULL;
}
