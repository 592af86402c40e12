/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/starts/cell_notes.h"
#include "shim/cli/cells/json_record.h"
#include "shim/cli/base/say.h"

#include "core/base/path.h"

#define KEPT 10 /* different ones that are said of a sweep */

/* Whether it begins with the place of a file in dir. */
static bool is_of_document(struct text note, struct text dir)
{
    const struct text here = TEXT("./");
    const struct text place = text_starts(note, here) ? text_from(note, here.length) : note;
    return text_starts(place, dir) && text_starts(text_from(place, dir.length), TEXT("/document.json:"));
}

void cell_notes_read(struct arena *arena, const char *dir, char room[CELL_NOTES_SIZE])
{
    struct node *report = NULL;
    const char *problem;
    struct buffer out = {.arena = arena};
    struct node *list = json_record_read(arena, path_in(arena, dir, "report.json"), &report, &problem) == OUTCOME_FOUND
                            ? node_find(arena, report, TEXT("notes"))
                            : NULL;
    for (const struct node *note = list && list->kind == NODE_LIST ? list->first : NULL; note; note = note->next) {
        if (!is_of_document(note->text, text_of(dir))) {
            buffer_format(&out, "%s%.*s", out.length > 0 ? "\n" : "", TEXT_ARGS(note->text));
        }
    }
    buffer_format_fixed(room, CELL_NOTES_SIZE, "%s", buffer_string(&out));
}

static struct cell_note *find(const struct cell_notes *notes, struct text text)
{
    struct cell_note *note = notes->first;
    while (note && !text_equal(note->text, text)) {
        note = note->next;
    }
    return note;
}

static void say_first(struct cell_notes *notes, uint32_t number, struct text text)
{
    struct cell_note *note = arena_new(notes->arena, struct cell_note);
    note->text = text_copy(notes->arena, text);
    *(notes->last ? &notes->last->next : &notes->first) = note;
    notes->last = note;
    notes->count++;
    say("cell %u: %.*s", number, TEXT_ARGS(text));
}

static void say_line(struct cell_notes *notes, uint32_t number, struct text line)
{
    struct cell_note *said = find(notes, line);
    if (said) {
        said->more++;
    } else if (notes->count < KEPT) {
        say_first(notes, number, line);
    } else {
        notes->others++;
    }
}

void cell_notes_say(struct cell_notes *notes, uint32_t number, const char *text)
{
    const struct text whole = text_of(text);
    for (size_t at = 0; at < whole.length;) {
        const size_t end = text_find(whole, at, '\n');
        say_line(notes, number, text_part(whole, at, end));
        at = end + 1;
    }
}

void cell_notes_end(const struct cell_notes *notes)
{
    for (const struct cell_note *note = notes->first; note; note = note->next) {
        if (note->more > 0) {
            say("%.*s (so it was in %zu more cell%s)", TEXT_ARGS(note->text), note->more, note->more == 1 ? "" : "s");
        }
    }
    if (notes->others > 0) {
        say("%zu more notes are in the cells' output", notes->others);
    }
}
