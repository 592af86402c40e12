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

/* What the job's container runs: what the command line says, else what `command` and `args` of the manifest do, each of which
 * stands for its like in the image's config. A list; NULL: not known. */
struct node *pod_command(struct arena *arena, const struct options *options, const struct onto *onto);

/* Puts the init container that installs inlay of this image below POD_DIRECTORY, and the pod's volumes that it needs; the mount
 * by which another container has what it installed. */
void pod_put_install(struct arena *arena, struct node *init_containers, const char *image);
void pod_put_volumes(struct arena *arena, struct node *volumes);
struct node *pod_mount(struct arena *arena);

/* The spec of a pod, as a strategic-merge patch. has_order: it says in which order init containers stand, which kustomize
 * does not read. */
struct node *pod_spec(struct arena *arena, const struct pod_parts *parts, bool has_order);

/* Puts a launch queue's configuration for Kubernetes, JSON. */
void pod_put_queue(const struct injection *injection, struct buffer *out);

#endif
