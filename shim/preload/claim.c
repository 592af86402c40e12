/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/preload/claim.h"
#include "shim/serve/elf_note.h"
#include "shim/serve/variables.h"

#include <link.h>
#include <string.h>

#define NAME      ((struct text){INLAY_NOTE_NAME, sizeof INLAY_NOTE_NAME})
#define NOTE_TYPE INLAY_NOTE_CLAIM

#define TEXT_OF(number)   #number
#define NUMBER_OF(number) TEXT_OF(number)

/* Two notes: the sizes of name and content, the type, the name, the content. The first one's is the distance from itself to the
 * flag; the second is for `inlay verify`, which reads it in the file. */
static bool claimed __attribute__((used));
/* clang-format off */
__asm__(".pushsection .note.inlay, \"a\", %note\n"
        ".balign 4\n"
        ".long 6, 4, " NUMBER_OF(INLAY_NOTE_CLAIM) "\n"
        ".asciz \"" INLAY_NOTE_NAME "\"\n"
        ".balign 4\n"
        ".long claimed - .\n"
        ".long 6, 4, " NUMBER_OF(INLAY_NOTE_CONTRACT) "\n"
        ".asciz \"" INLAY_NOTE_NAME "\"\n"
        ".balign 4\n"
        ".long " NUMBER_OF(CONTRACT_VERSION) "\n"
        ".popsection");
/* clang-format on */

struct search {
    struct text own_path;
    bool is_claimed;
};

/* Objects that tools have rewritten may describe a segment that is not in memory. */
static bool is_loaded(const struct dl_phdr_info *object, const ElfW(Phdr) * segment)
{
    for (size_t i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *loaded = &object->dlpi_phdr[i];
        if (loaded->p_type == PT_LOAD && (loaded->p_flags & PF_R) && segment->p_vaddr >= loaded->p_vaddr &&
            segment->p_filesz <= loaded->p_filesz &&
            segment->p_vaddr - loaded->p_vaddr <= loaded->p_filesz - segment->p_filesz) {
            return true;
        }
    }
    return false;
}

/* The flag to which a note in segment leads; NULL when there is none. */
static const bool *flag_in(const struct dl_phdr_info *object, const ElfW(Phdr) * segment)
{
    if (segment->p_type != PT_NOTE || !is_loaded(object, segment)) {
        return NULL;
    }
    const struct text notes = {(const char *)(object->dlpi_addr + segment->p_vaddr), segment->p_filesz};
    const struct text content = elf_note_find(notes, segment->p_align, NOTE_TYPE, NAME);
    int32_t distance;
    if (content.length != sizeof distance) {
        return NULL;
    }
    memcpy(&distance, content.bytes, sizeof distance);
    return (const bool *)(content.bytes + distance);
}

static int look_at(struct dl_phdr_info *object, size_t size, void *context)
{
    struct search *search = context;
    (void)size;
    for (size_t i = 0; i < object->dlpi_phnum; i++) {
        const bool *flag = flag_in(object, &object->dlpi_phdr[i]);
        if (flag == &claimed) {
            search->own_path = text_of(object->dlpi_name);
        } else if (flag && *flag) {
            search->is_claimed = true;
        }
    }
    return 0;
}

bool claim_process(struct text *path)
{
    struct search search = {.is_claimed = false};
    dl_iterate_phdr(look_at, &search);
    *path = search.own_path;
    claimed = !search.is_claimed;
    return claimed;
}
