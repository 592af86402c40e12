/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/base/say.h"

#include <stdio.h>

void say(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("inlay: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

void say_diagnostics(const struct diagnostics *diagnostics)
{
    for (const struct diagnostic *d = diagnostics->first; d; d = d->next) {
        fprintf(stderr, "%s\n", diagnostic_line(diagnostics->arena, d));
    }
}
