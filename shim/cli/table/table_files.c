/* SPDX-License-Identifier: Apache-2.0 */
/* Assembling this file puts the page's files into the command, as shim/cli/form/form_page.c does. */
#include "shim/cli/table/table_files.h"

#define FILE_BYTES(file) "    .incbin \"shim/cli/" file "\"\n"
#define BASE(file)       FILE_BYTES("base/page/" file)
#define TABLE(file)      FILE_BYTES("table/page/" file)

/* clang-format off */
__asm__("    .section .rodata\n"
        "table_page_bytes:\n" TABLE("page.html") "table_page_end:\n"
        "table_style_bytes:\n" BASE("page.css") TABLE("table.css") "table_style_end:\n"
        "table_script_bytes:\n" BASE("text.js") TABLE("rows.js") TABLE("scale.js") TABLE("scatter.js") TABLE("table.js")
        "table_script_end:\n"
        "    .previous\n");
/* clang-format on */

extern const char table_page_bytes[], table_page_end[], table_style_bytes[], table_style_end[], table_script_bytes[],
    table_script_end[];

#define BETWEEN(name) ((struct text){table_##name##_bytes, (size_t)(table_##name##_end - table_##name##_bytes)})

struct text table_files_page(void)
{
    return BETWEEN(page);
}

struct text table_files_style(void)
{
    return BETWEEN(style);
}

struct text table_files_script(void)
{
    return BETWEEN(script);
}
