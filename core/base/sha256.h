/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 (FIPS 180-4): pins an override document for a job's descendants, names bytes in the report. */
#ifndef INLAY_SHA256_H
#define INLAY_SHA256_H

#include "core/base/text.h"

#define SHA256_HEX 65 /* 64 hexadecimal digits and the terminator */

void sha256_hex(struct text data, char out[SHA256_HEX]);

#endif
