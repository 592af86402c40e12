/* SPDX-License-Identifier: Apache-2.0 */
#include "core/read/builder.h"
#include "core/read/digest.h"
#include "core/tree/place.h"

struct node *builder_new_node(struct builder *builder)
{
    static const struct node zeroed; /* copied: gcc makes one slow instruction of a memset as large as this */
    struct node *node = builder->free_nodes;
    if (node) {
        builder->free_nodes = node->next;
        *node = zeroed;
    } else {
        node = arena_new(builder->arena, struct node);
    }
    node->depth = builder->depth;
    return node;
}

void builder_free_node(struct builder *builder, struct node *node)
{
    node->next = builder->free_nodes;
    builder->free_nodes = node;
}

bool builder_open(struct builder *builder, struct node *node, const struct projection *projection)
{
    if (builder->depth >= DOCUMENT_DEPTH_MAX) {
        return builder_fail(builder, node->start, "nested deeper than inlay reads (500 levels)");
    }
    struct level *level = builder->free_levels;
    if (level) {
        builder->free_levels = level->outer;
    } else {
        level = arena_new(builder->arena, struct level);
    }
    *level = (struct level){.outer = builder->level, .node = node, .projection = projection};
    builder->level = level;
    builder->depth++;
    return true;
}

struct node *builder_close(struct builder *builder)
{
    struct level *level = builder->level;
    builder->level = level->outer;
    builder->depth--;
    level->outer = builder->free_levels;
    builder->free_levels = level;
    return level->node;
}

const struct projection *builder_projection(const struct builder *builder)
{
    const struct level *level = builder->level;
    if (!level) {
        return builder->reading.projection;
    }
    if (level->node->kind == NODE_LIST) {
        return projection_in_element(level->projection, level->node->count);
    }
    return level->key && node_is_scalar(level->key) ? projection_in_key(level->projection, level->key->text) : NULL;
}

bool builder_summarizes(const struct projection *projection, bool collection)
{
    return !projection || (collection && !projection->inside);
}

static uint64_t digest_of_key(const struct node *key)
{
    uint64_t digest = DIGEST_START;
    if (key->summary) {
        return key->digest;
    }
    digest_enter(&digest, key);
    return digest;
}

/* Makes a summary one that its neighbours can join. */
static void start_joint_summary(struct level *level, struct node *child)
{
    if (child->key) {
        child->digest = digest_join(digest_of_key(child->key), child->digest);
        child->count = 2;
    }
    child->last = NULL;
    level->joint = child;
}

/* Puts the child after a joint summary into it. */
static void join_summary(struct builder *builder, struct node *child)
{
    struct level *level = builder->level;
    struct node *joint = level->joint;
    uint32_t end = child->end;
    if (child->key) {
        end = child->key->end > end ? child->key->end : end;
        joint->digest = digest_join(joint->digest, digest_of_key(child->key));
        joint->count++;
        builder_free_node(builder, child->key);
    }
    joint->digest = digest_join(joint->digest, child->digest);
    joint->count++;
    joint->end = end;
    joint->next = NULL;
    level->node->last = joint;
    if (child->last) {
        builder_free_node(builder, child->last);
    }
    builder_free_node(builder, child);
}

void builder_append(struct builder *builder, struct node *child, bool wanted)
{
    struct level *level = builder->level;
    struct node *last = level->node->last;
    if (!wanted && level->last_unwanted && level->node->count > level->projection->kept_apart) {
        if (level->joint && level->joint->next == last) {
            join_summary(builder, last);
        } else {
            start_joint_summary(level, last);
        }
    }
    level->last_unwanted = !wanted;
    node_append(level->node, child);
}

/* An anchored value is kept, for its aliases. */
static void free_handed_over(struct builder *builder, struct node *node)
{
    if (!node_has_anchor(node)) {
        builder_free_node(builder, node);
    }
}

bool builder_hand_over(struct builder *builder, struct node *node)
{
    bool more = builder->reading.sink->enter(builder->reading.sink, node);
    if (node->kind != NODE_LIST && node->kind != NODE_MAP) {
        free_handed_over(builder, node);
    }
    return more;
}

bool builder_hand_over_end(struct builder *builder, struct node *node)
{
    free_handed_over(builder, node);
    return builder->reading.sink->leave(builder->reading.sink);
}

bool builder_fail(struct builder *builder, uint32_t offset, const char *message)
{
    diagnose(builder->diagnostics, SEVERITY_ERROR, document_place(builder->document, offset), "%s", message);
    return false;
}
