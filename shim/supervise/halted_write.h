/* SPDX-License-Identifier: Apache-2.0 */
/* A halted open that gives something to be written. The kernel goes on with it, save for copies of secrets. */
#ifndef INLAY_SUPERVISE_HALTED_WRITE_H
#define INLAY_SUPERVISE_HALTED_WRITE_H

#include "shim/supervise/halted.h"

/* Whether an open with these flags is one, rather than one to read, or of something without content. */
bool halted_write_is(int flags);

/* Answers it. Of a program that was served the file it is said, once, that the overrides may be on disk now; one that
 * is about to write a copy with secrets for W&B to upload is refused. */
void halted_write_answer(struct halted *halted, struct launch *launch);

#endif
