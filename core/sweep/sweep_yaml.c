/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/sweep_yaml.h"
#include "core/base/nearest.h"
#include "core/overrides/override_text.h"
#include "core/sweep/axis_word.h"
#include "core/sweep/axis_zip.h"
#include "core/sweep/choices.h"
#include "core/sweep/sweep_reference.h"
#include "core/sweep/yaml_claims.h"
#include "core/sweep/yaml_values.h"
#include "core/tree/own_tag.h"
#include "core/tree/place.h"

struct reader {
    struct yaml_reader yaml;
    struct sweep_grid *grid;
    struct yaml_claims claims; /* of the grid */
    size_t errors;             /* how many there were before */
};

static struct place place_of(const struct reader *reader, const struct node *node)
{
    return document_place(reader->yaml.document, node->head);
}

static bool has_failed(const struct reader *reader)
{
    return reader->yaml.diagnostics->errors > reader->errors;
}

static bool refuse(const struct reader *reader, const struct node *node, const char *problem)
{
    diagnose(reader->yaml.diagnostics, SEVERITY_ERROR, place_of(reader, node), "%s", problem);
    return false;
}

static bool refuse_kind(const struct reader *reader, const struct node *node, const char *what, const char *wanted)
{
    diagnose(reader->yaml.diagnostics, SEVERITY_ERROR, place_of(reader, node), "%s is %s (it must be %s)", what,
             node_describe(node), wanted);
    return false;
}

static void read_grid(struct reader *reader, struct node *map)
{
    for (struct node *values = map->first; values; values = values->next) {
        const struct sweep_key *key = yaml_values_key(&reader->yaml, values->key);
        struct sweep_axis *axis = sweep_add_axis(reader->yaml.sweep, reader->grid, place_of(reader, values->key));
        yaml_values_read(&reader->yaml, axis, key, values);
        reader->grid->is_random |= axis->is_drawn;
    }
}

static bool is_object(const struct reader *reader, const struct node *node, const char *what)
{
    return node->kind == NODE_MAP || refuse_kind(reader, node, what, "an object, KEY: VALUE");
}

static void read_alternative(struct reader *reader, struct choices *choices, const struct node *element)
{
    size_t total;
    const struct sweep_axis *parts = NULL;
    if (is_object(reader, element, "what is chosen")) {
        parts = yaml_values_parts(&reader->yaml, element, &total);
    }
    if (parts && total > YAML_CHOICES_MAX - choices->count) {
        refuse(reader, element, "more than 1000000 combinations");
        return;
    }
    for (size_t i = 0; parts && i < total; i++) {
        yaml_values_combine(parts, element->count, i, choices_add(choices, element->count, 1.0 / (double)total));
    }
}

static void read_choice(struct reader *reader, struct node *list)
{
    struct choices choices = {.arena = reader->yaml.sweep->arena};
    if (list->kind != NODE_LIST) {
        refuse_kind(reader, list, "a choice", "a list of objects: [{KEY: VALUE, …}, …]");
        return;
    }
    if (!list->first) {
        refuse(reader, list, "there is nothing to choose from");
        return;
    }
    for (const struct node *element = list->first; element; element = element->next) {
        read_alternative(reader, &choices, element);
    }
    struct sweep_axis *axis = sweep_add_axis(reader->yaml.sweep, reader->grid, place_of(reader, list));
    choices_give(&choices, axis);
}

static void read_choose(struct reader *reader, struct node *choose)
{
    if (choose->kind == NODE_LIST) {
        read_choice(reader, choose);
        return;
    }
    for (struct node *list = choose->first; list; list = list->next) {
        read_choice(reader, list);
    }
}

static void read_zip_names(struct reader *reader, const struct node *list)
{
    struct buffer names = {.arena = reader->yaml.sweep->arena};
    for (const struct node *name = list->first; name; name = name->next) {
        if (!override_text_is_word(reader->yaml.document, name, "what is zipped", reader->yaml.diagnostics)) {
            return;
        }
        buffer_put(&names, name == list->first ? TEXT("") : TEXT(","));
        buffer_put(&names, name->text);
    }
    axis_zip(reader->yaml.sweep, reader->grid, place_of(reader, list), buffer_text(&names), reader->yaml.file,
             reader->yaml.diagnostics);
}

