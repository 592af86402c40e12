/* SPDX-License-Identifier: Apache-2.0 */
/* Lays strings and numbers into a config file in every place where a value may stand, for the judges to read them back.
 *
 * usage: emissions LENGTH RANDOM >stream
 * Every string of up to LENGTH characters of a nasty alphabet, and RANDOM random strings and numbers. */
#include "core/patch/patch.h"
#include "tests/properties/stream.h"

#include <stdlib.h>
#include <string.h>

/* What means something to YAML or JSON somewhere, or is typed, folded, dropped or refused by some reader. */
static const char *const alphabet[] = {
    "e",
    "y",
    "n",
    "0",
    "9",
    "_",
    "-",
    "+",
    ".",
    "/",
    "~",
    ":",
    ",",
    "#",
    " ",
    "\t",
    "\n",
    "'",
    "\"",
    "\\",
    "{",
    "]",
    "&",
    "*",
    "!",
    "|",
    ">",
    "%",
    "@",
    "?",
    "=",
    "$",
    "<",
    "\r",
    "\x07",
    "\x7f",
    "\xc2\x85",
    "\xc2\xa0",
    "\xe2\x80\xa8",
    "\xef\xbb\xbf",
    "\xef\xbf\xbf",
    "\xc3\xa9",
    "\xf0\x9f\x98\x80",
};
#define ALPHABET_COUNT (sizeof alphabet / sizeof *alphabet)

enum { BATCH = 250 };

/* A value and what it means, as JSON that YAML readers take for the same. */
struct value {
    struct node node;
    struct text meaning;
};

struct batch {
    struct arena arena;
    struct value values[BATCH];
    size_t count;
};

static unsigned long value_count, wrong_count;

/* Not the engine's own emission: escapes all that is not printable ASCII, save what JSON has only in two halves. */
static struct text meaning_of(struct arena *arena, struct text string)
{
    struct buffer out = {.arena = arena};
    buffer_byte(&out, '"');
    for (size_t i = 0; i < string.length; i++) {
        unsigned char first = (unsigned char)string.bytes[i];
        if (first == '"' || first == '\\') {
            buffer_format(&out, "\\%c", first);
        } else if (first >= 0x20 && first < 0x7f) {
            buffer_byte(&out, (char)first);
        } else if (first < 0x80) {
            buffer_format(&out, "\\u%04x", first);
        } else if (first < 0xe0) {
            unsigned second = (unsigned char)string.bytes[++i] & 0x3f;
            buffer_format(&out, "\\u%04x", (first & 0x1fu) << 6 | second);
        } else if (first < 0xf0) {
            unsigned second = (unsigned char)string.bytes[++i] & 0x3f;
            unsigned third = (unsigned char)string.bytes[++i] & 0x3f;
            buffer_format(&out, "\\u%04x", (first & 0xfu) << 12 | second << 6 | third);
        } else {
            buffer_put(&out, text_part(string, i, i + 4));
            i += 3;
        }
    }
    buffer_byte(&out, '"');
    return buffer_text(&out);
}

struct patching {
    struct batch *batch;
    enum format format;
    const char *name;
    struct override_file file;
    struct buffer operations;
};

static void lay(struct patching *patching, struct text path, const struct step *steps, size_t depth,
                const struct value *value, enum operation operation)
{
    struct arena *arena = &patching->batch->arena;
    struct step *copy = arena_array(arena, struct step, depth);
    memcpy(copy, steps, depth * sizeof *copy);
    struct override *override = arena_new(arena, struct override);
    *override = (struct override){
        .operation = operation, .file = &patching->file, .path = {copy, depth}, .value = &value->node};
    override->origin.source = "value";
    if (patching->file.last[LAYER_SAID]) {
        patching->file.last[LAYER_SAID]->next_file = override;
    } else {
        patching->file.first = override;
    }
    patching->file.last[LAYER_SAID] = override;
    put_field(&patching->operations, TEXT("set"));
    put_field(&patching->operations, path);
    put_field(&patching->operations, value->meaning);
}

static struct text key_text(struct arena *arena, const char *prefix, size_t number)
{
    struct buffer out = {.arena = arena};
    buffer_format(&out, "%s%zu", prefix, number);
    return buffer_text(&out);
}

/* Over a value that is written in one style: PREFIXn. */
static void lay_over(struct patching *patching, const char *prefix, size_t number)
{
    struct arena *arena = &patching->batch->arena;
    struct step step = {.kind = STEP_KEY, .key = key_text(arena, prefix, number)};
    struct buffer path = {.arena = arena};
    buffer_format(&path, patching->format == FORMAT_JSON ? ".\"%.*s\"\n" : ".%.*s\n", TEXT_ARGS(step.key));
    lay(patching, buffer_text(&path), &step, 1, &patching->batch->values[number], OVERRIDE_SET);
}

