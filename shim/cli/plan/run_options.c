/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/plan/run_options.h"
#include "shim/cli/base/word_list.h"

char *const *run_options(struct arena *arena, const struct options *options)
{
    struct word_list words = {.arena = arena};
    word_list_option(&words, "--root", options->root);
    word_list_option(&words, "--inputs", options->inputs_path);
    for (size_t i = 0; i < options->format_count; i++) {
        const struct format_choice *format = &options->formats[i];
        struct buffer value = {.arena = arena};
        buffer_format(&value, "%s=%s", format->file, format->format == FORMAT_JSON ? "json" : "yaml");
        word_list_option(&words, "--format", buffer_string(&value));
    }
    word_list_flag(&words, "--no-validate", options->no_validate);
    word_list_flag(&words, "--shared", options->shared);
    word_list_flag(&words, "--allow-missing", options->allow_missing);
    word_list_flag(&words, "--strict", options->strict);
    if (options->via != VIA_AUTO) {
        word_list_option(&words, "--via", options_via(options->via));
    }
    return word_list_end(&words);
}
