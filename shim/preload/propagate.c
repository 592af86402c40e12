#include "shim/preload/propagate.h"
#include "shim/serve/environment.h"

#include <string.h>

#define LIBRARY_NAME "libinlay.so"
#define PRELOAD      "LD_PRELOAD="
#define SEPARATORS   ": " /* ld.so(8) */

/* A few variables of this process, as NAME=VALUE. */
struct kept {
    const char **variables;
    size_t count;
};

static struct {
    bool on;
    struct text library; /* as LD_PRELOAD named it */
    const char *preload; /* LD_PRELOAD=library */
    struct kept launch;  /* what says which overrides there are */
    struct kept support; /* what belongs to them */
} start;

static const char *const launch_names[] = {ENV_OVERRIDES, ENV_SET, ENV_WANDB_FILES, ENV_WANDB_CONFIG};
static const char *const support_names[] = {ENV_OVERRIDES_SHA256, ENV_ROOT, ENV_ON_ERROR, ENV_REPORT, ENV_LOG};

/* Whether variable is NAME=… or one of its chunks, NAME_0=… */
static bool is_variable(const char *variable, const char *name)
{
    size_t length = strlen(name);
    if (strncmp(variable, name, length) != 0) {
        return false;
    }
    const char *rest = variable + length;
    if (*rest == '_') {
        rest++;
        size_t digits = strspn(rest, "0123456789");
        rest += digits;
        return digits > 0 && *rest == '=';
    }
    return *rest == '=';
}

static bool is_one_of(const char *variable, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (is_variable(variable, names[i])) {
            return true;
        }
    }
    return false;
}

static bool is_launch(const char *variable)
{
    return is_one_of(variable, launch_names, sizeof launch_names / sizeof *launch_names);
}

static bool is_support(const char *variable)
{
    return is_one_of(variable, support_names, sizeof support_names / sizeof *support_names);
}

static size_t count_of(char *const *environment)
{
    size_t count = 0;
    while (environment && environment[count]) {
        count++;
    }
    return count;
}

static struct kept keep(struct arena *arena, char *const *environment, bool (*wanted)(const char *variable))
{
    struct kept kept = {.variables = arena_array(arena, const char *, count_of(environment) + 1)};
    for (; environment && *environment; environment++) {
        if (wanted(*environment)) {
            kept.variables[kept.count++] = text_string(arena, text_of(*environment));
        }
    }
    return kept;
}

/* The next entry of an LD_PRELOAD value; *at moves past it. Empty at the end. */
static struct text next_entry(const char **at)
{
    *at += strspn(*at, SEPARATORS);
    struct text entry = {*at, strcspn(*at, SEPARATORS)};
    *at += entry.length;
    return entry;
}

static struct text find_library(const char *value)
{
    for (struct text entry = next_entry(&value); entry.length; entry = next_entry(&value)) {
        if (text_equal(entry, TEXT(LIBRARY_NAME)) || text_ends(entry, TEXT("/" LIBRARY_NAME))) {
            return entry;
        }
    }
    return (struct text){"", 0};
}

void propagate_start(struct arena *arena, char *const *environment)
{
    const char *propagate = environment_get(environment, ENV_PROPAGATE);
    const char *preload = environment_get(environment, "LD_PRELOAD");
    if (propagate && strcmp(propagate, "0") == 0) {
        return;
    }
    /* Not found when /etc/ld.so.preload loaded the library: then children have it anyway. */
    start.library = text_copy(arena, find_library(preload ? preload : ""));
    struct buffer out = {.arena = arena};
    buffer_put(&out, TEXT(PRELOAD));
    buffer_put(&out, start.library);
    start.preload = buffer_string(&out);
    start.launch = keep(arena, environment, is_launch);
    start.support = keep(arena, environment, is_support);
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

static bool has_name(char *const *environment, const char *variable)
{
    size_t length = strcspn(variable, "=") + 1;
    for (; environment && *environment; environment++) {
        if (strncmp(*environment, variable, length) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_library(const char *preload)
{
    const char *at = preload + sizeof PRELOAD - 1;
    for (struct text entry = next_entry(&at); entry.length; entry = next_entry(&at)) {
        if (text_equal(entry, start.library)) {
            return true;
        }
    }
    return false;
}

/* A launch of the program's own (a nested `inlay run`) is left as it is; this one's stays whole. */
static void plan_launch(struct repair *repair)
{
    bool any = false;
    bool ours = true;
    for (size_t i = 0; i < repair->count; i++) {
        any |= is_launch(repair->environment[i]);
    }
    for (size_t i = 0; i < start.launch.count && any; i++) {
        ours &= has_variable(repair->environment, start.launch.variables[i]);
    }
    repair->needs_launch = !any && start.launch.count > 0;
    for (size_t i = 0; i < start.support.count && ours; i++) {
        repair->needs_support |= !has_name(repair->environment, start.support.variables[i]);
    }
}

bool repair_plan(struct repair *repair, char *const *environment)
{
    *repair = (struct repair){.environment = environment};
    if (!start.on || environment_disabled(environment)) {
        return false;
    }
    repair->count = count_of(environment);
    for (size_t i = 0; i < repair->count && !repair->preload; i++) {
        if (strncmp(environment[i], PRELOAD, sizeof PRELOAD - 1) == 0) {
            repair->preload = environment[i];
        }
    }
    repair->needs_library = start.library.length > 0 && (!repair->preload || !has_library(repair->preload));
    plan_launch(repair);
    repair->pointers = repair->count + start.launch.count + start.support.count + 2;
    repair->bytes = repair->needs_library && repair->preload ? strlen(repair->preload) + start.library.length + 2 : 0;
    return repair->needs_library || repair->needs_launch || repair->needs_support;
}

/* What is there already comes first, so that the library is the last: AddressSanitizer's must be the first. */
static const char *new_preload(const struct repair *repair, char *bytes)
{
    if (!repair->preload) {
        return start.preload;
    }
    size_t length = strlen(repair->preload);
    bool empty = repair->preload[length - 1] == '=';
    memcpy(bytes, repair->preload, length);
    if (!empty) {
        bytes[length++] = ':';
    }
    memcpy(bytes + length, start.library.bytes, start.library.length);
    bytes[length + start.library.length] = '\0';
    return bytes;
}

char *const *repair_apply(const struct repair *repair, const char **pointers, char *bytes)
{
    size_t count = 0;
    for (size_t i = 0; i < repair->count; i++) {
        bool replaced = repair->needs_library && repair->environment[i] == repair->preload;
        pointers[count++] = replaced ? new_preload(repair, bytes) : repair->environment[i];
    }
    if (repair->needs_library && !repair->preload) {
        pointers[count++] = start.preload;
    }
    for (size_t i = 0; repair->needs_launch && i < start.launch.count; i++) {
        pointers[count++] = start.launch.variables[i];
    }
    for (size_t i = 0; repair->needs_support && i < start.support.count; i++) {
        if (!has_name(repair->environment, start.support.variables[i])) {
            pointers[count++] = start.support.variables[i];
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

void repair_put_exports(const struct repair *repair, struct buffer *out)
{
    if (repair->needs_library) {
        char *bytes = repair->bytes ? arena_alloc(out->arena, repair->bytes) : NULL;
        put_export(out, new_preload(repair, bytes));
    }
    for (size_t i = 0; repair->needs_launch && i < start.launch.count; i++) {
        put_export(out, start.launch.variables[i]);
    }
    for (size_t i = 0; repair->needs_support && i < start.support.count; i++) {
        if (!has_name(repair->environment, start.support.variables[i])) {
            put_export(out, start.support.variables[i]);
        }
    }
}
