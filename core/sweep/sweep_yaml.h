/* SPDX-License-Identifier: Apache-2.0 */
/* inlay's own form of a sweep, YAML or JSON:
 *
 *     file: config.yaml                     FILE of keys without one
 *     grid:                                 each key by itself
 *       trainer.learning_rate: [1e-4, 1e-3]     a list: one value after the other
 *       trainer.warmup: range(100, 500, 100)    a call, as on the command line (core/sweep/value_call.h)
 *       trainer.epochs: 10                      anything else: the value of all cells
 *       run_config:width: "{model.width}"       what that key has; in quotes, since YAML has braces of its own
 *     choose:                               of each list one element, which sets all of its keys
 *       - {model.type: cnn, model.stride: [1, 2]}
 *       - {model.type: rnn}
 *     zip: [trainer.learning_rate, trainer.warmup]     the first with the first, the second with the second
 *     exclude:                              cells in which all of these hold; a list holds where one element does
 *       - {model.type: rnn, trainer.warmup: [300, 400]}
 *     repeat: {seed: 5}                     0 to 4, varies fastest
 *     random: 20                            so many draws; seed: 3
 *
 * Several choices that do not depend on each other have names: choose: {model: […], data: […]}. Several grids stand in
 * grids: [{grid: …, choose: …, …}, …]; their cells follow each other. What stands first varies slowest. */
#ifndef INLAY_SWEEP_YAML_H
#define INLAY_SWEEP_YAML_H

#include "core/sweep/sweep.h"
#include "core/tree/document.h"

/* Adds the grids of document, whose root is an object. file: see sweep_key(). False with errors in diagnostics. */
bool sweep_yaml_read(struct sweep *sweep, const struct document *document, struct text file,
                     struct diagnostics *diagnostics);

#endif
