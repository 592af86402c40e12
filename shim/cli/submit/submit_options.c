/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/submit/submit_options.h"
#include "shim/cli/base/say.h"
#include "shim/cli/plan/exit_statuses.h"
#include "shim/cli/plan/run_options.h"

#include "core/base/shell_word.h"

#include <stdio.h>

#define FOR(cluster) (1u << (cluster))

/* An option that is of no use was meant to have an effect. */
bool submit_options_fit(const struct options *options)
{
    static const char *const names[] = {[SUBMIT_SLURM] = "slurm", [SUBMIT_KUBERNETES] = "kubernetes"};
    static const char by_slurm[] = "Slurm starts a job again itself whose node fails";
    const struct sweeping *sweeping = &options->sweeping;
    const struct carrying *carrying = &options->carrying;
    const struct {
        const char *name;
        bool is_given;
        unsigned clusters; /* that know it */
        const char *advice;
    } rules[] = {
        {"gpus", sweeping->gpus, 0, "the cluster gives each cell its GPUs"},
        {"gpus-per-cell", sweeping->gpus_per_cell, 0, "the cluster gives each cell its GPUs"},
        {"cells-per-gpu", sweeping->cells_per_gpu, 0, "the cluster gives each cell its GPUs"},
        {"fail-fast", sweeping->fail_fast, FOR(SUBMIT_KUBERNETES), "scancel stops an array"},
        {"max-failures", sweeping->max_failures, FOR(SUBMIT_KUBERNETES), "scancel stops an array"},
        {"retries", sweeping->retries, FOR(SUBMIT_KUBERNETES), by_slurm},
        {"retry-on", sweeping->retry_on.count, FOR(SUBMIT_KUBERNETES), by_slurm},
        {"per-task", sweeping->per_task, FOR(SUBMIT_SLURM), "a pod runs one cell"},
        {"onto", carrying->onto, FOR(SUBMIT_KUBERNETES), "options of sbatch stand behind the script's name"},
        {"image", carrying->image, FOR(SUBMIT_KUBERNETES), "a task runs this inlay"},
        {"job-image", carrying->job_image, FOR(SUBMIT_KUBERNETES), "a task runs in no image"},
        {"pull-secret", carrying->pull_secret, FOR(SUBMIT_KUBERNETES), "a task runs in no image"},
        {"image-config", carrying->image_config, FOR(SUBMIT_KUBERNETES), "a task runs in no image"},
        {"container", carrying->container, FOR(SUBMIT_KUBERNETES), "a task runs in no container"},
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (rules[i].is_given && !(rules[i].clusters & FOR(sweeping->submit))) {
            say("--%s is of no use with --submit %s (%s)", rules[i].name, names[sweeping->submit], rules[i].advice);
            return false;
        }
    }
    bool statuses[EXIT_STATUSES];
    return exit_statuses_read(&sweeping->retry_on, "retry-on", statuses);
}

static void put_word(struct buffer *out, const char *word)
{
    if (out->length > 0) {
        buffer_byte(out, ' ');
    }
    shell_word_put(out, text_of(word));
}

static void put_option(struct buffer *out, const char *option, const char *value)
{
    if (value) {
        put_word(out, option);
        put_word(out, value);
    }
}

static void put_seconds(struct buffer *out, const char *option, double seconds, bool is_given)
{
    char number[32];
    if (is_given) {
        snprintf(number, sizeof number, "%.10g", seconds);
        buffer_format(out, " %s %s", option, number);
    }
}

void submit_options_put_before(const struct options *options, const char *program, struct buffer *out)
{
    const struct sweeping *sweeping = &options->sweeping;
    buffer_put(out, text_of(program));
    put_word(out, "sweep");
    put_option(out, "--dir", sweeping->dir);
    put_option(out, "--rerun", sweeping->rerun);
    for (char *const *option = run_options(out->arena, options); *option; option++) {
        put_word(out, *option);
    }
    put_seconds(out, "--timeout", sweeping->timeout, sweeping->timeout > 0);
    put_seconds(out, "--grace", sweeping->grace, sweeping->grace >= 0);
    put_word(out, "--cell");
}

void submit_options_put_command(char *const *command, struct buffer *out)
{
    buffer_put(out, TEXT(" --"));
    for (; *command; command++) {
        put_word(out, *command);
    }
}
