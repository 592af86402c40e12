/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/element_index.h"
#include "core/tree/chosen.h"

struct entry {
    struct entry *next; /* in the same bucket */
    struct text text;
    struct chosen_elements elements;
};

struct element_index {
    size_t mask;
    struct entry **buckets;
};

static struct entry **bucket_of(const struct element_index *index, struct text text)
{
    return &index->buckets[text_hash(text) & index->mask];
}

static struct entry *find(const struct element_index *index, struct text text)
{
    struct entry *entry = *bucket_of(index, text);
    while (entry && !text_equal(entry->text, text)) {
        entry = entry->next;
    }
    return entry;
}

static struct entry *make_entry(struct arena *arena, const struct element_index *index, struct text text)
{
    struct entry *entry = find(index, text);
    if (!entry) {
        struct entry **bucket = bucket_of(index, text);
        entry = arena_new(arena, struct entry);
        entry->text = text;
        entry->next = *bucket;
        *bucket = entry;
    }
    return entry;
}

struct element_index *element_index_make(struct arena *arena, const struct document *document, const struct node *list,
                                         struct keypath path)
{
    struct element_index *index = arena_new(arena, struct element_index);
    uint32_t position = 0;
    size_t size = 1;
    while (size < list->count) {
        size *= 2;
    }
    index->mask = size - 1;
    index->buckets = arena_array(arena, struct entry *, size);
    for (struct node *element = list->first; element; element = element->next, position++) {
        const struct node *scalar = chosen_scalar(arena, document, element, path);
        struct entry *entry = scalar ? make_entry(arena, index, scalar->text) : NULL;
        if (entry && entry->elements.count++ == 0) {
            entry->elements.first = element;
            entry->elements.position = position;
        }
    }
    return index;
}

struct chosen_elements element_index_find(const struct element_index *index, struct text text)
{
    const struct entry *entry = find(index, text);
    return entry ? entry->elements : (struct chosen_elements){0};
}
