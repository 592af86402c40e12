/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/record.h"
#include "core/base/buffer.h"
#include "core/base/utf8.h"
#include "shim/serve/kernel.h"
#include "shim/serve/notice.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

/* What a record holds besides its strings: names, numbers, digests. */
#define RECORD_FIXED 1024
_Static_assert(5 * RECORD_STRING_MAX + RECORD_FIXED <= RECORD_MAX, "five strings fit into a record");

struct line {
    char *bytes; /* RECORD_MAX of them; then PATH_MAX for a path that is on its way in, since stacks may be small */
    size_t length;
};

#define LINE_MAPPED (RECORD_MAX + PATH_MAX)

#define PUT(line, ...)                                                                                                 \
    ((line)->length += buffer_format_fixed((line)->bytes + (line)->length, RECORD_MAX - (line)->length, __VA_ARGS__))

/* Puts the character at value.bytes[at] as it stands inside a JSON string; returns where the next one begins. */
static size_t put_character(struct line *line, struct text value, size_t at)
{
    size_t length = utf8_length(value, at);
    unsigned char first = (unsigned char)value.bytes[at];
    if (length == 0) {
        PUT(line, "\xef\xbf\xbd");
    } else if (first == '"' || first == '\\') {
        PUT(line, "\\%c", first);
    } else if (first < 0x20 || first == 0x7f) {
        PUT(line, "\\u%04x", first);
    } else {
        PUT(line, "%.*s", (int)length, value.bytes + at);
    }
    return at + (length == 0 ? 1 : length);
}

static void put_string(struct line *line, const char *name, const char *value)
{
    struct text whole = text_of(value);
    size_t at = 0;
    if (!value) {
        return;
    }
    PUT(line, ",\"%s\":\"", name);
    size_t end = line->length + RECORD_STRING_MAX - sizeof "\\u0000";
    while (at < whole.length && line->length < end) {
        at = put_character(line, whole, at);
    }
    PUT(line, "\"");
}

static void put_process(struct line *line)
{
    char *program = line->bytes + RECORD_MAX;
    ssize_t length = kernel_readlinkat(AT_FDCWD, "/proc/self/exe", program, PATH_MAX - 1);
    struct timespec now = kernel_now();
    PUT(line, ",\"time\":%lld.%06lld,\"pid\":%d,\"ppid\":%d", (long long)now.tv_sec, (long long)now.tv_nsec / 1000,
        kernel_getpid(), kernel_getppid());
    program[length > 0 ? length : 0] = '\0';
    put_string(line, "program", program);
}

static void put_event(struct line *line, const struct record *record)
{
    PUT(line, "{\"event\":\"%s\"", record_event_name(record->event));
}

/* All but the event and the process. */
static void put_rest(struct line *line, const struct record *record)
{
    put_string(line, "file", record->file);
    put_string(line, "opened", record->opened);
    put_string(line, "message", record->message);
    put_string(line, "before", record->before);
    put_string(line, "after", record->after);
    put_string(line, "root", record->root);
    if (record->size >= 0) {
        PUT(line, ",\"size\":%lld", (long long)record->size);
    }
    PUT(line, "}");
}

static void put_record(struct line *line, const struct record *record)
{
    put_event(line, record);
    put_process(line);
    put_rest(line, record);
}

/* Whether text has a line that begins with the event and ends with the rest of record. */
static bool has_line(struct text text, const struct record *record, char *room)
{
    struct line event = {room, 0}, rest = {room + RECORD_STRING_MAX, 0};
    put_event(&event, record);
    put_rest(&rest, record);
    for (size_t start = 0, end; start < text.length; start = end + 1) {
        end = text_find(text, start, '\n');
        struct text line = text_part(text, start, end);
        if (text_starts(line, (struct text){event.bytes, event.length}) &&
            text_ends(line, (struct text){rest.bytes, rest.length})) {
            return true;
        }
    }
    return false;
}

/* Read, and not mapped, since another process may truncate it. */
static bool search(int fd, const struct record *record)
{
    struct stat report;
    bool found = false;
    if (kernel_fstat(fd, &report) < 0 || !S_ISREG(report.st_mode) || report.st_size > RECORD_SEARCH_MAX) {
        return false;
    }
    const size_t size = RECORD_STRING_MAX + RECORD_MAX + (size_t)report.st_size;
    char *room = kernel_map(size);
    if (room) {
        char *bytes = room + RECORD_STRING_MAX + RECORD_MAX;
        ssize_t length = kernel_pread(fd, bytes, (size_t)report.st_size, 0);
        found = has_line((struct text){bytes, length > 0 ? (size_t)length : 0}, record, room);
        kernel_unmap(room, size);
    }
    return found;
}

const char *record_event_name(enum ledger_event event)
{
    static const char *const names[LEDGER_EVENTS] = {
        [LEDGER_SERVE] = "serve",      [LEDGER_REFUSE] = "refuse", [LEDGER_READWRITE] = "readwrite",
        [LEDGER_SAME_NAME] = "near",   [LEDGER_LOAD] = "load",     [LEDGER_ROOT] = "root",
        [LEDGER_UNREACHABLE] = "lost", [LEDGER_CHROOT] = "chroot", [LEDGER_LOAD_REFUSED] = "refuse",
    };
    return names[event];
}

bool record_is_wanted(const struct records *records)
{
    return records->ledger.block || records->report;
}

static uint64_t hash_of(const struct record *record)
{
    const char *const parts[] = {record_event_name(record->event), record->file, record->opened, record->message};
    uint64_t hash = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        hash = hash * 31 + text_hash(text_of(parts[i]));
    }
    return hash;
}

bool record_is_there(const struct records *records, const struct record *record)
{
    const char *report = records->report;
    if (records->ledger.block) {
        return ledger_ask_once(&records->ledger, hash_of(record)) == ONCE_AGAIN;
    }
    const int callers_errno = errno;
    int fd = report ? kernel_openat(AT_FDCWD, report, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0) : -1;
    if (fd < 0) {
        return false;
    }
    bool found = search(fd, record);
    kernel_close(fd);
    errno = callers_errno;
    return found;
}

int record_open(const char *report)
{
    /* O_NONBLOCK: a pipe that nobody reads must not hold the program up. */
    const int flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    return !report ? -1 : kernel_openat(AT_FDCWD, report, flags, 0666);
}

void record_write(int fd, const struct record *record)
{
    const int callers_errno = errno;
    if (fd < 0) {
        return;
    }
    struct line line = {kernel_map(LINE_MAPPED), 0};
    if (line.bytes) {
        put_record(&line, record);
        notice_write(fd, &(struct text){line.bytes, line.length}, 1);
        kernel_unmap(line.bytes, LINE_MAPPED);
    }
    kernel_close(fd);
    errno = callers_errno;
}

void record_append(const struct records *records, const struct record *record)
{
    if (!records->ledger.block) {
        record_write(record_open(records->report), record);
        return;
    }
    const struct ledger_note note = {
        .opened = record->opened,
        .message = record->root ? record->root : record->message,
        .before = record->before,
        .after = record->after,
        .size = record->size,
    };
    ledger_write(&records->ledger, record->event, record->number, &note);
}
