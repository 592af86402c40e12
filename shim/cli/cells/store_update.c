/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/cells/cell_lock.h"
#include "shim/cli/cells/cells_file.h"
#include "shim/cli/cells/json_record.h"
#include "shim/cli/cells/store.h"
#include "shim/cli/cells/store_directory.h"
#include "shim/cli/cells/sweep_description.h"
#include "shim/cli/base/file_content.h"
#include "shim/cli/base/options.h"
#include "shim/cli/base/replace_file.h"
#include "shim/cli/base/say.h"

#include "core/base/path.h"
#include "core/overrides/assignment.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

struct update {
    struct store *store;
    struct plan *plan;
    struct base_copies copies;
    struct node *digests, *names; /* of the store's cells, maps; a digest's value is the cell's number */
    size_t known, dropped;        /* cells that were there; those that this plan drops */
    bool is_changed, is_renewed;
    struct start_difference difference; /* of this start */
    struct node *start;                 /* this process's, for sweep.json; NULL: it is not known yet */
    bool is_described;                  /* sweep.json has it */
};

static void index_text(struct arena *arena, struct node *map, struct text key, uint32_t number)
{
    struct buffer text = {.arena = arena};
    buffer_format(&text, "%u", number);
    struct node *child = node_synthetic(arena, NODE_INT, buffer_text(&text));
    child->key = node_synthetic(arena, NODE_STRING, key);
    node_append(map, child);
}

static void index_cell(struct update *update, const struct stored_cell *cell)
{
    index_text(update->store->arena, update->digests, text_of(cell->digest), cell->number);
    index_text(update->store->arena, update->names, text_of(cell->name), cell->number);
}

/* {cell} and {dir} stay. */
static struct node *value_of(struct arena *arena, const struct sweep_setting *setting)
{
    static const struct cell_names no_names;
    struct diagnostics unsaid = {.arena = arena}; /* the plan has read it before */
    struct node *node;
    struct text word;
    const bool read = cell_value_read(arena, setting->key->target, &setting->value, &no_names, &node, &word, &unsaid);
    return read && node ? node_synthetic_copy(arena, node) : node_synthetic(arena, NODE_STRING, setting->value.text);
}

static struct node *values_of(struct arena *arena, const struct sweep_cell *cell)
{
    struct node *values = node_synthetic(arena, NODE_MAP, TEXT(""));
    for (size_t i = 0; i < cell->count; i++) {
        struct node *value = value_of(arena, &cell->settings[i]);
        value->key = node_synthetic(arena, NODE_STRING, cell->settings[i].key->name);
        node_append(values, value);
    }
    return values;
}

/* NULL, and said, when another cell has the plan's name for it. */
static const char *free_name(struct update *update, size_t index, uint32_t number)
{
    struct arena *arena = update->store->arena;
    const char *name = plan_cell_name(arena, update->plan, index, number);
    const struct node *taken = node_find(arena, update->names, text_of(name));
    if (!taken) {
        return name;
    }
    say("--name: cell %u would be called %s, as cell %.*s is (put {cell} into it)", number, name,
        TEXT_ARGS(taken->text));
    return NULL;
}

static bool append_cell(struct update *update, size_t index)
{
    struct store *store = update->store;
    const struct plan_cell *planned = &update->plan->list[index];
    const uint32_t number = (uint32_t)store->count++;
    struct stored_cell *cell = &store->cells[number];
    const char *name = free_name(update, index, number);
    *cell = (struct stored_cell){
        .number = number,
        .name = name ? name : "",
        .values = values_of(store->arena, planned->cell),
        .repeat = planned->cell->repeat ? planned->cell->repeat->name : TEXT(""),
        .plan_index = index,
    };
    memcpy(cell->digest, planned->digest, SHA256_HEX);
    index_cell(update, cell);
    update->is_changed = true;
    return name != NULL;
}