/* One list of keys, or several. */
static void read_zip(struct reader *reader, struct node *zip)
{
    if (has_failed(reader)) {
        return; /* the values may be too few for that reason alone */
    }
    if (!zip->first || zip->first->kind != NODE_LIST) {
        read_zip_names(reader, zip);
        return;
    }
    for (const struct node *list = zip->first; list; list = list->next) {
        if (list->kind == NODE_LIST) {
            read_zip_names(reader, list);
        } else {
            refuse_kind(reader, list, "what is zipped", "a list of keys, like the others");
        }
    }
}

/* A misspelt key would exclude nothing. */
static bool is_set(struct reader *reader, const struct node *name)
{
    const struct text similar = sweep_nearest_name(reader->yaml.sweep, name->text, reader->yaml.file);
    const struct sweep_key *key = yaml_values_key(&reader->yaml, name);
    if (!key || yaml_claims_has(&reader->claims, key)) {
        return key != NULL;
    }
    if (similar.length > 0 && !text_equal(similar, name->text)) {
        diagnose(reader->yaml.diagnostics, SEVERITY_ERROR, place_of(reader, name),
                 "no cell of this grid sets \"%.*s\" (did you mean \"%.*s\"?)", TEXT_ARGS(name->text),
                 TEXT_ARGS(similar));
    } else {
        diagnose(reader->yaml.diagnostics, SEVERITY_ERROR, place_of(reader, name), "no cell of this grid sets \"%.*s\"",
                 TEXT_ARGS(name->text));
    }
    return false;
}

static bool are_set(struct reader *reader, const struct node *map)
{
    bool right = true;
    for (const struct node *value = map->first; value; value = value->next) {
        right = is_set(reader, value->key) && right;
    }
    return right;
}

static void add_exclusion(struct reader *reader, const struct sweep_axis *parts, size_t count, size_t index)
{
    struct sweep_setting *settings = arena_array(reader->yaml.sweep->arena, struct sweep_setting, count);
    struct sweep_exclusion *exclusion = arena_new(reader->yaml.sweep->arena, struct sweep_exclusion);
    yaml_values_combine(parts, count, index, settings);
    *exclusion = (struct sweep_exclusion){reader->grid->exclusions, settings, count};
    reader->grid->exclusions = exclusion;
}

static void read_exclusion(struct reader *reader, const struct node *map)
{
    size_t total;
    if (!is_object(reader, map, "what is excluded") || !yaml_values_check(&reader->yaml, map) ||
        !are_set(reader, map)) {
        return;
    }
    if (!map->first) {
        refuse(reader, map, "this would exclude every cell (name a key)");
        return;
    }
    const struct sweep_axis *parts = yaml_values_parts(&reader->yaml, map, &total);
    for (size_t i = 0; parts && i < total; i++) {
        add_exclusion(reader, parts, map->count, i);
    }
}

static void read_exclude(struct reader *reader, struct node *exclude)
{
    if (exclude->kind == NODE_MAP) {
        read_exclusion(reader, exclude);
        return;
    }
    for (const struct node *map = exclude->first; map; map = map->next) {
        read_exclusion(reader, map);
    }
}

static bool read_count(const struct reader *reader, const struct node *node, const char *what, uint32_t *count)
{
    if (node->kind == NODE_INT && text_number(node->text, count) && *count > 0) {
        return true;
    }
    diagnose(reader->yaml.diagnostics, SEVERITY_ERROR, place_of(reader, node),
             "%s must be a number from 1 to 4294967295", what);
    return false;
}

static void read_repeat(struct reader *reader, struct node *repeat)
{
    uint32_t count;
    if (repeat->count != 1) {
        refuse(reader, repeat, "one key counts the repeats (write {KEY: COUNT})");
        return;
    }
    const struct sweep_key *key = yaml_values_key(&reader->yaml, repeat->first->key);
    if (key && read_count(reader, repeat->first, "how often cells repeat", &count)) {
        axis_repeat(reader->yaml.sweep, reader->grid, place_of(reader, repeat->first), count, key,
                    reader->yaml.diagnostics);
    }
}

