/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/supervise/caller_rights.h"
#include "core/base/buffer.h"
#include "shim/serve/kernel.h"

#include <linux/capability.h>
#include <string.h>

#define PASSES_OVER_MODES (UINT64_C(1) << CAP_DAC_OVERRIDE | UINT64_C(1) << CAP_DAC_READ_SEARCH)

static struct caller_status own;
static bool own_known;

void caller_rights_start(void)
{
    own_known = caller_status(kernel_gettid(), &own);
}

static bool same_user_namespace(pid_t thread)
{
    struct stat here, there;
    char path[48];
    buffer_format_fixed(path, sizeof path, "/proc/%d/ns/user", thread);
    return kernel_fstatat(AT_FDCWD, path, &there, 0) == 0 &&
           kernel_fstatat(AT_FDCWD, "/proc/thread-self/ns/user", &here, 0) == 0 && kernel_same_file(&here, &there);
}

/* The capabilities that count for files of this process's namespace. */
static uint64_t capabilities(pid_t thread, const struct caller_status *status)
{
    return same_user_namespace(thread) ? status->effective : 0;
}

static bool same_groups(const struct caller_status *status)
{
    return status->groups[3] == own.groups[3] && status->other_count == own.other_count &&
           memcmp(status->others, own.others, own.other_count * sizeof *own.others) == 0;
}

bool caller_rights_suffice(pid_t thread, const struct caller_status *status)
{
    const uint64_t needed = own.effective & PASSES_OVER_MODES;
    return own_known && status->users[3] == own.users[3] && same_groups(status) &&
           (needed == 0 || (capabilities(thread, status) & needed) == needed);
}

static int set_capabilities(uint64_t effective, uint64_t permitted)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    const struct __user_cap_data_struct data[2] = {
        {.effective = (uint32_t)effective, .permitted = (uint32_t)permitted},
        {.effective = (uint32_t)(effective >> 32), .permitted = (uint32_t)(permitted >> 32)},
    };
    return (int)kernel_call(SYS_capset, (long)&header, (long)data, 0, 0, 0, 0);
}

/* The system calls themselves change one thread alone. setfsuid(2) does not say whether it did. */
static int set_file_user(const struct caller_status *status)
{
    int result = (int)kernel_call(SYS_setgroups, (long)status->other_count, (long)status->others, 0, 0, 0, 0);
    if (result == 0) {
        kernel_call(SYS_setfsgid, status->groups[3], 0, 0, 0, 0, 0);
        kernel_call(SYS_setfsuid, status->users[3], 0, 0, 0, 0, 0);
        const bool set = kernel_call(SYS_setfsgid, -1, 0, 0, 0, 0, 0) == status->groups[3] &&
                         kernel_call(SYS_setfsuid, -1, 0, 0, 0, 0, 0) == status->users[3];
        result = set ? 0 : -EPERM;
    }
    return result;
}

int caller_rights_take(pid_t thread, const struct caller_status *status)
{
    int result = own_known ? set_file_user(status) : -EPERM;
    if (result == 0) {
        result = set_capabilities(own.effective & capabilities(thread, status), own.effective);
    }
    if (result < 0) {
        caller_rights_return();
    }
    return result;
}

void caller_rights_return(void)
{
    if (own_known) {
        set_capabilities(own.effective, own.effective);
        set_file_user(&own);
    }
}
