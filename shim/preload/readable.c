/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/preload/readable.h"
#include "shim/serve/kernel.h"

#include <string.h>
#include <sys/auxv.h>

#define PAGES_KNOWN 32 /* the strings of an environment lie on a few pages, in any order */

/* Linux 5.14's, from the kernel's mman-common.h. */
#define POPULATE_READ 22

/* Pages that were found to be readable: their addresses plus one, or 0. */
struct known {
    uintptr_t page_size;
    uintptr_t pages[PAGES_KNOWN];
};

/* The first question is one about pages, so that valgrind misses nothing in bytes that nobody meant to read. Where it
 * cannot be asked or is answered by no, the second is what the kernel itself would do: it reads a set of signals before
 * it looks at what to do with it, which is nothing. */
static bool page_is_readable(uintptr_t page, uintptr_t size)
{
    return kernel_call(SYS_madvise, (long)page, (long)size, POPULATE_READ, 0, 0, 0) == 0 ||
           kernel_call(SYS_rt_sigprocmask, -1, (long)(page + sizeof(kernel_sigset)), 0, sizeof(kernel_sigset), 0, 0) !=
               -EFAULT;
}

static bool is_readable(struct known *known, const void *byte)
{
    const uintptr_t number = (uintptr_t)byte / known->page_size, page = number * known->page_size;
    uintptr_t *entry = &known->pages[number % PAGES_KNOWN];
    if (*entry == page + 1) {
        return true;
    }
    if (!page_is_readable(page, known->page_size)) {
        return false;
    }
    *entry = page + 1;
    return true;
}

static bool reaches_end(struct known *known, const char *string)
{
    while (is_readable(known, string)) {
        const size_t rest = known->page_size - (uintptr_t)string % known->page_size;
        if (memchr(string, '\0', rest)) {
            return true;
        }
        string += rest;
    }
    return false;
}

/* All bytes of it: an array need not be aligned. */
static bool element_is_readable(struct known *known, char *const *element)
{
    return is_readable(known, element) && is_readable(known, (const char *)(element + 1) - 1);
}

bool readable_string(const char *string)
{
    struct known known = {getauxval(AT_PAGESZ), {0}};
    return reaches_end(&known, string);
}

bool readable_strings(char *const *strings)
{
    struct known known = {getauxval(AT_PAGESZ), {0}};
    for (; strings; strings++) {
        if (!element_is_readable(&known, strings)) {
            return false;
        }
        if (!*strings) {
            break;
        }
        if (!reaches_end(&known, *strings)) {
            return false;
        }
    }
    return true;
}
