/* SPDX-License-Identifier: Apache-2.0 */
/* inlay form: writes the launch form, one page that holds all it needs.
 *
 * The page is made of the files in shim/cli/form/page, and of the job's inputs as data (shim/cli/form/form_model.h).
 * Its policy names its own style and script by digest and forbids everything else. So nothing from a config, a
 * manifest or a schema can run in it, and nothing leaves it. */
#include "shim/cli/form/form_model.h"
#include "shim/cli/form/form_page.h"
#include "shim/cli/base/html_page.h"
#include "shim/cli/base/say.h"
#include "shim/cli/base/verb.h"

#include "core/base/path.h"

#include <unistd.h>

/* A job is called by its directory's name. */
static const char *job_name(struct launch_inputs *launch)
{
    const char *name = path_name(text_string(launch->arena, launch->overrides.root)).bytes;
    return name[0] ? name : "job";
}

static int write_form(struct arena *arena, const struct options *options, struct buffer *out)
{
    struct launch_inputs launch;
    struct buffer model = {.arena = arena};
    if (options->input_count > 0) {
        say("%s: the form takes no overrides, it makes them", options->inputs[0].text);
        return EXIT_WRONG_COMMAND;
    }
    if (!options->output && isatty(STDOUT_FILENO)) {
        say("the form is a page, which a terminal does not show (inlay form --output form.html writes a file)");
        return EXIT_WRONG_COMMAND;
    }
    inputs_read(&launch, arena, options, environ);
    const struct job_config *configs = job_configs_read(&launch, options->operands);
    form_model_write(&model, job_name(&launch), options, configs);
    html_page_put(out, form_page(), form_style(), form_script(), buffer_text(&model));
    return inputs_are_right(&launch) ? 0 : EXIT_WRONG_INPUTS;
}

const struct verb verb_form = {
    .name = "form",
    .operands = OPERANDS_FILES,
    .takes = VERB_PRINTS,
    .overrides_nothing = true,
    .refused = EXIT_WRONG_COMMAND,
    .run = write_form,
};
