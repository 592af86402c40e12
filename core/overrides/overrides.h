/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that a launch overrides, in the order in which it takes effect, from whatever form it was said in:
 * override documents, assignments, W&B Launch's variables.
 *
 * Nothing here reads the environment or a file: callers hand in bytes and a name for messages. All results live in the
 * arena of the struct overrides and borrow the bytes handed in. */
#ifndef INLAY_OVERRIDES_H
#define INLAY_OVERRIDES_H

#include "core/base/diagnostic.h"
#include "core/tree/document.h"
#include "core/tree/key_tree.h"

enum operation {
    OVERRIDE_MERGE, /* `files`: objects merge, everything else is replaced, missing keys are added */
    OVERRIDE_SET,   /* replaces what is there; a missing key is refused */
    OVERRIDE_ADD,   /* `+`: replaces, or creates with all missing parents */
    OVERRIDE_UNSET, /* `~`: removes; a missing key is refused */
};

/* Who said an override, in the order of precedence: a later layer wins. Within a layer what is read later wins. */
enum layer {
    LAYER_WANDB_FILES, /* WANDB_LAUNCH_FILE_OVERRIDES */
    LAYER_HANDED_ON,   /* all that held in a launch that was handed on, its binds and its command line among it */
    LAYER_BIND,        /* binds of this launch, of the run config and of variables, in the manifest's order */
    LAYER_SAID,        /* INLAY_OVERRIDES, INLAY_SET, then -o and assignments of the command line from left to right */
    LAYER_RUN_CONFIG,  /* the run config, in the file where the job reads it */
    LAYER_COUNT,
};

struct override {
    struct override *next;      /* takes effect after this one */
    struct override *next_file; /* the next one of the same file */
    enum layer layer;
    enum operation operation;
    struct override_file *file;
    uint32_t document;             /* of a stream of several, from 1; 0: the only one, or chosen by selectors */
    struct selectors selectors;    /* choose the document of a stream by what it says; count 0: document is said */
    struct keypath path;           /* OVERRIDE_MERGE: the root */
    const struct node *value;      /* NULL for OVERRIDE_UNSET */
    struct text word;              /* of a tagged value that may be meant for a string: the string; else empty */
    struct text typed;             /* the target as an argument has it, whose quotes a shell has taken; else empty */
    struct place origin;           /* where it was said */
    const struct document *source; /* what value's spans refer to; NULL: messages about it show origin */
};

/* What a manifest makes of one file. core/inputs/admission.h makes it once, in the overrides' arena. What
 * it points at is the manifest's, which must outlive the overrides. */
struct file_policy {
    const struct selection *selection; /* what of it is offered, core/tree/selection.h; NULL: all of it */
    const struct schema *schema;       /* that it must fit, core/schema/schema.h; NULL: none */
    const struct node *types;      /* an object like the file, with names of types for values; NULL: none are said */
    const struct keypath *secrets; /* as struct offer has them, core/inputs/manifest.h */
    size_t secret_count;
    bool optional;      /* it need not exist: the overrides are applied to an empty file then */
    bool is_wandb_file; /* it is W&B's, with the run config in it: no file of the job's */
};

/* Everything is offered: every file's policy where there is no manifest. */
extern const struct file_policy overrides_no_policy;

/* What a file was when the overrides were made. */
struct base {
    struct text sha256; /* in hexadecimal; empty: not said */
    struct place place; /* where it was said */
    bool required;      /* a file that is another one now is refused; else that is noted */
};

/* Where a file's content is taken from, instead of the disk's. */
struct base_copy {
    struct text path;   /* absolute; empty: there is no copy */
    struct place place; /* where it was said */
};

struct override_file {
    struct override_file *next;                 /* in the order of first mention */
    struct text path;                           /* absolute once root is known; "." and "//" taken out */
    const char *name;                           /* as the user wrote it, for messages; terminated */
    struct place origin;                        /* the first mention */
    struct override *first, *last[LAYER_COUNT]; /* last of each layer; NULL: it has none */
    enum format format;                         /* FORMAT_UNKNOWN unless --format said it */
    const struct file_policy *policy;           /* never NULL */
    struct base base;
    struct base_copy copy;
    struct override_file *next_in_bucket;
    /* Its last mention in a document, which may not spell it in two ways. */
    const struct document *mentioned_in;
    struct text spelling;
    struct place mentioned_at;
};

/* Whether it is meant for document number `which` of a stream; 1 is the only one's number too. */
bool override_is_for(const struct override *override, uint32_t which);

/* Where secret://NAME gets its value. */
struct secret_source {
    /* False when name (as in the reference) has none. *value must outlive the patch. */
    bool (*find)(struct secret_source *source, struct text name, struct text *value);
};

struct overrides {
    struct arena *arena;
    struct text root; /* what relative paths are relative to: absolute, or empty to leave them relative */
    struct override *first, *last[LAYER_COUNT]; /* as struct override_file has them */
    struct override_file *files, *files_last;
    size_t file_count;
    struct override_file **buckets; /* files by hash of path; bucket_count is 0 or a power of two */
    size_t bucket_count;
    struct run_config_layer *run_config_layers, *run_config_last; /* core/overrides/run_config.h */
    struct node *run_config; /* all layers merged, an object; NULL when nothing gave any */
    struct key_tree settled; /* what of the run config binds by pattern have settled: core/inputs/bind_pattern.h */
    const struct node *entry_point; /* list of strings; NULL when none gave it, or it was empty */
    const struct node *args;        /* likewise */
    struct place entry_point_origin, args_origin;
    bool shared;                   /* an override may change what other paths share by anchors */
    struct secret_source *secrets; /* NULL: references to secrets stay as they are */
    bool hide;                     /* for people to see: plain values at secrets' keys are hidden, nothing is checked */
};

/* Whether a variable of W&B's agents said it, also in a launch that was handed on. W&B checks none of that, so schemas
 * only warn about it, and an empty object there asks nothing of a value that is none. */
bool overrides_place_is_wandb(struct place place);

/* The registered file for a path as the user wrote it, made at its first mention. */
struct override_file *overrides_file(struct overrides *overrides, struct text path, struct place origin);
/* The same for a path that people know by another name. */
struct override_file *overrides_register(struct overrides *overrides, struct text path, struct text name,
                                         struct place origin);
/* The same without making it; NULL when nothing names it. */
struct override_file *overrides_find_file(const struct overrides *overrides, struct text path);

/* Gives file another path, full. Where another file has that, the two are one from now on: the other. */
void overrides_move_file(struct overrides *overrides, struct override_file *file, struct text path);

/* Whether a job finds the file where the disk has none. */
bool override_file_may_be_absent(const struct override_file *file);

/* Whether a launch asks for anything of the file, so that it has to be there; one that is registered for its secrets
 * need not. */
bool override_file_is_needed(const struct override_file *file);

/* Adds a copy of override behind those of its layer and of lower ones. Its links are set here. */
void overrides_add(struct overrides *overrides, const struct override *override);

/* Puts all overrides so far into LAYER_HANDED_ON: a launch that was handed on has been read. */
void overrides_hand_on(struct overrides *overrides);

#endif
