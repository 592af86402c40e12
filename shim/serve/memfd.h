/* SPDX-License-Identifier: Apache-2.0 */
/* Served descriptors: sealed memfds that look like the file whose content they stand for.
 *
 * A memfd has a mode and times that can be set, but a device, an inode number, a link count and a change time of its
 * own. The disk file's are written into its name, where any process that holds the descriptor can read them
 * (/proc/self/fd/N), whether it was opened there, inherited or received:
 *
 *     inlay:DEVICE:INODE:LINKS:OWNER:GROUP:SECONDS.NANOSECONDS:MODE
 *
 * MODE are the bits of the disk file's mode that the memfd has not, in decimal: set-user-ID and set-group-ID, which
 * what a process makes shall not have, and those to execute it where the kernel allows no memfd any
 * (vm.memfd_noexec=2).
 *
 * Where a sandbox allows no memfd, a file without a name in /dev/shm, /tmp or /var/tmp takes its place. It cannot be
 * sealed, and only the process that opened it knows what it stands for; the same goes for memfds without /proc.
 * Bytes that hold a secret stay in memory: they are refused there. */
#ifndef INLAY_MEMFD_H
#define INLAY_MEMFD_H

#include "core/base/text.h"
#include "shim/serve/shared_memfd.h"

/* Puts bytes under the number fd, in the place of the disk file that is open there for reading; disk is its state,
 * and flags are those that it was opened with. The new description is at offset 0, read-only, and has the flags'
 * O_CLOEXEC. Without /proc, or without a free descriptor to reopen by, it is readable and writable, but sealed all
 * the same. secret: no file takes a memfd's place. shared: of the descriptors on the same bytes and disk; what one
 * of them does to mode and times shows in those that are open at the same time, as of a file on disk. Its mode is
 * never wider than the disk file's. 0, or a negative errno value and fd is as it was: EFBIG when the process's file
 * size limit forbids it. */
int memfd_replace(int fd, int flags, struct text bytes, const struct stat *disk, bool secret,
                  struct shared_memfd *shared);

/* The same for a process that has no free descriptor: closes fd first. Returns the descriptor on bytes, for reading and
 * writing, whose number is fd's unless another thread was faster; or a negative errno value. */
int memfd_instead(int fd, int flags, struct text bytes, const struct stat *disk, bool secret);

/* All that a sealed memfd has. */
#define MEMFD_SEALS (F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL)

/* A close-on-exec descriptor on bytes in a sealed memfd of this name, which nobody but its owner may open by path; or a
 * negative errno value. Async-signal-safe. */
int memfd_sealed(const char *name, struct text bytes);

/* Replaces in *seen, which fstat gave for fd, what a memfd cannot show by the disk file's; does nothing for what inlay
 * did not serve. */
void memfd_disguise(int fd, struct stat *seen);

/* The blocks of 512 bytes that a served file of this size reports. */
blkcnt_t memfd_blocks(off_t size);

#endif
