/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/log.h"
#include "core/base/printable.h"
#include "shim/serve/environment.h"
#include "shim/serve/kernel.h"
#include "shim/serve/notice.h"
#include "shim/serve/record_file.h"

#include <string.h>

void log_write(const char *log, const struct text *pieces, size_t count)
{
    if (!log) {
        return;
    }
    if (strcmp(log, "stderr") == 0) {
        notice_error(pieces, count);
        return;
    }
    int fd = record_file_open(log);
    if (fd >= 0) {
        notice_write(fd, pieces, count);
        kernel_close(fd);
    }
}

static void say(const char *log, const char *what, const char *remark)
{
    log_write(log, (const struct text[]){TEXT("inlay: "), text_of(what), text_of(remark)}, 3);
}

static const char *remark_on(const struct registered *file)
{
    if (file->file->copy.path.length > 0) {
        return " is registered, and read from a copy";
    }
    if (file->start_inode != 0) {
        return " is registered";
    }
    return file->file->policy->optional ? " is registered, and need not exist" : " is registered, and is not there";
}

void log_start(const char *log, struct arena *arena, char *const *environment, const struct launch *launch)
{
    struct diagnostics diagnostics = {.arena = arena};
    environment_unknown(environment, &diagnostics);
    for (const struct diagnostic *d = diagnostics.first; d; d = d->next) {
        say(log, diagnostic_line(arena, d), "");
    }
    if (launch && launch->found_manifest.path) {
        say(log, printable_string(arena, text_of(launch->found_manifest.path)), " is the manifest");
    }
    for (size_t i = 0; launch && i < launch->registry.count; i++) {
        const struct registered *file = &launch->registry.files[i];
        say(log, printable_string(arena, text_of(file->path)), remark_on(file));
    }
    if (!launch || launch->registry.count == 0) {
        say(log, "libinlay.so is loaded, but the environment names no file to override",
            " (INLAY_OVERRIDES, INLAY_SET)");
    }
}
