/* SPDX-License-Identifier: Apache-2.0 */
/* What is there already of a job's container: its manifest (Kubernetes) or service (compose), and its image's config.
 *
 * Values are trees of the files, with aliases and merge keys written out; NULL: it is not there. */
#ifndef INLAY_ONTO_H
#define INLAY_ONTO_H

#include "shim/cli/base/options.h"

#include "core/base/diagnostic.h"
#include "core/tree/node.h"

/* An object with the template of a pod. */
struct pod_kind {
    const char *name;        /* of --kind */
    const char *kind;        /* of the object */
    const char *version;     /* its apiVersion */
    const char *const *path; /* the keys from the object to the pod's spec, NULL-terminated */
};

struct onto {
    const char *file;            /* --onto; NULL: none was given */
    const struct pod_kind *kind; /* of Kubernetes alone, from --kind or the manifest */
    struct node *object;         /* the whole; NULL: there is none */
    const struct node *name;     /* of the object */
    struct text container;       /* its name, or a service's; empty: not known */
    struct node *spec;           /* of the container, or the service */
    struct node *init;           /* the pod's init containers */
    const char *image_config;    /* --image-config; NULL: none was given */
    struct node *image;          /* what of it is the config */
};

/* Reads what options name. False with an error in diagnostics. */
bool onto_read(struct arena *arena, const struct options *options, struct onto *onto, struct diagnostics *diagnostics);

/* A value of the container, of its image; NULL: it has none. */
struct node *onto_value(struct arena *arena, const struct onto *onto, const char *key);
struct node *onto_image_value(struct arena *arena, const struct onto *onto, const char *key);

/* Puts an LD_PRELOAD that the container or else its image has into *preload, spelt as the carrier has it. Notes where one
 * may be that cannot be seen. False with an error when it cannot be joined. */
bool onto_preload(struct arena *arena, const struct options *options, const struct onto *onto, struct text *preload,
                  struct diagnostics *diagnostics);

#endif
