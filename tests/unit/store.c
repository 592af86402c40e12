/* SPDX-License-Identifier: Apache-2.0 */
/* The directory of a sweep: cells keep their numbers, copies their content, and states come from records and locks. */
#include "shim/cli/base/private_directory.h"
#include "shim/cli/base/options.h"
#include "shim/cli/cells/attempt.h"
#include "shim/cli/cells/json_record.h"
#include "core/base/path.h"
#include "tests/unit/check.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct arena arena;
static char top[] = "/tmp/store-XXXXXX";
static const char *dir; /* of the test's sweep */

static void new_test(void)
{
    static unsigned tests;
    struct buffer path = {.arena = &arena};
    check_new_test();
    buffer_format(&path, "%s/parent %u/a \"sweep\"\n", top, tests++);
    dir = buffer_string(&path);
}

static const char *digits(unsigned number)
{
    struct buffer out = {.arena = &arena};
    buffer_format(&out, "%u", number);
    return buffer_string(&out);
}

/* One cell for each of the numbers from first, below last, and one base file. */
static struct plan plan_of(unsigned first, unsigned last, const char *base)
{
    static struct options options;
    const struct place place = {.source = "argument 1"};
    struct plan plan = {.arena = &arena, .options = &options, .sweep = {.arena = &arena}, .varies = true};
    struct diagnostics diagnostics = {.arena = &arena};
    const struct sweep_key *key = sweep_key(&plan.sweep, place, TEXT("config.yaml:a"), TEXT(""), &diagnostics);
    options = (struct options){.sweeping.dir = dir};
    plan.cells.count = last - first;
    plan.cells.list = arena_array(&arena, struct sweep_cell, plan.cells.count);
    plan.list = arena_array(&arena, struct plan_cell, plan.cells.count);
    for (size_t i = 0; i < plan.cells.count; i++) {
        struct sweep_setting *setting = arena_new(&arena, struct sweep_setting);
        *setting = (struct sweep_setting){.key = key, .value = {.text = text_of(digits(first + (unsigned)i))}};
        plan.cells.list[i] = (struct sweep_cell){.settings = setting, .count = 1};
        plan.list[i].cell = &plan.cells.list[i];
        sha256_hex(setting->value.text, plan.list[i].digest);
    }
    plan.bases = arena_new(&arena, struct plan_base);
    *plan.bases = (struct plan_base){.name = "config.yaml", .path = "/config.yaml", .content = text_of(base)};
    sha256_hex(plan.bases->content, plan.bases->digest);
    return plan;
}

static bool start(struct store *store, struct plan *plan)
{
    return store_open(store, &arena, dir) != OUTCOME_REFUSED && store_update(store, plan);
}

static const char *value_text(const struct stored_cell *cell)
{
    return text_string(&arena, cell->values->first->text);
}

static void check_growth(void)
{
    new_test();
    struct store store;
    struct plan plan = plan_of(10, 13, "a: 1\n"), grown = plan_of(12, 15, "a: 1\n"), back = plan_of(10, 15, "a: 1\n");
    CHECK(store_open(&store, &arena, dir) == OUTCOME_NONE, "there is none yet");
    CHECK(store_update(&store, &plan) && store.count == 3, "%zu", store.count);
    CHECK(strcmp(store.cells[2].name, "0002") == 0 && strcmp(value_text(&store.cells[2]), "12") == 0, "the third");
    CHECK(start(&store, &grown) && store.count == 5, "%zu", store.count);
    CHECK(store.cells[0].dropped && store.cells[1].dropped && !store.cells[2].dropped, "two are dropped");
    CHECK(store.cells[0].plan_index == SIZE_MAX && store.cells[2].plan_index == 0 && store.cells[4].plan_index == 2,
          "where each is in the plan");
    CHECK(strcmp(value_text(&store.cells[4]), "14") == 0, "new ones come last");
    CHECK(start(&store, &back) && store.count == 5 && !store.cells[0].dropped && store.cells[0].plan_index == 0,
          "what comes back is itself again");
    CHECK(store_open(&store, &arena, dir) == OUTCOME_FOUND && store.count == 5, "it is read again");
    struct text files[] = {TEXT("sweep.json"), TEXT("base.json"), TEXT("cells.csv"), TEXT("cells.jsonl")};
    for (size_t i = 0; i < 4; i++) {
        CHECK(access(path_in(&arena, dir, files[i].bytes), R_OK) == 0, "%s", files[i].bytes);
    }
}

