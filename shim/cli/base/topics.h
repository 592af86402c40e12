/* SPDX-License-Identifier: Apache-2.0 */
/* What `inlay help` says of more than one verb. */
#ifndef INLAY_TOPICS_H
#define INLAY_TOPICS_H

struct topic {
    const char *name;
    const char *text;
};

#define TOPICS 3
extern const struct topic topics[TOPICS];

/* NULL when there is none. */
const struct topic *topic_find(const char *name);

#endif
