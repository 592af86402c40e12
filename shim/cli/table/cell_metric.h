/* SPDX-License-Identifier: Apache-2.0 */
/* A metric of a cell, from the files in its directory. */
#ifndef INLAY_CELL_METRIC_H
#define INLAY_CELL_METRIC_H

#include "shim/cli/cells/store.h"
#include "shim/cli/table/metric_value.h"

/* has_ended says that the job ended by itself, so that the last line of a file is whole. All is in the store's arena. What lies
 * behind a symbolic link that leads out of the cell's directory is not read: another cell may have written it. */
struct metric_value cell_metric_read(const struct store *store, uint32_t number, const struct metric *metric,
                                     bool has_ended);

#endif
