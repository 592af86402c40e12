/* SPDX-License-Identifier: Apache-2.0 */
/* The build puts help_texts before the first line: the subjects of shim/cli/man, as scripts/help-text prints them. */
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
    "The manual: inlay(1), inlay-overrides(5), inlay.yaml(5), inlay-sweep(7); inlay(7) has the limits.\n"
    "inlay --version prints the version.\n";

const char *const help_topics[HELP_TOPICS] = {"assignments", "documents", "manifest"};

static const struct help_text *find_text(const char *name)
{
    const size_t count = sizeof help_texts / sizeof help_texts[0];
    for (size_t i = 0; i < count; i++) {
        if (strcmp(help_texts[i].name, name) == 0) {
            return &help_texts[i];
        }
    }
    return NULL;
}

static const char *text_about(const char *name)
{
    const struct help_text *found = find_text(name);
    return found ? found->text : "";
}

const char *help_usage(const struct verb *verb)
{
    const struct help_text *found = find_text(verb->name);
    return found ? found->usage : verb->name;
}

const char *help_of_topic(const char *name)
{
    for (size_t i = 0; i < HELP_TOPICS; i++) {
        if (strcmp(help_topics[i], name) == 0) {
            return text_about(name);
        }
    }
    return NULL;
}

void help_put(struct buffer *out, const struct verb *const *verbs, size_t count)
{
    buffer_put(out, text_of(overview));
    for (size_t i = 0; i < count; i++) {
        buffer_format(out, "  %s\n", help_usage(verbs[i]));
    }
    buffer_put(out, text_of(overview_end));
}

void help_put_verb(struct buffer *out, const struct verb *verb)
{
    buffer_format(out, "usage: %s\n\n%s", help_usage(verb), text_about(verb->name));
    if (verb->takes & VERB_PRINTS) {
        buffer_format(out, "\n%s", text_about("output"));
    }
    if (!verb->overrides_nothing) {
        buffer_format(out, "\n%s", text_about("overrides"));
    }
}

const char *help_first_sentence(struct arena *arena, const struct verb *verb)
{
    struct buffer sentence = {.arena = arena};
    for (const char *c = text_about(verb->name); *c != '\0' && !(*c == '.' && (c[1] == ' ' || c[1] == '\n')); c++) {
        buffer_byte(&sentence, *c == '\n' ? ' ' : *c);
    }
    return buffer_string(&sentence);
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