static void read_random(struct reader *reader, struct node *random)
{
    read_count(reader, random, "random", &reader->grid->random);
}

static void read_seed(struct reader *reader, struct node *seed)
{
    uint64_t number = 0;
    bool right = seed->text.length > 0 && text_skip_digits(seed->text, 0) == seed->text.length;
    for (size_t i = 0; right && i < seed->text.length; i++) {
        right = !__builtin_mul_overflow(number, 10, &number) &&
                !__builtin_add_overflow(number, (uint64_t)(seed->text.bytes[i] - '0'), &number);
    }
    if (!right) {
        refuse(reader, seed, "seed must be a number from 0 to 18446744073709551615");
    }
    reader->grid->seed = number;
}

static void read_file(struct reader *reader, struct node *file)
{
    reader->yaml.file = file->text;
}

/* What a grid is made of. After its axes it is read in this order: what comes later looks at what came before. */
static const struct member {
    const char *name;
    enum node_kind kinds[2];
    const char *wanted;
    void (*claim)(struct yaml_claims *claims, const struct yaml_reader *reader, const struct node *value);
    void (*read)(struct reader *reader, struct node *value); /* NULL: it has been read before */
} members[] = {
    {"file", {NODE_STRING, NODE_STRING}, "the path of the file that keys without one are of", NULL, NULL},
    {"grid", {NODE_MAP, NODE_MAP}, "an object, KEY: VALUES", yaml_claims_grid, NULL},
    {"choose", {NODE_LIST, NODE_MAP}, "a list of objects, or an object of such lists", yaml_claims_choose, NULL},
    {"repeat", {NODE_MAP, NODE_MAP}, "an object, KEY: COUNT", yaml_claims_repeat, read_repeat},
    {"zip", {NODE_LIST, NODE_LIST}, "a list of keys, or a list of such lists", NULL, read_zip},
    {"exclude", {NODE_LIST, NODE_MAP}, "a list of objects, or one", NULL, read_exclude},
    {"random", {NODE_INT, NODE_INT}, "a whole number", NULL, read_random},
    {"seed", {NODE_INT, NODE_INT}, "a whole number", NULL, read_seed},
};

#define MEMBERS (sizeof members / sizeof *members)
#define GRIDS   TEXT("grids")

static const struct member *find_member(struct text name)
{
    for (size_t i = 0; i < MEMBERS; i++) {
        if (text_equal(text_of(members[i].name), name)) {
            return &members[i];
        }
    }
    return NULL;
}

/* Most probably a key that belongs one level further in. */
static bool is_sweep_key(struct text name)
{
    return text_find(name, 0, ':') < name.length || text_find(name, 0, '.') < name.length;
}

static void refuse_unknown(const struct reader *reader, const struct node *key, bool is_root)
{
    struct text names[MEMBERS + 1];
    for (size_t i = 0; i < MEMBERS; i++) {
        names[i] = text_of(members[i].name);
    }
    names[MEMBERS] = GRIDS;
    if (is_sweep_key(key->text)) {
        override_text_refuse(reader->yaml.document, key, "keys that vary stand inside grid (grid: {KEY: VALUES})",
                             reader->yaml.diagnostics);
    } else {
        override_text_refuse_key(reader->yaml.document, key, names, MEMBERS + is_root, reader->yaml.diagnostics);
    }
}

/* Whether something in root says, or is meant to say, what varies. A config file may have a seed, too. */
static bool is_sweep(const struct node *root)
{
    static const struct text varying[] = {TEXT("grid"), TEXT("choose"), TEXT("grids")};
    for (const struct node *value = root->first; value; value = value->next) {
        if (is_sweep_key(value->key->text) || nearest_name(value->key->text, varying, 3).length > 0) {
            return true;
        }
    }
    return false;
}

