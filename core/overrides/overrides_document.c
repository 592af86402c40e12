/* SPDX-License-Identifier: Apache-2.0 */
#include "core/overrides/overrides_document.h"
#include "core/base/nearest.h"
#include "core/base/shell_word.h"
#include "core/overrides/base_copy.h"
#include "core/overrides/base_digest.h"
#include "core/overrides/override_text.h"
#include "core/overrides/overrides_edits.h"
#include "core/overrides/run_config.h"
#include "core/overrides/target.h"
#include "core/read/format.h"
#include "core/tree/own_tag.h"
#include "core/tree/place.h"

#include <string.h>

struct reader {
    struct overrides *overrides;
    enum layer layer;
    const struct document *document;
    const struct target *target; /* the file that the whole document is for; NULL: it names files itself */
    struct diagnostics *diagnostics;
    bool is_said; /* its edits were not handed on */
};

static struct place place_of(const struct reader *reader, const struct node *node)
{
    return document_place(reader->document, node->head);
}

static void refuse_type(struct reader *reader, const struct node *node, const char *what, const char *wanted)
{
    diagnose(reader->diagnostics, SEVERITY_ERROR, place_of(reader, node), "%s is %s (it must be %s)", what,
             node_describe(node), wanted);
}

/* NULL, with an error, when the document spells the file in another way already. */
static struct override_file *mention_file(struct reader *reader, struct text spelling, struct place place)
{
    struct override_file *file = overrides_file(reader->overrides, spelling, place);
    if (file->mentioned_in != reader->document) {
        file->mentioned_in = reader->document;
        file->spelling = spelling;
        file->mentioned_at = place;
    }
    if (text_equal(file->spelling, spelling)) {
        return file;
    }
    diagnose(reader->diagnostics, SEVERITY_ERROR, place,
             "\"%.*s\" and \"%.*s\" at %s:%u:%u are the same file (spell it in one way)", TEXT_ARGS(spelling),
             TEXT_ARGS(file->spelling), file->mentioned_at.source, file->mentioned_at.line, file->mentioned_at.column);
    return NULL;
}

/* W&B knows paths alone. */
static const char *read_path(const struct reader *reader, struct text source, struct text *path,
                             struct document_choice *document)
{
    *path = source;
    *document = (struct document_choice){0};
    return reader->layer == LAYER_WANDB_FILES ? target_path_refusal(source)
                                              : target_read_path(reader->overrides->arena, source, path, document);
}

static void add_partial(struct reader *reader, struct override_file *file, struct document_choice document,
                        const struct node *value, struct place place)
{
    overrides_add(reader->overrides, &(struct override){.layer = reader->layer,
                                                        .operation = OVERRIDE_MERGE,
                                                        .file = file,
                                                        .document = document.number,
                                                        .selectors = document.selectors,
                                                        .value = value,
                                                        .origin = place,
                                                        .source = reader->document});
}

static const struct node *tagged_root(const struct node *value)
{
    return node_own_tag(value).length > 0 ? value : NULL;
}

/* tagged: a value that has a tag where none may be; NULL: there is none. */
static void refuse_tag(struct reader *reader, const struct node *tagged)
{
    if (tagged) {
        diagnose(reader->diagnostics, SEVERITY_ERROR, place_of(reader, tagged),
                 "a tag cannot stand here (only values inside of files have some)");
    }
}

static void read_partial(struct reader *reader, struct node *value)
{
    const struct node *key = value->key;
    struct text path;
    struct document_choice document;
    const char *problem = read_path(reader, key->text, &path, &document);
    if (problem) {
        override_text_refuse(reader->document, key, problem, reader->diagnostics);
        return;
    }
    if (value->kind == NODE_NULL) { /* no override, as W&B has it */
        return;
    }
    if (value->kind != NODE_MAP) {
        diagnose(reader->diagnostics, SEVERITY_ERROR, place_of(reader, value),
                 "the override of \"%.*s\" is %s (it must be an object that holds the keys to change)",
                 TEXT_ARGS(key->text), node_describe(value));
        return;
    }
    refuse_tag(reader, tagged_root(value));
    struct place place = place_of(reader, key);
    struct override_file *file = mention_file(reader, path, place);
    if (file) {
        add_partial(reader, file, document, value, place);
    }
}

