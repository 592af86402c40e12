/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/csv.h"
#include "tests/unit/check.h"

#include <string.h>

static struct arena arena;

/* Rows as text: fields in brackets, rows on lines. What is wrong stands at the end. */
static const char *shown(struct text source)
{
    struct csv_reader reader = csv_reader_of(&arena, source);
    struct buffer out = {.arena = &arena};
    struct csv_row row;
    enum outcome outcome;
    while ((outcome = csv_read_row(&reader, &row)) == OUTCOME_FOUND) {
        for (size_t i = 0; i < row.count; i++) {
            buffer_format(&out, "[%.*s]", TEXT_ARGS(row.fields[i].text));
        }
        buffer_byte(&out, '\n');
    }
    if (outcome == OUTCOME_REFUSED) {
        buffer_format(&out, "%u:%u: %s", reader.problem_line, reader.problem_column, reader.problem);
    }
    return buffer_string(&out);
}

static void test_rows(void)
{
    static const struct {
        struct text source;
        const char *rows;
    } cases[] = {
        {TEXT(""), ""},
        {TEXT("a"), "[a]\n"},
        {TEXT("a,b\r\n1,2\r\n"), "[a][b]\n[1][2]\n"},
        {TEXT("a,b\n1,2"), "[a][b]\n[1][2]\n"},
        {TEXT("a\rb"), "[a]\n[b]\n"},
        {TEXT("\xef\xbb\xbf"
              "a,b"),
         "[a][b]\n"},
        {TEXT(",\n"), "[][]\n"},
        {TEXT("a,\n,b\n"), "[a][]\n[][b]\n"},
        {TEXT("\n\na\n\r\n\nb\n\n"), "[a]\n[b]\n"},
        {TEXT("\"\"\n"), "[]\n"},
        {TEXT("\"a,b\",\"c\"\"d\"\n"), "[a,b][c\"d]\n"},
        {TEXT("\"a\nb\",c\n"), "[a\nb][c]\n"},
        {TEXT("a\"b\",c"), "[a\"b\"][c]\n"},
        {TEXT(" a , b "), "[ a ][ b ]\n"},
        {TEXT("a,\"b"), "1:3: this quote is not closed"},
        {TEXT("a\n\xc3\xa9,\"b\nc"), "[a]\n2:3: this quote is not closed"},
        {TEXT("\"a\nb\"c"), "2:3: something stands behind the quote that closes this field (a quote inside is written "
                            "twice)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        const char *rows = shown(cases[i].source);
        CHECK(strcmp(rows, cases[i].rows) == 0, "%.*s gives %s", TEXT_ARGS(cases[i].source), rows);
    }
}

static void test_places(void)
{
    struct csv_reader reader = csv_reader_of(&arena, TEXT("\xc3\xa9,\"x\r\ny\",z\n\nlast"));
    struct csv_row row;
    check_new_test();
    CHECK(csv_read_row(&reader, &row) == OUTCOME_FOUND && row.count == 3, "row of line %u", reader.line);
    CHECK(row.fields[0].line == 1 && row.fields[0].column == 1 && !row.fields[0].quoted, "row of line %u", reader.line);
    CHECK(row.fields[1].line == 1 && row.fields[1].column == 3 && row.fields[1].quoted, "row of line %u", reader.line);
    CHECK(row.fields[2].line == 2 && row.fields[2].column == 4, "row of line %u", reader.line);
    CHECK(csv_read_row(&reader, &row) == OUTCOME_FOUND && row.fields[0].line == 4, "row of line %u", reader.line);
    CHECK(csv_read_row(&reader, &row) == OUTCOME_NONE && csv_read_row(&reader, &row) == OUTCOME_NONE, "row of line %u",
          reader.line);
}

static void test_written(void)
{
    const struct text fields[] = {TEXT("a"), TEXT(""), TEXT("b,c"), TEXT("d\"e"), TEXT("f\ng"), TEXT(" h"), TEXT("=1")};
    const struct text empty = TEXT("");
    struct buffer out = {.arena = &arena};
    check_new_test();
    csv_put_row(&out, fields, sizeof fields / sizeof *fields);
    csv_put_row(&out, &empty, 1);
    CHECK(strcmp(buffer_string(&out), "a,,\"b,c\",\"d\"\"e\",\"f\ng\",\" h\",=1\r\n\"\"\r\n") == 0, "%s", out.bytes);
}

static void test_all(void *context)
{
    (void)context;
    test_rows();
    test_places();
    test_written();
}

int main(void)
{
    arena_init(&arena, 0);
    const bool ran = arena_run(&arena, test_all, NULL);
    arena_release(&arena);
    return check_done() || !ran;
}
