/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/version.h"
#include "core/patch/hidden.h"
#include "core/base/sha256.h"
#include "shim/serve/kernel.h"
#include "shim/serve/look.h"
#include "shim/serve/own_stack.h"
#include "shim/serve/whole_file.h"

#include <errno.h>
#include <string.h>

/* Seconds. Two covers FAT's mtime; ext3's and old NFS's are one, the kernel's own clock tick is 10 ms at most. */
#define TIMESTAMP_GRANULARITY 2

#define PIECE ((size_t)64 << 10)

/* A file that is being written is read again, a few times, with a pause, before it is given up. */
#define READ_ATTEMPTS 20
#define READ_PAUSE    1000000 /* nanoseconds */

static bool same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static bool same_change(const struct stat *a, const struct stat *b)
{
    return a->st_size == b->st_size && same_time(a->st_mtim, b->st_mtim) && same_time(a->st_ctim, b->st_ctim);
}

static bool same_state(const struct stat *a, const struct stat *b)
{
    return kernel_same_file(a, b) && same_change(a, b);
}

/* now is when reading began. A write after that has a later time than disk's, unless disk's is too fresh. */
static bool is_settled(const struct stat *disk, struct timespec now)
{
    return disk->st_mtim.tv_sec + TIMESTAMP_GRANULARITY < now.tv_sec &&
           disk->st_ctim.tv_sec + TIMESTAMP_GRANULARITY < now.tv_sec;
}

/* Compares up to PIECE bytes at a time. */
static bool holds(int fd, struct text original, char *room)
{
    for (size_t at = 0; at < original.length;) {
        ssize_t got = kernel_read_at(fd, room, PIECE, (off_t)at);
        if (got <= 0 || (size_t)got > original.length - at || memcmp(original.bytes + at, room, (size_t)got) != 0) {
            return false;
        }
        at += (size_t)got;
    }
    return true;
}

void version_compared(const struct version *version, struct timespec began)
{
    if (is_settled(&version->disk, began)) {
        atomic_store((atomic_bool *)&version->settled, true);
    }
}

/* Whether fd still holds version's original, whose size is right. */
static bool is_unchanged(const struct version *version, int fd)
{
    const struct timespec now = kernel_now();
    char *room = kernel_map(PIECE);
    if (!room) {
        return false;
    }
    const bool unchanged = holds(fd, version->original, room);
    kernel_unmap(room, PIECE);
    if (unchanged) {
        version_compared(version, now);
    }
    return unchanged;
}

/* What making a version works on. Both arenas are make_apart()'s, which releases them, whichever runs out. */
struct making {
    struct arena *kept;
    struct arena *scratch;
    const struct version_source *source;
    int fd;                  /* negative: there is no file */
    const struct stat *disk; /* of fd, before it was read */
    struct look copy;        /* what is read instead of fd, where has_copy */
    bool has_copy;
    int error;
    struct version *version;
    struct timespec began; /* the reading */
    struct patch patch;
    struct diagnostics diagnostics;
    bool patched;
    bool hides_before, hides_after; /* no digest of it may be told: it has a secret */
};

/* One reading of what is open at fd, whose state goes to *disk; false when it changed meanwhile, or with
 * making->error. */
static bool read_once(struct making *making, int fd, struct stat *disk, struct buffer *room)
{
    struct stat after;
    making->began = kernel_now();
    making->error = -kernel_fstat(fd, disk);
    if (making->error == 0 && disk->st_size > (off_t)DOCUMENT_SIZE_MAX) {
        making->error = EFBIG;
    }
    if (making->error != 0) {
        return false;
    }
    size_t size = (size_t)disk->st_size;
    buffer_reserve(room, size + 1); /* one more, so that growth shows */
    ssize_t length = kernel_read_at(fd, room->bytes, size + 1, 0);
    making->error = length < 0 ? (int)-length : -kernel_fstat(fd, &after);
    if (making->error != 0) {
        return false;
    }
    making->version->original = (struct text){room->bytes, size};
    return (size_t)length == size && same_state(disk, &after);
}

static bool read_original(struct making *making, int fd, struct stat *disk)
{
    struct buffer room = {.arena = making->kept};
    for (int attempt = 0; attempt < READ_ATTEMPTS; attempt++) {
        if (read_once(making, fd, disk, &room)) {
            return true;
        }
        if (making->error != 0) {
            return false;
        }
        kernel_sleep(READ_PAUSE);
    }
    making->error = EAGAIN;
    return false;
}

