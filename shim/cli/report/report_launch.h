/* SPDX-License-Identifier: Apache-2.0 */
/* The launch in its report: one override document, so that `inlay run -o REPORT` repeats the run. */
#ifndef INLAY_REPORT_LAUNCH_H
#define INLAY_REPORT_LAUNCH_H

#include "shim/cli/report/report.h"

/* An object; a string that holds a YAML document where a value cannot be said in JSON. It has no secrets. The caller
 * owns it. */
cJSON *report_launch(const struct report *report);

#endif
