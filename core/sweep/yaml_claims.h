/* SPDX-License-Identifier: Apache-2.0 */
/* Which keys a grid of a sweep.yaml sets, each once. They are made here, in the order in which they stand there, before their values
 * are read: any value can refer to them. */
#ifndef INLAY_YAML_CLAIMS_H
#define INLAY_YAML_CLAIMS_H

#include "core/sweep/yaml_values.h"

struct yaml_claim;

/* Start from {0}. */
struct yaml_claims {
    struct yaml_claim *list; /* by the keys' indexes */
    size_t count;
};

/* Adds those of a grid's member, which is of the kind that it must be. */
void yaml_claims_grid(struct yaml_claims *claims, const struct yaml_reader *reader, const struct node *map);
void yaml_claims_choose(struct yaml_claims *claims, const struct yaml_reader *reader, const struct node *choose);
void yaml_claims_repeat(struct yaml_claims *claims, const struct yaml_reader *reader, const struct node *repeat);

bool yaml_claims_has(const struct yaml_claims *claims, const struct sweep_key *key);

#endif
