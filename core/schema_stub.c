#include "core/schema.h"
const struct schema *schema_read(struct arena *arena, const struct document *d, const struct node *r,
                                 struct diagnostics *x)
{
    (void)d;
    (void)r;
    (void)x;
    return arena_new(arena, struct schema);
}
const struct schema *schema_at(const struct schema *s, struct keypath p)
{
    (void)p;
    (void)s;
    return NULL;
}
bool schema_check(struct arena *a, const struct schema *s, const struct node *v, bool w, struct schema_complaint *c)
{
    (void)a;
    (void)s;
    (void)v;
    (void)w;
    (void)c;
    return true;
}
void schema_each_secret(struct arena *a, const struct schema *s, void (*f)(void *, struct keypath), void *c)
{
    (void)a;
    (void)s;
    (void)f;
    (void)c;
}
