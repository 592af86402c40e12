/* SPDX-License-Identifier: Apache-2.0 */
/* usage: stack_use open|fopen|stat|access PATH [held|locked]: makes the call in a signal handler on an alternate stack,
 * and prints how many bytes of it were used below the handler. held: while another descriptor is open on PATH, of which
 * an open must share the memory; locked: while the process has a record lock on PATH, which must be there afterwards. */
#include "inode.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE   ((size_t)1 << 20)
#define UNUSED 0x5a

static const char *call, *path;
static char *here;
static int opened = -1;

static void handle(int number)
{
    char local;
    struct stat seen;
    (void)number;
    here = &local;
    if (strcmp(call, "open") == 0)
        opened = open(path, O_RDONLY);
    else if (strcmp(call, "stat") == 0)
        stat(path, &seen);
    else if (strcmp(call, "access") == 0)
        access(path, R_OK);
    else if (strcmp(call, "fopen") == 0)
        fopen(path, "r");
}

static bool is_locked(int fd)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int status;
    if (fork() == 0) /* one's own locks do not show */
        _exit(fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type == F_UNLCK);
    wait(&status);
    return status == 0;
}

int main(int count, char **words)
{
    char *stack = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *lowest = stack;
    const stack_t alternate = {.ss_sp = stack, .ss_size = SIZE};
    struct sigaction action = {.sa_handler = handle, .sa_flags = SA_ONSTACK};
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

    if (count < 3)
        return 2;
    call = words[1];
    path = words[2];
    const bool held = count > 3 && strcmp(words[3], "held") == 0, locked = count > 3 && !held;
    const int other = held || locked ? open(path, locked ? O_RDWR : O_RDONLY) : -1;
    if (locked && fcntl(other, F_SETLK, &lock) != 0)
        return 2;
    memset(stack, UNUSED, SIZE);
    sigaltstack(&alternate, NULL);
    sigaction(SIGUSR1, &action, NULL);
    raise(SIGUSR1);
    while (*lowest == UNUSED)
        lowest++;
    printf("%td\n", here - lowest);
    if (held && strcmp(call, "open") == 0 && inode_of(opened) != inode_of(other))
        return 3;
    return locked && !is_locked(other) ? 3 : 0;
}
