/* The `inlay` command: finds the verb, and calls it. */
#include "shim/cli/help.h"
#include "shim/cli/messages.h"
#include "shim/cli/version.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct verb verbs[] = {
    {
        .name = "run",
        .usage = "inlay run [options] [FILE:KEY=VALUE …] -- COMMAND [ARG…]",
        .help = "Runs COMMAND; it and its children read their config files with the overrides laid in.\n"
                "\n"
                "  --strict                  an override that no process read makes the run fail\n"
                "  --report PATH             write what really happened as JSON\n"
                "  --exec                    become the job instead of staying as its parent; there is no report then\n"
                "  --edit                    first have the overrides edited: every input, commented out, in an "
                "editor; then\n"
                "                            show what they change, and ask (inlay help edit)\n"
                "  --stdin-job               the job, too, reads standard input, when -o - has read it\n"
                "\n"
                "If a document has `args`, the arguments behind a second -- in the command are replaced by them.\n"
                "Exit status: the job's own, 128+n when signal n killed it; 125 inlay refused; 126 COMMAND cannot be\n"
                "run; 127 it was not found.\n",
        .operands = OPERANDS_COMMAND,
        .refused = EXIT_REFUSED,
        .run = verb_run,
    },
    {
        .name = "render",
        .usage = "inlay render [options] [FILE:KEY=VALUE …] FILE",
        .help = "Prints the bytes that a job will read from FILE.\n"
                "Exit status: 0; 1 the inputs are wrong; 2 the command line is wrong.\n",
        .operands = OPERANDS_FILE,
        .refused = EXIT_WRONG_COMMAND,
        .run = verb_render,
    },
    {
        .name = "diff",
        .usage = "inlay diff [options] [FILE:KEY=VALUE …]",
        .help = "Prints, as a unified diff, what a job will read differently.\n"
                "Exit status: 0; 1 the inputs are wrong; 2 the command line is wrong.\n",
        .operands = OPERANDS_NONE,
        .refused = EXIT_WRONG_COMMAND,
        .run = verb_diff,
    },
    {
        .name = "check",
        .usage = "inlay check [options] [FILE:KEY=VALUE …]",
        .help = "Says everything that is wrong with the overrides and the config files that they name. Runs nothing.\n"
                "Exit status: 0; 1 the inputs are wrong; 2 the command line is wrong.\n",
        .operands = OPERANDS_NONE,
        .refused = EXIT_WRONG_COMMAND,
        .run = verb_check,
    },
    {
        .name = "describe",
        .usage = "inlay describe [options] [FILE:KEY=VALUE …] [FILE…]",
        .help = "Lists the inputs of a job: key, type, what the job would read now, limits, description. They are what "
                "the\n"
                "manifest offers, or of that the FILEs; without a manifest, all that the FILEs hold.\n"
                "\n"
                "  --format table            for people\n"
                "  --format json             types by key: {\"trainer\": {\"learning_rate\": \"float\"}}; of several "
                "configs\n"
                "                            {\"files\": {\"config.yaml\": {…}}, \"run_config\": {…}}\n"
                "  --format wandb            the metadata of a W&B job: input_types and input_schemas\n"
                "\n"
                "Exit status: 0; 1 the inputs are wrong; 2 the command line is wrong.\n",
        .operands = OPERANDS_FILES,
        .refused = EXIT_WRONG_COMMAND,
        .run = verb_describe,
    },
    {
        .name = "record",
        .usage = "inlay record [options] -- COMMAND [ARG…]",
        .help =
            "Runs COMMAND as it is, with the values on disk, and writes into a manifest which YAML and JSON files in "
            "the\n"
            "working directory it and its children read, with the types of their values. A manifest that is there\n"
            "keeps everything else that stands in it. Files that were not taken are said, each with the reason.\n"
            "\n"
            "  --inputs PATH             the manifest (inlay.yaml)\n"
            "  --root DIR                where the files are, and what paths are relative to (the working directory)\n"
            "\n"
            "Exit status: the job's own, 128+n when signal n killed it; 125 inlay refused, or the manifest could not\n"
            "be written; 126 COMMAND cannot be run; 127 it was not found.\n",
        .operands = OPERANDS_COMMAND,
        .overrides_nothing = true,
        .refused = EXIT_REFUSED,
        .run = verb_record,
    },
    {
        .name = "edit",
        .usage = "inlay edit [options] [FILE:KEY=VALUE …] -o DOCUMENT [FILE…]",
        .help =
            "Opens $VISUAL, $EDITOR, editor or vi on an override document, and keeps it. A new one holds every input\n"
            "of the job, as inlay describe lists them, commented out: take the # off a line to override its value.\n"
            "What is wrong with it opens the editor again. Options, assignments and the environment count as they do\n"
            "for run, but for -o, which names the document.\n"
            "Exit status: 0; 1 the inputs are wrong, or the editor failed; 2 the command line is wrong, or there is "
            "no\n"
            "terminal.\n",
        .operands = OPERANDS_FILES,
        .refused = EXIT_WRONG_COMMAND,
        .run = verb_edit,
    },
    {
        .name = "config",
        .usage = "inlay config [options] [KEY]",
        .help =
            "Prints the run config that a job gets, as JSON, or its value at KEY: a string as it is, anything else as\n"
            "JSON. For shell scripts; inside a job it prints what that job was given.\n"
            "Exit status: 0; 1 the inputs are wrong, or there is no such key; 2 the command line is wrong.\n",
        .operands = OPERANDS_KEY,
        .refused = EXIT_WRONG_COMMAND,
        .run = verb_config,
    },
    {
        .name = "form",
        .usage = "inlay form [--inputs PATH] [--root DIR] [FILE…] >PAGE.html",
        .help = "Writes one HTML page, a form for the inputs of a job: what the manifest offers, or of that the FILEs;\n"
                "without a manifest, all that the FILEs hold. The page loads nothing. It checks what is filled in as inlay\n"
                "check does, and makes the override document and the inlay run line of it.\n"
                "\n"
                "  --inputs PATH             the manifest (inlay.yaml)\n"
                "  --root DIR                what relative paths are relative to (the working directory)\n"
                "\n"
    },
    {
        .usage = "inlay form [options] [FILE …]",
        .help = "Writes one HTML page: a form for the inputs that the manifest offers, or for all of those FILEs. It "
                "loads\n"
                "nothing, checks what is filled in, and makes the override document and the inlay run line of it.\n"
                "Exit status: 0; 1 the inputs are wrong; 2 the command line is wrong.\n",
        .operands = OPERANDS_FILES,
        .overrides_nothing = true,
        .refused = EXIT_WRONG_COMMAND,
        .run = verb_form,
    },
};
#define VERBS (sizeof(verbs) / sizeof(verbs[0]))

