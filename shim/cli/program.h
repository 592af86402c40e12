/* Whether libinlay.so can be loaded into a program, as far as its file shows. */
#ifndef INLAY_PROGRAM_H
#define INLAY_PROGRAM_H

#include "core/text.h"

/* NULL when nothing speaks against it (or command cannot be found or read: its start will tell); else the reason, as the
 * text of a message. command is looked up in PATH as execvp(3) does; of a script, the interpreter counts. */
const char *program_out_of_reach(struct arena *arena, const char *command);

#endif
