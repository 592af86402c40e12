/* SPDX-License-Identifier: Apache-2.0 */
/* Every symbol that libinlay.so interposes, one a line: the glibc version under which programs ask for it on x86-64
 * and on aarch64, and its prototype. From these lines come the exported symbols with their versions
 * (scripts/version-script) and what lies behind each (next.h). Included several times, with SYMBOL defined as needed.
 * SYMBOL_OF_ANOTHER is for a library that few programs load: what lies behind is looked up when it is called.
 *
 * creat and creat64 are not here: they only ever write, and writes go to the real file. */

#ifndef SYMBOL_OF_ANOTHER
#define SYMBOL_OF_ANOTHER(x86_64, aarch64, type, name, parameters)
#endif

/* It would take GLIBC_2.4 for two words. */
/* clang-format off */

/* open.c */
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, int, open, (const char *path, int flags, ...))
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, int, open64, (const char *path, int flags, ...))
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, int, __open, (const char *path, int flags, ...))
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, int, __open64, (const char *path, int flags, ...))
SYMBOL(GLIBC_2.7, GLIBC_2.17, int, __open_2, (const char *path, int flags))
SYMBOL(GLIBC_2.7, GLIBC_2.17, int, __open64_2, (const char *path, int flags))
SYMBOL(GLIBC_2.4, GLIBC_2.17, int, openat, (int directory, const char *path, int flags, ...))
SYMBOL(GLIBC_2.4, GLIBC_2.17, int, openat64, (int directory, const char *path, int flags, ...))
SYMBOL(GLIBC_2.7, GLIBC_2.17, int, __openat_2, (int directory, const char *path, int flags))
SYMBOL(GLIBC_2.7, GLIBC_2.17, int, __openat64_2, (int directory, const char *path, int flags))
SYMBOL(GLIBC_2.43, GLIBC_2.43, int, openat2, (int directory, const char *path, const struct open_how *how, size_t size))
SYMBOL(GLIBC_2.14, GLIBC_2.17, int, open_by_handle_at, (int mount, struct file_handle *handle, int flags))

/* stdio.c */
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, FILE *, fopen, (const char *path, const char *mode))
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, FILE *, fopen64, (const char *path, const char *mode))
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, FILE *, _IO_fopen, (const char *path, const char *mode))
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, FILE *, freopen, (const char *path, const char *mode, FILE *stream))
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, FILE *, freopen64, (const char *path, const char *mode, FILE *stream))

/* stat.c. Before glibc 2.33 only the __xstat forms were symbols, and binaries of that time still ask for them. */
SYMBOL(GLIBC_2.33, GLIBC_2.33, int, stat, (const char *path, struct stat *out))
SYMBOL(GLIBC_2.33, GLIBC_2.33, int, stat64, (const char *path, struct stat64 *out))
SYMBOL(GLIBC_2.33, GLIBC_2.33, int, lstat, (const char *path, struct stat *out))
SYMBOL(GLIBC_2.33, GLIBC_2.33, int, lstat64, (const char *path, struct stat64 *out))
SYMBOL(GLIBC_2.33, GLIBC_2.33, int, fstat, (int fd, struct stat *out))
SYMBOL(GLIBC_2.33, GLIBC_2.33, int, fstat64, (int fd, struct stat64 *out))
SYMBOL(GLIBC_2.33, GLIBC_2.33, int, fstatat, (int directory, const char *path, struct stat *out, int flags))
SYMBOL(GLIBC_2.33, GLIBC_2.33, int, fstatat64, (int directory, const char *path, struct stat64 *out, int flags))
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, int, __xstat, (int version, const char *path, struct stat *out))
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, int, __xstat64, (int version, const char *path, struct stat64 *out))
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, int, __lxstat, (int version, const char *path, struct stat *out))
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, int, __lxstat64, (int version, const char *path, struct stat64 *out))
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, int, __fxstat, (int version, int fd, struct stat *out))
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, int, __fxstat64, (int version, int fd, struct stat64 *out))
SYMBOL(GLIBC_2.4, GLIBC_2.17, int, __fxstatat, (int version, int directory, const char *path, struct stat *out, int flags))
SYMBOL(GLIBC_2.4, GLIBC_2.17, int, __fxstatat64, (int version, int directory, const char *path, struct stat64 *out, int flags))
SYMBOL(GLIBC_2.28, GLIBC_2.28, int, statx, (int directory, const char *path, int flags, unsigned mask, struct statx *out))

/* ftw.c */
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, int, ftw, (const char *path, __ftw_func_t function, int descriptors))
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, int, ftw64, (const char *path, __ftw64_func_t function, int descriptors))
SYMBOL(GLIBC_2.3.3, GLIBC_2.17, int, nftw, (const char *path, __nftw_func_t function, int descriptors, int flags))
SYMBOL(GLIBC_2.3.3, GLIBC_2.17, int, nftw64, (const char *path, __nftw64_func_t function, int descriptors, int flags))

/* access.c */
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, int, access, (const char *path, int mode))
SYMBOL(GLIBC_2.4, GLIBC_2.17, int, eaccess, (const char *path, int mode))
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, int, euidaccess, (const char *path, int mode))
SYMBOL(GLIBC_2.4, GLIBC_2.17, int, faccessat, (int directory, const char *path, int mode, int flags))

/* realpath.c. What is GLIBC_2.2.5's realpath on x86-64 allocates nothing: programs of before 2003 ask for it. */
SYMBOL(GLIBC_2.3, GLIBC_2.17, char *, realpath, (const char *path, char *resolved))
SYMBOL(GLIBC_2.4, GLIBC_2.17, char *, __realpath_chk, (const char *path, char *resolved, size_t size))
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, char *, canonicalize_file_name, (const char *path))

