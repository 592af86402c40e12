/* SPDX-License-Identifier: Apache-2.0 */
/* Discovery: what `inlay record` asks of the processes of a job. They serve nothing for it, and note in its ledger the
 * files with config-like names that they open for reading. */
#ifndef INLAY_DISCOVERY_H
#define INLAY_DISCOVERY_H

#include "shim/serve/ledger.h"

struct discovery {
    bool wanted;
};

/* Whether path is config-like. */
bool discovery_may_be(const char *path);

/* path was opened as openat(directory, path, flags) does, fd is what came of it, and it can be read. Each file is noted
 * once, and once more if it is opened for writing as well. Nothing but a look at the name happens where that is not
 * config-like. Async-signal-safe; no cancellation point; errno is kept. */
void discovery_note(const struct ledger *ledger, int directory, const char *path, int flags, int fd);

#endif
