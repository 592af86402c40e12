/* SPDX-License-Identifier: Apache-2.0 */
/* inlay install: puts the command and the library where an image or a pod needs them. */
#include "shim/cli/base/say.h"
#include "shim/cli/base/verb.h"
#include "shim/cli/install/destination.h"
#include "shim/cli/install/ld_so_preload.h"
#include "shim/cli/install/placed_file.h"
#include "shim/cli/launch/inputs.h"
#include "shim/cli/launch/library.h"
#include "shim/cli/launch/own_program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

struct installation {
    struct arena *arena;
    struct destination destination;
    struct placed_file command, library;
};

/* source is closed; negative with errno: it could not be opened. False, and said. */
static bool copy(struct installation *installation, struct placed_file *file, int source, const char *path, mode_t mode)
{
    if (source < 0) {
        say("what is to be put at %s cannot be read: %s", path, strerror(errno));
        return false;
    }
    const bool copied = placed_file_copy(installation->arena, file, source, path, mode);
    close(source);
    return copied;
}

/* Nothing is replaced before both are there. The library comes first: it serves what an earlier command hands over, and not the
 * other way round (INLAY_CONTRACT). */
static bool place(struct installation *installation, const char *library)
{
    struct arena *arena = installation->arena;
    const struct destination *there = &installation->destination;
    struct placed_file *command = &installation->command, *placed = &installation->library;
    return copy(installation, placed, open(library, O_RDONLY | O_CLOEXEC), there->library, 0644) &&
           copy(installation, command, own_program_open(arena), there->command, 0755) &&
           destination_can_run(command->temporary, placed->temporary) && placed_file_finish(arena, placed) &&
           placed_file_finish(arena, command);
}

static void note_dynamic(void)
{
    if (own_program_is_dynamic()) {
        say("note: this inlay is dynamically linked, so in another image the command may not start; the library loads "
            "in any "
            "(make links the command statically after scripts/install-dependencies dist)");
    }
}

/* An end in between would leave copies behind; a file that grows too large is an error like others. */
static void hold_signals(void)
{
    sigset_t held;
    sigfillset(&held);
    sigdelset(&held, SIGABRT);
    sigprocmask(SIG_BLOCK, &held, NULL);
    signal(SIGXFSZ, SIG_IGN);
}

static bool options_fit(const struct options *options)
{
    if (options->input_count > 0 || options->format_count > 0 || options->root || options->inputs_path) {
        say("inlay install overrides nothing (it takes --ld-so-preload and a directory)");
        return false;
    }
    if (options->operands[0][0] == '\0') {
        say("the directory's name is empty (a variable may not be set)");
        return false;
    }
    return true;
}

static int install(struct arena *arena, const struct options *options, struct buffer *out)
{
    struct installation installation = {.arena = arena};
    (void)out;
    if (!options_fit(options)) {
        return EXIT_WRONG_COMMAND;
    }
    const char *library = library_beside(arena);
    hold_signals();
    if (!library || !destination_make(&installation.destination, arena, options->operands[0])) {
        return EXIT_WRONG_INPUTS;
    }
    if (!place(&installation, library)) {
        placed_file_drop(&installation.library);
        placed_file_drop(&installation.command);
        destination_remove(&installation.destination);
        return EXIT_WRONG_INPUTS;
    }
    note_dynamic();
    return !options->ld_so_preload || ld_so_preload_add(arena, options->ld_so_preload, installation.destination.library)
               ? 0
               : EXIT_WRONG_INPUTS;
}

const struct verb verb_install = {
    .name = "install",
    .operands = OPERANDS_DIRECTORY,
    .takes = VERB_INSTALLS,
    .overrides_nothing = true,
    .refused = EXIT_WRONG_COMMAND,
    .run = install,
};
