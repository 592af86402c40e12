/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/cells/sweep_description.h"
#include "shim/cli/cells/git_state.h"
#include "shim/cli/cells/json_record.h"
#include "shim/cli/cells/proc_file.h"
#include "shim/cli/base/options.h"
#include "shim/cli/base/version.h"
#include "shim/cli/job/history.h"

#include "core/tree/emit.h"

#include <limits.h>
#include <sys/utsname.h>
#include <unistd.h>

static void put_word(struct buffer *out, struct text word)
{
    emit_comma(out);
    emit_json_string(out, text_of(history_utf8(out->arena, word)));
}

/* The words of this process's command line; null without /proc. */
static void put_command(struct buffer *out)
{
    struct text words;
    json_record_put_name(out, "command");
    if (!proc_file_read(out->arena, "/proc/self/cmdline", &words)) {
        buffer_put(out, TEXT("null"));
        return;
    }
    buffer_byte(out, '[');
    for (size_t at = 0, end; at < words.length; at = end + 1) {
        end = text_find(words, at, '\0');
        put_word(out, text_part(words, at, end));
    }
    buffer_byte(out, ']');
}

static void put_job(struct buffer *out, const struct options *options)
{
    json_record_put_name(out, "job");
    buffer_byte(out, '[');
    for (size_t i = 0; i < options->operand_count; i++) {
        put_word(out, text_of(options->operands[i]));
    }
    buffer_byte(out, ']');
}

/* With which `inlay sweep` by itself goes on. */
static void put_arguments(struct buffer *out, const struct sweeping *sweeping)
{
    json_record_put_name(out, "arguments");
    buffer_byte(out, '[');
    for (size_t i = 0; i < sweeping->lasting_count; i++) {
        put_word(out, text_of(sweeping->lasting[i]));
    }
    buffer_byte(out, ']');
}

static void put_git(struct buffer *out)
{
    const struct git_state state = git_state_now(out->arena);
    json_record_put_name(out, "git");
    if (!state.commit) {
        buffer_put(out, TEXT("null"));
        return;
    }
    buffer_byte(out, '{');
    json_record_put_string(out, "commit", state.commit);
    json_record_put_name(out, "dirty");
    buffer_put(out, state.is_dirty ? TEXT("true}") : TEXT("false}"));
}

static void put_draws(struct buffer *out, const struct sweep *sweep)
{
    json_record_put_name(out, "draws");
    buffer_byte(out, '[');
    for (const struct sweep_grid *grid = sweep->grids; grid; grid = grid->next) {
        if (grid->is_random) {
            emit_comma(out);
            buffer_byte(out, '{');
            json_record_put_string(out, "generator", DRAW_GENERATOR);
            json_record_put_name(out, "seed");
            buffer_format(out, "%llu}", (unsigned long long)grid->seed);
        }
    }
    buffer_byte(out, ']');
}

static void put_bases(struct buffer *out, const struct plan *plan)
{
    json_record_put_name(out, "base_digests");
    buffer_byte(out, '{');
    for (const struct plan_base *base = plan->bases; base; base = base->next) {
        json_record_put_string(out, base->name, base->is_absent || base->has_secrets ? NULL : base->digest);
    }
    buffer_byte(out, '}');
}

struct node *sweep_description_start(const struct plan *plan)
{
    struct buffer out = {.arena = plan->arena};
    char directory[PATH_MAX];
    struct utsname name;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    buffer_byte(&out, '{');
    json_record_put_time(&out, "time", now);
    json_record_put_string(&out, "host", uname(&name) == 0 ? name.nodename : NULL);
    json_record_put_string(&out, "directory", getcwd(directory, sizeof directory));
    put_command(&out);
    put_arguments(&out, &plan->options->sweeping);
    put_job(&out, plan->options);
    json_record_put_string(&out, "environment", plan->environment);
    put_git(&out);
    put_draws(&out, &plan->sweep);
    json_record_put_name(&out, "cells");
    buffer_format(&out, "%zu", plan->cells.count);
    put_bases(&out, plan);
    json_record_put_string(&out, "manifest", plan->manifest.path ? plan->manifest.digest : NULL);
    buffer_byte(&out, '}');
    return json_record_parse(plan->arena, buffer_text(&out));
}

static bool has_same(struct arena *arena, struct node *a, struct node *b, const char *name)
{
    const struct node *of_a = node_find(arena, a, text_of(name)), *of_b = node_find(arena, b, text_of(name));
    return of_a && of_b &&
           text_equal(emit_text(arena, FORMAT_JSON, of_a, NULL), emit_text(arena, FORMAT_JSON, of_b, NULL));
}

static struct node *starts_of(struct arena *arena, struct node *description)
{
    struct node *starts = description ? node_find(arena, description, TEXT("starts")) : NULL;
    return starts && starts->kind == NODE_LIST ? starts : NULL;
}

struct start_difference sweep_description_compare(struct arena *arena, struct node *description, struct node *start)
{
    struct node *starts = starts_of(arena, description), *last = starts ? starts->last : NULL;
    struct start_difference difference = {.is_any = true};
    if (!last || last->kind != NODE_MAP) {
        return difference;
    }
    difference.is_job = !has_same(arena, last, start, "job");
    difference.is_environment =
        node_find(arena, last, TEXT("environment")) && !has_same(arena, last, start, "environment");
    difference.is_manifest = !has_same(arena, last, start, "manifest");
    const struct node *member = start->first;
    while (member && (text_equal(member->key->text, TEXT("time")) ||
                      has_same(arena, last, start, text_string(arena, member->key->text)))) {
        member = member->next;
    }
    difference.is_any = member != NULL;
    return difference;
}

struct text sweep_description_text(struct arena *arena, struct node *description, const struct base_copies *copies,
                                   const struct node *start)
{
    struct buffer out = {.arena = arena};
    struct node *starts = starts_of(arena, description);
    buffer_byte(&out, '{');
    json_record_put_string(&out, "version", INLAY_VERSION);
    json_record_put_name(&out, "base_files");
    base_copies_put(&out, copies);
    json_record_put_name(&out, "starts");
    buffer_byte(&out, '[');
    for (const struct node *earlier = starts ? starts->first : NULL; earlier; earlier = earlier->next) {
        emit_comma(&out);
        emit_json(&out, earlier);
    }
    if (start) {
        emit_comma(&out);
        emit_json(&out, start);
    }
    buffer_put(&out, TEXT("]}\n"));
    return buffer_text(&out);
}
