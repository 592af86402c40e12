/* SPDX-License-Identifier: Apache-2.0 */
/* inlay env: prints the variables by which a job finds its launch where no `inlay run` starts it. */
#include "shim/cli/base/say.h"
#include "shim/cli/base/verb.h"
#include "shim/cli/env/env_formats.h"
#include "shim/cli/files/config_files.h"
#include "shim/serve/environment.h"
#include "shim/serve/preload_list.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOR(carrier) (1u << (carrier))

/* An option that is of no use with a format was meant to have an effect. */
static bool options_fit(const struct options *options)
{
    const struct carrying *carrying = &options->carrying;
    const unsigned for_pods = FOR(CARRIER_KUBERNETES) | FOR(CARRIER_WANDB_QUEUE);
    const unsigned named = FOR(CARRIER_KUBERNETES) | FOR(CARRIER_COMPOSE);
    const struct {
        const char *name;
        bool is_given;
        unsigned carriers;
    } rules[] = {
        {"onto", carrying->onto, named},
        {"container", carrying->container, named},
        {"kind", carrying->kind, FOR(CARRIER_KUBERNETES)},
        {"image", carrying->image, for_pods},
        {"pull-secret", carrying->pull_secret, for_pods},
        {"job-image", carrying->job_image, FOR(CARRIER_KUBERNETES)},
        {"kustomize", carrying->kustomize, FOR(CARRIER_KUBERNETES)},
        {"no-verify", carrying->no_verify, FOR(CARRIER_KUBERNETES)},
        {"image-config", carrying->image_config,
         named | FOR(CARRIER_DOCKER) | FOR(CARRIER_WANDB_QUEUE) | FOR(CARRIER_DOTENV)},
        {"document", carrying->document, ~FOR(CARRIER_WANDB_QUEUE)},
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (rules[i].is_given && !(rules[i].carriers & FOR(carrying->carrier))) {
            say("--%s is of no use with --format %s", rules[i].name, options_carrier(carrying->carrier));
            return false;
        }
    }
    if (options->operand_count > 0 && carrying->carrier != CARRIER_KUBERNETES) {
        say("-- %s: a command is of no use with --format %s", options->operands[0], options_carrier(carrying->carrier));
        return false;
    }
    if (carrying->library && (carrying->image || carrying->kustomize) && carrying->carrier == CARRIER_KUBERNETES &&
        carrying->image) {
        say("--library says that the job's image has the library, so no --image brings it (leave out one of them)");
        return false;
    }
    return true;
}

static void refuse_command(struct launch_inputs *launch, const struct node *words, struct place place, const char *what)
{
    if (words) {
        diagnose(&launch->diagnostics, SEVERITY_ERROR, place,
                 "\"%s\" replaces the command, which variables cannot do (use inlay run)", what);
    }
}

static bool read_launch(struct injection *injection, const struct options *options)
{
    struct launch_inputs *launch = &injection->launch;
    inputs_read(launch, injection->arena, options, environ);
    if (launch->disabled) {
        inputs_refuse(launch, ENV_DISABLE, "is set, so nothing is overridden (unset it)");
    }
    environment_unknown(environ, &launch->diagnostics);
    refuse_command(launch, launch->overrides.entry_point, launch->overrides.entry_point_origin, "entry_point");
    refuse_command(launch, launch->overrides.args, launch->overrides.args_origin, "args");
    if (launch->diagnostics.errors == 0 && !options->elsewhere) {
        config_files_patch(launch, options->allow_missing);
    }
    return launch->diagnostics.errors == 0;
}

/* An LD_PRELOAD that the job will have without inlay. What a shell reads joins it then. */
static struct text present_preload(const struct injection *injection)
{
    const enum carrier carrier = injection->options->carrying.carrier;
    const bool is_ours = carrier == CARRIER_GITHUB || carrier == CARRIER_JSON;
    return text_of(is_ours ? getenv(ENV_PRELOAD) : NULL);
}

