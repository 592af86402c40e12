/* SPDX-License-Identifier: Apache-2.0 */
/* The constructor: what libinlay.so does when it is loaded into a program, before main. The one place where it may end
 * the process: nothing of the program has run yet. */
#include "core/base/printable.h"
#include "shim/preload/absolute_paths.h"
#include "shim/preload/claim.h"
#include "shim/preload/exec_environment.h"
#include "shim/preload/next.h"
#include "shim/preload/preload.h"
#include "shim/preload/proof.h"
#include "shim/preload/unreachable.h"
#include "shim/preload/wandb_taken.h"
#include "shim/serve/environment.h"
#include "shim/serve/kernel.h"
#include "shim/serve/ledger_join.h"
#include "shim/serve/log.h"
#include "shim/serve/notice.h"
#include "shim/serve/ray_cluster.h"
#include "shim/serve/record.h"
#include "shim/serve/serve.h"
#include "shim/serve/wandb_file.h"
#include "shim/serve/wandb_loaded.h"
#include "shim/serve/slurm_step.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

#define EXIT_REFUSED 125 /* the same as `inlay run` */

static struct launch launch;   /* set by the constructor, then immutable but for what struct registered says */
static struct arena arena;     /* holds the launch; never released */
static struct records records; /* as they were before the launch was read */

/* What the constructor works on. */
struct start {
    struct text library;    /* the path that it was loaded from */
    const char *directory;  /* the process's own; NULL when nothing is relative to it, or the kernel cannot say */
    char *const *variables; /* inlay's own among the environment, as it was */
    struct diagnostics diagnostics;
    const char *refusal; /* the first error's line */
    bool right;
};

static void read_launch(void *context)
{
    struct start *start = context;
    start->diagnostics = (struct diagnostics){.arena = &arena};
    start->right =
        launch_read(&launch, &arena, environ, start->variables, start->directory, &records, &start->diagnostics);
}

/* The variable to which the first error leads, or the manifest that was found. The place of one in a document from a file
 * (@PATH) is in that file. */
static const char *culprit(const struct diagnostics *diagnostics)
{
    const struct diagnostic *first = diagnostic_first_error(diagnostics);
    const char *found = launch.found_manifest.path;
    if (first && found && first->place.source && strcmp(first->place.source, found) == 0) {
        return found;
    }
    for (const struct variable *variable = variable_table; first && variable->name[0] != '\0'; variable++) {
        if (text_starts(text_of(first->place.source), text_of(variable->name))) {
            return variable->name;
        }
    }
    return ENV_OVERRIDES;
}

static void say_all(const struct diagnostics *diagnostics, bool errors_only)
{
    for (const struct diagnostic *d = diagnostics->first; d; d = d->next) {
        if (d->severity == SEVERITY_ERROR || !errors_only) {
            notice_say(diagnostic_line(diagnostics->arena, d));
        }
    }
}

static void say_errors(void *context)
{
    struct start *start = context;
    start->refusal = diagnostic_line(&arena, diagnostic_first_error(&start->diagnostics));
    say_all(&start->diagnostics, true);
}

/* The environment is wrong, or memory ran out: then there are no errors. Ends the process, unless
 * INLAY_ON_ERROR=warn. */
static void refuse(struct start *start)
{
    const char *effect = launch.warn ? " is refused, so the program reads its files as they are on disk"
                                     : " is refused, so the program does not start (correct it, or run it without "
                                       "overrides: " ENV_DISABLE "=1)";
    if (start->diagnostics.errors == 0 || !arena_run(&arena, say_errors, start)) {
        start->refusal = "not enough memory";
        notice_say(start->refusal);
    }
    notice_error((const struct text[]){TEXT("inlay: "), text_of(culprit(&start->diagnostics)), text_of(effect)}, 3);
    record_append(&launch.records,
                  &(struct record){.event = LEDGER_LOAD_REFUSED, .message = start->refusal, .size = -1});
    if (!launch.warn) {
        kernel_exit(EXIT_REFUSED);
    }
}

