/* SPDX-License-Identifier: Apache-2.0 */
/* A script's first line, #!INTERPRETER [ARGUMENT], as Linux reads it (load_script in fs/binfmt_script.c). */
#ifndef INLAY_SCRIPT_LINE_H
#define INLAY_SCRIPT_LINE_H

#include "core/base/text.h"

#define SCRIPT_LINE_MAX 256 /* more of it is not read (BINPRM_BUF_SIZE in linux/binfmts.h) */

struct script_line {
    char *interpreter; /* both in room */
    char *argument;    /* all behind the interpreter; NULL: nothing */
    char room[SCRIPT_LINE_MAX];
};

/* Takes the line apart with which a file begins; false when the file is no script. Async-signal-safe. */
bool script_line_read(struct script_line *line, struct text start);

#endif
