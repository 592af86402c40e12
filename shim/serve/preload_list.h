/* SPDX-License-Identifier: Apache-2.0 */
/* LD_PRELOAD's value: names of libraries with spaces and colons between them (ld.so(8)). Async-signal-safe, but for
 * preload_list_of_file() and preload_list_replace(). */
#ifndef INLAY_PRELOAD_LIST_H
#define INLAY_PRELOAD_LIST_H

#include "core/base/buffer.h"

#define ENV_PRELOAD "LD_PRELOAD"

#define LD_SO_PRELOAD                                                                                                  \
    "/etc/ld.so.preload" /* names of libraries that glibc loads into every program, before LD_PRELOAD's */

/* The next name in list, which moves past it. Empty at the end. */
struct text preload_list_next(const char **list);

/* A list of the names in LD_SO_PRELOAD, whose content this is: there lines divide names, too, and a # begins a comment. */
const char *preload_list_of_file(struct arena *arena, struct text content);

/* Whether list names library, letter for letter. A copy of it in another place does not count: it need not be there,
 * and if it is, the two settle which of them serves (shim/preload/claim.h). */
bool preload_list_has(const char *list, struct text library);

/* How list names the library that was loaded from path: by that, or else by the file's name alone, as where ld.so
 * searched for it or replaced a $LIB. Empty when it does not. */
struct text preload_list_find(const char *list, struct text path, struct text file_name);

/* Puts list, with other for each name that is library. */
void preload_list_replace(struct buffer *out, const char *list, struct text library, struct text other);

#endif