/* Whether the manifest is a file that its name leads to from here, and from nowhere else. */
static bool finds_manifest(const struct start *start)
{
    const char *path = environment_get(start->variables, ENV_INPUTS);
    bool found_here = launch.found_manifest.path && launch.found_manifest.above.length == 0;
    return found_here || (launch.inputs_pin[0] != '\0' && path && *path != '/');
}

/* Whether this process is the first of a job that was given no INLAY_ROOT: one that finds a registered file, or the
 * manifest, where it started. Files that are named by absolute paths are found anywhere, so they count when there are
 * no others; one that need not exist is found nowhere. */
static bool is_first(const struct start *start)
{
    const char *root = environment_get(start->variables, ENV_ROOT);
    bool relative_found = false, absolute_found = false, any_relative = false;
    for (size_t i = 0; i < launch.registry.count; i++) {
        const struct registered *file = &launch.registry.files[i];
        bool found = file->start_inode != 0, relative = *file->file->name != '/';
        any_relative |= relative;
        relative_found |= found && relative;
        absolute_found |= found && !relative;
    }
    return (!root || *root == '\0') && (relative_found || (absolute_found && !any_relative) || finds_manifest(start));
}

/* What one process finds out for all of its descendants, wherever they start. */
static void choose_root(const struct start *start)
{
    if (!start->directory || !is_first(start)) {
        return;
    }
    setenv(ENV_ROOT, start->directory, 1);
    record_append(&launch.records, &(struct record){.event = LEDGER_ROOT, .root = start->directory, .size = -1});
    launch.explain = true;
}

/* A file that a variable names (behind mark, "@" or nothing) stays the same for descendants, whatever their directory
 * and whatever becomes of the file. digest is empty when there is none. */
static void pin_file(const struct start *start, const char *variable, const char *mark, const char *pin,
                     const char *digest)
{
    const char *value = environment_get(start->variables, variable), *pinned = environment_get(start->variables, pin);
    struct buffer absolute = {.arena = &arena};
    if (digest[0] == '\0') {
        return;
    }
    /* setenv(3) calls malloc for the first time in this process, which a child need not do. */
    if (!pinned || strcmp(pinned, digest) != 0) {
        setenv(pin, digest, 1);
    }
    if (!value || value[strlen(mark)] == '/') {
        return;
    }
    buffer_format(&absolute, "%s%.*s/%s", mark, TEXT_ARGS(launch.overrides.root), value + strlen(mark));
    setenv(variable, buffer_string(&absolute), 1);
}

/* Descendants need not look for the manifest where they start, and find no other. */
static void hand_on_manifest(const struct start *start)
{
    const struct manifest_found *found = &launch.found_manifest;
    const char *root = environment_get(start->variables, ENV_ROOT);
    const bool knows_root = launch.explain || (root && *root != '\0');
    if (!knows_root) {
        return;
    }
    setenv(ENV_INPUTS_FOUND, found->path ? "1" : "0", 1);
    if (found->path) {
        setenv(ENV_INPUTS, found->path, 1);
        setenv(ENV_INPUTS_SHA256, launch.inputs_pin, 1);
    }
}

/* Whether no process before this one handed on when the job began. */
static bool begins_job(const struct start *start)
{
    return !environment_get(start->variables, ENV_STARTED);
}

static bool requires_files(const struct start *start)
{
    return environment_says(start->variables, ENV_REQUIRE);
}

