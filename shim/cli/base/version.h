/* SPDX-License-Identifier: Apache-2.0 */
/* The version that `inlay --version` and the report name. */
#ifndef INLAY_VERSION_H
#define INLAY_VERSION_H

#define INLAY_VERSION "0.1.0"

#endif
