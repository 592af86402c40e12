/* SPDX-License-Identifier: Apache-2.0 */
/* sandbox REFUSAL CALLS COMMAND ...: runs COMMAND where a seccomp filter allows the system calls CALLS alone, names with
 * commas between them, or with ! before them all but these. What is not allowed gets the error number REFUSAL, or with
 * kill ends the process. Behind a name may stand which of its calls are meant, by the lower half of an argument: NAME/1=VALUE,
 * NAME/1&BITS where any of the bits is set.
 *
 * sandbox REFUSAL CALLS read FILE ...: in a process that has begun already, each FILE to standard output.
 *
 * Built with a list of the system calls: helpers.bash's build_sandbox. */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct {
    const char *name;
    unsigned number;
} system_calls[] = {
#include "system_calls.h"
};

static unsigned number_of(const char *name)
{
    for (size_t i = 0; i < sizeof system_calls / sizeof *system_calls; i++)
        if (strcmp(system_calls[i].name, name) == 0)
            return system_calls[i].number;
    fprintf(stderr, "no system call is called %s\n", name);
    exit(2);
}

#define LOAD(offset) (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (offset))
#define JUMP(test, value, unless)                                                                                      \
    (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_K | (test), (value), 0, (unless))
#define NUMBER offsetof(struct seccomp_data, nr)

static struct sock_filter filter[1024];
static unsigned short length;

static void put(struct sock_filter instruction)
{
    filter[length++] = instruction;
}

/* Of calls NAME, NAME/1=VALUE or NAME/1&BITS. */
static void put_call(char *call, unsigned result)
{
    char *condition = strchr(call, '/');
    const unsigned argument = condition ? (unsigned)condition[1] - '0' : 0;
    if (condition)
        *condition = '\0';
    put(JUMP(BPF_JEQ, number_of(call), condition ? 4 : 1));
    if (condition) {
        put(LOAD((unsigned)offsetof(struct seccomp_data, args[argument])));
        put(JUMP(condition[2] == '&' ? BPF_JSET : BPF_JEQ, (unsigned)strtoul(condition + 3, NULL, 0), 1));
    }
    put((struct sock_filter)BPF_STMT(BPF_RET | BPF_K, result));
    if (condition)
        put(LOAD(NUMBER));
}

static void enter(const char *refusal, char *calls)
{
    const unsigned refuse =
        strcmp(refusal, "kill") == 0 ? SECCOMP_RET_KILL_PROCESS : SECCOMP_RET_ERRNO | (unsigned)atoi(refusal);
    const int others = *calls == '!';
    put(LOAD(NUMBER));
    for (char *call = strtok(calls + others, ","); call; call = strtok(NULL, ","))
        put_call(call, others ? refuse : SECCOMP_RET_ALLOW);
    put((struct sock_filter)BPF_STMT(BPF_RET | BPF_K, others ? SECCOMP_RET_ALLOW : refuse));
    struct sock_fprog program = {length, filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0) {
        perror("seccomp");
        exit(127);
    }
}

static int read_all(char **files)
{
    char bytes[4096];
    for (; *files; files++) {
        ssize_t length = -1;
        int fd = open(*files, O_RDONLY);
        while (fd >= 0 && (length = read(fd, bytes, sizeof bytes)) > 0)
            if (write(STDOUT_FILENO, bytes, (size_t)length) != length)
                return 1;
        if (length < 0)
            return errno;
        close(fd);
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    enter(argv[1], argv[2]);
    if (strcmp(argv[3], "read") == 0)
        return read_all(argv + 4);
    execvp(argv[3], argv + 3);
    perror(argv[3]);
    return 127;
}