static void note_secrets(struct making *making)
{
    const struct override_file *file = making->source->file;
    const struct patch *patch = &making->patch;
    struct text shown;
    making->hides_before =
        hidden_bytes(making->scratch, file, making->version->original, patch->format, &shown) != OUTCOME_NONE;
    making->hides_after =
        patch->has_secrets || hidden_bytes(making->scratch, file, patch->bytes, patch->format, &shown) != OUTCOME_NONE;
}

static void patch(void *context)
{
    struct making *making = context;
    const struct version_source *source = making->source;
    making->diagnostics = (struct diagnostics){.arena = making->scratch};
    if (making->version->is_made_up) {
        making->patched = patch_missing_file(making->scratch, source->overrides, source->file,
                                             &making->version->original, &making->patch, &making->diagnostics);
    } else {
        making->patched = patch_file(making->scratch, source->overrides, source->file, making->version->original,
                                     &making->patch, &making->diagnostics);
    }
    if (making->patched && source->digests) {
        note_secrets(making);
    }
}

static const char *first_error(struct making *making)
{
    struct buffer message = {.arena = making->kept};
    const struct diagnostic *first = diagnostic_first_error(&making->diagnostics);
    buffer_put(&message, first ? text_of(diagnostic_line(making->kept, first)) : TEXT("cannot be patched"));
    if (making->diagnostics.errors > 1) {
        buffer_format(&message, " (and %zu more)", making->diagnostics.errors - 1);
    }
    return buffer_string(&message);
}

static void keep_notes(struct making *making)
{
    struct version *version = making->version;
    size_t count = 0;
    for (const struct diagnostic *d = making->diagnostics.first; d; d = d->next) {
        count += d->severity != SEVERITY_ERROR;
    }
    version->notes = arena_array(making->kept, const char *, count);
    for (const struct diagnostic *d = making->diagnostics.first; d; d = d->next) {
        if (d->severity != SEVERITY_ERROR) {
            version->notes[version->note_count++] = diagnostic_line(making->kept, d);
        }
    }
}

/* What passes by itself is no refusal: the next open may find the copy. */
static bool is_passing(int error)
{
    return error == ENOMEM || error == EMFILE || error == ENFILE || error == EBUSY;
}

static void refuse_copy(struct making *making, int error)
{
    const struct override_file *file = making->source->file;
    struct diagnostics diagnostics = {.arena = making->kept};
    diagnose(&diagnostics, SEVERITY_ERROR, file->copy.place, "the copy of %s, %.*s, %s", file->name,
             TEXT_ARGS(file->copy.path), whole_file_problem(error));
    making->version->refusal = diagnostic_line(making->kept, diagnostics.first);
}

/* False with a refusal, or with making->error. */
static bool open_copy(struct making *making)
{
    const char *path = text_string(making->kept, making->source->file->copy.path);
    const int error = -look_open_beside(&making->copy, AT_FDCWD, path);
    making->has_copy = error == 0;
    if (is_passing(error)) {
        making->error = error;
    } else if (error != 0) {
        refuse_copy(making, error);
    }
    return making->has_copy;
}

/* Reads what there is to patch. False with a refusal, or with making->error. */
static bool find_original(struct making *making)
{
    struct version *version = making->version;
    struct stat copy;
    if (making->source->file->copy.path.length > 0) {
        return open_copy(making) && read_original(making, making->copy.fd, &copy);
    }
    version->is_made_up = making->fd < 0;
    return version->is_made_up || read_original(making, making->fd, &version->disk);
}

static void make(void *context)
{
    struct making *making = context;
    struct version *version = arena_new(making->kept, struct version);
    making->version = version;
    version->disk = *making->disk;
    version->shared = arena_new(making->kept, struct shared_memfd);
    if (!find_original(making)) {
        return;
    }
    if (!arena_run(making->scratch, patch, making)) {
        making->error = ENOMEM;
        return;
    }
    if (making->patched) {
        version->bytes = text_copy(making->kept, making->patch.bytes);
    } else {
        version->refusal = first_error(making);
    }
    version->secret = making->patch.has_secrets;
    keep_notes(making);
    if (making->patched && making->source->digests && !version->is_made_up && !making->hides_before) {
        sha256_hex(version->original, version->before);
    }
    if (making->patched && making->source->digests && !making->hides_after) {
        sha256_hex(version->bytes, version->after);
    }
    const bool is_read = !making->has_copy && !version->is_made_up;
    atomic_store(&version->settled, !is_read || is_settled(&version->disk, making->began));
}

