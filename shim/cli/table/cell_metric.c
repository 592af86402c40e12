/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/table/cell_metric.h"
#include "shim/cli/table/metric_find.h"

#include "core/base/path.h"
#include "core/sweep/cell_value.h"
#include "core/tree/document.h"
#include "shim/serve/look.h"
#include "shim/serve/whole_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The end of an output is read first, since the last match counts; more of it where there is none. */
#define TAIL_SIZE   ((size_t)64 << 10)
#define TAIL_GROWTH 8

static bool is_inside(const char *dir, const char *path)
{
    const size_t length = strlen(dir);
    return strncmp(path, dir, length) == 0 && (path[length] == '/' || (length > 0 && dir[length - 1] == '/'));
}

/* Whether path, without its symbolic links, is inside dir. *state says why not. */
static bool is_there(const char *dir, const char *path, struct metric_value *value)
{
    char *real = realpath(path, NULL), *real_dir = NULL;
    if (!real) {
        const bool is_none = errno == ENOENT || errno == ENOTDIR;
        *value = is_none ? (struct metric_value){.state = METRIC_NO_FILE} : metric_unreadable(strerror(errno));
        return false;
    }
    real_dir = realpath(dir, NULL);
    const bool is = real_dir && is_inside(real_dir, real);
    if (!is) {
        *value = metric_unreadable("a symbolic link leads out of the cell's directory");
    }
    free(real_dir);
    free(real);
    return is;
}

/* The last size bytes of a file as it was when it was opened; a job may go on writing. False with errno. */
static bool read_end(struct arena *arena, const struct look *look, size_t size, struct text *bytes)
{
    char *read_bytes = arena_alloc(arena, size + 1);
    const off_t start = look->seen.st_size - (off_t)size;
    size_t length = 0;
    while (length < size) {
        const ssize_t got = pread(look->fd, read_bytes + length, size - length, start + (off_t)length);
        if (got < 0 && errno != EINTR) {
            return false;
        }
        if (got == 0) {
            break; /* it is shorter now */
        }
        length += got > 0 ? (size_t)got : 0;
    }
    *bytes = (struct text){read_bytes, length};
    return true;
}

/* A file's end is read in an arena of its own. */
struct reading {
    struct arena *arena; /* of the result */
    const struct metric *metric;
    const struct look *look;
    size_t size;
    bool has_ended;
    struct metric_value value;
    struct arena own;
};

static void find_in_end(void *context)
{
    struct reading *reading = context;
    struct metric_content content = {
        .is_tail = (off_t)reading->size < reading->look->seen.st_size,
        .has_ended = reading->has_ended,
    };
    if (!read_end(&reading->own, reading->look, reading->size, &content.bytes)) {
        reading->value = metric_unreadable(strerror(errno));
        return;
    }
    reading->value = metric_value_copy(reading->arena, metric_find(&reading->own, reading->metric, content));
}

static struct metric_value in_end(struct arena *arena, const struct metric *metric, const struct look *look,
                                  size_t size, bool has_ended)
{
    struct reading reading = {.arena = arena, .metric = metric, .look = look, .size = size, .has_ended = has_ended};
    arena_init(&reading.own, 0);
    if (!arena_run(&reading.own, find_in_end, &reading)) {
        reading.value = metric_unreadable("there is too much in it");
    }
    arena_release(&reading.own);
    return reading.value;
}

static struct metric_value in_file(struct arena *arena, const struct metric *metric, const struct look *look,
                                   bool has_ended)
{
    const size_t all = (size_t)look->seen.st_size;
    if (metric_needs_all(metric)) {
        return all > DOCUMENT_SIZE_MAX ? metric_unreadable("it is larger than 512 MiB")
                                       : in_end(arena, metric, look, all, has_ended);
    }
    for (size_t size = TAIL_SIZE;; size *= TAIL_GROWTH) {
        size = size < DOCUMENT_SIZE_MAX ? size : DOCUMENT_SIZE_MAX;
        const struct metric_value value = in_end(arena, metric, look, size < all ? size : all, has_ended);
        if (value.state != METRIC_NO_KEY || size >= all) {
            return value;
        }
        if (size == DOCUMENT_SIZE_MAX) {
            return metric_unreadable("there is none in its last 512 MiB");
        }
    }
}

/* A template's path begins in the working directory, as the job's did. */
static const char *template_path(const struct store *store, uint32_t number, const struct metric *metric)
{
    struct diagnostics unheard = {.arena = store->arena};
    const struct cell_names names = {number, store_cell_dir(store, number)};
    const struct sweep_value file = {.text = text_of(metric->file), .kind = ASSIGNMENT_STRING};
    struct node *node;
    struct text word;
    const bool is_read = cell_value_read(store->arena, metric->spec, &file, &names, &node, &word, &unheard);
    return is_read ? text_string(store->arena, node->text) : metric->file;
}

struct metric_value cell_metric_read(const struct store *store, uint32_t number, const struct metric *metric,
                                     bool has_ended)
{
    const char *dir = store_cell_dir(store, number);
    const char *path =
        metric->is_template ? template_path(store, number, metric) : path_in(store->arena, dir, metric->file);
    struct metric_value value;
    struct look look;
    if (!metric->is_template && !is_there(dir, path, &value)) {
        return value;
    }
    const int error = look_open(&look, path);
    if (error < 0) {
        return error == -ENOENT || error == -ENOTDIR ? (struct metric_value){.state = METRIC_NO_FILE}
                                                     : metric_unreadable(whole_file_problem(-error));
    }
    value = in_file(store->arena, metric, &look, has_ended);
    look_close(&look);
    return value;
}
