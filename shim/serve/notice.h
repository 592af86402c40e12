/* SPDX-License-Identifier: Apache-2.0 */
/* What inlay itself writes inside another program: to its standard error, to a log, to the report. */
#ifndef INLAY_NOTICE_H
#define INLAY_NOTICE_H

#include "core/base/text.h"

#include <sys/types.h>

#define NOTICE_PIECES 8

/* Writes pieces and a newline in one system call, where a sandbox lets it. A signal that writing raises (SIGPIPE,
 * SIGXFSZ) never reaches the program. At most NOTICE_PIECES pieces. The number of bytes written, or a negative errno
 * value. Async-signal-safe, allocates nothing, keeps errno. */
ssize_t notice_write(int fd, const struct text *pieces, size_t count);

/* notice_write() to standard error, unless the program has made descriptor 2 another file than it was at
 * notice_start(), which the constructor calls. */
void notice_error(const struct text *pieces, size_t count);
void notice_start(void);

/* "inlay: " and message on standard error. */
void notice_say(const char *message);

#endif
