/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/registry.h"
#include "core/base/path.h"
#include "core/base/printable.h"
#include "shim/serve/descriptor_path.h"
#include "shim/serve/kernel.h"

#include <errno.h>
#include <string.h>
#include <sys/auxv.h>

#define SHORT_PATH 256 /* a longer one is not copied to the stack, which may be small */

/* With its dot. Empty when there is none, and for a name such as ".yaml". */
static struct text extension_of(struct text name)
{
    const char *dot = name.length > 0 ? memrchr(name.bytes + 1, '.', name.length - 1) : NULL;
    return dot ? text_from(name, (size_t)(dot - name.bytes)) : (struct text){0};
}

/* Slots for count entries: a power of two, at most half full. */
static size_t slots_for(size_t count)
{
    size_t slots = 4;
    while (slots < 2 * count) {
        slots *= 2;
    }
    return slots;
}

static void table_init(struct arena *arena, struct name_table *table, size_t count)
{
    size_t slots = slots_for(count);
    table->slots = arena_array(arena, struct named_file, slots);
    table->mask = slots - 1;
}

/* The slot that holds name, or the free one where it belongs. */
static struct named_file *table_slot(const struct name_table *table, struct text name)
{
    size_t i = (size_t)text_hash(name) & table->mask;
    while (table->slots[i].name.length > 0 && !text_equal(table->slots[i].name, name)) {
        i = (i + 1) & table->mask;
    }
    return &table->slots[i];
}

static bool table_has(const struct name_table *table, struct text name)
{
    return table_slot(table, name)->name.length > 0;
}

static size_t at_start_first(const struct registry *registry, dev_t device, ino_t inode)
{
    return (size_t)(((uint64_t)inode ^ (uint64_t)device << 32) * 0x9e3779b97f4a7c15u >> 32) & registry->at_start_mask;
}

/* The file that had this identity at start-up, or NULL. */
static struct registered *at_start(const struct registry *registry, dev_t device, ino_t inode)
{
    for (size_t i = at_start_first(registry, device, inode); registry->at_start[i];
         i = (i + 1) & registry->at_start_mask) {
        if (registry->at_start[i]->start_device == device && registry->at_start[i]->start_inode == inode) {
            return registry->at_start[i];
        }
    }
    return NULL;
}

/* Notes what lies at the registered path now. False when that is another registered file's too. */
static bool note_identity(struct registry *registry, struct registered *file, struct diagnostics *diagnostics)
{
    struct stat target;
    const int result = kernel_fstatat(AT_FDCWD, file->path, &target, AT_SYMLINK_NOFOLLOW);
    registry->is_blind |= kernel_refused(result);
    if (result < 0) {
        return true;
    }
    if (S_ISLNK(target.st_mode)) {
        registry->has_symlink = true;
        if (kernel_fstatat(AT_FDCWD, file->path, &target, 0) < 0) {
            return true;
        }
    }
    const struct registered *other = at_start(registry, target.st_dev, target.st_ino);
    if (other) {
        diagnose(diagnostics, SEVERITY_ERROR, file->file->origin, "%s is the same file as %s (name it in one way)",
                 file->file->name, other->file->name);
        return false;
    }
    file->start_device = target.st_dev;
    file->start_inode = target.st_ino;
    size_t i = at_start_first(registry, target.st_dev, target.st_ino);
    while (registry->at_start[i]) {
        i = (i + 1) & registry->at_start_mask;
    }
    registry->at_start[i] = file;
    return true;
}

static void enter_name(struct registry *registry, struct registered *file)
{
    struct text name = path_name(file->path);
    struct text extension = extension_of(name);
    if (name.length == 0) {
        return; /* a path that ends in a slash is a directory's, and no open will read it */
    }
    struct named_file *slot = table_slot(&registry->names, name);
    slot->name = name;
    registry->last_bytes[(unsigned char)name.bytes[name.length - 1]] = true;
    file->same_name = slot->first;
    slot->first = file;
    if (extension.length > 0) {
        table_slot(&registry->extensions, extension)->name = extension;
    }
}

