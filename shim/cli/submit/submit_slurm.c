/* SPDX-License-Identifier: Apache-2.0 */
/* A script for bash that submits cells as job arrays. What only the cluster knows, it asks there. */
#include "shim/cli/submit/submit.h"
#include "shim/cli/base/say.h"
#include "shim/cli/base/version.h"
#include "shim/cli/base/verb.h"
#include "shim/cli/launch/own_program.h"
#include "shim/cli/submit/missing_cells.h"
#include "shim/cli/submit/submit_options.h"

#include "core/base/path.h"
#include "core/base/shell_word.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#define LOGS "slurm" /* in the sweep's directory */

struct slurm_script {
    struct buffer *out;
    const struct store *store;
    const struct options *options;
    const struct missing_cells *missing;
    const char *program, *directory; /* absolute */
};

static const char options_of_sbatch[] = "# Options of sbatch for each array; those behind this script's name win.\n"
                                        "options=(\n"
                                        "    # --partition=gpu --gres=gpu:1 --time=02:00:00\n"
                                        "    # A cell is told of its time limit two minutes before, by SIGUSR1:\n"
                                        "    # --signal=B:USR1@120\n"
                                        ")\n"
                                        "\n";

/* Signals that come to this shell go on to the cell. */
static const char several_cells[] = "signal=\n"
                                    "for name in TERM USR1 USR2; do\n"
                                    "    # shellcheck disable=SC2064\n"
                                    "    trap \"signal=$name stop=yes\" \"$name\"\n"
                                    "done\n"
                                    "status=0 stop=\n"
                                    "for ((k = 0; k < per_task && first + k < count; k++)); do\n"
                                    "    [ -z \"$stop\" ] || break\n"
                                    "    run_cell \"$(cell_at $((first + k)))\" &\n"
                                    "    cell=$!\n"
                                    "    while\n"
                                    "        wait \"$cell\"\n"
                                    "        ended=$?\n"
                                    "        [ -n \"$signal\" ]\n"
                                    "    do\n"
                                    "        heard=$signal signal=\n"
                                    "        kill -s \"$heard\" \"$cell\" 2>/dev/null\n"
                                    "    done\n"
                                    "    [ \"$ended\" = 0 ] || status=$ended\n"
                                    "done\n"
                                    "exit \"$status\"\n";

static const char cell_at[] = "# The number of the cell at a place of the list.\n"
                              "cell_at() {\n"
                              "    local range place=$1\n"
                              "    for range in $cells; do\n"
                              "        if ((place <= ${range#*-} - ${range%-*})); then\n"
                              "            echo $((${range%-*} + place))\n"
                              "            return\n"
                              "        fi\n"
                              "        ((place -= ${range#*-} - ${range%-*} + 1))\n"
                              "    done\n"
                              "}\n";

static const char submission[] =
    "max=$(scontrol show config | sed -n 's/^MaxArraySize *= *//p')\n"
    "case $max in\n"
    "'' | 0 | *[!0-9]*)\n"
    "    echo \"$0: scontrol show config says no MaxArraySize, so nothing was submitted\" >&2\n"
    "    exit 1\n"
    "    ;;\n"
    "esac\n"
    "tasks=$(((count + per_task - 1) / per_task))\n"
    "arrays=$(((tasks + max - 1) / max))\n"
    "size=$(((tasks + arrays - 1) / arrays))\n"
    "arrays=$(((tasks + size - 1) / size))\n"
    "\n"
    "# The limit is shared out between the arrays. Where there are more arrays than it allows cells, some come after "
    "others.\n"
    "sharing=$arrays\n"
    "if ((limit > 0 && limit < arrays)); then\n"
    "    sharing=$limit\n"
    "fi\n"
    "jobs=()\n"
    "for ((array = 0; array < arrays; array++)); do\n"
    "    offset=$((array * size * per_task))\n"
    "    last=$((array + 1 < arrays ? size - 1 : tasks - array * size - 1))\n"
    "    own=(--parsable \"--array=0-$last\")\n"
    "    if ((limit > 0)); then\n"
    "        share=$((limit / sharing + (array % sharing < limit % sharing)))\n"
    "        own=(--parsable \"--array=0-$last%$share\")\n"
    "    fi\n"
    "    if ((array >= sharing)); then\n"
    "        own+=(\"--dependency=afterany:${jobs[array - sharing]}\")\n"
    "    fi\n"
    "    if ! job=$({\n"
    "        printf '#!/bin/bash\\noffset=%d count=%d per_task=%d cells=%q\\n' \"$offset\" \"$count\" \"$per_task\" "
    "\"$cells\"\n"
    "        task\n"
    "    } | sbatch --job-name=\"$name\" --output=\"$logs\" --open-mode=append ${options[@]+\"${options[@]}\"} \"$@\" "
    "\"${own[@]}\"); then\n"
    "        echo \"$0: sbatch refused array $((array + 1)) of $arrays; submitted before: ${jobs[*]:-none}\" >&2\n"
    "        exit 1\n"
    "    fi\n"
    "    jobs+=(\"${job%%;*}\")\n"
    "done\n"
    "echo \"$count cells are submitted, as ${jobs[*]}\"\n";

static void put_assignment(struct buffer *out, const char *name, const char *value)
{
    buffer_format(out, "%s=%s\n", name, shell_word(out->arena, text_of(value)));
}

