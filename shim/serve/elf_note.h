/* SPDX-License-Identifier: Apache-2.0 */
/* Notes in an ELF file's PT_NOTE segments (elf(5)). */
#ifndef INLAY_ELF_NOTE_H
#define INLAY_ELF_NOTE_H

#include "core/base/text.h"

/* inlay's own; libinlay.so's are 32 bits each. */
#define INLAY_NOTE_NAME     "inlay"
#define INLAY_NOTE_CLAIM    1 /* which copy serves a process: shim/preload/claim.h */
#define INLAY_NOTE_CONTRACT 2 /* the CONTRACT_VERSION that it was built with */
#define INLAY_NOTE_COMMAND  3 /* of the command, empty: it takes its launch from the environment, also where it is static */

/* The content of the first note in notes with this type and name, whose NUL counts as a byte of it; as much of it as
 * notes hold. bytes is NULL when there is none. align is the segment's. */
struct text elf_note_find(struct text notes, size_t align, uint32_t type, struct text name);

#endif
