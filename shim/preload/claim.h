/* SPDX-License-Identifier: Apache-2.0 */
/* One copy of the library serves a process. Two would patch a file twice: one would hand the patched file to the other.
 *
 * Each copy carries a note (PT_NOTE, elf(5)) that leads to a flag of its own, by which the copies that are loaded into
 * a process find one another, whatever their paths, and however they were loaded: by LD_PRELOAD, /etc/ld.so.preload or
 * dlopen(3). An exec loads them anew; a fork takes the flags along with what they stand for. */
#ifndef INLAY_CLAIM_H
#define INLAY_CLAIM_H

#include "core/base/text.h"

/* False when another copy serves this process already; else this one does from now on, and *path is where it was loaded
 * from, as ld.so names it. To be called once, by the constructor. */
bool claim_process(struct text *path);

#endif
