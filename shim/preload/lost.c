#include "shim/preload/lost.h"
#include "shim/preload/preload.h"
#include "shim/serve/environment.h"
#include "shim/serve/kernel.h"
#include "shim/serve/notice.h"
#include "shim/serve/reach.h"
#include "shim/serve/record.h"

#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

#define SAID_MAX 512

/* Hashes of the programs that were said, 0 where there is none: shared with all that is forked. NULL when there was no
 * memory. */
static _Atomic uint64_t *said;

void lost_start(void)
{
    long page =
        kernel_call(SYS_mmap, 0, SAID_MAX * sizeof *said, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    said = page < 0 && page > -4096 ? NULL : (_Atomic uint64_t *)page;
}

static bool first_time(const char *program)
{
    uint64_t hash = text_hash(text_of(program)) | 1;

    for (size_t i = 0; said != NULL && i < SAID_MAX; i++) {
        uint64_t there = 0;
        if (atomic_compare_exchange_strong(&said[(hash / 2 + i) % SAID_MAX], &there, hash)) {
            return true;
        }
        if (there == hash) {
            return false;
        }
    }
    return true;
}

static void say(const struct launch *launch, const char *program, const struct obstacle *obstacle)
{
    if (obstacle == NULL || !first_time(program)) {
        return;
    }
    const struct record record = {.event = "lost", .opened = program, .message = obstacle->reason, .size = -1};
    if (record_is_there(launch->report, &record)) {
        return;
    }
    const struct text pieces[] = {
        TEXT("inlay: overrides cannot follow into "),
        text_of(program),
        TEXT(": "),
        text_of(obstacle->reason),
        TEXT(" ("),
        text_of(obstacle->remedy),
        TEXT(")"),
    };
    /* Whatever descriptor 2 is now, it is the new program's standard error. */
    notice_write(STDERR_FILENO, pieces, sizeof pieces / sizeof *pieces);
    record_append(launch->report, &record);
}

void lost_check(int directory, const char *path, int flags, char *const *environment)
{
    const struct launch *launch = active_launch();

    if (launch != NULL && path != NULL && !environment_disabled(environment)) {
        char descriptor[32];
        format_fixed(descriptor, sizeof descriptor, "/dev/fd/%d", directory);
        say(launch, *path != '\0' ? path : descriptor, reach_obstacle(directory, path, flags));
    }
}

void lost_check_command(const char *file, char *const *environment)
{
    const struct launch *launch = active_launch();

    if (launch != NULL && file != NULL && !environment_disabled(environment)) {
        say(launch, file, reach_obstacle_of_command(file, environment_get(environ, "PATH")));
    }
}