static void read_files(struct reader *reader, struct node *files)
{
    for (struct node *value = files->first; value; value = value->next) {
        read_partial(reader, value);
    }
}

/* Reads a target that names its file. where is the node that it stands in. */
static struct override_file *read_target(struct reader *reader, const struct node *where, struct target *target)
{
    struct place place = place_of(reader, where);
    if (!target_read(reader->overrides->arena, place, where->text, target, reader->diagnostics)) {
        return NULL;
    }
    if (target->file.length == 0) {
        override_text_refuse(reader->document, where, "no file is named (write FILE:KEY)", reader->diagnostics);
        return NULL;
    }
    return mention_file(reader, target->file, place);
}

static void read_removal(struct reader *reader, const struct node *element)
{
    struct target target;
    if (element->kind != NODE_STRING) {
        refuse_type(reader, element, "an element of \"unset\"", "a string, FILE:KEY");
        return;
    }
    struct override_file *file = read_target(reader, element, &target);
    if (!file) {
        return;
    }
    const char *problem =
        target.sign == SIGN_NONE ? target_removal_refusal(target.path) : "\"unset\" takes no sign (write FILE:KEY)";
    if (problem) {
        override_text_refuse(reader->document, element, problem, reader->diagnostics);
        return;
    }
    overrides_add(reader->overrides, &(struct override){.layer = reader->layer,
                                                        .operation = OVERRIDE_UNSET,
                                                        .file = file,
                                                        .document = target.document.number,
                                                        .selectors = target.document.selectors,
                                                        .path = target.path,
                                                        .origin = place_of(reader, element),
                                                        .source = reader->document});
}

static void read_unset(struct reader *reader, struct node *unset)
{
    for (struct node *element = unset->first; element; element = element->next) {
        read_removal(reader, element);
    }
}

static void read_assignment(struct reader *reader, const struct node *value)
{
    struct target target;
    struct override_file *file = read_target(reader, value->key, &target);
    if (!file) {
        return;
    }
    if (target.sign == SIGN_REMOVE) {
        override_text_refuse(reader->document, value->key, "\"set\" does not remove (list FILE:KEY in \"unset\")",
                             reader->diagnostics);
        return;
    }
    overrides_add(reader->overrides,
                  &(struct override){.layer = reader->layer,
                                     .operation = target.sign == SIGN_ADD ? OVERRIDE_ADD : OVERRIDE_SET,
                                     .file = file,
                                     .document = target.document.number,
                                     .selectors = target.document.selectors,
                                     .path = target.path,
                                     .value = value,
                                     .origin = place_of(reader, value->key),
                                     .source = reader->document});
}

static void read_set(struct reader *reader, struct node *set)
{
    for (const struct node *value = set->first; value; value = value->next) {
        read_assignment(reader, value);
    }
}

static void read_edits(struct reader *reader, struct node *edits)
{
    overrides_read_edits(reader->overrides, reader->document, edits, reader->diagnostics);
}

static void read_run_config(struct reader *reader, struct node *run_config)
{
    run_config_add(reader->overrides, run_config, reader->document, place_of(reader, run_config));
}

/* Numbers and booleans are words of a command as they are written. */
static bool read_word(struct reader *reader, struct node *element)
{
    if (!node_is_scalar(element) || element->kind == NODE_NULL) {
        refuse_type(reader, element, "a word of a command", "a string");
        return false;
    }
    if (text_find(element->text, 0, '\0') < element->text.length) {
        diagnose(reader->diagnostics, SEVERITY_ERROR, place_of(reader, element),
                 "a word of a command cannot hold a NUL byte");
        return false;
    }
    element->kind = NODE_STRING;
    return true;
}

/* entry_point or args. An empty list is no override, as W&B has it. */
static void read_words(struct reader *reader, struct node *list)
{
    struct overrides *overrides = reader->overrides;
    bool is_args = text_equal(list->key->text, TEXT("args"));
    bool right = true;
    for (struct node *element = list->first; element; element = element->next) {
        right &= read_word(reader, element);
    }
    if (right && list->count > 0) {
        *(is_args ? &overrides->args : &overrides->entry_point) = list;
        *(is_args ? &overrides->args_origin : &overrides->entry_point_origin) = place_of(reader, list->key);
    }
}

