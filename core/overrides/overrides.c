/* SPDX-License-Identifier: Apache-2.0 */
/* The list of overrides, and the files that they are for. */
#include "core/overrides/overrides.h"
#include "core/base/path.h"

const struct file_policy overrides_no_policy;

static struct override_file **bucket_of(const struct overrides *overrides, struct text full)
{
    return &overrides->buckets[text_hash(full) & (overrides->bucket_count - 1)];
}

static struct override_file *find_registered(const struct overrides *overrides, struct text full)
{
    struct override_file *file = overrides->bucket_count ? *bucket_of(overrides, full) : NULL;
    while (file && !text_equal(file->path, full)) {
        file = file->next_in_bucket;
    }
    return file;
}

static void enter_bucket(struct overrides *overrides, struct override_file *file)
{
    struct override_file **bucket = bucket_of(overrides, file->path);
    file->next_in_bucket = *bucket;
    *bucket = file;
}

/* Makes room for one more, so that buckets hold about one file each. */
static void grow_buckets(struct overrides *overrides)
{
    if (overrides->file_count < overrides->bucket_count) {
        return;
    }
    overrides->bucket_count = overrides->bucket_count ? 2 * overrides->bucket_count : 8;
    overrides->buckets = arena_array(overrides->arena, struct override_file *, overrides->bucket_count);
    for (struct override_file *file = overrides->files; file; file = file->next) {
        enter_bucket(overrides, file);
    }
}

struct override_file *overrides_find_file(const struct overrides *overrides, struct text path)
{
    return find_registered(overrides, path_full(overrides->arena, overrides->root, path));
}

struct override_file *overrides_register(struct overrides *overrides, struct text path, struct text name,
                                         struct place origin)
{
    struct text full = path_full(overrides->arena, overrides->root, path);
    struct override_file *file = find_registered(overrides, full);
    if (file) {
        return file;
    }
    file = arena_new(overrides->arena, struct override_file);
    file->path = full;
    file->name = text_string(overrides->arena, name);
    file->origin = origin;
    file->policy = &overrides_no_policy;
    grow_buckets(overrides);
    enter_bucket(overrides, file);
    if (overrides->files_last) {
        overrides->files_last->next = file;
    } else {
        overrides->files = file;
    }
    overrides->files_last = file;
    overrides->file_count++;
    return file;
}

struct override_file *overrides_file(struct overrides *overrides, struct text path, struct place origin)
{
    return overrides_register(overrides, path, path, origin);
}

static void leave_bucket(const struct overrides *overrides, const struct override_file *file)
{
    struct override_file **link = bucket_of(overrides, file->path);
    while (*link != file) {
        link = &(*link)->next_in_bucket;
    }
    *link = file->next_in_bucket;
}

static void leave_files(struct overrides *overrides, const struct override_file *file)
{
    struct override_file **link = &overrides->files, *before = NULL;
    while (*link != file) {
        before = *link;
        link = &before->next;
    }
    *link = file->next;
    overrides->files_last = overrides->files_last == file ? before : overrides->files_last;
    overrides->file_count--;
}

/* Makes the overrides of one file those of another, each in its order among those. */
static void join_files(const struct overrides *overrides, const struct override_file *from, struct override_file *to)
{
    struct override **link = &to->first;
    for (struct override *override = overrides->first; override; override = override->next) {
        if (override->file != from && override->file != to) {
            continue;
        }
        override->file = to;
        *link = to->last[override->layer] = override;
        link = &override->next_file;
    }
    *link = NULL;
    to->base = from->base.required || to->base.sha256.length == 0 ? from->base : to->base;
    to->copy = from->copy.path.length > 0 ? from->copy : to->copy;
}

void overrides_move_file(struct overrides *overrides, struct override_file *file, struct text path)
{
    struct override_file *other = find_registered(overrides, path);
    leave_bucket(overrides, file);
    if (other) {
        leave_files(overrides, file);
        join_files(overrides, file, other);
        return;
    }
    file->path = path;
    enter_bucket(overrides, file);
}

bool override_file_may_be_absent(const struct override_file *file)
{
    return file->policy->optional || file->copy.path.length > 0;
}

bool override_file_is_needed(const struct override_file *file)
{
    return file->first || file->base.required || file->copy.path.length > 0;
}

/* The last override of layer, or of the next lower one that has any; NULL: it comes first. */
static struct override *last_up_to(struct override *const *last, enum layer layer)
{
    size_t at = layer;
    while (at > 0 && !last[at]) {
        at--;
    }
    return last[at];
}

void overrides_add(struct overrides *overrides, const struct override *override)
{
    struct override *copy = arena_new(overrides->arena, struct override);
    struct override_file *file = override->file;
    struct override *before = last_up_to(overrides->last, override->layer);
    struct override *before_in_file = last_up_to(file->last, override->layer);
    struct override **link = before ? &before->next : &overrides->first;
    struct override **link_in_file = before_in_file ? &before_in_file->next_file : &file->first;
    *copy = *override;
    copy->next = *link;
    copy->next_file = *link_in_file;
    *link = *link_in_file = copy;
    overrides->last[copy->layer] = file->last[copy->layer] = copy;
}

static void hand_on(struct override **last)
{
    last[LAYER_HANDED_ON] = last_up_to(last, LAYER_COUNT - 1);
    for (size_t layer = 0; layer < LAYER_COUNT; layer++) {
        last[layer] = layer == LAYER_HANDED_ON ? last[layer] : NULL;
    }
}

void overrides_hand_on(struct overrides *overrides)
{
    for (struct override *override = overrides->first; override; override = override->next) {
        override->layer = LAYER_HANDED_ON;
    }
    for (struct override_file *file = overrides->files; file; file = file->next) {
        hand_on(file->last);
    }
    hand_on(overrides->last);
}

/* Of an edit, the place stands behind the name. */
static bool is_said_by(struct text source, struct text variable)
{
    return text_starts(source, variable) && (source.length == variable.length || source.bytes[variable.length] == ':');
}

bool overrides_place_is_wandb(struct place place)
{
    struct text source = text_of(place.source);
    return is_said_by(source, TEXT("WANDB_CONFIG")) || is_said_by(source, TEXT("WANDB_LAUNCH_FILE_OVERRIDES")) ||
           text_starts(source, TEXT("WANDB_SWEEP_PARAM_PATH="));
}

bool override_is_for(const struct override *override, uint32_t which)
{
    return override->document == which || (which == 0 && override->document == 1);
}