static bool check_member(const struct reader *reader, const struct node *value, bool is_root)
{
    const struct member *member = find_member(value->key->text);
    if (is_root && text_equal(value->key->text, GRIDS)) {
        return true;
    }
    if (!member) {
        refuse_unknown(reader, value->key, is_root);
        return false;
    }
    if (own_tag_inside(value) == value) {
        return refuse(reader, value, "a tag cannot stand here");
    }
    return value->kind == member->kinds[0] || value->kind == member->kinds[1] ||
           refuse_kind(reader, value, member->name, member->wanted);
}

static bool check_members(const struct reader *reader, const struct node *map, bool is_root)
{
    bool right = true;
    for (const struct node *value = map->first; value; value = value->next) {
        right = check_member(reader, value, is_root) && right;
    }
    return right;
}

static void read_axes(struct reader *reader, const struct node *map)
{
    for (struct node *value = map->first; value; value = value->next) {
        if (text_equal(value->key->text, TEXT("grid"))) {
            read_grid(reader, value);
        } else if (text_equal(value->key->text, TEXT("choose"))) {
            read_choose(reader, value);
        }
    }
}

/* Makes the keys of map, whose members are right, in the order in which they stand there. */
static void claim_members(struct reader *reader, struct node *map)
{
    struct node *file = node_find(reader->yaml.sweep->arena, map, TEXT("file"));
    if (file) {
        read_file(reader, file);
    }
    for (struct node *value = map->first; value; value = value->next) {
        const struct member *member = find_member(value->key->text);
        if (member && member->claim) {
            member->claim(&reader->claims, &reader->yaml, value);
        }
    }
}

static void read_members(struct reader *reader, struct node *map)
{
    reader->grid = sweep_add_grid(reader->yaml.sweep, place_of(reader, map));
    read_axes(reader, map);
    if (!reader->grid->axes && !has_failed(reader)) {
        refuse(reader, map, "nothing varies here (write grid: {KEY: VALUES})");
    }
    for (size_t i = 0; i < MEMBERS; i++) {
        struct node *value = node_find(reader->yaml.sweep->arena, map, text_of(members[i].name));
        if (value && members[i].read) {
            members[i].read(reader, value);
        }
    }
}

/* Of a file of several grids, what stands beside them. */
static void read_beside(struct reader *reader, const struct node *root)
{
    for (struct node *value = root->first; value; value = value->next) {
        if (text_equal(value->key->text, TEXT("file"))) {
            read_file(reader, value);
        } else if (!text_equal(value->key->text, GRIDS)) {
            diagnose(reader->yaml.diagnostics, SEVERITY_ERROR, place_of(reader, value->key),
                     "\"%.*s\" cannot stand beside grids (write it in each grid that it is for)",
                     TEXT_ARGS(value->key->text));
        }
    }
}

/* The keys of all grids come first, so that any value can refer to them. */
static void read_grids(const struct reader *common, struct node *first, size_t count, bool is_root)
{
    struct reader *readers = arena_array(common->yaml.sweep->arena, struct reader, count);
    struct node *map = first;
    for (size_t i = 0; i < count; i++, map = map->next) {
        readers[i] = *common;
        if (is_object(common, map, "a grid") && (is_root || check_members(common, map, false))) {
            claim_members(&readers[i], map);
        }
    }
    map = first;
    for (size_t i = 0; i < count && !has_failed(common); i++, map = map->next) {
        read_members(&readers[i], map);
    }
}

bool sweep_yaml_read(struct sweep *sweep, const struct document *document, struct text file,
                     struct diagnostics *diagnostics)
{
    struct reader reader = {.yaml = {sweep, document, file, diagnostics}, .errors = diagnostics->errors};
    struct node *grids = node_find(sweep->arena, document->root, GRIDS);
    if (!is_sweep(document->root)) {
        return refuse(&reader, document->root, "this is no sweep (write grid: {KEY: VALUES}; W&B's has a method)");
    }
    if (!check_members(&reader, document->root, true)) {
        return false;
    }
    if (!grids) {
        read_grids(&reader, document->root, 1, true);
    } else if (grids->kind == NODE_LIST && grids->first) {
        read_beside(&reader, document->root);
        read_grids(&reader, grids->first, grids->count, false);
    } else {
        refuse_kind(&reader, grids, "grids", "a list of grids: [{grid: …}, …]");
    }
    return !has_failed(&reader);
}
