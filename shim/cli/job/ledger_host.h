/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger of a launch, held by `inlay run` until the job has ended, and handed to processes that ask for it,
 * together with the launch's sealed texts. */
#ifndef INLAY_LEDGER_HOST_H
#define INLAY_LEDGER_HOST_H

#include "shim/cli/job/job_memory.h"
#include "shim/serve/ledger_join.h"

#include <poll.h>

/* Who may be waiting for an answer at once. One more, and the one that has waited longest is dropped. */
#define LEDGER_WAITING_MAX 16

/* Processes that asked at the socket, as the kernel knows them (SO_PEERCRED): the process id is this one's view. */
#define LEDGER_PEERS_KEPT 8
struct ledger_peers {
    uint64_t count;
    struct {
        pid_t process;
        uid_t user;
        gid_t group;
    } first[LEDGER_PEERS_KEPT];
};

struct ledger_host {
    struct ledger ledger; /* block is NULL when none could be made: nothing will be known */
    int file;             /* the block's; -1 without */
    int listener;         /* -1: it is reached by path alone */
    char key[SHA256_HEX];
    const char *variable;            /* the value of INLAY_LEDGER; in the arena */
    const struct job_memory *memory; /* handed over as well, and inherited by the job; NULL: none */
    int waiting[LEDGER_WAITING_MAX];
    size_t waiting_count;
    struct ledger_peers joined, refused; /* who knew the key, and who did not */
};

/* Beside the registered files. */
#define LEDGER_RUN_SHAPE ((struct ledger_shape){.string_bytes = 128 << 10, .once = 4096, .programs = 512})
#define LEDGER_DISCOVERY_SHAPE                                                                                         \
    ((struct ledger_shape){.string_bytes = 8 << 20, .once = 1 << 16, .programs = 512, .found = 1 << 14})

#define LEDGER_NO_HOST ((struct ledger_host){.file = -1, .listener = -1})

/* Makes an empty ledger and listens. False, and said, when there is none; then the host is empty, and may be used. */
bool ledger_host_make(struct arena *arena, struct ledger_host *host, const struct ledger_shape *shape);

/* Before the job starts: program, whose inode is 0 when it is not known, will be executed as the job's command. Inside
 * of another launch's job that is announced in its ledger, by this process's own hooks. */
void ledger_host_announce(const struct ledger_host *host, const struct stat *program, const char *name);

/* When the job has ended: inside of another launch's job, what is known here is known there. Whether there is one that
 * keeps records. */
bool ledger_host_tell_outer(const struct ledger_host *host);

/* Inside of another launch's job: program will be executed without that launch, for reason, and its hooks do not see it. */
void ledger_host_tell_left(const struct stat *program, const char *name, const char *reason);

/* What is to be polled for POLLIN: puts as many as it returns, LEDGER_POLLED_MAX at the most. */
#define LEDGER_POLLED_MAX (1 + LEDGER_WAITING_MAX)
size_t ledger_host_polled(const struct ledger_host *host, struct pollfd polled[LEDGER_POLLED_MAX]);

/* Answers whoever waits. Never waits itself. */
void ledger_host_serve(struct ledger_host *host);

/* Closes all but the mapped ledger. */
void ledger_host_close(struct ledger_host *host);

#endif
