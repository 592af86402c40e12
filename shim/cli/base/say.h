/* SPDX-License-Identifier: Apache-2.0 */
/* Speaks to people: whole lines on standard error. */
#ifndef INLAY_SAY_H
#define INLAY_SAY_H

#include "core/base/diagnostic.h"

/* One printable line after "inlay: ", as every line of inlay's begins. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

void say_diagnostics(const struct diagnostics *diagnostics);

#endif
