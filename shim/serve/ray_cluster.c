/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/ray_cluster.h"
#include "core/base/path.h"
#include "shim/serve/environment.h"
#include "shim/serve/kernel.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/prctl.h>

static atomic_bool watched;
static bool is_named; /* by RAY_ADDRESS; set by the constructor */

uint64_t ray_cluster_joined(void)
{
    return text_hash(TEXT("ray cluster"));
}

uint64_t ray_cluster_heard(void)
{
    return text_hash(TEXT("ray worker"));
}

void ray_cluster_start(const struct ledger *ledger, char *const *environment)
{
    const char *address = environment_get(environment, "RAY_ADDRESS");
    const char *handed_on = environment_get(environment, "RAY_JOB_CONFIG_JSON_ENV_VAR");
    if (environment_get(environment, "RAY_RAYLET_PID")) { /* what started this worker */
        ledger_ask_once(ledger, ray_cluster_heard());
        return;
    }
    is_named = address && *address != '\0' && strcmp(address, "local") != 0;
    const bool starts_own = address && strcmp(address, "local") == 0;
    atomic_store(&watched, !starts_own && !(handed_on && strstr(handed_on, "INLAY_")));
}

/* worker.py, worker.cpython-311.pyc */
static bool is_module(struct text name, const char *path)
{
    const struct text parent = path_parent(path);
    return text_starts(name, TEXT("worker.")) && (text_ends(name, TEXT(".py")) || text_ends(name, TEXT(".pyc"))) &&
           (text_ends(parent, TEXT("/ray/_private/")) || text_ends(parent, TEXT("/ray/_private/__pycache__/")));
}

/* Ray's own command (ray status) asks the cluster, and starts nothing by it. */
static bool is_ray_command(void)
{
    char name[16] = "";
    kernel_call(SYS_prctl, PR_GET_NAME, (long)name, 0, 0, 0, 0);
    return strcmp(name, "ray") == 0;
}

void ray_cluster_look(const struct records *records, const char *path)
{
    if (!atomic_load_explicit(&watched, memory_order_relaxed)) {
        return;
    }
    const struct text name = path_name(path);
    const bool joins = is_named ? is_module(name, path) : text_equal(name, TEXT("ray_current_cluster"));
    if (joins && !is_ray_command() && atomic_exchange(&watched, false) &&
        ledger_ask_once(&records->ledger, ray_cluster_joined()) == ONCE_FIRST) {
        record_append(
            records,
            &(struct record){.event = LEDGER_LAUNCHER, .opened = "ray", .message = RAY_CLUSTER_JOINED, .size = -1});
    }
}
