/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/cells/store.h"
#include "shim/cli/base/say.h"

/* A word of the list, and the states that it means. */
static const struct state_word {
    const char *word;
    bool means[CELL_STATES];
} state_words[] = {
    {"all", {[CELL_NEW] = true, [CELL_DONE] = true, [CELL_FAILED] = true, [CELL_TIMED_OUT] = true, [CELL_LOST] = true}},
    {"done", {[CELL_DONE] = true}},
    {"failed", {[CELL_FAILED] = true}},
    {"lost", {[CELL_LOST] = true}},
    {"new", {[CELL_NEW] = true}},
    {"timeout", {[CELL_TIMED_OUT] = true}},
};
#define STATE_WORDS (sizeof state_words / sizeof state_words[0])

static const struct state_word *find_word(struct text word)
{
    for (size_t i = 0; i < STATE_WORDS; i++) {
        if (text_equal(word, text_of(state_words[i].word))) {
            return &state_words[i];
        }
    }
    return NULL;
}

static void choose_states(struct store *store, const struct state_word *word, const bool *planned, bool *chosen)
{
    for (size_t i = 0; i < store->count; i++) {
        const bool counts = planned ? planned[i] : !store->cells[i].dropped;
        if (counts && word->means[store_record(store, (uint32_t)i).state]) {
            chosen[i] = true;
        }
    }
}

/* "3" or "7-9". */
static bool read_range(struct text word, uint32_t *first, uint32_t *last)
{
    const size_t dash = text_find(word, 0, '-');
    if (!text_number(text_part(word, 0, dash), first)) {
        return false;
    }
    *last = *first;
    return dash == word.length || (text_number(text_from(word, dash + 1), last) && *last >= *first);
}

static bool choose_range(const struct store *store, const char *option, struct text word, bool *chosen)
{
    uint32_t first, last;
    if (!read_range(word, &first, &last)) {
        say("%s: \"%.*s\" is neither a cell nor a state (3, 7-9, failed, timeout, lost, done, new or all)", option,
            TEXT_ARGS(word));
        return false;
    }
    if (store->count == 0) {
        say("%s: there is no cell yet in %s", option, store->dir);
        return false;
    }
    if (last >= store->count) {
        say("%s: there is no cell %u in %s (the last one is %zu)", option, last, store->dir, store->count - 1);
        return false;
    }
    for (uint32_t number = first; number <= last; number++) {
        chosen[number] = true;
    }
    return true;
}

bool store_choose(struct store *store, const char *option, const char *word, const bool *planned, bool *chosen)
{
    const struct text list = text_of(word);
    bool read = true;
    for (size_t at = 0; at <= list.length;) {
        const size_t end = text_find(list, at, ',');
        const struct text part = text_part(list, at, end);
        const struct state_word *states = find_word(part);
        if (states) {
            choose_states(store, states, planned, chosen);
        } else {
            read = choose_range(store, option, part, chosen) && read;
        }
        at = end + 1;
    }
    return read;
}

bool store_chosen_are_planned(const struct store *store, const char *option, const bool *chosen)
{
    bool planned = true;
    for (size_t i = 0; chosen && i < store->count; i++) {
        if (chosen[i] && store->cells[i].plan_index == SIZE_MAX) {
            say("%s: cell %zu is not in this grid (cells.csv has its values: give them, too)", option, i);
            planned = false;
        }
    }
    return planned;
}
