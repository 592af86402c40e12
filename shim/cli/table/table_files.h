/* SPDX-License-Identifier: Apache-2.0 */
/* The table's page, from the files in shim/cli/base/page and shim/cli/table/page. */
#ifndef INLAY_TABLE_FILES_H
#define INLAY_TABLE_FILES_H

#include "core/base/text.h"

/* As html_page_put() takes them. */
struct text table_files_page(void);
struct text table_files_style(void);
struct text table_files_script(void);

#endif