/* The digest that a file had when the overrides were made; a file without overrides needs none. */
static bool read_base(struct reader *reader, struct node *element)
{
    struct arena *arena = reader->overrides->arena;
    const struct node *name = element->kind == NODE_MAP ? node_find(arena, element, TEXT("file")) : NULL;
    const struct node *digest = element->kind == NODE_MAP ? node_find(arena, element, TEXT("sha256")) : NULL;
    if (!name || !digest || name->kind != NODE_STRING || digest->kind != NODE_STRING || element->count != 2) {
        return false;
    }
    struct override_file *file = overrides_find_file(reader->overrides, name->text);
    if (file && !file->base.required) {
        file->base = (struct base){.sha256 = digest->text, .place = place_of(reader, element)};
    }
    return true;
}

static void read_bases(struct reader *reader, struct node *bases)
{
    for (struct node *element = bases->first; element; element = element->next) {
        if (!read_base(reader, element)) {
            refuse_type(reader, element, "an element of \"base\"", "an object with a file and its sha256");
        }
    }
}

/* An object that says something of each file by its path; what is for messages. */
static void read_by_path(struct reader *reader, const struct node *object, const char *what,
                         bool (*require)(struct override_file *file, struct place place, struct text said,
                                         struct diagnostics *diagnostics))
{
    for (const struct node *said = object->first; said; said = said->next) {
        const struct place place = place_of(reader, said->key);
        const char *problem = target_path_refusal(said->key->text);
        if (problem) {
            override_text_refuse(reader->document, said->key, problem, reader->diagnostics);
        } else if (override_text_is_word(reader->document, said, what, reader->diagnostics)) {
            struct override_file *file = mention_file(reader, said->key->text, place);
            if (file) {
                require(file, place, said->text, reader->diagnostics);
            }
        }
    }
}

static void read_base_digests(struct reader *reader, struct node *digests)
{
    read_by_path(reader, digests, "a file's digest", base_digest_require);
}

static void read_base_files(struct reader *reader, struct node *copies)
{
    read_by_path(reader, copies, "a file's copy", base_copy_require);
}

static void read_withheld(struct reader *reader, struct node *withheld)
{
    for (const struct node *element = withheld->first; element; element = element->next) {
        diagnose(reader->diagnostics, SEVERITY_ERROR, place_of(reader, element),
                 "the value of %.*s is a secret, which no report holds (run the job with secret://NAME, or put a value "
                 "into \"edits\" and leave it out here)",
                 TEXT_ARGS(element->text));
    }
}

static bool is_true(const struct node *value)
{
    return value->text.bytes[0] == 't' || value->text.bytes[0] == 'T';
}

static void read_said(struct reader *reader, struct node *said)
{
    reader->is_said = is_true(said);
}

static void read_shared(struct reader *reader, struct node *shared)
{
    reader->overrides->shared |= is_true(shared);
}

static void read_documents(struct reader *reader, struct node *documents);

/* The keys that inlay reads, in the order in which they take effect. */
static const struct section {
    const char *name;
    enum node_kind kind;
    const char *wanted; /* what the kind is, for a message */
    bool in_wandb;      /* stands in W&B's `overrides` as well */
    bool tags;          /* values in it go into files, and may have tags */
    const char *beside; /* the whole launch that it may stand beside (of a report `files` is a list); NULL: none */
    void (*read)(struct reader *reader, struct node *value);
} sections[] = {
    {"files", NODE_MAP, "an object that holds an object for each file", true, true, "launch", read_files},
    {"unset", NODE_LIST, "a list of strings, FILE:KEY", false, false, NULL, read_unset},
    {"set", NODE_MAP, "an object with FILE:KEY for its keys", false, true, NULL, read_set},
    {"edits", NODE_LIST, "a list, as inlay writes it", false, true, "edits", read_edits},
    {"said", NODE_BOOL, "true or false", false, false, "edits", read_said},
    {"run_config", NODE_MAP, "an object of the run's parameters", true, false, "edits", read_run_config},
    {"entry_point", NODE_LIST, "a list of strings, the command's words", true, false, "edits", read_words},
    {"args", NODE_LIST, "a list of strings, the command's last words", true, false, "edits", read_words},
    {"shared", NODE_BOOL, "true or false", false, false, "edits", read_shared},
    {"base", NODE_LIST, "a list, as inlay writes it", false, false, "edits", read_bases},
    {"base_digests", NODE_MAP, "an object with the SHA-256 digest of each file", false, false, "edits",
     read_base_digests},
    {"base_files", NODE_MAP, "an object with the path of a copy for each file", false, false, "edits", read_base_files},
    {"withheld", NODE_LIST, "a list, as inlay writes it", false, false, "edits", read_withheld},
    {"documents", NODE_LIST, "a list of documents", false, true, "documents", read_documents},
};
#define SECTION_COUNT (sizeof sections / sizeof *sections)