/* Ends the process, unless INLAY_ON_ERROR=warn. */
static void refuse_missing(const char *path)
{
    const char *effect = launch.warn ? " (a warning)" : ": the program does not start";
    const struct text pieces[] = {
        TEXT("inlay: "),
        text_of(printable_string(&arena, text_of(path))),
        TEXT(" does not exist, and " ENV_REQUIRE " is set"),
        text_of(effect),
    };
    notice_error(pieces, sizeof pieces / sizeof *pieces);
    record_append(&launch.records, &(struct record){.event = LEDGER_LOAD_REFUSED,
                                                    .file = path,
                                                    .message = "does not exist, and " ENV_REQUIRE " is set",
                                                    .size = -1});
    if (!launch.warn) {
        kernel_exit(EXIT_REFUSED);
    }
}

/* A job may remove a file once it runs. A file that cannot be looked at is for the program to open. */
static void require_files(void)
{
    struct stat seen;
    for (size_t i = 0; i < launch.registry.count; i++) {
        const struct registered *file = &launch.registry.files[i];
        if (!override_file_may_be_absent(file->file) && kernel_fstatat(AT_FDCWD, file->path, &seen, 0) == -ENOENT) {
            refuse_missing(file->path);
        }
    }
}

/* bash has a setenv(3) of its own, which does nothing yet: its children do it for themselves. */
static void name_wandb_file(const struct start *start)
{
    const char *path = wandb_file_path(&launch.overrides, start->variables);
    const char *present = environment_get(start->variables, ENV_SWEEP_PARAMS);
    if (path && (!present || *present == '\0')) {
        setenv(ENV_SWEEP_PARAMS, path, 1);
    }
}

/* Whether neither `inlay run` nor a process that has the library stands before this one. Where nothing tells, as after one
 * with a manifest that was named, it counts as the first: what it says may have been said before. */
static bool comes_from_elsewhere(const struct start *start)
{
    return !environment_get(start->variables, ENV_LEDGER) && !environment_get(start->variables, ENV_STARTED) &&
           !environment_get(start->variables, ENV_INPUTS_FOUND);
}

/* Files that are not there show the same times to all processes of the job; files are required and the log names them
 * once. */
static void hand_on_start(const struct start *start)
{
    const char *present = environment_get(start->variables, ENV_STARTED);
    char seconds[24];
    if (launch.started == 0) {
        return;
    }
    buffer_format_fixed(seconds, sizeof seconds, "%lld", (long long)launch.started);
    if (!present || strcmp(present, seconds) != 0) {
        setenv(ENV_STARTED, seconds, 1);
    }
}

static void log_launch(const struct start *start, const struct launch *read)
{
    const char *log = launch_log(environment_get(start->variables, ENV_LOG));
    if (log) {
        log_start(log, &arena, environ, read);
    }
}

static void log_no_launch(void *context)
{
    log_launch(context, NULL);
}

/* The first process of a job says what there is to note. So does each that passes a manifest over: what stands in that,
 * binds among it, has no effect. */
static void say_notes(const struct start *start)
{
    if (launch.explain || launch.found_manifest.passed_over) {
        say_all(&start->diagnostics, false);
    }
}

static void do_nothing(void *context)
{
    say_notes(context);
    log_no_launch(context);
}

static void take_effect(void *context)
{
    const struct start *start = context;
    choose_root(start);
    if (requires_files(start) && begins_job(start)) {
        require_files();
    }
    if (launch.explain || begins_job(start)) {
        log_launch(start, &launch);
    }
    pin_file(start, ENV_OVERRIDES, "@", ENV_OVERRIDES_SHA256, launch.pin);
    if (launch.looks_for_manifest) {
        hand_on_manifest(start);
    } else {
        pin_file(start, ENV_INPUTS, "", ENV_INPUTS_SHA256, launch.inputs_pin);
    }
    hand_on_start(start);
    wandb_taken_from_environment(&arena, start->variables);
    name_wandb_file(start);
    exec_environment_start(&arena, environ, &launch, start->library);
    unreachable_start(&launch.records.ledger);
    if (comes_from_elsewhere(start)) {
        unreachable_check_self(&launch);
    }
    if (launch.watches_wandb) {
        wandb_loaded_watch();
    }
    say_notes(start);
    if (launch.explain) {
        serve_notes(&launch);
    }
}

