/* SPDX-License-Identifier: Apache-2.0 */
/* A page that holds all it needs: its policy names its own style and script by digest and forbids everything else. So nothing
 * that its data says can run in it, and nothing leaves it. What such pages share is in shim/cli/base/page. */
#ifndef INLAY_HTML_PAGE_H
#define INLAY_HTML_PAGE_H

#include "core/base/buffer.h"

/* page has the marks {{policy}}, {{style}}, {{model}} and {{script}}, in this order, each once. model is inert. */
void html_page_put(struct buffer *out, struct text page, struct text style, struct text script, struct text model);

/* Puts JSON so that it is inert inside a script element: <, > and & are escaped, and so are U+2028, U+2029 and lone surrogates,
 * which JSON allows. */
void html_page_put_inert(struct buffer *out, struct text json);

#endif
