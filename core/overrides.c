/* The list of overrides, and the files that they are for. */
#include "core/overrides_internal.h"

/* Appends path's components behind '/'s, without empty ones and ".". ".." stays: it may follow a symbolic link. */
static void put_components(struct buffer *out, struct text path)
{
    size_t end;
    for (size_t at = 0; at < path.length; at = end + 1) {
        end = text_find(path, at, '/');
        struct text component = text_part(path, at, end);
        if (component.length == 0 || text_equal(component, TEXT("."))) {
            continue;
        }
        if (out->length > 0 && out->bytes[out->length - 1] != '/') {
            buffer_byte(out, '/');
        }
        buffer_put(out, component);
    }
}

static struct text full_path(const struct overrides *overrides, struct text path)
{
    struct buffer full = {.arena = overrides->arena};
    bool absolute = text_starts(path, TEXT("/"));
    if (absolute || text_starts(overrides->root, TEXT("/"))) {
        buffer_byte(&full, '/');
    }
    if (!absolute) {
        put_components(&full, overrides->root);
    }
    put_components(&full, path);
    return buffer_text(&full);
}

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
    return find_registered(overrides, full_path(overrides, path));
}

struct override_file *overrides_register(struct overrides *overrides, struct text path, struct text name,
                                         struct place origin)
{
    struct text full = full_path(overrides, path);
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

void overrides_append(struct overrides *overrides, const struct override *override)
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

    struct override_file *file = copy->file;
    if (file->last) {
        file->last->next_file = copy;
    } else {
        file->first = copy;
    }
    file->last = copy;
}
