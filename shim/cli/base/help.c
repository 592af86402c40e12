/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/base/help.h"

static const char overview[] =
    "inlay gives an unmodified program other values in its YAML and JSON config files, without touching the disk.\n"
    "\n"
    "usage: inlay VERB [options] [FILE:KEY=VALUE …]\n"
    "\n";

static const char overview_end[] =
    "\n"
    "inlay help VERB says more about one of them; inlay(1) is the manual. inlay --version prints the version.\n";

static const char overrides_help[] =
    "\n"
    "What to override; what stands further right wins:\n"
    "  FILE:KEY=VALUE            give KEY of FILE this value; KEY is like trainer.layers[0].size\n"
    "  FILE:+KEY=VALUE           the same for a key that is not there yet\n"
    "  FILE:~KEY                 remove KEY\n"
    "  -f, --file FILE           the file of those assignments after it that name none\n"
    "  -o, --overrides DOCUMENT  an override document: a path, - for standard input, or the document itself,\n"
    "                            beginning with {\n"
    "  --set ASSIGNMENT          an assignment, as above\n"
    "  --set-string ASSIGNMENT   the value is a string, whatever it looks like\n"
    "  --set-json ASSIGNMENT     the value is JSON\n"
    "  --unset FILE:KEY          remove KEY\n"
    "  --run-config KEY=VALUE    a value of the run config, which lives in no file\n"
    "In the environment WANDB_CONFIG, WANDB_LAUNCH_FILE_OVERRIDES, INLAY_OVERRIDES and INLAY_SET are read before\n"
    "all of these.\n"
    "\n"
    "How:\n"
    "  --inputs PATH             the manifest that says what may be overridden (inlay.yaml, where there is one)\n"
    "  --no-validate             let values in that the manifest's schemas forbid\n"
    "  --root DIR                what relative paths are relative to (the working directory)\n"
    "  --format FILE=yaml|json   what FILE is, where its name does not say so\n"
    "  --shared                  an override may change what other keys share by a YAML anchor\n"
    "  --allow-missing           a config file may not exist yet: the job writes it first\n";

void help_print(FILE *out, const struct verb *const *verbs, size_t count)
{
    fputs(overview, out);
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "  %s\n", verbs[i]->usage);
    }
    fputs(overview_end, out);
}

void help_print_verb(FILE *out, const struct verb *verb)
{
    fprintf(out, "usage: %s\n\n%s%s", verb->usage, verb->help, verb->overrides_nothing ? "" : overrides_help);
}
