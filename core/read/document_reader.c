/* SPDX-License-Identifier: Apache-2.0 */
/* What both readers do with nodes: use them again, and keep few where few are wanted. */
#include "core/read/document_reader.h"
#include "core/read/digest.h"

/* Copied from a constant: gcc makes one slow instruction of a memset as large as this. */
struct node *take_node(struct pool *pool)
{
    static const struct node zeroed;
    struct node *node = pool->nodes;
    if (!node) {
        return arena_new(pool->arena, struct node);
    }
    pool->nodes = node->next;
    *node = zeroed;
    return node;
}

void give_node(struct pool *pool, struct node *node)
{
    node->next = pool->nodes;
    pool->nodes = node;
}

struct level *open_level(struct pool *pool, struct level *outer, struct node *node)
{
    struct level *level = pool->levels;
    if (level) {
        pool->levels = level->outer;
    } else {
        level = arena_new(pool->arena, struct level);
    }
    *level = (struct level){.outer = outer, .node = node};
    return level;
}

struct level *close_level(struct pool *pool, struct level *level)
{
    struct level *outer = level->outer;
    level->outer = pool->levels;
    pool->levels = level;
    return outer;
}

const struct projection *projection_of_next(const struct level *level, const struct projection *root)
{
    if (!level) {
        return root;
    }
    if (level->node->kind == NODE_LIST) {
        return projection_in_element(level->projection, level->node->count);
    }
    return level->key && node_is_scalar(level->key) ? projection_in_key(level->projection, level->key->text) : NULL;
}

bool is_summarized(const struct projection *projection, bool collection)
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

/* A pruned child becomes the first of neighbours that are one. */
static void start_joint_summary(struct level *level, struct node *child)
{
    if (child->key) {
        child->digest = digest_join(digest_of_key(child->key), child->digest);
        child->count = 2;
    }
    child->last = NULL;
    level->joint = child;
}

/* The child after a run becomes part of it. */
static void join_summary(struct pool *pool, struct level *level, struct node *child)
{
    struct node *run = level->joint;
    uint32_t end = child->end;
    if (child->key) {
        end = child->key->end > end ? child->key->end : end;
        run->digest = digest_join(run->digest, digest_of_key(child->key));
        run->count++;
        give_node(pool, child->key);
    }
    run->digest = digest_join(run->digest, child->digest);
    run->count++;
    run->end = end;
    run->next = NULL;
    level->node->last = run;
    if (child->last) {
        give_node(pool, child->last);
    }
    give_node(pool, child);
}

void append_child(struct pool *pool, struct level *level, struct node *child, bool wanted)
{
    struct node *last = level->node->last;
    if (!wanted && level->last_unwanted && level->node->count > level->projection->kept_apart) {
        if (level->joint && level->joint->next == last) {
            join_summary(pool, level, last);
        } else {
            start_joint_summary(level, last);
        }
    }
    level->last_unwanted = !wanted;
    node_append(level->node, child);
}
