/* SPDX-License-Identifier: Apache-2.0 */
/* What a program inherits beside its environment: a descriptor on each sealed text that the environment names
 * (shim/serve/sealed_text.h). A program that the library is loaded into closes it; a static one passes it on.
 *
 * Nothing is made where the launch has no such text. Async-signal-safe, also between vfork and exec. */
#ifndef INLAY_EXEC_MEMORY_H
#define INLAY_EXEC_MEMORY_H

#include "shim/preload/exec_environment.h"
#include "shim/serve/sealed_text.h"

struct exec_memory {
    int descriptors[SEALED_TEXTS_MAX];
    size_t count;
};

/* To be called just before the exec or spawn of a program that gets this environment. What cannot be made is left out:
 * the program looks elsewhere, and refuses to start where it finds nothing. */
void exec_memory_make(struct exec_memory *memory, const struct exec_environment *environment);

bool exec_memory_has(const struct exec_memory *memory, int fd);

/* After the spawn, or an exec that failed. errno is kept. */
void exec_memory_release(struct exec_memory *memory);

#endif
