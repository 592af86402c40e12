/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/blocker.h"
#include "core/base/buffer.h"
#include "core/base/path.h"
#include "shim/serve/elf_note.h"
#include "shim/serve/kernel.h"
#include "shim/serve/script_line.h"
#include "shim/serve/search_path.h"

#include <elf.h>
#include <link.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define SCRIPT_DEPTH_MAX  4    /* as many interpreters of interpreters as Linux follows (exec_binprm in fs/exec.c) */
#define SCRIPT_LINE_MAX   256  /* and as much of a script's first line (BINPRM_BUF_SIZE in linux/binfmts.h) */
#define IMAGE_START       1024 /* the headers of ordinary programs lie within it */
#define SEGMENTS_MAX      64   /* no linker writes nearly as many */
#define SECTION_NAMES_MAX 1024 /* bytes; an ordinary program has a third of it */
#define NOTES_MAX         256  /* bytes of a segment of notes; Go's and inlay's are among the first */

/* Of a program that no memory was left to look at: it is announced, and nobody confirms it. */
#define NO_PROGRAM ((ino_t)-1)

#if defined __x86_64__
#define OWN_MACHINE EM_X86_64
#else
#define OWN_MACHINE EM_AARCH64
#endif

/* What the kernel does not know how to execute, execvp(3) and posix_spawnp(3) give to it. */
#define SHELL "/bin/sh"

#define SUPERVISE "inlay run --via=supervise reaches it"

static const struct blocker gained_rights = {
    "it is set-user-ID, set-group-ID or has capabilities",
    "let it start inlay: sudo inlay run",
    .may_start_others = false,
    .gains_rights = true,
};
static const struct blocker another_architecture = {
    "it is built for another architecture than libinlay.so",
    SUPERVISE,
    .may_start_others = true,
};
static const struct blocker go = {
    "it is a Go program, which opens files without the C library",
    SUPERVISE,
    .may_start_others = true,
};
static const struct blocker statically_linked = {
    "it is statically linked",
    SUPERVISE,
    .may_start_others = true,
};

/* A program's file, open for reading. */
struct image {
    int fd;
    struct stat status;
    size_t length; /* of start */
    char start[IMAGE_START];
    char section_names[SECTION_NAMES_MAX];
};

static bool image_open(struct image *image, int directory, const char *path, int flags)
{
    const int stat_flags = flags & (AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW);
    image->fd = -1;
    image->length = 0;
    /* Asked before it is opened: to open a pipe or a device is to do something to it. */
    if (kernel_fstatat(directory, path, &image->status, stat_flags) < 0 || !S_ISREG(image->status.st_mode) ||
        (image->status.st_mode & 0111) == 0) {
        return false;
    }
    if (*path == '\0') {
        image->fd = kernel_fcntl(directory, F_DUPFD_CLOEXEC, 0);
    } else {
        image->fd = kernel_openat(directory, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0);
    }
    ssize_t length = kernel_pread(image->fd, image->start, sizeof image->start, 0);
    image->length = length > 0 ? (size_t)length : 0;
    return true; /* it may be executable though not readable: then its mode still tells */
}

static void image_close(const struct image *image)
{
    if (image->fd >= 0) {
        kernel_close(image->fd);
    }
}

/* Up to size bytes from offset on; returns how many there are. */
static size_t image_read(const struct image *image, uint64_t offset, void *out, size_t size)
{
    if (offset <= image->length && size <= image->length - offset) {
        memcpy(out, image->start + offset, size);
        return size;
    }
    ssize_t length = kernel_pread(image->fd, out, size, (off_t)offset);
    return length > 0 ? (size_t)length : 0;
}

static bool is_elf(const struct image *image)
{
    return image->length >= SELFMAG && memcmp(image->start, ELFMAG, SELFMAG) == 0;
}

/* What path, whose image this is, is executed by; NULL: it is a program itself, or cannot be read. Where no shell takes
 * what is of no format, the exec fails, and is taken back. */
static const char *interpreter_of(const struct image *image, struct script_line *line)
{
    if (script_line_read(line, (struct text){image->start, image->length})) {
        return line->interpreter;
    }
    return image->length > 0 && !is_elf(image) ? SHELL : NULL;
}

bool blocker_gains_rights(const struct stat *status, int fd, uid_t user, gid_t group)
{
    return ((status->st_mode & S_ISUID) && status->st_uid != user) ||
           ((status->st_mode & S_ISGID) && status->st_gid != group) ||
           (user != 0 && kernel_call(SYS_fgetxattr, fd, (long)"security.capability", 0, 0, 0, 0) > 0);
}

/* Whether ld.so will ignore LD_PRELOAD, because the program starts with rights that its caller does not have (ld.so(8),
 * secure-execution mode). */
static bool gains_rights(const struct image *image)
{
    const uid_t user = (uid_t)kernel_call(SYS_getuid, 0, 0, 0, 0, 0, 0);
    const gid_t group = (gid_t)kernel_call(SYS_getgid, 0, 0, 0, 0, 0, 0);
    return blocker_gains_rights(&image->status, image->fd, user, group) &&
           kernel_call(SYS_prctl, PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0, 0) != 1;
}

