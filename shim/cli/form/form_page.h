/* SPDX-License-Identifier: Apache-2.0 */
/* The launch form's page, from the files in shim/cli/form/page. */
#ifndef INLAY_FORM_PAGE_H
#define INLAY_FORM_PAGE_H

#include "core/base/text.h"

/* As html_page_put() takes them. */
struct text form_page(void);
struct text form_style(void);
struct text form_script(void);

#endif
