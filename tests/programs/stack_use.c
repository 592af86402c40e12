/* SPDX-License-Identifier: Apache-2.0 */
/* usage: stack_use open|fopen|stat|access PATH: makes the call in a signal handler on an alternate stack, and prints
 * how many bytes of it were used below the handler. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define SIZE   ((size_t)1 << 20)
#define UNUSED 0x5a

static const char *call, *path;
static char *here;

static void handle(int number)
{
    char local;
    struct stat seen;
    (void)number;
    here = &local;
    if (strcmp(call, "open") == 0)
        close(open(path, O_RDONLY));
    else if (strcmp(call, "stat") == 0)
        stat(path, &seen);
    else if (strcmp(call, "access") == 0)
        access(path, R_OK);
    else if (strcmp(call, "fopen") == 0)
        fopen(path, "r");
}

int main(int count, char **words)
{
    char *stack = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *lowest = stack;
    const stack_t alternate = {.ss_sp = stack, .ss_size = SIZE};
    struct sigaction action = {.sa_handler = handle, .sa_flags = SA_ONSTACK};

    if (count != 3)
        return 2;
    call = words[1];
    path = words[2];
    memset(stack, UNUSED, SIZE);
    sigaltstack(&alternate, NULL);
    sigaction(SIGUSR1, &action, NULL);
    raise(SIGUSR1);
    while (*lowest == UNUSED)
        lowest++;
    printf("%td\n", here - lowest);
    return 0;
}
