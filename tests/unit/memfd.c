/* SPDX-License-Identifier: Apache-2.0 */
/* Served descriptors: what is sealed, and whose identity is shown where no memfd can say it. */
#include "shim/serve/memfd.h"
#include "shim/serve/kernel.h"
#include "tests/unit/check.h"
#include "tests/unit/refuse_call.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[] = "/tmp/inlay-memfd-XXXXXX";

/* Bytes under a number that was open on path, whose state is *disk. */
static int serve(const char *bytes, struct stat *disk)
{
    struct shared_memfd shared = {0};
    int fd = open(path, O_RDONLY);
    CHECK(fstat(fd, disk) == 0, "fstat");
    int result = memfd_replace(fd, O_RDONLY, text_of(bytes), disk, false, &shared);
    CHECK(result == 0, "%s", strerror(-result));
    return fd;
}

static void check_seals(void)
{
    check_new_test();
    struct stat disk;
    int fd = serve("a: 1\n", &disk);
    const int wanted = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL;
    CHECK((fcntl(fd, F_GET_SEALS) & wanted) == wanted, "%x", (unsigned)fcntl(fd, F_GET_SEALS));
    close(fd);
}

/* An inode is used again when its file is gone: what has other times is another file. */
static void check_identity_without_memfds(void)
{
    check_new_test();
    struct stat disk, seen, other;
    CHECK(refuse_call(SYS_memfd_create), "%s", strerror(errno));
    int fd = serve("a: 1\n", &disk);
    CHECK(fstat(fd, &seen) == 0, "fstat");
    other = seen;
    other.st_mtim.tv_nsec ^= 1;
    memfd_disguise(fd, &seen);
    CHECK(seen.st_ino == disk.st_ino && seen.st_nlink == disk.st_nlink, "what was served is not known");
    memfd_disguise(fd, &other);
    CHECK(other.st_nlink == 0, "another file is taken for what was served");
    close(fd);
}

int main(void)
{
    int fd = mkstemp(path);
    if (fd < 0) {
        return 2;
    }
    check_seals();
    check_identity_without_memfds();
    unlink(path);
    return check_done();
}
