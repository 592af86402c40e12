/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/base/private_directory.h"
#include "shim/cli/base/say.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DESCRIPTORS 16 /* that nftw(3) may take */

const char *private_directory_parent(void)
{
    const char *temporary = getenv("TMPDIR");
    return temporary && temporary[0] == '/' ? temporary : "/tmp";
}

bool private_directory_make(char *path)
{
    if (mkdtemp(path)) {
        return true;
    }
    say("%s: %s (set TMPDIR to a directory that can be written)", path, strerror(errno));
    return false;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *at)
{
    (void)status;
    (void)type;
    (void)at;
    remove(path);
    return 0;
}

void private_directory_remove(const char *path)
{
    if (nftw(path, remove_one, DESCRIPTORS, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) != 0 || access(path, F_OK) == 0) {
        say("%s: cannot be removed: %s", path, strerror(errno));
    }
}
