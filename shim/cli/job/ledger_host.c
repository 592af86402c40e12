/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/job/ledger_host.h"

#include "core/base/buffer.h"
#include "shim/cli/base/say.h"
#include "shim/serve/kernel.h"
#include "shim/serve/record.h"
#include "shim/serve/variables.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* A memory file that cannot be truncated, since that would be SIGBUS in the job. Nobody but its owner may open it by
 * path. */
static int make_file(size_t size)
{
    int fd = kernel_memfd_create("inlay-ledger", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0) {
        errno = -fd;
        return -1;
    }
    if (fchmod(fd, 0600) != 0 || ftruncate(fd, (off_t)size) != 0 ||
        fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static bool make_key(char key[SHA256_HEX])
{
    unsigned char random[32];
    if (getrandom(random, sizeof random, 0) != sizeof random) {
        return false;
    }
    sha256_hex((struct text){(const char *)random, sizeof random}, key);
    return true;
}

/* name is part of a digest: another one than the key, so that it tells nothing of it. */
static int listen_at(const char *name)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const size_t length = strlen(name);
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return -1;
    }
    memcpy(address.sun_path + 1, name, length);
    if (bind(fd, (struct sockaddr *)&address, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + length)) != 0 ||
        listen(fd, SOMAXCONN) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static bool make_host(struct arena *arena, struct ledger_host *host, const struct ledger_shape *shape)
{
    const size_t size = ledger_size(shape);
    char token[SHA256_HEX], name[SHA256_HEX];
    *host = LEDGER_NO_HOST;
    if (size == 0 || !make_key(host->key) || !make_key(name)) {
        errno = size == 0 ? EFBIG : errno;
        return false;
    }
    host->file = make_file(size);
    if (host->file < 0) {
        return false;
    }
    void *bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, host->file, 0);
    if (bytes == MAP_FAILED) {
        close(host->file);
        host->file = -1;
        return false;
    }
    ledger_proof(host->key, LEDGER_BLOCK, token);
    ledger_make(&host->ledger, bytes, shape, token);
    memcpy(name, "inlay-", 6);
    name[32] = '\0';
    host->listener = listen_at(name);
    struct buffer variable = {.arena = arena};
    buffer_format(&variable, "1:%s:%s:/proc/%d/fd/%d", name, host->key, getpid(), host->file);
    host->variable = buffer_string(&variable);
    return true;
}

bool ledger_host_make(struct arena *arena, struct ledger_host *host, const struct ledger_shape *shape)
{
    if (!make_host(arena, host, shape)) {
        say("what the job reads cannot be known: there is no memory to share with it: %s", strerror(errno));
        return false;
    }
    return true;
}

void ledger_host_announce(const struct ledger_host *host, const struct stat *program, const char *name)
{
    if (program->st_ino != 0 && !getenv(ENV_LEDGER)) {
        ledger_announce(&host->ledger, program, name);
    }
}

bool ledger_host_tell_outer(const struct ledger_host *host)
{
    struct ledger outer = {0};
    const bool is_heard = host->ledger.block && ledger_join(&outer, getenv(ENV_LEDGER)) == LEDGER_THERE;
    if (is_heard) {
        ledger_add_up(&outer, &host->ledger);
    }
    return is_heard;
}

void ledger_host_tell_left(const struct stat *program, const char *name, const char *reason)
{
    struct records outer = {0};
    const struct record record = {.event = LEDGER_LEFT, .opened = name, .message = reason, .size = -1};
    if (program->st_ino != 0 && ledger_join(&outer.ledger, getenv(ENV_LEDGER)) == LEDGER_THERE) {
        ledger_announce(&outer.ledger, program, name);
        record_append(&outer, &record);
    }
}

