/* SPDX-License-Identifier: Apache-2.0 */
/* How a process of a job comes by the launch's ledger: INLAY_LEDGER names a path, and a socket for where that path
 * leads nowhere.
 *
 *     INLAY_LEDGER=1:SOCKET:KEY:PATH
 *
 * 1 is the version of this variable. PATH is /proc/PID/fd/N of `inlay run`, which holds the block's file. It leads
 * there for every process of the same user that has the same /proc. SOCKET is the name of an abstract unix(7) socket,
 * which is reached from other mount and pid namespaces, from a chroot and by other users, but not from another
 * network namespace.
 *
 * That name is no secret, and anybody can take it once `inlay run` has ended. So each side proves that it knows KEY,
 * of 64 hexadecimal digits, by a digest of it (ledger_proof()), before anything is handed over or mapped. */
#ifndef INLAY_LEDGER_JOIN_H
#define INLAY_LEDGER_JOIN_H

#include "core/base/sha256.h"
#include "shim/serve/ledger.h"

#define LEDGER_SOCKET_MAX 64  /* bytes of a socket's name, its end included */
#define LEDGER_JOIN_WAIT  100 /* milliseconds that connecting and receiving take at the most, each */

enum ledger_role { LEDGER_BLOCK, LEDGER_CLIENT, LEDGER_SERVER };
/* What shows that one knows the key: the token of the block, and what client and server send each other. */
void ledger_proof(const char *key, enum ledger_role role, char proof[SHA256_HEX]);

/* What comes over the socket: the block's file, and the launch's sealed texts (sealed_text.h). */
#define LEDGER_HANDED_MAX 3
struct ledger_handed {
    int descriptors[LEDGER_HANDED_MAX]; /* close-on-exec; the block's first */
    size_t count;                       /* 0: nobody gave any */
};

/* Asks for them whom value, of INLAY_LEDGER, names; NULL names nobody. */
void ledger_ask(struct ledger_handed *handed, const char *value);
void ledger_handed_close(struct ledger_handed *handed);

/* Maps the ledger that value, of INLAY_LEDGER, leads to. NULL leads to none. No descriptor stays open.
 * Async-signal-safe. */
enum ledger_answer ledger_join(struct ledger *ledger, const char *value);

/* This process is one of the job's, with the library or what does its work: once, when it starts. */
void ledger_enter_self(struct ledger *ledger);

#endif