static void version_free(struct version *version)
{
    struct arena arena = version->arena; /* the version lies in the memory that goes */
    arena_release(&arena);
}

static void make_apart(void *context)
{
    struct making *making = context;
    struct arena kept, scratch;
    making->kept = &kept;
    making->scratch = &scratch;
    arena_init(&kept, 0);
    arena_init(&scratch, 0);
    if (!arena_run(&kept, make, making)) {
        making->error = ENOMEM;
    }
    arena_release(&scratch);
    if (making->has_copy) {
        look_close(&making->copy);
    }
    if (making->error != 0) {
        arena_release(&kept);
        return;
    }
    making->version->arena = kept;
}

static struct version *version_make(const struct version_source *source, int fd, const struct stat *disk, int *error)
{
    struct making making = {.source = source, .fd = fd, .disk = disk};
    const int callers_errno = errno; /* core calls the C library, for mmap and for numbers */
    if (!own_stack_run(make_apart, &making)) {
        making.error = ENOMEM;
    }
    errno = callers_errno;
    *error = making.error;
    return making.error != 0 ? NULL : making.version;
}

static void push(struct version_slot *slot, struct version *version)
{
    version->next = atomic_load(&slot->superseded);
    while (!atomic_compare_exchange_weak(&slot->superseded, &version->next, version)) {
        continue;
    }
}

/* Gives back the superseded versions if the caller is the only reader. One who comes in after a version was replaced
 * cannot find it, so what was waiting while the caller was alone has no readers. */
static void reclaim(struct version_slot *slot)
{
    struct version *waiting = atomic_exchange(&slot->superseded, NULL);
    const bool alone = atomic_load(&slot->readers) == 1;
    while (waiting) {
        struct version *next = waiting->next;
        if (alone) {
            version_free(waiting);
        } else {
            push(slot, waiting);
        }
        waiting = next;
    }
}

/* Makes `made` current in the place of `before`, unless another thread published the same meanwhile. */
static struct version *publish(struct version_slot *slot, struct version *before, struct version *made)
{
    struct version *found = before;
    if (atomic_compare_exchange_strong(&slot->current, &found, made)) {
        if (before) {
            push(slot, before);
        }
        return made;
    }
    if (found && same_state(&found->disk, &made->disk) && text_equal(found->original, made->original)) {
        version_free(made);
        return found;
    }
    push(slot, atomic_exchange(&slot->current, made)); /* never NULL again once it was set */
    return made;
}

/* The current version, if it is for what is open at fd. */
static const struct version *find_current(struct version_slot *slot, int fd, const struct stat *disk)
{
    struct version *current = atomic_load(&slot->current);
    bool is_it =
        current && same_state(&current->disk, disk) && (atomic_load(&current->settled) || is_unchanged(current, fd));
    return is_it ? current : NULL;
}

static struct version *make_current(struct version_slot *slot, const struct version_source *source, int fd,
                                    const struct stat *disk, int *error)
{
    struct version *before = atomic_load(&slot->current);
    struct version *made = version_make(source, fd, disk, error);
    return made ? publish(slot, before, made) : NULL;
}

const struct version *version_enter(struct version_slot *slot, const struct version_source *source, int fd,
                                    const struct stat *disk, int *error)
{
    struct version_wait wait = {0};
    bool claimed = false;
    atomic_fetch_add(&slot->readers, 1);
    const struct version *version = find_current(slot, fd, disk);
    while (!version && !claimed) {
        claimed = version_claim_take(&slot->claim, &wait, (size_t)disk->st_size);
        version = find_current(slot, fd, disk);
    }
    if (!version) {
        version = make_current(slot, source, fd, disk, error);
    }
    if (claimed) {
        version_claim_give_back(&slot->claim);
    }
    if (!version) {
        version_leave(slot);
    }
    return version;
}

const struct version *version_enter_seen(struct version_slot *slot, const struct stat *disk)
{
    atomic_fetch_add(&slot->readers, 1);
    struct version *current = atomic_load(&slot->current);
    if (current && same_state(&current->disk, disk)) {
        return current;
    }
    version_leave(slot);
    return NULL;
}

bool version_is_of(const struct version *version, const struct stat *seen)
{
    return kernel_same_file(&version->disk, seen) || same_change(&version->disk, seen);
}

void version_leave(struct version_slot *slot)
{
    if (atomic_load(&slot->superseded)) {
        reclaim(slot);
    }
    atomic_fetch_sub(&slot->readers, 1);
}
