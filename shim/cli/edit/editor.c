/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/edit/editor.h"
#include "shim/cli/base/file_content.h"
#include "shim/cli/base/private_directory.h"
#include "shim/cli/base/replace_file.h"
#include "shim/cli/base/say.h"

#include "core/base/buffer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Distributions call their editor by one of these names. */
#define FALLBACK "if command -v editor >/dev/null; then exec editor \"$@\"; else exec vi \"$@\"; fi"

/* ---- the file, alone in a directory: editors leave copies beside it */

static bool make_directory(struct editor *editor)
{
    static const char name[] = "/overrides.yaml";
    size_t length = buffer_format_fixed(editor->path, sizeof editor->path - sizeof name, "%s/inlay-edit-XXXXXX",
                                        private_directory_parent());
    if (!private_directory_make(editor->path)) {
        editor->path[0] = '\0';
        return false;
    }
    memcpy(editor->path + length, name, sizeof name);
    return true;
}

static void remove_directory(char *path)
{
    *strrchr(path, '/') = '\0';
    private_directory_remove(path);
    path[0] = '\0';
}

/* At once: what was typed before stands there until then. */
static bool write_document(struct editor *editor, struct text document)
{
    int descriptor = open(editor->path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0 || close(descriptor) != 0 || !replace_file(editor->arena, editor->path, document)) {
        say("%s: cannot be written: %s", editor->path, strerror(errno));
        return false;
    }
    return true;
}

static bool read_document(struct editor *editor, struct text *document)
{
    struct file_content content;
    const char *wrong = file_read(editor->arena, editor->path, FILES_REGULAR, &content);
    if (wrong) {
        say("the edited document %s", wrong);
        return false;
    }
    *document = content.bytes;
    return true;
}

void editor_keep(struct editor *editor, struct text document)
{
    const bool stands = editor->path[0] != '\0';
    if (!stands && !make_directory(editor)) {
        say("what was typed cannot be kept in a file, and follows here:");
        file_write_descriptor(STDERR_FILENO, document);
        return;
    }
    if (document.length > 0 && !write_document(editor, document) && !stands) {
        say("what was typed follows here:");
        file_write_descriptor(STDERR_FILENO, document);
        remove_directory(editor->path);
        return;
    }
    say("what was typed is kept in %s (inlay edit -o %s goes on with it)", editor->path, editor->path);
    editor->path[0] = '\0';
}

/* ---- signals */

static const int waiting[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP};
static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct editor *volatile at_work;
static volatile sig_atomic_t woken_by;

/* The file stays; somebody has to say where. */
static void say_in_crash(int number)
{
    if (at_work->path[0] != '\0') {
        file_write_descriptor(STDERR_FILENO, TEXT("inlay: internal error: what was typed is kept in "));
        file_write_descriptor(STDERR_FILENO, text_of(at_work->path));
        file_write_descriptor(STDERR_FILENO, TEXT("\n"));
    }
    raise(number); /* SA_RESETHAND: it ends inlay once this returns */
}

static void wake(int number)
{
    woken_by = number;
}

static void set_actions(const int *numbers, size_t count, const struct sigaction *action, struct sigaction *before)
{
    for (size_t i = 0; i < count; i++) {
        sigaction(numbers[i], action, before ? &before[i] : NULL);
    }
}

static void restore_actions(const int *numbers, size_t count, const struct sigaction *before)
{
    for (size_t i = 0; i < count; i++) {
        sigaction(numbers[i], &before[i], NULL);
    }
}

/* Whether inlay is to end. */
static bool signal_waits(void)
{
    sigset_t pending;
    return sigpending(&pending) == 0 && (sigismember(&pending, SIGTERM) == 1 || sigismember(&pending, SIGHUP) == 1);
}

