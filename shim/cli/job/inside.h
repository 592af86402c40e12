/* SPDX-License-Identifier: Apache-2.0 */
/* This command inside of another launch's job. It reads that launch in the environment. */
#ifndef INLAY_INSIDE_H
#define INLAY_INSIDE_H

/* Tells that launch that this command runs, as libinlay.so does in every program that it is loaded into: where the command is
 * static, nobody else does. To be called once, before anything else. */
void inside_enter(void);

#endif
