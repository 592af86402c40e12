/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/supervise/listener.h"
#include "shim/serve/kernel.h"

#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

/* linux/seccomp.h of Linux 5.14 and 6.6. */
#ifndef SECCOMP_ADDFD_FLAG_SEND
#define SECCOMP_ADDFD_FLAG_SEND (1UL << 1)
#endif
#ifndef SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP
#define SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP (1UL << 0)
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS      SECCOMP_IOW(4, __u64)
#endif

static int ask(int listener, unsigned long request, const void *argument)
{
    return (int)kernel_call(SYS_ioctl, listener, (long)request, (long)argument, 0, 0, 0);
}

int listener_problem(int listener)
{
    /* Of a call that nobody made; flags are looked at first. */
    const struct seccomp_notif_addfd nobody = {
        .id = UINT64_MAX, .flags = SECCOMP_ADDFD_FLAG_SEND, .srcfd = (uint32_t)listener};
    const int result = ask(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &nobody);
    return result == -ENOENT ? 0 : result < 0 ? -result : EIO;
}

void listener_tune(int listener)
{
    kernel_call(SYS_ioctl, listener, (long)SECCOMP_IOCTL_NOTIF_SET_FLAGS, SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP, 0, 0, 0);
}

int listener_receive(int listener, struct seccomp_notif *call)
{
    *call = (struct seccomp_notif){0};
    return ask(listener, SECCOMP_IOCTL_NOTIF_RECV, call);
}

static short poll_for(int listener, int timeout)
{
    struct pollfd calls = {.fd = listener, .events = POLLIN};
    return poll(&calls, 1, timeout) > 0 ? calls.revents : 0;
}

bool listener_has_call(int listener, int timeout)
{
    return poll_for(listener, timeout) != 0;
}

bool listener_is_over(int listener)
{
    return (poll_for(listener, 0) & POLLHUP) != 0;
}

bool listener_wait(int listener)
{
    return (poll_for(listener, -1) & POLLHUP) == 0;
}

int listener_waits(int listener, uint64_t id)
{
    return ask(listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &id);
}

int listener_continue(int listener, uint64_t id)
{
    const struct seccomp_notif_resp answer = {.id = id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
    return ask(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
}

int listener_result(int listener, uint64_t id, int result)
{
    const struct seccomp_notif_resp answer = {
        .id = id, .error = result < 0 ? result : 0, .val = result < 0 ? 0 : result};
    return ask(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
}

int listener_give(int listener, uint64_t id, int fd, int flags)
{
    const struct seccomp_notif_addfd given = {
        .id = id, .flags = SECCOMP_ADDFD_FLAG_SEND, .srcfd = (uint32_t)fd, .newfd_flags = (uint32_t)flags & O_CLOEXEC};
    return ask(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &given);
}

/* A message of one int, 0 or an errno value, and the listener. */
union control {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(int))];
};

void listener_send(int connection, int listener)
{
    int error = listener < 0 ? -listener : 0;
    /* By name: musl's has padding behind cmsg_len, which the kernel reads as a part of it. */
    union control control = {
        .header = {.cmsg_len = CMSG_LEN(sizeof listener), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS}};
    struct iovec piece = {&error, sizeof error};
    struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};
    if (error == 0) {
        memcpy(CMSG_DATA(&control.header), &listener, sizeof listener);
        message.msg_control = &control;
        message.msg_controllen = sizeof control;
    }
    kernel_call(SYS_sendmsg, connection, (long)&message, MSG_NOSIGNAL, 0, 0, 0);
}

int listener_take(int connection)
{
    int error, listener;
    union control control;
    struct iovec piece = {&error, sizeof error};
    struct msghdr message = {
        .msg_iov = &piece, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    const long length = kernel_call(SYS_recvmsg, connection, (long)&message, MSG_CMSG_CLOEXEC, 0, 0, 0);
    if (length != sizeof error) {
        return length < 0 ? (int)length : -ECONNRESET;
    }
    const struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (error != 0 || !header || header->cmsg_type != SCM_RIGHTS) {
        return error != 0 ? -error : -EBADMSG;
    }
    memcpy(&listener, CMSG_DATA(header), sizeof listener);
    return listener;
}
