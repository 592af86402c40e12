/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/preload/propagate.h"
#include "shim/serve/environment.h"

#include <string.h>

#define LIBRARY_NAME "libinlay.so"
#define PRELOAD      "LD_PRELOAD="

/* What belongs to a launch. Two environments that differ in a variable which says overrides are of two launches. */
static const struct group {
    const char *name;
    bool says_overrides;
} groups[] = {
    {ENV_OVERRIDES, true},      {ENV_SET, true},           {ENV_INPUTS, true},
    {ENV_WANDB_FILES, true},    {ENV_WANDB_CONFIG, false}, {ENV_OVERRIDES_SHA256, false},
    {ENV_INPUTS_SHA256, false}, {ENV_ROOT, false},         {ENV_ON_ERROR, false},
    {ENV_STARTED, false},       {ENV_REPORT, false},       {ENV_RECORD, false},
    {ENV_LOG, false},
};

/* A variable of this process that children shall have. */
struct kept {
    const struct group *group; /* NULL: a variable that a secret or a bind asked for */
    const char *variable;      /* NAME=VALUE */
    bool secret;
};

static struct {
    bool on;
    struct text library; /* as LD_PRELOAD named it */
    const char *preload; /* LD_PRELOAD=library */
    const struct kept *kept;
    size_t kept_count;
} start;

/* Whether variable is NAME=… or one of its chunks, NAME_0=… */
static bool is_in(const struct group *group, const char *variable)
{
    if (*variable != *group->name) {
        return false; /* as most are */
    }
    size_t length = strlen(group->name);
    if (strncmp(variable, group->name, length) != 0) {
        return false;
    }
    const char *rest = variable + length;
    if (*rest == '_') {
        const char *digits = ++rest;
        while (*rest >= '0' && *rest <= '9') {
            rest++;
        }
        return rest > digits && *rest == '=';
    }
    return *rest == '=';
}

static const struct group *group_of(const char *variable)
{
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        if (is_in(&groups[i], variable)) {
            return &groups[i];
        }
    }
    return NULL;
}

static size_t count_of(char *const *environment)
{
    size_t count = 0;
    while (environment && environment[count]) {
        count++;
    }
    return count;
}

/* The whole variable. Of several the last counts, as ld.so has it. */
static const char *find_preload(char *const *environment)
{
    const char *found = NULL;
    for (; environment && *environment; environment++) {
        if (strncmp(*environment, PRELOAD, sizeof PRELOAD - 1) == 0) {
            found = *environment;
        }
    }
    return found;
}

static bool is_separator(char byte)
{
    return byte == ':' || byte == ' '; /* ld.so(8) */
}

/* The next entry of an LD_PRELOAD value; *at moves past it. Empty at the end. */
static struct text next_entry(const char **at)
{
    while (is_separator(**at)) {
        ++*at;
    }
    const char *start_of_entry = *at;
    while (**at != '\0' && !is_separator(**at)) {
        ++*at;
    }
    return (struct text){start_of_entry, (size_t)(*at - start_of_entry)};
}

/* Any copy of the library will do: two would patch twice. */
static struct text find_library(const char *preload)
{
    const char *at = preload ? preload + sizeof PRELOAD - 1 : "";
    for (struct text entry = next_entry(&at); entry.length; entry = next_entry(&at)) {
        if (text_equal(entry, TEXT(LIBRARY_NAME)) || text_ends(entry, TEXT("/" LIBRARY_NAME))) {
            return entry;
        }
    }
    return (struct text){"", 0};
}

static bool is_named(const struct environment_secrets *secrets, size_t i)
{
    return secrets->named && atomic_load(&secrets->named[i]) && !group_of(secrets->environment[i]);
}

static size_t count_bound(const struct bound_variable *bound)
{
    size_t count = 0;
    for (; bound; bound = bound->next) {
        count++;
    }
    return count;
}

static void keep_variables(struct arena *arena, char *const *environment, const struct launch *launch)
{
    const struct environment_secrets *secrets = &launch->secrets;
    size_t candidates = count_of(secrets->environment), count = 0;
    size_t most = count_of(environment) + candidates + count_bound(launch->bound);
    struct kept *kept = arena_array(arena, struct kept, most + 1);
    for (; environment && *environment; environment++) {
        const struct group *group = group_of(*environment);
        if (group) {
            kept[count++] = (struct kept){.group = group, .variable = text_string(arena, text_of(*environment))};
        }
    }
    for (size_t i = 0; i < candidates; i++) {
        if (is_named(secrets, i)) {
            kept[count++] = (struct kept){.variable = secrets->environment[i], .secret = true};
        }
    }
    for (const struct bound_variable *bound = launch->bound; bound; bound = bound->next) {
        if (!group_of(bound->variable)) {
            kept[count++] = (struct kept){.variable = bound->variable};
        }
    }
    start.kept = kept;
    start.kept_count = count;
}

void propagate_start(struct arena *arena, char *const *environment, const struct launch *launch)
{
    const char *propagate = environment_get(environment, ENV_PROPAGATE);
    if (propagate && strcmp(propagate, "0") == 0) {
        return;
    }
    /* Not found when /etc/ld.so.preload loaded the library: then children have it anyway. */
    start.library = text_copy(arena, find_library(find_preload(environment)));
    struct buffer out = {.arena = arena};
    buffer_put(&out, TEXT(PRELOAD));
    buffer_put(&out, start.library);
    start.preload = buffer_string(&out);
    keep_variables(arena, environment, launch);
    start.on = true;
}