static struct stat absent_file(int64_t started)
{
    const struct timespec time = {.tv_sec = (time_t)started};
    return (struct stat){
        .st_mode = S_IFREG | 0444,
        .st_nlink = 1,
        .st_uid = (uid_t)getauxval(AT_EUID),
        .st_gid = (gid_t)getauxval(AT_EGID),
        .st_blksize = 4096,
        .st_atim = time,
        .st_mtim = time,
        .st_ctim = time,
    };
}

/* What may_name_descriptor() takes ends in these. */
static void enter_descriptors(struct registry *registry)
{
    for (const char *last = "0123456789n"; *last != '\0'; last++) {
        registry->last_bytes[(unsigned char)*last] = true;
    }
}

bool registry_build(struct arena *arena, struct registry *registry, const struct overrides *overrides, bool digests,
                    int64_t started, struct diagnostics *diagnostics)
{
    struct registered *next;
    bool right = true;
    *registry = (struct registry){.count = overrides->file_count};
    registry->files = next = arena_array(arena, struct registered, registry->count);
    table_init(arena, &registry->names, registry->count);
    table_init(arena, &registry->extensions, registry->count);
    registry->at_start = arena_array(arena, struct registered *, slots_for(registry->count));
    registry->at_start_mask = slots_for(registry->count) - 1;
    registry->absent = absent_file(started);
    enter_descriptors(registry);
    for (const struct override_file *file = overrides->files; file; file = file->next, next++) {
        next->file = file;
        next->path = text_string(arena, file->path);
        next->shown = printable_string(arena, text_of(file->name));
        next->source = (struct version_source){
            .overrides = overrides, .file = file, .digests = digests && !file->policy->is_wandb_file};
        enter_name(registry, next);
        right &= note_identity(registry, next, diagnostics);
    }
    return right;
}

#define DESCRIPTOR_DIGITS_MAX 10 /* of an int */

/* Whether path can name a descriptor, which may be open on a registered file: /proc/self/fd/3, /dev/fd/3, /dev/stdin. A
 * relative path, or one through links, says nothing of the directory that it ends in. The kernel takes no number with a
 * zero in front; and what /proc has itself under a number is a directory. */
static bool may_name_descriptor(const char *path, struct text name)
{
    const struct text before = {path, (size_t)(name.bytes - path)};
    if (text_equal(name, TEXT("stdin"))) {
        return true;
    }
    return name.length <= DESCRIPTOR_DIGITS_MAX && strspn(name.bytes, "0123456789") == name.length &&
           (*name.bytes != '0' || name.length == 1) && !text_equal(before, TEXT("/proc/"));
}

bool registry_may_be(const struct registry *registry, const char *path)
{
    size_t length = strlen(path);
    /* Most paths end here, in a tenth of the time that the look-ups take. */
    if (length == 0 || !registry->last_bytes[(unsigned char)path[length - 1]]) {
        return false;
    }
    struct text name = path_name(path);
    struct text extension = extension_of(name);
    if (extension.length > 0) {
        return table_has(&registry->extensions, extension);
    }
    return name.length > 0 && (table_has(&registry->names, name) || may_name_descriptor(path, name));
}

struct registered *registry_namesakes(const struct registry *registry, const char *path)
{
    return table_slot(&registry->names, path_name(path))->first;
}

static bool was_at_start(const struct registered *file, const struct stat *seen)
{
    return file->start_device == seen->st_dev && file->start_inode == seen->st_ino;
}

/* Whether what was seen is what lies at the registered path now. A process that may no longer look there, because it
 * gave up rights or is in a sandbox, still has what was there at start-up. One that finds nothing there has not: inodes
 * are used again. *closed becomes true where its rights do not suffice to look. */
