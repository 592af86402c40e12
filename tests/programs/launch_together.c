/* SPDX-License-Identifier: Apache-2.0 */
/* launch_together PROCESSES ROUNDS SECONDS PATH DISK EXPECTED [DISK EXPECTED ...] -- COMMAND ...: in every round starts
 * PROCESSES times COMMAND at one moment, while another process replaces PATH, atomically and without rest, by the files
 * DISK in turn. Each COMMAND must print one of the files EXPECTED, whole, and end with 0.
 *
 * Ends after ROUNDS rounds, or after the first that is over when SECONDS have passed (0: however long it takes), and
 * prints "N reads in M rounds, W wrong"; the exit status says whether W is 0. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { FILES_MAX = 8, ROOM = 65536, PROCESSES_MAX = 256 };

struct content {
    char bytes[ROOM + 1];
    size_t length;
};

struct child {
    pid_t id;
    int output;
    struct content read;
};

static struct content disk[FILES_MAX], expected[FILES_MAX];
static int files;
static const char *path;
static struct child children[PROCESSES_MAX];

static void fail(const char *what)
{
    perror(what);
    kill(0, SIGTERM);
    exit(2);
}

static void load(struct content *content, const char *name)
{
    FILE *stream = fopen(name, "r");
    if (!stream)
        fail(name);
    content->length = fread(content->bytes, 1, ROOM, stream);
    fclose(stream);
}

static void replace(const struct content *content)
{
    char next[4096];
    snprintf(next, sizeof next, "%s.next", path);
    FILE *stream = fopen(next, "w");
    if (!stream || fwrite(content->bytes, 1, content->length, stream) != content->length || fclose(stream) != 0 ||
        rename(next, path) != 0)
        fail(next);
}

static pid_t start_replacing(void)
{
    pid_t child = fork();
    if (child < 0)
        fail("fork");
    for (int i = 0; child == 0; i = (i + 1) % files)
        replace(&disk[i]);
    return child;
}

/* The children wait until the writing end of gate is closed. */
static void start(struct child *child, const int gate[2], char **command)
{
    int output[2];
    char byte;
    if (pipe2(output, O_CLOEXEC) < 0 || (child->id = fork()) < 0)
        fail("fork");
    if (child->id == 0) {
        close(gate[1]);
        dup2(output[1], STDOUT_FILENO);
        if (read(gate[0], &byte, 1) == 0)
            execvp(command[0], command);
        _exit(127);
    }
    close(output[1]);
    child->output = output[0];
    child->read.length = 0;
}

static void collect(struct child *child)
{
    struct content *content = &child->read;
    ssize_t count;
    while ((count = read(child->output, content->bytes + content->length, ROOM - content->length)) > 0)
        content->length += (size_t)count;
    content->bytes[content->length] = '\0';
    close(child->output);
}

static int is_expected(const struct content *content)
{
    for (int i = 0; i < files; i++)
        if (content->length == expected[i].length && memcmp(content->bytes, expected[i].bytes, content->length) == 0)
            return 1;
    return 0;
}

static int run_round(int processes, char **command)
{
    int gate[2], wrong = 0;
    if (pipe2(gate, O_CLOEXEC) < 0)
        fail("pipe");
    for (int i = 0; i < processes; i++)
        start(&children[i], gate, command);
    close(gate[0]);
    close(gate[1]);
    for (int i = 0; i < processes; i++) {
        int status;
        collect(&children[i]);
        waitpid(children[i].id, &status, 0);
        if (status == 0 && is_expected(&children[i].read))
            continue;
        fprintf(stderr, "status %d: %.*s\n", status, (int)strcspn(children[i].read.bytes, "#"), children[i].read.bytes);
        wrong++;
    }
    return wrong;
}

int main(int argc, char **argv)
{
    int processes, rounds, round = 0, wrong = 0, i = 5;
    time_t end;
    if (argc < 9 || (processes = atoi(argv[1])) > PROCESSES_MAX)
        return 2;
    rounds = atoi(argv[2]);
    end = atoi(argv[3]) > 0 ? time(NULL) + atoi(argv[3]) : 0;
    path = argv[4];
    for (; i + 1 < argc && strcmp(argv[i], "--") != 0 && files < FILES_MAX; i += 2, files++) {
        load(&disk[files], argv[i]);
        load(&expected[files], argv[i + 1]);
    }
    pid_t replacing = start_replacing();
    while (round < rounds && (end == 0 || round == 0 || time(NULL) < end)) {
        wrong += run_round(processes, argv + i + 1);
        round++;
    }
    kill(replacing, SIGKILL);
    waitpid(replacing, NULL, 0);
    printf("%d reads in %d rounds, %d wrong\n", round * processes, round, wrong);
    return wrong > 0;
}
