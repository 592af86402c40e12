/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/edit/editor.h"
#include "shim/cli/base/file_content.h"
#include "shim/cli/base/say.h"

#include "core/base/path.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Distributions call their editor by one of these names. */
#define FALLBACK "if command -v editor >/dev/null; then exec editor \"$@\"; else exec vi \"$@\"; fi"

/* ---- the document, alone in a directory: editors leave copies beside it */

static const char *make_directory(struct arena *arena)
{
    const char *temporary = getenv("TMPDIR");
    char *path = (char *)path_in(arena, temporary && temporary[0] == '/' ? temporary : "/tmp", "inlay-edit-XXXXXX");
    if (!mkdtemp(path)) {
        say("%s: %s (set TMPDIR to a directory that can be written)", path, strerror(errno));
        return NULL;
    }
    return path;
}

static void remove_directory(struct arena *arena, const char *path)
{
    DIR *directory = opendir(path);
    for (struct dirent *entry; directory && (entry = readdir(directory)) != NULL;) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            unlink(path_in(arena, path, entry->d_name));
        }
    }
    if (directory) {
        closedir(directory);
    }
    if (rmdir(path) != 0) {
        say("%s: cannot be removed: %s", path, strerror(errno));
    }
}

static bool write_document(const char *path, struct text document)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0 || !file_write_descriptor(descriptor, document) || close(descriptor) != 0) {
        say("%s: cannot be written: %s", path, strerror(errno));
        return false;
    }
    return true;
}

static bool read_document(struct arena *arena, const char *path, struct text *document)
{
    struct file_content content;
    const char *wrong = file_read(arena, path, FILES_REGULAR, &content);
    if (wrong) {
        say("the edited document %s", wrong);
        return false;
    }
    *document = content.bytes;
    return true;
}

/* ---- the editor */

static const char *configured_editor(void)
{
    static const char *const variables[] = {"VISUAL", "EDITOR"};
    for (size_t i = 0; i < 2; i++) {
        const char *value = getenv(variables[i]);
        if (value && value[strspn(value, " \t")] != '\0') {
            return value;
        }
    }
    return NULL;
}

/* Whether the command's program takes +LINE for the line to start at. */
static bool takes_line(const char *command)
{
    static const char *const programs[] = {"vi", "vim", "nvim", "nano", "emacs", "emacsclient", "editor"};
    struct text program = text_of(command);
    program.length = strcspn(command, " \t");
    for (size_t slash; (slash = text_find(program, 0, '/')) < program.length;) {
        program = text_from(program, slash + 1);
    }
    for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
        if (text_equal(program, text_of(programs[i]))) {
            return true;
        }
    }
    return false;
}

/* One run of an editor on one document. */
struct sitting {
    struct arena *arena;
    int terminal;
    const char *command; /* NULL: FALLBACK */
    uint32_t line;
    sigset_t signals; /* blocked before */
};

static int wait_for(pid_t child)
{
    int status;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            return -1;
        }
    }
    return status;
}

static _Noreturn void become_editor(const struct sitting *sitting, const char *path)
{
    const char *command = sitting->command;
    struct buffer script = {.arena = sitting->arena}, place = script;
    if (!command) {
        buffer_put(&script, TEXT(FALLBACK));
    } else {
        /* exec: a shell between inlay and the editor would die of the Ctrl-C that the editor lives through. */
        buffer_format(&script, "exec %s \"$@\"", command);
    }
    buffer_format(&place, "+%u", sitting->line);
    dup2(sitting->terminal, STDIN_FILENO);
    dup2(sitting->terminal, STDOUT_FILENO);
    if (sitting->line > 1 && (!command || takes_line(command))) {
        execl("/bin/sh", "sh", "-c", buffer_string(&script), "inlay", buffer_string(&place), path, (char *)NULL);
    } else {
        execl("/bin/sh", "sh", "-c", buffer_string(&script), "inlay", path, (char *)NULL);
    }
    _exit(127);
}

static int run_editor(struct sitting *sitting, const char *path)
{
    /* As system(3) does: signals of the terminal's keys are for the editor. */
    struct sigaction ignore = {.sa_handler = SIG_IGN}, interrupt, quit;
    sigaction(SIGINT, &ignore, &interrupt);
    sigaction(SIGQUIT, &ignore, &quit);
    pid_t child = fork();
    if (child == 0) {
        sigaction(SIGINT, &interrupt, NULL);
        sigaction(SIGQUIT, &quit, NULL);
        sigprocmask(SIG_SETMASK, &sitting->signals, NULL);
        become_editor(sitting, path);
    }
    int status = child < 0 ? -1 : wait_for(child);
    sigaction(SIGINT, &interrupt, NULL);
    sigaction(SIGQUIT, &quit, NULL);
    return status;
}

static bool say_how_it_ended(const struct sitting *sitting, int status)
{
    const char *name = sitting->command ? sitting->command : "the editor";
    if (status == -1) {
        say("cannot start %s: %s", name, strerror(errno));
    } else if (WIFSIGNALED(status)) {
        say("%s was killed by signal %d", name, WTERMSIG(status));
    } else if (WEXITSTATUS(status) == 127) {
        say("%s was not found (set VISUAL or EDITOR)", name);
    } else if (status != 0) {
        say("%s ended with status %d", name, WEXITSTATUS(status));
    }
    return status == 0;
}

static bool edit_in(struct sitting *sitting, const char *directory, struct text document, struct text *edited)
{
    const char *path = path_in(sitting->arena, directory, "overrides.yaml");
    return write_document(path, document) && say_how_it_ended(sitting, run_editor(sitting, path)) &&
           read_document(sitting->arena, path, edited);
}

bool editor_edit(struct arena *arena, int terminal, struct text document, uint32_t line, struct text *edited)
{
    struct sitting sitting = {.arena = arena, .terminal = terminal, .command = configured_editor(), .line = line};
    sigset_t ending;
    bool right = false;
    /* Signals that would end inlay wait until the document is removed. */
    sigemptyset(&ending);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGHUP);
    sigprocmask(SIG_BLOCK, &ending, &sitting.signals);
    const char *directory = make_directory(arena);
    if (directory) {
        right = edit_in(&sitting, directory, document, edited);
        remove_directory(arena, directory);
    }
    sigprocmask(SIG_SETMASK, &sitting.signals, NULL);
    return right;
}
