/* SPDX-License-Identifier: Apache-2.0 */
/* A second open of what a descriptor is open on, by its name in /proc. */
#ifndef INLAY_REOPEN_H
#define INLAY_REOPEN_H

/* A descriptor of its own, with O_CLOEXEC, offset 0, and those of flags, open(2)'s, that outlast an open. A negative
 * errno value without /proc, without a free descriptor, and where the file's mode forbids it. */
int reopen_descriptor(int fd, int flags);

#endif
