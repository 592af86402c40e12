/* SPDX-License-Identifier: Apache-2.0 */
/* Where a sealed text may be: each gives the text of this digest, mapped for reading, or no bytes when it is not
 * there. */
#ifndef INLAY_SEALED_SEARCH_H
#define INLAY_SEALED_SEARCH_H

#include "core/base/sha256.h"

#define SEALED_TEXT_NAME "inlay-launch" /* of the memfd */

/* In a descriptor that this process inherited. All on that text are closed. */
struct text sealed_search_inherited(const char *digest);

/* At /proc/PID/fd/N. That may lead to anything once `inlay run` has ended: it is looked at before it is opened. */
struct text sealed_search_path(const char *path, const char *digest);

/* Over the socket that ledger, of INLAY_LEDGER, names; NULL names none. */
struct text sealed_search_socket(const char *ledger, const char *digest);

/* In this process's memory: where it is the command inside a job, libinlay.so was loaded before and has mapped it. */
struct text sealed_search_mapped(const char *digest);

#endif
