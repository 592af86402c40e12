/* inlay check: says everything that is wrong, and runs nothing. */
#include "shim/cli/config_files.h"
#include "shim/cli/messages.h"
#include "shim/cli/verbs.h"

#include <unistd.h>

int verb_check(struct arena *arena, const struct options *options)
{
    struct launch launch;

    inputs_read(&launch, arena, options, environ);
    config_files_patch(&launch, options->allow_missing);
    say_diagnostics(&launch.diagnostics);
    return launch.diagnostics.errors > 0 ? EXIT_WRONG_INPUTS : 0;
}