/* A task of an array does not know of cells that were added since. */
static void check_task(void)
{
    new_test();
    struct store store;
    struct plan plan = plan_of(0, 4, "a: 1\n");
    CHECK(start(&store, &plan), "first");
    plan = plan_of(0, 2, "a: 1\n");
    ((struct options *)plan.options)->sweeping.has_cell = true;
    CHECK(start(&store, &plan) && !store.cells[3].dropped, "nothing is dropped");
    plan = plan_of(0, 0, "a: 1\n");
    plan.varies = false;
    CHECK(start(&store, &plan) && store.count == 4 && !store.cells[3].dropped, "nor where nothing is said to vary");
}

static const char *content_of(const char *path)
{
    static char room[4096];
    const int descriptor = open(path, O_RDONLY);
    const ssize_t length = read(descriptor, room, sizeof room - 1);
    close(descriptor);
    room[length > 0 ? length : 0] = '\0';
    return room;
}

static struct node *served(const struct store *store)
{
    return json_record_object(&arena, store->base, "base_files");
}

static void check_bases(void)
{
    new_test();
    struct store store;
    struct plan plan = plan_of(0, 2, "a: 1\n"), edited = plan_of(0, 3, "a: 2\n");
    CHECK(start(&store, &plan), "first");
    const char *copy = json_record_string(&arena, served(&store), "config.yaml");
    CHECK(copy && copy[0] == '/' && strcmp(content_of(copy), "a: 1\n") == 0, "%s", copy ? copy : "none");
    struct stat there;
    CHECK(stat(copy, &there) == 0 && (there.st_mode & 0222) == 0, "it is not to be written");
    CHECK(!start(&store, &edited), "another file is refused");
    CHECK(store_open(&store, &arena, dir) == OUTCOME_FOUND && store.count == 2, "and nothing has changed");
    ((struct options *)edited.options)->sweeping.base = BASE_KEEP;
    CHECK(start(&store, &edited) && store.count == 3, "--base keep");
    CHECK(text_equal(edited.bases->content, TEXT("a: 1\n")) && strcmp(edited.bases->digest, plan.bases->digest) == 0,
          "the plan has the copy's content");
    edited = plan_of(0, 3, "a: 2\n");
    ((struct options *)edited.options)->sweeping.base = BASE_NEW;
    CHECK(start(&store, &edited), "--base new");
    const char *newer = json_record_string(&arena, served(&store), "config.yaml");
    CHECK(strcmp(newer, copy) != 0 && strcmp(content_of(newer), "a: 2\n") == 0, "%s", newer ? newer : "none");
    CHECK(strcmp(content_of(copy), "a: 1\n") == 0, "what runs with the old copy keeps it");
    edited = plan_of(0, 3, "a: 2\n");
    CHECK(start(&store, &edited), "it is the sweep's from now on");
}

static void damage(const char *name, size_t at, const char *bytes)
{
    const int descriptor = open(path_in(&arena, dir, name), O_WRONLY);
    CHECK(pwrite(descriptor, bytes, strlen(bytes), (off_t)at) == (ssize_t)strlen(bytes), "%s", name);
    close(descriptor);
}

static void check_damage(void)
{
    new_test();
    struct store store;
    struct plan plan = plan_of(0, 3, "a: 1\n");
    CHECK(start(&store, &plan), "first");
    const char *path = path_in(&arena, dir, "cells.jsonl");
    struct stat whole;
    stat(path, &whole);
    damage("cells.jsonl", 9, "1");
    CHECK(store_open(&store, &arena, dir) == OUTCOME_REFUSED, "another number");
    damage("cells.jsonl", 9, "0");
    CHECK(store_open(&store, &arena, dir) == OUTCOME_FOUND, "mended");
    CHECK(truncate(path, whole.st_size - 1) == 0 && store_open(&store, &arena, dir) == OUTCOME_REFUSED, "cut off");
    CHECK(truncate(path, 0) == 0 && store_open(&store, &arena, dir) == OUTCOME_REFUSED, "empty");
    CHECK(!start(&store, &plan), "nothing begins there anew");
    unlink(path);
    CHECK(start(&store, &plan), "what was left before the first cells.jsonl is no sweep");
    unlink(path_in(&arena, dir, "sweep.json"));
    CHECK(store_open(&store, &arena, dir) == OUTCOME_REFUSED, "sweep.json is gone");
}

static void check_foreign(void)
{
    new_test();
    struct store store;
    struct plan plan = plan_of(0, 3, "a: 1\n");
    dir = top;
    CHECK(!start(&store, &plan), "a directory with other files");
    dir = path_in(&arena, top, "file");
    close(open(dir, O_WRONLY | O_CREAT, 0600));
    CHECK(store_open(&store, &arena, dir) == OUTCOME_REFUSED, "a file");
    dir = path_in(&arena, top, "link");
    CHECK(symlink("target", dir) == 0 && !start(&store, &plan), "a link that leads nowhere");
    mkdir(path_in(&arena, top, "target"), 0700);
    CHECK(start(&store, &plan), "a link to a directory");
}

