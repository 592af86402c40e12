/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/via/go_code.h"
#include "shim/serve/look.h"

#include <elf.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

/* How Go's linker begins what it writes of a build, in a segment that can be written to (debug/buildinfo). */
#define BUILD_INFO "\xff Go buildinf:"

static const struct blocker go_code = {
    "it holds Go code, which opens files without the C library",
    "inlay run --via=supervise reaches it",
    .may_start_others = true,
    .gains_rights = false,
};

static bool segment_has_go(const char *file, size_t size, const Elf64_Phdr *segment)
{
    return segment->p_type == PT_LOAD && (segment->p_flags & PF_W) && segment->p_offset <= size &&
           segment->p_filesz <= size - segment->p_offset &&
           memmem(file + segment->p_offset, segment->p_filesz, BUILD_INFO, sizeof BUILD_INFO - 1);
}

static bool has_go(const char *file, size_t size)
{
    Elf64_Ehdr header;
    Elf64_Phdr segment;
    if (size < sizeof header || memcmp(file, ELFMAG, SELFMAG) != 0 || file[EI_CLASS] != ELFCLASS64) {
        return false;
    }
    memcpy(&header, file, sizeof header);
    for (size_t i = 0; i < header.e_phnum && header.e_phentsize == sizeof segment; i++) {
        const size_t at = header.e_phoff + i * sizeof segment;
        if (at > size || size - at < sizeof segment) {
            return false;
        }
        memcpy(&segment, file + at, sizeof segment);
        if (segment_has_go(file, size, &segment)) {
            return true;
        }
    }
    return false;
}

const struct blocker *go_code_blocker(const char *path)
{
    struct look look;
    if (look_open(&look, path) < 0) {
        return NULL;
    }
    const size_t size = (size_t)look.seen.st_size;
    void *const pages = size > 0 ? mmap(NULL, size, PROT_READ, MAP_PRIVATE, look.fd, 0) : MAP_FAILED;
    look_close(&look);
    const bool found = pages != MAP_FAILED && has_go(pages, size);
    if (pages != MAP_FAILED) {
        munmap(pages, size);
    }
    return found ? &go_code : NULL;
}
