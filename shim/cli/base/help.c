/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/base/help.h"

#include <string.h>

static const char overview[] =
    "inlay gives an unmodified program other values in its YAML and JSON config files, without touching the disk.\n"
    "\n"
    "usage: inlay VERB [options] [FILE:KEY=VALUE …]\n"
    "\n";

static const char overview_end[] =
    "\n"
    "inlay help VERB says more about a verb, and inlay help assignments, documents or manifest about those.\n"
    "inlay(1) is the manual. inlay --version prints the version.\n";

static const char output_help[] = "\n"
                                  "  --output FILE             write what is printed to FILE, at once\n";

static const char overrides_help[] =
    "\n"
    "What to override; a later argument wins:\n"
    "  FILE:KEY=VALUE            give KEY of FILE this value; KEY is like trainer.size or\n"
    "                            'layers[0].size' or 'jobs[name=web].image'\n"
    "  FILE:+KEY=VALUE           add KEY, which does not exist yet\n"
    "  FILE:KEY-                 remove KEY\n"
    "  -f, --file FILE           the file of later assignments that name none\n"
    "  -o, --overrides DOCUMENT  an override document: a path, - for standard input, or the document itself,\n"
    "                            beginning with {\n"
    "  --values FILE=DOCUMENT    values for one file, laid over it: DOCUMENT, as for -o, holds the keys to change\n"
    "  --set ASSIGNMENT          an assignment, as above\n"
    "  --set-string ASSIGNMENT   the value is a string, whatever it looks like\n"
    "  --set-json ASSIGNMENT     the value is JSON\n"
    "  --set-tagged ASSIGNMENT   the value has a tag of YAML: FILE:KEY=!secret NAME\n"
    "  --unset FILE:KEY          remove KEY\n"
    "  --run-config KEY=VALUE    a value of the run config, which lives in no file (+KEY=VALUE: a new key)\n"
    "inlay reads WANDB_CONFIG, WANDB_LAUNCH_FILE_OVERRIDES, INLAY_OVERRIDES and INLAY_SET in the environment first.\n"
    "\n"
    "How:\n"
    "  --inputs PATH             the manifest: it says what may be overridden (inlay.yaml, here or above)\n"
    "  --no-validate             accept values that the manifest's schemas forbid\n"
    "  --root DIR                what relative paths are relative to (the working directory)\n"
    "  --format FILE=yaml|json   the format of FILE, if its name does not say it\n"
    "  --shared                  let an override change a value that other keys share by a YAML anchor\n"
    "  --base-digest FILE=SHA256 refuse FILE when it is another one than it was: sha256sum FILE prints the digest\n"
    "  --allow-missing           a config file may be missing: the job writes it before it reads it\n";

void help_put(struct buffer *out, const struct verb *const *verbs, size_t count)
{
    buffer_put(out, text_of(overview));
    for (size_t i = 0; i < count; i++) {
        buffer_format(out, "  %s\n", verbs[i]->usage);
    }
    buffer_put(out, text_of(overview_end));
}

void help_put_verb(struct buffer *out, const struct verb *verb)
{
    buffer_format(out, "usage: %s\n\n%s%s%s", verb->usage, verb->help, verb->takes & VERB_PRINTS ? output_help : "",
                  verb->overrides_nothing ? "" : overrides_help);
}

const char *help_of_option(struct arena *arena, const struct verb *verb, const char *option)
{
    struct buffer help = {.arena = arena}, name = {.arena = arena};
    help_put_verb(&help, verb);
    buffer_format(&name, "--%s ", option);
    const char *found = strstr(buffer_string(&help), buffer_string(&name));
    const char *about = found ? strstr(found, "  ") : NULL;
    if (!about) {
        return NULL;
    }
    about += strspn(about, " ");
    return text_string(arena, (struct text){about, strcspn(about, "\n")});
}
