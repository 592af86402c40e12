/* SPDX-License-Identifier: Apache-2.0 */
/* The version of the file that a halted call is about. */
#ifndef INLAY_HALTED_VERSION_H
#define INLAY_HALTED_VERSION_H

#include "shim/supervise/halted.h"

/* As version_enter() has it. Reads the file only when it is not known as it is now. */
const struct version *halted_version(const struct halted_file *found, int *error);

#endif