static bool is_at(const struct registered *file, const struct stat *seen, bool *closed)
{
    struct stat now;
    int result = kernel_fstatat(AT_FDCWD, file->path, &now, 0);
    *closed |= result == -EACCES;
    return result == -EACCES || kernel_refused(result) ? was_at_start(file, seen)
                                                       : result == 0 && kernel_same_file(&now, seen);
}

static int stat_part(int directory, const char *path, size_t length, char *room, struct stat *out)
{
    memcpy(room, path, length);
    room[length] = '\0';
    return kernel_fstatat(directory, room, out, 0);
}

static int stat_long_part(int directory, const char *path, size_t length, struct stat *out)
{
    char *room = length < PATH_MAX ? kernel_map(PATH_MAX) : NULL;
    int result = room ? stat_part(directory, path, length, room, out) : -ENAMETOOLONG;
    if (room) {
        kernel_unmap(room, PATH_MAX);
    }
    return result;
}

/* Looks at the directory that path's last component is in. */
static int stat_parent(int directory, const char *path, struct stat *out)
{
    char room[SHORT_PATH];
    const size_t length = path_parent(path).length;
    if (length == 0) {
        return kernel_fstatat(directory, ".", out, 0);
    }
    return length < sizeof room ? stat_part(directory, path, length, room, out)
                                : stat_long_part(directory, path, length, out);
}

/* Whether path leads to file, along whose own path nobody may look: a process that gave up rights may still be in a
 * directory below one that is closed to it. The kernel says where path led. */
static bool leads_to_closed(const struct registered *file, int directory, const char *path)
{
    const int fd = kernel_openat(directory, path, O_PATH | O_CLOEXEC, 0);
    char *room = fd < 0 ? NULL : kernel_map(PATH_MAX);
    const bool is_same = room && text_equal(descriptor_path(fd, room, PATH_MAX), text_of(file->path));
    if (room) {
        kernel_unmap(room, PATH_MAX);
    }
    if (fd >= 0) {
        kernel_close(fd);
    }
    return is_same;
}

/* The registered file of path's name in path's directory, whatever lies there now. */
static struct registered *find_by_place(const struct registry *registry, int directory, const char *path)
{
    struct registered *file = registry_namesakes(registry, path);
    struct stat parent, registered_parent;
    if (!file || stat_parent(directory, path, &parent) < 0) {
        return NULL;
    }
    for (; file; file = file->same_name) {
        const int result = stat_parent(AT_FDCWD, file->path, &registered_parent);
        if (result == 0 ? kernel_same_file(&parent, &registered_parent)
                        : result == -EACCES && leads_to_closed(file, directory, path)) {
            return file;
        }
    }
    return NULL;
}

/* Whether what was seen at path is what lies at the registered path. What was looked up by that path itself need not be
 * looked at again. */
static bool leads_to(const struct registered *file, const char *path, const struct stat *seen)
{
    bool closed = false;
    return file && (strcmp(path, file->path) == 0 || is_at(file, seen, &closed));
}

/* By identity, and by name. Unless path is the registered one, every answer is checked by a stat(2) of that as it is
 * now, so a table of identities that an atomic replacement has made stale leads to no wrong answer, only to the
 * searches behind it. */
static struct registered *find_by_name(const struct registry *registry, int directory, const char *path,
                                       const struct stat *seen)
{
    struct registered *file = at_start(registry, seen->st_dev, seen->st_ino);
    if (leads_to(file, path, seen)) {
        return file;
    }
    for (file = registry_namesakes(registry, path); file; file = file->same_name) {
        if (leads_to(file, path, seen)) {
            return file;
        }
    }
    return find_by_place(registry, directory, path);
}

/* Whether path can lead to a registered file under a name that is not registered, although the table of identities does
 * not know it: as a symbolic link, as a hard link, or as what a registered symbolic link leads to. */
