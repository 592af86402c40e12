/* SPDX-License-Identifier: Apache-2.0 */
/* Registered files that need not exist, while they do not: what they hold, and what they look like. */
#include "shim/serve/kernel.h"
#include "core/overrides/overrides_document.h"
#include "shim/serve/serve.h"
#include "tests/unit/check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STARTED 1764000000

static char directory[] = "/tmp/inlay-absent-XXXXXX";

static const struct file_policy optional = {.optional = true};

/* A launch of one document, whose files have this policy. */
static struct launch *launch_with(struct arena *arena, const struct file_policy *policy, const char *document)
{
    struct launch *launch = arena_new(arena, struct launch);
    struct diagnostics diagnostics = {.arena = arena};
    launch->arena = arena;
    launch->overrides = (struct overrides){.arena = arena, .root = text_of(directory)};
    bool right = overrides_read_document(&launch->overrides, "document", text_of(document), &diagnostics);
    for (struct override_file *file = launch->overrides.files; file; file = file->next) {
        file->policy = policy;
    }
    right = right && registry_build(arena, &launch->registry, &launch->overrides, false, STARTED, &diagnostics);
    open_counts_start(&launch->opens, &launch->registry, &launch->records);
    CHECK(right, "%s: %s", document, diagnostics.first ? diagnostic_line(diagnostics.arena, diagnostics.first) : "");
    return launch;
}

/* One whose files need not exist. */
static struct launch *launch_of(struct arena *arena, const char *document)
{
    return launch_with(arena, &optional, document);
}

static void check_content(struct launch *launch, const char *path, const char *expected)
{
    struct stat seen, opened;
    char bytes[256] = "";
    int fd = open("/", O_PATH);
    int result = serve_absent(launch, AT_FDCWD, path, O_RDONLY, fd);
    CHECK(result == 0 && read(fd, bytes, sizeof bytes - 1) >= 0, "%s: %s", path, strerror(-result));
    CHECK(strcmp(bytes, expected) == 0, "%s: %s", path, bytes);
    CHECK(serve_absent_stat(launch, AT_FDCWD, path, &seen) && fstat(fd, &opened) == 0, "%s", path);
    serve_fstat(launch, fd, &opened);
    CHECK(seen.st_size == (off_t)strlen(expected) && seen.st_mode == (S_IFREG | 0444), "%s", path);
    CHECK(seen.st_uid == geteuid() && seen.st_mtim.tv_sec == STARTED, "%s", path);
    CHECK(seen.st_dev == opened.st_dev && seen.st_ino == opened.st_ino && seen.st_nlink == opened.st_nlink, "%s", path);
    CHECK(seen.st_size == opened.st_size && seen.st_mode == opened.st_mode && seen.st_blocks == opened.st_blocks, "%s",
          path);
    CHECK(seen.st_mtim.tv_sec == opened.st_mtim.tv_sec && seen.st_ctim.tv_sec == opened.st_ctim.tv_sec, "%s", path);
    close(fd);
}

/* An open with flags is the kernel's, or fails as one of a file that is there. */
static void check_refused(struct launch *launch, const char *path, int flags, int error)
{
    int fd = open("/", O_PATH);
    int result = serve_absent(launch, AT_FDCWD, path, flags, fd);
    CHECK(result == -error, "%s %o: %d", path, (unsigned)flags, result);
    close(fd);
}

