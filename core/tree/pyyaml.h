/* SPDX-License-Identifier: Apache-2.0 */
/* What PyYAML makes of a plain scalar: a YAML 1.1 that is its own. W&B reads and writes its files with it.
 *
 * Source: the implicit resolvers of yaml/resolver.py, PyYAML 6.0. */
#ifndef INLAY_PYYAML_H
#define INLAY_PYYAML_H

#include "core/base/text.h"

/* Whether it is an integer or a float to PyYAML: 1e-4 and 0o17 are not, 012, 1_000 and 12:30 are. */
bool pyyaml_is_number(struct text plain);

/* Whether it is a string to PyYAML, so that its writer leaves it without quotes. */
bool pyyaml_is_string(struct text plain);

#endif
