/* SPDX-License-Identifier: Apache-2.0 */
/* What came of a sweep: its cells with values, states, times and metrics. */
#ifndef INLAY_TABLE_H
#define INLAY_TABLE_H

#include "shim/cli/cells/store.h"

/* --table. Returns the verb's exit status. */
int table_put(struct store *store, const struct options *options, struct buffer *out);

/* --page: one self-contained page. */
int table_page_put(struct store *store, const struct options *options, struct buffer *out);

#endif
