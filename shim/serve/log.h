/* SPDX-License-Identifier: Apache-2.0 */
/* INLAY_LOG: what inlay did, in words, for the person who set it. */
#ifndef INLAY_LOG_H
#define INLAY_LOG_H

#include "shim/serve/launch.h"

/* Writes pieces as a line to log: "stderr", or the absolute path of a file; NULL: nowhere. At most NOTICE_PIECES.
 * Async-signal-safe. */
void log_write(const char *log, const struct text *pieces, size_t count);

/* As a process loads: variables of environment that mean nothing, and the absolute paths that launch has registered;
 * NULL: this process is part of none. To be called inside arena_run(). */
void log_start(const char *log, struct arena *arena, char *const *environment, const struct launch *launch);

#endif
