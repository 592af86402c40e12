/* SPDX-License-Identifier: Apache-2.0 */
/* What secret://NAME stands for: the environment variable NAME, in capitals. */
#ifndef INLAY_ENVIRONMENT_SECRETS_H
#define INLAY_ENVIRONMENT_SECRETS_H

#include "core/patch/secret.h"

#include <stdatomic.h>

struct environment_secrets {
    struct secret_source base; /* first: the patch hands it back */
    char *const *environment;  /* borrowed, or a copy */
    atomic_bool *named;        /* beside each variable, whether a secret asked for it; NULL: it is not recorded */
    struct arena *hidden_in;   /* references are given back, made here; NULL: values are */
};

/* From a copy of environment, since programs overwrite theirs: values, and which variables were asked for. */
void secrets_of_process(struct environment_secrets *secrets, struct arena *arena, char *const *environment);

/* From environment, which must outlive it: only whether a variable is there, and the references as they are, so that
 * nothing that is made of them holds a secret. */
void secrets_hidden(struct environment_secrets *secrets, struct arena *arena, char *const *environment);

/* From environment, which must outlive it: values. */
void secrets_revealed(struct environment_secrets *secrets, char *const *environment);

#endif
