/* SPDX-License-Identifier: Apache-2.0 */
/* access(2) and its kin. What is there answers for itself; what need not be there can be read. */
#include "shim/preload/answer.h"
#include "shim/preload/next.h"
#include "shim/serve/kernel.h"

static int ask_kernel(int directory, const char *path, int mode, int flags)
{
    return (int)libc_result(kernel_faccessat(directory, path, mode, flags));
}

#define ACCESS(name, flags)                                                                                            \
    int name(const char *path, int mode)                                                                               \
    {                                                                                                                  \
        int result = NEXT(name) ? NEXT(name)(path, mode) : ask_kernel(AT_FDCWD, path, mode, flags);                    \
        return answer_access(AT_FDCWD, path, mode, result);                                                            \
    }

ACCESS(access, 0)
ACCESS(eaccess, AT_EACCESS)
ACCESS(euidaccess, AT_EACCESS)

int faccessat(int directory, const char *path, int mode, int flags)
{
    int result =
        NEXT(faccessat) ? NEXT(faccessat)(directory, path, mode, flags) : ask_kernel(directory, path, mode, flags);
    return answer_access(directory, path, mode, result);
}
