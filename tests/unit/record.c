/* SPDX-License-Identifier: Apache-2.0 */
/* Records are lines of JSON whatever a path holds, and are appended whole by many processes at once. */
#include "shim/serve/record.h"
#include "tests/unit/check.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROCESSES 8
#define EACH      200

static char path[] = "/tmp/inlay-record-XXXXXX";
static const struct records report = {.report = path};

static char *content(void)
{
    static char bytes[4 << 20];
    FILE *file = fopen(path, "re");
    size_t length = file ? fread(bytes, 1, sizeof bytes - 1, file) : 0;
    if (file)
        fclose(file);
    bytes[length] = '\0';
    return bytes;
}

/* The only record of the file, which is emptied. */
static cJSON *only_record(void)
{
    char *line = content();
    char *end = strchr(line, '\n');
    CHECK(end && end[1] == '\0', "one line: %s", line);
    CHECK(strlen(line) <= RECORD_MAX, "%zu bytes", strlen(line));
    cJSON *record = cJSON_Parse(line);
    CHECK(record != NULL, "%s", line);
    CHECK(truncate(path, 0) == 0, "%s", path);
    return record;
}

static const char *string(const cJSON *record, const char *name)
{
    const char *value = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(record, name));
    return value ? value : "(absent)";
}

static double number(const cJSON *record, const char *name)
{
    return cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(record, name));
}

static void check_members(void)
{
    check_new_test();
    char program[4096];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    program[length > 0 ? length : 0] = '\0';
    errno = 77;
    record_append(&report,
                  &(struct record){.event = LEDGER_SERVE, .file = "/job/a.yaml", .opened = "a.yaml", .size = 0});
    CHECK(errno == 77, "errno is %d", errno);
    cJSON *record = only_record();
    CHECK(strcmp(string(record, "event"), "serve") == 0, "%s", string(record, "event"));
    CHECK(strcmp(string(record, "file"), "/job/a.yaml") == 0, "%s", string(record, "file"));
    CHECK(strcmp(string(record, "opened"), "a.yaml") == 0, "%s", string(record, "opened"));
    CHECK(strcmp(string(record, "program"), program) == 0, "%s", string(record, "program"));
    CHECK(number(record, "pid") == getpid() && number(record, "ppid") == getppid(), "%g", number(record, "pid"));
    CHECK(number(record, "time") > 1.6e9, "%f", number(record, "time"));
    CHECK(number(record, "size") == 0, "%g", number(record, "size"));
    CHECK(!cJSON_HasObjectItem(record, "message") && !cJSON_HasObjectItem(record, "before"), "what is NULL");
    cJSON_Delete(record);

    record_append(&report, &(struct record){.event = LEDGER_LOAD, .size = -1});
    record = only_record();
    CHECK(!cJSON_HasObjectItem(record, "size") && !cJSON_HasObjectItem(record, "file"), "a negative size");
    cJSON_Delete(record);
}

static void check_strings(void)
{
    check_new_test();
    static const struct {
        const char *given, *expected;
    } cases[] = {
        {"a b\"\\c", "a b\"\\c"},
        {"tab\tnewline\nbell\a\x7f", "tab\tnewline\nbell\a\x7f"},
        {"설정/конфиг.yaml", "설정/конфиг.yaml"},
        {"\xff\xfe", "\xef\xbf\xbd\xef\xbf\xbd"},
        {"cut \xed\x95", "cut \xef\xbf\xbd\xef\xbf\xbd"},
        {"\xc0\xaf \xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        record_append(&report, &(struct record){.event = LEDGER_SAME_NAME, .opened = cases[i].given, .size = -1});
        cJSON *record = only_record();
        CHECK(strcmp(string(record, "opened"), cases[i].expected) == 0, "%s", string(record, "opened"));
        cJSON_Delete(record);
    }
}

/* Strings longer than any path, with every byte escaped to six. */
static void check_overlong(void)
{
    check_new_test();
    static char longest[RECORD_MAX];
    memset(longest, '\x01', sizeof longest - 1);

    record_append(&report, &(struct record){.event = LEDGER_REFUSE,
                                            .file = longest,
                                            .opened = longest,
                                            .message = longest,
                                            .root = longest,
                                            .size = INT64_MAX});
    cJSON *record = only_record();
    CHECK(strlen(string(record, "root")) > 1000, "%zu", strlen(string(record, "root")));
    CHECK(cJSON_HasObjectItem(record, "size"), "the last member");
    cJSON_Delete(record);
}

static void check_no_report(void)
{
    check_new_test();
    errno = 77;
    record_append(&(struct records){0}, &(struct record){.event = LEDGER_LOAD});
    record_append(&(struct records){.report = "/nonexistent/report"}, &(struct record){.event = LEDGER_LOAD});
    CHECK(errno == 77, "errno is %d", errno);
}

static void check_many_processes(void)
{
    check_new_test();
    int lines = 0;
    for (int i = 0; i < PROCESSES; i++) {
        if (fork() != 0)
            continue;
        for (int j = 0; j < EACH; j++)
            record_append(&report, &(struct record){.event = LEDGER_LOAD, .size = j});
        _exit(0);
    }
    for (int i = 0; i < PROCESSES; i++)
        wait(NULL);
    for (char *line = content(), *end; (end = strchr(line, '\n')) != NULL; line = end + 1, lines++) {
        cJSON *record = cJSON_ParseWithLength(line, (size_t)(end - line));
        CHECK(record != NULL, "%.*s", (int)(end - line), line);
        cJSON_Delete(record);
    }
    CHECK(lines == PROCESSES * EACH, "%d", lines);
    CHECK(truncate(path, 0) == 0, "%s", path);
}

/* A record that cannot be written must not end the process, nor leave a signal behind. */
static void check_file_size_limit(void)
{
    check_new_test();
    int status = 0;
    if (fork() == 0) {
        sigset_t pending;
        setrlimit(RLIMIT_FSIZE, &(struct rlimit){0, 0});
        record_append(&report, &(struct record){.event = LEDGER_LOAD, .size = -1});
        sigpending(&pending);
        _exit(sigismember(&pending, SIGXFSZ));
    }
    wait(&status);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%x", (unsigned)status);
}

int main(void)
{
    int fd = mkstemp(path);
    CHECK(fd >= 0, "%s", path);
    close(fd);
    check_members();
    check_strings();
    check_overlong();
    check_no_report();
    check_many_processes();
    check_file_size_limit();
    unlink(path);
    return check_done();
}
