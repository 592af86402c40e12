/* SPDX-License-Identifier: Apache-2.0 */
/* A value of a YAML or JSON document, with the bytes that it came from.
 *
 * The same tree serves both sides of a patch: the config file, where spans say what to splice, and the override
 * document, where the value counts. Nodes are in the arena that their reader was given. */
#ifndef INLAY_NODE_H
#define INLAY_NODE_H

#include "core/base/text.h"

enum node_kind {
    NODE_NULL,
    NODE_BOOL,
    NODE_INT,       /* text is the lexeme: any number of digits, 0x and 0o forms in YAML */
    NODE_FLOAT,     /* text is the lexeme, .inf and .nan (YAML) and Infinity and NaN (JSON) included */
    NODE_STRING,    /* text is decoded */
    NODE_AMBIGUOUS, /* a plain YAML scalar on which YAML 1.1 and 1.2 readers disagree; text as written */
    NODE_LIST,
    NODE_MAP,
    NODE_ALIAS, /* text is the anchor's name */
};

enum node_style {
    STYLE_PLAIN,
    STYLE_SINGLE, /* 'quoted' */
    STYLE_DOUBLE, /* "quoted" */
    STYLE_LITERAL,
    STYLE_FOLDED,
    STYLE_FLOW,  /* [..] {..}; every JSON list and object */
    STYLE_BLOCK, /* collections by indentation */
};

/* How a string begins that refers to a secret, where one may stand: core/patch/secret.h. */
#define SECRET_PREFIX TEXT("secret://")

struct change;      /* core/tree/change.h */
struct child_index; /* core/tree/node.c */

struct node_properties {
    struct text anchor; /* without &; empty when there is none */
    struct text tag;    /* resolved, as libyaml gives it; empty when there is none */
};

/* start and end bound the value itself in bytes of the source, anchor and tag excluded; head is where those begin
 * (start when there are none). For an empty YAML value start == end. For block collections end is the end of the last
 * value inside, so that comments after it are outside. */
struct node {
    uint8_t kind;         /* enum node_kind */
    uint8_t style;        /* enum node_style */
    uint8_t anchor_state; /* enum anchor_state, core/tree/change.h */
    bool synthetic;       /* not of the source: an override's value, or made while patching; has no span */
    uint16_t depth;       /* the root has 0 */
    bool summary;         /* its text or children were not made: document_read_projection() in core/read/read.h */
    uint32_t head, start, end;
    uint32_t count;   /* children; of a summary how many keys and values it stands for */
    struct text text; /* scalars, aliases */
    struct node *parent;
    struct node *key; /* in a map: this value's key (a node of its own) */
    struct node *next;
    struct node *first, *last;                /* children: a list's elements, a map's values; of an alias first is the
                                                 node that it stands for */
    const struct node_properties *properties; /* NULL when there are none */
    union {
        struct child_index *index; /* built at the first look-up, NULL to rebuild */
        uint64_t digest;           /* of a summary in YAML: core/read/digest.h */
    };
    struct change *change; /* what overrides do to this value; NULL: nothing, neither here nor inside */
};

/* A synthetic node: a flow collection without children, or a double-quoted scalar. */
struct node *node_synthetic(struct arena *arena, enum node_kind kind, struct text text);
/* A synthetic copy of value and all inside, with their styles and the tags of a program's own, but without anchors and
 * places. */
struct node *node_synthetic_copy(struct arena *arena, const struct node *value);
/* The first child of a map with this key text, quoted or not; NULL when there is none. */
struct node *node_find(struct arena *arena, struct node *map, struct text key);
/* Appends a child to a map (child->key is set) or a list, and keeps the index right. */
void node_append(struct node *parent, struct node *child);
/* Puts content in slot's place, which keeps its parent, key, siblings and change. content must not be used again. */
void node_overwrite(struct node *slot, const struct node *content);
/* The next child with the same key text (a duplicate key), or NULL. */
struct node *node_find_next(const struct node *found);
struct node *node_element(struct arena *arena, struct node *list, uint32_t index);
/* How many keys or elements a child stands for: more than one in a joint summary. */
uint32_t node_width(const struct node *child);
/* Whether a map's child is one summary of several neighbours, keys included. */
bool node_is_joint_summary(const struct node *child);
bool node_is_scalar(const struct node *node);
bool node_is_number(const struct node *node);
bool node_is_block_scalar(const struct node *node);
bool node_has_anchor(const struct node *node);
/* Of a tag of YAML's core schema (YAML 1.2.2 section 10) the name, "str" of !!str; empty for every other tag. */
struct text node_core_tag(struct text tag);
/* Of a tag by which a program makes something of its own (!secret, !!python/tuple, resolved) the whole; empty for those
 * of the core schema and for `!`. */
struct text node_own_tag(const struct node *node);
/* Gives node this tag alone, and no anchor; tag may be empty. */
void node_set_own_tag(struct arena *arena, struct node *node, struct text tag);
/* The value whose characters come last in a block collection; the node itself when it is none. Of an empty value behind
 * `? |` it is the key. */
const struct node *node_last_inside(const struct node *node);
/* Whether node and source both end in a block scalar without a line end, to which a line after it would give one. */
bool node_ends_open(const struct node *node, struct text source);
/* The kind in the words of a message: "a string", "an object", "empty", … */
const char *node_describe(const struct node *node);
/* Whether a map's child of the source is what `<<` merges in; quoted, it is a key like any other. */
bool node_is_merge_key(const struct node *child);

#endif
