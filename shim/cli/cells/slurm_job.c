/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/cells/slurm_job.h"
#include "shim/cli/cells/json_record.h"

#include <stdlib.h>
#include <string.h>

static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value && value[0] != '\0' ? value : NULL;
}

struct slurm_job slurm_job_self(void)
{
    const char *array = variable("SLURM_ARRAY_JOB_ID"), *task = variable("SLURM_ARRAY_TASK_ID");
    const bool is_array = array && task;
    const char *restarts = variable("SLURM_RESTART_COUNT"); /* not set at the first start */
    return (struct slurm_job){
        .cluster = variable("SLURM_CLUSTER_NAME"),
        .job = is_array ? array : variable("SLURM_JOB_ID"),
        .task = is_array ? task : NULL,
        .restarts = restarts ? (unsigned)strtoul(restarts, NULL, 10) : 0,
    };
}

void slurm_job_put(struct buffer *out, const struct slurm_job *slurm)
{
    json_record_put_name(out, "slurm");
    if (!slurm->job) {
        buffer_put(out, TEXT("null"));
        return;
    }
    buffer_byte(out, '{');
    json_record_put_string(out, "cluster", slurm->cluster);
    json_record_put_string(out, "job", slurm->job);
    json_record_put_string(out, "task", slurm->task);
    json_record_put_name(out, "restarts");
    buffer_format(out, "%u}", slurm->restarts);
}

struct slurm_job slurm_job_of(struct arena *arena, struct node *object)
{
    struct node *slurm = json_record_object(arena, object, "slurm");
    return (struct slurm_job){
        .cluster = json_record_string(arena, slurm, "cluster"),
        .job = json_record_string(arena, slurm, "job"),
        .task = json_record_string(arena, slurm, "task"),
        .restarts = (unsigned)json_record_number(arena, slurm, "restarts", 0),
    };
}

/* What is not known is equal to nothing. */
static bool is_same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

bool slurm_job_is_later(const struct slurm_job *self, const struct slurm_job *earlier)
{
    const bool same_task = self->task || earlier->task ? is_same(self->task, earlier->task) : true;
    const bool same_cluster = !self->cluster || !earlier->cluster || is_same(self->cluster, earlier->cluster);
    return is_same(self->job, earlier->job) && same_task && same_cluster && self->restarts > earlier->restarts;
}