static void begin(struct start *start)
{
    if (!arena_run(&arena, read_launch, start)) {
        start->diagnostics = (struct diagnostics){0};
    }
    if (!start->right) {
        refuse(start);
        return;
    }
    bool nothing_to_do =
        launch.registry.count == 0 && !launch.discovery.wanted && !launch.watches_wandb && !launch.is_for_sweeps;
    if (nothing_to_do) {
        arena_run(&arena, do_nothing, start);
        return;
    }
    if (!arena_run(&arena, take_effect, start)) {
        return;
    }
    __atomic_store_n(&preload_launch, &launch, __ATOMIC_RELEASE);
}

static void join_records(const struct start *start)
{
    const char *report = environment_get(start->variables, ENV_REPORT);
    if (ledger_join(&records.ledger, environment_get(start->variables, ENV_LEDGER)) == LEDGER_THERE) {
        ledger_enter_self(&records.ledger);
        slurm_step_enter(&records.ledger, environ);
        ray_cluster_start(&records.ledger, environ);
    }
    records.report = report && *report != '\0' ? report : NULL;
    record_append(&records, &(struct record){.event = LEDGER_LOAD, .size = -1});
}

/* In the arena: on the stack the path would take a page that the program may never touch. */
static const char *find_directory(void)
{
    char *room = arena_alloc(&arena, PATH_MAX);
    /* A directory outside of the process's root is given as "(unreachable)/…". */
    return kernel_getcwd(room, PATH_MAX) > 0 && room[0] == '/' ? room : NULL;
}

static bool is_relative(const char *path)
{
    return path && *path != '\0' && *path != '/';
}

/* Most processes have parents that have made all paths absolute. */
static bool needs_directory(const struct start *start)
{
    const char *root = environment_get(start->variables, ENV_ROOT);
    return !root || *root == '\0' || start->library.bytes[0] != '/' ||
           is_relative(environment_get(start->variables, ENV_REPORT)) ||
           is_relative(environment_get(start->variables, ENV_LOG)) ||
           is_relative(environment_get(start->variables, ENV_SWEEP_PARAMS));
}

static void find_variables(void *context)
{
    struct start *start = context;
    start->variables = environment_own(&arena, environ);
    start->directory = needs_directory(start) ? find_directory() : NULL;
    if (start->directory) {
        absolute_paths_set(&arena, environ, start->directory, &start->library);
        start->variables = environment_own(&arena, environ);
    }
}

static void join_launch(struct text library)
{
    struct start start = {.library = library};
    arena_init(&arena, 0);
    if (!arena_run(&arena, find_variables, &start)) {
        start.variables = environ;
    }
    const char *question = environment_get(start.variables, ENV_VERIFY);
    join_records(&start);
    if (environment_has_launch(start.variables)) {
        begin(&start);
    } else {
        arena_run(&arena, log_no_launch, &start);
    }
    if (question) {
        proof_give(&launch, start.library, question);
    }
}

/* Whether the environment says nothing to this process, and the library's path is for its children to find. */
static bool is_idle(struct text library)
{
    return library.bytes[0] == '/' && !environment_has_own(environ);
}

/* INLAY_DISABLE is looked at before anything else, so that it helps against whatever else goes wrong here. */
__attribute__((constructor)) static void preload_start(void)
{
    bool disabled = environment_disabled(environ) || getauxval(AT_SECURE) != 0;
    struct text library;
    next_resolve();
    notice_start();
    if (!disabled && claim_process(&library) && !is_idle(library)) {
        join_launch(library);
    }
}

/* At exit(3). */
__attribute__((destructor)) static void preload_end(void)
{
    const struct launch *ended = active_launch();
    if (ended) {
        open_counts_tell(&ended->opens);
    }
}
