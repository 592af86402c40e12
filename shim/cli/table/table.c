/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/table/table.h"
#include "shim/cli/base/verb.h"
#include "shim/cli/table/table_formats.h"
#include "shim/cli/table/table_make.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Of the terminal that the table goes to; 0: it goes elsewhere, or the terminal does not say. */
static size_t terminal_width(const struct options *options)
{
    struct winsize size;
    const bool is_elsewhere = options->output && strcmp(options->output, "-") != 0;
    return !is_elsewhere && isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

static void put(struct buffer *out, const struct table *table, const struct options *options)
{
    switch (options->sweeping.format) {
    case TABLE_CSV:
        table_as_csv(out, table);
        break;
    case TABLE_JSON:
        table_as_json(out, table);
        break;
    default:
        table_as_text(out, table, terminal_width(options));
    }
}

int table_put(struct store *store, const struct options *options, struct buffer *out)
{
    struct table table;
    const bool is_made = table_make(&table, store, &options->sweeping);
    if (is_made) {
        put(out, &table, options);
    }
    table_release(&table);
    return is_made ? 0 : EXIT_WRONG_COMMAND;
}
