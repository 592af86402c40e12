/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/preload/exec_environment.h"
#include "core/base/printable.h"
#include "shim/preload/preload.h"
#include "shim/preload/readable.h"
#include "shim/serve/environment.h"
#include "shim/serve/kernel.h"
#include "shim/serve/notice.h"
#include "shim/serve/preload_list.h"
#include "shim/serve/serve.h"

#include <errno.h>
#include <string.h>

#define PRELOAD ENV_PRELOAD "="

/* More than this, a thousand variables, is not taken from a stack that may be as small as 16 KiB. What is mapped
 * instead is lost when an exec succeeds after vfork: an environment of that many variables is worth it. */
#define STACK_MAX ((size_t)8 << 10)

/* A variable of this process that children shall have. */
struct kept {
    const struct variable *variable; /* NULL: one that a secret or a bind asks for */
    const char *text;                /* NAME=VALUE */
    const atomic_bool *named;        /* whether a secret asks for it; NULL: it is no secret's */
};

static struct {
    bool on;
    bool withheld;       /* INLAY_PROPAGATE=0 */
    struct text library; /* as LD_PRELOAD named it */
    const char *preload; /* LD_PRELOAD=library */
    const struct kept *kept;
    size_t kept_count;
} start;

static const struct variable *handed_on(const char *text)
{
    const struct variable *variable = variable_of(text);
    return variable && variable->handed_on ? variable : NULL;
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
        found = variable_value(*environment, ENV_PRELOAD) ? *environment : found;
    }
    return found;
}

static const char *preload_value(const char *preload)
{
    return preload ? preload + sizeof PRELOAD - 1 : "";
}

/* Whether a secret can name it at all. */
static bool may_be_secret(const char *text)
{
    while (*text != '\0' && *text != '=' && secret_variable_character(*text) == *text) {
        text++;
    }
    return *text == '=';
}

static void keep_variables(struct arena *arena, char *const *environment, const struct launch *launch)
{
    const struct environment_secrets *secrets = &launch->secrets;
    size_t candidates = count_of(secrets->environment), most = count_of(environment) + candidates, count = 0;
    for (const struct bound_variable *bound = launch->bound; bound; bound = bound->next) {
        most++;
    }
    struct kept *kept = arena_array(arena, struct kept, most + 1);
    for (; environment && *environment; environment++) {
        const struct variable *variable = handed_on(*environment);
        if (variable) {
            kept[count++] = (struct kept){.variable = variable, .text = text_string(arena, text_of(*environment))};
        }
    }
    for (size_t i = 0; i < candidates; i++) {
        if (!handed_on(secrets->environment[i]) && may_be_secret(secrets->environment[i])) {
            kept[count++] = (struct kept){.text = secrets->environment[i], .named = &secrets->named[i]};
        }
    }
    for (const struct bound_variable *bound = launch->bound; bound; bound = bound->next) {
        if (!handed_on(bound->variable)) {
            kept[count++] = (struct kept){.text = bound->variable};
        }
    }
    start.kept = kept;
    start.kept_count = count;
}

void exec_environment_start(struct arena *arena, char *const *environment, const struct launch *launch,
                            struct text library)
{
    char *const *own = environment_own(arena, environment);
    const char *propagate = environment_get(own, ENV_PROPAGATE);
    struct buffer preload = {.arena = arena};
    if (propagate && strcmp(propagate, "0") == 0) {
        start.withheld = true;
        return;
    }
    /* Not found when /etc/ld.so.preload loaded the library: then children have it anyway. */
    start.library =
        text_copy(arena, preload_list_find(preload_value(find_preload(environment)), library, TEXT("libinlay.so")));
    buffer_put(&preload, TEXT(PRELOAD));
    buffer_put(&preload, start.library);
    start.preload = buffer_string(&preload);
    keep_variables(arena, own, launch);
    start.on = true;
}

bool exec_environment_is_withheld(char *const *given)
{
    const char *preload = preload_value(find_preload(given));
    return start.withheld && (preload_list_find(preload, TEXT(""), TEXT("libinlay.so")).length == 0 ||
                              !environment_get(given, ENV_LEDGER));
}

bool exec_environment_library_is_there(void)
{
    /* A name without a slash, or with a $LIB, is the dynamic linker's to find. */
    const bool is_path = start.on && text_starts(start.library, TEXT("/")) && !strchr(start.preload, '$');
    return !is_path || kernel_faccessat(AT_FDCWD, preload_value(start.preload), R_OK, 0) == 0;
}

