/* SPDX-License-Identifier: Apache-2.0 */
/* What `inlay --help` and `inlay help SUBJECT` print: parts of the manual's pages, which scripts/help-text takes out of them. */
#ifndef INLAY_HELP_H
#define INLAY_HELP_H

#include "shim/cli/base/verb.h"

#include "core/base/buffer.h"

/* The list of verbs; what is said of one; its command line. */
void help_put(struct buffer *out, const struct verb *const *verbs, size_t count);
void help_put_verb(struct buffer *out, const struct verb *verb);
const char *help_usage(const struct verb *verb);

/* The beginning of what the verb's help says, and of what it says of the option; NULL when it does not name that. */
const char *help_first_sentence(struct arena *arena, const struct verb *verb);
const char *help_of_option(struct arena *arena, const struct verb *verb, const char *option);

/* What help knows besides verbs. */
#define HELP_TOPICS 3
extern const char *const help_topics[HELP_TOPICS];

/* NULL when there is no such topic. */
const char *help_of_topic(const char *name);

#endif
