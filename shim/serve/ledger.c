/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/ledger.h"
#include "shim/serve/kernel.h"

#include <string.h>
#include <sys/mman.h>

#define MAGIC      UINT64_C(0x72656764654c6e49) /* "InLedger", as little-endian bytes */
#define PROBES_MAX 64                           /* a full table shall not cost a walk through all of it */

/* What happened, as it lies in the block. Strings are references: where they begin in the area of strings; 0 for
 * none. */
struct content {
    int64_t seconds, nanoseconds;
    int64_t size;
    int32_t pid, ppid;
    uint32_t program, opened, message, before, after;
};

struct kept {
    atomic_uint turn; /* odd while somebody writes, and 0 until somebody has */
    struct content content;
};

struct file {
    uint32_t path;
    _Atomic uint64_t counts[LEDGER_FILE_EVENTS];
    struct kept kept[LEDGER_FILE_EVENTS][LEDGER_FILE_FIRST + LEDGER_FILE_LAST];
};

struct process_events {
    _Atomic uint64_t count;
    struct kept kept[LEDGER_PROCESS_FIRST + LEDGER_PROCESS_LAST];
};

struct program {
    _Atomic uint64_t key; /* of device and inode; 0: free */
    _Atomic uint32_t name;
    _Atomic uint32_t announced, confirmed; /* a failed exec is taken back */
};

struct found {
    atomic_uint written;
    uint32_t file, opened, start;
    int64_t seconds, nanoseconds;
    uint32_t writable;
};

struct ledger_block {
    /* The same in every layout. */
    uint64_t magic;
    uint32_t layout;
    _Atomic uint32_t others; /* processes of another layout */
    uint64_t size;
    char token[LEDGER_TOKEN];
    /* This layout's own. */
    struct ledger_shape shape;
    uint32_t file_count;
    _Atomic uint32_t string_used;
    _Atomic uint64_t unnamed_execs; /* announced where no program had room */
    _Atomic uint64_t found_count;
    struct process_events events[LEDGER_EVENTS - LEDGER_FILE_EVENTS];
};

/* Lays out the parts of a block of ledger's shape. Sizes are multiples of 8, so every part is aligned. */
static void lay_out(struct ledger *ledger)
{
    const struct ledger_shape *shape = &ledger->shape;
    uint32_t slots = 64;
    while (slots < shape->string_bytes / 32) {
        slots *= 2;
    }
    ledger->parts.slot_mask = slots - 1;
    ledger->parts.files = sizeof(struct ledger_block);
    ledger->parts.programs = ledger->parts.files + shape->files * sizeof(struct file);
    ledger->parts.found = ledger->parts.programs + shape->programs * sizeof(struct program);
    ledger->parts.once = ledger->parts.found + shape->found * sizeof(struct found);
    ledger->parts.slots = ledger->parts.once + shape->once * sizeof(uint64_t);
    ledger->parts.strings = ledger->parts.slots + slots * sizeof(uint32_t);
    ledger->parts.end = ledger->parts.strings + shape->string_bytes;
}

#define PART(ledger, type, name) ((type *)(void *)((char *)(ledger)->block + (ledger)->parts.name))

size_t ledger_size(const struct ledger_shape *shape)
{
    const uint32_t most = 1 << 24; /* of anything, so that no sum overflows */
    if (shape->files > most || shape->programs > most || shape->found > most || shape->once > most ||
        shape->string_bytes > LEDGER_SIZE_MAX) {
        return 0;
    }
    struct ledger ledger = {.shape = *shape};
    lay_out(&ledger);
    return ledger.parts.end <= LEDGER_SIZE_MAX ? ledger.parts.end : 0;
}

void ledger_make(struct ledger *ledger, void *bytes, const struct ledger_shape *shape, const char token[LEDGER_TOKEN])
{
    struct ledger_block *block = bytes;
    *ledger = (struct ledger){.block = block, .shape = *shape};
    lay_out(ledger);
    block->layout = LEDGER_LAYOUT;
    block->size = ledger_size(shape);
    memcpy(block->token, token, LEDGER_TOKEN);
    block->shape = *shape;
    block->string_used = 1; /* 0 is no string */
    block->magic = MAGIC;
}

