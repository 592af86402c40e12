/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/kept_values.h"
#include "core/base/excerpt.h"
#include "core/tree/change.h"
#include "core/tree/emit.h"
#include "core/tree/node_path.h"

struct kept_value {
    struct kept_value *next;
    const struct node *owner, *pin, *shared;
};

void kept_add(struct arena *arena, struct kept_values *kept, const struct node *owner, const struct node *pin,
              const struct node *shared)
{
    if (!pin && kept->last && kept->last->owner == owner && !kept->last->pin) {
        return; /* all its values have been added */
    }
    struct kept_value *value = arena_new(arena, struct kept_value);
    *value = (struct kept_value){.owner = owner, .pin = pin, .shared = shared};
    if (kept->last) {
        kept->last->next = value;
    } else {
        kept->first = value;
    }
    kept->last = value;
    kept->count++;
}

/* " num_workers: 8", " num_workers", " 5" or " its values". */
static void put_value(struct buffer *out, const struct kept_value *kept, const struct document *document,
                      bool may_be_shown)
{
    const struct node *value = kept->pin ? kept->pin : kept->shared;
    struct text spelt = {"", 0};
    if (may_be_shown && node_is_scalar(value) && value->synthetic) {
        spelt = emit_text(out->arena, FORMAT_YAML, value, NULL);
    } else if (may_be_shown && node_is_scalar(value)) {
        spelt = text_part(document->source, value->start, value->end);
    }
    buffer_byte(out, ' ');
    if (kept->pin) {
        emit_yaml_typed_key(out, kept->pin->key);
        buffer_put(out, spelt.length ? TEXT(": ") : TEXT(""));
    } else if (spelt.length == 0) {
        buffer_put(out, node_is_scalar(value) ? TEXT("its value") : TEXT("its values"));
    }
    excerpt_put(out, spelt);
}

static struct place origin_of(const struct override_file *file, const struct kept_values *kept)
{
    const struct override *override = NULL;
    for (const struct node *node = kept->first->shared; node && !override; node = node->parent) {
        override = change_override(node);
    }
    return override ? override->origin : file->origin;
}

/* Puts "eval keeps lr: 1 and wd: 2, test keeps lr: 1, and 5 more". Returns how many keep something. */
static size_t put_kept(struct buffer *out, const struct kept_values *kept, const struct document *document,
                       bool may_be_shown)
{
    enum { SHOWN_MAX = 3 };
    const struct node *owner = NULL;
    size_t owners = 0;
    size_t shown = 0;
    for (const struct kept_value *value = kept->first; value; value = value->next) {
        bool same_owner = owner == value->owner;
        owner = value->owner;
        owners += !same_owner;
        if (shown == SHOWN_MAX) {
            continue;
        }
        if (same_owner) {
            buffer_put(out, TEXT(" and"));
        } else {
            struct text path = node_path(out->arena, owner);
            buffer_put(out, owners > 1 ? TEXT(", ") : TEXT(""));
            buffer_put(out, path.length ? path : TEXT("the whole file"));
            buffer_put(out, TEXT(" keeps"));
        }
        put_value(out, value, document, may_be_shown);
        shown++;
    }
    if (kept->count > shown) {
        buffer_format(out, ", and %zu more", kept->count - shown);
    }
    return owners;
}

static bool has_pins(const struct kept_values *kept)
{
    const struct kept_value *value = kept->first;
    while (value && !value->pin) {
        value = value->next;
    }
    return value != NULL;
}

void kept_note(struct arena *arena, const struct override_file *file, const struct document *document,
               const struct kept_values *kept, bool shared, struct diagnostics *diagnostics)
{
    if (kept->count == 0) {
        return;
    }
    struct buffer out = {.arena = arena};
    size_t owners = put_kept(&out, kept, document, file->policy->secret_count == 0);
    if (!shared) {
        buffer_format(&out, " (--shared changes %s%s)", owners > 1 ? "all" : "both",
                      has_pins(kept) ? "; readers that know no merge keys see the new value below <<" : "");
    }
    diagnose(diagnostics, SEVERITY_NOTE, origin_of(file, kept), "%s: %s", file->name, buffer_string(&out));
}
