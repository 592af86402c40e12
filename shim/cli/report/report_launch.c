/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/report/report_launch.h"

#include "core/base/sha256.h"
#include "core/base/utf8.h"
#include "core/overrides/overrides_edits.h"
#include "core/patch/hidden_overrides.h"
#include "core/tree/emit.h"

static void put_pair(struct buffer *out, const char *before, struct text value)
{
    buffer_put(out, text_of(before));
    emit_json_string(out, value);
}

/* A word that is not UTF-8 cannot be said: then whoever repeats the run has to give the command. */
static bool is_text(char *const *command)
{
    while (*command && utf8_is_valid(text_of(*command))) {
        command++;
    }
    return !*command;
}

static void put_command(struct buffer *out, char *const *command)
{
    if (!is_text(command)) {
        return;
    }
    buffer_put(out, TEXT(", \"entry_point\": ["));
    for (; *command; command++) {
        emit_comma(out);
        emit_json_string(out, text_of(*command));
    }
    buffer_byte(out, ']');
}

static void put_bases(struct buffer *out, const struct report *report)
{
    buffer_put(out, TEXT(", \"base\": ["));
    for (const struct config_file *config = report->files; config; config = config->next) {
        char digest[SHA256_HEX];
        if (config->outcome != OUTCOME_FOUND || config->is_made_up || config->shown.before) {
            continue;
        }
        sha256_hex(config->original.bytes, digest);
        emit_comma(out);
        put_pair(out, "{\"file\": ", config_file_label(report->launch, config->file));
        put_pair(out, ", \"sha256\": ", text_of(digest));
        buffer_byte(out, '}');
    }
    buffer_byte(out, ']');
}

static void put_withheld(struct buffer *out, const struct hidden_key *keys)
{
    buffer_put(out, TEXT(", \"withheld\": ["));
    for (; keys; keys = keys->next) {
        struct buffer name = {.arena = out->arena};
        buffer_format(&name, "%s:%.*s", keys->file ? keys->file->name : "run_config",
                      TEXT_ARGS(keypath_text(out->arena, keys->path)));
        emit_comma(out);
        emit_json_string(out, buffer_text(&name));
    }
    buffer_byte(out, ']');
}

cJSON *report_launch(const struct report *report)
{
    struct overrides shown;
    struct buffer document = {.arena = report->history.arena};
    const struct hidden_key *hidden = inputs_hidden(document.arena, report->launch, &shown);
    overrides_write(&shown, &document);
    document.length--; /* the brace that ends it */
    put_command(&document, report->command);
    put_bases(&document, report);
    if (hidden) {
        put_withheld(&document, hidden);
    }
    buffer_byte(&document, '}');
    const char *text = buffer_string(&document);
    return text[1] == '"' ? cJSON_CreateRaw(text) : cJSON_CreateString(text);
}