/* What is printed or written may be kept, and read by others; what a shell evaluates is in the environment alone. */
static void note_secrets(struct injection *injection)
{
    const struct carrying *carrying = &injection->options->carrying;
    struct overrides shown;
    if (injection_is_for_shell(carrying->carrier) && !carrying->document) {
        return;
    }
    const struct hidden_key *key = inputs_hidden(injection->arena, &injection->launch, &shown);
    if (key) {
        umask(S_IRWXG | S_IRWXO);
    }
    for (; key; key = key->next) {
        diagnose(&injection->launch.diagnostics, SEVERITY_WARNING,
                 (struct place){.source = key->file ? key->file->name : "run config"},
                 "%.*s is a secret, and what is printed or written here has its value (give secret://NAME, a variable "
                 "that the job has)",
                 TEXT_ARGS(keypath_text(injection->arena, key->path)));
    }
}

/* The supervisor serves them to what runs below it. What takes variables elsewhere may not. */
static void note_supervised(struct injection *injection)
{
    if (injection->options->carrying.carrier != CARRIER_SHELL && environment_has(environ, ENV_LEDGER) &&
        !environment_has(environ, ENV_CONTRACT)) {
        diagnose(&injection->launch.diagnostics, SEVERITY_WARNING, (struct place){.source = ENV_LEDGER},
                 "the job that this runs in is supervised, and its overrides are not among those that are printed (say "
                 "them here, too)");
    }
}

static bool put(const struct injection *injection, const struct onto *onto, struct buffer *out)
{
    switch (injection->options->carrying.carrier) {
    case CARRIER_SHELL:
        return env_put_shell(injection, out);
    case CARRIER_DOCKER:
        return env_put_docker(injection, out);
    case CARRIER_COMPOSE:
        return env_put_compose(injection, onto, out);
    case CARRIER_KUBERNETES:
        return env_put_kubernetes(injection, onto, out);
    case CARRIER_APPTAINER:
        return env_put_apptainer(injection, out);
    case CARRIER_SLURM:
        return env_put_slurm(injection, out);
    case CARRIER_SYSTEMD:
        return env_put_systemd(injection, out);
    case CARRIER_DOTENV:
        return env_put_dotenv(injection, out);
    case CARRIER_GITHUB:
        return env_put_github(injection, out);
    case CARRIER_WANDB_QUEUE:
        return env_put_wandb_queue(injection, out);
    case CARRIER_JSON:
        break;
    }
    return env_put_json(injection, out);
}

static int print_env(struct arena *arena, const struct options *given, struct buffer *out)
{
    struct options options = *given;
    struct injection injection = {.arena = arena, .options = &options};
    struct onto onto;
    if (!options_fit(&options)) {
        return EXIT_WRONG_COMMAND;
    }
    options.elsewhere = injection_is_elsewhere(options.carrying.carrier);
    const bool is_read = read_launch(&injection, &options);
    struct diagnostics *diagnostics = &injection.launch.diagnostics;
    struct text preload = present_preload(&injection);
    if (is_read) {
        note_secrets(&injection);
        note_supervised(&injection);
    }
    const bool is_known = is_read && onto_read(arena, &options, &onto, diagnostics) &&
                          onto_preload(arena, &options, &onto, &preload, diagnostics);
    if (!inputs_are_right(&injection.launch) || !is_known) {
        return EXIT_WRONG_INPUTS;
    }
    return injection_make(&injection, preload) && put(&injection, &onto, out) ? 0 : EXIT_WRONG_INPUTS;
}

/* eval "$(inlay env …)" succeeds when nothing is printed, and the script would go on with the values on the disk. */
static const char *stop_script(const struct options *options)
{
    return injection_is_for_shell(options->carrying.carrier) ? "case $- in *i*) false ;; *) exit 125 ;; esac\n" : NULL;
}

const struct verb verb_env = {
    .name = "env",
    .operands = OPERANDS_COMMAND,
    .takes = VERB_CARRIES | VERB_PODS | VERB_PRINTS,
    .refused = EXIT_WRONG_COMMAND,
    .run = print_env,
    .refusal = stop_script,
};
