/* SPDX-License-Identifier: Apache-2.0 */
/* inlay form: writes the launch form, one page that holds all it needs.
 *
 * The page is made of the files in shim/cli/form/page, and of the job's inputs as data (shim/cli/form/form_model.h).
 * Its policy names its own style and script by digest and forbids everything else. So nothing from a config, a
 * manifest or a schema can run in it, and nothing leaves it. */
#include "shim/cli/form/form_model.h"
#include "shim/cli/form/form_page.h"
#include "shim/cli/base/say.h"
#include "shim/cli/base/verb.h"

#include "core/base/base64.h"
#include "core/base/path.h"
#include "core/base/sha256.h"

#include <unistd.h>

#define DIGEST_SIZE 32 /* bytes */

/* How a Content-Security-Policy names an inline script or style: https://www.w3.org/TR/CSP3/#grammardef-hash-source */
static void put_hash_source(struct buffer *out, struct text content)
{
    char hex[SHA256_HEX];
    char digest[DIGEST_SIZE];
    sha256_hex(content, hex);
    for (size_t i = 0; i < DIGEST_SIZE; i++) {
        digest[i] = (char)(text_hex_value(hex[2 * i]) << 4 | text_hex_value(hex[2 * i + 1]));
    }
    buffer_put(out, TEXT("'sha256-"));
    base64_put(out, (struct text){digest, DIGEST_SIZE});
    buffer_byte(out, '\'');
}

static struct text policy(struct arena *arena)
{
    struct buffer out = {.arena = arena};
    buffer_put(&out, TEXT("default-src 'none'; script-src "));
    put_hash_source(&out, form_script());
    buffer_put(&out, TEXT("; style-src "));
    put_hash_source(&out, form_style());
    buffer_put(&out, TEXT("; img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"));
    return buffer_text(&out);
}

/* Puts the page up to a mark, then content in the place of the mark. *page becomes what follows the mark. */
static void put_part(struct buffer *out, struct text *page, const char *mark, struct text content)
{
    size_t at = 0;
    while (!text_starts(text_from(*page, at), text_of(mark))) {
        at++;
    }
    buffer_put(out, text_part(*page, 0, at));
    buffer_put(out, content);
    *page = text_from(*page, at + text_of(mark).length);
}

static struct text page_of(struct arena *arena, struct text model)
{
    struct buffer out = {.arena = arena};
    struct text page = form_page();
    put_part(&out, &page, "{{policy}}", policy(arena));
    put_part(&out, &page, "{{style}}", form_style());
    put_part(&out, &page, "{{model}}", model);
    put_part(&out, &page, "{{script}}", form_script());
    buffer_put(&out, page);
    return buffer_text(&out);
}

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
    buffer_put(out, page_of(arena, buffer_text(&model)));
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
