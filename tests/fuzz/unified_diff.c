/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes, and any edits of them, as a unified diff: applied as patch(1) applies it, without fuzz, it makes of the
 * original what the edits make of it.
 *
 * An input is a byte, the length of the original in eights, the original, and for each edit a byte that is skipped, one
 * that is replaced, one that is put, and what is put. */
#include "shim/cli/diff/unified_diff.h"
#include "tests/fuzz/require.h"

struct input {
    struct arena *arena;
    struct text rest; /* what has not been read yet */
};

static size_t take_number(struct input *input)
{
    const size_t number = input->rest.length > 0 ? (unsigned char)input->rest.bytes[0] : 0;
    input->rest = text_from(input->rest, input->rest.length > 0);
    return number;
}

static struct text take_text(struct input *input, size_t length)
{
    length = length < input->rest.length ? length : input->rest.length;
    const struct text taken = text_part(input->rest, 0, length);
    input->rest = text_from(input->rest, length);
    return taken;
}

/* As the splices of core/patch are: in order, and none overlaps another. */
static void make_patch(struct input *input, struct text original, struct patch *patch)
{
    struct edit *edits = arena_array(input->arena, struct edit, input->rest.length + 1);
    struct buffer bytes = {.arena = input->arena};
    size_t at = 0;
    while (input->rest.length > 0) {
        const size_t start = at + take_number(input), end = start + take_number(input);
        if (end > original.length) {
            break;
        }
        const struct text put = take_text(input, take_number(input));
        edits[patch->edit_count++] = (struct edit){.start = (uint32_t)start, .end = (uint32_t)end, .bytes = put};
        buffer_put(&bytes, text_part(original, at, start));
        buffer_put(&bytes, put);
        at = end;
    }
    buffer_put(&bytes, text_from(original, at));
    patch->edits = edits;
    patch->bytes = buffer_text(&bytes);
}

struct applying {
    struct buffer result;
    struct text original, diff; /* from the line that comes next */
    size_t line;                /* of the original, counted from 0 */
};

static struct text take_line(struct text *lines)
{
    const size_t end = text_find(*lines, 0, '\n');
    const struct text line = text_part(*lines, 0, end < lines->length ? end + 1 : end);
    *lines = text_from(*lines, line.length);
    return line;
}

/* "12,3", or "12" for one line; a side without lines names the line before. Returns the first line, from 0. */
static size_t take_range(struct text *head, size_t *count)
{
    size_t end = text_skip_digits(*head, 0);
    uint32_t first, number = 1;
    require(text_number(text_part(*head, 0, end), &first));
    *head = text_from(*head, end);
    if (text_starts(*head, TEXT(","))) {
        *head = text_from(*head, 1);
        end = text_skip_digits(*head, 0);
        require(text_number(text_part(*head, 0, end), &number));
        *head = text_from(*head, end);
    }
    *count = number;
    require(number == 0 || first > 0);
    return number == 0 ? first : first - 1;
}

static void copy_line(struct applying *applying)
{
    buffer_put(&applying->result, take_line(&applying->original));
    applying->line++;
}

/* A line of the diff, without its sign, and without its end where the diff says that there is none. */
static struct text take_changed(struct applying *applying)
{
    struct text line = text_from(take_line(&applying->diff), 1);
    if (text_starts(applying->diff, TEXT("\\ No newline at end of file\n"))) {
        take_line(&applying->diff);
        line.length--;
    }
    return line;
}

static void apply_hunk(struct applying *applying)
{
    struct text head = take_line(&applying->diff);
    size_t old_count, new_count;
    require(text_starts(head, TEXT("@@ -")));
    head = text_from(head, 4);
    const size_t first = take_range(&head, &old_count);
    require(text_starts(head, TEXT(" +")));
    head = text_from(head, 2);
    take_range(&head, &new_count);
    require(text_equal(head, TEXT(" @@\n")));
    require(first >= applying->line);
    while (applying->line < first) {
        copy_line(applying);
    }
    while (old_count + new_count > 0) {
        const char sign = applying->diff.length > 0 ? applying->diff.bytes[0] : '\0';
        const struct text line = take_changed(applying);
        require(sign == ' ' || sign == '-' || sign == '+');
        require((sign == '+' || old_count > 0) && (sign == '-' || new_count > 0));
        if (sign != '+') {
            require(text_equal(take_line(&applying->original), line));
            applying->line++;
            old_count--;
        }
        if (sign != '-') {
            buffer_put(&applying->result, line);
            new_count--;
        }
    }
}

static void compare(void *context)
{
    struct input *input = context;
    struct buffer out = {.arena = input->arena};
    struct patch patch = {0};
    const struct text original = take_text(input, 8 * take_number(input));
    make_patch(input, original, &patch);
    unified_diff(&out, TEXT("config.yaml"), original, &patch, false);
    require((out.length == 0) == text_equal(original, patch.bytes));
    struct applying applying = {{.arena = input->arena}, original, buffer_text(&out), 0};
    if (out.length > 0) {
        require(text_equal(take_line(&applying.diff), TEXT("--- a/config.yaml\n")));
        require(text_equal(take_line(&applying.diff), TEXT("+++ b/config.yaml\n")));
    }
    while (applying.diff.length > 0) {
        apply_hunk(&applying);
    }
    buffer_put(&applying.result, applying.original);
    require(text_equal(buffer_text(&applying.result), patch.bytes));
    struct buffer coloured = {.arena = input->arena};
    unified_diff(&coloured, TEXT("a b"), original, &patch, true);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena;
    arena_init(&arena, 0);
    struct input input = {&arena, {(const char *)bytes, size}};
    require(arena_run(&arena, compare, &input));
    arena_release(&arena);
    return 0;
}