static bool has_variable(char *const *environment, const char *wanted)
{
    for (; environment && *environment; environment++) {
        if (strcmp(*environment, wanted) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_any_of(char *const *environment, const struct group *group)
{
    for (; environment && *environment; environment++) {
        if (is_in(group, *environment)) {
            return true;
        }
    }
    return false;
}

/* Whether the environment has a variable of the same name. */
static bool has_name_of(char *const *environment, const char *variable)
{
    size_t length = strcspn(variable, "=") + 1;
    for (; environment && *environment; environment++) {
        if (strncmp(*environment, variable, length) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_kept(const char *variable)
{
    for (size_t i = 0; i < start.kept_count; i++) {
        if (strcmp(start.kept[i].variable, variable) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether the environment holds a launch of the program's own (a nested `inlay run`), which is left as it is. */
static bool has_own_launch(char *const *environment)
{
    for (; environment && *environment; environment++) {
        const struct group *group = group_of(*environment);
        if (group && group->says_overrides && !is_kept(*environment)) {
            return true;
        }
    }
    return false;
}

/* In an environment that has no launch of its own. */
static bool is_missing(const struct kept *kept, char *const *environment)
{
    if (!kept->group) {
        return !has_name_of(environment, kept->variable);
    }
    return kept->group->says_overrides ? !has_variable(environment, kept->variable)
                                       : !has_any_of(environment, kept->group);
}

static bool needs_launch(char *const *environment)
{
    if (has_own_launch(environment)) {
        return false;
    }
    for (size_t i = 0; i < start.kept_count; i++) {
        if (is_missing(&start.kept[i], environment)) {
            return true;
        }
    }
    return false;
}

bool exec_environment_plan(struct exec_environment *repair, char *const *environment)
{
    *repair = (struct exec_environment){.environment = environment};
    if (!start.on || environment_disabled(environment)) {
        return false;
    }
    repair->count = count_of(environment);
    repair->preload = find_preload(environment);
    repair->old_preload = text_of(repair->preload);
    repair->needs_library = start.library.length > 0 && find_library(repair->preload).length == 0;
    repair->needs_launch = needs_launch(environment);
    /* Room for all that is kept: another thread may be taking variables away. */
    repair->pointers = repair->count + start.kept_count + 2;
    repair->bytes =
        repair->needs_library && repair->preload ? repair->old_preload.length + start.library.length + 2 : 0;
    return repair->needs_library || repair->needs_launch;
}

/* What is there already comes first, so that the library is the last: AddressSanitizer's must be the first. */
static const char *new_preload(const struct exec_environment *repair, char *bytes)
{
    size_t length = repair->old_preload.length;
    if (!repair->preload) {
        return start.preload;
    }
    memcpy(bytes, repair->old_preload.bytes, length);
    if (bytes[length - 1] != '=') {
        bytes[length++] = ':';
    }
    memcpy(bytes + length, start.library.bytes, start.library.length);
    bytes[length + start.library.length] = '\0';
    return bytes;
}

char *const *exec_environment_write(const struct exec_environment *repair, const char **pointers, char *bytes)
{
    size_t count = 0;
    for (size_t i = 0; i < repair->count; i++) {
        bool replaced = repair->needs_library && repair->environment[i] == repair->preload;
        pointers[count++] = replaced ? new_preload(repair, bytes) : repair->environment[i];
    }
    if (repair->needs_library && !repair->preload) {
        pointers[count++] = start.preload;
    }
    for (size_t i = 0; repair->needs_launch && i < start.kept_count; i++) {
        if (is_missing(&start.kept[i], repair->environment)) {
            pointers[count++] = start.kept[i].variable;
        }
    }
    pointers[count] = NULL;
    return (char *const *)pointers;
}

void put_shell_quoted(struct buffer *out, struct text value)
{
    buffer_byte(out, '\'');
    for (size_t i = 0; i < value.length; i++) {
        if (value.bytes[i] == '\'') {
            buffer_put(out, TEXT("'\\'"));
        }
        buffer_byte(out, value.bytes[i]);
    }
    buffer_byte(out, '\'');
}

static void put_export(struct buffer *out, const char *variable)
{
    size_t equals = strcspn(variable, "=");
    buffer_format(out, "export %.*s=", (int)equals, variable);
    put_shell_quoted(out, text_of(variable + equals + 1));
    buffer_byte(out, ';');
}

void exec_environment_put_exports(const struct exec_environment *repair, struct buffer *out)
{
    if (repair->needs_library) {
        char *bytes = repair->bytes ? arena_alloc(out->arena, repair->bytes) : NULL;
        put_export(out, new_preload(repair, bytes));
    }
    for (size_t i = 0; repair->needs_launch && i < start.kept_count; i++) {
        /* A command line is for everybody to see: no secret may stand there. */
        if (!start.kept[i].secret && is_missing(&start.kept[i], repair->environment)) {
            put_export(out, start.kept[i].variable);
        }
    }
}
