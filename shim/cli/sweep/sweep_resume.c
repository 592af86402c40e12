/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/sweep/sweep_resume.h"
#include "shim/cli/base/say.h"
#include "shim/cli/base/verb.h"
#include "shim/cli/base/word_list.h"
#include "shim/cli/cells/json_record.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

/* False: list is no list of strings. */
static bool add_list(struct word_list *words, const struct node *list)
{
    if (!list || list->kind != NODE_LIST) {
        return false;
    }
    for (const struct node *word = list->first; word; word = word->next) {
        if (word->kind != NODE_STRING) {
            return false;
        }
        word_list_add(words, text_string(words->arena, word->text));
    }
    return true;
}

/* The last start that sweep.json has; NULL: none. */
static struct node *last_start(struct arena *arena, const struct store *store)
{
    struct node *starts = store->description ? node_find(arena, store->description, TEXT("starts")) : NULL;
    return starts && starts->kind == NODE_LIST && starts->last && starts->last->kind == NODE_MAP ? starts->last : NULL;
}

/* Relative paths are those of the directory that it was begun in. A task of a cluster may see it under another path, and is told by
 * the files' digests when it is not there. */
static bool is_here(struct arena *arena, const struct store *store, struct node *start, bool is_task)
{
    char here[PATH_MAX];
    const char *directory = json_record_string(arena, start, "directory");
    if (is_task || !directory || !getcwd(here, sizeof here) || strcmp(directory, here) == 0) {
        return true;
    }
    say("%s: this sweep was started in %s (start it from there)", store->dir, directory);
    return false;
}

static bool reads_stdin(const struct options *options)
{
    size_t i = 0, j = 0;
    while (i < options->input_count && strcmp(options->inputs[i].text, "-") != 0) {
        i++;
    }
    while (j < options->sweeping.files.count && strcmp(options->sweeping.files.list[j], "-") != 0) {
        j++;
    }
    return i < options->input_count || j < options->sweeping.files.count;
}

/* What says how it goes on this time. */
static void take_over(struct options *resumed, const struct options *given)
{
    struct sweeping *to = &resumed->sweeping;
    const struct sweeping *from = &given->sweeping;
    to->dir = from->dir;
    to->rerun = from->rerun;
    to->base = from->base;
    to->yes = from->yes;
    to->try_one = from->try_one;
    to->list = from->list;
    to->has_cell = from->has_cell;
    to->cell = from->cell;
    to->submit = from->submit;
    to->per_task = from->per_task;
    resumed->output = given->output;
}

bool sweep_resume(struct arena *arena, const struct store *store, const struct options *given, struct options *resumed)
{
    struct word_list words = {.arena = arena};
    struct node *start = last_start(arena, store);
    bool right = start && add_list(&words, node_find(arena, start, TEXT("arguments")));
    for (size_t i = 0; i < given->sweeping.lasting_count; i++) {
        word_list_add(&words, given->sweeping.lasting[i]);
    }
    word_list_add(&words, "--");
    for (size_t i = 0; i < given->operand_count; i++) {
        word_list_add(&words, given->operands[i]);
    }
    right = right && (given->operand_count > 0 || add_list(&words, node_find(arena, start, TEXT("job"))));
    if (!right) {
        say("%s: it is not known how this sweep was started (give its whole command line)", store->dir);
        return false;
    }
    char **line = (char **)word_list_end(&words);
    if (!is_here(arena, store, start, given->sweeping.has_cell) ||
        !options_read(arena, given->verb, (int)words.count, line, 0, resumed)) {
        return false;
    }
    if (reads_stdin(resumed)) {
        say("%s: this sweep was made with what stood on standard input (give its whole command line)", store->dir);
        return false;
    }
    take_over(resumed, given);
    return true;
}
