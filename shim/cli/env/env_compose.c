/* SPDX-License-Identifier: Apache-2.0 */
/* A compose file that is given behind the job's own, and merged over it. */
#include "shim/cli/base/say.h"
#include "shim/cli/env/env_formats.h"
#include "shim/cli/env/tree.h"

/* A file of this machine at the same path. A missing one is no directory to be made. */
static void put_bind(struct arena *arena, struct node *volumes, const char *path)
{
    struct buffer spelt = {.arena = arena};
    struct node *bind = tree_add(volumes, tree_map(arena));
    tree_put_dollars(&spelt, text_of(path));
    tree_put_string(arena, bind, "type", "bind");
    tree_put(arena, bind, "source", tree_string(arena, buffer_text(&spelt)));
    tree_put(arena, bind, "target", tree_string(arena, buffer_text(&spelt)));
    tree_put(arena, bind, "read_only", tree_bool(arena, true));
    tree_put(arena, tree_put(arena, bind, "bind", tree_map(arena)), "create_host_path", tree_bool(arena, false));
}

bool env_put_compose(const struct injection *injection, const struct onto *onto, struct buffer *out)
{
    struct arena *arena = injection->arena;
    if (onto->container.length == 0) {
        say("which service is the job? (--container NAME, or --onto compose.yaml)");
        return false;
    }
    struct node *file = tree_map(arena), *service = tree_map(arena), *volumes = tree_list(arena);
    tree_put(arena, tree_put(arena, file, "services", tree_map(arena)), text_string(arena, onto->container), service);
    struct node *environment = tree_put(arena, service, "environment", tree_map(arena));
    for (const struct injected *variable = injection->first; variable; variable = variable->next) {
        struct buffer value = {.arena = arena};
        buffer_put(&value, variable->before);
        tree_put_dollars(&value, variable->value);
        tree_put(arena, environment, variable->name, tree_string(arena, buffer_text(&value)));
    }
    if (injection->binds_library) {
        put_bind(arena, volumes, injection->library);
    }
    if (injection->document_file) {
        put_bind(arena, volumes, injection->document_file);
    }
    if (volumes->count > 0) {
        tree_put(arena, service, "volumes", volumes);
    }
    tree_write_yaml(out, file);
    return true;
}
