/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a JSON document: read, or refused with a place, and a tree whose spans say where each value stands. */
#include "core/read/read.h"
#include "tests/fuzz/require.h"

struct input {
    struct arena arena;
    struct text source;
};

/* Read alone, the bytes of a key or scalar are the same value again. */
static void check_scalar(struct input *input, const struct node *node)
{
    struct document document;
    struct diagnostics diagnostics = {.arena = &input->arena};
    struct text lexeme = text_part(input->source, node->start, node->end);
    require(document_read(&input->arena, "lexeme", lexeme, FORMAT_JSON, 0, &document, &diagnostics));
    require(document.root->kind == node->kind && document.root->style == node->style);
    require(document.root->end == lexeme.length && text_equal(document.root->text, node->text));
}

static void check_container(struct input *input, const struct node *node)
{
    bool map = node->kind == NODE_MAP;
    require(input->source.bytes[node->start] == (map ? '{' : '['));
    require(input->source.bytes[node->end - 1] == (map ? '}' : ']'));
    uint32_t at = node->start + 1;
    uint32_t count = 0;
    for (const struct node *child = node->first; child; child = child->next) {
        require(!child->key == !map && child->parent == node && child->depth == node->depth + 1);
        if (map) {
            require(child->key->start >= at && child->key->end <= child->start);
            check_scalar(input, child->key);
        }
        require(child->start >= at && child->start < child->end && child->end < node->end);
        at = child->end;
        count++;
    }
    require(count == node->count);
}

/* The next node in the order of the source: libFuzzer's stack must not set the limit of depth. */
static const struct node *next_node(const struct node *node)
{
    if (!node_is_scalar(node) && node->first) {
        return node->first;
    }
    while (node && !node->next) {
        node = node->parent;
    }
    return node ? node->next : NULL;
}

static void check_input(void *context)
{
    struct input *input = context;
    struct document document;
    struct diagnostics diagnostics = {.arena = &input->arena};
    if (!document_read(&input->arena, "f", input->source, FORMAT_JSON, 0, &document, &diagnostics)) {
        require(diagnostics.errors == 1);
        return;
    }
    require(diagnostics.errors == 0 && document.root);
    for (const struct node *node = document.root; node; node = next_node(node)) {
        if (node_is_scalar(node)) {
            check_scalar(input, node);
        } else {
            check_container(input, node);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {.source = {(const char *)data, size}};
    arena_init(&input.arena, 0);
    require(arena_run(&input.arena, check_input, &input));
    arena_release(&input.arena);
    return 0;
}