static bool match_cells(struct update *update)
{
    bool matched = true;
    struct store *store = update->store;
    struct stored_cell *cells =
        arena_array(store->arena, struct stored_cell, store->count + update->plan->cells.count + 1);
    for (size_t i = 0; i < store->count; i++) {
        cells[i] = store->cells[i];
        cells[i].plan_index = SIZE_MAX;
        index_cell(update, &cells[i]);
    }
    store->cells = cells;
    update->known = store->count;
    for (size_t i = 0; i < update->plan->cells.count; i++) {
        const struct node *known = node_find(store->arena, update->digests, text_of(update->plan->list[i].digest));
        uint32_t number;
        if (known && text_number(known->text, &number)) {
            cells[number].plan_index = i;
        } else {
            matched = append_cell(update, i) && matched;
        }
    }
    return matched;
}

/* One task of an array may have an older command line than the sweep, and says nothing of the other cells. */
static void mark_dropped(struct update *update)
{
    if (!update->plan->varies || update->plan->options->sweeping.has_cell) {
        return;
    }
    for (size_t i = 0; i < update->known; i++) {
        struct stored_cell *cell = &update->store->cells[i];
        const bool dropped = cell->plan_index == SIZE_MAX;
        update->dropped += dropped && !cell->dropped;
        update->is_changed = update->is_changed || dropped != cell->dropped;
        cell->dropped = dropped;
    }
}

/* *is_renewed: the plan's files take over. */
static bool choose_bases(const struct store *store, struct plan *plan, struct base_copies *copies, bool *is_renewed)
{
    base_copies_read(copies, store->arena, store->dir, store->description);
    base_copies_compare(copies, plan);
    switch (plan->options->sweeping.base) {
    case BASE_NEW:
        *is_renewed = base_copies_renew(copies);
        return true;
    case BASE_KEEP:
        return base_copies_use(copies, plan);
    case BASE_REFUSE:
        break;
    }
    return base_copies_are_same(copies);
}

bool store_bases(struct store *store, struct plan *plan)
{
    struct base_copies copies;
    bool is_renewed;
    return choose_bases(store, plan, &copies, &is_renewed);
}

/* A task of an array is no start of its own, unless it makes the directory. */
static void describe_start(struct update *update)
{
    struct store *store = update->store;
    const bool is_task = update->plan->options->sweeping.has_cell;
    if (is_task && !update->is_changed && store->description) {
        return;
    }
    update->start = update->start ? update->start : sweep_description_start(update->plan);
    update->difference = sweep_description_compare(store->arena, store->description, update->start);
    update->is_described = !update->difference.is_any;
    update->is_changed = update->is_changed || !update->is_described;
}

/* What is to be changed. start may be NULL. False, and said, when it is refused. */
static bool prepare(struct update *update, struct store *store, struct plan *plan, struct node *start)
{
    struct arena *arena = store->arena;
    *update = (struct update){
        .store = store,
        .plan = plan,
        .digests = node_synthetic(arena, NODE_MAP, TEXT("")),
        .names = node_synthetic(arena, NODE_MAP, TEXT("")),
        .start = start,
    };
    if (!choose_bases(store, plan, &update->copies, &update->is_renewed)) {
        return false;
    }
    update->is_changed = base_copies_changed(&update->copies);
    if (!match_cells(update)) {
        return false;
    }
    mark_dropped(update);
    describe_start(update);
    store->base_document = store->description ? base_copies_document(&update->copies) : TEXT("");
    return !store->description || store->base_document.bytes;
}

static bool says(const struct store *store, const char *path, struct text text)
{
    struct file_content there;
    return !file_read(store->arena, path, FILES_REGULAR, &there) && text_equal(there.bytes, text);
}

static bool is_written(const struct store *store, const char *name, struct text text)
{
    const char *path = path_in(store->arena, store->dir, name);
    if (says(store, path, text) || replace_file(store->arena, path, text)) {
        return true;
    }
    say("%s: cannot be written: %s", path, strerror(errno));
    return false;
}

static bool write_all(struct update *update)
{
    struct store *store = update->store;
    const struct text description = sweep_description_text(store->arena, store->description, &update->copies,
                                                           update->is_described ? NULL : update->start);
    const struct text base = base_copies_document(&update->copies);
    if (!base.bytes || !base_copies_write(&update->copies) || !is_written(store, "sweep.json", description) ||
        !is_written(store, "base.json", base) || !is_written(store, "cells.csv", cells_file_csv(store)) ||
        !is_written(store, "cells.jsonl", cells_file_text(store))) {
        return false;
    }
    store->description = json_record_parse(store->arena, description);
    store->base = json_record_parse(store->arena, base);
    store->base_document = base;
    return true;
}

