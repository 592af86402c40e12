/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/memfd.h"
#include "core/base/buffer.h"
#include "shim/serve/descriptor_path.h"
#include "shim/serve/kernel.h"
#include "shim/serve/reopen.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>

#define NAME_PREFIX "inlay:"
#define NAME_SIZE   192  /* eight numbers, four of them of 20 digits; the kernel takes 249 bytes */
#define PAGE_BYTES  4096 /* what tmpfs counts blocks in; larger pages only make st_blocks an understatement */

#define CLAIM_FROM ((size_t)64 << 10) /* bytes; to make less takes no longer than to wait for it */

/* What was served last by descriptors whose name does not tell: without /proc, or where memfds are not allowed. An
 * entry is being written while its turn is odd. A reader or writer that meets one then does without, and nothing
 * waits. */
#define REMEMBERED 64

struct served {
    atomic_uint turn;
    dev_t device; /* of the served descriptor */
    ino_t inode;
    struct stat disk;
};

/* REMEMBERED entries, once there is one. Not among the library's own variables: with these they would take more than the
 * page that they have, and every process that starts would map another. */
static struct served *_Atomic served;
static atomic_uint served_next;

/* NULL when there is no memory. */
static struct served *served_entries(void)
{
    const size_t size = REMEMBERED * sizeof(struct served);
    struct served *entries = atomic_load(&served), *made = entries ? NULL : kernel_map(size);
    if (made && !atomic_compare_exchange_strong(&served, &entries, made)) {
        kernel_unmap(made, size);
        return entries;
    }
    return made ? made : entries;
}

__attribute__((noinline)) static void remember(int fd, const struct stat *disk)
{
    struct served *entries = served_entries();
    struct stat own;
    if (!entries) {
        return;
    }
    struct served *entry = &entries[atomic_fetch_add(&served_next, 1) % REMEMBERED];
    unsigned turn = atomic_load(&entry->turn) & ~1U;
    if (kernel_fstat(fd, &own) < 0 || !atomic_compare_exchange_strong(&entry->turn, &turn, turn + 1)) {
        return;
    }
    entry->device = own.st_dev;
    entry->inode = own.st_ino;
    entry->disk = *disk;
    atomic_store(&entry->turn, turn + 2);
}

static bool recall(const struct stat *own, struct stat *disk)
{
    const struct served *entries = atomic_load(&served);
    for (size_t i = 0; entries && i < REMEMBERED; i++) {
        const struct served *entry = &entries[i];
        unsigned turn = atomic_load(&entry->turn);
        if (turn == 0 || (turn & 1) != 0 || entry->device != own->st_dev || entry->inode != own->st_ino) {
            continue;
        }
        *disk = entry->disk;
        disk->st_mode &= S_ISUID | S_ISGID | 0111;
        /* The times were set to the disk's: an inode that was used again has others. */
        return atomic_load(&entry->turn) == turn && disk->st_mtim.tv_sec == own->st_mtim.tv_sec &&
               disk->st_mtim.tv_nsec == own->st_mtim.tv_nsec;
    }
    return false;
}

static bool is_denied(int result)
{
    return result == -ENOSYS || result == -EPERM || result == -EACCES;
}

/* executable: MFD_EXEC, or MFD_NOEXEC_SEAL. */
static int create_named(const char *name, unsigned executable)
{
    int memfd = kernel_memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | executable);
    if (memfd == -EINVAL) { /* both came with Linux 6.3 */
        memfd = kernel_memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    }
    return memfd;
}

static int create_showing(const struct stat *disk, mode_t shown, unsigned executable)
{
    char name[NAME_SIZE];
    buffer_format_fixed(name, sizeof name, NAME_PREFIX "%llu:%llu:%llu:%u:%u:%llu.%09llu:%u",
                        (unsigned long long)disk->st_dev, (unsigned long long)disk->st_ino,
                        (unsigned long long)disk->st_nlink, disk->st_uid, disk->st_gid,
                        (unsigned long long)disk->st_ctim.tv_sec, (unsigned long long)disk->st_ctim.tv_nsec, shown);
    return create_named(name, executable);
}

/* *own is the mode that it shall get. With vm.memfd_noexec=2 nobody may execute a memfd. */
static int create_memfd(const struct stat *disk, mode_t *own)
{
    const mode_t mode = disk->st_mode & 07777, only_shown = mode & (S_ISUID | S_ISGID), x = mode & 0111;
    *own = mode & ~only_shown;
    int memfd = create_showing(disk, only_shown, x ? MFD_EXEC : MFD_NOEXEC_SEAL);
    if (x && is_denied(memfd)) {
        *own &= ~x;
        memfd = create_showing(disk, only_shown | x, MFD_NOEXEC_SEAL);
    }
    return memfd;
}

