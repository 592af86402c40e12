/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/plan/run_options.h"

struct run_words {
    char **list;
    size_t count;
};

/* word lives as long as the arena. */
static void add_flag(struct run_words *words, const char *option, bool is_given)
{
    if (is_given) {
        words->list[words->count++] = (char *)option;
    }
}

static void add_option(struct run_words *words, const char *option, const char *value)
{
    add_flag(words, option, value);
    add_flag(words, value, value);
}

static const char *format_word(struct arena *arena, const struct format_choice *format)
{
    struct buffer word = {.arena = arena};
    buffer_format(&word, "%s=%s", format->file, format->format == FORMAT_JSON ? "json" : "yaml");
    return buffer_string(&word);
}

char *const *run_options(struct arena *arena, const struct options *options)
{
    struct run_words words = {.list = arena_array(arena, char *, 2 * options->format_count + 11)};
    add_option(&words, "--root", options->root);
    add_option(&words, "--inputs", options->inputs_path);
    for (size_t i = 0; i < options->format_count; i++) {
        add_option(&words, "--format", format_word(arena, &options->formats[i]));
    }
    add_flag(&words, "--no-validate", options->no_validate);
    add_flag(&words, "--shared", options->shared);
    add_flag(&words, "--allow-missing", options->allow_missing);
    add_flag(&words, "--strict", options->strict);
    add_option(&words, "--via", options->via == VIA_AUTO ? NULL : options_via(options->via));
    return words.list;
}
