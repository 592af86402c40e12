/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger as many processes write it at once, as strangers meet it, and as it is read after somebody spoilt it. */
#include "shim/serve/ledger.h"
#include "tests/unit/check.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static const char token[LEDGER_TOKEN + 1] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
static const struct ledger_shape small = {.files = 3, .string_bytes = 1 << 16, .once = 64, .programs = 16, .found = 4};

static struct ledger make(const struct ledger_shape *shape)
{
    struct ledger ledger;
    void *bytes = mmap(NULL, ledger_size(shape), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ledger_make(&ledger, bytes, shape, token);
    return ledger;
}

static struct ledger make_with_files(void)
{
    struct ledger ledger = make(&small);
    ledger_add_file(&ledger, TEXT("/job/a.yaml"));
    ledger_add_file(&ledger, TEXT("/job/b.yaml"));
    ledger_add_file(&ledger, TEXT("/job/c.json"));
    ledger_enter(&ledger, TEXT("/usr/bin/test"));
    return ledger;
}

static bool is(struct text text, const char *expected)
{
    return text_equal(text, text_of(expected));
}

static void test_files_are_found_by_path(void)
{
    check_new_test();
    struct ledger ledger = make_with_files();
    CHECK(ledger_find_file(&ledger, TEXT("/job/a.yaml"), 0) == 0, "%s", __func__);
    CHECK(ledger_find_file(&ledger, TEXT("/job/a.yaml"), 2) == 0, "%s", __func__);
    CHECK(ledger_find_file(&ledger, TEXT("/job/c.json"), 0) == 2, "%s", __func__);
    CHECK(ledger_find_file(&ledger, TEXT("/job/d"), 0) == LEDGER_NO_FILE, "%s", __func__);
    CHECK(ledger_find_file(&(struct ledger){0}, TEXT("/job/a.yaml"), 0) == LEDGER_NO_FILE, "%s", __func__);
}

static void test_first_and_last_are_kept(void)
{
    check_new_test();
    struct ledger ledger = make_with_files();
    struct ledger_entry entry;
    char opened[16];
    for (int i = 0; i < 100; i++) {
        snprintf(opened, sizeof opened, "open %d", i);
        ledger_write(&ledger, LEDGER_SERVE, 1, &(struct ledger_note){.opened = opened, .after = "ab12", .size = i});
    }
    CHECK(ledger_count(&ledger, LEDGER_SERVE, 1) == 100, "%s", __func__);
    CHECK(ledger_count(&ledger, LEDGER_SERVE, 0) == 0 && ledger_count(&ledger, LEDGER_REFUSE, 1) == 0, "%s", __func__);
    CHECK(ledger_kept(&ledger, LEDGER_SERVE, 1) == LEDGER_FILE_FIRST + LEDGER_FILE_LAST, "%s", __func__);
    static const int64_t kept[] = {0, 97, 98, 99};
    for (uint32_t i = 0; i < 4; i++) {
        bool there = ledger_read(&ledger, LEDGER_SERVE, 1, i, &entry);
        snprintf(opened, sizeof opened, "open %d", (int)kept[i]);
        CHECK(there && entry.size == kept[i] && is(entry.opened, opened), "%u: %lld", i, (long long)entry.size);
        CHECK(is(entry.program, "/usr/bin/test") && is(entry.after, "ab12") && is(entry.before, ""), "%s", __func__);
        CHECK(entry.pid == getpid() && entry.ppid == getppid() && entry.time.tv_sec > 0, "%s", __func__);
    }
    CHECK(!ledger_read(&ledger, LEDGER_SERVE, 1, 4, &entry), "%s", __func__);
    CHECK(!ledger_read(&ledger, LEDGER_SERVE, 0, 0, &entry), "%s", __func__);
    ledger_write(&ledger, LEDGER_SERVE, LEDGER_NO_FILE, &(struct ledger_note){.size = -1});
    ledger_write(&ledger, LEDGER_LOAD, LEDGER_NO_FILE, &(struct ledger_note){.size = -1});
    CHECK(ledger_count(&ledger, LEDGER_LOAD, LEDGER_NO_FILE) == 1 && ledger_kept(&ledger, LEDGER_LOAD, 0) == 1, "%s",
          __func__);
}

/* Below the number of those that are kept. */
static void test_few_are_all_kept(void)
{
    check_new_test();
    struct ledger ledger = make_with_files();
    struct ledger_entry entry;
    for (int i = 0; i < 2; i++) {
        ledger_write(&ledger, LEDGER_REFUSE, 0, &(struct ledger_note){.message = i == 0 ? "no" : "never", .size = -1});
    }
    CHECK(ledger_kept(&ledger, LEDGER_REFUSE, 0) == 2, "%s", __func__);
    CHECK(ledger_read(&ledger, LEDGER_REFUSE, 0, 0, &entry) && is(entry.message, "no"), "%s", __func__);
    CHECK(ledger_read(&ledger, LEDGER_REFUSE, 0, 1, &entry) && is(entry.message, "never"), "%s", __func__);
}

static void test_a_forked_child_has_its_own_number(void)
{
    check_new_test();
    struct ledger ledger = make_with_files();
    struct ledger_entry entry;
    ledger_write(&ledger, LEDGER_SERVE, 0, &(struct ledger_note){.size = 1});
    pid_t child = fork();
    if (child == 0) {
        ledger_write(&ledger, LEDGER_SERVE, 0, &(struct ledger_note){.size = 2});
        _exit(0);
    }
    waitpid(child, NULL, 0);
    CHECK(ledger_read(&ledger, LEDGER_SERVE, 0, 1, &entry) && entry.pid == child && entry.ppid == getpid(), "%s",
          __func__);
}

static void test_many_write_at_once(void)
{
    check_new_test();
    enum { WRITERS = 16, WRITES = 20000 };
    struct ledger ledger = make_with_files();
    struct ledger_entry entry;
    struct stat program = {.st_dev = 1, .st_ino = 2};
    for (int writer = 0; writer < WRITERS; writer++) {
        if (fork() == 0) {
            for (int i = 0; i < WRITES; i++) {
                char opened[32];
                snprintf(opened, sizeof opened, "%d/%d", writer, i % 100);
                ledger_write(&ledger, LEDGER_SERVE, 2, &(struct ledger_note){.opened = opened, .size = i % 100});
                ledger_announce(&ledger, &program, "cat");
                ledger_confirm(&ledger, &program);
            }
            _exit(0);
        }
    }
    while (wait(NULL) > 0) {
        ;
    }
    CHECK(ledger_count(&ledger, LEDGER_SERVE, 2) == (uint64_t)WRITERS * WRITES, "%s", __func__);
    for (uint32_t i = 0; i < 4; i++) {
        char end[16];
        bool there = ledger_read(&ledger, LEDGER_SERVE, 2, i, &entry);
        snprintf(end, sizeof end, "/%d", (int)entry.size);
        CHECK(there && text_ends(entry.opened, text_of(end)), "%.*s, %d", TEXT_ARGS(entry.opened), (int)entry.size);
    }
}

static void test_once(void)
{
    check_new_test();
    struct ledger ledger = make(&small);
    CHECK(ledger_ask_once(&ledger, 10) == ONCE_FIRST && ledger_ask_once(&ledger, 10) == ONCE_AGAIN &&
              ledger_ask_once(&ledger, 20) == ONCE_FIRST,
          "%s", __func__);
    int first = 0;
    for (uint64_t i = 0; i < 1000; i++) {
        first += ledger_ask_once(&ledger, i * 7919) == ONCE_FIRST;
    }
    CHECK(first <= (int)small.once, "a full table says no: %d", first);
    CHECK(ledger_ask_once(&(struct ledger){0}, 1) == ONCE_FULL, "%s", __func__);
}

struct unconfirmed {
    int programs;
    uint32_t execs;
    char name[32];
};

static void count_unconfirmed(void *context, const struct ledger_program *program)
{
    struct unconfirmed *unconfirmed = context;
    unconfirmed->programs++;
    unconfirmed->execs += program->unconfirmed;
    snprintf(unconfirmed->name, sizeof unconfirmed->name, "%.*s", TEXT_ARGS(program->name));
}

static void test_execs_are_confirmed(void)
{
    check_new_test();
    struct ledger ledger = make(&small);
    struct stat cat = {.st_dev = 1, .st_ino = 2}, git = {.st_dev = 1, .st_ino = 3};
    struct unconfirmed unconfirmed = {0};
    ledger_announce(&ledger, &cat, "cat");
    ledger_announce(&ledger, &cat, "/bin/cat");
    ledger_announce(&ledger, &git, "git");
    ledger_announce(&ledger, &git, "git");
    ledger_confirm(&ledger, &cat);
    ledger_confirm(&ledger, &cat);
    ledger_withdraw(&ledger, &git);
    CHECK(ledger_each_unconfirmed(&ledger, count_unconfirmed, &unconfirmed) == 0, "%s", __func__);
    CHECK(unconfirmed.programs == 1 && unconfirmed.execs == 1 && strcmp(unconfirmed.name, "git") == 0, "%s", __func__);
    for (ino_t i = 0; i < 100; i++) {
        ledger_announce(&ledger, &(struct stat){.st_ino = 1000 + i}, "many");
    }
    CHECK(ledger_each_unconfirmed(&ledger, count_unconfirmed, &unconfirmed) == 100 - (small.programs - 2), "%s",
          __func__);
}

static void test_strings_run_out(void)
{
    check_new_test();
    struct ledger_shape tiny = {.files = 1, .string_bytes = 128};
    struct ledger ledger = make(&tiny);
    struct ledger_entry entry;
    char opened[64];
    ledger_add_file(&ledger, TEXT("/a"));
    for (int i = 0; i < 50; i++) {
        snprintf(opened, sizeof opened, "a path of some length, number %d", i);
        ledger_write(&ledger, LEDGER_SERVE, 0, &(struct ledger_note){.opened = opened, .size = -1});
    }
    CHECK(ledger_count(&ledger, LEDGER_SERVE, 0) == 50, "%s", __func__);
    CHECK(ledger_read(&ledger, LEDGER_SERVE, 0, 0, &entry) && entry.opened.length > 0, "%s", __func__);
    CHECK(ledger_read(&ledger, LEDGER_SERVE, 0, 3, &entry) && entry.opened.length == 0, "%s", __func__);
    CHECK(ledger_find_file(&ledger, TEXT("/a"), 0) == 0, "%s", __func__);
}

static void test_long_strings_are_cut(void)
{
    check_new_test();
    struct ledger ledger = make_with_files();
    struct ledger_entry entry;
    char *opened = calloc(1, 10000);
    memset(opened, 'x', 9999);
    ledger_write(&ledger, LEDGER_SERVE, 0, &(struct ledger_note){.opened = opened, .size = -1});
    CHECK(ledger_read(&ledger, LEDGER_SERVE, 0, 0, &entry) && entry.opened.length == LEDGER_STRING_MAX, "%s", __func__);
    free(opened);
}

static void test_strangers(void)
{
    check_new_test();
    struct ledger ledger = make(&small), other;
    const size_t size = ledger_size(&small);
    char wrong[LEDGER_TOKEN] = {0};
    uint32_t *layout = (uint32_t *)((char *)ledger.block + 8);
    CHECK(ledger_open(&other, ledger.block, size, token) == LEDGER_THERE && other.block == ledger.block, "%s",
          __func__);
    CHECK(ledger_open(&other, ledger.block, size, wrong) == LEDGER_NO_LEDGER, "%s", __func__);
    CHECK(ledger_open(&other, ledger.block, size - 1, token) == LEDGER_NO_LEDGER, "%s", __func__);
    CHECK(ledger_open(&other, ledger.block, 16, token) == LEDGER_NO_LEDGER, "%s", __func__);
    *layout = LEDGER_LAYOUT + 1;
    CHECK(ledger_open(&other, ledger.block, size, token) == LEDGER_OTHER_LAYOUT && ledger_others(&ledger) == 1, "%s",
          __func__);
    CHECK(ledger_size(&(struct ledger_shape){.string_bytes = UINT32_MAX}) == 0, "%s", __func__);
    CHECK(ledger_size(&(struct ledger_shape){.files = UINT32_MAX}) == 0, "%s", __func__);
}

/* Whatever a process of the job writes there, reading stays inside. */
static void test_spoilt_blocks(void)
{
    check_new_test();
    uint64_t state = 1;
    for (int round = 0; round < 200; round++) {
        struct ledger ledger = make_with_files();
        struct ledger_entry entry;
        struct ledger_found found;
        struct unconfirmed unconfirmed = {0};
        unsigned char *bytes = (unsigned char *)ledger.block;
        const size_t size = ledger_size(&small);
        for (size_t i = 0; i < size; i += 1 + (state >> 33) % 64) {
            state = state * 6364136223846793005U + 1442695040888963407U;
            bytes[i] = (unsigned char)(state >> 40);
        }
        for (int event = 0; event < LEDGER_EVENTS; event++) {
            for (uint32_t i = 0; i < 70; i++) {
                if (ledger_read(&ledger, event, 1, i, &entry)) {
                    CHECK(entry.opened.length <= LEDGER_STRING_MAX, "%s", __func__);
                }
            }
        }
        ledger_write(&ledger, LEDGER_SERVE, 1, &(struct ledger_note){.opened = "x", .size = 1});
        ledger_write_found(&ledger, &(struct ledger_found){.file = TEXT("y")});
        for (uint32_t i = 0; ledger_read_found(&ledger, i, &found); i++) {
            CHECK(found.file.length <= LEDGER_STRING_MAX, "%s", __func__);
        }
        ledger_each_unconfirmed(&ledger, count_unconfirmed, &unconfirmed);
        struct ledger outer = make_with_files();
        ledger_add_up(&outer, &ledger);
        munmap(outer.block, size);
        munmap(ledger.block, size);
    }
}

static void test_discovery(void)
{
    check_new_test();
    struct ledger ledger = make(&small);
    struct ledger_found found = {.file = TEXT("/job/a"), .opened = TEXT("a"), .start = TEXT("/job"), .writable = true};
    for (int i = 0; i < 7; i++) {
        found.changed.tv_sec = i;
        ledger_write_found(&ledger, &found);
    }
    CHECK(ledger_read_found(&ledger, 2, &found) && is(found.file, "/job/a") && is(found.start, "/job"), "%s", __func__);
    CHECK(found.changed.tv_sec == 2 && found.writable, "%s", __func__);
    CHECK(!ledger_read_found(&ledger, 4, &found) && ledger_found_more(&ledger) == 3, "%s", __func__);
}

static void test_inner_is_added_up(void)
{
    check_new_test();
    struct ledger outer = make_with_files(), inner = make_with_files();
    struct ledger_entry entry;
    struct unconfirmed unconfirmed = {0};
    const struct ledger_note note = {.opened = "inner", .size = 1};
    ledger_write(&outer, LEDGER_SERVE, 1, &(struct ledger_note){.opened = "outer", .size = 1});
    for (int i = 0; i < 100; i++) {
        ledger_write(&inner, LEDGER_SERVE, 1, &note);
    }
    ledger_write(&inner, LEDGER_LOAD, LEDGER_NO_FILE, &note);
    CHECK(ledger_read(&outer, LEDGER_SERVE, 1, 0, &entry) && is(entry.opened, "outer"), "%s", __func__);
    /* More programs and files than there is room for, and one of another layout. */
    for (ino_t i = 1; i <= 40; i++) {
        ledger_announce(&inner, &(struct stat){.st_ino = i}, "program");
        ledger_write_found(&inner, &(struct ledger_found){.file = TEXT("/job/x")});
    }
    *(uint32_t *)(void *)((char *)inner.block + sizeof(uint64_t)) = LEDGER_LAYOUT + 1;
    CHECK(ledger_open(&(struct ledger){0}, inner.block, ledger_size(&small), token) == LEDGER_OTHER_LAYOUT, "%s",
          __func__);
    ledger_add_up(&outer, &inner);
    CHECK(ledger_count(&outer, LEDGER_SERVE, 1) == 101, "%s", __func__);
    CHECK(ledger_read(&outer, LEDGER_SERVE, 1, 3, &entry) && is(entry.opened, "inner"), "%s", __func__);
    CHECK(is(entry.program, "/usr/bin/test") && entry.pid == getpid(), "%s", __func__);
    CHECK(ledger_count(&outer, LEDGER_LOAD, LEDGER_NO_FILE) == 1, "%s", __func__);
    CHECK(ledger_found_more(&outer) == 36, "%s", __func__);
    CHECK(ledger_others(&outer) == 1, "%s", __func__);
    CHECK(ledger_each_unconfirmed(&outer, count_unconfirmed, &unconfirmed) == 24, "%s", __func__);
    CHECK(unconfirmed.execs == 16, "%s", __func__);
}

int main(void)
{
    test_files_are_found_by_path();
    test_first_and_last_are_kept();
    test_few_are_all_kept();
    test_a_forked_child_has_its_own_number();
    test_many_write_at_once();
    test_once();
    test_execs_are_confirmed();
    test_strings_run_out();
    test_long_strings_are_cut();
    test_strangers();
    test_spoilt_blocks();
    test_discovery();
    test_inner_is_added_up();
    return check_done();
}