/* attributes.c */
SYMBOL(GLIBC_2.3, GLIBC_2.17, ssize_t, getxattr, (const char *path, const char *attribute, void *value, size_t size))
SYMBOL(GLIBC_2.3, GLIBC_2.17, ssize_t, lgetxattr, (const char *path, const char *attribute, void *value, size_t size))
SYMBOL(GLIBC_2.3, GLIBC_2.17, ssize_t, listxattr, (const char *path, char *list, size_t size))
SYMBOL(GLIBC_2.3, GLIBC_2.17, ssize_t, llistxattr, (const char *path, char *list, size_t size))
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, ssize_t, readlink, (const char *path, char *out, size_t size))
SYMBOL(GLIBC_2.4, GLIBC_2.17, ssize_t, readlinkat, (int directory, const char *path, char *out, size_t size))
SYMBOL(GLIBC_2.4, GLIBC_2.17, ssize_t, __readlink_chk, (const char *path, char *out, size_t size, size_t room))
SYMBOL(GLIBC_2.5, GLIBC_2.17, ssize_t, __readlinkat_chk, (int directory, const char *path, char *out, size_t size, size_t room))

/* link.c */
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, int, symlink, (const char *target, const char *path))
SYMBOL(GLIBC_2.4, GLIBC_2.17, int, symlinkat, (const char *target, int directory, const char *path))
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, int, link, (const char *target, const char *path))
SYMBOL(GLIBC_2.4, GLIBC_2.17, int, linkat, (int from, const char *target, int to, const char *path, int flags))

/* syscall.c */
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, long, syscall, (long number, ...))

/* chroot.c */
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, int, chroot, (const char *path))

/* exec.c */
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, int, execve, (const char *path, char *const argv[], char *const envp[]))
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, int, execv, (const char *path, char *const argv[]))
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, int, execvp, (const char *file, char *const argv[]))
SYMBOL(GLIBC_2.11, GLIBC_2.17, int, execvpe, (const char *file, char *const argv[], char *const envp[]))
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, int, execl, (const char *path, const char *first, ...))
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, int, execlp, (const char *file, const char *first, ...))
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, int, execle, (const char *path, const char *first, ...))
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, int, fexecve, (int fd, char *const argv[], char *const envp[]))
SYMBOL(GLIBC_2.34, GLIBC_2.34, int, execveat, (int directory, const char *path, char *const argv[], char *const envp[], int flags))
SYMBOL(GLIBC_2.15, GLIBC_2.17, int, posix_spawn, (pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes, char *const argv[], char *const envp[]))
SYMBOL(GLIBC_2.15, GLIBC_2.17, int, posix_spawnp, (pid_t *pid, const char *file, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes, char *const argv[], char *const envp[]))
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, int, system, (const char *command))
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, FILE *, popen, (const char *command, const char *mode))
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, FILE *, _IO_popen, (const char *command, const char *mode))

/* Where a C library lacks these two, programs ask whether they are there: they fail with ENOSYS, as on kernels
 * without. */
SYMBOL(GLIBC_2.39, GLIBC_2.39, int, pidfd_spawn, (int *pidfd, const char *path, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes, char *const argv[], char *const envp[]))
SYMBOL(GLIBC_2.39, GLIBC_2.39, int, pidfd_spawnp, (int *pidfd, const char *file, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes, char *const argv[], char *const envp[]))

/* spawn_actions.c. Those that a C library lacks fail with ENOSYS, too. */
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, int, posix_spawn_file_actions_addopen, (posix_spawn_file_actions_t *actions, int fd, const char *path, int flags, mode_t mode))
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, int, posix_spawn_file_actions_addclose, (posix_spawn_file_actions_t *actions, int fd))
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, int, posix_spawn_file_actions_adddup2, (posix_spawn_file_actions_t *actions, int from, int fd))
SYMBOL(GLIBC_2.29, GLIBC_2.29, int, posix_spawn_file_actions_addchdir_np, (posix_spawn_file_actions_t *actions, const char *path))
SYMBOL(GLIBC_2.29, GLIBC_2.29, int, posix_spawn_file_actions_addfchdir_np, (posix_spawn_file_actions_t *actions, int fd))
SYMBOL(GLIBC_2.34, GLIBC_2.34, int, posix_spawn_file_actions_addclosefrom_np, (posix_spawn_file_actions_t *actions, int fd))
SYMBOL(GLIBC_2.35, GLIBC_2.35, int, posix_spawn_file_actions_addtcsetpgrp_np, (posix_spawn_file_actions_t *actions, int fd))
SYMBOL(GLIBC_2.2.5, GLIBC_2.17, int, posix_spawn_file_actions_destroy, (posix_spawn_file_actions_t *actions))

/* io_uring.c */
SYMBOL_OF_ANOTHER(LIBURING_2.0, LIBURING_2.0, int, io_uring_queue_init, (unsigned entries, struct io_uring *ring, unsigned flags))
SYMBOL_OF_ANOTHER(LIBURING_2.0, LIBURING_2.0, int, io_uring_queue_init_params, (unsigned entries, struct io_uring *ring, struct io_uring_params *parameters))
SYMBOL_OF_ANOTHER(LIBURING_2.3, LIBURING_2.3, int, io_uring_setup, (unsigned entries, struct io_uring_params *parameters))
SYMBOL_OF_ANOTHER(LIBURING_2.5, LIBURING_2.5, int, io_uring_queue_init_mem, (unsigned entries, struct io_uring *ring, struct io_uring_params *parameters, void *memory, size_t size))
#undef SYMBOL_OF_ANOTHER
