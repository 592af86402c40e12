/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/supervise/caller_rights.h"
#include "shim/serve/kernel.h"
#include "shim/supervise/caller_users.h"

#include <linux/capability.h>
#include <string.h>

#define PASSES_OVER_MODES (UINT64_C(1) << CAP_DAC_OVERRIDE | UINT64_C(1) << CAP_DAC_READ_SEARCH)

enum { REAL, EFFECTIVE, SAVED, FILE_SYSTEM };

static struct caller_status own;
static bool own_known;
static bool taken; /* this thread has another's rights */

void caller_rights_start(void)
{
    own_known = caller_status(kernel_gettid(), &own);
}

static bool same_people(const struct caller_status *status)
{
    return status->users[FILE_SYSTEM] == own.users[FILE_SYSTEM] &&
           status->groups[FILE_SYSTEM] == own.groups[FILE_SYSTEM] && status->other_count == own.other_count &&
           memcmp(status->others, own.others, own.other_count * sizeof *own.others) == 0;
}

bool caller_rights_suffice(pid_t thread, const struct caller_status *status)
{
    const uint64_t needed = own.effective & PASSES_OVER_MODES;
    return own_known && same_people(status) &&
           (needed == 0 || ((status->effective & needed) == needed && caller_users_are_own(thread)));
}

static bool set_effective(uint64_t effective)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    const struct __user_cap_data_struct data[2] = {
        {.effective = (uint32_t)effective, .permitted = (uint32_t)own.effective},
        {.effective = (uint32_t)(effective >> 32), .permitted = (uint32_t)(own.effective >> 32)},
    };
    return kernel_call(SYS_capset, (long)&header, (long)data, 0, 0, 0, 0) == 0;
}

/* The system calls themselves change one thread alone. Groups first, and last when it goes back: they take a right that
 * the users may have. The saved user stays: with it this thread comes back. */
static bool become(const struct caller_status *status)
{
    const gid_t group = status->groups[FILE_SYSTEM];
    const uid_t user = status->users[FILE_SYSTEM];
    return kernel_call(SYS_setgroups, (long)status->other_count, (long)status->others, 0, 0, 0, 0) == 0 &&
           kernel_call(SYS_setresgid, group, group, own.groups[SAVED], 0, 0, 0) == 0 &&
           kernel_call(SYS_setresuid, user, user, own.users[SAVED], 0, 0, 0) == 0;
}

static void become_again(void)
{
    kernel_call(SYS_setresuid, own.users[REAL], own.users[EFFECTIVE], own.users[SAVED], 0, 0, 0);
    set_effective(own.effective);
    kernel_call(SYS_setresgid, own.groups[REAL], own.groups[EFFECTIVE], own.groups[SAVED], 0, 0, 0);
    kernel_call(SYS_setgroups, (long)own.other_count, (long)own.others, 0, 0, 0, 0);
}

bool caller_rights_take(pid_t thread, const struct caller_status *status)
{
    caller_rights_return();
    if (!own_known) {
        return false;
    }
    /* Capabilities of another user namespace count for no file of this one. */
    const uint64_t capabilities = caller_users_are_own(thread) ? own.effective & status->effective : 0;
    taken = become(status) && set_effective(capabilities);
    if (!taken) {
        become_again();
    }
    return taken;
}

void caller_rights_return(void)
{
    if (taken) {
        become_again();
        taken = false;
    }
}

bool caller_rights_may_help(pid_t thread)
{
    struct caller_status status;
    if (!caller_status(thread, &status)) {
        return false;
    }
    if (same_people(&status)) {
        const bool was_taken = taken;
        caller_rights_return();
        return was_taken;
    }
    return caller_rights_take(thread, &status);
}
