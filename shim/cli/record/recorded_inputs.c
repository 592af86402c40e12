/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/record/recorded_inputs.h"

static bool is_file_of(const struct candidate *candidate, struct arena *arena, struct text path)
{
    struct stat status;
    return candidate->exists && stat(text_string(arena, path), &status) == 0 &&
           status.st_dev == candidate->status.st_dev && status.st_ino == candidate->status.st_ino;
}

/* What the job said of it with launch.manage_config_file(), and the types that are in it. */
static struct recorded_offer offer_of(struct arena *arena, const struct candidate *candidate,
                                      const struct wandb_learned *learned)
{
    struct recorded_offer offer = {0};
    for (const struct managed_file *file = learned->files; file; file = file->next) {
        if (is_file_of(candidate, arena, file->path)) {
            offer = file->offer;
        }
    }
    offer.types = candidate->recorded.types;
    return offer;
}

static bool says_anything(const struct recorded_offer *offer)
{
    return offer->include || offer->exclude || offer->schema || offer->types;
}

static struct recorded_input **add_files(struct arena *arena, struct recorded_input **link,
                                         const struct candidate *candidate, const struct wandb_learned *learned)
{
    for (; candidate; candidate = candidate->next) {
        const struct recorded_offer offer = offer_of(arena, candidate, learned);
        if (candidate->refusal == REFUSED_NOT && (!candidate->known || says_anything(&offer))) {
            *link = arena_new(arena, struct recorded_input);
            **link = (struct recorded_input){.name = candidate->name, .known = candidate->known, .offer = offer};
            link = &(*link)->next;
        }
    }
    return link;
}

static bool has_run_config(struct arena *arena, const struct manifest *manifest)
{
    struct node *root = manifest ? manifest->document->root : NULL;
    return root && node_find(arena, root, TEXT("run_config"));
}

static bool binds_run_config(const struct manifest *manifest)
{
    const struct bind *bind = manifest ? manifest->binds : NULL;
    while (bind && bind->source != BIND_RUN_CONFIG) {
        bind = bind->next;
    }
    return bind != NULL;
}

/* Of one that has keys. NULL: it is an input. */
static const char *refusal_of_run_config(const struct surroundings *surroundings, const struct wandb_learned *learned)
{
    if (learned->manages_run_config || has_run_config(surroundings->arena, surroundings->manifest)) {
        return NULL;
    }
    if (learned->files) {
        return "the job calls launch.manage_config_file alone, and then W&B offers files alone";
    }
    return binds_run_config(surroundings->manifest) ? "the manifest binds keys of it, and offers no others" : NULL;
}

struct recorded_inputs recorded_inputs_of(const struct surroundings *surroundings, const struct candidate *candidates,
                                          const struct wandb_learned *learned)
{
    struct recorded_inputs inputs = {.run_config_keys = learned->keys};
    struct recorded_input *first = NULL, **link = add_files(surroundings->arena, &first, candidates, learned);
    if (learned->keys > 0 || learned->manages_run_config) {
        inputs.run_config_refusal = refusal_of_run_config(surroundings, learned);
        inputs.takes_run_config = !inputs.run_config_refusal;
        inputs.run_config_known = has_run_config(surroundings->arena, surroundings->manifest);
    }
    if (inputs.takes_run_config && (!inputs.run_config_known || says_anything(&learned->run_config))) {
        *link = arena_new(surroundings->arena, struct recorded_input);
        **link = (struct recorded_input){
            .is_run_config = true, .known = inputs.run_config_known, .offer = learned->run_config};
    }
    inputs.first = first;
    return inputs;
}