#define STARTERS 8

/* Each has a grid of its own, and one cell in common; all are there afterwards, once. */
static void check_starters(void)
{
    new_test();
    struct store store;
    for (unsigned i = 0; i < STARTERS; i++) {
        if (fork() == 0) {
            struct plan plan = plan_of(i, i + 2, "a: 1\n");
            _exit(start(&store, &plan) ? 0 : 1);
        }
    }
    int status, failed = 0;
    while (wait(&status) > 0) {
        failed += status != 0;
    }
    CHECK(failed == 0, "%d failed", failed);
    CHECK(store_open(&store, &arena, dir) == OUTCOME_FOUND && store.count == STARTERS + 1, "%zu", store.count);
}

static void check_states(void)
{
    new_test();
    struct store store;
    struct plan plan = plan_of(0, 2, "a: 1\n");
    struct attempt attempt, other;
    CHECK(start(&store, &plan) && store_record(&store, 0).state == CELL_NEW, "new");
    CHECK(attempt_begin(&attempt, &store, 0, TEXT("{}\n"), 0) == OUTCOME_FOUND && attempt.attempt == 1, "begun");
    CHECK(store_record(&store, 0).state == CELL_RUNNING && store_record(&store, 0).attempt == 1, "running");
    CHECK(attempt_begin(&other, &store, 0, TEXT("{}\n"), 0) == OUTCOME_NONE, "another starter passes it by");
    CHECK(attempt_end(&attempt, CELL_FAILED, 7), "ended");
    struct cell_record record = store_record(&store, 0);
    CHECK(record.state == CELL_FAILED && record.status == 7 && record.seconds >= 0 && record.host, "failed");
    CHECK(record.started > 1e9 && record.ended >= record.started, "%f %f", record.started, record.ended);
    CHECK(attempt_begin(&attempt, &store, 0, TEXT("{}\n"), 0) == OUTCOME_NONE, "it has ended");
    close(open(store_cell_path(&store, 0, "output"), O_WRONLY | O_CREAT, 0600));
    CHECK(attempt_begin(&attempt, &store, 0, TEXT("{}\n"), 1) == OUTCOME_FOUND && attempt.attempt == 2, "again");
    CHECK(access(store_cell_path(&store, 0, "attempt-1/output"), F_OK) == 0 &&
              access(store_cell_path(&store, 0, "output"), F_OK) != 0 &&
              access(store_cell_path(&store, 0, "attempt-1/status.json"), F_OK) == 0,
          "the first attempt is kept");
    CHECK(attempt_end(&attempt, CELL_DONE, 0) && store_record(&store, 0).state == CELL_DONE, "done");
    CHECK(attempt_begin(&attempt, &store, 0, TEXT("{}\n"), 1) == OUTCOME_NONE, "another has run attempt 1 again");
    CHECK(attempt_begin(&attempt, &store, 1, TEXT("{}\n"), 0) == OUTCOME_FOUND, "the next");
    CHECK(attempt_end(&attempt, CELL_LOST, 0) && store_record(&store, 1).state == CELL_LOST, "lost");
    bool chosen[2] = {false, false};
    CHECK(store_choose(&store, "--rerun", "lost,0-0", NULL, chosen) && chosen[0] && chosen[1], "chosen");
    CHECK(
        !store_choose(&store, "--rerun", "2", NULL, chosen) && !store_choose(&store, "--rerun", "lots", NULL, chosen) &&
            !store_choose(&store, "--rerun", "", NULL, chosen) && !store_choose(&store, "--rerun", "1-0", NULL, chosen),
        "no such cells");
}

static pid_t begin_and_die(struct store *store, uint32_t number)
{
    const pid_t child = fork();
    struct attempt attempt;
    if (child == 0) {
        _exit(attempt_begin(&attempt, store, number, TEXT("{}\n"), 0) == OUTCOME_FOUND ? 0 : 1);
    }
    int status;
    waitpid(child, &status, 0);
    CHECK(status == 0, "the child has begun");
    return child;
}

