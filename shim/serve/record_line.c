/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/record_line.h"
#include "core/base/buffer.h"
#include "core/base/utf8.h"
#include "shim/serve/kernel.h"

/* What a record holds besides its strings: names, numbers, digests. */
#define RECORD_FIXED 1024
_Static_assert(5 * RECORD_STRING_MAX + RECORD_FIXED <= RECORD_MAX, "five strings fit into a record");

struct line {
    char *bytes; /* RECORD_MAX of them */
    size_t length;
};

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

/* room: PATH_MAX bytes, not on the stack, which may be small. */
static void put_process(struct line *line, char *room)
{
    ssize_t length = kernel_readlinkat(AT_FDCWD, "/proc/self/exe", room, PATH_MAX - 1);
    struct timespec now = kernel_now();
    PUT(line, ",\"time\":%lld.%06lld,\"pid\":%d,\"ppid\":%d", (long long)now.tv_sec, (long long)now.tv_nsec / 1000,
        kernel_getpid(), kernel_getppid());
    room[length > 0 ? length : 0] = '\0';
    put_string(line, "program", room);
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
    if (record->count > 0) {
        PUT(line, ",\"count\":%llu", (unsigned long long)record->count);
    }
    if (record->size >= 0) {
        PUT(line, ",\"size\":%lld", (long long)record->size);
    }
    PUT(line, "}");
}

const char *record_event_name(enum ledger_event event)
{
    static const char *const names[LEDGER_EVENTS + 1] = {
        [LEDGER_SERVE] = "serve",       [LEDGER_REFUSE] = "refuse", [LEDGER_READWRITE] = "readwrite",
        [LEDGER_SAME_NAME] = "near",    [LEDGER_LOAD] = "load",     [LEDGER_ROOT] = "root",
        [LEDGER_UNREACHABLE] = "lost",  [LEDGER_CHROOT] = "chroot", [LEDGER_LOAD_REFUSED] = "refuse",
        [LEDGER_LAUNCHER] = "launcher", [LEDGER_STEP] = "step",     [LEDGER_RUN_CONFIG] = "config",
        [LEDGER_LEFT] = "left",         [LEDGER_EVENTS] = "full",
    };
    return names[event];
}

struct text record_line(char *room, const struct record *record)
{
    struct line line = {room, 0};
    put_event(&line, record);
    put_process(&line, room + RECORD_MAX);
    put_rest(&line, record);
    return (struct text){line.bytes, line.length};
}

struct text record_line_head(char *room, const struct record *record)
{
    struct line line = {room, 0};
    put_event(&line, record);
    return (struct text){line.bytes, line.length};
}

struct text record_line_tail(char *room, const struct record *record)
{
    struct line line = {room, 0};
    put_rest(&line, record);
    return (struct text){line.bytes, line.length};
}
