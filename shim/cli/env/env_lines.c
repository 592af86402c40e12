/* SPDX-License-Identifier: Apache-2.0 */
/* Formats in which a variable is a line. */
#include "shim/cli/base/say.h"
#include "shim/cli/env/env_formats.h"
#include "shim/serve/preload_list.h"

#include "core/base/shell_word.h"

#include <string.h>

static bool is_preload(const struct injected *variable)
{
    return strcmp(variable->name, ENV_PRELOAD) == 0;
}

static bool has_any(struct text value, const char *characters)
{
    for (size_t i = 0; i < value.length; i++) {
        if (strchr(characters, value.bytes[i])) { /* a NUL, too */
            return true;
        }
    }
    return false;
}

static bool refuse(const struct injected *variable, const char *what, const char *carrier)
{
    say("%s holds %s, which %s cannot say", variable->name, what, carrier);
    return false;
}

/* `export NAME=…` with the value as one word; set -u may hold. */
bool env_put_shell(const struct injection *injection, struct buffer *out)
{
    for (const struct injected *variable = injection->first; variable; variable = variable->next) {
        if (variable->is_emptied) {
            buffer_format(out, "unset %s\n", variable->name);
            continue;
        }
        buffer_format(out, "export %s=", variable->name);
        if (is_preload(variable)) {
            buffer_format(out, "\"${%s:+$%s:}\"", variable->name, variable->name);
        }
        shell_word_put(out, variable->value);
        buffer_byte(out, '\n');
    }
    return true;
}

/* In a batch script of sbatch --export=NONE, this variable has srun lose all that the script exports. */
bool env_put_slurm(const struct injection *injection, struct buffer *out)
{
    env_put_shell(injection, out);
    buffer_put(out, TEXT("export SLURM_EXPORT_ENV=ALL\n"));
    return true;
}

/* Apptainer's own name for it, and the one that it and Singularity share. */
static const char *const prefixes[] = {"APPTAINER", "SINGULARITY"};

static void put_bind(const struct injection *injection, const char *path, struct buffer *out)
{
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        buffer_format(out, "export %s_BIND=\"${%s_BIND:+$%s_BIND,}\"", prefixes[i], prefixes[i], prefixes[i]);
        struct buffer bind = {.arena = injection->arena};
        buffer_format(&bind, "%s:%s:ro", path, path);
        shell_word_put(out, buffer_text(&bind));
        buffer_byte(out, '\n');
    }
}

static bool can_bind(const char *path)
{
    if (strpbrk(path, ",:")) {
        say("%s: apptainer cannot bind a path with a comma or a colon (move the file)", path);
        return false;
    }
    return true;
}

/* Whether a shell between double quotes takes value for something else. Apptainer has one evaluate it. */
static bool is_evaluated(struct text value)
{
    for (size_t i = 0; i < value.length; i++) {
        const bool ends = i + 1 == value.length;
        if (value.bytes[i] == '$' || value.bytes[i] == '`' ||
            (value.bytes[i] == '\\' && (ends || strchr("\\\"\n", value.bytes[i + 1])))) {
            return true;
        }
    }
    return false;
}

/* A site's own preloads reach a container by LD_PRELOAD, or by these variables, which win. */
bool env_put_apptainer(const struct injection *injection, struct buffer *out)
{
    const char *files[] = {injection->binds_library ? injection->library : NULL, injection->document_file};
    for (const struct injected *variable = injection->first; variable; variable = variable->next) {
        if (is_evaluated(variable->value)) {
            return refuse(variable, "$, ` or \\", "apptainer");
        }
        for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
            buffer_format(out, "export %sENV_%s=", prefixes[i], variable->name);
            if (is_preload(variable)) {
                buffer_format(out, "\"${%sENV_LD_PRELOAD:-${LD_PRELOAD-}}\"; export %sENV_LD_PRELOAD=", prefixes[i],
                              prefixes[i]);
                buffer_format(out, "\"${%sENV_LD_PRELOAD:+$%sENV_LD_PRELOAD:}\"", prefixes[i], prefixes[i]);
            }
            shell_word_put(out, variable->value);
            buffer_byte(out, '\n');
        }
    }
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        if (files[i] && !can_bind(files[i])) {
            return false;
        }
        if (files[i]) {
            put_bind(injection, files[i], out);
        }
    }
    return true;
}

