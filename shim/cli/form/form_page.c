/* SPDX-License-Identifier: Apache-2.0 */
/* Assembling this file puts the page's files into the command, so none has to be installed beside it. Their paths
 * start at the root, like includes; the Makefile has the dependency. */
#include "shim/cli/form/form_page.h"

#define FILE_BYTES(file) "    .incbin \"shim/cli/" file "\"\n"
#define BASE(file)       FILE_BYTES("base/page/" file)
#define FORM(file)       FILE_BYTES("form/page/" file)

/* clang-format off */
__asm__("    .section .rodata\n"
        "form_page_bytes:\n" FORM("page.html") "form_page_end:\n"
        "form_style_bytes:\n" BASE("page.css") FORM("form.css") "form_style_end:\n"
        "form_script_bytes:\n" BASE("text.js") FORM("values.js") FORM("documents.js") FORM("check.js") FORM("field.js")
        FORM("view.js") FORM("form.js") "form_script_end:\n"
        "    .previous\n");
/* clang-format on */

extern const char form_page_bytes[], form_page_end[], form_style_bytes[], form_style_end[], form_script_bytes[],
    form_script_end[];

#define BETWEEN(name) ((struct text){form_##name##_bytes, (size_t)(form_##name##_end - form_##name##_bytes)})

struct text form_page(void)
{
    return BETWEEN(page);
}

struct text form_style(void)
{
    return BETWEEN(style);
}

struct text form_script(void)
{
    return BETWEEN(script);
}
