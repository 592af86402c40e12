/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/record_file.h"
#include "shim/serve/kernel.h"
#include "shim/serve/notice.h"

/* O_NONBLOCK: a pipe that nobody reads must not hold the program up. */
#define HARMLESS (O_CLOEXEC | O_NOCTTY | O_NONBLOCK)

int record_file_open(const char *path)
{
    return !path ? -1 : kernel_openat(AT_FDCWD, path, O_WRONLY | O_APPEND | O_CREAT | HARMLESS, 0666);
}

/* Negative where there is no end: of a pipe, a terminal. Costs less of a stack that may be small than fstat(2). */
static off_t end_of(int fd)
{
    return kernel_lseek(fd, 0, SEEK_END);
}

/* A line that was cut off, because the disk is full or the process may not write so much, is taken back, unless another
 * process has appended to it meanwhile: it would lose its own. */
static void take_back(int fd, off_t start, off_t end)
{
    if (end_of(fd) == end) {
        kernel_ftruncate(fd, start);
    }
}

/* Whether all of line was written; and whether that filled the file, which is so for one line alone. */
static bool append(int fd, struct text line, bool *filled)
{
    const ssize_t whole = (ssize_t)line.length + 1, written = notice_write(fd, &line, 1);
    const off_t end = kernel_lseek(fd, 0, SEEK_CUR), start = end - written; /* of this write, whoever else writes */
    *filled = end >= RECORD_FILE_MAX && start < RECORD_FILE_MAX;
    if (written > 0 && written < whole && end >= written) {
        take_back(fd, start, end);
    }
    return written == whole;
}

static bool append_bounded(int fd, char *room, const struct record *record)
{
    static const struct record full = {
        .event = LEDGER_EVENTS,
        .message = "the report is full: nothing more is appended to it",
        .size = -1,
    };
    bool filled;
    if (end_of(fd) >= RECORD_FILE_MAX || !append(fd, record_line(room, record), &filled)) {
        return false;
    }
    if (filled) {
        append(fd, record_line(room, &full), &filled);
    }
    return true;
}

bool record_file_append(int fd, const struct record *record)
{
    bool appended = false;
    if (fd < 0) {
        return false;
    }
    char *room = kernel_map(RECORD_LINE_ROOM);
    if (room) {
        appended = append_bounded(fd, room, record);
        kernel_unmap(room, RECORD_LINE_ROOM);
    }
    kernel_close(fd);
    return appended;
}

/* Whether text has a line that begins and ends as record's does. */
static bool has_line(struct text text, const struct record *record, char *room)
{
    const struct text head = record_line_head(room, record), tail = record_line_tail(room + RECORD_MAX, record);
    for (size_t start = 0, end; start < text.length; start = end + 1) {
        end = text_find(text, start, '\n');
        struct text line = text_part(text, start, end);
        if (text_starts(line, head) && text_ends(line, tail)) {
            return true;
        }
    }
    return false;
}

/* Read, and not mapped, since another process may truncate it. */
static bool search(int fd, const struct record *record)
{
    const off_t end = end_of(fd);
    bool found = false;
    if (end <= 0) {
        return false;
    }
    const size_t most = end < RECORD_FILE_MAX ? (size_t)end : RECORD_FILE_MAX, size = 2 * RECORD_MAX + most;
    char *room = kernel_map(size);
    if (room) {
        char *bytes = room + 2 * RECORD_MAX;
        ssize_t length = kernel_read_at(fd, bytes, most, 0);
        found = has_line((struct text){bytes, length > 0 ? (size_t)length : 0}, record, room);
        kernel_unmap(room, size);
    }
    return found;
}

bool record_file_has(const char *path, const struct record *record)
{
    int fd = kernel_openat(AT_FDCWD, path, O_RDONLY | HARMLESS, 0);
    if (fd < 0) {
        return false;
    }
    bool found = search(fd, record);
    kernel_close(fd);
    return found;
}
