/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/sealed_search.h"
#include "core/tree/document.h"
#include "shim/serve/kernel.h"
#include "shim/serve/ledger_join.h"
#include "shim/serve/look.h"
#include "shim/serve/memfd.h"
#include "shim/serve/open_descriptors.h"

#include <string.h>

#define PROBED 1024 /* descriptors that are looked at where /proc does not list them */

static const struct text NOTHING = {NULL, 0};

/* Not what is served: that has the mode of its file, and another digest. */
static bool may_be_sealed_text(int fd, struct stat *file)
{
    const int seals = kernel_fcntl(fd, F_GET_SEALS, 0);
    return seals >= 0 && (seals & MEMFD_SEALS) == MEMFD_SEALS && kernel_fstat(fd, file) == 0 &&
           file->st_mode == (S_IFREG | 0600) && file->st_size > 0 && file->st_size <= (off_t)DOCUMENT_SIZE_MAX;
}

static bool is_text(struct text text, const char *digest)
{
    char own[SHA256_HEX];
    sha256_hex(text, own);
    return strcmp(own, digest) == 0;
}

static void unmap(struct text text)
{
    kernel_unmap((void *)text.bytes, text.length);
}

/* What fd is open on; no bytes when that is no sealed text. */
static struct text map(int fd)
{
    struct stat file;
    if (!may_be_sealed_text(fd, &file)) {
        return NOTHING;
    }
    long bytes = kernel_call(SYS_mmap, 0, file.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (bytes < 0 && bytes > -4096) {
        return NOTHING;
    }
    return (struct text){(const char *)bytes, (size_t)file.st_size};
}

/* The same; no bytes when it is not the text of this digest. */
static struct text map_if(int fd, const char *digest)
{
    const struct text text = map(fd);
    if (!text.bytes || is_text(text, digest)) {
        return text;
    }
    unmap(text);
    return NOTHING;
}

/* --- what the process inherited --- */

struct search {
    const char *digest;
    struct text text; /* no bytes: not found yet */
};

/* What a program was given to read, through the path, is its own. */
static bool is_handed_on(int fd)
{
    const int flags = kernel_fcntl(fd, F_GETFL, 0);
    return flags >= 0 && (flags & O_ACCMODE) == O_RDWR;
}

/* Where many threads execute programs at once, one of these inherits what was meant for others: copies are compared,
 * which takes less time than a digest. */
static bool look_at(void *context, int fd)
{
    struct search *search = context;
    const struct text text = is_handed_on(fd) ? map(fd) : NOTHING;
    if (!text.bytes) {
        return true;
    }
    const bool first = !search->text.bytes;
    const bool wanted = first ? is_text(text, search->digest) : text_equal(text, search->text);
    if (wanted) {
        kernel_close(fd);
    }
    if (wanted && first) {
        search->text = text;
    } else {
        unmap(text);
    }
    return true;
}

struct text sealed_search_inherited(const char *digest)
{
    struct search search = {.digest = digest};
    const bool is_listed = open_descriptors_each(look_at, &search);
    for (int fd = 0; !is_listed && fd < PROBED; fd++) {
        look_at(&search, fd);
    }
    return search.text;
}

/* --- where else it may be --- */

struct text sealed_search_path(const char *path, const char *digest)
{
    struct look look;
    if (look_open(&look, path) < 0) {
        return NOTHING;
    }
    const struct text text = map_if(look.fd, digest);
    look_close(&look);
    return text;
}

struct text sealed_search_socket(const char *ledger, const char *digest)
{
    struct ledger_handed handed;
    struct text text = NOTHING;
    ledger_ask(&handed, ledger);
    for (size_t i = 1; i < handed.count && !text.bytes; i++) {
        text = map_if(handed.descriptors[i], digest);
    }
    ledger_handed_close(&handed);
    return text;
}

static const char *take_hexadecimal(const char *digits, size_t *number)
{
    static const char all[] = "0123456789abcdef";
    const char *digit;
    for (*number = 0; *digits != '\0' && (digit = strchr(all, *digits)); digits++) {
        *number = *number * 16 + (size_t)(digit - all);
    }
    return digits;
}

/* What a line of /proc/self/maps (proc(5)) tells of. A text holds no NUL, and its last page is filled up with them. */
static struct text mapped_text(const char *line, const char *digest)
{
    size_t start, end;
    if (!strstr(line, " r--p ") || !strstr(line, "/memfd:" SEALED_TEXT_NAME " ")) {
        return NOTHING;
    }
    take_hexadecimal(take_hexadecimal(line, &start) + 1, &end);
    const struct text text = {(const char *)start, strnlen((const char *)start, end - start)};
    return is_text(text, digest) ? text : NOTHING;
}

struct text sealed_search_mapped(const char *digest)
{
    char lines[8192]; /* the longest line is that of a path of PATH_MAX bytes */
    size_t kept = 0;
    long length;
    struct text text = NOTHING;
    int fd = kernel_openat(AT_FDCWD, "/proc/self/maps", O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0) {
        return NOTHING;
    }
    while (!text.bytes &&
           (length = kernel_call(SYS_read, fd, (long)(lines + kept), (long)(sizeof lines - 1 - kept), 0, 0, 0)) > 0) {
        char *line = lines, *end;
        kept += (size_t)length;
        lines[kept] = '\0';
        for (; !text.bytes && (end = strchr(line, '\n')); line = end + 1) {
            *end = '\0';
            text = mapped_text(line, digest);
        }
        kept -= (size_t)(line - lines);
        memmove(lines, line, kept);
    }
    kernel_close(fd);
    return text;
}
