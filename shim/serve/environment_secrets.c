/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/environment_secrets.h"

/* What comes after "NAME=" in variable; NULL when it is another one. */
static const char *value_of(const char *variable, struct text name)
{
    for (size_t i = 0; i < name.length; i++) {
        if (variable[i] == '\0' || variable[i] == '=' || variable[i] != secret_variable_character(name.bytes[i])) {
            return NULL;
        }
    }
    return variable[name.length] == '=' ? variable + name.length + 1 : NULL;
}

static struct text reference_to(struct arena *arena, struct text name)
{
    struct buffer out = {.arena = arena};
    buffer_put(&out, SECRET_PREFIX);
    buffer_put(&out, name);
    return buffer_text(&out);
}

static bool find(struct secret_source *source, struct text name, struct text *value)
{
    struct environment_secrets *secrets = (struct environment_secrets *)source;
    for (size_t i = 0; secrets->environment && secrets->environment[i]; i++) {
        const char *found = value_of(secrets->environment[i], name);
        if (!found) {
            continue;
        }
        *value = secrets->hidden_in ? reference_to(secrets->hidden_in, name) : text_of(found);
        if (secrets->named) {
            atomic_store(&secrets->named[i], true);
        }
        return true;
    }
    return false;
}

void secrets_of_process(struct environment_secrets *secrets, struct arena *arena, char *const *environment)
{
    size_t count = 0;
    while (environment && environment[count]) {
        count++;
    }
    char **copy = arena_array(arena, char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        copy[i] = text_string(arena, text_of(environment[i]));
    }
    *secrets = (struct environment_secrets){
        .base = {find},
        .environment = copy,
        .named = arena_array(arena, atomic_bool, count + 1),
    };
}

void secrets_hidden(struct environment_secrets *secrets, struct arena *arena, char *const *environment)
{
    *secrets = (struct environment_secrets){.base = {find}, .environment = environment, .hidden_in = arena};
}

void secrets_revealed(struct environment_secrets *secrets, char *const *environment)
{
    *secrets = (struct environment_secrets){.base = {find}, .environment = environment};
}
