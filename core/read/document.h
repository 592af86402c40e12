/* A YAML or JSON document as a tree of values, each with the bytes that it came from.
 *
 * The same tree serves both sides of a patch: the config file, where spans say what to splice, and the override
 * document, where the value counts. Everything is in the arena that was passed in; source bytes are borrowed and must
 * outlive the document. */
#ifndef INLAY_DOCUMENT_H
#define INLAY_DOCUMENT_H

#include "core/base/diagnostic.h"

enum format {
    FORMAT_UNKNOWN,
    FORMAT_YAML,
    FORMAT_JSON,
};

enum node_kind {
    NODE_NULL,
    NODE_BOOL,
    NODE_INT,    /* text is the lexeme: any number of digits, 0x and 0o forms in YAML */
    NODE_FLOAT,  /* text is the lexeme, .inf and .nan (YAML) and Infinity and NaN (JSON) included */
    NODE_STRING, /* text is decoded */
    NODE_WORD,   /* a plain YAML scalar on which YAML 1.1 and 1.2 readers disagree; text as written */
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

struct change;      /* core/patch/overlay.h */
struct child_index; /* core/tree/node.c */
struct interest;    /* core/read/interest.h */
struct place_mark;  /* core/read/document.c */

struct node_properties {
    struct text anchor; /* without &; empty when there is none */
    struct text tag;    /* resolved, as libyaml gives it; empty when there is none */
};

/* start and end bound the value itself in bytes of the source, anchor and tag excluded; head is where those begin
 * (start when there are none). For an empty YAML value start == end. For block collections end is the end of the last
 * value inside, so that comments after it are outside. */
struct node {
    uint8_t kind;   /* enum node_kind */
    uint8_t style;  /* enum node_style */
    uint8_t fate;   /* enum anchor_fate, core/patch/anchors.h */
    bool laid;      /* not of the source: laid in by an override, or made while patching; has no span */
    uint16_t depth; /* the root has 0 */
    bool pruned;    /* its text or its children were not made: see document_read_pruned() */
    uint32_t head, start, end;
    uint32_t count;   /* children; of a pruned node how many keys and values it stands for itself */
    struct text text; /* scalars, aliases */
    struct node *parent;
    struct node *key; /* in a map: this value's key (a node of its own) */
    struct node *next;
    struct node *first, *last;                /* children: a list's elements, a map's values; of an alias first is the
                                                 node that it stands for */
    const struct node_properties *properties; /* NULL when there are none */
    union {
        struct child_index *index; /* built at the first look-up, NULL to rebuild */
        uint64_t digest;           /* of a pruned YAML node: core/read/digest.h */
    };
    struct change *change; /* what overrides do to this value; NULL: nothing, neither here nor inside */
};

struct document {
    const char *name;   /* for messages; borrowed */
    struct text source; /* borrowed */
    enum format format;
    bool lenient;             /* JSON: comments, trailing commas, NaN or Infinity were met */
    bool has_aliases;         /* YAML: an anchor, alias or merge key was met */
    uint32_t documents;       /* how many the stream holds */
    struct place_mark *marks; /* see document_mark_places(); NULL without */
    struct node *root;        /* NULL when the document holds no value at all (empty, or only comments) */
};

/* Both limits are for hostile input; no real config comes near them. The engine goes into nested values by recursion, and
 * the depth is what a thread's stack of 128 KiB, musl's default, carries with room to spare. */
#define DOCUMENT_DEPTH_MAX 500
#define DOCUMENT_SIZE_MAX  ((size_t)512 << 20) /* bytes */

/* By extension (.yaml .yml .json, in any case), else FORMAT_UNKNOWN. */
enum format format_of_name(struct text name);
/* By extension, then by content: JSON when it begins with { or [ and reads as JSON, else YAML. FORMAT_UNKNOWN with a
 * diagnostic for formats that inlay does not patch (TOML, INI, Python, …) */
enum format format_of(struct arena *arena, const char *name, struct text source, struct diagnostics *diagnostics);

/* Reads document number `which` of the stream, counted from 1; 0 means the only one, and several are an error then.
 * False with at least one error in diagnostics. */
bool document_read(struct arena *arena, const char *name, struct text source, enum format format, uint32_t which,
                   struct document *document, struct diagnostics *diagnostics);

/* The same with nodes in full only where interest (core/read/interest.h) leads: a key that it has, with its value; a list's
 * elements up to those that it counts. Another value is a pruned node: style and spans are right, `last` is the block
 * scalar that it ends in, if any, and kind says no more than scalar, list or map. In a map or list of very many children
 * neighbours may be one pruned node, with the first one's key and head and the last one's end; its count is 2 or more in
 * a map then, keys included. The first and last child and those beside one that is not pruned keep their own.
 *
 * Without an interest, NULL, all is read in full; so is a YAML document that holds anchors, aliases or merge keys, which
 * lead anywhere. */
bool document_read_pruned(struct arena *arena, const char *name, struct text source, enum format format, uint32_t which,
                          const struct interest *interest, struct document *document, struct diagnostics *diagnostics);

/* Takes a document's values one by one, in the order of the source, where no tree is wanted. */
struct document_sink {
    /* A scalar or an alias, or a list or map that begins; a map's keys come as values of their own, each before its
     * value. node has no links, and is gone when the function returns. False ends the reading. */
    bool (*enter)(struct document_sink *sink, const struct node *node);
    /* The list or map that began last, and has not ended yet, ends. */
    bool (*leave)(struct document_sink *sink);
    /* JSON, asked where a key or value begins: how many of rest's bytes are keys and values whole that the sink need not
     * be told, because it knows these bytes from a document that was read; 0 for none. */
    size_t (*known)(struct document_sink *sink, struct text rest);
    bool kinds_unheard; /* set by the sink while it asks for no scalar's kind: they may all be strings then */
};

/* As document_read(), but document->root stays NULL and sink gets the values. False also when sink ended it, without an
 * error then. */
bool document_scan(struct arena *arena, const char *name, struct text source, enum format format, uint32_t which,
                   struct document_sink *sink, struct document *document, struct diagnostics *diagnostics);

/* Counted from the source's beginning at each call; after document_mark_places() from the nearest mark, for documents
 * that many places are asked of. */
struct place document_place(const struct document *document, uint32_t offset);
void document_mark_places(struct arena *arena, struct document *document);

/* The first child of a map with this key text, quoted or not; NULL when there is none. */
struct node *map_find(struct arena *arena, struct node *map, struct text key);
/* Appends a child to a map (child->key is set) or a list, and keeps the index right. */
void node_append(struct node *parent, struct node *child);
/* Puts content in slot's place, which keeps its parent, key, siblings and change. content is not to be used again. */
void node_overwrite(struct node *slot, const struct node *content);
/* The next child with the same key text (a duplicate key), or NULL. */
struct node *map_find_next(const struct node *found);
struct node *list_at(struct arena *arena, struct node *list, uint32_t index);
/* How many keys or elements a child is: more than one where neighbours were pruned together. */
uint32_t child_width(const struct node *child);
/* Whether a pruned child of a map stands for its key too, and for its neighbours. */
bool child_is_run(const struct node *child);
bool node_is_scalar(const struct node *node);
bool node_is_block_scalar(const struct node *node);
/* The value whose characters come last in a block collection; the node itself when it is none. */
const struct node *node_last_inside(const struct node *node);
/* Whether both node and source end in a block scalar that has no line end, and that any line after it would give one. */
bool node_ends_open(const struct node *node, struct text source);
/* The kind in the words of a message: "a string", "an object", "empty", … */
const char *node_describe(const struct node *node);

#endif
