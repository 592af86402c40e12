/* SPDX-License-Identifier: Apache-2.0 */
/* A schema, a NUL, and a value: both any bytes. */
#include "core/overrides/override_value.h"
#include "core/read/read.h"
#include "core/schema/schema.h"
#include "core/tree/value_equal.h"
#include "tests/fuzz/require.h"

struct input {
    struct arena *arena;
    struct text schema_source, value_source;
    const struct schema *schema;
};

static struct node *read_settled(struct arena *arena, struct text source, struct document *document)
{
    struct diagnostics unheard = {.arena = arena};
    bool read = document_read(arena, "input", source, FORMAT_UNKNOWN, 0, document, &unheard) && document->root &&
                value_settle(arena, document->root, document, (struct place){.source = "input"}, &unheard);
    return read && unheard.errors == 0 ? document->root : NULL;
}

static void check_secret(void *context, struct keypath path)
{
    const struct input *input = context;
    const struct schema *found = schema_at(input->schema, path);
    require(found && found->secret);
}

struct listener {
    struct schema_complaint complaint; /* first: say() is handed it */
    size_t count;
};

static void say(struct schema_complaint *complaint, struct keypath path, const struct node *value, const char *problem)
{
    require(path.count <= DOCUMENT_DEPTH_MAX + 1 && value && problem[0]);
    ((struct listener *)complaint)->count++;
}

static bool fits(const struct input *input, const struct node *value, bool whole)
{
    struct listener listener = {.complaint = {say}};
    bool right = schema_check(input->arena, input->schema, value, whole, &listener.complaint);
    require(right == (listener.count == 0));
    return right;
}

static void check_value(const struct input *input, const struct node *value)
{
    require(value_equal(input->arena, value, value));
    require(!fits(input, value, true) || fits(input, value, false));
}

static void try_input(void *context)
{
    struct input *input = context;
    struct document document;
    struct node *root = read_settled(input->arena, input->schema_source, &document);
    if (!root) {
        return;
    }
    struct diagnostics diagnostics = {.arena = input->arena};
    input->schema = schema_read(input->arena, &document, root, &diagnostics);
    require((!input->schema) == (diagnostics.errors > 0));
    if (!input->schema) {
        return;
    }
    require(input->schema->size <= SCHEMA_SIZE_MAX && input->schema->height <= SCHEMA_DEPTH_MAX);
    schema_each_secret(input->arena, input->schema, check_secret, input);
    const struct node *value = read_settled(input->arena, input->value_source, &document);
    if (value) {
        check_value(input, value);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct text whole = {(const char *)bytes, size};
    size_t end = text_find(whole, 0, '\0');
    struct arena arena;
    arena_init(&arena, 0);
    struct input input = {.arena = &arena, .schema_source = text_part(whole, 0, end)};
    input.value_source = end < size ? text_from(whole, end + 1) : (struct text){"", 0};
    require(arena_run(&arena, try_input, &input));
    arena_release(&arena);
    return 0;
}
