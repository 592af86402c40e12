/* SPDX-License-Identifier: Apache-2.0 */
/* How variables become a launch: chunks, precedence, pinned documents, what is refused. */
#include "shim/serve/environment.h"
#include "core/base/sha256.h"
#include "tests/unit/check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define VARIABLES_MAX 8

/* An environment that lives as long as the block it stands in. */
#define VARIABLES(...) ((char *const *)(const char *const[]){__VA_ARGS__, NULL})

static struct arena arena;

struct joined_case {
    const char *variables[VARIABLES_MAX];
    const char *value; /* NULL: an error; empty: nothing found */
    const char *said;  /* part of the error */
};

/* What W&B's readers do: the whole wins over chunks, chunks are joined up to the first missing. Where they drop
 * something in silence, there is an error. */
static const struct joined_case joined_cases[] = {
    {{"OTHER=1"}, "", NULL},
    {{"NAME=abc"}, "abc", NULL},
    {{"NAME="}, "", NULL},
    {{"NAME_0=a", "NAME_1=b", "NAME_2=c"}, "abc", NULL},
    {{"NAME_2=c", "NAME_0=a", "NAME_1=b"}, "abc", NULL},
    {{"NAME_0=", "NAME_1=b"}, "b", NULL},
    {{"NAME_0="}, "", NULL},
    {{"NAME=whole", "NAME_0=a", "NAME_5=b"}, "whole", NULL},
    {{"NAME_0=a", "NAME_0=z"}, "a", NULL},
    {{"NAME_0=a", "NAME_DIR=/tmp", "NAME_=x", "NAME_0x=1", "NAMES_1=b"}, "a", NULL},
    {{"NAME_1=b"}, NULL, "NAME: NAME_1 is set, but NAME_0 is missing"},
    {{"NAME_0=a", "NAME_2=c"}, NULL, "NAME_2 is set, but NAME_1 is missing"},
    {{"NAME_0=a", "NAME_01=b"}, NULL, "NAME_01 is set, but NAME_1 is missing"},
    {{"NAME_00=a"}, NULL, "NAME_00 is set, but NAME_0 is missing"},
    {{"NAME_0=a", "NAME_99999999999999999999999=b"}, NULL, "but NAME_1 is missing"},
    {{"NAME=", "NAME_0=a"}, NULL, "is empty, but NAME_0 is set too"},
};

static void check_joined(const struct joined_case *test)
{
    struct diagnostics diagnostics = {.arena = &arena};
    struct text value;
    bool found;
    bool right = environment_joined(&arena, (char *const *)test->variables, "NAME", &value, &found, &diagnostics);
    if (!test->value) {
        CHECK(!right && diagnostics.errors == 1, "%s", test->variables[0]);
        CHECK(diagnostics.first && strstr(diagnostic_line(diagnostics.arena, diagnostics.first), test->said) != NULL,
              "%s: %s", test->variables[0],
              diagnostics.first != NULL ? diagnostic_line(diagnostics.arena, diagnostics.first) : "nothing said");
        return;
    }
    CHECK(right && diagnostics.errors == 0, "%s", test->variables[0]);
    CHECK(text_equal(value, text_of(test->value)), "%s: %.*s", test->variables[0], TEXT_ARGS(value));
    CHECK(found == (test->value[0] != '\0'), "%s", test->variables[0]);
}

static void check_get(void)
{
    check_new_test();
    char *const *environment = VARIABLES("AB=1", "A=2", "A=3");
    CHECK(strcmp(environment_get(environment, "A"), "2") == 0, "the first one counts, as in getenv");
    CHECK(environment_get(environment, "B") == NULL, "B is the end of a name");
    CHECK(environment_get(NULL, "A") == NULL, "environ may be NULL");
}

