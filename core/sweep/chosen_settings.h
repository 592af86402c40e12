/* SPDX-License-Identifier: Apache-2.0 */
/* Settings whose values have been read, and those that are chosen for one cell. */
#ifndef INLAY_CHOSEN_SETTINGS_H
#define INLAY_CHOSEN_SETTINGS_H

#include "core/sweep/intern.h"
#include "core/sweep/sweep.h"

/* Equal values have the same number: strictly those that no reader tells apart, loosely 1 and 1.0, too. */
struct read_setting {
    const struct sweep_setting *setting;
    uint32_t strict, loose; /* 0 for a value that repeats another key's */
};

struct read_settings {
    const struct read_setting *list;
    size_t count;
};

/* Start from {.arena = a, .numbers = {.arena = a}, .text = {.arena = a}, .diagnostics = d}. */
struct setting_reader {
    struct arena *arena;
    struct diagnostics *diagnostics;
    struct intern numbers;
    struct buffer text;
    bool is_strict; /* no loose numbers are asked for */
};

/* Reads count settings, which are kept. False with errors in diagnostics. */
bool settings_read(struct setting_reader *reader, const struct sweep_setting *settings, size_t count,
                   struct read_settings *read);

/* By key; of one that is not set there is NULL. */
struct chosen_settings {
    const struct sweep *sweep;
    const struct read_setting **own;
    const struct read_setting **resolved; /* the settings whose values those are: of none that repeats another key's */
};

struct chosen_settings chosen_settings_new(const struct sweep *sweep);
void chosen_settings_clear(struct chosen_settings *chosen);
void chosen_settings_add(struct chosen_settings *chosen, const struct read_settings *settings);

/* Finds the values of keys that repeat others'. False with an error: there is none. */
bool chosen_settings_resolve(struct chosen_settings *chosen, struct diagnostics *diagnostics);

#endif
