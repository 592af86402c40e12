/* SPDX-License-Identifier: Apache-2.0 */
/* Values in inlay's own form of a sweep, KEY: VALUES: see sweep_yaml.h. */
#ifndef INLAY_YAML_VALUES_H
#define INLAY_YAML_VALUES_H

#include "core/sweep/sweep.h"
#include "core/tree/document.h"

struct yaml_reader {
    struct sweep *sweep;
    const struct document *document;
    struct text file; /* see sweep_key() */
    struct diagnostics *diagnostics;
};

/* What a choice or a product of lists makes at the most. */
#define YAML_CHOICES_MAX 1000000

/* The key that name means. NULL with an error. */
const struct sweep_key *yaml_values_key(const struct yaml_reader *reader, const struct node *name);

/* Looks at the values in map, and at those in their lists, before anything is made of what stands behind a comma that was
 * meant for a call's. False with an error. */
bool yaml_values_check(const struct yaml_reader *reader, const struct node *map);

/* Puts what node says the values of key into axis. False with errors. */
bool yaml_values_read(const struct yaml_reader *reader, struct sweep_axis *axis, const struct sweep_key *key,
                      struct node *node);

/* The values of each key of map, none of them drawn, and in *total how many combinations there are. NULL with errors. */
const struct sweep_axis *yaml_values_parts(const struct yaml_reader *reader, const struct node *map, size_t *total);

/* Fills in combination number index of count parts: the last key varies fastest. */
void yaml_values_combine(const struct sweep_axis *parts, size_t count, size_t index, struct sweep_setting *settings);

#endif
