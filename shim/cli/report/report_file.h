/* SPDX-License-Identifier: Apache-2.0 */
/* Where the report of a run goes. */
#ifndef INLAY_REPORT_FILE_H
#define INLAY_REPORT_FILE_H

#include "shim/cli/report/report.h"

struct report_file {
    const char *path;
    int descriptor; /* open from before the job until the report is written; -1: no report is wanted */
    bool is_outer;  /* an `inlay run` around this one keeps its records there, and wants ours instead of a report */
};

/* option is --report's value, variable INLAY_REPORT's; each may be NULL, and the option wins. Of what the path may
 * hold, report_path.h tells. False, and said, when the file cannot be written, or when it is one of what is
 * launched. */
bool report_file_open(const char *option, const char *variable, struct launch_inputs *launch,
                      const struct options *options, const struct config_file *files, struct report_file *file);

/* Writes the report, or hands the records on. It is said when that fails. */
void report_file_write(const struct report_file *file, const struct report *report, int status);

#endif
