#include "shim/cli/program.h"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define SCRIPT_DEPTH_MAX 4 /* as many interpreters of interpreters as Linux follows (fs/exec.c) */

/* An executable as it is mapped; size 0 when it could not be. */
struct image {
    const char *bytes;
    size_t size;
    struct stat status;
};

static struct image map_image(const char *path)
{
    struct image image = {0};
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    void *bytes;

    if (descriptor < 0) {
        return image;
    }
    if (fstat(descriptor, &image.status) == 0 && S_ISREG(image.status.st_mode) && image.status.st_size > 0) {
        bytes = mmap(NULL, (size_t)image.status.st_size, PROT_READ, MAP_PRIVATE, descriptor, 0);
        if (bytes != MAP_FAILED) {
            image.bytes = bytes;
            image.size = (size_t)image.status.st_size;
        }
    }
    close(descriptor);
    return image;
}

static void unmap_image(const struct image *image)
{
    if (image->size > 0) {
        munmap((void *)image->bytes, image->size);
    }
}

static const char *find_in_path(struct arena *arena, const char *command)
{
    const char *path = getenv("PATH");
    struct text list = text_of(path != NULL ? path : "/bin:/usr/bin"); /* the default of execvp(3) */

    for (size_t start = 0; start <= list.length;) {
        size_t end = text_find(list, start, ':');
        struct buffer candidate = {.arena = arena};

        buffer_format(&candidate, "%.*s%s%s", TEXT_ARGS(text_part(list, start, end)), end > start ? "/" : "", command);
        if (access(buffer_string(&candidate), X_OK) == 0) {
            return candidate.bytes;
        }
        start = end + 1;
    }
    return NULL;
}

/* The interpreter that the first line names; NULL when the image is no script. */
static const char *script_interpreter(struct arena *arena, const struct image *image)
{
    struct text text = {image->bytes, image->size};
    size_t start = 2, end;

    if (!text_starts(text, TEXT("#!"))) {
        return NULL;
    }
    text.length = text_find(text, 0, '\n');
    while (start < text.length && (text.bytes[start] == ' ' || text.bytes[start] == '\t')) {
        start++;
    }
    end = start;
    while (end < text.length && text.bytes[end] != ' ' && text.bytes[end] != '\t') {
        end++;
    }
    return text_string(arena, text_part(text, start, end));
}

/* Programs that start with rights their caller does not have get no preloaded library (ld.so(8), secure-execution mode). */
static bool gains_rights(const char *path, const struct stat *status)
{
    if ((status->st_mode & S_ISUID) && status->st_uid != getuid()) {
        return true;
    }
    if ((status->st_mode & S_ISGID) && status->st_gid != getgid()) {
        return true;
    }
    return getuid() != 0 && getxattr(path, "security.capability", NULL, 0) > 0;
}

/* The header of this program itself: what libinlay.so, built with it, is built for. */
static bool same_architecture(const ElfW(Ehdr) * header)
{
    const ElfW(Ehdr) * own;
    struct image image = map_image("/proc/self/exe");
    bool same = true;

    if (image.size >= sizeof(*own)) {
        own = (const void *)image.bytes;
        same = own->e_machine == header->e_machine && own->e_ident[EI_CLASS] == header->e_ident[EI_CLASS];
    }
    unmap_image(&image);
    return same;
}

/* Go links this note into what it builds (cmd/link, "Go build ID"). */
static bool is_go_note(const struct image *image, const ElfW(Phdr) * segment)
{
    const ElfW(Nhdr) *note = (const void *)(image->bytes + segment->p_offset);

    return segment->p_type == PT_NOTE && segment->p_filesz >= sizeof(*note) + 4 && note->n_type == 4 &&
           note->n_namesz == 4 && memcmp(note + 1, "Go\0", 4) == 0;
}

static const char *elf_out_of_reach(const struct image *image)
{
    const ElfW(Ehdr) *header = (const void *)image->bytes;
    const ElfW(Phdr) * segments;
    bool has_loader = false, has_go = false;

    if (!same_architecture(header)) {
        return "it is built for another architecture than libinlay.so";
    }
    if (header->e_phoff > image->size || header->e_phnum > (image->size - header->e_phoff) / sizeof(*segments) ||
        header->e_phoff % _Alignof(ElfW(Phdr)) != 0) {
        return NULL;
    }
    segments = (const void *)(image->bytes + header->e_phoff);
    for (size_t i = 0; i < header->e_phnum; i++) {
        has_loader |= segments[i].p_type == PT_INTERP;
        if (segments[i].p_offset < image->size && segments[i].p_filesz <= image->size - segments[i].p_offset &&
            segments[i].p_offset % _Alignof(ElfW(Nhdr)) == 0) {
            has_go |= is_go_note(image, &segments[i]);
        }
    }
    if (has_go) {
        return "it is a Go program, which opens files without the C library";
    }
    return has_loader ? NULL : "it is statically linked";
}

static const char *file_out_of_reach(struct arena *arena, const char *path, unsigned depth)
{
    struct image image = map_image(path);
    const char *reason = NULL, *interpreter;

    if (image.size == 0) {
        return NULL;
    }
    interpreter = script_interpreter(arena, &image);
    if (interpreter != NULL) {
        reason = depth < SCRIPT_DEPTH_MAX ? file_out_of_reach(arena, interpreter, depth + 1) : NULL;
    } else if (gains_rights(path, &image.status)) {
        reason = "it is set-user-ID, set-group-ID or has capabilities";
    } else if (image.size >= sizeof(ElfW(Ehdr)) && memcmp(image.bytes, ELFMAG, SELFMAG) == 0) {
        reason = elf_out_of_reach(&image);
    }
    unmap_image(&image);
    return reason;
}

const char *program_out_of_reach(struct arena *arena, const char *command)
{
    const char *path = strchr(command, '/') != NULL ? command : find_in_path(arena, command);

    return path == NULL ? NULL : file_out_of_reach(arena, path, 0);
}
