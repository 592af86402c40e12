/* SPDX-License-Identifier: Apache-2.0 */
/* The `inlay` command: finds the verb, and calls it. */
#include "shim/cli/base/file_content.h"
#include "shim/cli/base/help.h"
#include "shim/cli/base/options.h"
#include "shim/cli/base/output.h"
#include "shim/cli/base/say.h"
#include "shim/cli/base/version.h"
#include "shim/cli/complete/complete.h"
#include "shim/cli/job/inside.h"

#include "core/base/nearest.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

extern const struct verb verb_run, verb_render, verb_diff, verb_check, verb_describe, verb_record, verb_edit,
    verb_config, verb_form, verb_install, verb_env, verb_verify, verb_sweep;

static const struct verb *const verbs[] = {
    &verb_run,    &verb_render, &verb_diff,    &verb_check, &verb_describe, &verb_record, &verb_edit,
    &verb_config, &verb_form,   &verb_install, &verb_env,   &verb_verify,   &verb_sweep,
};
#define VERBS (sizeof verbs / sizeof verbs[0])

struct invocation {
    int argc;
    char **argv;
    struct arena arena;
    struct buffer out;  /* what is printed at the end */
    const char *output; /* the file that it goes to; NULL: standard output */
    int status;
};

static const struct verb *find_verb(const char *name)
{
    for (size_t i = 0; i < VERBS; i++) {
        if (strcmp(verbs[i]->name, name) == 0) {
            return verbs[i];
        }
    }
    return NULL;
}

static int refuse_word(const char *what, const char *name, const struct text *names, size_t count)
{
    struct text nearest = nearest_name(text_of(name), names, count);
    if (nearest.length > 0) {
        say("unknown %s %s (did you mean %.*s?)", what, name, TEXT_ARGS(nearest));
    } else {
        say("unknown %s %s (inlay --help lists them)", what, name);
    }
    say("usage: inlay VERB [options] [FILE:KEY=VALUE …]");
    return EXIT_WRONG_COMMAND;
}

/* Other tools of this kind take their options first, or have no verbs. */
static bool stands_behind_verb(const char *word)
{
    return word[0] == '-' || is_assignment(text_of(word), false);
}

static int refuse_verb(const char *name)
{
    if (stands_behind_verb(name)) {
        say("no verb stands before the first %s (did you mean inlay run?)", name[0] == '-' ? "option" : "assignment");
        say("usage: inlay VERB [options] [FILE:KEY=VALUE …]");
        return EXIT_WRONG_COMMAND;
    }
    struct text names[VERBS + 2] = {TEXT("help"), TEXT("version")};
    for (size_t i = 0; i < VERBS; i++) {
        names[i + 2] = text_of(verbs[i]->name);
    }
    return refuse_word("verb", name, names, VERBS + 2);
}

static int refuse_topic(const char *name)
{
    struct text names[VERBS + HELP_TOPICS];
    for (size_t i = 0; i < VERBS; i++) {
        names[i] = text_of(verbs[i]->name);
    }
    for (size_t i = 0; i < HELP_TOPICS; i++) {
        names[VERBS + i] = text_of(help_topics[i]);
    }
    return refuse_word("verb or subject", name, names, VERBS + HELP_TOPICS);
}

static bool is_one_of(const char *word, const char *const *names)
{
    while (*names && strcmp(word, *names) != 0) {
        names++;
    }
    return *names != NULL;
}

static int help(struct buffer *out, const char *name)
{
    const struct verb *verb = name ? find_verb(name) : NULL;
    const char *topic = name ? help_of_topic(name) : NULL;
    if (verb) {
        help_put_verb(out, verb);
    } else if (topic) {
        buffer_put(out, text_of(topic));
    } else if (!name || is_one_of(name, (const char *[]){"help", "version", NULL})) {
        help_put(out, verbs, VERBS);
    } else {
        return refuse_topic(name);
    }
    return 0;
}

static void print_refusal(const struct verb *verb, const struct options *options)
{
    const char *refusal = verb->refusal ? verb->refusal(options) : NULL;
    if (refusal && !options->output && !isatty(STDOUT_FILENO)) {
        file_write_descriptor(STDOUT_FILENO, text_of(refusal));
    }
}

static int call_verb(struct invocation *invocation, const struct verb *verb)
{
    struct options options;
    if (!options_read(&invocation->arena, verb, invocation->argc, invocation->argv, 2, &options)) {
        say("usage: %s", help_usage(verb));
        print_refusal(verb, &options);
        return verb->refused;
    }
    if (options.help) {
        return help(&invocation->out, verb->name);
    }
    invocation->output = options.output;
    const int status = verb->run(&invocation->arena, &options, &invocation->out);
    if (status != 0) {
        print_refusal(verb, &options);
    }
    return status;
}

static void call(struct invocation *invocation)
{
    const char *word = invocation->argv[1];
    const struct verb *verb = find_verb(word);
    if (verb) {
        invocation->status = verb->refused;
        invocation->status = call_verb(invocation, verb);
    } else if (is_one_of(word, (const char *[]){"--help", "-h", "help", NULL})) {
        invocation->status = help(&invocation->out, invocation->argv[2]);
    } else if (strcmp(word, "complete") == 0) { /* of shells alone, so that no help names it */
        invocation->status = 0;
        complete_put(&invocation->out, verbs, VERBS, invocation->argv + 2);
    } else if (is_one_of(word, (const char *[]){"--version", "-V", "version", NULL})) {
        invocation->status = 0;
        version_put(&invocation->out);
    } else {
        invocation->status = refuse_verb(word);
    }
}

/* The end of every verb. */
static void invoke(void *context)
{
    struct invocation *invocation = context;
    invocation->out.arena = &invocation->arena;
    if (invocation->argc < 2) {
        help_put(&invocation->out, verbs, VERBS);
        file_write_descriptor(STDERR_FILENO, buffer_text(&invocation->out));
        return;
    }
    call(invocation);
    const bool prints = invocation->out.length > 0 || invocation->output;
    if (invocation->status == 0 && prints &&
        !output_write(&invocation->arena, invocation->output, buffer_text(&invocation->out))) {
        invocation->status = EXIT_WRONG_INPUTS;
    }
}

int main(int argc, char **argv)
{
    struct invocation invocation = {.argc = argc, .argv = argv, .status = EXIT_WRONG_COMMAND};
    inside_enter();
    arena_init(&invocation.arena, 0);
    if (!arena_run(&invocation.arena, invoke, &invocation)) {
        say("out of memory");
    }
    arena_release(&invocation.arena);
    return invocation.status;
}
