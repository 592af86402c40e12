/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/path.h"
#include "tests/unit/check.h"

static void check_below(const char *root, const char *path, const char *expected)
{
    struct text below = path_below(text_of(root), text_of(path));
    CHECK(text_equal(below, text_of(expected)), "%s below %s: %.*s", path, root, TEXT_ARGS(below));
}

static void test_below(void)
{
    check_new_test();
    check_below("/job", "/job/conf/a.yaml", "conf/a.yaml");
    check_below("/job", "/job2/a.yaml", "/job2/a.yaml");
    check_below("/job", "/job", "/job");
    check_below("/job", "/job/", "/job/");
    check_below("/", "/a.yaml", "a.yaml");
    check_below("/", "/", "/");
}

int main(void)
{
    test_below();
    return check_done();
}
