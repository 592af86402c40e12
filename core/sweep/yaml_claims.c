/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/yaml_claims.h"
#include "core/tree/place.h"

/* Which of the nodes of a grid set a key. Elements of one choice may set the same one. */
struct yaml_claim {
    const struct node *axis, *element; /* the last of them; NULL: none does */
};

static struct yaml_claim *claim_of(struct yaml_claims *claims, struct arena *arena, const struct sweep_key *key)
{
    if (key->index >= claims->count) {
        const size_t count = 2 * ((size_t)key->index + 8);
        struct yaml_claim *list = arena_array(arena, struct yaml_claim, count);
        for (size_t i = 0; i < claims->count; i++) {
            list[i] = claims->list[i];
        }
        *claims = (struct yaml_claims){list, count};
    }
    return &claims->list[key->index];
}

/* Makes the key that name means. An earlier claim is this one's equal where both are of one choice. */
static void claim_key(struct yaml_claims *claims, const struct yaml_reader *reader, const struct node *name,
                      const struct node *axis, const struct node *element)
{
    const struct sweep_key *key = yaml_values_key(reader, name);
    struct yaml_claim *claim = key ? claim_of(claims, reader->sweep->arena, key) : NULL;
    if (claim && claim->axis && (claim->axis != axis || claim->element == element)) {
        diagnose(reader->diagnostics, SEVERITY_ERROR, document_place(reader->document, name->head),
                 "\"%.*s\" is set twice in this grid (leave one out; for two grids, see grids)", TEXT_ARGS(key->name));
    } else if (claim) {
        *claim = (struct yaml_claim){axis, element};
    }
}

void yaml_claims_grid(struct yaml_claims *claims, const struct yaml_reader *reader, const struct node *map)
{
    if (!yaml_values_check(reader, map)) {
        return;
    }
    for (const struct node *values = map->first; values; values = values->next) {
        claim_key(claims, reader, values->key, values, values);
    }
}

static void claim_list(struct yaml_claims *claims, const struct yaml_reader *reader, const struct node *list)
{
    for (const struct node *element = list->first; element; element = element->next) {
        const bool is_right = element->kind == NODE_MAP && yaml_values_check(reader, element);
        for (const struct node *value = element->first; is_right && value; value = value->next) {
            claim_key(claims, reader, value->key, list, element);
        }
    }
}

void yaml_claims_choose(struct yaml_claims *claims, const struct yaml_reader *reader, const struct node *choose)
{
    if (choose->kind == NODE_LIST) {
        claim_list(claims, reader, choose);
        return;
    }
    for (const struct node *list = choose->first; list; list = list->next) {
        claim_list(claims, reader, list);
    }
}

void yaml_claims_repeat(struct yaml_claims *claims, const struct yaml_reader *reader, const struct node *repeat)
{
    for (const struct node *count = repeat->first; count; count = count->next) {
        claim_key(claims, reader, count->key, repeat, repeat);
    }
}

bool yaml_claims_has(const struct yaml_claims *claims, const struct sweep_key *key)
{
    return key->index < claims->count && claims->list[key->index].axis;
}
