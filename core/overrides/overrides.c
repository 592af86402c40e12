/* SPDX-License-Identifier: Apache-2.0 */
/* The list of overrides, and the files that they are for. */
#include "core/overrides/overrides.h"
#include "core/base/path.h"

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

static void append_to_file(struct override *override)
{
    struct override_file *file = override->file;
    if (file->last) {
        file->last->next_file = override;
    } else {
        file->first = override;
    }
    file->last = override;
}

void overrides_add(struct overrides *overrides, const struct override *override)
{
    struct override *copy = arena_new(overrides->arena, struct override);
    *copy = *override;
    copy->next = copy->next_file = NULL;
    if (overrides->last) {
        overrides->last->next = copy;
    } else {
        overrides->first = copy;
    }
    overrides->last = copy;
    append_to_file(copy);
}

/* The files' own lists, made anew from the one of all. */
static void relist(struct overrides *overrides)
{
    for (struct override_file *file = overrides->files; file; file = file->next) {
        file->first = file->last = NULL;
    }
    for (struct override *override = overrides->first; override; override = override->next) {
        override->next_file = NULL;
        append_to_file(override);
    }
}

void overrides_move(struct overrides *overrides, struct override *from, struct override *to)
{
    struct override **moved = from ? &from->next : &overrides->first;
    struct override **behind = to ? &to->next : &overrides->first;
    if (from == to || !*moved) {
        return;
    }
    struct override *first = *moved, *last = overrides->last;
    *moved = NULL;
    overrides->last = from;
    last->next = *behind;
    *behind = first;
    relist(overrides);
}

bool overrides_place_is_wandb(struct place place)
{
    struct text source = text_of(place.source);
    return text_equal(source, TEXT("WANDB_CONFIG")) || text_equal(source, TEXT("WANDB_LAUNCH_FILE_OVERRIDES"));
}

bool override_is_for(const struct override *override, uint32_t which)
{
    return override->document == which || (which == 0 && override->document == 1);
}