enum ledger_answer ledger_open(struct ledger *ledger, void *bytes, size_t size, const char token[LEDGER_TOKEN])
{
    struct ledger_block *block = bytes;
    const size_t common = offsetof(struct ledger_block, shape);
    if (size < common || block->magic != MAGIC || block->size != size ||
        memcmp(block->token, token, LEDGER_TOKEN) != 0) {
        return LEDGER_NO_LEDGER;
    }
    if (block->layout != LEDGER_LAYOUT) {
        atomic_fetch_add(&block->others, 1);
        return LEDGER_OTHER_LAYOUT;
    }
    if (size < sizeof *block) {
        return LEDGER_NO_LEDGER;
    }
    const struct ledger_shape shape = block->shape;
    if (ledger_size(&shape) != size) {
        return LEDGER_NO_LEDGER;
    }
    *ledger = (struct ledger){.block = block, .shape = shape};
    lay_out(ledger);
    return LEDGER_THERE;
}

/* --- strings --- */

/* The string at reference; empty when there is none, or none that lies in the area. */
static struct text string_at(const struct ledger *ledger, uint32_t reference)
{
    const uint32_t room = ledger->shape.string_bytes;
    const char *strings = PART(ledger, const char, strings);
    uint32_t length;
    if (reference == 0 || reference > room || room - reference < sizeof length) {
        return (struct text){"", 0};
    }
    memcpy(&length, strings + reference, sizeof length);
    return length <= LEDGER_STRING_MAX && length <= room - reference - sizeof length
               ? (struct text){strings + reference + sizeof length, length}
               : (struct text){"", 0};
}

/* Room for a new string, or 0. */
static uint32_t add_string(const struct ledger *ledger, struct text string)
{
    _Atomic uint32_t *used = &ledger->block->string_used;
    const uint32_t length = (uint32_t)string.length;
    const uint32_t needed = (uint32_t)sizeof length + length;
    uint32_t at = atomic_load(used);
    do {
        if (at > ledger->shape.string_bytes || ledger->shape.string_bytes - at < needed) {
            return 0;
        }
    } while (!atomic_compare_exchange_weak(used, &at, at + needed));
    char *out = PART(ledger, char, strings) + at;
    memcpy(out, &length, sizeof length);
    memcpy(out + sizeof length, string.bytes, length);
    return at;
}

/* The reference of a string that is there, or is put there. 0 for none, and where it found no room. When two put the
 * same one at once, one of the two takes up room for nothing. */
static uint32_t string_of(const struct ledger *ledger, struct text string)
{
    _Atomic uint32_t *slots = PART(ledger, _Atomic uint32_t, slots);
    uint32_t added = 0;
    if (string.length == 0) {
        return 0;
    }
    if (string.length > LEDGER_STRING_MAX) {
        string.length = LEDGER_STRING_MAX;
    }
    const uint64_t hash = text_hash(string);
    for (uint32_t i = 0; i < PROBES_MAX; i++) {
        _Atomic uint32_t *slot = &slots[(hash + i) & ledger->parts.slot_mask];
        uint32_t there = atomic_load_explicit(slot, memory_order_acquire);
        if (there == 0) {
            added = added != 0 ? added : add_string(ledger, string);
            if (added == 0 || atomic_compare_exchange_strong(slot, &there, added)) {
                return added;
            }
        }
        if (text_equal(string_at(ledger, there), string)) {
            return there;
        }
    }
    return added;
}

/* --- processes --- */

void ledger_enter(struct ledger *ledger, struct text program)
{
    if (!ledger->block) {
        return;
    }
    ledger->program = string_of(ledger, program);
    ledger->self = kernel_map_own(2 * sizeof *ledger->self);
}

void ledger_speak_for(struct ledger *ledger, int process, int parent, struct text program)
{
    if (!ledger->block) {
        return;
    }
    ledger->program = string_of(ledger, program);
    if (ledger->self) {
        ledger->self[0] = process;
        ledger->self[1] = parent;
    }
}

/* Between vfork and exec the child's memory is the parent's, and so is what it finds here. */
static void put_process(const struct ledger *ledger, struct content *content)
{
    int *self = ledger->self;
    content->pid = self ? __atomic_load_n(&self[0], __ATOMIC_ACQUIRE) : 0;
    if (content->pid != 0) {
        content->ppid = self[1];
        return;
    }
    content->pid = kernel_getpid();
    content->ppid = kernel_getppid();
    if (self) {
        self[1] = content->ppid;
        __atomic_store_n(&self[0], content->pid, __ATOMIC_RELEASE);
    }
}

/* --- events --- */

