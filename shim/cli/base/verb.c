/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/base/verb.h"
#include "shim/cli/base/say.h"
#include "shim/cli/base/word_advice.h"

#include <errno.h>
#include <string.h>

int verb_cannot_run(struct arena *arena, const char *program, int error)
{
    const char *advice = error == ENOENT ? word_advice_of_program(arena, program) : NULL;
    say("cannot run %s: %s%s%s%s", word_without_value(arena, program), strerror(error), advice ? " (" : "",
        advice ? advice : "", advice ? ")" : "");
    return error == ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_RUN;
}
