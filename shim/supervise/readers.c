/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/supervise/readers.h"
#include "core/base/buffer.h"
#include "shim/serve/kernel.h"
#include "shim/supervise/speaker.h"

#include <stdlib.h>
#include <string.h>

#define REMEMBERED 8 /* of each file */

struct reader {
    pid_t process; /* 0: none */
    uint64_t program;
    time_t when; /* seconds since the machine started */
};

static struct {
    const struct registry *registry;
    struct last_readers {
        struct reader readers[REMEMBERED];
        unsigned next;
    } * files; /* one a registered file */
    bool any;
} served;

void readers_start(struct arena *arena, const struct registry *registry)
{
    served.registry = registry;
    served.files = arena_array(arena, struct last_readers, registry->count);
    for (size_t i = 0; i < registry->count; i++) {
        served.any |= registry->files[i].file->copy.path.length > 0;
    }
}

static struct last_readers *last_of(const struct registered *file)
{
    return &served.files[file - served.registry->files];
}

static time_t since_start(void)
{
    struct timespec now = {0, 0};
    kernel_call(SYS_clock_gettime, CLOCK_BOOTTIME, (long)&now, 0, 0, 0, 0);
    return now.tv_sec;
}

static struct reader *find(struct last_readers *last, pid_t process)
{
    for (size_t i = 0; i < REMEMBERED; i++) {
        if (last->readers[i].process == process) {
            return &last->readers[i];
        }
    }
    return NULL;
}

void readers_note(const struct registered *file, const struct caller_status *status)
{
    struct last_readers *last = last_of(file);
    struct reader *reader = find(last, status->process);
    reader = reader ? reader : &last->readers[last->next++ % REMEMBERED];
    *reader = (struct reader){status->process, speaker_program(), since_start()};
    served.any = true;
}

bool readers_are_known(void)
{
    return served.any;
}

#define START_FIELD 22 /* of /proc/PID/stat, in hundredths of a second since the machine started (proc(5)) */

/* Numbers are used again: of the process that was served, not of one that has begun since. */
static bool has_begun_before(pid_t process, time_t when)
{
    char text[1024];
    buffer_format_fixed(text, sizeof text, "/proc/%d/stat", process);
    const int fd = kernel_openat(AT_FDCWD, text, O_RDONLY | O_CLOEXEC, 0);
    const ssize_t length = fd < 0 ? fd : kernel_read_at(fd, text, sizeof text - 1, 0);
    if (fd >= 0) {
        kernel_close(fd);
    }
    text[length > 0 ? length : 0] = '\0';
    const char *at = strrchr(text, ')'); /* the end of the second field, a name of any bytes */
    for (int field = 2; at && field < START_FIELD; field++) {
        at = strchr(at + 1, ' ');
    }
    return at && (time_t)(strtoull(at, NULL, 10) / 100) <= when;
}

static bool has(struct last_readers *last, pid_t process)
{
    const struct reader *reader = find(last, process);
    return reader && reader->program == speaker_program() && has_begun_before(process, reader->when);
}

bool readers_have(const struct registered *file, const struct caller_status *status)
{
    struct last_readers *last = last_of(file);
    return has(last, status->process) || has(last, status->parent);
}
