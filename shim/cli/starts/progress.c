/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/starts/progress.h"
#include "shim/cli/base/seconds.h"
#include "shim/cli/base/file_content.h"
#include "shim/cli/base/say.h"

#include <sys/ioctl.h>
#include <unistd.h>

#define LINES     20 /* at the most, of a start whose output is no terminal */
#define PAUSE     3  /* seconds between two of these */
#define EARLY     5  /* seconds until the first guess of what is left */
#define COLUMNS   80 /* of a terminal that does not say */
#define LINE_SIZE 256

static size_t ended(const struct tally *tally)
{
    return tally->of[STANDING_DONE] + tally->of[STANDING_FAILED] + tally->of[STANDING_TIMED_OUT] +
           tally->of[STANDING_LOST] + tally->of[STANDING_ENDED];
}

static size_t total(const struct tally *tally)
{
    return tally->count - tally->of[STANDING_NONE];
}

void progress_begin(struct progress *progress, const struct tally *tally, bool shows_output)
{
    const double started = seconds_now();
    *progress = (struct progress){
        .is_terminal = !shows_output && isatty(STDERR_FILENO),
        .before = ended(tally),
        .told = ended(tally),
        .started = started,
        .said = started,
    };
}

/* As if what is to come took as long as what has been. */
static void put_rest(struct buffer *out, const struct progress *progress, const struct tally *tally)
{
    const double passed = seconds_now() - progress->started;
    const size_t own = ended(tally) - progress->before;
    const size_t rest = tally->of[STANDING_WAITS] + tally->of[STANDING_RUNS];
    if (own > 0 && rest > 0 && passed > EARLY) {
        buffer_put(out, TEXT(", about "));
        seconds_put(out, passed / (double)own * (double)rest);
        buffer_put(out, TEXT(" left"));
    }
}

static void put_line(struct buffer *out, const struct progress *progress, const struct tally *tally)
{
    const size_t failed = tally->of[STANDING_FAILED] + tally->of[STANDING_TIMED_OUT] + tally->of[STANDING_LOST];
    buffer_format(out, "%zu of %zu cells ended", ended(tally), total(tally));
    if (failed > 0) {
        buffer_format(out, ", %zu of them failed", failed);
    }
    if (tally->of[STANDING_RUNS] > 0) {
        buffer_format(out, ", %zu running", tally->of[STANDING_RUNS]);
    }
    put_rest(out, progress, tally);
}

static size_t columns(void)
{
    struct winsize size;
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : COLUMNS;
}

/* The last column stays free: behind it some terminals begin a new line. */
static void draw(struct progress *progress, struct text line)
{
    char room[LINE_SIZE + 32];
    struct buffer out = {.bytes = room, .capacity = sizeof room};
    const size_t width = columns() - 1;
    const struct text whole = text_part(line, 0, line.length < width ? line.length : width);
    buffer_format(&out, "\r\033[K%.*s", TEXT_ARGS(whole));
    file_write_descriptor(STDERR_FILENO, buffer_text(&out));
    progress->is_drawn = true;
}

static bool is_due(const struct progress *progress, const struct tally *tally)
{
    const size_t step = (total(tally) + LINES - 1) / LINES;
    const bool goes_on = tally->of[STANDING_WAITS] + tally->of[STANDING_RUNS] > 0;
    return goes_on && ended(tally) >= progress->told + step && seconds_now() - progress->said >= PAUSE;
}

void progress_tell(struct progress *progress, const struct tally *tally)
{
    char room[LINE_SIZE];
    struct buffer line = {.bytes = room, .capacity = sizeof room};
    put_line(&line, progress, tally);
    if (progress->is_terminal) {
        draw(progress, buffer_text(&line));
    } else if (is_due(progress, tally)) {
        say("%.*s", TEXT_ARGS(buffer_text(&line)));
        progress->told = ended(tally);
        progress->said = seconds_now();
    }
}

void progress_hide(struct progress *progress)
{
    if (progress->is_drawn) {
        file_write_descriptor(STDERR_FILENO, TEXT("\r\033[K"));
    }
    progress->is_drawn = false;
}
