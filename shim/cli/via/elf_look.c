/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/via/elf_look.h"
#include "shim/serve/elf_note.h"
#include "shim/serve/look.h"

#include <elf.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#if defined __x86_64__
#define OWN_MACHINE EM_X86_64
#else
#define OWN_MACHINE EM_AARCH64
#endif

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define OWN_ORDER ELFDATA2LSB
#else
#define OWN_ORDER ELFDATA2MSB
#endif

/* How Go's linker begins what it writes of a build, in a segment that can be written to (Go's package debug/buildinfo). */
#define GO_BUILD "\xff Go buildinf:"

/* Empty when the file has not as much. */
static struct text part(struct text file, uint64_t offset, uint64_t size)
{
    return offset <= file.length && size <= file.length - offset ? text_part(file, offset, offset + size) : TEXT("");
}

static void look_at_notes(struct text notes, size_t align, struct elf_look *look)
{
    const struct text name = {INLAY_NOTE_NAME, sizeof INLAY_NOTE_NAME};
    const struct text contract = elf_note_find(notes, align, INLAY_NOTE_CONTRACT, name);
    look->is_inlay |= elf_note_find(notes, align, INLAY_NOTE_CLAIM, name).bytes != NULL;
    if (contract.bytes && contract.length == sizeof look->contract) {
        memcpy(&look->contract, contract.bytes, sizeof look->contract);
    }
}

static void look_at_segment(struct arena *arena, struct text file, const Elf64_Phdr *segment, struct elf_look *look)
{
    const struct text content = part(file, segment->p_offset, segment->p_filesz);
    if (segment->p_type == PT_INTERP && content.length > 0) {
        look->interpreter = text_string(arena, text_part(content, 0, text_find(content, 0, '\0')));
    } else if (segment->p_type == PT_NOTE) {
        look_at_notes(content, segment->p_align, look);
    } else if (segment->p_type == PT_LOAD && (segment->p_flags & PF_W)) {
        look->has_go |= memmem(content.bytes, content.length, GO_BUILD, sizeof GO_BUILD - 1) != NULL;
    }
}

bool elf_look_bytes(struct arena *arena, struct text file, struct elf_look *look)
{
    Elf64_Ehdr header;
    Elf64_Phdr segment;
    const struct text start = part(file, 0, sizeof(Elf32_Ehdr)), whole = part(file, 0, sizeof header);
    *look = (struct elf_look){.machine = EM_NONE};
    if (start.length == 0 || memcmp(start.bytes, ELFMAG, SELFMAG) != 0 || start.bytes[EI_DATA] != OWN_ORDER) {
        return false;
    }
    memcpy(&header, start.bytes, start.length); /* both classes have the machine in one place */
    look->machine = header.e_machine;
    look->is_64_bit = start.bytes[EI_CLASS] == ELFCLASS64;
    if (!look->is_64_bit || whole.length == 0) {
        return true;
    }
    memcpy(&header, whole.bytes, whole.length);
    for (size_t i = 0; i < header.e_phnum && header.e_phentsize == sizeof segment; i++) {
        const struct text row = part(file, header.e_phoff + i * sizeof segment, sizeof segment);
        if (row.length > 0) {
            memcpy(&segment, row.bytes, row.length);
            look_at_segment(arena, file, &segment, look);
        }
    }
    return true;
}

int elf_look(struct arena *arena, const char *path, struct elf_look *look)
{
    struct look file;
    const int error = -look_open(&file, path);
    if (error != 0) {
        return error;
    }
    const size_t size = (size_t)file.seen.st_size;
    void *const pages = size > 0 ? mmap(NULL, size, PROT_READ, MAP_PRIVATE, file.fd, 0) : NULL;
    const int refused = pages == MAP_FAILED ? errno : 0;
    look_close(&file);
    if (refused != 0 || !pages) {
        return refused != 0 ? refused : ENOEXEC;
    }
    const bool is_elf = elf_look_bytes(arena, (struct text){pages, size}, look);
    munmap(pages, size);
    return is_elf ? 0 : ENOEXEC;
}

const char *elf_look_machine(const struct elf_look *look)
{
    switch (look->machine) {
    case EM_X86_64:
        return look->is_64_bit ? "x86-64" : "x86-64 with 32-bit addresses (x32)";
    case EM_AARCH64:
        return "aarch64";
    case EM_386:
        return "32-bit x86";
    case EM_ARM:
        return "32-bit ARM";
    default:
        return look->is_64_bit ? "another 64-bit machine" : "another 32-bit machine";
    }
}

bool elf_look_is_own(const struct elf_look *look)
{
    return look->machine == OWN_MACHINE && look->is_64_bit;
}
