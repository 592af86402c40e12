/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/nearest.h"
#include "tests/unit/check.h"

#include <string.h>

static void check_nearest(struct text wanted, const char *expected)
{
    static const struct text names[] = {
        {"lr", 2},           {"learning_rate", 13}, {"batch-size", 10}, {"Optimizer", 9},
        {"num_workers", 11}, {"seed", 4},           {"x", 1},           {"a_b_c_d_e", 9},
    };
    struct text nearest = nearest_name(wanted, names, sizeof names / sizeof *names);
    CHECK(text_equal(nearest, text_of(expected)), "%.*s: %.*s, not %s", TEXT_ARGS(wanted), TEXT_ARGS(nearest),
          expected);
}

static void test_nearest(void)
{
    check_new_test();
    check_nearest(TEXT("learning_rat"), "learning_rate");
    check_nearest(TEXT("learning-rate"), "learning_rate");
    check_nearest(TEXT("LEARNINGRATE"), "learning_rate");
    check_nearest(TEXT("leraning_rate"), "learning_rate");
    check_nearest(TEXT("batch_size"), "batch-size");
    check_nearest(TEXT("batchsize"), "batch-size");
    check_nearest(TEXT("A-B-C-D-E"), "a_b_c_d_e");
    check_nearest(TEXT("optimiser"), "Optimizer");
    check_nearest(TEXT("sede"), "seed");
    check_nearest(TEXT("Lr"), "lr");
    check_nearest(TEXT("rl"), "lr");
    check_nearest(TEXT("X"), "x");
    check_nearest(TEXT("y"), "");
    check_nearest(TEXT("dropout"), "");
    check_nearest(TEXT("learning"), "");
    check_nearest(TEXT(""), "");
    CHECK(nearest_name(TEXT("a"), NULL, 0).length == 0, "no names at all");
}

static void test_nearest_is_the_first_of_the_nearest(void)
{
    check_new_test();
    const struct text names[] = {TEXT("abcdxy"), TEXT("abcdez"), TEXT("abcdeq")};
    CHECK(nearest_name(TEXT("abcdef"), names, 3).bytes == names[1].bytes, "not the first of the nearest");
}

static void test_long_names(void)
{
    check_new_test();
    char a[5000], b[5000];
    memset(a, 'a', sizeof a);
    memset(b, 'A', sizeof b);
    struct text name = {b, sizeof b};
    CHECK(nearest_name((struct text){a, sizeof a}, &name, 1).bytes == b, "equal but for case");
    b[7] = 'x';
    CHECK(nearest_name((struct text){a, sizeof a}, &name, 1).length == 0, "too long to be compared");
    name.length = 64;
    CHECK(nearest_name((struct text){a, 64}, &name, 1).bytes == b, "the longest that is compared");
}

int main(void)
{
    test_nearest();
    test_nearest_is_the_first_of_the_nearest();
    test_long_names();
    return check_done();
}
