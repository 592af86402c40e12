/* SPDX-License-Identifier: Apache-2.0 */
/* What a pod needs so that its job finds the launch: init containers, volumes, mounts and variables.
 *
 * It passes Pod Security's "restricted" (kubernetes.io, Pod Security Standards), and names no user, so that OpenShift may
 * choose one. */
#ifndef INLAY_POD_H
#define INLAY_POD_H

#include "shim/cli/env/injection.h"
#include "shim/cli/env/onto.h"

struct pod_parts {
    const struct injection *injection;
    const struct onto *onto;
    struct node *command;   /* that `inlay verify` is told, a list; NULL: the pod has no such container */
    const char *config_map; /* its name; NULL: there is none */
};

/* The spec of a pod, as a strategic-merge patch. has_order: it says in which order init containers stand, which kustomize
 * does not read. */
struct node *pod_spec(struct arena *arena, const struct pod_parts *parts, bool has_order);

/* Puts a launch queue's configuration for Kubernetes, JSON. */
void pod_put_queue(const struct injection *injection, struct buffer *out);

#endif
