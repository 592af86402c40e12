/* SPDX-License-Identifier: Apache-2.0 */
/* flood NAME END: eight processes connect to the abstract socket NAME, and say nothing, until the file END is there, or
 * for 30 seconds. Prints "told" when END is why they stopped. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void connect_often(const char *name)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name));
    memcpy(address.sun_path + 1, name, strlen(name));
    for (int i = 0; i < 1000; i++) {
        const int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0);
        connect(fd, (const struct sockaddr *)&address, size);
        close(fd);
    }
}

int main(int argc, char **argv)
{
    const time_t end = time(NULL) + 30;
    if (argc != 3 || strlen(argv[1]) > 64) {
        return 2;
    }
    const int first = fork(), second = fork(), third = fork();
    while (access(argv[2], F_OK) != 0 && time(NULL) < end) {
        connect_often(argv[1]);
    }
    while (wait(NULL) > 0) {
    }
    if (first > 0 && second > 0 && third > 0) {
        puts(time(NULL) < end ? "told" : "not told");
    }
    return 0;
}