static void check_spellings(struct arena *arena)
{
    check_new_test();
    struct launch *launch = launch_of(arena, "{\"files\": {\"conf/run.json\": {\"a\": 1}}}");
    struct stat seen;
    check_content(launch, "conf/run.json", "{\"a\": 1}\n");
    check_content(launch, "conf/../link//./run.json", "{\"a\": 1}\n");
    CHECK(!serve_absent_stat(launch, AT_FDCWD, "run.json", &seen), "another directory");
    CHECK(!serve_absent_stat(launch, AT_FDCWD, "conf/other.json", &seen), "another name");
    CHECK(!serve_absent_stat(launch, AT_FDCWD, "conf/run.json/", &seen), "a directory");
    CHECK(!serve_absent_stat(launch, AT_FDCWD, "nowhere/../conf/run.json", &seen), "through what is not there");
    int fd = open("conf", O_RDONLY);
    CHECK(serve_absent_stat(launch, fd, "run.json", &seen), "from a directory's descriptor");
    close(fd);
    check_refused(launch, "conf/run.json", O_WRONLY, ENOENT);
    check_refused(launch, "conf/run.json", O_RDWR, ENOENT);
    check_refused(launch, "conf/run.json", O_RDONLY | O_TRUNC, ENOENT);
    check_refused(launch, "conf/run.json", O_RDONLY | O_DIRECTORY, ENOTDIR);
}

static void check_contents(struct arena *arena)
{
    check_new_test();
    check_content(launch_of(arena, "{\"files\": {\"run.json\": {}}}"), "run.json", "{}\n");
    check_content(launch_of(arena, "{\"files\": {\"run.yaml\": {}}}"), "run.yaml", "{}\n");
    check_content(launch_of(arena, "{\"files\": {\"run.yaml\": {\"a\": {\"b\": \"x\"}, \"l\": [1]}}}"), "run.yaml",
                  "a: {\"b\": \"x\"}\nl: [1]\n");
    check_refused(launch_of(arena, "{\"files\": {\"run.toml\": {}}}"), "run.toml", O_RDONLY, EINVAL);
    check_refused(launch_of(arena, "{\"set\": {\"run.json:a\": 1}}"), "run.json", O_RDONLY, EINVAL);
}

/* A warning gives what is on the disk: nothing. */
static void check_warning(struct arena *arena)
{
    check_new_test();
    struct launch *launch = launch_of(arena, "{\"set\": {\"run.json:a\": 1}}");
    struct stat seen;
    launch->warn = true;
    check_refused(launch, "run.json", O_RDONLY, ENOENT);
    CHECK(!serve_absent_stat(launch, AT_FDCWD, "run.json", &seen), "it looks as if it were there");
}

static void write_file(const char *path, const char *content)
{
    FILE *file = fopen(path, "w");
    CHECK(file && fputs(content, file) >= 0 && fclose(file) == 0, "%s", path);
}

/* A file with a copy need not exist, and a version lives on when the copy goes. */
static void check_copy(struct arena *arena)
{
    check_new_test();
    struct buffer said = {.arena = arena};
    buffer_format(&said, "{\"base_files\": {\"run.yaml\": \"%s/copy\"}, \"set\": {\"run.yaml:a\": 2}}", directory);
    const char *document = buffer_string(&said);
    struct launch *launch = launch_with(arena, &overrides_no_policy, document);
    write_file("copy", "a: 1\n");
    check_content(launch, "run.yaml", "a: 2\n");
    unlink("copy");
    check_content(launch, "run.yaml", "a: 2\n");
    check_refused(launch_with(arena, &overrides_no_policy, document), "run.yaml", O_RDONLY, EINVAL);
    write_file("copy", "b: 1\n");
    check_refused(launch_with(arena, &overrides_no_policy, document), "run.yaml", O_RDONLY, EINVAL);
    unlink("copy");
}

static void check_all(void *context)
{
    check_copy(context);
    check_spellings(context);
    check_contents(context);
    check_warning(context);
}

int main(void)
{
    struct arena arena;
    if (!mkdtemp(directory) || chdir(directory) < 0 || mkdir("conf", 0700) < 0 || symlink("conf", "link") < 0) {
        perror(directory);
        return 1;
    }
    arena_init(&arena, 0);
    CHECK(arena_run(&arena, check_all, &arena), "out of memory");
    arena_release(&arena);
    unlink("link");
    rmdir("conf");
    rmdir(directory);
    return check_done();
}
