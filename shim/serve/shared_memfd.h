/* SPDX-License-Identifier: Apache-2.0 */
/* The memory of a version, shared by the descriptors that are open on it at the same time, each with an offset of its
 * own.
 *
 * inlay holds no descriptor for this. Kept is the number of one that it served, and what that was open on. The
 * program may have closed it and used the number again, so it is reopened with O_PATH, which touches nothing, and
 * looked at before it is opened to be read. On any doubt there is no sharing, and the caller makes another memfd. */
#ifndef INLAY_SHARED_MEMFD_H
#define INLAY_SHARED_MEMFD_H

#include "shim/serve/version_claim.h"

#include <stdbool.h>
#include <sys/stat.h>

struct shared_memfd {           /* zeroed at first */
    _Atomic uint64_t kept;      /* number and inode of a descriptor that was served; 0: none */
    _Atomic dev_t device;       /* that of all memfds */
    struct version_claim claim; /* for who makes the memfd */
};

/* A description of its own of the memfd, with flags, O_CLOEXEC and offset 0; or a negative errno value when no served
 * descriptor of it is known to be open. fd: a number that is open on something else. */
int shared_memfd_open(const struct shared_memfd *shared, int flags, int fd);

/* fd is open on a sealed memfd with the version's bytes, to be read, of which fstat said this. */
void shared_memfd_keep(struct shared_memfd *shared, int fd, const struct stat *seen);

/* Whether fd is that descriptor, open on that memory. */
bool shared_memfd_is(const struct shared_memfd *shared, int fd);

#endif