#define WANDB_KEY_SIZE 20 /* of the longest, with its NUL */

/* W&B's own keys inside `overrides` … */
static const char wandb_inner[][WANDB_KEY_SIZE] = {"artifacts", "dockerfile", "working_dir", ""};
/* … and beside it (construct_launch_spec in wandb/sdk/launch/utils.py, and the K8s runner's additional_services). */
static const char wandb_outer[][WANDB_KEY_SIZE] = {
    "uri",
    "job",
    "name",
    "entity",
    "project",
    "author",
    "docker",
    "git",
    "image_uri",
    "queue_entity",
    "resource",
    "resource_args",
    "priority",
    "queue",
    "python_version",
    "run_id",
    "sweep_id",
    "template_variables",
    "builder",
    "registry",
    "additional_services",
    "",
};

static bool is_listed(const char (*names)[WANDB_KEY_SIZE], struct text name)
{
    while (**names != '\0' && !text_equal(text_of(*names), name)) {
        names++;
    }
    return **names != '\0';
}

/* Whether inlay reads a key of this name: outside of W&B's `overrides`, or inside. */
static bool is_section(struct text name, bool inside)
{
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        if (text_equal(text_of(sections[i].name), name)) {
            return !inside || sections[i].in_wandb;
        }
    }
    return !inside && text_equal(name, TEXT("overrides"));
}

/* What stands in `overrides` may also be handed in alone, so W&B's inner keys are known outside as well. */
static bool is_wandb_key(struct text name, bool inside)
{
    return is_listed(wandb_inner, name) || (!inside && is_listed(wandb_outer, name));
}

/* The key that one may misspell; empty: none. */
static struct text similar_section(struct text name, bool inside)
{
    struct text names[SECTION_COUNT];
    size_t count = 0;
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        if (is_section(text_of(sections[i].name), inside)) {
            names[count++] = text_of(sections[i].name);
        }
    }
    return nearest_name(name, names, count);
}

static void refuse_unknown(struct reader *reader, const struct node *key, bool inside)
{
    struct place place = place_of(reader, key);
    struct text similar = similar_section(key->text, inside);
    if (similar.length > 0) {
        diagnose(reader->diagnostics, SEVERITY_ERROR, place, "unknown key \"%.*s\" (did you mean \"%.*s\"?)",
                 TEXT_ARGS(key->text), TEXT_ARGS(similar));
    } else if (format_of_name(key->text) != FORMAT_UNKNOWN) {
        diagnose(reader->diagnostics, SEVERITY_ERROR, place, "unknown key \"%.*s\" (files stand inside \"files\")",
                 TEXT_ARGS(key->text));
    } else {
        diagnose(
            reader->diagnostics, SEVERITY_ERROR, place, "unknown key \"%.*s\" (%s)", TEXT_ARGS(key->text),
            inside ? "W&B's overrides hold files, run_config, entry_point and args"
                   : "there are files, set, unset, run_config, entry_point, args, base_digests, base_files and shared");
    }
}

/* Refuses unknown keys, and puts those that are W&B's own into foreign. */
static void check_keys(struct reader *reader, const struct node *map, bool inside, struct buffer *foreign)
{
    for (const struct node *value = map->first; value; value = value->next) {
        struct text name = value->key->text;
        if (is_section(name, inside)) {
            continue;
        }
        if (!is_wandb_key(name, inside)) {
            refuse_unknown(reader, value->key, inside);
            continue;
        }
        buffer_put(foreign, foreign->length > 0 ? TEXT(", ") : TEXT(""));
        buffer_put(foreign, name);
    }
}