/* A file without a name, where a sandbox does not allow memfds. It cannot be sealed, and shows its own identity. */
static int create_unnamed(void)
{
    static const char *const directories[] = {"/dev/shm", "/tmp", "/var/tmp"};
    int fd = -ENOSYS;
    for (size_t i = 0; i < sizeof directories / sizeof *directories && fd < 0; i++) {
        fd = kernel_openat(AT_FDCWD, directories[i], O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);
    }
    return fd;
}

/* Where a sandbox has never heard of pwrite(2). */
static ssize_t write_at_start(int memfd, struct text bytes)
{
    ssize_t written = kernel_write(memfd, bytes.bytes, bytes.length);
    off_t back = kernel_lseek(memfd, 0, SEEK_SET);
    return back < 0 ? back : written;
}

/* Leaves the offset at 0. */
static int fill(int memfd, struct text bytes)
{
    if (bytes.length > kernel_file_size_limit()) {
        return -EFBIG; /* what write(2) would say, after it had sent SIGXFSZ */
    }
    for (size_t at = 0; at < bytes.length;) {
        ssize_t written = kernel_pwrite(memfd, bytes.bytes + at, bytes.length - at, (off_t)at);
        if (kernel_refused(written) && at == 0) {
            written = write_at_start(memfd, bytes);
        }
        if (written < 0 && written != -EINTR) {
            return (int)written;
        }
        at += written > 0 ? (size_t)written : 0;
    }
    return 0;
}

static int seal(int memfd)
{
    return kernel_fcntl(memfd, F_ADD_SEALS, MEMFD_SEALS);
}

int memfd_sealed(const char *name, struct text bytes)
{
    int memfd = create_named(name, MFD_NOEXEC_SEAL);
    if (memfd < 0) {
        return memfd;
    }
    int result = kernel_fchmod(memfd, 0600);
    if (result >= 0) {
        result = fill(memfd, bytes);
    }
    if (result >= 0) {
        result = seal(memfd);
    }
    if (result >= 0) {
        return memfd;
    }
    kernel_close(memfd);
    return result;
}

/* What will be served, open for reading and writing. */
struct content {
    int fd;
    bool named;  /* a memfd, whose name tells what it shows */
    mode_t mode; /* that it shall have */
};

/* 0 or a negative errno value. Not inlined, as what else has a struct stat of its own here: stacks may be small. */
__attribute__((noinline)) static int create(struct content *content, struct text bytes, const struct stat *disk,
                                            bool secret)
{
    content->fd = create_memfd(disk, &content->mode);
    content->named = content->fd >= 0;
    if (is_denied(content->fd) && !secret) {
        int unnamed = create_unnamed();
        content->fd = unnamed >= 0 ? unnamed : content->fd;
        content->mode = disk->st_mode & 01777;
    }
    if (content->fd < 0) {
        return content->fd;
    }
    int result = fill(content->fd, bytes);
    if (result >= 0 && content->named) {
        result = seal(content->fd);
    }
    if (result < 0) {
        kernel_close(content->fd);
    }
    return result;
}

/* Moves the description to the number fd. */
static int put(int description, int fd, int flags)
{
    int result = kernel_dup3(description, fd, flags & O_CLOEXEC);
    kernel_close(description);
    return result < 0 ? result : 0;
}

/* Puts reading, a description of the memfd for reading, under the number fd: the kernel before 6.7 maps only that
 * MAP_SHARED, and write(2) then gives EBADF as for any file that was opened to be read. Where there is none, the memfd
 * itself: if that had the last free number, it is free now. */
static int put_narrowed(int memfd, int reading, int fd, int flags, bool *narrowed)
{
    int result = put(reading < 0 ? memfd : reading, fd, flags);
    if (reading >= 0) {
        kernel_close(memfd);
    } else if (result == 0 && (reading = reopen_descriptor(fd, flags)) >= 0) {
        result = put(reading, fd, flags);
    }
    *narrowed = reading >= 0;
    return result;
}

/* Where a sandbox refuses, what allows nobody more than the disk file does will do. */
static int set_mode(int fd, mode_t mode)
{
    struct stat own;
    int result = kernel_fchmod(fd, mode);
    bool will_do = result < 0 && kernel_fstat(fd, &own) == 0 && (own.st_mode & 07777 & ~mode) == 0;
    return will_do ? 0 : result;
}

/* Owner and group, which few processes may set, come last: then it is the owner's to set the others. They may stay its
 * own, since its name tells the disk file's. So may times, where a sandbox refuses. */