struct invocation {
    int argc;
    char **argv;
    struct arena arena;
    int status;
};

static const struct verb *find_verb(const char *name)
{
    for (size_t i = 0; i < VERBS; i++) {
        if (strcmp(verbs[i].name, name) == 0) {
            return &verbs[i];
        }
    }
    return NULL;
}

static int refuse_verb(const char *name)
{
    struct text names[VERBS], nearest;

    for (size_t i = 0; i < VERBS; i++) {
        names[i] = text_of(verbs[i].name);
    }
    nearest = nearest_name(text_of(name), names, VERBS);
    if (nearest.length > 0) {
        say("unknown verb %s (did you mean %.*s?)", name, TEXT_ARGS(nearest));
    } else {
        say("unknown verb %s (inlay --help lists them)", name);
    }
    fputs("usage: inlay VERB [options] [FILE:KEY=VALUE …]\n", stderr);
    return EXIT_WRONG_COMMAND;
}

static int help(const char *name)
{
    const struct verb *verb;

    if (name == NULL) {
        help_print(stdout, verbs, VERBS);
        return 0;
    }
    verb = find_verb(name);
    if (verb == NULL) {
        return refuse_verb(name);
    }
    help_print_verb(stdout, verb);
    return 0;
}

static int call_verb(struct invocation *invocation, const struct verb *verb)
{
    struct options options;

    if (!options_read(&invocation->arena, verb, invocation->argc, invocation->argv, 2, &options)) {
        fprintf(stderr, "usage: %s\n", verb->usage);
        return verb->refused;
    }
    if (options.help) {
        return help(verb->name);
    }
    return verb->run(&invocation->arena, &options);
}

static void invoke(void *context)
{
    struct invocation *invocation = context;
    const char *word = invocation->argv[1];
    const struct verb *verb = find_verb(word);

    if (verb != NULL) {
        invocation->status = verb->refused;
        invocation->status = call_verb(invocation, verb);
    } else if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        invocation->status = help(NULL);
    } else if (strcmp(word, "help") == 0) {
        invocation->status = help(invocation->argv[2]);
    } else if (strcmp(word, "--version") == 0) {
        invocation->status = 0;
        puts("inlay " INLAY_VERSION);
    } else {
        invocation->status = refuse_verb(word);
    }
}

int main(int argc, char **argv)
{
    struct invocation invocation = {.argc = argc, .argv = argv, .status = EXIT_WRONG_COMMAND};

    if (argc < 2) {
        help_print(stderr, verbs, VERBS);
        return EXIT_WRONG_COMMAND;
    }
    arena_init(&invocation.arena, 0);
    if (!arena_run(&invocation.arena, invoke, &invocation)) {
        say("out of memory");
    }
    arena_release(&invocation.arena);
    if (fflush(stdout) != 0) {
        say("standard output: %s", strerror(errno));
        return EXIT_WRONG_INPUTS;
    }
    return invocation.status;
}
