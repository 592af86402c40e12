/* SPDX-License-Identifier: Apache-2.0 */
/* What an ELF file says of itself (elf(5)). */
#ifndef INLAY_ELF_LOOK_H
#define INLAY_ELF_LOOK_H

#include "core/base/text.h"

#include <stdbool.h>

struct elf_look {
    unsigned machine;        /* EM_… */
    bool is_64_bit;          /* what follows is known only then */
    const char *interpreter; /* the dynamic linker that it asks for, in the arena; NULL: none */
    bool is_inlay;           /* it is a libinlay.so */
    unsigned contract;       /* of one, the CONTRACT_VERSION; 0: it does not say */
    bool has_go;             /* it holds Go code, with or without Go's note (shim/serve/blocker.h) */
};

/* Looks at the file at path. 0; ENOEXEC when it is no ELF file of this machine's byte order; else the errno value of what failed. */
int elf_look(struct arena *arena, const char *path, struct elf_look *look);

/* The same of a file's bytes. False: they are no such file. */
bool elf_look_bytes(struct arena *arena, struct text file, struct elf_look *look);

/* What people call the machine that a file is for, static: "x86-64", "32-bit x86". */
const char *elf_look_machine(const struct elf_look *look);

/* Whether programs for it run in this inlay's own architecture. */
bool elf_look_is_own(const struct elf_look *look);

#endif
