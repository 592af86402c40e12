/* What both readers do with nodes: use them again, and keep few where few are wanted. */
#include "core/read/document_reader.h"
#include "core/read/digest.h"

/* Copied from a constant: gcc makes one slow instruction of a memset as large as this. */
struct node *take_node(struct nursery *nursery)
{
    static const struct node zeroed;
    struct node *node = nursery->nodes;
    if (!node) {
        return arena_new(nursery->arena, struct node);
    }
    nursery->nodes = node->next;
    *node = zeroed;
    return node;
}

void give_node(struct nursery *nursery, struct node *node)
{
    node->next = nursery->nodes;
    nursery->nodes = node;
}

struct level *open_level(struct nursery *nursery, struct level *outer, struct node *node)
{
    struct level *level = nursery->levels;
    if (level) {
        nursery->levels = level->outer;
    } else {
        level = arena_new(nursery->arena, struct level);
    }
    *level = (struct level){.outer = outer, .node = node};
    return level;
}

struct level *close_level(struct nursery *nursery, struct level *level)
{
    struct level *outer = level->outer;
    level->outer = nursery->levels;
    nursery->levels = level;
    return outer;
}

const struct interest *interest_of_next(const struct level *level, const struct interest *root)
{
    if (!level) {
        return root;
    }
    if (level->node->kind == NODE_LIST) {
        return interest_in_element(level->interest, level->node->count);
    }
    return level->key && node_is_scalar(level->key) ? interest_in_key(level->interest, level->key->text) : NULL;
}

bool is_pruned(const struct interest *interest, bool collection)
{
    return !interest || (collection && !interest->inside);
}

static uint64_t digest_of_key(const struct node *key)
{
    uint64_t digest = DIGEST_START;
    if (key->pruned) {
        return key->digest;
    }
    digest_enter(&digest, key);
    return digest;
}

/* A pruned child becomes the first of neighbours that are one. */
static void start_run(struct level *level, struct node *child)
{
    if (child->key) {
        child->digest = digest_join(digest_of_key(child->key), child->digest);
        child->count = 2;
    }
    child->last = NULL;
    level->run = child;
}

/* The child after a run becomes part of it. */
static void join_run(struct nursery *nursery, struct level *level, struct node *child)
{
    struct node *run = level->run;
    uint32_t end = child->end;
    if (child->key) {
        end = child->key->end > end ? child->key->end : end;
        run->digest = digest_join(run->digest, digest_of_key(child->key));
        run->count++;
        give_node(nursery, child->key);
    }
    run->digest = digest_join(run->digest, child->digest);
    run->count++;
    run->end = end;
    run->next = NULL;
    level->node->last = run;
    if (child->last) {
        give_node(nursery, child->last);
    }
    give_node(nursery, child);
}

void append_child(struct nursery *nursery, struct level *level, struct node *child, bool wanted)
{
    struct node *last = level->node->last;
    if (!wanted && level->last_unwanted && level->node->count > level->interest->kept_apart) {
        if (level->run && level->run->next == last) {
            join_run(nursery, level, last);
        } else {
            start_run(level, last);
        }
    }
    level->last_unwanted = !wanted;
    node_append(level->node, child);
}