static void say_changes(const struct update *update)
{
    if (update->dropped > 0) {
        say("%s: %zu of its cells %s not in this grid (kept, and marked as dropped in cells.csv)", update->store->dir,
            update->dropped, update->dropped == 1 ? "is" : "are");
    }
    if (update->is_renewed) {
        say("%s: the config files of today take over (cells that have run keep what they have: base_digests in their "
            "status.json says which files those were)",
            update->store->dir);
    }
    if (update->plan->options->sweeping.has_cell) {
        return;
    }
    if (update->difference.is_environment) {
        say("%s: the environment has other overrides than at the last start (cells that are done keep what they had: "
            "--rerun done, or another --dir)",
            update->store->dir);
    }
    if (update->difference.is_manifest) {
        say("%s: the manifest is another one than at the last start (cells that are done keep what they have)",
            update->store->dir);
    }
    if (update->difference.is_job) {
        say("%s: the command is another one than at the last start (cells that are done keep what they have)",
            update->store->dir);
    }
}

/* Whether base.json serves the copies from where they are: the directory may have been moved. Where tasks of one array see it
 * under different paths, each attempt's base.json has its own. */
static bool serves_copies(const struct update *update)
{
    const struct store *store = update->store;
    return update->plan->options->sweeping.has_cell ||
           says(store, path_in(store->arena, store->dir, "base.json"), store->base_document);
}

static bool update_locked(struct update *update)
{
    const bool written = write_all(update);
    if (written) {
        say_changes(update);
    }
    return written;
}

/* Reads the directory as it is now, and what is to be changed there. False, and said. */
static bool look(struct update *update, struct store *store, struct plan *plan)
{
    struct node *start = update->start;
    return store_open(store, store->arena, store->dir) != OUTCOME_REFUSED && prepare(update, store, plan, start);
}

static bool is_right(const struct update *update)
{
    return !update->is_changed && serves_copies(update);
}

/* Which files were there when they were looked at last. */
struct seen_files {
    struct {
        ino_t number;
        struct timespec changed;
    } list[3];
};

/* Whether another has written since. */
static bool have_changed(const struct store *store, struct seen_files *seen)
{
    static const char *const names[] = {"sweep.json", "base.json", "cells.jsonl"};
    const struct seen_files before = *seen;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct stat file;
        if (stat(path_in(store->arena, store->dir, names[i]), &file) == 0) {
            seen->list[i].number = file.st_ino;
            seen->list[i].changed = file.st_ctim;
        }
    }
    return memcmp(&before, seen, sizeof before) != 0;
}

/* Of many that start together one writes, and the others find that it has. */
static bool update_in_turn(struct update *update, struct store *store, struct plan *plan)
{
    struct cell_lock *lock;
    struct seen_files seen;
    enum outcome taken = OUTCOME_NONE;
    memset(&seen, 0, sizeof seen);
    for (unsigned looks = 0; taken == OUTCOME_NONE; looks++) {
        taken = store_directory_lock(store->arena, store->dir, looks, &lock);
        if (taken != OUTCOME_NONE || !have_changed(store, &seen)) {
            continue;
        }
        if (!look(update, store, plan)) {
            return false;
        }
        if (is_right(update)) {
            return true;
        }
    }
    if (taken == OUTCOME_REFUSED) {
        return false;
    }
    const bool updated = look(update, store, plan) && (is_right(update) || update_locked(update));
    cell_lock_release(lock);
    return updated;
}

bool store_update(struct store *store, struct plan *plan)
{
    struct update update;
    if (store->count == 0 && !plan->varies) {
        say("%s: there is no sweep in it (FILE:KEY=VALUE,VALUE says what varies; --dir names another directory)",
            store->dir);
        return false;
    }
    if (!prepare(&update, store, plan, NULL)) {
        return false;
    }
    if (is_right(&update)) {
        return true;
    }
    return store_directory_make(store->arena, store->dir) &&
           (store->description || store_directory_is_free(store->arena, store->dir)) &&
           update_in_turn(&update, store, plan);
}
