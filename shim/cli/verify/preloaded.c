/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/verify/preloaded.h"
#include "core/base/path.h"
#include "shim/cli/base/file_content.h"
#include "shim/cli/base/say.h"
#include "shim/cli/verify/library_file.h"
#include "shim/serve/environment.h"
#include "shim/serve/preload_list.h"

#include <string.h>

struct search {
    struct arena *arena;
    struct preloaded *out;
};

/* "LD_PRELOAD names NAME, which PROBLEM", as a problem of the search. */
static const char *problem_in(const struct search *search, const char *where, const char *name, const char *problem)
{
    struct buffer text = {.arena = search->arena};
    buffer_format(&text, "%s names %s, which %s", where, name, problem);
    return buffer_string(&text);
}

static const char *old_problem(const struct search *search, unsigned contract)
{
    struct buffer text = {.arena = search->arena};
    buffer_format(&text,
                  "is of another version than this inlay: its contract is %u, and not %d (inlay install replaces it)",
                  contract, CONTRACT_VERSION);
    return buffer_string(&text);
}

/* file: NULL when it cannot be looked at, because ld.so searches for it. */
static void add_inlay(struct search *search, const char *where, const char *name, const struct library_file *file)
{
    struct preloaded *out = search->out;
    const char *problem = file ? file->problem : NULL;
    if (file && !problem && file->elf.contract < CONTRACT_VERSION) {
        problem = old_problem(search, file->elf.contract);
    }
    problem = problem ? problem_in(search, where, name, problem) : NULL;
    const bool is_better = !out->names_inlay || (out->problem && !problem);
    const char *worse = is_better ? out->problem : problem;
    if (worse) {
        say("note: %s", worse);
    }
    if (is_better) {
        out->library = name;
        out->problem = problem;
    }
    out->names_inlay = true;
}

static void look_at_name(struct search *search, const char *where, const char *name)
{
    const bool is_called_inlay = text_equal(path_name(name), TEXT("libinlay.so"));
    struct library_file file;
    if (!strchr(name, '/') || strchr(name, '$')) { /* where it is ld.so alone knows */
        if (is_called_inlay) {
            add_inlay(search, where, name, NULL);
        }
        return;
    }
    library_file_look(search->arena, name, &file);
    if (is_called_inlay || file.elf.is_inlay) {
        add_inlay(search, where, name, &file);
    } else if (file.problem) {
        say("note: %s", problem_in(search, where, name, file.problem));
    }
}

static void look_at_list(struct search *search, const char *where, const char *list)
{
    for (struct text name = preload_list_next(&list); name.length > 0; name = preload_list_next(&list)) {
        look_at_name(search, where, text_string(search->arena, name));
    }
}

void preloaded_look(struct arena *arena, char *const *environment, struct preloaded *preloaded)
{
    struct search search = {.arena = arena, .out = preloaded};
    struct file_content content;
    const char *list = environment_get(environment, ENV_PRELOAD);
    *preloaded = (struct preloaded){.names_inlay = false};
    if (!file_read(arena, LD_SO_PRELOAD, FILES_REGULAR, &content)) {
        look_at_list(&search, LD_SO_PRELOAD, preload_list_of_file(arena, content.bytes));
    }
    look_at_list(&search, ENV_PRELOAD, list ? list : "");
}
