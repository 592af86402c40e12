/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/hidden_overrides.h"
#include "core/base/path.h"
#include "core/patch/secret.h"

struct hiding {
    struct arena *arena;
    const struct override_file *file;
    const struct file_policy *policy;
    struct hidden_key *first, **end;
};

static struct keypath path_of_child(struct hiding *hiding, struct keypath outer, const struct node *child,
                                    int64_t index)
{
    const struct step step = child->key ? (struct step){.kind = STEP_KEY, .key = child->key->text}
                                        : (struct step){.kind = STEP_INDEX, .index = index};
    return keypath_joined(hiding->arena, outer, (struct keypath){&step, 1});
}

/* value, a synthetic copy, is at path. */
static void hide_inside(struct hiding *hiding, struct node *value, struct keypath path)
{
    if (secret_is_plain(value) && keypath_is_within(path, hiding->policy->secrets, hiding->policy->secret_count)) {
        struct hidden_key *key = arena_new(hiding->arena, struct hidden_key);
        *key = (struct hidden_key){.file = hiding->file, .path = path};
        *hiding->end = key;
        hiding->end = &key->next;
        node_overwrite(value, node_synthetic(hiding->arena, NODE_STRING, SECRET_HIDDEN));
        return;
    }
    int64_t index = 0;
    for (struct node *child = value->first; child; child = child->next) {
        hide_inside(hiding, child, path_of_child(hiding, path, child, index++));
    }
}

/* value itself where nothing in it is hidden. */
static const struct node *hide(struct hiding *hiding, const struct override_file *file,
                               const struct file_policy *policy, const struct node *value, struct keypath path)
{
    struct hidden_key **before = hiding->end;
    if (!value || policy->secret_count == 0) {
        return value;
    }
    hiding->file = file;
    hiding->policy = policy;
    struct node *copy = node_synthetic_copy(hiding->arena, value);
    hide_inside(hiding, copy, path);
    return hiding->end == before ? value : copy;
}

static struct override_file *portable_file(const struct overrides *overrides, struct arena *arena,
                                           const struct override_file *file)
{
    struct override_file *copy = arena_new(arena, struct override_file);
    *copy = *file;
    copy->path = path_below(overrides->root, file->path);
    return copy;
}

/* A file that may hold a secret gives no digest away. */
static void show_files(struct arena *arena, const struct overrides *overrides, struct overrides *shown)
{
    struct override_file **link = &shown->files;
    for (const struct override_file *file = overrides->files; file; file = file->next) {
        *link = portable_file(overrides, arena, file);
        (*link)->base.required &= file->policy->secret_count == 0;
        link = &(*link)->next;
    }
}

const struct hidden_key *hidden_overrides(struct arena *arena, const struct overrides *overrides,
                                          const struct file_policy *run_config, struct overrides *shown)
{
    struct hiding hiding = {.arena = arena};
    struct override **link = &shown->first;
    hiding.end = &hiding.first;
    *shown = *overrides;
    for (const struct override *override = overrides->first; override; override = override->next) {
        struct override *copy = arena_new(arena, struct override);
        *copy = *override;
        copy->value = hide(&hiding, override->file, override->file->policy, override->value, override->path);
        copy->word = copy->value == override->value ? override->word : TEXT("");
        copy->file = portable_file(overrides, arena, override->file);
        *link = copy;
        link = &copy->next;
    }
    *link = NULL;
    show_files(arena, overrides, shown);
    shown->run_config =
        (struct node *)hide(&hiding, NULL, run_config, overrides->run_config, (struct keypath){NULL, 0});
    return hiding.first;
}
