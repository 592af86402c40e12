/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/submit/cell_maps.h"
#include "shim/cli/base/say.h"
#include "shim/cli/env/tree.h"

/* Bytes. The API server takes 1 MiB for the data of one. kubectl apply keeps the whole in an annotation besides, of which there are
 * 256 KiB, with each quote escaped. */
#define MAP_MAX     1000000
#define MAP_COMFORT 120000

#define CELLS "cells" /* the key of the list from index to cell */

/* The last one's data, where more bytes go into it; else another one's. */
static struct node *data_for(struct cell_maps *maps, size_t *bytes, size_t more)
{
    struct arena *arena = maps->arena;
    if (maps->maps->last && *bytes + more <= MAP_COMFORT) {
        *bytes += more;
        return node_find(arena, maps->maps->last, TEXT("data"));
    }
    struct node *map = tree_add(maps->maps, tree_map(arena));
    tree_put_string(arena, map, "apiVersion", "v1");
    tree_put_string(arena, map, "kind", "ConfigMap");
    tree_put(arena, map, "metadata", tree_map(arena));
    tree_put(arena, map, "immutable", tree_bool(arena, true));
    *bytes = more;
    return tree_put(arena, map, "data", tree_map(arena));
}

static void add(struct cell_maps *maps, size_t *bytes, const char *key, struct text value)
{
    struct node *data = data_for(maps, bytes, value.length + text_of(key).length);
    tree_put(maps->arena, data, key, tree_string(maps->arena, value));
}

/* "INDEX CELL", a line each. */
static struct text list_of(struct arena *arena, const struct missing_cells *missing)
{
    struct buffer list = {.arena = arena};
    for (size_t i = 0; i < missing->count; i++) {
        buffer_format(&list, "%zu %u\n", i, missing->list[i]->number);
    }
    return buffer_text(&list);
}

static const char *index_key(struct arena *arena, size_t index)
{
    struct buffer key = {.arena = arena};
    buffer_format(&key, "%zu", index);
    return buffer_string(&key);
}

bool cell_maps_make(struct cell_maps *maps, const struct store *store, const struct plan *plan,
                    const struct missing_cells *missing)
{
    struct arena *arena = store->arena;
    size_t bytes = 0;
    *maps = (struct cell_maps){.arena = arena, .maps = tree_list(arena)};
    for (size_t i = 0; i < missing->count; i++) {
        const struct stored_cell *cell = missing->list[i];
        const struct text document =
            plan_document(arena, plan, cell->plan_index, cell->number, store_cell_dir(store, cell->number));
        if (document.length > MAP_MAX) {
            say("cell %u: its document, %zu bytes, is too long for a ConfigMap", cell->number, document.length);
            return false;
        }
        add(maps, &bytes, index_key(arena, i), document);
    }
    add(maps, &bytes, CELLS, list_of(arena, missing));
    return true;
}

struct node *cell_maps_named(const struct cell_maps *maps, const char *name)
{
    struct arena *arena = maps->arena;
    struct node *sources = tree_list(arena);
    size_t number = 0;
    for (struct node *map = maps->maps->first; map; map = map->next) {
        struct buffer own = {.arena = arena};
        buffer_format(&own, "%s-%zu", name, number++);
        tree_put_string(arena, node_find(arena, map, TEXT("metadata")), "name", buffer_string(&own));
        struct node *source = tree_put(arena, tree_add(sources, tree_map(arena)), "configMap", tree_map(arena));
        tree_put_string(arena, source, "name", buffer_string(&own));
    }
    return sources;
}