/* No name of a directory is in a comment, which would end where that has a line's end. */
static const char head[] =
    "#!/bin/bash\n"
    "# Submits cells of a sweep to Slurm. Written by inlay " INLAY_VERSION ".\n"
    "#\n"
    "#   bash FILE --partition=gpu --time=02:00:00    what stands behind FILE are options of sbatch\n"
    "#\n"
    "# A cell that has ended, or runs, is not run twice. For those that are missing later, inlay sweep\n"
    "# --submit slurm with the --dir of below writes another script.\n"
    "set -u\n\n";

static struct text cells_of(const struct slurm_script *script)
{
    struct buffer cells = {.arena = script->out->arena};
    missing_cells_put(script->missing, &cells);
    return buffer_text(&cells);
}

/* In a pattern of sbatch's, % begins what Slurm puts there. */
static const char *logs_of(const struct slurm_script *script)
{
    struct buffer logs = {.arena = script->out->arena};
    for (const char *c = script->store->dir; *c; c++) {
        buffer_repeat(&logs, *c, *c == '%' ? 2 : 1);
    }
    buffer_put(&logs, TEXT("/" LOGS "/%A_%a.log"));
    return buffer_string(&logs);
}

static const char *name_of(const struct slurm_script *script)
{
    const char *slash = strrchr(script->store->dir, '/');
    return slash ? slash + 1 : script->store->dir;
}

static void put_settings(const struct slurm_script *script)
{
    struct buffer *out = script->out;
    const struct sweeping *sweeping = &script->options->sweeping;
    put_assignment(out, "name", name_of(script));
    put_assignment(out, "logs", logs_of(script));
    put_assignment(out, "cells", text_string(out->arena, cells_of(script)));
    buffer_format(out, "count=%zu # of these cells\n", script->missing->count);
    buffer_format(out, "per_task=%u # cells in a task of an array, one after the other (--per-task)\n",
                  sweeping->per_task > 0 ? sweeping->per_task : 1);
    buffer_format(out, "limit=%u # cells at once (-j); 0: as many as Slurm starts\n\n", sweeping->jobs);
}

/* How a task runs one cell. */
static void put_run(const struct slurm_script *script)
{
    struct buffer *out = script->out;
    struct buffer before = {.arena = out->arena}, command = {.arena = out->arena};
    submit_options_put_before(script->options, shell_word(out->arena, text_of(script->program)), &before);
    submit_options_put_command(script->options->operands, &command);
    buffer_format(out, "run_cell() {\n    exec %s \"$1\"%s\n}\n", buffer_string(&before), buffer_string(&command));
}

static struct text task_of(const struct slurm_script *script)
{
    struct buffer task = {.arena = script->out->arena};
    struct slurm_script inner = *script;
    inner.out = &task;
    buffer_put(&task, TEXT("# What a task needs before its cells goes here: module load ..., source ...\n\n"));
    put_run(&inner);
    buffer_put(&task, text_of(cell_at));
    buffer_put(&task, TEXT("first=$((offset + SLURM_ARRAY_TASK_ID * per_task))\n"));
    if (script->options->sweeping.per_task > 1) {
        buffer_put(&task, text_of(several_cells));
    } else {
        buffer_put(&task, TEXT("run_cell \"$(cell_at \"$first\")\"\n"));
    }
    return buffer_text(&task);
}

/* A line that ends a here-document in which text stands. */
static const char *end_of(struct arena *arena, struct text text)
{
    struct buffer end = {.arena = arena};
    buffer_put(&end, TEXT("END"));
    while (memmem(text.bytes, text.length, end.bytes, end.length)) {
        buffer_byte(&end, '_');
    }
    return buffer_string(&end);
}

static void put_task(const struct slurm_script *script)
{
    struct buffer *out = script->out;
    const struct text task = task_of(script);
    const char *end = end_of(out->arena, task);
    buffer_format(out, "# What a task of an array runs.\ntask() {\n    cat <<'%s'\n", end);
    buffer_put(out, task);
    buffer_format(out, "%s\n}\n\n", end);
}

static void put_start(const struct slurm_script *script)
{
    struct buffer *out = script->out;
    buffer_format(out, "cd %s && mkdir -p -- %s || exit\n", shell_word(out->arena, text_of(script->directory)),
                  shell_word(out->arena, text_of(path_in(out->arena, script->store->dir, LOGS))));
}

int submit_slurm(struct store *store, struct plan *plan, struct buffer *out)
{
    struct missing_cells missing;
    char directory[PATH_MAX];
    struct slurm_script script = {.out = out, .store = store, .options = plan->options, .missing = &missing};
    script.program = own_program_path(store->arena);
    script.directory = getcwd(directory, sizeof directory);
    if (!script.program || !script.directory) {
        say("the path of inlay, or of this directory, is not known: %s", strerror(errno));
        return EXIT_WRONG_INPUTS;
    }
    if (strchr(store->dir, '\\')) {
        say("%s: Slurm puts no job's number into a log's path with a backslash (--dir DIR)", store->dir);
        return EXIT_WRONG_INPUTS;
    }
    if (!missing_cells_find(store, plan, &missing)) {
        return EXIT_WRONG_COMMAND;
    }
    if (missing.count == 0) {
        missing_cells_say_none(store);
        return 0;
    }
    buffer_put(out, text_of(head));
    put_settings(&script);
    buffer_put(out, text_of(options_of_sbatch));
    put_task(&script);
    put_start(&script);
    buffer_put(out, text_of(submission));
    return 0;
}