/* The first key of what is no override document but a config, or values for one: most of its keys are none of a
 * document's, nor misspelt ones, nor files. */
static const struct node *first_key_of_config(const struct node *root)
{
    const struct node *first = NULL;
    size_t known = 0, unknown = 0;
    for (const struct node *value = root->first; value; value = value->next) {
        struct text name = value->key->text;
        if (is_section(name, false)) {
            known++;
        } else if (!is_wandb_key(name, false)) {
            if (similar_section(name, false).length > 0 || format_of_name(name) != FORMAT_UNKNOWN) {
                return NULL;
            }
            first = first ? first : value->key;
            unknown++;
        }
    }
    return unknown > known ? first : NULL;
}

static bool refuse_config(struct reader *reader, const struct node *root)
{
    const struct node *key = first_key_of_config(root);
    const char *name = reader->document->name;
    if (!key) {
        return false;
    }
    struct buffer advice = {.arena = reader->overrides->arena};
    if (format_of_name(text_of(name)) != FORMAT_UNKNOWN) {
        buffer_format(&advice, "--values FILE=%s takes it as values for FILE",
                      shell_word(reader->overrides->arena, text_of(name)));
    } else {
        buffer_put(&advice, TEXT("values for one file stand in {\"files\": {\"FILE\": {…}}}"));
    }
    diagnose(reader->diagnostics, SEVERITY_ERROR, place_of(reader, key),
             "this is no override document but a config, or values for one: it has \"%.*s\" (%s)", TEXT_ARGS(key->text),
             buffer_string(&advice));
    return true;
}

/* A key with nothing behind it, or null, says nothing. */
static void read_sections(struct reader *reader, struct node *map)
{
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        const struct section *section = &sections[i];
        struct node *value = node_find(reader->overrides->arena, map, text_of(section->name));
        if (!value || value->kind == NODE_NULL) {
            continue;
        }
        if (value->kind == section->kind) {
            refuse_tag(reader, section->tags ? tagged_root(value) : own_tag_inside(value));
            section->read(reader, value);
        } else {
            diagnose(reader->diagnostics, SEVERITY_ERROR, place_of(reader, value), "\"%s\" is %s (it must be %s)",
                     section->name, node_describe(value), section->wanted);
        }
    }
}

/* `overrides`, `edits`, `documents` and a report's `launch` are whole launches by themselves. */
static void refuse_beside(struct reader *reader, struct node *root, const char *whole)
{
    if (!node_find(reader->overrides->arena, root, text_of(whole))) {
        return;
    }
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        const struct node *value = node_find(reader->overrides->arena, root, text_of(sections[i].name));
        bool may_stand = sections[i].beside && strcmp(sections[i].beside, whole) == 0;
        if (value && !may_stand) {
            diagnose(reader->diagnostics, SEVERITY_ERROR, place_of(reader, value->key),
                     "\"%s\" cannot stand beside \"%s\" (give them in two documents)", sections[i].name, whole);
        }
    }
}

static void read_launch(struct reader *reader, struct node *root)
{
    struct node *wandb = node_find(reader->overrides->arena, root, TEXT("overrides"));
    struct buffer foreign = {.arena = reader->overrides->arena};

    if (refuse_config(reader, root)) {
        return;
    }
    check_keys(reader, root, false, &foreign);
    refuse_beside(reader, root, "overrides");
    refuse_beside(reader, root, "edits");
    refuse_beside(reader, root, "documents");
    reader->is_said = false;
    if (wandb && wandb->kind != NODE_MAP && wandb->kind != NODE_NULL) {
        refuse_type(reader, wandb, "\"overrides\"", "an object, as for wandb launch");
    } else if (wandb) {
        check_keys(reader, wandb, true, &foreign);
        read_sections(reader, wandb);
    } else {
        read_sections(reader, root);
    }
    if (node_find(reader->overrides->arena, root, TEXT("edits")) && !reader->is_said) {
        overrides_hand_on(reader->overrides);
        run_config_hand_on(reader->overrides);
    }
    if (foreign.length > 0) {
        diagnose(reader->diagnostics, SEVERITY_NOTE, (struct place){.source = reader->document->name},
                 "W&B's own keys are left alone: %.*s", TEXT_ARGS(buffer_text(&foreign)));
    }
}