static void lay_element(struct patching *patching, size_t number)
{
    struct step steps[] = {{.kind = STEP_KEY, .key = TEXT("list")}, {.kind = STEP_INDEX, .index = (int64_t)number}};
    struct buffer path = {.arena = &patching->batch->arena};
    buffer_format(&path, patching->format == FORMAT_JSON ? ".\"list\"\n#%zu\n" : ".list\n#%zu\n", number);
    lay(patching, buffer_text(&path), steps, 2, &patching->batch->values[number], OVERRIDE_SET);
}

/* The string as a new key, in a block map or in braces. */
static void lay_key(struct patching *patching, const char *map, size_t number)
{
    const struct value *value = &patching->batch->values[number];
    if (value->node.kind != NODE_STRING) {
        return;
    }
    struct step steps[] = {{.kind = STEP_KEY, .key = text_of(map)}, {.kind = STEP_KEY, .key = value->node.text}};
    struct buffer path = {.arena = &patching->batch->arena};
    buffer_format(&path, patching->format == FORMAT_JSON ? ".\"%s\"\n.%.*s\n" : ".%s\n.%.*s\n", map,
                  TEXT_ARGS(value->meaning));
    lay(patching, buffer_text(&path), steps, 2, value, OVERRIDE_ADD);
}

static struct text yaml_config(struct batch *batch)
{
    struct buffer out = {.arena = &batch->arena};
    for (size_t i = 0; i < batch->count; i++) {
        buffer_format(&out, "p%zu: x # comment\ns%zu: 'x'\n", i, i);
    }
    buffer_format(&out, "list: [");
    for (size_t i = 0; i < batch->count; i++) {
        buffer_format(&out, "%sx", i ? ", " : "");
    }
    buffer_format(&out, "]\nkeys:\n  x: 1\nbraces: {x: 1}\n");
    return buffer_text(&out);
}

static struct text json_config(struct batch *batch)
{
    struct buffer out = {.arena = &batch->arena};
    buffer_format(&out, "{\n  \"keys\": {\"x\": 1},\n  \"list\": [");
    for (size_t i = 0; i < batch->count; i++) {
        buffer_format(&out, "%s1", i ? ", " : "");
    }
    buffer_format(&out, "]");
    for (size_t i = 0; i < batch->count; i++) {
        buffer_format(&out, ",\n  \"p%zu\": 1", i);
    }
    buffer_format(&out, "\n}\n");
    return buffer_text(&out);
}

static void patch_batch(struct batch *batch, enum format format)
{
    bool json = format == FORMAT_JSON;
    struct arena *arena = &batch->arena;
    struct patching patching = {.batch = batch, .format = format, .name = json ? "values.json" : "values.yaml"};
    patching.file.name = patching.name;
    patching.file.policy = &overrides_no_policy;
    patching.file.path = text_of(patching.name);
    patching.operations.arena = arena;
    size_t operations = 0;
    for (size_t i = 0; i < batch->count; i++) {
        bool string = batch->values[i].node.kind == NODE_STRING;
        lay_over(&patching, "p", i);
        lay_element(&patching, i);
        lay_key(&patching, "keys", i);
        operations += 2 + string;
        if (!json) {
            lay_over(&patching, "s", i);
            lay_key(&patching, "braces", i);
            operations += 1 + string;
        }
    }
    struct overrides overrides = {.arena = arena};
    struct diagnostics diagnostics = {.arena = arena};
    struct text config = json ? json_config(batch) : yaml_config(batch);
    struct patch patch;
    if (!patch_file(arena, &overrides, &patching.file, config, &patch, &diagnostics)) {
        wrong_count++;
        fprintf(stderr, "wrong: %s\n", diagnostic_line(diagnostics.arena, diagnostics.first));
        return;
    }
    write_field(TEXT("document"));
    write_field(text_of(patching.name));
    write_field(json ? TEXT("json") : TEXT("yaml"));
    write_field(TEXT("strict"));
    write_field(config);
    write_field(TEXT("edit"));
    write_field(key_text(arena, "", operations));
    fwrite(patching.operations.bytes, 1, patching.operations.length, stdout);
    write_field(patch.bytes);
}

static void finish_batch(void *context)
{
    struct batch *batch = context;
    patch_batch(batch, FORMAT_YAML);
    patch_batch(batch, FORMAT_JSON);
}

static void flush(struct batch *batch)
{
    if (batch->count > 0 && !arena_run(&batch->arena, finish_batch, batch)) {
        wrong_count++;
        fprintf(stderr, "wrong: out of memory\n");
    }
    arena_release(&batch->arena);
    batch->count = 0;
}