struct notes {
    bool of_go;      /* what Go links into all that it builds (cmd/link, "Go build ID") */
    bool of_command; /* of the `inlay` command */
};

static void find_notes(struct notes *found, const struct image *image, const ElfW(Phdr) * segment)
{
    char bytes[NOTES_MAX];
    size_t wanted = segment->p_filesz < sizeof bytes ? segment->p_filesz : sizeof bytes;
    const struct text notes = {bytes, image_read(image, segment->p_offset, bytes, wanted)};
    found->of_go |= elf_note_find(notes, segment->p_align, 4, (struct text){"Go\0", 4}).bytes != NULL;
    found->of_command |= elf_note_find(notes, segment->p_align, INLAY_NOTE_COMMAND,
                                       (struct text){INLAY_NOTE_NAME, sizeof INLAY_NOTE_NAME})
                             .bytes != NULL;
}

/* Whether the names of the file's sections have that of the table in which Go's runtime finds its functions. A build ID can be
 * left out, and with it the note; this cannot. */
static bool has_go_section(struct image *image, const ElfW(Ehdr) * header)
{
    static const char wanted[] = ".gopclntab";
    ElfW(Shdr) names;
    const uint64_t row = header->e_shoff + (uint64_t)header->e_shstrndx * sizeof names;
    if (header->e_shoff == 0 || header->e_shentsize != sizeof names ||
        image_read(image, row, &names, sizeof names) < sizeof names) {
        return false;
    }
    char *const room = image->section_names;
    const size_t size = names.sh_size < SECTION_NAMES_MAX ? names.sh_size : SECTION_NAMES_MAX;
    return memmem(room, image_read(image, names.sh_offset, room, size), wanted, sizeof wanted - 1) != NULL;
}

static const struct blocker *elf_blocker(struct image *image)
{
    bool has_loader = false;
    struct notes notes = {.of_go = false};
    ElfW(Ehdr) header;
    ElfW(Phdr) segment;
    if (!is_elf(image) || image_read(image, 0, &header, sizeof header) < sizeof header) {
        return NULL;
    }
    if (header.e_machine != OWN_MACHINE || header.e_ident[EI_CLASS] != ELFCLASS64) {
        return &another_architecture;
    }
    if (header.e_phentsize != sizeof segment || header.e_phnum > SEGMENTS_MAX) {
        return NULL;
    }
    for (size_t i = 0; i < header.e_phnum; i++) {
        if (image_read(image, header.e_phoff + i * sizeof segment, &segment, sizeof segment) < sizeof segment) {
            return NULL;
        }
        has_loader |= segment.p_type == PT_INTERP;
        if (segment.p_type == PT_NOTE) {
            find_notes(&notes, image, &segment);
        }
    }
    if (notes.of_go || (has_loader && has_go_section(image, &header))) {
        return &go;
    }
    return has_loader || notes.of_command ? NULL : &statically_linked;
}

/* Static programs that run another one and give it what LD_PRELOAD names: the dynamic linker, valgrind's tools, which
 * its launcher executes, and QEMU's user mode. */
static bool loads_programs(const char *path)
{
    struct text name = path_name(path);
    return text_starts(name, TEXT("ld-")) || text_starts(name, TEXT("ld.so")) || text_starts(name, TEXT("qemu-")) ||
           strstr(path, "/valgrind/") != NULL;
}

static const struct blocker *image_blocker(struct image *image, const char *path)
{
    if (gains_rights(image)) {
        return &gained_rights;
    }
    return loads_programs(path) ? NULL : elf_blocker(image);
}

/* Not on the stack, which may be small. */
struct room {
    struct image image;
    struct script_line line;
};

static const struct blocker *search_scripts(struct room *room, int directory, const char *path, int flags,
                                            struct stat *program)
{
    for (unsigned depth = 0; path && depth <= SCRIPT_DEPTH_MAX; depth++) {
        if (!image_open(&room->image, directory, path, flags)) {
            return NULL;
        }
        *program = room->image.status;
        const char *interpreter = interpreter_of(&room->image, &room->line);
        const struct blocker *blocker = interpreter ? NULL : image_blocker(&room->image, path);
        image_close(&room->image);
        if (!interpreter) {
            return blocker;
        }
        directory = AT_FDCWD;
        path = interpreter;
        flags = 0;
    }
    return NULL;
}

const struct blocker *blocker_of(int directory, const char *path, int flags, struct stat *program)
{
    *program = (struct stat){.st_ino = 0};
    struct room *room = kernel_map(sizeof *room);
    if (!room) {
        program->st_ino = NO_PROGRAM;
        return NULL;
    }
    const struct blocker *blocker = search_scripts(room, directory, path, flags, program);
    kernel_unmap(room, sizeof *room);
    return blocker;
}

const struct blocker *blocker_of_command(const char *file, const char *search, struct stat *program)
{
    *program = (struct stat){.st_ino = 0};
    char *room = kernel_map(SEARCH_PATH_MAX);
    if (!room) {
        program->st_ino = NO_PROGRAM;
        return NULL;
    }
    const char *path = search_path_find(room, file, search);
    const struct blocker *blocker = path ? blocker_of(AT_FDCWD, path, 0, program) : NULL;
    kernel_unmap(room, SEARCH_PATH_MAX);
    return blocker;
}