/* Lines as they are: quotes stay, and some readers take blanks off the ends. */
bool env_put_docker(const struct injection *injection, struct buffer *out)
{
    for (const struct injected *variable = injection->first; variable; variable = variable->next) {
        const struct text value = injected_value(injection->arena, variable);
        if (has_any(value, "\r\n")) {
            return refuse(variable, "a line end", "an env-file");
        }
        if (value.length > 0 && (text_is_blank(value.bytes[0]) || text_is_blank(value.bytes[value.length - 1]))) {
            return refuse(variable, "a blank at an end", "an env-file");
        }
        buffer_format(out, "%s=%.*s\n", variable->name, TEXT_ARGS(value));
    }
    return true;
}

/* Readers differ: some take \ for an escape in single quotes, and some put variables in the place of ${…} even there. */
bool env_put_dotenv(const struct injection *injection, struct buffer *out)
{
    for (const struct injected *variable = injection->first; variable; variable = variable->next) {
        const struct text value = injected_value(injection->arena, variable);
        if (has_any(value, "'\r\n") || strstr(text_string(injection->arena, value), "${") ||
            strstr(text_string(injection->arena, value), "\\\\") || text_ends(value, TEXT("\\"))) {
            return refuse(variable, "a quote, a line end, \\\\ or ${", "a .env file for every reader");
        }
        buffer_format(out, "%s='%.*s'\n", variable->name, TEXT_ARGS(value));
    }
    return true;
}

/* systemd.exec(5), Environment=: C's escapes in quotes, and % begins a specifier. */
bool env_put_systemd(const struct injection *injection, struct buffer *out)
{
    buffer_put(out,
               TEXT("# A drop-in. Its LD_PRELOAD takes the place of one that the unit has: name both, with a colon "
                    "between.\n[Service]\n"));
    for (const struct injected *variable = injection->first; variable; variable = variable->next) {
        const struct text value = injected_value(injection->arena, variable);
        buffer_format(out, "Environment='%s=", variable->name);
        for (size_t i = 0; i < value.length; i++) {
            const char c = value.bytes[i];
            if (c == '\n') {
                buffer_put(out, TEXT("\\n"));
            } else if ((unsigned char)c < 0x20) {
                buffer_format(out, "\\x%02x", (unsigned)c);
            } else if (c == '\'' || c == '\\' || c == '%') {
                buffer_format(out, "%c%c", c == '%' ? '%' : '\\', c);
            } else {
                buffer_byte(out, c);
            }
        }
        buffer_put(out, TEXT("'\n"));
    }
    return true;
}

/* A word of its own that no line of value is. */
static const char *delimiter(struct arena *arena, struct text value)
{
    for (unsigned number = 0;; number++) {
        struct buffer word = {.arena = arena};
        buffer_format(&word, "INLAY_END_%u", number);
        if (!strstr(text_string(arena, value), buffer_string(&word))) {
            return word.bytes;
        }
    }
}

/* docs.github.com, "Workflow commands", environment files. */
bool env_put_github(const struct injection *injection, struct buffer *out)
{
    for (const struct injected *variable = injection->first; variable; variable = variable->next) {
        const struct text value = injected_value(injection->arena, variable);
        if (has_any(value, "\r\n")) {
            const char *word = delimiter(injection->arena, value);
            buffer_format(out, "%s<<%s\n%.*s\n%s\n", variable->name, word, TEXT_ARGS(value), word);
        } else {
            buffer_format(out, "%s=%.*s\n", variable->name, TEXT_ARGS(value));
        }
    }
    return true;
}
