/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/cells/base_copies.h"
#include "shim/cli/cells/json_record.h"
#include "shim/cli/base/file_content.h"
#include "shim/cli/base/replace_file.h"
#include "shim/cli/base/say.h"

#include "core/base/path.h"
#include "core/base/utf8.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIGITS        16  /* of the digest, before a copy's name */
#define NAME_MAX_KEPT 100 /* bytes of the file's own name, of which the end counts: it says the format */

static struct kept_base *add_copy(struct base_copies *copies, const char *name)
{
    struct kept_base *copy = arena_new(copies->arena, struct kept_base);
    copy->name = name;
    *copies->end = copy;
    copies->end = &copy->next;
    return copy;
}

static const char *path_of(const struct base_copies *copies, const struct kept_base *copy)
{
    return path_in(copies->arena, copies->dir, copy->copy);
}

/* What is not written down; empty where the copy cannot be read. */
static void digest_copy(const struct base_copies *copies, struct kept_base *copy)
{
    struct file_content file;
    if (!file_read(copies->arena, path_of(copies, copy), FILES_REGULAR, &file)) {
        sha256_hex(file.bytes, copy->digest);
    }
}

void base_copies_read(struct base_copies *copies, struct arena *arena, const char *dir, struct node *description)
{
    *copies = (struct base_copies){.arena = arena, .dir = dir, .end = &copies->first};
    struct node *files = json_record_object(arena, description, "base_files");
    for (struct node *file = files ? files->first : NULL; file; file = file->next) {
        struct kept_base *copy = add_copy(copies, text_string(arena, file->key->text));
        struct node *object = file->kind == NODE_MAP ? file : NULL;
        const char *digest = json_record_string(arena, object, "sha256");
        copy->copy = json_record_string(arena, object, "copy");
        copy->has_secrets = copy->copy && !digest;
        if (digest) {
            buffer_format_fixed(copy->digest, sizeof copy->digest, "%s", digest);
        } else if (copy->copy) {
            digest_copy(copies, copy);
        }
    }
}

/* Copies of the same bytes have the same name. One of a file with secrets has a name that says nothing of them. */
static const char *copy_name(struct arena *arena, const struct plan_base *base)
{
    struct text name = path_name(base->name);
    name = text_from(name, name.length > NAME_MAX_KEPT ? name.length - NAME_MAX_KEPT : 0);
    struct buffer out = {.arena = arena};
    uint64_t number;
    if (!base->has_secrets) {
        buffer_format(&out, "base/%.*s-%.*s", DIGITS, base->digest, TEXT_ARGS(name));
    } else if (getrandom(&number, sizeof number, 0) == (ssize_t)sizeof number) {
        buffer_format(&out, "base/private-%llu-%.*s", (unsigned long long)number, TEXT_ARGS(name));
    } else {
        buffer_format(&out, "base/private-%d-%.*s", getpid(), TEXT_ARGS(name));
    }
    return buffer_string(&out);
}

static void take_over(struct arena *arena, struct kept_base *copy, const struct plan_base *base)
{
    copy->copy = base->is_absent ? NULL : copy_name(arena, base);
    copy->has_secrets = base->has_secrets && !base->is_absent;
    memcpy(copy->digest, base->is_absent ? "" : base->digest, base->is_absent ? 1 : SHA256_HEX);
    copy->added = base;
    copy->newer = NULL;
}

static struct kept_base *find_copy(const struct base_copies *copies, const char *name)
{
    struct kept_base *copy = copies->first;
    while (copy && strcmp(copy->name, name) != 0) {
        copy = copy->next;
    }
    return copy;
}

void base_copies_compare(struct base_copies *copies, const struct plan *plan)
{
    copies->plan = plan;
    for (const struct plan_base *base = plan->bases; base; base = base->next) {
        struct kept_base *copy = find_copy(copies, base->name);
        if (!copy) {
            take_over(copies->arena, add_copy(copies, base->name), base);
        } else if (strcmp(copy->digest, base->is_absent ? "" : base->digest) != 0) {
            copy->newer = base;
        }
    }
}

bool base_copies_are_same(const struct base_copies *copies)
{
    struct buffer names = {.arena = copies->arena};
    for (const struct kept_base *copy = copies->first; copy; copy = copy->next) {
        if (copy->newer) {
            buffer_format(&names, "%s%s", names.length > 0 ? ", " : "", copy->name);
        }
    }
    if (names.length > 0) {
        say("%s: not what the sweep in %s began with (--base keep: go on with its copies; --base new: cells that are "
            "run from now on read what is there today)",
            buffer_string(&names), copies->dir);
    }
    return names.length == 0;
}

/* NULL when the copy is there and has its digest. */
static const char *read_copy(const struct base_copies *copies, const struct kept_base *copy, struct text *content)
{
    struct file_content file;
    const char *problem = file_read(copies->arena, path_of(copies, copy), FILES_REGULAR, &file);
    char digest[SHA256_HEX];
    if (problem) {
        return problem;
    }
    sha256_hex(file.bytes, digest);
    *content = file.bytes;
    return strcmp(digest, copy->digest) == 0 ? NULL : "is not as it was copied";
}

