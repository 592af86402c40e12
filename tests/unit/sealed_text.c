/* SPDX-License-Identifier: Apache-2.0 */
/* Sealed texts: which paths name them, and what is taken for one. */
#include "shim/serve/sealed_text.h"
#include "core/base/buffer.h"
#include "shim/serve/kernel.h"
#include "shim/serve/memfd.h"
#include "tests/unit/check.h"

#include <string.h>
#include <unistd.h>

static const struct text one = TEXT("one"), two = TEXT("two"), three = TEXT("three");

static bool is_open(int fd)
{
    return kernel_fcntl(fd, F_GETFD, 0) >= 0;
}

static bool finds(const char *path, struct text wanted)
{
    char digest[SHA256_HEX];
    struct text text;
    sha256_hex(wanted, digest);
    return sealed_text_find(path, NULL, digest, &text) && text_equal(text, wanted);
}

static void check_paths(void)
{
    static const struct {
        const char *path;
        bool is;
    } cases[] = {
        {"/proc/1/fd/2", true},
        {"/proc/12345/fd/100", true},
        {"/proc/self/fd/3", false},
        {"/proc/1/fd/", false},
        {"/proc//fd/3", false},
        {"/proc/1/fd/3/x", false},
        {"/proc/1/fd/3x", false},
        {"proc/1/fd/3", false},
        {"/proc/1/exe", false},
        {"/dev/fd/3", false},
        {"", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        CHECK(sealed_text_is_at(cases[i].path) == cases[i].is, "%s", cases[i].path);
    }
}

static void check_inherited(void)
{
    check_new_test();
    int first = sealed_text_make(one), second = sealed_text_make(one), other = sealed_text_make(two);
    char path[32];
    buffer_format_fixed(path, sizeof path, "/proc/self/fd/%d", first);
    int reading = kernel_openat(AT_FDCWD, path, O_RDONLY, 0);
    CHECK(first >= 100 && second > first && other > second && reading >= 0, "%d %d %d %d", first, second, other,
          reading);
    CHECK(finds("/proc/0/fd/0", one), "found");
    CHECK(!is_open(first) && !is_open(second), "all of them are closed");
    CHECK(is_open(other) && is_open(reading), "what is another's stays");
    CHECK(finds("/proc/0/fd/0", one), "found again");
    close(other);
    close(reading);
    CHECK(!finds("/proc/0/fd/0", two), "there is none any more");
}

/* Of this content, but not what a launch makes. */
static void check_others(void)
{
    check_new_test();
    int unsealed = kernel_memfd_create("inlay-launch", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    int dressed = memfd_sealed("inlay-launch", two);
    CHECK(kernel_fchmod(unsealed, 0600) == 0 && write(unsealed, "two", 3) == 3, "a memfd");
    CHECK(kernel_fchmod(dressed, 0644) == 0, "a file that is served");
    CHECK(!finds("/proc/0/fd/0", two), "neither is found");
    CHECK(is_open(unsealed) && is_open(dressed), "both stay open");
    close(unsealed);
    close(dressed);
}

static void check_path(void)
{
    check_new_test();
    char path[40];
    int descriptor = sealed_text_make(three), other = sealed_text_make(two);
    pid_t child = fork();
    if (child == 0) {
        pause();
    }
    close(descriptor);
    close(other);
    buffer_format_fixed(path, sizeof path, "/proc/%d/fd/%d", child, other);
    CHECK(!finds(path, three), "another text is there");
    buffer_format_fixed(path, sizeof path, "/proc/%d/fd/%d", child, descriptor);
    CHECK(finds(path, three), "%s", path);
    kill(child, SIGKILL);
}

int main(void)
{
    check_paths();
    check_others();
    check_inherited();
    check_path();
    return check_done();
}
