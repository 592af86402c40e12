/* SPDX-License-Identifier: Apache-2.0 */
/* inlay edit, and inlay run --edit: opens a person's editor on an override document that lists every input, until the
 * document is right. */
#include "shim/cli/edit/edit.h"
#include "shim/cli/diff/diff.h"
#include "shim/cli/edit/edit_document.h"
#include "shim/cli/edit/editor.h"
#include "shim/cli/base/say.h"
#include "shim/cli/base/replace_file.h"
#include "shim/cli/base/verb.h"
#include "shim/cli/wandb/wandb_config.h"
#include "core/patch/secret.h"
#include "core/base/printable.h"
#include "core/read/format.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

struct editing {
    struct arena *arena;
    const struct options *options; /* without the document */
    const char *name;              /* the document's, for messages */
    const struct job_config *configs;
    struct editor editor;
    struct text begun;           /* what the editor was given first */
    struct text document;        /* closed: as it is read */
    bool typed;                  /* there is something in the document that would be missed */
    struct options edited;       /* with the document */
    struct launch_inputs launch; /* of edited */
    struct config_file *files;
};

/* ---- what is edited */

static bool find_configs(struct editing *editing)
{
    static char *const none[] = {NULL};
    const struct options *options = editing->options;
    struct launch_inputs *launch = &editing->launch;
    inputs_read(launch, editing->arena, options, environ);
    editing->configs = job_configs_read(launch, options->verb->operands == OPERANDS_FILES ? options->operands : none);
    return launch->diagnostics.errors == 0 || inputs_are_right(launch);
}

/* ---- editing */

static void add_document(struct editing *editing)
{
    struct options *edited = &editing->edited;
    size_t count = editing->options->input_count;
    *edited = *editing->options;
    if (edit_document_is_empty(editing->arena, editing->document)) {
        return;
    }
    edited->inputs = arena_array(editing->arena, struct input, count + 1);
    memcpy(edited->inputs, editing->options->inputs, count * sizeof *edited->inputs);
    edited->inputs[edited->input_count++] = (struct input){
        .kind = INPUT_DOCUMENT,
        .text = editing->name,
        .origin = editing->name,
        .content = editing->document,
    };
}

/* Whether inlay check would find nothing wrong. */
static bool is_right(struct editing *editing)
{
    add_document(editing);
    inputs_read(&editing->launch, editing->arena, &editing->edited, environ);
    editing->files = config_files_patch(&editing->launch, editing->options->allow_missing);
    return editing->launch.diagnostics.errors == 0;
}

/* What is in the file after an editor, without what inlay put there. */
static void take_edited(struct editing *editing, struct text edited, struct text notes, struct text *without_notes)
{
    *without_notes = edit_document_without_notes(editing->arena, edited, notes);
    editing->document = edit_document_closed(editing->arena, *without_notes, editing->configs);
    editing->typed = !text_equal(*without_notes, editing->begun);
}

/* Ends when the document is right. False when the editor fails, or leaves a wrong document as it was. */
static bool edit_until_right(struct editing *editing, struct text opened)
{
    struct text before = opened, edited, notes = {0};
    uint32_t line = 1;
    bool noted = false;
    editing->begun = opened;
    for (;;) {
        editing->typed = true; /* until it is known */
        const bool is_edited = editor_edit(&editing->editor, opened, line, &edited);
        take_edited(editing, edited, notes, &edited);
        if (!is_edited || is_right(editing)) {
            return is_edited;
        }
        if (noted && text_equal(edited, before)) {
            say_diagnostics(&editing->launch.diagnostics);
            return false;
        }
        before = edited;
        noted = true;
        opened =
            edit_document_noted(editing->arena, edited, editing->name, &editing->launch.diagnostics, &line, &notes);
    }
}

static struct text template_of(const struct editing *editing)
{
    struct buffer out = {.arena = editing->arena};
    edit_document_put(&out, editing->configs);
    return buffer_text(&out);
}

/* ---- the result */

static struct text shown_run_config(struct editing *editing)
{
    const struct manifest *manifest = editing->launch.manifest;
    struct buffer written = {.arena = editing->arena};
    wandb_config_put(&written, editing->launch.overrides.run_config);
    struct text shown = buffer_text(&written);
    if (manifest) {
        const struct file_policy policy = {.secrets = manifest->run_config.secrets,
                                           .secret_count = manifest->run_config.secret_count};
        const struct override_file file = {.name = "run config", .policy = &policy};
        if (hidden_bytes(editing->arena, &file, shown, FORMAT_JSON, &shown) == OUTCOME_REFUSED) {
            return SECRET_HIDDEN;
        }
    }
    return shown;
}

static void put_changes(struct editing *editing, struct buffer *out)
{
    const struct node *run_config = editing->launch.overrides.run_config;
    diff_put(out, &editing->launch, editing->files, editing->editor.terminal);
    if (run_config && run_config->count > 0) {
        buffer_put(out, TEXT("run config: "));
        buffer_put(out, shown_run_config(editing));
        buffer_byte(out, '\n');
    }
}