/* Its first start has died without a word; the same Slurm job goes on in its directory, another starter begins anew. */
static void check_requeued(void)
{
    new_test();
    struct store store;
    struct plan plan = plan_of(0, 2, "a: 1\n");
    struct attempt attempt;
    CHECK(start(&store, &plan), "first");
    setenv("SLURM_JOB_ID", "12", 1);
    begin_and_die(&store, 0);
    begin_and_die(&store, 1);
    close(open(store_cell_path(&store, 0, "output"), O_WRONLY | O_CREAT, 0600));
    close(open(store_cell_path(&store, 1, "output"), O_WRONLY | O_CREAT, 0600));
    CHECK(store_record(&store, 0).state == CELL_LOST, "lost");
    setenv("SLURM_RESTART_COUNT", "1", 1);
    CHECK(attempt_begin(&attempt, &store, 0, TEXT("{}\n"), 0) == OUTCOME_FOUND && attempt.is_requeued &&
              attempt.attempt == 2 && access(store_cell_path(&store, 0, "output"), F_OK) == 0,
          "the same job");
    unsetenv("SLURM_JOB_ID");
    unsetenv("SLURM_RESTART_COUNT");
    CHECK(attempt_begin(&attempt, &store, 1, TEXT("{}\n"), 0) == OUTCOME_FOUND && !attempt.is_requeued &&
              attempt.attempt == 2 && access(store_cell_path(&store, 1, "attempt-1/output"), F_OK) == 0,
          "no such job");
}

/* A process whose environment says that it belongs to this attempt at a cell. */
static pid_t start_leftover(const char *cell_dir, const char *attempt)
{
    const pid_t child = fork();
    if (child == 0) {
        setenv("INLAY_CELL_DIR", cell_dir, 1);
        setenv("INLAY_CELL_ATTEMPT", attempt, 1);
        execlp("sleep", "sleep", "20", NULL);
        _exit(127);
    }
    struct buffer path = {.arena = &arena};
    buffer_format(&path, "/proc/%d/comm", child);
    while (strcmp(content_of(buffer_string(&path)), "sleep\n") != 0) {
        usleep(1000);
    }
    return child;
}

static void check_leftovers(void)
{
    new_test();
    struct store store;
    struct plan plan = plan_of(0, 2, "a: 1\n");
    struct attempt attempt;
    int status;
    CHECK(start(&store, &plan), "first");
    begin_and_die(&store, 0);
    begin_and_die(&store, 1);
    const pid_t of_it = start_leftover(store_cell_dir(&store, 0), "1"),
                of_another = start_leftover(store_cell_dir(&store, 1), "1"),
                of_later = start_leftover(store_cell_dir(&store, 0), "2");
    CHECK(attempt_begin(&attempt, &store, 0, TEXT("{}\n"), 0) == OUTCOME_FOUND, "begun again");
    CHECK(waitpid(of_it, &status, 0) == of_it && WIFSIGNALED(status), "what attempt 1 left is ended");
    CHECK(waitpid(of_another, &status, WNOHANG) == 0, "another cell's is not");
    CHECK(waitpid(of_later, &status, WNOHANG) == 0, "nor another attempt's");
    kill(of_another, SIGKILL);
    kill(of_later, SIGKILL);
    waitpid(of_another, &status, 0);
    waitpid(of_later, &status, 0);
}

/* A machine that lost power leaves an empty file; what cannot be read may say anything. */
static void check_records(void)
{
    new_test();
    struct store store;
    struct plan plan = plan_of(0, 1, "a: 1\n");
    struct attempt attempt;
    CHECK(start(&store, &plan) && attempt_begin(&attempt, &store, 0, TEXT("{}\n"), 0) == OUTCOME_FOUND, "begun");
    CHECK(attempt_end(&attempt, CELL_DONE, 0), "done");
    const char *path = store_cell_path(&store, 0, "status.json");
    CHECK(truncate(path, 0) == 0 && store_record(&store, 0).state == CELL_LOST, "an empty record is none");
    CHECK(truncate(store_cell_path(&store, 0, "started.json"), 0) == 0 && store_record(&store, 0).state == CELL_LOST,
          "nor is that of a start");
    unlink(path);
    mkdir(path, 0700);
    CHECK(store_record(&store, 0).state == CELL_RUNNING && store_record(&store, 0).is_unreadable, "unreadable");
    CHECK(attempt_begin(&attempt, &store, 0, TEXT("{}\n"), 0) == OUTCOME_REFUSED, "it is not begun again");
}

int main(void)
{
    arena_init(&arena, 0);
    if (!mkdtemp(top)) {
        return 1;
    }
    check_growth();
    check_task();
    check_bases();
    check_damage();
    check_starters();
    check_states();
    check_requeued();
    check_leftovers();
    check_records();
    check_foreign();
    private_directory_remove(top);
    arena_release(&arena);
    return check_done();
}