__attribute__((noinline)) static int dress(const struct content *content, const struct stat *disk, struct stat *own)
{
    const struct timespec times[2] = {disk->st_atim, disk->st_mtim};
    int result = set_mode(content->fd, content->mode);
    if (result < 0) {
        return result;
    }
    result = kernel_futimens(content->fd, times);
    if (result < 0 && !is_denied(result)) {
        return result;
    }
    result = kernel_fstat(content->fd, own);
    if (result == 0 && (own->st_uid != disk->st_uid || own->st_gid != disk->st_gid)) {
        kernel_fchown(content->fd, disk->st_uid, disk->st_gid);
    }
    return result;
}

static int replace_by_new(int fd, int flags, struct text bytes, const struct stat *disk, bool secret,
                          struct shared_memfd *shared)
{
    struct content content;
    struct stat own;
    bool narrowed;
    int result = create(&content, bytes, disk, secret);
    if (result < 0) {
        return result;
    }
    const int reading = reopen_descriptor(content.fd, flags); /* first: the disk file's mode might forbid it */
    result = dress(&content, disk, &own);
    if (result < 0) {
        kernel_close(content.fd);
        if (reading >= 0) {
            kernel_close(reading);
        }
        return result;
    }
    result = put_narrowed(content.fd, reading, fd, flags, &narrowed);
    if (result == 0 && narrowed && content.named) {
        shared_memfd_keep(shared, fd, &own);
    } else if (result == 0) {
        remember(fd, disk);
    }
    return result;
}

static bool replace_by_shared(int fd, int flags, const struct shared_memfd *shared)
{
    int description = shared_memfd_open(shared, flags, fd);
    return description >= 0 && put(description, fd, flags) == 0;
}

int memfd_replace(int fd, int flags, struct text bytes, const struct stat *disk, bool secret,
                  struct shared_memfd *shared)
{
    struct version_wait wait = {0};
    bool claimed = false;
    bool replaced = replace_by_shared(fd, flags, shared);
    while (!replaced && !claimed && bytes.length >= CLAIM_FROM) {
        claimed = version_claim_take(&shared->claim, &wait, bytes.length);
        replaced = replace_by_shared(fd, flags, shared);
    }
    int result = replaced ? 0 : replace_by_new(fd, flags, bytes, disk, secret, shared);
    if (claimed) {
        version_claim_give_back(&shared->claim);
    }
    return result;
}

int memfd_instead(int fd, int flags, struct text bytes, const struct stat *disk, bool secret)
{
    struct content content;
    struct stat own;
    kernel_close(fd);
    int result = create(&content, bytes, disk, secret);
    if (result < 0) {
        return result;
    }
    result = dress(&content, disk, &own);
    if (result < 0) {
        kernel_close(content.fd);
        return result;
    }
    kernel_fcntl(content.fd, F_SETFD, flags & O_CLOEXEC ? FD_CLOEXEC : 0);
    remember(content.fd, disk);
    return content.fd;
}

/* Takes a number and the byte after it from *at. */
static unsigned long long take(const char **at)
{
    unsigned long long number = 0;
    for (; **at >= '0' && **at <= '9'; ++*at) {
        number = number * 10 + (unsigned long long)(**at - '0');
    }
    *at += **at != '\0';
    return number;
}

/* Reads what the name tells into *disk, whose mode is what is shown of it alone. */
static bool read_name(int fd, struct stat *disk)
{
    static const char start[] = "/memfd:" NAME_PREFIX;
    char target[sizeof start + NAME_SIZE];
    descriptor_path(fd, target, sizeof target);
    if (strncmp(target, start, sizeof start - 1) != 0) {
        return false;
    }
    const char *at = target + sizeof start - 1;
    disk->st_dev = (dev_t)take(&at);
    disk->st_ino = (ino_t)take(&at);
    disk->st_nlink = (nlink_t)take(&at);
    disk->st_uid = (uid_t)take(&at);
    disk->st_gid = (gid_t)take(&at);
    disk->st_ctim.tv_sec = (time_t)take(&at);
    disk->st_ctim.tv_nsec = (long)take(&at);
    disk->st_mode = (mode_t)take(&at);
    return true;
}

void memfd_disguise(int fd, struct stat *seen)
{
    struct stat disk;
    if (!S_ISREG(seen->st_mode) || seen->st_nlink != 0 || !(read_name(fd, &disk) || recall(seen, &disk))) {
        return;
    }
    seen->st_dev = disk.st_dev;
    seen->st_ino = disk.st_ino;
    seen->st_mode |= disk.st_mode;
    seen->st_nlink = disk.st_nlink;
    seen->st_uid = disk.st_uid;
    seen->st_gid = disk.st_gid;
    seen->st_ctim = disk.st_ctim;
}

blkcnt_t memfd_blocks(off_t size)
{
    return (blkcnt_t)((size + PAGE_BYTES - 1) / PAGE_BYTES * (PAGE_BYTES / 512));
}
