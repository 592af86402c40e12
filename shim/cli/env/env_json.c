/* SPDX-License-Identifier: Apache-2.0 */
/* Formats that are JSON: an object of variables, and a launch queue's configuration. */
#include "shim/cli/env/env_formats.h"
#include "shim/cli/env/pod.h"

#include "core/tree/emit.h"

bool env_put_json(const struct injection *injection, struct buffer *out)
{
    buffer_put(out, TEXT("{\n"));
    for (const struct injected *variable = injection->first; variable; variable = variable->next) {
        buffer_format(out, "  \"%s\": ", variable->name);
        emit_json_string(out, injected_value(injection->arena, variable));
        buffer_put(out, variable->next ? TEXT(",\n") : TEXT("\n"));
    }
    buffer_put(out, TEXT("}\n"));
    return true;
}

/* W&B's agents hand `env` to docker run. Those of Kubernetes merge the spec into each job's, whose container has no name
 * yet: scripts/recipes/wandb. */
bool env_put_wandb_queue(const struct injection *injection, struct buffer *out)
{
    if (injection_is_for_pod(&injection->options->carrying)) {
        pod_put_queue(injection, out);
        return true;
    }
    buffer_put(out, TEXT("{\n  \"env\": [\n"));
    for (const struct injected *variable = injection->first; variable; variable = variable->next) {
        struct buffer word = {.arena = injection->arena};
        buffer_format(&word, "%s=", variable->name);
        buffer_put(&word, injected_value(injection->arena, variable));
        buffer_put(out, TEXT("    "));
        emit_json_string(out, buffer_text(&word));
        buffer_put(out, variable->next ? TEXT(",\n") : TEXT("\n"));
    }
    buffer_put(out, TEXT("  ]\n}\n"));
    return true;
}
