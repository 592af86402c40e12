/* SPDX-License-Identifier: Apache-2.0 */
/* A Job with an index for each cell, and ConfigMaps with their documents: a pod needs no directory that it shares with others, and
 * does not make the cells anew. */
#include "shim/cli/submit/submit.h"
#include "shim/cli/base/say.h"
#include "shim/cli/base/verb.h"
#include "shim/cli/env/tree.h"
#include "shim/cli/submit/cell_maps.h"
#include "shim/cli/submit/indexed_job.h"
#include "shim/cli/submit/missing_cells.h"
#include "shim/cli/submit/submit_options.h"

#include "core/base/sha256.h"

#define INDEXES_MAX 100000 /* of a Job that may have any of them fail */

struct kubernetes_job {
    struct store *store;
    struct plan *plan;
    struct missing_cells missing;
    struct onto onto;
    struct indexed_job indexed;
    struct cell_maps maps;
};

static int find_cells(struct kubernetes_job *job)
{
    struct missing_cells *missing = &job->missing;
    if (!missing_cells_find(job->store, job->plan, missing)) {
        return EXIT_WRONG_COMMAND;
    }
    for (size_t i = 0; i < missing->count; i++) {
        if (missing->list[i]->plan_index == SIZE_MAX) {
            say("cell %u: what it sets is not known here (give the sweep's axes again)", missing->list[i]->number);
            return EXIT_WRONG_INPUTS;
        }
    }
    if (missing->count > INDEXES_MAX) {
        say("%zu cells are missing, and a Job has at most %u (--rerun, or smaller sweeps)", missing->count,
            INDEXES_MAX);
        return EXIT_WRONG_INPUTS;
    }
    return 0;
}

static bool read_onto(struct kubernetes_job *job)
{
    struct diagnostics diagnostics = {.arena = job->store->arena};
    const bool is_read = onto_read(diagnostics.arena, job->plan->options, &job->onto, &diagnostics);
    say_diagnostics(&diagnostics);
    return is_read;
}

static void put_object(struct buffer *out, const struct node *object)
{
    buffer_put(out, TEXT("---\n"));
    tree_write_yaml(out, object);
}

/* What is submitted again under its name is not run twice; other cells, or another manifest, have another name. */
static const char *name_of(struct kubernetes_job *job)
{
    struct buffer all = {.arena = job->store->arena}, name = {.arena = job->store->arena};
    char digest[SHA256_HEX];
    put_object(&all, job->indexed.job);
    for (const struct node *map = job->maps.maps->first; map; map = map->next) {
        put_object(&all, map);
    }
    sha256_hex(buffer_text(&all), digest);
    digest[10] = '\0';
    buffer_format(&name, "%s-%s", indexed_job_stem(&job->indexed, job->store->dir), digest);
    return buffer_string(&name);
}

static void put_all(struct kubernetes_job *job, struct buffer *out)
{
    struct arena *arena = job->store->arena;
    const char *name = name_of(job);
    struct buffer cells = {.arena = arena};
    missing_cells_put(&job->missing, &cells);
    tree_add_copies(arena, job->indexed.documents, cell_maps_named(&job->maps, name));
    tree_set(arena, node_find(arena, job->indexed.job, TEXT("metadata")), "name", tree_string(arena, text_of(name)));
    buffer_format(
        out,
        "# Cells %s of a sweep; the key \"cells\" of a ConfigMap says which index is which.\n"
        "# kubectl create -f FILE; kubectl get job %s -o jsonpath='{.status}' has the indexes that are done.\n",
        buffer_string(&cells), name);
    for (const struct node *map = job->maps.maps->first; map; map = map->next) {
        put_object(out, map);
    }
    put_object(out, job->indexed.job);
}

int submit_kubernetes(struct store *store, struct plan *plan, struct buffer *out)
{
    struct kubernetes_job job = {.store = store, .plan = plan};
    const int wrong = find_cells(&job);
    if (wrong != 0) {
        return wrong;
    }
    if (job.missing.count == 0) {
        missing_cells_say_none(store);
        return 0;
    }
    job.indexed = (struct indexed_job){
        .arena = store->arena, .options = plan->options, .onto = &job.onto, .missing = &job.missing};
    if (!read_onto(&job) || !indexed_job_make(&job.indexed) || !cell_maps_make(&job.maps, store, plan, &job.missing)) {
        return EXIT_WRONG_INPUTS;
    }
    put_all(&job, out);
    return 0;
}