static bool use_copy(const struct base_copies *copies, const struct kept_base *copy, struct plan_base *base)
{
    char directory[PATH_MAX];
    if (!copy->copy) {
        say("%s: was not there when the sweep in %s began (--base new takes what is there today)", copy->name,
            copies->dir);
        return false;
    }
    const char *problem = read_copy(copies, copy, &base->content);
    problem = problem || realpath(copies->dir, directory) ? problem : strerror(errno);
    if (problem) {
        say("%s: %s (--base new takes what is there today)", path_of(copies, copy), problem);
        return false;
    }
    memcpy(base->digest, copy->digest, SHA256_HEX);
    base->is_absent = false;
    base->copy = path_in(copies->arena, directory, copy->copy);
    return true;
}

bool base_copies_use(struct base_copies *copies, struct plan *plan)
{
    bool used = true;
    for (struct plan_base *base = plan->bases; base; base = base->next) {
        struct kept_base *copy = find_copy(copies, base->name);
        if (copy && copy->newer) {
            used = use_copy(copies, copy, base) && used;
            copy->newer = NULL;
        }
    }
    return used;
}

bool base_copies_renew(struct base_copies *copies)
{
    bool renewed = false;
    for (struct kept_base *copy = copies->first; copy; copy = copy->next) {
        if (copy->newer) {
            take_over(copies->arena, copy, copy->newer);
            renewed = true;
        }
    }
    return renewed;
}

/* Nobody may read a copy who may not read the file; nobody at all is to write it. */
static mode_t mode_of(const struct plan_base *base)
{
    struct stat file;
    const mode_t readers = !base->has_secrets && stat(base->path, &file) == 0 ? file.st_mode & 0444 : 0;
    return readers | 0400;
}

/* False with errno. */
static bool place_copy(struct arena *arena, const char *path, const struct plan_base *base)
{
    const mode_t mask = umask(0077);
    const bool placed = replace_file(arena, path, base->content) && chmod(path, mode_of(base)) == 0;
    const int error = errno;
    umask(mask);
    errno = error;
    return placed;
}

static bool write_copy(const struct base_copies *copies, const struct kept_base *copy)
{
    const char *path = path_of(copies, copy);
    struct text there;
    if (!read_copy(copies, copy, &there) || place_copy(copies->arena, path, copy->added)) {
        return true;
    }
    say("%s: cannot be written: %s", path, strerror(errno));
    return false;
}

bool base_copies_write(struct base_copies *copies)
{
    const char *base = path_in(copies->arena, copies->dir, "base");
    if (mkdir(base, 0777) != 0 && errno != EEXIST) {
        say("%s: cannot be made: %s", base, strerror(errno));
        return false;
    }
    for (const struct kept_base *copy = copies->first; copy; copy = copy->next) {
        if (copy->added && copy->copy && !write_copy(copies, copy)) {
            return false;
        }
    }
    return true;
}

bool base_copies_changed(const struct base_copies *copies)
{
    const struct kept_base *copy = copies->first;
    while (copy && !copy->added) {
        copy = copy->next;
    }
    return copy != NULL;
}

void base_copies_put(struct buffer *out, const struct base_copies *copies)
{
    buffer_byte(out, '{');
    for (const struct kept_base *copy = copies->first; copy; copy = copy->next) {
        json_record_put_name(out, copy->name);
        if (!copy->copy) {
            buffer_put(out, TEXT("null"));
            continue;
        }
        buffer_byte(out, '{');
        json_record_put_string(out, "sha256", copy->has_secrets ? NULL : copy->digest);
        json_record_put_string(out, "copy", copy->copy);
        buffer_byte(out, '}');
    }
    buffer_byte(out, '}');
}

static void put_files(struct buffer *out, const struct base_copies *copies, const char *directory)
{
    json_record_put_name(out, "base_files");
    buffer_byte(out, '{');
    for (const struct kept_base *copy = copies->first; copy; copy = copy->next) {
        if (copy->copy) {
            json_record_put_string(out, copy->name, path_in(copies->arena, directory, copy->copy));
        }
    }
    buffer_byte(out, '}');
}

static void put_digests(struct buffer *out, const struct base_copies *copies)
{
    json_record_put_name(out, "base_digests");
    buffer_byte(out, '{');
    for (const struct kept_base *copy = copies->first; copy; copy = copy->next) {
        if (copy->copy && !copy->has_secrets) {
            json_record_put_string(out, copy->name, copy->digest);
        }
    }
    const struct plan_manifest *manifest = &copies->plan->manifest;
    if (manifest->path) {
        json_record_put_string(out, manifest->path, manifest->digest);
    }
    buffer_byte(out, '}');
}

struct text base_copies_document(const struct base_copies *copies)
{
    char directory[PATH_MAX];
    struct buffer out = {.arena = copies->arena};
    if (!realpath(copies->dir, directory)) {
        say("%s: %s", copies->dir, strerror(errno));
        return (struct text){NULL, 0};
    }
    if (!utf8_is_valid(text_of(directory))) {
        say("%s: its absolute path is not UTF-8, which a document cannot say (--dir names another directory)",
            copies->dir);
        return (struct text){NULL, 0};
    }
    buffer_byte(&out, '{');
    put_files(&out, copies, directory);
    put_digests(&out, copies);
    buffer_put(&out, TEXT("}\n"));
    return buffer_text(&out);
}
