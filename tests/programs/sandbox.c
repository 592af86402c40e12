/* SPDX-License-Identifier: Apache-2.0 */
/* sandbox REFUSAL CALLS COMMAND ...: runs COMMAND where a seccomp filter allows the system calls CALLS alone, names with
 * commas between them, or with ! before them all but these. What is not allowed gets the error number REFUSAL, or with
 * kill ends the process.
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

static void enter(const char *refusal, char *calls)
{
    static struct sock_filter filter[1024] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
    };
    const unsigned refuse =
        strcmp(refusal, "kill") == 0 ? SECCOMP_RET_KILL_PROCESS : SECCOMP_RET_ERRNO | (unsigned)atoi(refusal);
    const int others = *calls == '!';
    unsigned short length = 1;
    for (char *name = strtok(calls + others, ","); name; name = strtok(NULL, ",")) {
        filter[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number_of(name), 0, 1);
        filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, others ? refuse : SECCOMP_RET_ALLOW);
    }
    filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, others ? SECCOMP_RET_ALLOW : refuse);
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
