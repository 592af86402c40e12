/* SPDX-License-Identifier: Apache-2.0 */
/* The unit tests' only helper. A test function begins with check_new_test(), what a loop takes from a table or a file
 * with check_new_case(); both last until the next one, count once, and fail if a CHECK within fails. main() ends with
 * check_done(). What this machine lacks something for is left out aloud, by check_left_out(). */
#ifndef INLAY_CHECK_H
#define INLAY_CHECK_H

#include <stdbool.h>
#include <stdio.h>

static struct {
    unsigned tests, cases, failed, left_out;
    unsigned long checks;
    /* The test or case at hand. */
    bool is_case, is_checked, is_failed;
} checked;

static inline void check_begin(bool is_case)
{
    if (checked.is_checked) {
        checked.tests += !checked.is_case;
        checked.cases += checked.is_case;
        checked.failed += checked.is_failed;
    }
    checked.is_case = is_case;
    checked.is_checked = checked.is_failed = false;
}

static inline void check_new_test(void)
{
    check_begin(false);
}

static inline void check_new_case(void)
{
    check_begin(true);
}

#define CHECK(condition, ...)                                                                                          \
    do {                                                                                                               \
        checked.checks++;                                                                                              \
        checked.is_checked = true;                                                                                     \
        if (!(condition)) {                                                                                            \
            checked.is_failed = true;                                                                                  \
            printf("%s:%d: %s: ", __FILE__, __LINE__, #condition);                                                     \
            printf("" __VA_ARGS__);                                                                                    \
            putchar('\n');                                                                                             \
        }                                                                                                              \
    } while (0)

/* reason: what is needed. */
static inline void check_left_out(const char *test, const char *reason)
{
    printf("left out: %s (%s)\n", test, reason);
    checked.left_out++;
}

static int check_done(void)
{
    check_begin(false);
    printf("counted: %u unit tests, %u data cases; %lu checks\n", checked.tests, checked.cases, checked.checks);
    printf("%u passed, %u failed, %u skipped\n", checked.tests + checked.cases - checked.failed, checked.failed,
           checked.left_out);
    return checked.failed != 0;
}

#endif
