/* SPDX-License-Identifier: Apache-2.0 */
/* A stranger who took the socket's name gets nothing of a process that looks for its ledger, and leaves nothing in
 * it. */
#include "shim/serve/ledger_join.h"
#include "tests/unit/check.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define KEY "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static int listen_at(const char *name)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int listener = socket(AF_UNIX, SOCK_SEQPACKET, 0);
    memcpy(address.sun_path + 1, name, strlen(name));
    socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name));
    return bind(listener, (struct sockaddr *)&address, length) == 0 && listen(listener, 1) == 0 ? listener : -1;
}

/* Answers with bytes and two descriptors. */
static void answer(int listener, const char bytes[SHA256_HEX])
{
    char asked[SHA256_HEX], control[CMSG_SPACE(2 * sizeof(int))] __attribute__((aligned(sizeof(size_t)))) = {0};
    const int two[] = {0, 1};
    struct iovec piece = {(char *)bytes, SHA256_HEX};
    struct msghdr message = {
        .msg_iov = &piece, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    *header = (struct cmsghdr){.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof two)};
    memcpy(CMSG_DATA(header), two, sizeof two);
    int connection = accept(listener, NULL, NULL);
    _exit(recv(connection, asked, sizeof asked, 0) == sizeof asked && sendmsg(connection, &message, 0) > 0 ? 0 : 1);
}

static int count_descriptors(void)
{
    int count = 0;
    for (int fd = 0; fd < 64; fd++) {
        count += fcntl(fd, F_GETFD) >= 0;
    }
    return count;
}

static void join(const char *bytes)
{
    check_new_case();
    char name[LEDGER_SOCKET_MAX], value[256];
    struct ledger ledger = {0};
    int status = -1;
    snprintf(name, sizeof name, "inlay-test-%d", (int)getpid());
    snprintf(value, sizeof value, "1:%s:" KEY ":/nowhere", name);
    int listener = listen_at(name);
    pid_t server = fork();
    if (server == 0) {
        answer(listener, bytes);
    }
    close(listener);
    int before = count_descriptors();
    CHECK(ledger_join(&ledger, value) == LEDGER_NO_LEDGER && !ledger.block, "%s", bytes);
    CHECK(count_descriptors() == before, "%d descriptors, then %d", before, count_descriptors());
    CHECK(waitpid(server, &status, 0) == server && status == 0, "status %d", status);
}

int main(void)
{
    check_new_test();
    char proof[SHA256_HEX] = "no proof";
    join(proof);
    ledger_proof(KEY, LEDGER_SERVER, proof);
    join(proof);
    return check_done();
}
