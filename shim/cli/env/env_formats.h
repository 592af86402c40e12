/* SPDX-License-Identifier: Apache-2.0 */
/* The formats of `inlay env`. Each puts an injection's variables as its carrier takes them. False, and said, when the
 * carrier cannot say one, or something that it needs is not known. */
#ifndef INLAY_ENV_FORMATS_H
#define INLAY_ENV_FORMATS_H

#include "shim/cli/env/injection.h"
#include "shim/cli/env/onto.h"

/* Line by line. */
bool env_put_shell(const struct injection *injection, struct buffer *out);
bool env_put_slurm(const struct injection *injection, struct buffer *out);
bool env_put_apptainer(const struct injection *injection, struct buffer *out);
bool env_put_docker(const struct injection *injection, struct buffer *out);
bool env_put_dotenv(const struct injection *injection, struct buffer *out);
bool env_put_systemd(const struct injection *injection, struct buffer *out);
bool env_put_github(const struct injection *injection, struct buffer *out);

/* As JSON. */
bool env_put_json(const struct injection *injection, struct buffer *out);
bool env_put_wandb_queue(const struct injection *injection, struct buffer *out);

/* As YAML; onto is what is on the disk. */
bool env_put_compose(const struct injection *injection, const struct onto *onto, struct buffer *out);
bool env_put_kubernetes(const struct injection *injection, const struct onto *onto, struct buffer *out);

#endif
