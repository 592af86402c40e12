/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong, and where: one shape for every message that a person reads.
 *
 *     FILE:LINE:COLUMN: what is wrong (what to do)
 */
#ifndef INLAY_DIAGNOSTIC_H
#define INLAY_DIAGNOSTIC_H

#include "core/base/buffer.h"

/* line and column count from 1, column in characters (code points); line 0 means the source as a whole. */
struct place {
    const char *source; /* a path as the user wrote it, a variable's name, "argument 2", … */
    uint32_t line;
    uint32_t column;
};

enum severity {
    SEVERITY_NOTE,    /* said once, changes nothing */
    SEVERITY_WARNING, /* something the user should look at; never stops a launch */
    SEVERITY_ERROR,   /* the launch, or this file's patch, is refused */
};

struct diagnostic {
    struct diagnostic *next;
    enum severity severity;
    struct place place; /* its source is borrowed from who said it */
    const char *text;   /* what is wrong, alone; it may hold any bytes */
};

/* In the order in which they were said. Start from {.arena = a}, which holds the texts. */
struct diagnostics {
    struct arena *arena;
    struct diagnostic *first;
    struct diagnostic *last;
    size_t errors; /* how many of them are errors */
};

void diagnose(struct diagnostics *diagnostics, enum severity severity, struct place place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* NULL when there is none. */
const struct diagnostic *diagnostic_first_error(const struct diagnostics *diagnostics);

/* The whole line, for people: place, severity and text, printable, without a newline. Terminated, in the arena. */
const char *diagnostic_line(struct arena *arena, const struct diagnostic *diagnostic);

#endif