void ledger_add_file(struct ledger *ledger, struct text path)
{
    PART(ledger, struct file, files)[ledger->block->file_count++].path = string_of(ledger, path);
}

uint32_t ledger_find_file(const struct ledger *ledger, struct text path, uint32_t near)
{
    const struct file *files = ledger->block ? PART(ledger, const struct file, files) : NULL;
    const uint32_t count = ledger->shape.files;
    for (uint32_t i = 0; files && i < count; i++) {
        const uint32_t number = (near + i) % count;
        if (text_equal(string_at(ledger, files[number].path), path)) {
            return number;
        }
    }
    return LEDGER_NO_FILE;
}

/* The entries of one event: how often it happened, and those that are kept. */
struct series {
    _Atomic uint64_t *count;
    struct kept *kept;
    uint32_t first, last; /* so many of the first ones, and of the last ones */
};

/* count is NULL where there is none such. */
static struct series series_of(const struct ledger *ledger, enum ledger_event event, uint32_t file)
{
    if (!ledger->block || (event < LEDGER_FILE_EVENTS && file >= ledger->shape.files)) {
        return (struct series){0};
    }
    if (event < LEDGER_FILE_EVENTS) {
        struct file *at = &PART(ledger, struct file, files)[file];
        return (struct series){&at->counts[event], at->kept[event], LEDGER_FILE_FIRST, LEDGER_FILE_LAST};
    }
    struct process_events *events = &ledger->block->events[event - LEDGER_FILE_EVENTS];
    return (struct series){&events->count, events->kept, LEDGER_PROCESS_FIRST, LEDGER_PROCESS_LAST};
}

/* The place of what happened as number `number`, from 0. */
static struct kept *place_of(const struct series *series, uint64_t number)
{
    return &series->kept[number < series->first ? number : series->first + (number - series->first) % series->last];
}

/* False when somebody else writes there. */
static bool begin_writing(atomic_uint *turn)
{
    unsigned now = atomic_load(turn);
    return now % 2 == 0 && atomic_compare_exchange_strong(turn, &now, now + 1);
}

/* Counts what happened, and keeps it. */
static void add_to(const struct series *series, const struct content *content)
{
    struct kept *kept = place_of(series, atomic_fetch_add(series->count, 1));
    if (begin_writing(&kept->turn)) {
        kept->content = *content;
        atomic_fetch_add(&kept->turn, 1);
    }
}

void ledger_write(const struct ledger *ledger, enum ledger_event event, uint32_t file, const struct ledger_note *note)
{
    const struct series series = series_of(ledger, event, file);
    struct timespec now;
    if (!series.count) {
        return;
    }
    clock_gettime(CLOCK_REALTIME, &now); /* no system call where the kernel has a vDSO */
    struct content content = {
        .seconds = now.tv_sec,
        .nanoseconds = now.tv_nsec,
        .size = note->size,
        .program = ledger->program,
        .opened = string_of(ledger, text_of(note->opened)),
        .message = string_of(ledger, text_of(note->message)),
        .before = string_of(ledger, text_of(note->before)),
        .after = string_of(ledger, text_of(note->after)),
    };
    put_process(ledger, &content);
    add_to(&series, &content);
}

enum once_answer ledger_ask_once(const struct ledger *ledger, uint64_t hash)
{
    const struct once once = {ledger->block ? PART(ledger, _Atomic uint64_t, once) : NULL,
                              ledger->block ? ledger->shape.once : 0};
    return once_ask(&once, hash);
}

/* --- programs --- */

static struct program *program_by_key(const struct ledger *ledger, uint64_t key)
{
    const uint32_t count = ledger->shape.programs;
    for (uint32_t i = 0; i < count && i < PROBES_MAX; i++) {
        struct program *program = &PART(ledger, struct program, programs)[(key / 2 + i) % count];
        uint64_t there = 0;
        if (atomic_compare_exchange_strong(&program->key, &there, key) || there == key) {
            return program;
        }
    }
    return NULL;
}

static struct program *program_of(const struct ledger *ledger, const struct stat *file)
{
    const uint64_t identity[] = {file->st_dev, file->st_ino};
    return program_by_key(ledger, text_hash((struct text){(const char *)identity, sizeof identity}) | 1);
}

