/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/sealed_text.h"
#include "core/base/buffer.h"
#include "core/tree/document.h"
#include "shim/serve/kernel.h"
#include "shim/serve/memfd.h"

#include <string.h>

#define NUMBERED_FROM 100  /* programs number descriptors below themselves */
#define PROBED        1024 /* descriptors that are looked at where /proc does not list them */

static const struct text NOTHING = {NULL, 0};

static struct sealed_text found[SEALED_TEXTS_MAX];
static size_t found_count;

int sealed_text_make(struct text text)
{
    int memfd = memfd_sealed("inlay-launch", text);
    int moved = memfd < 0 ? memfd : kernel_fcntl(memfd, F_DUPFD_CLOEXEC, NUMBERED_FROM);
    if (moved < 0) {
        return memfd; /* the limit is below NUMBERED_FROM */
    }
    kernel_close(memfd);
    return moved;
}

bool sealed_text_is_at(const char *path)
{
    static const char *const names[] = {"/proc/", "/fd/"};
    for (size_t i = 0; i < 2; i++) {
        size_t length = strlen(names[i]);
        size_t digits = strncmp(path, names[i], length) == 0 ? strspn(path + length, "0123456789") : 0;
        if (digits == 0) {
            return false;
        }
        path += length + digits;
    }
    return *path == '\0';
}

/* Not what is served: that has the mode of its file, and another digest. */
static bool may_be_sealed_text(int fd, struct stat *file)
{
    const int seals = kernel_fcntl(fd, F_GET_SEALS, 0);
    return seals >= 0 && (seals & MEMFD_SEALS) == MEMFD_SEALS && kernel_fstat(fd, file) == 0 &&
           file->st_mode == (S_IFREG | 0600) && file->st_size > 0 && file->st_size <= (off_t)DOCUMENT_SIZE_MAX;
}

static void unmap(struct text text)
{
    kernel_unmap((void *)text.bytes, text.length);
}

/* What fd is open on; no bytes when that is not the text of this digest. */
static struct text map(int fd, const char *digest)
{
    struct stat file;
    char own[SHA256_HEX];
    if (!may_be_sealed_text(fd, &file)) {
        return NOTHING;
    }
    long bytes = kernel_call(SYS_mmap, 0, file.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (bytes < 0 && bytes > -4096) {
        return NOTHING;
    }
    const struct text text = {(const char *)bytes, (size_t)file.st_size};
    sha256_hex(text, own);
    if (strcmp(own, digest) == 0) {
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

static void look_at(struct search *search, int fd)
{
    const struct text text = is_handed_on(fd) ? map(fd, search->digest) : NOTHING;
    if (!text.bytes) {
        return;
    }
    if (search->text.bytes) {
        unmap(text);
    } else {
        search->text = text;
    }
    kernel_close(fd);
}

/* As getdents64(2) has it. */
struct entry {
    uint64_t inode;
    int64_t next;
    uint16_t length;
    uint8_t type;
    char name[];
};

/* The descriptor that an entry of /proc/self/fd names; -1: none. */
static int descriptor_of(const struct entry *entry)
{
    int fd = 0;
    for (const char *c = entry->name; *c != '\0'; c++) {
        if (*c < '0' || *c > '9') {
            return -1;
        }
        fd = fd * 10 + (*c - '0');
    }
    return fd;
}

static void look_at_listed(struct search *search, int directory)
{
    char entries[1024] __attribute__((aligned(8)));
    long length;
    while ((length = kernel_call(SYS_getdents64, directory, (long)entries, sizeof entries, 0, 0, 0)) > 0) {
        for (long at = 0; at < length;) {
            const struct entry *entry = (const void *)(entries + at);
            int fd = descriptor_of(entry);
            at += entry->length;
            if (fd >= 0) {
                look_at(search, fd);
            }
        }
    }
}

static struct text find_inherited(const char *digest)
{
    struct search search = {.digest = digest};
    int directory = kernel_openat(AT_FDCWD, "/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    if (directory >= 0) {
        look_at_listed(&search, directory);
        kernel_close(directory);
    }
    for (int fd = 0; directory < 0 && fd < PROBED; fd++) {
        look_at(&search, fd);
    }
    return search.text;
}

/* --- */

/* The path may lead to anything once `inlay run` has ended: it is looked at before it is opened. */
static struct text find_at(const char *path, const char *digest)
{
    struct stat seen;
    if (kernel_fstatat(AT_FDCWD, path, &seen, 0) < 0 || !S_ISREG(seen.st_mode)) {
        return NOTHING;
    }
    int fd = kernel_openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0);
    if (fd < 0) {
        return NOTHING;
    }
    const struct text text = map(fd, digest);
    kernel_close(fd);
    return text;
}

static struct text find_again(const char *digest)
{
    for (size_t i = 0; i < found_count; i++) {
        if (strcmp(found[i].digest, digest) == 0) {
            return found[i].text;
        }
    }
    return NOTHING;
}

static void keep(const char *digest, struct text text)
{
    if (found_count < SEALED_TEXTS_MAX) {
        memcpy(found[found_count].digest, digest, SHA256_HEX);
        found[found_count++].text = text;
    }
}

bool sealed_text_find(const char *path, const char *digest, struct text *text)
{
    *text = find_again(digest);
    if (text->bytes) {
        return true;
    }
    *text = find_inherited(digest);
    if (!text->bytes) {
        *text = find_at(path, digest);
    }
    if (text->bytes) {
        keep(digest, *text);
    }
    return text->bytes != NULL;
}

const struct sealed_text *sealed_texts_found(size_t *count)
{
    *count = found_count;
    return found;
}