bool editor_begin(struct editor *editor, struct arena *arena)
{
    sigset_t ending;
    *editor = (struct editor){.arena = arena, .terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)};
    if (editor->terminal < 0) {
        say("there is no terminal to edit at (give overrides by -o or FILE:KEY=VALUE)");
        return false;
    }
    sigemptyset(&ending);
    for (size_t i = 0; i < COUNT(waiting); i++) {
        sigaddset(&ending, waiting[i]);
    }
    sigprocmask(SIG_BLOCK, &ending, &editor->signals);
    at_work = editor;
    set_actions(crashes, COUNT(crashes), &(struct sigaction){.sa_handler = say_in_crash, .sa_flags = (int)SA_RESETHAND},
                NULL);
    return true;
}

void editor_end(struct editor *editor)
{
    if (editor->path[0] != '\0') {
        remove_directory(editor->path);
    }
    close(editor->terminal);
    set_actions(crashes, COUNT(crashes), &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
    sigprocmask(SIG_SETMASK, &editor->signals, NULL);
    if (editor->ended_by != 0) {
        raise(editor->ended_by);
    }
}

bool editor_ask(struct editor *editor, struct text question)
{
    struct pollfd terminal = {.fd = editor->terminal, .events = POLLIN};
    struct sigaction before[COUNT(waiting)];
    char answer[16];
    int ready;
    file_write_descriptor(editor->terminal, question);
    woken_by = 0;
    set_actions(waiting, COUNT(waiting), &(struct sigaction){.sa_handler = wake}, before);
    do {
        ready = ppoll(&terminal, 1, NULL, &editor->signals);
    } while (ready < 0 && errno == EINTR && woken_by == 0);
    restore_actions(waiting, COUNT(waiting), before);
    editor->ended_by = woken_by;
    return ready > 0 && read(editor->terminal, answer, sizeof answer) > 0 && (answer[0] == 'y' || answer[0] == 'Y');
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

/* One run of an editor on the file. */
struct sitting {
    const struct editor *editor;
    const char *command; /* NULL: FALLBACK */
    uint32_t line;
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

static _Noreturn void become_editor(const struct sitting *sitting)
{
    const struct editor *editor = sitting->editor;
    const char *command = sitting->command;
    struct buffer script = {.arena = editor->arena}, place = script;
    if (!command) {
        buffer_put(&script, TEXT(FALLBACK));
    } else {
        /* exec: a shell between inlay and the editor would die of the Ctrl-C that the editor lives through. */
        buffer_format(&script, "exec %s \"$@\"", command);
    }
    buffer_format(&place, "+%u", sitting->line);
    dup2(editor->terminal, STDIN_FILENO);
    dup2(editor->terminal, STDOUT_FILENO);
    if (sitting->line > 1 && (!command || takes_line(command))) {
        execl("/bin/sh", "sh", "-c", buffer_string(&script), "inlay", buffer_string(&place), editor->path,
              (char *)NULL);
    } else {
        execl("/bin/sh", "sh", "-c", buffer_string(&script), "inlay", editor->path, (char *)NULL);
    }
    _exit(127);
}

static int run_editor(const struct sitting *sitting)
{
    /* As system(3) does: signals of the terminal's keys are for the editor. */
    static const int keys[] = {SIGINT, SIGQUIT};
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction before[COUNT(keys)];
    set_actions(keys, COUNT(keys), &ignore, before);
    pid_t child = fork();
    if (child == 0) {
        restore_actions(keys, COUNT(keys), before);
        sigprocmask(SIG_SETMASK, &sitting->editor->signals, NULL);
        become_editor(sitting);
    }
    int status = child < 0 ? -1 : wait_for(child);
    set_actions(keys, COUNT(keys), &ignore, NULL); /* forgets those that came: they are blocked, too */
    restore_actions(keys, COUNT(keys), before);
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

bool editor_edit(struct editor *editor, struct text document, uint32_t line, struct text *edited)
{
    const struct sitting sitting = {editor, configured_editor(), line};
    *edited = document;
    if ((editor->path[0] == '\0' && !make_directory(editor)) || !write_document(editor, document)) {
        return false;
    }
    const bool ended_well = say_how_it_ended(&sitting, run_editor(&sitting));
    return read_document(editor, edited) && ended_well && !signal_waits();
}
