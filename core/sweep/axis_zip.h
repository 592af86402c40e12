/* SPDX-License-Identifier: Apache-2.0 */
/* Keys that go together. */
#ifndef INLAY_AXIS_ZIP_H
#define INLAY_AXIS_ZIP_H

#include "core/sweep/sweep.h"

/* Makes one axis of those of grid whose keys names says, "A,B": each value goes with the one at its place. */
bool axis_zip(struct sweep *sweep, struct sweep_grid *grid, struct place place, struct text names, struct text file,
              struct diagnostics *diagnostics);

#endif