static bool is_kept(const char *text)
{
    for (size_t i = 0; i < start.kept_count; i++) {
        if (strcmp(start.kept[i].text, text) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether it is W&B's variable, or a chunk of it, as it was before the launch took its value: from an array of before,
 * or from /proc. */
static bool is_taken(const char *text)
{
    const size_t length = sizeof ENV_WANDB_FILES - 1, taken = sizeof ENV_WANDB_TAKEN - 1;
    for (size_t i = 0; variable_is(text, ENV_WANDB_FILES) && i < start.kept_count; i++) {
        const char *kept = start.kept[i].text;
        if (variable_is(kept, ENV_WANDB_TAKEN) && strcmp(kept + taken, text + length) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether given holds a launch of the program's own (a nested `inlay run`), which is left as it is. */
static bool has_own_launch(char *const *given)
{
    for (; given && *given; given++) {
        const struct variable *variable = variable_of(*given);
        if (variable && variable->says_overrides && !is_kept(*given) && !is_taken(*given)) {
            return true;
        }
    }
    return false;
}

static bool has_text(char *const *given, const char *text)
{
    for (; given && *given; given++) {
        if (strcmp(*given, text) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether given has that variable with a value of its own: one with the same name, or for the launch's any chunk that
 * is not the launch's. */
static bool has_own(char *const *given, const struct kept *kept)
{
    const size_t length = strcspn(kept->text, "=") + 1;
    for (; given && *given; given++) {
        if (kept->variable ? variable_has(kept->variable, *given) && !is_kept(*given)
                           : strncmp(*given, kept->text, length) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_left_out(const struct kept *kept, char *const *given)
{
    return !has_text(given, kept->text) && !has_own(given, kept);
}

/* In an environment that has no launch of its own. */
static bool is_missing(const struct kept *kept, char *const *given)
{
    return (!kept->named || atomic_load(kept->named)) && is_left_out(kept, given);
}

/* Files with secrets are read for the variables that they name where a child lacks one that they may. */
static void name_secrets(char *const *given)
{
    for (size_t i = 0; i < start.kept_count; i++) {
        if (start.kept[i].named && is_left_out(&start.kept[i], given)) {
            serve_name_secrets(active_launch());
            return;
        }
    }
}

static bool needs_launch(char *const *given)
{
    if (has_own_launch(given)) {
        return false;
    }
    name_secrets(given);
    for (size_t i = 0; i < start.kept_count; i++) {
        if (is_missing(&start.kept[i], given)) {
            return true;
        }
    }
    return false;
}

bool exec_environment_take(struct exec_environment *environment, char *const *given)
{
    *environment = (struct exec_environment){.given = given, .completed = given};
    const bool is_known = active_launch() && readable_strings(given);
    environment->concerned = is_known && !environment_disabled(given);
    return is_known;
}

bool exec_environment_lacks(struct exec_environment *environment)
{
    char *const *given = environment->given;
    if (!start.on || !environment->concerned) {
        return false;
    }
    environment->count = count_of(given);
    environment->preload = find_preload(given);
    environment->old_preload = text_of(environment->preload);
    environment->needs_library =
        start.library.length > 0 && !preload_list_has(preload_value(environment->preload), start.library);
    environment->needs_launch = needs_launch(given);
    if (!environment->needs_library && !environment->needs_launch) {
        return false;
    }
    /* Room for all that is kept: another thread may be taking variables away. */
    environment->pointers = (environment->count + start.kept_count + 2) * sizeof(char *);
    environment->size = environment->pointers + environment->old_preload.length + start.library.length + 2;
    return true;
}

size_t exec_environment_plan(struct exec_environment *environment)
{
    if (exec_environment_lacks(environment) && environment->size > STACK_MAX) {
        environment->mapped = kernel_map(environment->size);
    }
    return environment->mapped ? 0 : environment->size;
}

/* What is there already comes first, so that the library is the last: AddressSanitizer's must be the first. */
static const char *new_preload(const struct exec_environment *environment, char *out)
{
    size_t length = environment->old_preload.length;
    if (!environment->preload) {
        return start.preload;
    }
    memcpy(out, environment->old_preload.bytes, length);
    if (out[length - 1] != '=') {
        out[length++] = ':';
    }
    memcpy(out + length, start.library.bytes, start.library.length);
    out[length + start.library.length] = '\0';
    return out;
}

char *const *exec_environment_complete(struct exec_environment *environment, void *stack)
{
    char *room = environment->mapped ? environment->mapped : stack;
    const char **pointers = (const char **)(void *)room;
    size_t count = 0;
    if (environment->size == 0) {
        return environment->completed;
    }
    for (size_t i = 0; i < environment->count; i++) {
        bool replaced = environment->needs_library && environment->given[i] == environment->preload;
        pointers[count++] = replaced ? new_preload(environment, room + environment->pointers) : environment->given[i];
    }
    if (environment->needs_library && !environment->preload) {
        pointers[count++] = start.preload;
    }
    for (size_t i = 0; environment->needs_launch && i < start.kept_count; i++) {
        if (is_missing(&start.kept[i], environment->given)) {
            pointers[count++] = start.kept[i].text;
        }
    }
    pointers[count] = NULL;
    return environment->completed = (char *const *)pointers;
}

struct too_long {
    struct arena arena;
    const char *program;
    bool warn;
};

static void say_too_long(void *context)
{
    struct too_long *too_long = context;
    const struct text pieces[] = {
        TEXT("inlay: "),
        text_of(printable_string(&too_long->arena, text_of(too_long->program))),
        TEXT(": its arguments and environment are too long together with the overrides (give those as a file: "
             "INLAY_OVERRIDES=@PATH)"),
        too_long->warn ? TEXT(" (a warning: it runs without them)") : TEXT(""),
    };
    notice_error(pieces, sizeof pieces / sizeof *pieces);
}

bool exec_environment_retry(struct exec_environment *environment, const char *program, int result)
{
    const bool too_long = result == E2BIG || (result == -1 && errno == E2BIG);
    if (environment->mapped) {
        kernel_unmap(environment->mapped, environment->size);
    }
    if (!too_long || environment->size == 0) {
        return false;
    }
    const bool warn = active_launch()->warn;
    struct too_long said = {.program = program, .warn = warn};
    arena_init(&said.arena, 0);
    arena_run(&said.arena, say_too_long, &said);
    arena_release(&said.arena);
    *environment = (struct exec_environment){.given = environment->given, .completed = environment->given};
    return warn;
}

const char *exec_environment_next(const struct exec_environment *environment, size_t *at, char *preload)
{
    for (size_t i = (*at)++; i <= start.kept_count; i = (*at)++) {
        if (i == 0 && environment->needs_library) {
            return new_preload(environment, preload);
        }
        const struct kept *kept = i == 0 ? NULL : &start.kept[i - 1];
        if (kept && environment->needs_launch && !kept->named && is_missing(kept, environment->given)) {
            return kept->text;
        }
    }
    return NULL;
}
