/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/starts/gpus.h"
#include "shim/cli/base/say.h"

#include <string.h>

static bool is_index(struct text name)
{
    uint32_t number;
    return text_number(name, &number);
}

static bool is_gpu(struct text name)
{
    return is_index(name) || (text_starts(name, TEXT("GPU-")) && name.length > 4) ||
           (text_starts(name, TEXT("MIG-")) && name.length > 4);
}

/* 0 and 00 are one. */
static bool is_same(struct text a, struct text b)
{
    uint32_t one, other;
    return text_equal(a, b) || (text_number(a, &one) && text_number(b, &other) && one == other);
}

static bool has(const struct gpus *gpus, struct text name)
{
    size_t i = 0;
    while (i < gpus->count && !is_same(gpus->names[i], name)) {
        i++;
    }
    return i < gpus->count;
}

/* The next name in list from *at on, without blanks. */
static struct text next_name(struct text list, size_t *at)
{
    const size_t start = text_skip_blanks(list, *at);
    const size_t comma = text_find(list, start, ',');
    size_t end = comma;
    while (end > start && text_is_blank(list.bytes[end - 1])) {
        end--;
    }
    *at = comma + 1;
    return text_part(list, start, end);
}

/* NULL, or what is wrong with one of them, *wrong. CUDA sees none of a list that names one twice, and only those before one that
 * it does not know. */
static const char *read_list(struct gpus *gpus, struct arena *arena, struct text list, struct text *wrong)
{
    gpus->names = arena_array(arena, struct text, list.length + 1);
    for (size_t at = 0; at < list.length;) {
        *wrong = next_name(list, &at);
        if (!is_gpu(*wrong)) {
            return "no GPU (indexes, GPU-… or MIG-…, with commas between them, or none)";
        }
        if (has(gpus, *wrong)) {
            return "named twice";
        }
        gpus->names[gpus->count++] = *wrong;
    }
    gpus->cells = arena_array(arena, unsigned, gpus->count + 1);
    return NULL;
}

static bool shares_agree(const struct gpus *gpus, const struct sweeping *sweeping)
{
    const char *option = sweeping->gpus_per_cell ? "--gpus-per-cell" : "--cells-per-gpu";
    if (gpus->count == 0 && (sweeping->gpus_per_cell || sweeping->cells_per_gpu)) {
        say("%s: of which GPUs? (name them: --gpus 0,1 or " ENV_GPUS ")", option);
        return false;
    }
    if (gpus->count > 0 && gpus->per_cell > gpus->count) {
        say("--gpus-per-cell %u: there are %zu GPUs", gpus->per_cell, gpus->count);
        return false;
    }
    return true;
}

bool gpus_read(struct gpus *gpus, struct arena *arena, const struct sweeping *sweeping, const char *inherited)
{
    struct text wrong = TEXT("");
    *gpus = (struct gpus){
        .per_cell = sweeping->gpus_per_cell ? sweeping->gpus_per_cell : 1,
        .cells_per_gpu = sweeping->cells_per_gpu ? sweeping->cells_per_gpu : 1,
    };
    gpus->are_hidden = sweeping->gpus && strcmp(sweeping->gpus, "none") == 0;
    const char *list = gpus->are_hidden ? NULL : sweeping->gpus ? sweeping->gpus : inherited;
    const char *problem = read_list(gpus, arena, text_of(list), &wrong);
    if (problem && sweeping->gpus) {
        say("--gpus %.*s: %s", TEXT_ARGS(wrong), problem);
        return false;
    }
    if (problem) {
        gpus->count = 0;
    }
    return shares_agree(gpus, sweeping);
}

size_t gpus_room(const struct gpus *gpus)
{
    return gpus->count == 0 ? SIZE_MAX : gpus->count * gpus->cells_per_gpu / gpus->per_cell;
}

/* The one that the fewest cells have and that is not in share yet; count: all are full. */
static size_t freest(const struct gpus *gpus, const size_t *share, size_t taken)
{
    size_t best = gpus->count;
    for (size_t i = 0; i < gpus->count; i++) {
        size_t at = 0;
        while (at < taken && share[at] != i) {
            at++;
        }
        if (at == taken && gpus->cells[i] < gpus->cells_per_gpu &&
            (best == gpus->count || gpus->cells[i] < gpus->cells[best])) {
            best = i;
        }
    }
    return best;
}

bool gpus_take(struct gpus *gpus, size_t *share)
{
    size_t taken = 0;
    while (gpus->count > 0 && taken < gpus->per_cell) {
        share[taken] = freest(gpus, share, taken);
        if (share[taken] == gpus->count) {
            return false;
        }
        taken++;
    }
    for (size_t i = 0; i < taken; i++) {
        gpus->cells[share[i]]++;
    }
    return true;
}

void gpus_give_back(struct gpus *gpus, const size_t *share)
{
    for (size_t i = 0; gpus->count > 0 && i < gpus->per_cell; i++) {
        gpus->cells[share[i]]--;
    }
}

const char *gpus_value(struct arena *arena, const struct gpus *gpus, const size_t *share)
{
    struct buffer value = {.arena = arena};
    for (size_t i = 0; gpus->count > 0 && i < gpus->per_cell; i++) {
        buffer_format(&value, "%s%.*s", i > 0 ? "," : "", TEXT_ARGS(gpus->names[share[i]]));
    }
    return gpus->count > 0 || gpus->are_hidden ? buffer_string(&value) : NULL;
}