static bool read_source(struct overrides *overrides, enum layer layer, const struct target *target, const char *name,
                        struct text source, enum format format,
                        void (*read)(struct reader *reader, struct node *object), struct diagnostics *diagnostics)
{
    struct document *document = arena_new(overrides->arena, struct document);
    struct reader reader = {overrides, layer, document, target, diagnostics, false};
    size_t errors = diagnostics->errors;
    enum outcome outcome = override_text_read_root(overrides->arena, name, source, format, true, document, diagnostics);
    if (outcome != OUTCOME_FOUND) {
        return outcome == OUTCOME_NONE;
    }
    if (document->root->kind != NODE_MAP) {
        refuse_type(&reader, document->root, "the document",
                    target ? "an object that holds the keys to change"
                           : "an object, such as {\"files\": {\"FILE\": {\"KEY\": VALUE}}}");
        return false;
    }
    refuse_tag(&reader, tagged_root(document->root));
    read(&reader, document->root);
    return diagnostics->errors == errors;
}

/* A document in a string: what JSON cannot say is YAML there. */
static void read_string(struct reader *reader, const char *what, struct text source)
{
    struct buffer name = {.arena = reader->overrides->arena};
    buffer_format(&name, "%s: %s", reader->document->name, what);
    read_source(reader->overrides, reader->layer, NULL, buffer_string(&name), source, FORMAT_UNKNOWN, read_launch,
                reader->diagnostics);
}

/* Each is of a higher rank than the one before it. */
static void read_documents(struct reader *reader, struct node *documents)
{
    for (struct node *element = documents->first; element; element = element->next) {
        if (element->kind == NODE_MAP) {
            refuse_tag(reader, tagged_root(element));
            read_launch(reader, element);
        } else if (element->kind == NODE_STRING) {
            read_string(reader, "documents", element->text);
        } else {
            refuse_type(reader, element, "an element of \"documents\"", "an override document");
        }
    }
}

/* A report of `inlay run` holds its launch, and beside it what happened. */
static void read_root(struct reader *reader, struct node *root)
{
    struct node *launch = node_find(reader->overrides->arena, root, TEXT("launch"));
    const struct node *files = node_find(reader->overrides->arena, root, TEXT("files"));
    if (!launch || !files || files->kind != NODE_LIST) {
        read_launch(reader, root);
        return;
    }
    refuse_beside(reader, root, "launch");
    if (launch->kind == NODE_MAP) {
        read_launch(reader, launch);
    } else if (launch->kind == NODE_STRING) {
        read_string(reader, "launch", launch->text);
    } else {
        refuse_type(reader, launch, "\"launch\"", "an object, as inlay writes it");
    }
}

bool overrides_read_document(struct overrides *overrides, const char *name, struct text source,
                             struct diagnostics *diagnostics)
{
    return read_source(overrides, LAYER_SAID, NULL, name, source, FORMAT_UNKNOWN, read_root, diagnostics);
}

bool overrides_read_wandb_files(struct overrides *overrides, const char *name, struct text source,
                                struct diagnostics *diagnostics)
{
    return read_source(overrides, LAYER_WANDB_FILES, NULL, name, source, FORMAT_JSON, read_files, diagnostics);
}

static void read_values(struct reader *reader, struct node *root)
{
    const struct place place = place_of(reader, root);
    struct override_file *file = overrides_file(reader->overrides, reader->target->file, place);
    add_partial(reader, file, reader->target->document, root, place);
}

bool overrides_read_values(struct overrides *overrides, struct place origin, struct text file, const char *name,
                           struct text source, struct diagnostics *diagnostics)
{
    struct target target = {0};
    return target_read_file(overrides->arena, origin, file, &target, diagnostics) &&
           read_source(overrides, LAYER_SAID, &target, name, source, FORMAT_UNKNOWN, read_values, diagnostics);
}
