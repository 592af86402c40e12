/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/ledger_join.h"
#include "core/base/buffer.h"
#include "shim/serve/kernel.h"

#include <limits.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>

struct address {
    char socket[LEDGER_SOCKET_MAX]; /* without the NUL byte that makes it abstract */
    char key[SHA256_HEX];
    const char *path; /* borrowed from the variable */
};

/* Takes the bytes of *value up to the next ':' into out. False when there is none, or they do not fit. */
static bool take_field(const char **value, char *out, size_t size)
{
    const char *end = strchr(*value, ':');
    if (!end || (size_t)(end - *value) >= size) {
        return false;
    }
    memcpy(out, *value, (size_t)(end - *value));
    out[end - *value] = '\0';
    *value = end + 1;
    return true;
}

/* False when value is not of this version. */
static bool read_address(struct address *address, const char *value)
{
    char version[2];
    if (!take_field(&value, version, sizeof version) || version[0] != '1' ||
        !take_field(&value, address->socket, sizeof address->socket) ||
        !take_field(&value, address->key, sizeof address->key) || strlen(address->key) != SHA256_HEX - 1) {
        return false;
    }
    address->path = value;
    return true;
}

void ledger_proof(const char *key, enum ledger_role role, char proof[SHA256_HEX])
{
    static const char *const roles[] = {"block", "client", "server"};
    char said[SHA256_HEX + 16];
    size_t length = buffer_format_fixed(said, sizeof said, "%s %s", roles[role], key);
    sha256_hex((struct text){said, length}, proof);
}

