#include "shim/cli/handover.h"
#include "shim/cli/messages.h"
#include "shim/serve/environment.h"

#include "core/sha256.h"

#include <errno.h>
#include <string.h>

#define VARIABLE_MAX ((size_t)131071) /* NAME=VALUE; with its terminator, Linux's MAX_ARG_STRLEN (linux/binfmts.h) */
#define CHUNK        ((size_t)100000)
#define INLINE_MAX   ((size_t)256 << 10) /* beyond it a file: arguments and environment share a quarter of the stack */
#define CHUNKED_MAX  ((size_t)1 << 20)   /* without a file */

struct list {
    struct arena *arena;
    char **variables;
    size_t count;
};

static bool is_named(const char *variable, const char *name)
{
    size_t length = strlen(name);

    return strncmp(variable, name, length) == 0 && variable[length] == '=';
}

/* INLAY_OVERRIDES_0, INLAY_OVERRIDES_1, … */
static bool is_chunk(const char *variable)
{
    size_t length = strlen(ENV_OVERRIDES "_");
    size_t digits;

    if (strncmp(variable, ENV_OVERRIDES "_", length) != 0) {
        return false;
    }
    digits = strspn(variable + length, "0123456789");
    return digits > 0 && variable[length + digits] == '=';
}

/* What was read and is now in the one document. */
static bool is_spent(const char *variable)
{
    return is_named(variable, ENV_OVERRIDES) || is_named(variable, ENV_OVERRIDES_SHA256) ||
           is_named(variable, ENV_SET) || is_chunk(variable);
}

static void remove_variable(struct list *list, const char *name)
{
    size_t kept = 0;

    for (size_t i = 0; i < list->count; i++) {
        if (!is_named(list->variables[i], name)) {
            list->variables[kept++] = list->variables[i];
        }
    }
    list->count = kept;
}

static void set_variable(struct list *list, const char *name, struct text value)
{
    struct buffer variable = {.arena = list->arena};

    remove_variable(list, name);
    buffer_format(&variable, "%s=%.*s", name, TEXT_ARGS(value));
    list->variables[list->count++] = buffer_string(&variable);
}

static void set_chunks(struct list *list, struct text document)
{
    char name[sizeof(ENV_OVERRIDES) + 12];

    for (size_t start = 0, number = 0; start < document.length; start += CHUNK, number++) {
        size_t end = document.length - start < CHUNK ? document.length : start + CHUNK;

        format_fixed(name, sizeof(name), ENV_OVERRIDES "_%zu", number);
        set_variable(list, name, text_part(document, start, end));
    }
}

static bool set_document_file(struct list *list, struct job_directory *directory, struct text document)
{
    struct buffer reference = {.arena = list->arena};
    char digest[SHA256_HEX];

    if (!job_directory_put_document(list->arena, directory, document)) {
        say("%s: %s", directory->document, strerror(errno));
        return false;
    }
    sha256_hex(document, digest);
    buffer_format(&reference, "@%s", directory->document);
    set_variable(list, ENV_OVERRIDES, buffer_text(&reference));
    set_variable(list, ENV_OVERRIDES_SHA256, text_of(digest));
    return true;
}

static bool set_document(struct list *list, struct job_directory *directory, struct text document)
{
    if (document.length <= VARIABLE_MAX - strlen(ENV_OVERRIDES "=")) {
        set_variable(list, ENV_OVERRIDES, document);
        return true;
    }
    if (document.length > INLINE_MAX && directory->path != NULL) {
        return set_document_file(list, directory, document);
    }
    if (document.length > CHUNKED_MAX) {
        say("the overrides, %zu bytes, are too long for the environment (no file can hold them: leave out --exec, or "
            "set TMPDIR to a directory that can be written)",
            document.length);
        return false;
    }
    set_chunks(list, document);
    return true;
}

/* Ours comes last: other libraries may have to be first (AddressSanitizer). */
static void add_library(struct list *list, const char *library, char *const *environment)
{
    struct text present = text_of(environment_get(environment, "LD_PRELOAD"));
    struct buffer value = {.arena = list->arena};

    for (size_t start = 0, end; start < present.length; start = end + 1) {
        end = start;
        while (end < present.length && present.bytes[end] != ':' && present.bytes[end] != ' ') {
            end++;
        }
        if (text_equal(text_part(present, start, end), text_of(library))) {
            return;
        }
    }
    if (present.length > 0) {
        buffer_format(&value, "%.*s:", TEXT_ARGS(present));
    }
    buffer_put(&value, text_of(library));
    set_variable(list, "LD_PRELOAD", buffer_text(&value));
}

static struct text document_of(struct arena *arena, const struct overrides *overrides)
{
    struct overrides handed_on = *overrides;
    struct buffer document = {.arena = arena};

    /* They have been laid into the command. */
    handed_on.entry_point = NULL;
    handed_on.args = NULL;
    overrides_write(&handed_on, &document);
    return buffer_text(&document);
}

char **handover_environment(struct arena *arena, const struct handover *handover, char *const *environment)
{
    struct list list = {.arena = arena};
    size_t count = 0;

    while (environment[count] != NULL) {
        count++;
    }
    list.variables = arena_array(arena, char *, count + CHUNKED_MAX / CHUNK + 8);
    for (size_t i = 0; i < count; i++) {
        if (!is_spent(environment[i])) {
            list.variables[list.count++] = environment[i];
        }
    }
    if (handover->overrides->files == NULL) {
        return list.variables;
    }

    if (!set_document(&list, handover->directory, document_of(arena, handover->overrides))) {
        return NULL;
    }
    add_library(&list, handover->library, environment);
    set_variable(&list, ENV_ROOT, handover->overrides->root);
    if (handover->directory->records != NULL) {
        set_variable(&list, ENV_REPORT, text_of(handover->directory->records));
    }
    list.variables[list.count] = NULL;
    return list.variables;
}