size_t ledger_host_polled(const struct ledger_host *host, struct pollfd polled[LEDGER_POLLED_MAX])
{
    size_t count = 0;
    if (host->listener >= 0) {
        polled[count++] = (struct pollfd){.fd = host->listener, .events = POLLIN};
    }
    for (size_t i = 0; i < host->waiting_count; i++) {
        polled[count++] = (struct pollfd){.fd = host->waiting[i], .events = POLLIN};
    }
    return count;
}

static void note_peer(struct ledger_peers *peers, int connection)
{
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (peers->count < LEDGER_PEERS_KEPT && getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0) {
        peers->first[peers->count].process = peer.pid;
        peers->first[peers->count].user = peer.uid;
        peers->first[peers->count].group = peer.gid;
    }
    peers->count++;
}

static void drop(struct ledger_host *host, size_t index)
{
    close(host->waiting[index]);
    host->waiting_count--;
    memmove(&host->waiting[index], &host->waiting[index + 1], (host->waiting_count - index) * sizeof *host->waiting);
}

static void refuse_oldest(struct ledger_host *host)
{
    note_peer(&host->refused, host->waiting[0]);
    drop(host, 0);
}

/* In one round not more than may wait: who floods the socket shall not keep `inlay run` from its job. */
static void accept_some(struct ledger_host *host)
{
    for (size_t i = 0; i < LEDGER_WAITING_MAX; i++) {
        const int connection = accept4(host->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        const bool no_room = connection < 0 ? errno == EMFILE : host->waiting_count == LEDGER_WAITING_MAX;
        if (no_room && host->waiting_count > 0) {
            refuse_oldest(host);
        }
        if (connection < 0) {
            return;
        }
        host->waiting[host->waiting_count++] = connection;
    }
}

_Static_assert(1 + SEALED_TEXTS_MAX <= LEDGER_HANDED_MAX, "not all that there may be can be handed over");

static void hand_over(const struct ledger_host *host, int connection)
{
    char own[SHA256_HEX];
    char control[CMSG_SPACE(LEDGER_HANDED_MAX * sizeof(int))] __attribute__((aligned(sizeof(size_t)))) = {0};
    const size_t texts = host->memory ? host->memory->count : 0, size = (1 + texts) * sizeof(int);
    struct iovec piece = {own, sizeof own};
    struct msghdr message = {
        .msg_iov = &piece, .msg_iovlen = 1, .msg_control = control, .msg_controllen = CMSG_SPACE(size)};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    *header = (struct cmsghdr){.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(size)};
    memcpy(CMSG_DATA(header), &host->file, sizeof(int));
    if (texts > 0) {
        memcpy(CMSG_DATA(header) + sizeof(int), host->memory->descriptors, texts * sizeof(int));
    }
    ledger_proof(host->key, LEDGER_SERVER, own);
    sendmsg(connection, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* False when nothing has come yet. */
static bool answer(struct ledger_host *host, int connection)
{
    char expected[SHA256_HEX], proof[SHA256_HEX];
    ssize_t length = recv(connection, proof, sizeof proof, MSG_DONTWAIT | MSG_TRUNC);
    if (length < 0 && (errno == EAGAIN || errno == EINTR)) {
        return false;
    }
    ledger_proof(host->key, LEDGER_CLIENT, expected);
    bool is_known = length == sizeof proof && memcmp(proof, expected, sizeof proof) == 0;
    note_peer(is_known ? &host->joined : &host->refused, connection);
    if (is_known) {
        hand_over(host, connection);
    }
    return true;
}

void ledger_host_serve(struct ledger_host *host)
{
    if (host->listener < 0) {
        return;
    }
    accept_some(host);
    for (size_t i = 0; i < host->waiting_count;) {
        if (answer(host, host->waiting[i])) {
            drop(host, i);
        } else {
            i++;
        }
    }
}

void ledger_host_close(struct ledger_host *host)
{
    while (host->waiting_count > 0) {
        drop(host, 0);
    }
    if (host->listener >= 0) {
        close(host->listener);
    }
    if (host->file >= 0) {
        close(host->file);
    }
    host->file = host->listener = -1;
}