/* fd is a file that may be the block's. */
static enum ledger_answer map(struct ledger *ledger, int fd, const char *key)
{
    const int needed = F_SEAL_SHRINK | F_SEAL_GROW;
    struct stat file;
    char token[SHA256_HEX];
    if (kernel_fstat(fd, &file) < 0 || !S_ISREG(file.st_mode) || file.st_size <= 0 ||
        (size_t)file.st_size > LEDGER_SIZE_MAX) {
        return LEDGER_NO_LEDGER;
    }
    const int seals = kernel_fcntl(fd, F_GET_SEALS, 0);
    if (seals < 0 || (seals & needed) != needed) {
        return LEDGER_NO_LEDGER;
    }
    const size_t size = (size_t)file.st_size;
    long bytes = kernel_call(SYS_mmap, 0, (long)size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (bytes < 0 && bytes > -4096) {
        return LEDGER_NO_LEDGER;
    }
    ledger_proof(key, LEDGER_BLOCK, token);
    enum ledger_answer answer = ledger_open(ledger, (void *)bytes, size, token);
    if (answer != LEDGER_THERE) {
        kernel_call(SYS_munmap, bytes, (long)size, 0, 0, 0, 0);
    }
    return answer;
}

/* The path may lead to anything once the process that it names has ended: it is looked at before it is opened. */
static int open_path(const char *path)
{
    struct stat seen;
    if (kernel_fstatat(AT_FDCWD, path, &seen, 0) < 0 || !S_ISREG(seen.st_mode)) {
        return -1;
    }
    return kernel_openat(AT_FDCWD, path, O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0);
}

static long socket_call(long number, int fd, const void *a, long b, long c)
{
    return kernel_call(number, fd, (long)a, b, c, 0, 0);
}

/* A connection that gives up in time; -1 when there is nobody. */
static int connect_to(const char *name)
{
    const struct timeval wait = {.tv_usec = LEDGER_JOIN_WAIT * 1000L};
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const size_t length = strlen(name);
    int fd = (int)kernel_call(SYS_socket, AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, 0, 0, 0);
    if (fd < 0) {
        return -1;
    }
    memcpy(address.sun_path + 1, name, length);
    kernel_call(SYS_setsockopt, fd, SOL_SOCKET, SO_SNDTIMEO, (long)&wait, sizeof wait, 0);
    kernel_call(SYS_setsockopt, fd, SOL_SOCKET, SO_RCVTIMEO, (long)&wait, sizeof wait, 0);
    if (socket_call(SYS_connect, fd, &address, (long)(offsetof(struct sockaddr_un, sun_path) + 1 + length), 0) < 0) {
        kernel_close(fd);
        return -1;
    }
    return fd;
}

static void take_descriptors(struct msghdr *message, struct ledger_handed *handed)
{
    const struct cmsghdr *control = CMSG_FIRSTHDR(message);
    if (control && control->cmsg_level == SOL_SOCKET && control->cmsg_type == SCM_RIGHTS) {
        handed->count = (control->cmsg_len - CMSG_LEN(0)) / sizeof *handed->descriptors;
        memcpy(handed->descriptors, CMSG_DATA(control), handed->count * sizeof *handed->descriptors);
    }
}

void ledger_handed_close(struct ledger_handed *handed)
{
    while (handed->count > 0) {
        kernel_close(handed->descriptors[--handed->count]);
    }
}

/* From whoever listens and knows the key. */
static void receive(int connection, const char *key, struct ledger_handed *handed)
{
    char own[SHA256_HEX], expected[SHA256_HEX], answer[SHA256_HEX];
    char control[CMSG_SPACE(sizeof handed->descriptors)] __attribute__((aligned(sizeof(size_t))));
    struct iovec piece = {answer, sizeof answer};
    struct msghdr message = {.msg_iov = &piece,
                             .msg_iovlen = 1,
                             .msg_control = control,
                             .msg_controllen = CMSG_LEN(sizeof handed->descriptors)}; /* no more */
    ledger_proof(key, LEDGER_CLIENT, own);
    ledger_proof(key, LEDGER_SERVER, expected);
    if (kernel_call(SYS_sendto, connection, (long)own, sizeof own, MSG_NOSIGNAL, 0, 0) != sizeof own) {
        return;
    }
    long length = kernel_call(SYS_recvmsg, connection, (long)&message, MSG_CMSG_CLOEXEC, 0, 0, 0);
    if (length < 0) {
        return;
    }
    take_descriptors(&message, handed);
    if (length != sizeof answer || memcmp(answer, expected, sizeof answer) != 0) {
        ledger_handed_close(handed);
    }
}

static void ask(const struct address *address, struct ledger_handed *handed)
{
    handed->count = 0;
    int connection = connect_to(address->socket);
    if (connection >= 0) {
        receive(connection, address->key, handed);
        kernel_close(connection);
    }
}

void ledger_ask(struct ledger_handed *handed, const char *value)
{
    struct address address;
    handed->count = 0;
    if (value && read_address(&address, value)) {
        ask(&address, handed);
    }
}

static enum ledger_answer join_by_path(struct ledger *ledger, const struct address *address)
{
    int fd = open_path(address->path);
    if (fd < 0) {
        return LEDGER_NO_LEDGER;
    }
    enum ledger_answer answer = map(ledger, fd, address->key);
    kernel_close(fd);
    return answer;
}

static enum ledger_answer join_by_socket(struct ledger *ledger, const struct address *address)
{
    struct ledger_handed handed;
    ask(address, &handed);
    enum ledger_answer answer = handed.count > 0 ? map(ledger, handed.descriptors[0], address->key) : LEDGER_NO_LEDGER;
    ledger_handed_close(&handed);
    return answer;
}

enum ledger_answer ledger_join(struct ledger *ledger, const char *value)
{
    struct address address;
    if (!value || !read_address(&address, value)) {
        return LEDGER_NO_LEDGER;
    }
    enum ledger_answer answer = join_by_path(ledger, &address);
    return answer != LEDGER_NO_LEDGER ? answer : join_by_socket(ledger, &address);
}

/* Its exec was announced by its program's file. Not inlined: without a ledger the path takes no page of the stack. */
__attribute__((noinline)) void ledger_enter_self(struct ledger *ledger)
{
    char program[PATH_MAX];
    struct stat file;
    ssize_t length = kernel_readlinkat(AT_FDCWD, "/proc/self/exe", program, sizeof program);
    if (length < 0) { /* no /proc: of a script this is the script, which nobody announced */
        const char *name = (const char *)getauxval(AT_EXECFN);
        ledger_enter(ledger, text_of(name));
        if (name && kernel_fstatat(AT_FDCWD, name, &file, 0) == 0) {
            ledger_confirm(ledger, &file);
        }
        return;
    }
    ledger_enter(ledger, (struct text){program, (size_t)length});
    if (kernel_fstatat(AT_FDCWD, "/proc/self/exe", &file, 0) == 0) {
        ledger_confirm(ledger, &file);
    }
}
