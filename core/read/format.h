/* SPDX-License-Identifier: Apache-2.0 */
/* What format a file is. */
#ifndef INLAY_FORMAT_H
#define INLAY_FORMAT_H

#include "core/base/diagnostic.h"
#include "core/tree/document.h"

/* By extension (.yaml .yml, .json and others whose files are JSON, in any case), else FORMAT_UNKNOWN. */
enum format format_of_name(struct text name);

/* By extension, then by content: JSON when it begins with { or [, comments of JavaScript apart, and reads as JSON,
 * else YAML. FORMAT_UNKNOWN with an error for formats that inlay does not patch (TOML, INI, Python, …). */
enum format format_of(struct arena *arena, const char *name, struct text source, struct diagnostics *diagnostics);

#endif
