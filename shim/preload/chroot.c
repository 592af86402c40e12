/* SPDX-License-Identifier: Apache-2.0 */
/* chroot(2): afterwards the report's path means another file, and the report has to say so. The ledger stays. */
#include "shim/preload/next.h"
#include "shim/preload/preload.h"
#include "shim/serve/kernel.h"
#include "shim/serve/record_file.h"

int chroot(const char *path)
{
    const struct launch *launch = active_launch();
    if (launch) {
        open_counts_tell(&launch->opens);
    }
    int report = record_file_open(launch && !launch->records.ledger.block ? launch->records.report : NULL);
    int result = NEXT(chroot) ? NEXT(chroot)(path) : (int)libc_result(kernel_chroot(path));
    if (result == 0) {
        record_file_append(report, &(struct record){.event = LEDGER_CHROOT, .size = -1});
    } else if (report >= 0) {
        kernel_close(report);
    }
    return result;
}
