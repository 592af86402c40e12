/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/elf_note.h"

#include <link.h>
#include <string.h>

static size_t aligned(size_t at, size_t align)
{
    return (at + align - 1) & ~(align - 1);
}

struct text elf_note_find(struct text notes, size_t align, uint32_t type, struct text name)
{
    ElfW(Nhdr) note;
    align = align == 8 ? 8 : 4;
    for (size_t at = 0, end; at + sizeof note + name.length <= notes.length; at = aligned(end, align)) {
        memcpy(&note, notes.bytes + at, sizeof note);
        const size_t content = aligned(at + sizeof note + note.n_namesz, align);
        end = content + note.n_descsz;
        if (note.n_type == type && note.n_namesz == name.length && content <= notes.length &&
            memcmp(notes.bytes + at + sizeof note, name.bytes, name.length) == 0) {
            return text_part(notes, content, end < notes.length ? end : notes.length);
        }
    }
    return (struct text){NULL, 0};
}
