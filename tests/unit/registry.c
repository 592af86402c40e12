/* SPDX-License-Identifier: Apache-2.0 */
/* Which registered file an opened path means, where device and inode do not say it. */
#include "shim/serve/registry.h"
#include "core/overrides/overrides_document.h"
#include "shim/serve/kernel.h"
#include "tests/unit/check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NO_BLOCK_DEVICE 0x2b
#define BLOCK_DEVICE    0xfe00

static char directory[] = "/tmp/inlay-registry-XXXXXX";

/* In room. */
static const char *in_directory(const char *name, char room[PATH_MAX])
{
    snprintf(room, PATH_MAX, "%s/%s", directory, name);
    return room;
}

static bool write_file(const char *name)
{
    char path[PATH_MAX];
    int fd = open(in_directory(name, path), O_WRONLY | O_CREAT, 0600);
    return fd >= 0 && write(fd, "a: 1\n", 5) == 5 && close(fd) == 0;
}

/* The name of the registered file that an open of `opened` as `path` means, where fstat gives it a number that stat gives
 * nothing. */
static const char *found(const struct registry *registry, const char *opened, const char *path, dev_t device)
{
    const struct stat seen = {.st_dev = device, .st_ino = 1234567890123, .st_nlink = 1, .st_mode = S_IFREG | 0600};
    char room[PATH_MAX];
    int fd = open(in_directory(opened, room), O_RDONLY);
    const struct registered *file = registry_find_open(registry, AT_FDCWD, path, fd, &seen);
    close(fd);
    return file ? file->file->name : "none";
}

static void check_unstable_inodes(struct arena *arena)
{
    check_new_test();
    struct overrides overrides = {.arena = arena, .root = text_of(directory)};
    struct diagnostics diagnostics = {.arena = arena};
    struct registry registry;
    bool right = overrides_read_document(
                     &overrides, "document",
                     TEXT("{\"files\": {\"config.yaml\": {\"a\": 2}, \"x/config.yaml\": {\"a\": 3}}}"), &diagnostics) &&
                 registry_build(arena, &registry, &overrides, false, 0, &diagnostics);
    CHECK(right, "built");
    CHECK(strcmp(found(&registry, "config.yaml", "gone/config.yaml", NO_BLOCK_DEVICE), "config.yaml") == 0, "one");
    CHECK(strcmp(found(&registry, "x/config.yaml", "gone/config.yaml", NO_BLOCK_DEVICE), "x/config.yaml") == 0,
          "other");
    CHECK(strcmp(found(&registry, "y/config.yaml", "gone/config.yaml", NO_BLOCK_DEVICE), "none") == 0, "of the name");
    CHECK(strcmp(found(&registry, "config.yaml", "gone/other.yaml", NO_BLOCK_DEVICE), "none") == 0, "of the extension");
    CHECK(strcmp(found(&registry, "config.yaml", "gone/config.yaml", BLOCK_DEVICE), "none") == 0, "stable inodes");
}

static void in_arena(void *context)
{
    check_unstable_inodes(context);
}

int main(void)
{
    static const char *const files[] = {"config.yaml", "x/config.yaml", "y/config.yaml"};
    char path[PATH_MAX];
    struct arena arena;
    if (!mkdtemp(directory) || mkdir(in_directory("x", path), 0700) < 0 || mkdir(in_directory("y", path), 0700) < 0) {
        return 2;
    }
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        if (!write_file(files[i])) {
            return 2;
        }
    }
    arena_init(&arena, 0);
    arena_run(&arena, in_arena, &arena);
    arena_release(&arena);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        unlink(in_directory(files[i], path));
    }
    rmdir(in_directory("x", path));
    rmdir(in_directory("y", path));
    rmdir(directory);
    return check_done();
}