static bool ask_whether_to_run(struct editing *editing)
{
    struct buffer question = {.arena = editing->arena};
    char *const *command = editing->options->operands;
    if (edit_document_is_empty(editing->arena, editing->document)) {
        buffer_put(&question, TEXT("The document overrides nothing.\n"));
    }
    put_changes(editing, &question);
    buffer_put(&question, TEXT("Run"));
    for (size_t i = 0; command[i]; i++) {
        buffer_byte(&question, ' ');
        printable_put(&question, text_of(command[i]));
    }
    buffer_put(&question, TEXT("? [y/N] "));
    if (editor_ask(&editing->editor, buffer_text(&question))) {
        return true;
    }
    say("nothing was run");
    return false;
}

/* ---- the session */

struct session {
    struct editing *editing;
    bool (*steps)(struct editing *editing);
    bool right;
};

static void take_steps(void *context)
{
    struct session *session = context;
    session->right = session->steps(session->editing);
}

/* Whatever fails, what was typed is kept. */
static bool edit_in_session(struct editing *editing, bool (*steps)(struct editing *editing))
{
    struct session session = {editing, steps, false};
    if (!arena_run(editing->arena, take_steps, &session)) {
        say("out of memory");
        session.right = false;
        editing->document = TEXT(""); /* the file has it */
    }
    if (!session.right && editing->typed) {
        editor_keep(&editing->editor, editing->document);
    }
    editor_end(&editing->editor);
    return session.right;
}

static bool edit_run(struct editing *editing)
{
    return find_configs(editing) && edit_until_right(editing, template_of(editing)) && ask_whether_to_run(editing);
}

bool edit_for_run(struct arena *arena, const struct options *options, struct options *edited, struct text *typed)
{
    struct editing editing = {.arena = arena, .options = options, .name = "the edited document"};
    if (!editor_begin(&editing.editor, arena) || !edit_in_session(&editing, edit_run)) {
        return false;
    }
    *edited = editing.edited;
    *typed = editing.typed ? editing.document : TEXT("");
    return true;
}

void edit_keep(struct arena *arena, struct text typed)
{
    struct editor editor = {.arena = arena};
    editor_keep(&editor, typed);
}

/* ---- inlay edit */

/* The document for the editor. False when it exists and cannot be read. */
static bool open_document(struct editing *editing, struct text *opened, bool *exists)
{
    struct file_content content;
    const char *wrong = file_read(editing->arena, editing->name, FILES_REGULAR, &content);
    *exists = !wrong;
    if (wrong && errno != ENOENT) {
        say("%s %s", editing->name, wrong);
        return false;
    }
    if (!*exists && format_of_name(text_of(editing->name)) == FORMAT_JSON) {
        say("%s: a new document is YAML, which has comments (name it .yaml)", editing->name);
        return false;
    }
    *opened = *exists ? edit_document_opened(editing->arena, content.bytes, editing->configs) : template_of(editing);
    return true;
}

static bool write_kept(struct editing *editing, bool exists)
{
    struct buffer changes = {.arena = editing->arena};
    if (!exists && edit_document_is_empty(editing->arena, editing->document)) {
        say("%s is not written: it would override nothing", editing->name);
        if (editing->typed) {
            editor_keep(&editing->editor, editing->document);
        }
        return true;
    }
    put_changes(editing, &changes);
    file_write_descriptor(editing->editor.terminal, buffer_text(&changes));
    if (!replace_file(editing->arena, editing->name, editing->document)) {
        say("%s: cannot be written: %s", editing->name, strerror(errno));
        return false;
    }
    say("%s is written (inlay run -o %s -- COMMAND runs a job with it)", editing->name, editing->name);
    return true;
}

static bool edit_kept(struct editing *editing)
{
    struct text opened;
    bool exists;
    return find_configs(editing) && open_document(editing, &opened, &exists) && edit_until_right(editing, opened) &&
           write_kept(editing, exists);
}

static int edit(struct arena *arena, const struct options *options, struct buffer *out)
{
    struct editing editing = {.arena = arena, .options = options, .name = options->edited};
    (void)out;
    if (!options->edited) {
        say("no document is named (inlay edit -o FILE)");
        return EXIT_WRONG_COMMAND;
    }
    if (!editor_begin(&editing.editor, arena)) {
        return EXIT_WRONG_COMMAND;
    }
    return edit_in_session(&editing, edit_kept) ? 0 : EXIT_WRONG_INPUTS;
}

const struct verb verb_edit = {
    .name = "edit",
    .operands = OPERANDS_FILES,
    .takes = VERB_EDITS,
    .refused = EXIT_WRONG_COMMAND,
    .run = edit,
};