static void check_yes_or_no(void)
{
    check_new_test();
    static const struct {
        const char *variable;
        bool disabled, has_launch;
    } cases[] = {
        {"INLAY_DISABLE=", false, false},    {"INLAY_DISABLE=0", false, false},
        {"INLAY_DISABLE=1", true, false},    {"INLAY_DISABLE=no", true, false},
        {"INLAY_ROOT=/job", false, false},   {"INLAY_OVERRIDES_SHA256=00", false, false},
        {"INLAY_SETUP=1", false, false},     {"WANDB_CONFIG_DIR=/tmp", false, false},
        {"INLAY_OVERRIDES={}", false, true}, {"INLAY_OVERRIDES_1={}", false, true},
        {"INLAY_SET=", false, true},         {"WANDB_LAUNCH_FILE_OVERRIDES_0={", false, true},
        {"WANDB_CONFIG={}", false, true},    {"INLAY_RECORD=/records", false, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        char *const *environment = VARIABLES("OTHER=1", cases[i].variable);
        CHECK(environment_disabled(environment) == cases[i].disabled, "%s", cases[i].variable);
        CHECK(environment_has_launch(environment) == cases[i].has_launch, "%s", cases[i].variable);
    }
    CHECK(!environment_disabled(NULL) && !environment_has_launch(NULL), "environ may be NULL");
}

/* Reads environment as a process in /job does. The message is the first error's, NULL when there is none. */
static const char *read_environment(char *const *environment, struct overrides *overrides, char pin[65])
{
    struct diagnostics diagnostics = {.arena = &arena};
    *overrides = (struct overrides){.arena = &arena, .root = TEXT("/job")};
    bool right = environment_read(overrides, environment, pin, &diagnostics);
    CHECK(right == (diagnostics.errors == 0), "%zu errors", diagnostics.errors);
    return right ? NULL : diagnostic_line(diagnostics.arena, diagnostics.first);
}

static void check_contract(void)
{
    check_new_test();
    static const struct {
        const char *variable, *said; /* said: NULL where it is served */
    } cases[] = {
        {"INLAY_CONTRACT=", NULL},
        {"INLAY_CONTRACT=0", NULL},
        {"INLAY_CONTRACT=1", NULL},
        {"INLAY_CONTRACT=2", NULL},
        {"INLAY_CONTRACT=3", NULL},
        {"INLAY_CONTRACT=4", "INLAY_CONTRACT: the launch is of version 4, and this inlay knows version 3"},
        {"INLAY_CONTRACT=99999999999999999999", "is of version 99999999999999999999, and"},
        {"INLAY_CONTRACT=-1", "INLAY_CONTRACT: -1 is not a version"},
        {"INLAY_CONTRACT=1.1", "INLAY_CONTRACT: 1.1 is not a version"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        struct overrides overrides;
        char pin[65];
        const char *said = read_environment(VARIABLES(cases[i].variable, "INLAY_SET=c.yaml:a=3"), &overrides, pin);
        if (cases[i].said)
            CHECK(said && strstr(said, cases[i].said), "%s", said ? said : "nothing said");
        else
            CHECK(!said && overrides.file_count == 1, "%s", said ? said : "nothing read");
    }
}

static void check_precedence(void)
{
    check_new_test();
    char *const *environment = VARIABLES("INLAY_SET=c.yaml:a=3", "INLAY_OVERRIDES={\"files\":{\"c.yaml\":{\"a\":2}}}",
                                         "WANDB_LAUNCH_FILE_OVERRIDES={\"c.yaml\":{\"a\":1}}");
    static const char *const origins[] = {"WANDB_LAUNCH_FILE_OVERRIDES", "INLAY_OVERRIDES", "INLAY_SET"};
    struct overrides overrides;
    char pin[65];
    size_t i = 0;
    CHECK(read_environment(environment, &overrides, pin) == NULL, "all three are right");
    CHECK(overrides.file_count == 1 && text_equal(overrides.files->path, TEXT("/job/c.yaml")), "one file");
    for (const struct override *o = overrides.first; o && i < 3; o = o->next, i++)
        CHECK(strcmp(o->origin.source, origins[i]) == 0, "%s", o->origin.source);
    CHECK(i == 3, "%zu overrides", i);
    CHECK(pin[0] == '\0', "%s", pin);
}

/* W&B's variable counts unless it is {}: what a library leaves in it that hands its value on. */
static void check_wandb_files(void)
{
    check_new_test();
    static const struct {
        const char *wandb, *taken;
        const char *path; /* of the file that is named; NULL: none */
    } cases[] = {
        {"OTHER=1", "INLAY_WANDB_FILES={\"taken\": {}}", "/job/taken"},
        {"WANDB_LAUNCH_FILE_OVERRIDES={}", "INLAY_WANDB_FILES={\"taken\": {}}", "/job/taken"},
        {"WANDB_LAUNCH_FILE_OVERRIDES={}", "INLAY_WANDB_FILES_0={\"taken\": {}}", "/job/taken"},
        {"WANDB_LAUNCH_FILE_OVERRIDES={\"given\": {}}", "INLAY_WANDB_FILES={\"taken\": {}}", "/job/given"},
        {"WANDB_LAUNCH_FILE_OVERRIDES_0={\"given\": {}}", "INLAY_WANDB_FILES={\"taken\": {}}", "/job/given"},
        {"WANDB_LAUNCH_FILE_OVERRIDES=", "INLAY_WANDB_FILES={\"taken\": {}}", NULL},
        {"WANDB_LAUNCH_FILE_OVERRIDES={}", "OTHER=1", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        struct overrides overrides;
        char pin[65];
        const char *said = read_environment(VARIABLES(cases[i].wandb, cases[i].taken), &overrides, pin);
        CHECK(!said, "%s: %s", cases[i].wandb, said);
        const struct text path = overrides.files ? overrides.files->path : TEXT("");
        CHECK(text_equal(path, text_of(cases[i].path)), "%s: %.*s", cases[i].wandb, TEXT_ARGS(path));
    }
}

static void check_run_config(void)
{
    check_new_test();
    struct overrides overrides;
    char pin[65];
    CHECK(read_environment(VARIABLES("WANDB_CONFIG={\"lr\":0.1}"), &overrides, pin) == NULL, "an object");
    CHECK(overrides.run_config && text_equal(overrides.run_config->first->key->text, TEXT("lr")), "run config");
    CHECK(overrides.file_count == 0, "%zu files", overrides.file_count);
    const char *said = read_environment(VARIABLES("WANDB_CONFIG=[1]"), &overrides, pin);
    CHECK(said && strstr(said, "WANDB_CONFIG: must be an object, not a list") == said, "%s", said);
    said = read_environment(VARIABLES("WANDB_CONFIG={"), &overrides, pin);
    CHECK(said && strstr(said, "WANDB_CONFIG:1:") == said, "%s", said);
}

/* Programs write their titles over their environment. */
static void check_nothing_is_borrowed(void)
{
    check_new_test();
    char document[] = "INLAY_OVERRIDES={\"files\":{\"c.yaml\":{\"a\":2}}}", set[] = "INLAY_SET=d.yaml:b=3";
    struct overrides overrides;
    char pin[65];
    CHECK(read_environment(VARIABLES(document, set), &overrides, pin) == NULL, "both are right");
    memset(document, 'x', sizeof document - 1);
    memset(set, 'x', sizeof set - 1);
    CHECK(text_equal(overrides.files->path, TEXT("/job/c.yaml")), "a path");
    CHECK(text_equal(overrides.first->value->first->text, TEXT("2")), "a value of a document");
    CHECK(text_equal(overrides.last[LAYER_SAID]->value->text, TEXT("3")), "a value of an assignment");
}

static void check_pinned(void)
{
    check_new_test();
    static const char content[] = "files:\n  c.yaml: {a: 2}\n";
    char path[] = "/tmp/inlay-environment-XXXXXX", variable[64], digest[SHA256_HEX], pinned[128], pin[65];
    struct overrides overrides;
    int fd = mkstemp(path);
    CHECK(fd >= 0 && write(fd, content, sizeof content - 1) == (ssize_t)sizeof content - 1, "%s", path);
    buffer_format_fixed(variable, sizeof variable, "INLAY_OVERRIDES=@%s", path);
    sha256_hex(text_of(content), digest);

    CHECK(read_environment(VARIABLES(variable), &overrides, pin) == NULL, "%s", variable);
    CHECK(overrides.file_count == 1 && strcmp(pin, digest) == 0, "%s", pin);
    CHECK(overrides.first && strcmp(overrides.first->origin.source, path) == 0, "messages name the file");

    buffer_format_fixed(pinned, sizeof pinned, "INLAY_OVERRIDES_SHA256=%s", digest);
    CHECK(read_environment(VARIABLES(variable, pinned), &overrides, pin) == NULL, "%s", pinned);
    CHECK(read_environment(VARIABLES("INLAY_OVERRIDES={}", pinned), &overrides, pin) == NULL,
          "an inline document is not what was pinned");

    CHECK(write(fd, "\n", 1) == 1, "%s", path);
    const char *said = read_environment(VARIABLES(variable, pinned), &overrides, pin);
    CHECK(said && strstr(said, "is not what the job was started with") != NULL, "%s", said);
    close(fd);
    unlink(path);
    said = read_environment(VARIABLES(variable), &overrides, pin);
    CHECK(said && strstr(said, "does not exist (INLAY_OVERRIDES names it)") != NULL, "%s", said);
    said = read_environment(VARIABLES("INLAY_OVERRIDES=@/tmp"), &overrides, pin);
    CHECK(said && strstr(said, "/tmp: is a directory") != NULL, "%s", said);
    said = read_environment(VARIABLES("INLAY_OVERRIDES=@no/such"), &overrides, pin);
    CHECK(said && strstr(said, "/job/no/such: does not exist") != NULL, "relative to the root: %s", said);
}

static void check_every_error_is_said(void)
{
    check_new_test();
    char *const *environment = VARIABLES("INLAY_OVERRIDES={", "INLAY_SET=nonsense", "WANDB_CONFIG_1=x");
    struct overrides overrides = {.arena = &arena, .root = TEXT("/job")};
    struct diagnostics diagnostics = {.arena = &arena};
    char pin[65];
    bool right = environment_read(&overrides, environment, pin, &diagnostics);
    CHECK(!right && diagnostics.errors == 3, "%zu errors", diagnostics.errors);
}

static void check_table(void)
{
    check_new_test();
    for (const struct variable *variable = variable_table; variable->name[0] != '\0'; variable++) {
        char text[64];
        CHECK(memchr(variable->name, '\0', sizeof variable->name), "%s", "a name ends inside its array");
        snprintf(text, sizeof text, "%s=x", variable->name);
        CHECK(variable_of(text) == variable, "%s", variable->name);
    }
    CHECK(!variable_of("PATH=/bin") && !variable_of("") && !variable_of("INLAY=1"), "none of the table's");
}

static void run(void *context)
{
    (void)context;
    check_table();
    for (size_t i = 0; i < sizeof joined_cases / sizeof *joined_cases; i++) {
        check_new_case();
        check_joined(&joined_cases[i]);
    }
    check_get();
    check_yes_or_no();
    check_contract();
    check_precedence();
    check_wandb_files();
    check_run_config();
    check_nothing_is_borrowed();
    check_pinned();
    check_every_error_is_said();
}

int main(void)
{
    arena_init(&arena, 0);
    CHECK(arena_run(&arena, run, NULL), "memory ran out");
    arena_release(&arena);
    return check_done();
}
