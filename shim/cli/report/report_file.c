/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/report/report_file.h"
#include "shim/cli/report/report_path.h"
#include "shim/cli/base/file_content.h"
#include "shim/cli/base/say.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool holds_records(const char *path)
{
    static const char record[] = "{\"event\":";
    char start[sizeof record - 1];
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool holds = false;
    if (descriptor >= 0) {
        holds =
            read(descriptor, start, sizeof start) == (ssize_t)sizeof start && memcmp(start, record, sizeof start) == 0;
        close(descriptor);
    }
    return holds;
}

/* A pipe that nobody reads would wait for a reader for ever. Once it is open, writing waits as long as it takes. */
static int open_report(const struct report_file *file)
{
    int flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | (file->is_outer ? O_APPEND : 0);
    int descriptor = open(file->path, flags, 0666);
    if (descriptor >= 0) {
        fcntl(descriptor, F_SETFL, flags & O_APPEND);
    }
    return descriptor;
}

bool report_file_open(const char *option, const char *variable, struct launch_inputs *launch,
                      const struct options *options, const struct config_file *files, struct report_file *file)
{
    const char *path = option ? option : variable;
    *file = (struct report_file){.descriptor = -1};
    if (!path || path[0] == '\0') {
        return true;
    }
    file->is_outer = !option && holds_records(path);
    file->path = file->is_outer ? path : report_path_of(launch->arena, path);
    if (!file->path) {
        return false;
    }
    const char *input = report_path_input(launch, options, files, file->path);
    if (input) {
        say("the report cannot be written: %s is %s (give the report a path of its own)", file->path, input);
        return false;
    }
    file->descriptor = open_report(file);
    if (file->descriptor < 0) {
        say("the report cannot be written: %s: %s", file->path,
            errno == ENXIO ? "nobody reads this pipe (start its reader first)" : strerror(errno));
    }
    return file->descriptor >= 0;
}

/* One write(2) a record, as the processes themselves do it: others append at the same time. */
static bool hand_records_on(const struct report_file *file, const struct history *history)
{
    bool written = true;
    const cJSON *record;
    cJSON_ArrayForEach(record, history->records)
    {
        struct buffer line = {.arena = history->arena};
        char *text = cJSON_PrintUnformatted(record);
        buffer_format(&line, "%s\n", text);
        written = file_write_descriptor(file->descriptor, buffer_text(&line)) && written;
        free(text);
    }
    return written;
}

/* One that is empty stays as it is: what is written to a file that was emptied just now, ext4 puts on the disk at its close. A pipe
 * or a terminal has no length. */
static bool make_empty(int descriptor)
{
    struct stat status;
    return (fstat(descriptor, &status) == 0 && status.st_size == 0) || ftruncate(descriptor, 0) == 0 || errno == EINVAL;
}

static bool write_report(const struct report_file *file, const struct report *report, int status)
{
    char *text = report_write(report, status);
    bool written = make_empty(file->descriptor) && file_write_descriptor(file->descriptor, text_of(text)) &&
                   file_write_descriptor(file->descriptor, TEXT("\n"));
    free(text);
    return written;
}

void report_file_write(const struct report_file *file, const struct report *report, int status)
{
    if (file->descriptor < 0) {
        return;
    }
    bool written = file->is_outer ? hand_records_on(file, &report->history) : write_report(file, report, status);
    if (close(file->descriptor) != 0 || !written) {
        say("the report cannot be written: %s: %s", file->path, strerror(errno));
    }
}
