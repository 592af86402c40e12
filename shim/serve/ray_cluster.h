/* SPDX-License-Identifier: Apache-2.0 */
/* Ray clusters that run already. A driver that joins one is known by the file in which it finds the address,
 * ray_current_cluster (read_ray_address() in ray/_private/utils.py), or, where RAY_ADDRESS names one, by the module that it
 * imports, ray/_private/worker.py. The cluster's workers are none of its children. */
#ifndef INLAY_RAY_CLUSTER_H
#define INLAY_RAY_CLUSTER_H

#include "shim/serve/record.h"

/* What is asked once in a launch (ledger_ask_once()): whether the job has a cluster of its own or has joined one, and
 * whether a worker of any has the launch. */
uint64_t ray_cluster_joined(void);
uint64_t ray_cluster_heard(void);

/* To be called by the constructor, when the ledger is joined: a worker of Ray's is heard, and any other process that does not
 * hand the launch on by Ray's own variable looks from now on. */
void ray_cluster_start(const struct ledger *ledger, char *const *environment);

/* path has been opened for reading: the first time in a launch that a driver joins a cluster which is not the job's own,
 * there is a record. No system call and no allocation for other paths; errno is kept. */
void ray_cluster_look(const struct records *records, const char *path);

/* The message of that record. */
#define RAY_CLUSTER_JOINED "it joined a cluster that runs already"

#endif
