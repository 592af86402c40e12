/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/sealed_text.h"
#include "shim/serve/kernel.h"
#include "shim/serve/memfd.h"
#include "shim/serve/sealed_search.h"

#include <string.h>

#define NUMBERED_FROM 100 /* programs number descriptors below themselves */

static struct sealed_text found[SEALED_TEXTS_MAX];
static size_t found_count;

int sealed_text_make(struct text text)
{
    int memfd = memfd_sealed(SEALED_TEXT_NAME, text);
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

static struct text find_again(const char *digest)
{
    for (size_t i = 0; i < found_count; i++) {
        if (strcmp(found[i].digest, digest) == 0) {
            return found[i].text;
        }
    }
    return (struct text){NULL, 0};
}

static void keep(const char *digest, struct text text)
{
    if (found_count < SEALED_TEXTS_MAX) {
        memcpy(found[found_count].digest, digest, SHA256_HEX);
        found[found_count++].text = text;
    }
}

bool sealed_text_find(const char *path, const char *ledger, const char *digest, struct text *text)
{
    *text = find_again(digest);
    if (text->bytes) {
        return true;
    }
    *text = sealed_search_inherited(digest);
    if (!text->bytes) {
        *text = sealed_search_path(path, digest);
    }
    if (!text->bytes) {
        *text = sealed_search_mapped(digest);
    }
    if (!text->bytes) {
        *text = sealed_search_socket(ledger, digest);
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
