/* SPDX-License-Identifier: Apache-2.0 */
/* Assembling this file puts the page's files into the command, so none has to be installed beside it. Their paths
 * start at the root, like includes; the Makefile has the dependency. */
#include "shim/cli/form/form_page.h"

#define FILE_BYTES(file) "    .incbin \"shim/cli/form/page/" file "\"\n"

__asm__("    .section .rodata\n"
        "form_page_bytes:\n" FILE_BYTES(
            "page.html") "form_page_end:\n"
                         "form_style_bytes:\n" FILE_BYTES(
                             "form.css") "form_style_end:\n"
                                         "form_script_bytes:\n" FILE_BYTES("values.js") FILE_BYTES("documents.js")
                                             FILE_BYTES("check.js") FILE_BYTES("field.js") FILE_BYTES("view.js")
                                                 FILE_BYTES("form.js") "form_script_end:\n"
                                                                       "    .previous\n");

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
