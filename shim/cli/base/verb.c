/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/base/verb.h"
#include "shim/cli/base/say.h"

#include <errno.h>
#include <string.h>

int verb_cannot_run(const char *program, int error)
{
    say("cannot run %s: %s", program, strerror(error));
    return error == ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_RUN;
}