struct addition {
    struct batch *batch;
    enum node_kind kind;
    struct text text, meaning;
};

static void copy_value(void *context)
{
    struct addition *addition = context;
    struct arena *arena = &addition->batch->arena;
    struct value *value = &addition->batch->values[addition->batch->count++];
    *value = (struct value){.node = {.kind = (uint8_t)addition->kind, .text = text_copy(arena, addition->text)}};
    value->meaning =
        addition->kind == NODE_STRING ? meaning_of(arena, value->node.text) : text_copy(arena, addition->meaning);
}

static void add_value(struct addition addition)
{
    value_count++;
    if (addition.batch->count == BATCH) {
        flush(addition.batch);
    }
    if (!arena_run(&addition.batch->arena, copy_value, &addition)) {
        exit(2);
    }
}

static void add_string(struct batch *batch, const char *bytes, size_t length)
{
    add_value((struct addition){batch, NODE_STRING, {bytes, length}, {NULL, 0}});
}

static void add_strings(struct batch *batch, char *string, size_t at, long length)
{
    add_string(batch, string, at);
    for (size_t i = 0; length > 0 && i < ALPHABET_COUNT; i++) {
        size_t size = strlen(alphabet[i]);
        memcpy(string + at, alphabet[i], size);
        add_strings(batch, string, at + size, length - 1);
    }
}

static void add_random_string(struct batch *batch)
{
    char string[256];
    size_t length = 0;
    for (long left = random() % 30; left > 0; left--) {
        const char *piece = random() % 3 ? alphabet[(size_t)random() % ALPHABET_COUNT] : "ab ";
        size_t size = strlen(piece);
        memcpy(string + length, piece, size);
        length += size;
    }
    add_string(batch, string, length);
}

/* Spelt as JSON or YAML would have it, and in the spelling that no reader takes for anything else. */
static void add_random_number(struct batch *batch)
{
    char lexeme[96];
    char meaning[96];
    const char *sign = random() % 3 ? "" : "-";
    long whole = random() % (random() % 2 ? 10 : 1000000000);
    long fraction = random() % 100000;
    int exponent = (int)(random() % 300);
    const char *minus = random() % 2 ? "-" : "";
    const char *plus = *minus ? "-" : random() % 2 ? "+" : "";
    char letter = random() % 2 ? 'e' : 'E';
    exponent = *minus ? exponent : exponent % 290;
    enum node_kind kind = NODE_FLOAT;
    switch (random() % 5) {
    case 0:
        kind = NODE_INT;
        snprintf(lexeme, sizeof lexeme, "%s%ld%ld", sign, whole + 1, random());
        snprintf(meaning, sizeof meaning, "%s", lexeme);
        break;
    case 1:
        snprintf(lexeme, sizeof lexeme, "%s%ld.%ld", sign, whole, fraction);
        snprintf(meaning, sizeof meaning, "%s", lexeme);
        break;
    case 2:
        snprintf(lexeme, sizeof lexeme, "%s%ld%c%s%d", sign, whole % 10, letter, plus, exponent);
        snprintf(meaning, sizeof meaning, "%s%ld.0e%s%d", sign, whole % 10, *minus ? "-" : "+", exponent);
        break;
    case 3:
        snprintf(lexeme, sizeof lexeme, "%s.%ld%c%s%d", sign, fraction, letter, plus, exponent);
        snprintf(meaning, sizeof meaning, "%s0.%lde%s%d", sign, fraction, *minus ? "-" : "+", exponent);
        break;
    default:
        snprintf(lexeme, sizeof lexeme, "%s%ld.%c%s%d", sign, whole % 10, letter, plus, exponent);
        snprintf(meaning, sizeof meaning, "%s%ld.0e%s%d", sign, whole % 10, *minus ? "-" : "+", exponent);
        break;
    }
    add_value((struct addition){batch, kind, text_of(lexeme), text_of(meaning)});
}

int main(int argc, char **argv)
{
    static struct batch batch;
    char string[32];
    if (argc != 3) {
        fprintf(stderr, "usage: emissions LENGTH RANDOM\n");
        return 2;
    }
    arena_init(&batch.arena, 0);
    add_strings(&batch, string, 0, strtol(argv[1], NULL, 10));
    srandom(1);
    for (long left = strtol(argv[2], NULL, 10); left > 0; left--) {
        add_random_string(&batch);
        add_random_number(&batch);
    }
    flush(&batch);
    fprintf(stderr, "%lu values, %lu wrong\n", value_count, wrong_count);
    return wrong_count > 0;
}