static bool may_be_alias(const struct registry *registry, int directory, const char *path, const struct stat *seen)
{
    struct stat itself; /* by a call that a sandbox allows whose programs open files; readlink(2) is quicker */
    if (registry->has_symlink || seen->st_nlink > 1) {
        return true;
    }
    return kernel_fstatat(directory, path, &itself, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(itself.st_mode);
}

static struct registered *find_by_identity(const struct registry *registry, int directory, const char *path,
                                           const struct stat *seen)
{
    for (size_t i = 0; i < registry->count; i++) {
        struct registered *file = &registry->files[i];
        bool closed = false;
        if (is_at(file, seen, &closed) || (closed && leads_to_closed(file, directory, path))) {
            return file;
        }
    }
    return NULL;
}

/* A registered file may be replaced between the kernel's look at path and this one at the registered paths: what was
 * seen is nowhere then. find_by_place() knows it all the same; an alias is looked at again until it keeps still. */
struct registered *registry_find(const struct registry *registry, int directory, const char *path,
                                 const struct stat *seen)
{
    struct registered *file = find_by_name(registry, directory, path, seen);
    struct stat before = *seen, now;
    if (file || !may_be_alias(registry, directory, path, seen)) {
        return file;
    }
    for (int i = 0; i < REPLACEMENTS_MAX; i++) {
        file = find_by_identity(registry, directory, path, &before);
        if (file || kernel_fstatat(directory, path, &now, 0) < 0 || kernel_same_file(&now, &before)) {
            return file;
        }
        before = now;
    }
    return NULL;
}

/* What lies on no block device (FUSE, network file systems, but also overlays and tmpfs) has a device whose major
 * number is 0, as proc(5) and makedev(3) split it. */
static bool has_block_device(const struct stat *seen)
{
    return (seen->st_dev >> 8 & 0xfff) != 0;
}

/* The registered file at the path that the kernel knows the descriptor by. */
static struct registered *find_by_descriptor(const struct registry *registry, int fd)
{
    struct registered *file = NULL;
    char *room = kernel_map(PATH_MAX);
    if (!room) {
        return NULL;
    }
    const struct text path = descriptor_path(fd, room, PATH_MAX); /* terminated */
    if (path.length > 0) {
        file = registry_namesakes(registry, path.bytes);
    }
    while (file && !text_equal(path, text_of(file->path))) {
        file = file->same_name;
    }
    kernel_unmap(room, PATH_MAX);
    return file;
}

struct registered *registry_find_open(const struct registry *registry, int directory, const char *path, int fd,
                                      const struct stat *seen)
{
    struct registered *file = registry_find(registry, directory, path, seen);
    const bool is_by_descriptor =
        !file && (registry->is_blind || (!has_block_device(seen) && registry_namesakes(registry, path)));
    return is_by_descriptor ? find_by_descriptor(registry, fd) : file;
}

static struct registered *first_optional(struct registered *file)
{
    while (file && !override_file_may_be_absent(file->file)) {
        file = file->same_name;
    }
    return file;
}

/* 52 bits: what also a program that keeps numbers as doubles can tell apart. */
static ino_t made_up_inode(const struct registered *file)
{
    return (ino_t)(text_hash(file->file->path) >> 12);
}

struct registered *registry_absent(const struct registry *registry, int directory, const char *path, struct stat *seen)
{
    struct registered *file = first_optional(registry_namesakes(registry, path));
    struct stat parent, registered_parent;
    if (!file || stat_parent(directory, path, &parent) < 0) {
        return NULL;
    }
    while (file && !(stat_parent(AT_FDCWD, file->path, &registered_parent) == 0 &&
                     kernel_same_file(&parent, &registered_parent))) {
        file = first_optional(file->same_name);
    }
    if (file) {
        *seen = registry->absent;
        seen->st_dev = parent.st_dev;
        seen->st_ino = made_up_inode(file);
    }
    return file;
}

bool registry_has_optional(const struct registry *registry)
{
    for (size_t i = 0; i < registry->count; i++) {
        if (override_file_may_be_absent(registry->files[i].file)) {
            return true;
        }
    }
    return false;
}

struct registered *registry_at_start(const struct registry *registry, const struct stat *seen)
{
    return at_start(registry, seen->st_dev, seen->st_ino);
}
