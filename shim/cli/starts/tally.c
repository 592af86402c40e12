/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/starts/tally.h"
#include "core/base/number_list.h"

void tally_begin(struct tally *tally, struct arena *arena, size_t count)
{
    *tally = (struct tally){.cells = arena_array(arena, enum standing, count + 1), .count = count};
    tally->of[STANDING_NONE] = count;
}

void tally_set(struct tally *tally, size_t index, enum standing standing)
{
    tally->of[tally->cells[index]]--;
    tally->of[standing]++;
    tally->cells[index] = standing;
}

bool tally_has_failures(const struct tally *tally)
{
    return tally->of[STANDING_FAILED] + tally->of[STANDING_TIMED_OUT] + tally->of[STANDING_LOST] > 0;
}

/* The numbers of those that stand so. */
static void put_numbers(struct buffer *out, const struct tally *tally, const struct store *store,
                        enum standing standing)
{
    struct number_list list = {.out = out};
    for (size_t i = 0; i < tally->count; i++) {
        if (tally->cells[i] == standing) {
            number_list_add(&list, store->cells[i].number);
        }
    }
    number_list_end(&list);
}

static void put_one(struct buffer *out, const struct tally *tally, const struct store *store, enum standing standing)
{
    static const char *const names[STANDINGS] = {
        [STANDING_WAITS] = "not started",
        [STANDING_RUNS] = "running",
        [STANDING_DONE] = "done",
        [STANDING_FAILED] = "failed",
        [STANDING_TIMED_OUT] = "timed out",
        [STANDING_LOST] = "lost",
        [STANDING_ENDED] = "ended by a signal",
        [STANDING_ELSEWHERE] = "running elsewhere",
    };
    buffer_format(out, "%zu %s", tally->of[standing], names[standing]);
    if (standing > STANDING_DONE) {
        buffer_put(out, TEXT(" ("));
        put_numbers(out, tally, store, standing);
        buffer_byte(out, ')');
    }
}

struct text tally_text(struct arena *arena, const struct tally *tally, const struct store *store)
{
    static const enum standing order[] = {STANDING_DONE,  STANDING_FAILED,    STANDING_TIMED_OUT, STANDING_LOST,
                                          STANDING_ENDED, STANDING_ELSEWHERE, STANDING_RUNS,      STANDING_WAITS};
    const size_t total = tally->count - tally->of[STANDING_NONE];
    struct buffer out = {.arena = arena};
    buffer_format(&out, "%zu cell%s", total, total == 1 ? "" : "s");
    const char *before = ": ";
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        if (tally->of[order[i]] > 0) {
            buffer_put(&out, text_of(before));
            put_one(&out, tally, store, order[i]);
            before = ", ";
        }
    }
    return buffer_text(&out);
}
