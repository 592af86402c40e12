/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/plan/cell_name.h"
#include "shim/cli/base/say.h"

#include "core/overrides/target.h"

#include <search.h>
#include <string.h>

#define DIGITS_MIN 4
#define TAG        8 /* characters of the digest of a name that was cut */

static void put_number(struct buffer *out, const struct plan *plan, uint32_t number)
{
    char digits[16];
    size_t width = DIGITS_MIN;
    const size_t length = buffer_format_fixed(digits, sizeof digits, "%u", number);
    const size_t highest = plan->cells.count > number ? plan->cells.count - 1 : number;
    for (size_t most = 9999; most < highest; most = 10 * most + 9) {
        width++;
    }
    buffer_repeat(out, '0', length < width ? width - length : 0);
    buffer_put(out, (struct text){digits, length});
}

static bool may_stand(char c)
{
    const char lower = text_lower(c);
    return is_digit(c) || (lower >= 'a' && lower <= 'z') || (c != '\0' && strchr("._+-", c));
}

/* Other characters leave one _ between what stands beside them. */
static void put_safe(struct buffer *out, struct text text)
{
    bool has_gap = false;
    size_t put = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (!may_stand(text.bytes[i])) {
            has_gap = true;
            continue;
        }
        buffer_put(out, has_gap && put > 0 ? TEXT("_") : TEXT(""));
        buffer_byte(out, text.bytes[i]);
        has_gap = false;
        put++;
    }
}

/* Whether key is called name: in full, or by what its name ends in. */
static bool is_called(const struct sweep_key *key, struct text name)
{
    const size_t start = key->name.length - name.length;
    return name.length > 0 && text_ends(key->name, name) && (start == 0 || strchr(".:+", key->name.bytes[start - 1]));
}

/* NULL: none, or several (*count says which). */
static const struct sweep_key *key_called(const struct sweep *sweep, struct text name, size_t *count)
{
    const struct sweep_key *found = NULL;
    *count = 0;
    for (const struct sweep_key *key = sweep->keys; key; key = key->next) {
        if (text_equal(key->name, name)) {
            *count = 1;
            return key;
        }
        if (is_called(key, name)) {
            found = key;
            ++*count;
        }
    }
    return *count == 1 ? found : NULL;
}

static struct text value_of(const struct sweep_cell *cell, const struct sweep_key *key)
{
    for (size_t i = 0; i < cell->count; i++) {
        if (cell->settings[i].key == key) {
            return cell->settings[i].value.text;
        }
    }
    return TEXT("");
}

/* What stands between the braces at template[at]; past is behind them. False: no braces are there. */
static bool read_braces(struct text template, size_t at, struct text *name, size_t *past)
{
    const size_t end = text_find(template, at, '}');
    if (template.bytes[at] != '{' || end == template.length) {
        return false;
    }
    *name = text_part(template, at + 1, end);
    *past = end + 1;
    return true;
}

static void put_template(struct buffer *out, const struct plan *plan, size_t index, uint32_t number)
{
    const struct text template = text_of(plan->options->sweeping.name);
    size_t past;
    for (size_t at = 0; at < template.length; at = past) {
        struct text name;
        size_t count;
        if (!read_braces(template, at, &name, &past)) {
            past = at + 1;
            put_safe(out, text_part(template, at, past));
        } else if (text_equal(name, TEXT("cell"))) {
            put_number(out, plan, number);
        } else {
            put_safe(out, value_of(plan->list[index].cell, key_called(&plan->sweep, name, &count)));
        }
    }
}

bool cell_name_is_taken(struct text name)
{
    static const struct text starts[] = {TEXT("base.json"), TEXT("cells.csv"), TEXT("cells.jsonl"), TEXT("sweep.json"),
                                         TEXT("lock-"),     TEXT(".clock-"),   TEXT(".nfs")};
    static const struct text names[] = {TEXT("base"), TEXT("slurm"), TEXT("."), TEXT("..")};
    bool found = false;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        found |= text_starts(name, starts[i]);
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        found |= text_equal(name, names[i]);
    }
    return found;
}

static bool is_hazard(struct text name)
{
    return name.length == 0 || name.bytes[0] == '.' || name.bytes[0] == '-' || cell_name_is_taken(name);
}

/* The whole name's digest keeps what was cut from being the same. */
static void cut(struct buffer *name)
{
    char digest[SHA256_HEX];
    sha256_hex(buffer_text(name), digest);
    if (name->length > CELL_NAME_MAX) {
        name->length = CELL_NAME_MAX - TAG - 1;
        buffer_format(name, "-%.*s", TAG, digest);
    }
}

const char *plan_cell_name(struct arena *arena, const struct plan *plan, size_t index, uint32_t number)
{
    struct buffer name = {.arena = arena}, safe = {.arena = arena};
    if (!plan->options->sweeping.name) {
        put_number(&name, plan, number);
        return buffer_string(&name);
    }
    put_template(&name, plan, index, number);
    buffer_put(&safe, is_hazard(buffer_text(&name)) ? TEXT("cell") : TEXT(""));
    buffer_put(&safe, buffer_text(&name));
    cut(&safe);
    return buffer_string(&safe);
}

/* ---- whether a template will do */

static bool knows_keys(const struct plan *plan, struct text template)
{
    size_t past;
    for (size_t at = 0; at < template.length; at = past) {
        struct text name;
        size_t count = 1;
        past = at + 1;
        if (read_braces(template, at, &name, &past) && !text_equal(name, TEXT("cell")) &&
            !key_called(&plan->sweep, name, &count)) {
            say(count > 1 ? "--name: {%.*s} is the name of several keys (write more of it, as cells.csv has it)"
                          : "--name: {%.*s} is no key that varies",
                TEXT_ARGS(name));
            return false;
        }
    }
    return true;
}

struct named {
    const char *name;
    size_t index;
};

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const struct named *)a)->name, ((const struct named *)b)->name);
}

static void keep(void *named)
{
    (void)named; /* it is in the arena */
}

bool cell_names_are_right(const struct plan *plan)
{
    void *seen = NULL;
    bool right = !plan->options->sweeping.name || knows_keys(plan, text_of(plan->options->sweeping.name));
    for (size_t i = 0; plan->options->sweeping.name && right && i < plan->cells.count; i++) {
        struct named *named = arena_new(plan->arena, struct named);
        *named = (struct named){plan_cell_name(plan->arena, plan, i, (uint32_t)i), i};
        struct named **known = tsearch(named, &seen, compare_names);
        if (known && *known != named) {
            say("--name: cells %zu and %zu are both called %s (put {cell} into it)", (*known)->index, i, named->name);
            right = false;
        }
    }
    tdestroy(seen, keep);
    return right;
}
