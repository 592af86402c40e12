/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/preload/spawn_record.h"
#include "shim/serve/kernel.h"

#include <stdatomic.h>
#include <string.h>

#define CELLS     32768 /* 5 MB, of which untouched pages cost nothing */
#define PROBES    64    /* a full table shall not cost a walk through all of it */
#define SHORT_MAX 72    /* bytes of a path that need no pages of their own */

/* What an object is known by. */
struct key {
    uint64_t numbers;
    const void *records;
};
_Static_assert(sizeof(struct key) == 16 && sizeof(posix_spawn_file_actions_t) >= sizeof(struct key),
               "posix_spawn_file_actions_t is another");

struct cell {
    struct spawn_action action;    /* first, so that its address is the cell's */
    _Atomic(const void *) records; /* the key's; NULL: the cell is free; NAMELESS: no object ends in it */
    _Atomic(uint64_t) numbers;     /* the key's */
    atomic_uint uses;              /* one for its key, and one for each action behind it */
    char short_path[SHORT_MAX];
};
static _Atomic(struct cell *) table; /* NULL before the first action */

static const char nameless;
#define NAMELESS ((const void *)&nameless)

static struct key key_of(const posix_spawn_file_actions_t *actions)
{
    struct key key;
    memcpy(&key, actions, sizeof key);
    return key;
}

static struct cell *cell_of(const struct spawn_action *action)
{
    return (struct cell *)action;
}

/* NULL when there is no memory. */
static struct cell *cells(void)
{
    struct cell *there = atomic_load(&table), *made = there ? NULL : kernel_map(CELLS * sizeof *made);
    if (made && !atomic_compare_exchange_strong(&table, &there, made)) {
        kernel_unmap(made, CELLS * sizeof *made); /* another thread was faster */
        return there;
    }
    return made ? made : there;
}

static struct cell *probe(struct cell *all, struct key key, size_t i)
{
    const uint64_t hash = ((uint64_t)(uintptr_t)key.records + key.numbers * 31) * 0x9e3779b97f4a7c15u;
    return &all[((hash >> 32) + i) % CELLS];
}

/* NULL for the key of an object without actions, too. */
static struct cell *find(struct key key)
{
    struct cell *all = key.records ? atomic_load(&table) : NULL;
    for (size_t i = 0; all && i < PROBES; i++) {
        struct cell *cell = probe(all, key, i);
        if (atomic_load(&cell->records) == key.records && atomic_load(&cell->numbers) == key.numbers) {
            return cell;
        }
    }
    return NULL;
}

/* Takes one use away. A cell without any is free, and so takes one from the action before it. */
static void release(struct cell *cell)
{
    while (cell && atomic_fetch_sub(&cell->uses, 1) == 1) {
        struct cell *before = cell_of(cell->action.before);
        const char *path = cell->action.path;
        if (path && path != cell->short_path) {
            kernel_unmap((void *)path, strlen(path) + 1);
        }
        atomic_store(&cell->records, NULL);
        cell = before;
    }
}

static void take_name(struct cell *cell)
{
    const void *records = atomic_load(&cell->records);
    if (records != NAMELESS && atomic_compare_exchange_strong(&cell->records, &records, NAMELESS)) {
        release(cell);
    }
}

/* A free cell where key belongs, nameless. */
static struct cell *claim(struct key key)
{
    struct cell *all = cells();
    for (size_t i = 0; all && i < PROBES; i++) {
        const void *expected = NULL;
        struct cell *cell = probe(all, key, i);
        if (atomic_compare_exchange_strong(&cell->records, &expected, NAMELESS)) {
            return cell;
        }
    }
    return NULL;
}

/* False when there is no memory. */
static bool keep_path(struct cell *cell, const char *path)
{
    const size_t size = strlen(path) + 1;
    char *room = size <= sizeof cell->short_path ? cell->short_path : kernel_map(size);
    cell->action.path = room ? memcpy(room, path, size) : NULL;
    return room != NULL;
}

bool spawn_record_find(const posix_spawn_file_actions_t *actions, const struct spawn_action **last)
{
    const struct key key = key_of(actions);
    struct cell *cell = find(key);
    *last = cell ? &cell->action : NULL;
    return cell || !key.records;
}

void spawn_record_forget(const posix_spawn_file_actions_t *actions)
{
    struct cell *cell = find(key_of(actions));
    if (cell) {
        take_name(cell);
    }
}

bool spawn_record_add(const posix_spawn_file_actions_t *actions, const struct spawn_action *action)
{
    const struct key key = key_of(actions);
    const struct spawn_action *before = action->before;
    struct cell *stale = find(key);
    if (!key.records || (stale && &stale->action == before)) {
        return false; /* a C library that keeps its records in another way */
    }
    spawn_record_forget(actions);
    struct cell *cell = claim(key);
    if (!cell) {
        return false;
    }
    cell->action = *action;
    cell->action.count = 1 + (before ? before->count : 0);
    cell->action.any_asks = action->asks || (before && before->any_asks);
    if (action->path && !keep_path(cell, action->path)) {
        atomic_store(&cell->records, NULL);
        return false;
    }
    if (before) {
        atomic_fetch_add(&cell_of(before)->uses, 1);
    }
    atomic_store(&cell->uses, 1);
    atomic_store(&cell->numbers, key.numbers);
    atomic_store(&cell->records, key.records);
    return true;
}

void spawn_record_drop(const struct spawn_action *last)
{
    if (!last) {
        return;
    }
    atomic_fetch_add(&cell_of(last)->uses, 1); /* which keeps those before it, too, until all have been walked by */
    for (const struct spawn_action *action = last; action; action = action->before) {
        take_name(cell_of(action));
    }
    release(cell_of(last));
}