void ledger_announce(const struct ledger *ledger, const struct stat *file, const char *name)
{
    struct program *program = ledger->block ? program_of(ledger, file) : NULL;
    if (program) {
        if (atomic_load(&program->name) == 0) {
            atomic_store(&program->name, string_of(ledger, text_of(name)));
        }
        atomic_fetch_add(&program->announced, 1);
    } else if (ledger->block) {
        atomic_fetch_add(&ledger->block->unnamed_execs, 1);
    }
}

void ledger_withdraw(const struct ledger *ledger, const struct stat *file)
{
    struct program *program = ledger->block ? program_of(ledger, file) : NULL;
    if (program) {
        atomic_fetch_sub(&program->announced, 1);
    } else if (ledger->block) {
        atomic_fetch_sub(&ledger->block->unnamed_execs, 1);
    }
}

void ledger_confirm(const struct ledger *ledger, const struct stat *file)
{
    struct program *program = ledger->block ? program_of(ledger, file) : NULL;
    if (program) {
        atomic_fetch_add(&program->confirmed, 1);
    } else if (ledger->block) {
        atomic_fetch_sub(&ledger->block->unnamed_execs, 1);
    }
}

/* --- discovery --- */

void ledger_write_found(const struct ledger *ledger, const struct ledger_found *found)
{
    uint64_t number = ledger->block ? atomic_fetch_add(&ledger->block->found_count, 1) : 0;
    if (!ledger->block || number >= ledger->shape.found) {
        return;
    }
    struct found *kept = &PART(ledger, struct found, found)[number];
    kept->file = string_of(ledger, found->file);
    kept->opened = string_of(ledger, found->opened);
    kept->start = string_of(ledger, found->start);
    kept->seconds = found->changed.tv_sec;
    kept->nanoseconds = found->changed.tv_nsec;
    kept->writable = found->writable;
    atomic_store(&kept->written, 1);
}

bool ledger_read_found(const struct ledger *ledger, uint32_t index, struct ledger_found *found)
{
    *found = (struct ledger_found){0};
    if (index >= ledger->shape.found || index >= atomic_load(&ledger->block->found_count)) {
        return false;
    }
    const struct found *kept = &PART(ledger, const struct found, found)[index];
    if (atomic_load(&kept->written)) {
        found->file = string_at(ledger, kept->file);
        found->opened = string_at(ledger, kept->opened);
        found->start = string_at(ledger, kept->start);
        found->changed = (struct timespec){kept->seconds, kept->nanoseconds};
        found->writable = kept->writable;
    }
    return true;
}

uint64_t ledger_found_more(const struct ledger *ledger)
{
    uint64_t count = atomic_load(&ledger->block->found_count);
    return count > ledger->shape.found ? count - ledger->shape.found : 0;
}

/* --- reading --- */

struct text ledger_file_path(const struct ledger *ledger, uint32_t file)
{
    return file < ledger->shape.files ? string_at(ledger, PART(ledger, const struct file, files)[file].path)
                                      : (struct text){"", 0};
}

uint64_t ledger_count(const struct ledger *ledger, enum ledger_event event, uint32_t file)
{
    const struct series series = series_of(ledger, event, file);
    return series.count ? atomic_load(series.count) : 0;
}

uint32_t ledger_kept(const struct ledger *ledger, enum ledger_event event, uint32_t file)
{
    const struct series series = series_of(ledger, event, file);
    const uint64_t count = series.count ? atomic_load(series.count) : 0;
    return (uint32_t)(count < series.first + series.last ? count : series.first + series.last);
}

bool ledger_read(const struct ledger *ledger, enum ledger_event event, uint32_t file, uint32_t index,
                 struct ledger_entry *entry)
{
    const struct series series = series_of(ledger, event, file);
    const uint32_t kept_count = ledger_kept(ledger, event, file);
    if (index >= kept_count) {
        return false;
    }
    const uint64_t behind = kept_count - index; /* counted from the newest */
    const struct kept *kept = place_of(&series, index < series.first ? index : atomic_load(series.count) - behind);
    const unsigned turn = atomic_load_explicit(&kept->turn, memory_order_acquire);
    const struct content content = kept->content;
    atomic_thread_fence(memory_order_acquire);
    *entry = (struct ledger_entry){
        .time = {content.seconds, content.nanoseconds},
        .pid = content.pid,
        .ppid = content.ppid,
        .program = string_at(ledger, content.program),
        .opened = string_at(ledger, content.opened),
        .message = string_at(ledger, content.message),
        .before = string_at(ledger, content.before),
        .after = string_at(ledger, content.after),
        .size = content.size,
    };
    return turn != 0 && turn % 2 == 0 && atomic_load(&kept->turn) == turn;
}

