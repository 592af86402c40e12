/* SPDX-License-Identifier: Apache-2.0 */
/* flood END: eight processes connect to every ledger's socket on this machine, and say nothing, until the file END is
 * there, or for 30 seconds. Prints "told" when END is why they stopped. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct sockaddr_un addresses[16];
static socklen_t sizes[16];
static int count;

static void find_sockets(void)
{
    char line[512], name[64];
    FILE *sockets = fopen("/proc/net/unix", "r");
    while (sockets && count < 16 && fgets(line, sizeof line, sockets)) {
        const char *at = strstr(line, "@inlay-");
        if (at && sscanf(at, "@%63s", name) == 1) {
            addresses[count].sun_family = AF_UNIX;
            memcpy(addresses[count].sun_path + 1, name, strlen(name));
            sizes[count++] = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name));
        }
    }
}

int main(int argc, char **argv)
{
    const time_t end = time(NULL) + 30;
    find_sockets();
    const int first = fork(), second = fork(), third = fork();
    while (argc == 2 && count > 0 && access(argv[1], F_OK) != 0 && time(NULL) < end) {
        for (int i = 0; i < 1000; i++) {
            const int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0);
            connect(fd, (const struct sockaddr *)&addresses[i % count], sizes[i % count]);
            close(fd);
        }
    }
    while (wait(NULL) > 0) {
    }
    if (first > 0 && second > 0 && third > 0) {
        puts(count > 0 && time(NULL) < end ? "told" : "not told");
    }
    return 0;
}
