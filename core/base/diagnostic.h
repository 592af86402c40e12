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
    const char *message; /* whole line, place included, no newline; in the arena. Control bytes are escaped. */
};

/* A list in the order of saying. Start from {.arena = a}. */
struct diagnostics {
    struct arena *arena;
    struct diagnostic *first;
    struct diagnostic *last;
    size_t errors; /* how many of them are errors */
};

void diagnose(struct diagnostics *diagnostics, enum severity severity, struct place place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Puts text for a terminal: control characters and bytes that are not UTF-8 are shown as \xHH. */
void put_printable(struct buffer *out, struct text text);

/* The name nearest to wanted among count names, or an empty text when none is near enough to be a misspelling. */
struct text nearest_name(struct text wanted, const struct text *names, size_t count);

#endif