uint64_t ledger_each_unconfirmed(const struct ledger *ledger,
                                 void (*say)(void *context, const struct ledger_program *program), void *context)
{
    const struct program *programs = PART(ledger, const struct program, programs);
    const uint64_t unnamed = atomic_load(&ledger->block->unnamed_execs);
    for (uint32_t i = 0; i < ledger->shape.programs; i++) {
        const uint32_t announced = atomic_load(&programs[i].announced), confirmed = atomic_load(&programs[i].confirmed);
        if (announced > confirmed) {
            const struct ledger_program program = {string_at(ledger, atomic_load(&programs[i].name)),
                                                   announced - confirmed};
            say(context, &program);
        }
    }
    return unnamed <= INT64_MAX ? unnamed : 0; /* below 0: more were confirmed than announced */
}

uint32_t ledger_others(const struct ledger *ledger)
{
    return atomic_load(&ledger->block->others);
}

/* Strings are put into outer anew. */
static void add_entry(const struct ledger *outer, const struct series *series, const struct ledger_entry *entry)
{
    const struct content content = {
        .seconds = entry->time.tv_sec,
        .nanoseconds = entry->time.tv_nsec,
        .size = entry->size,
        .pid = entry->pid,
        .ppid = entry->ppid,
        .program = string_of(outer, entry->program),
        .opened = string_of(outer, entry->opened),
        .message = string_of(outer, entry->message),
        .before = string_of(outer, entry->before),
        .after = string_of(outer, entry->after),
    };
    add_to(series, &content);
}

static void add_series(const struct ledger *outer, uint32_t outer_file, const struct ledger *inner, uint32_t inner_file,
                       enum ledger_event event)
{
    const struct series series = series_of(outer, event, outer_file);
    const uint32_t kept = ledger_kept(inner, event, inner_file);
    struct ledger_entry entry;
    if (!series.count) {
        return;
    }
    uint64_t more = ledger_count(inner, event, inner_file);
    for (uint32_t i = 0; i < kept; i++) {
        if (ledger_read(inner, event, inner_file, i, &entry)) {
            add_entry(outer, &series, &entry);
            more--;
        }
    }
    atomic_fetch_add(series.count, more);
}

static void add_found(const struct ledger *outer, const struct ledger *inner)
{
    struct ledger_found found;
    for (uint32_t i = 0; ledger_read_found(inner, i, &found); i++) {
        ledger_write_found(outer, &found);
    }
    atomic_fetch_add(&outer->block->found_count, ledger_found_more(inner));
}

static void add_programs(const struct ledger *outer, const struct ledger *inner)
{
    const struct program *programs = PART(inner, const struct program, programs);
    uint64_t unnamed = atomic_load(&inner->block->unnamed_execs);
    for (uint32_t i = 0; i < inner->shape.programs; i++) {
        const uint64_t key = atomic_load(&programs[i].key);
        const uint32_t announced = atomic_load(&programs[i].announced), confirmed = atomic_load(&programs[i].confirmed);
        struct program *program = key != 0 ? program_by_key(outer, key) : NULL;
        if (program) {
            struct text name = string_at(inner, atomic_load(&programs[i].name));
            atomic_store(&program->name, string_of(outer, name));
            atomic_fetch_add(&program->announced, announced);
            atomic_fetch_add(&program->confirmed, confirmed);
        } else {
            unnamed += (uint64_t)announced - confirmed;
        }
    }
    atomic_fetch_add(&outer->block->unnamed_execs, unnamed);
}

void ledger_add_up(const struct ledger *outer, const struct ledger *inner)
{
    for (uint32_t file = 0; file < inner->shape.files; file++) {
        uint32_t number = ledger_find_file(outer, ledger_file_path(inner, file), file);
        for (enum ledger_event event = 0; event < LEDGER_FILE_EVENTS; event++) {
            add_series(outer, number, inner, file, event);
        }
    }
    for (enum ledger_event event = LEDGER_FILE_EVENTS; event < LEDGER_EVENTS; event++) {
        add_series(outer, LEDGER_NO_FILE, inner, LEDGER_NO_FILE, event);
    }
    add_found(outer, inner);
    add_programs(outer, inner);
    atomic_fetch_add(&outer->block->others, ledger_others(inner));
}
