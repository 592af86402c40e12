/* SPDX-License-Identifier: Apache-2.0 */
/* Assignments: one override in one word, FILE:KEY=VALUE (core/overrides/target.h says how FILE and KEY are written). */
#ifndef INLAY_ASSIGNMENT_H
#define INLAY_ASSIGNMENT_H

#include "core/overrides/overrides.h"

enum assignment_kind {
    ASSIGNMENT_PLAIN, /* [FILE:][+|++|~]KEY[=VALUE] or [FILE:]KEY-; VALUE typed as YAML's core schema, "" when it is empty */
    ASSIGNMENT_STRING, /* VALUE is a string, whatever it looks like (--set-string) */
    ASSIGNMENT_JSON,   /* VALUE is JSON (--set-json) */
    ASSIGNMENT_TAGGED, /* VALUE is YAML with a tag before it (--set-tagged) */
    ASSIGNMENT_UNSET,  /* [FILE:]KEY, no sign, no value (--unset) */
};

/* Reads one assignment. file is FILE for an assignment that names none, in the same notation (\ escapes, #2 for a
 * document) save that ':' needs no escape; empty when there is none. origin is for messages. */
bool overrides_read_assignment(struct overrides *overrides, struct place origin, struct text source,
                               enum assignment_kind kind, struct text file, struct diagnostics *diagnostics);

/* INLAY_SET: assignments, one a line; blank lines are skipped. */
bool overrides_read_assignments(struct overrides *overrides, const char *name, struct text source,
                                struct diagnostics *diagnostics);

/* Whether a word before `--` has the shape of an assignment (an unescaped "=", "~", or a "-" at its end), for the command
 * line. has_file says that -f stands before it. */
bool is_assignment(struct text word, bool has_file);

/* Whether a value looks as if it went on with another assignment: a=1,b=2, as Helm has it. */
bool assignment_goes_on(struct text value);

/* Whether an assignment names its file itself. */
bool assignment_names_file(struct text source, enum assignment_kind kind);

/* NULL when an assignment can hold these bytes, in whichever part; else what is wrong with them. */
const char *assignment_bytes_refusal(struct text source);

/* Reads the value of an assignment to target into *node, typed as kind says; target is for messages. *word is as struct
 * override has it. */
bool assignment_read_value(struct arena *arena, struct place origin, struct text target, struct text value,
                           enum assignment_kind kind, struct node **node, struct text *word,
                           struct diagnostics *diagnostics);

/* Adds what an assignment to target, which names its file, says with a value that was read so. */
bool overrides_assign_value(struct overrides *overrides, struct place origin, struct text target,
                            const struct node *value, struct text word, enum assignment_kind kind,
                            struct diagnostics *diagnostics);

#endif
