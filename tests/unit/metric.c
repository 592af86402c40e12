/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/table/metric_find.h"
#include "tests/unit/check.h"

#include <string.h>

static struct arena arena;

static const char *shown(struct metric_value value)
{
    struct buffer out = {.arena = &arena};
    switch (value.state) {
    case METRIC_FOUND:
        buffer_put(&out, value.text);
        break;
    case METRIC_NO_FILE:
        break; /* no content, no call */
    case METRIC_NO_KEY:
        buffer_put(&out, value.meant.length > 0 ? TEXT("no key, but ") : TEXT("no key"));
        buffer_put(&out, value.meant);
        break;
    case METRIC_NO_NUMBER:
        buffer_format(&out, "no number: %.*s", TEXT_ARGS(value.text));
        break;
    case METRIC_UNREADABLE:
        buffer_format(&out, "unreadable: %s", value.problem);
    }
    return buffer_string(&out);
}

static const char *found(const char *spec, struct metric_content content)
{
    struct metric metric;
    const char *problem = metric_read(&arena, text_of(spec), &metric);
    if (problem) {
        return problem;
    }
    const char *value = shown(metric_find(&arena, &metric, content));
    metric_release(&metric);
    return value;
}

struct finding {
    const char *spec;
    struct text content;
    const char *value;
};

static void check_findings(const struct finding *cases, size_t count, bool has_ended)
{
    for (size_t i = 0; i < count; i++) {
        check_new_case();
        const char *value = found(cases[i].spec, (struct metric_content){cases[i].content, .has_ended = has_ended});
        CHECK(strcmp(value, cases[i].value) == 0, "%s in %.*s: %s", cases[i].spec, TEXT_ARGS(cases[i].content), value);
    }
}
#define CHECK_FINDINGS(cases, has_ended) check_findings(cases, sizeof cases / sizeof *cases, has_ended)

static void test_documents(void)
{
    static const struct finding cases[] = {
        {"m.json:a", TEXT("{\"a\": 1e-4}"), "1e-4"},
        {"m.json:a", TEXT("{\"a\": 12345678901234567890.10}"), "12345678901234567890.10"},
        {"m.json:eval.acc", TEXT("{\"eval\": {\"acc\": 0.98}}"), "0.98"},
        {"m.json:eval/acc", TEXT("{\"eval/acc\": 0.98}"), "0.98"},
        {"m.json:eval\\.acc", TEXT("{\"eval.acc\": 0.98}"), "0.98"},
        {"m.json:eval.acc", TEXT("{\"eval.acc\": 0.98}"), "no key, but eval\\.acc"},
        {"m.json:accuracy", TEXT("{\"acuracy\": 0.98}"), "no key, but acuracy"},
        {"m.json:a[1]", TEXT("{\"a\": [1, 2]}"), "2"},
        {"m.json:a[-1].b", TEXT("{\"a\": [1, {\"b\": 3}]}"), "3"},
        {"m.json:a[2]", TEXT("{\"a\": [1, 2]}"), "no key"},
        {"m.json:a[name=x].b", TEXT("{\"a\": [{\"name\": \"y\", \"b\": 1}, {\"name\": \"x\", \"b\": 2}]}"), "2"},
        {"m.json:a[name=x].b", TEXT("{\"a\": [{\"name\": \"x\", \"b\": 1}, {\"name\": \"x\", \"b\": 2}]}"), "no key"},
        {"m.json:a", TEXT("{\"a\": NaN}"), "NaN"},
        {"m.json:a", TEXT("{\"a\": -Infinity}"), "-Infinity"},
        {"m.json:a", TEXT("{\"a\": \"0.5\"}"), "0.5"},
        {"m.json:a", TEXT("{\"a\": \"best\"}"), "no number: best"},
        {"m.json:a", TEXT("{\"a\": \"\"}"), "no number: "},
        {"m.json:a", TEXT("{\"a\": true}"), "no number: true"},
        {"m.json:a", TEXT("{\"a\": null}"), "no number: null"},
        {"m.json:a", TEXT("{\"a\": [1]}"), "no number: a list"},
        {"m.json:a", TEXT("{\"a\": {\"b\": 1}}"), "no number: an object"},
        {"m.json:a", TEXT("{\"b\": 1}"), "no key"},
        {"m.json:a", TEXT("{\"a\": 1, \"a\": 2}"), "2"},
        {"m.json:a.b", TEXT("{\"a\": 1}"), "no key"},
        {"m.json:a", TEXT("[1]"), "no key"},
        {"m.json:a", TEXT(""), "unreadable: the file is empty: expected a JSON value"},
        {"m.json:a", TEXT("{\"a\": 0.9"),
         "unreadable: line 1: expected ',' or '}', but the file ends here (the object that begins at 1:1 is not "
         "closed)"},
        {"m.json:a", TEXT("{\"a\": 1}\n{\"a\": 2}\n"), "2"},
        {"m.json:a", TEXT("{\"a\": 1}\n{\"a\": 2}\n{\"a\""), "2"},
        {"m.yaml:a.b", TEXT("a:\n  b: 0.50\n"), "0.50"},
        {"m.yml:a", TEXT("a: .nan\n"), ".nan"},
        {"m.yaml:a", TEXT("a: -.INF\n"), "-.INF"},
        {"m.yaml:a", TEXT("a: nan\n"), "nan"},
        {"m.yaml:a", TEXT("a: 1e-4\n"), "1e-4"},
        {"m.yaml:a", TEXT("a: 012\n"), "no number: 012"},
        {"m.yaml:a", TEXT("a: 0x1f\n"), "no number: 0x1f"},
        {"m.yaml:a", TEXT("a: 12:30\n"), "no number: 12:30"},
        {"m.yaml:a", TEXT("a:\n"), "no number: "},
        {"m.yaml:b.c", TEXT("a: &x {c: 7}\nb: *x\n"), "7"},
        {"m.yaml:b.c", TEXT("a: &x {c: 7}\nb:\n  <<: *x\n"), "7"},
        {"m.yaml:a", TEXT("a: 1\n---\na: 2\n---\nb: 3\n"), "2"},
        {"m.yaml#1:a", TEXT("a: 1\n---\na: 2\n"), "1"},
        {"m.yaml#3:a", TEXT("a: 1\n---\na: 2\n"), "no key"},
        {"m.yaml:a", TEXT("a: ]\n"),
         "unreadable: line 1: while parsing a block node: did not find expected node content (this is not valid YAML)"},
        {"out/metrics:a", TEXT("{\"a\": 5}"), "5"},
        {"out/metrics:a", TEXT("a: 5"), "5"},
    };
    CHECK_FINDINGS(cases, true);
}

static void test_lines(void)
{
    static const struct finding cases[] = {
        {"l.jsonl:a", TEXT("{\"a\": 1}\n{\"a\": 2.50}\n"), "2.50"},
        {"l.jsonl:a", TEXT("{\"a\": 1}\n{\"a\": 2}"), "2"},
        {"l.jsonl:a", TEXT("{\"a\": 1}\r\n{\"b\": 2}\r\n\r\n"), "1"},
        {"l.jsonl:a.b", TEXT("{\"a\": {\"b\": 1}}\n{\"a\": 2}\n"), "1"},
        {"l.jsonl:a", TEXT("{\"\\u0061\": 1}\n{\"b\": 2}\n"), "1"},
        {"l.ndjson:a", TEXT("{\"a\": 1}\n{\"a\": null}\n"), "no number: null"},
        {"l.jsonl:a", TEXT("{\"a\": 1}\n{\"a\": 0.9"), "1"},
        {"l.jsonl:a", TEXT("{\"a\": 1}\n{\"a\": 0.9\n{\"b\": 1}\n"), "unreadable: one of its last lines is damaged"},
        {"l.jsonl:a", TEXT("{\"a\": 1}\nsaved a\n"), "1"},
        {"l.jsonl:lss", TEXT("{\"loss\": 1}\n"), "no key, but loss"},
        {"l.jsonl:a", TEXT(""), "no key"},
    };
    CHECK_FINDINGS(cases, true);
}

static void test_csv(void)
{
    static const struct finding cases[] = {
        {"h.csv:loss", TEXT("epoch,loss\n1,0.5\n2,0.250\n"), "0.250"},
        {"h.csv:val.loss", TEXT("\"val.loss\",b\r\n\"1e-4\",2\r\n"), "1e-4"},
        {"h.csv:a\\:b", TEXT("a:b\n3\n"), "3"},
        {"h.csv:loss", TEXT("epoch,loss\n1,0.5\n2,\n"), "no number: "},
        {"h.csv:loss", TEXT("epoch,loss\n1,0.5\n2\n"), "no number: "},
        {"h.csv:loss", TEXT("epoch,loss\n"), "no number: "},
        {"h.csv:loss", TEXT("epoch,loss\n1,nan\n"), "nan"},
        {"h.csv:los", TEXT("epoch,loss\n1,0.5\n"), "no key, but loss"},
        {"h.csv:loss", TEXT("loss,loss\n1,2\n"), "unreadable: two columns have this name"},
        {"h.csv:loss", TEXT("loss\n1,2\n"), "unreadable: a row has more fields than the first one names"},
        {"h.csv:loss", TEXT("loss\n\"1\n"), "unreadable: line 2: this quote is not closed"},
        {"h.csv:loss", TEXT(""), "no key"},
    };
    CHECK_FINDINGS(cases, true);
}

static void test_expressions(void)
{
    static const struct finding cases[] = {
        {"stdout:/accuracy ([0-9.]+)/", TEXT("accuracy 0.5\naccuracy 0.98\nbye\n"), "0.98"},
        {"output:/acc=([^ ]+)/", TEXT("acc=1 acc=2 x\n"), "2"},
        {"output:/acc=([^ ]+)/", TEXT("acc=nan\n"), "nan"},
        {"output:/acc=([^ ]+)/", TEXT("acc=1\nacc=none\n"), "no number: none"},
        {"output:/acc=([^ ]+)/", TEXT("acc=1\nacc=98%\n"), "no number: 98%"},
        {"output:/^l ([0-9]+)/", TEXT("l 1 l 2\rl 3 l 4\r"), "3"},
        {"output:/a ([0-9]+)/", TEXT("a 1\0a 2\0b\n"), "2"},
        {"output:/(train|test) ([0-9]+)/", TEXT("test 3\n"), "no number: test"},
        {"output:/a(x)?/", TEXT("a\n"), "no number: "},
        {"output:/x*()/", TEXT("ab\n"), "no number: "},
        {"train.log:/a\\/b ([0-9]+)/", TEXT("a/b 5\n"), "5"},
        {"output:/a\\.([0-9]+)/", TEXT("ab1\n"), "no key"},
        {"output:/a ([0-9]+)/", TEXT(""), "no key"},
        {"output:/[]*+]([0-9]+)/", TEXT("*5\n"), "5"},
        {"output:/[[:alpha:]*+]+\\*([0-9]+)/", TEXT("+*5\n"), "5"},
        {"output:/[^]*?]+([0-9]+)/", TEXT("a5\n"), "5"},
    };
    CHECK_FINDINGS(cases, true);
}

/* A job that goes on, or was killed, has written a part of something. */
static void test_cut(void)
{
    static const struct finding cases[] = {
        {"output:/a ([0-9.]+)/", TEXT("a 0.5\na 0.9"), "0.5"},
        {"output:/a ([0-9.]+)/", TEXT("a 0.9"), "no key"},
        {"l.jsonl:a", TEXT("{\"a\": 1}\n{\"a\": 2}"), "1"},
        {"h.csv:a", TEXT("a\n1\n2"), "1"},
        {"m.yaml:a", TEXT("a: 0.9"), "unreadable: its last line has no end, and may have been cut off"},
        {"m.yaml:a", TEXT("a: 0.9\n"), "0.9"},
        {"m.json:a", TEXT("{\"a\": 0.9}"), "0.9"},
    };
    CHECK_FINDINGS(cases, false);
}

/* Of the end of a long file the first line may be a part of one. */
static void test_tails(void)
{
    static const struct finding cases[] = {
        {"output:/a ([0-9.]+)/", TEXT("a 0.5\nb\n"), "no key"},
        {"output:/a ([0-9.]+)/", TEXT("a 0.5\na 0.7\n"), "0.7"},
        {"l.jsonl:a", TEXT("\"a\": 1}\n{\"b\": 2}\n"), "no key"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        const char *value = found(cases[i].spec, (struct metric_content){cases[i].content, true, true});
        CHECK(strcmp(value, cases[i].value) == 0, "%s: %s", cases[i].spec, value);
    }
}

static void test_refused(void)
{
    static const struct {
        const char *spec, *problem;
    } cases[] = {
        {"", "not FILE:KEY or FILE:/EXPRESSION/ (metrics.json:accuracy, 'output:/accuracy ([0-9.]+)/')"},
        {"accuracy", "not FILE:KEY or FILE:/EXPRESSION/ (metrics.json:accuracy, 'output:/accuracy ([0-9.]+)/')"},
        {":a", "no file is named before the colon"},
        {"m.json:", "the key path is empty"},
        {"h.csv:", "a column has to stand behind the colon"},
        {"/m.json:a",
         "the file has to be in the cell's directory, or to have {cell} in its path (runs/{cell}/metrics.json)"},
        {"a/../../m.json:a",
         "the file has to be in the cell's directory, or to have {cell} in its path (.. leads out of it)"},
        {"m.json:a[+]", "[+] is an element that is not there yet (the last one is [-1])"},
        {"output:loss", "the output is searched by an expression: output:/loss ([0-9.]+)/"},
        {"output:/loss/", "the expression has no group (put the number's part in parentheses: /loss ([0-9.]+)/)"},
        {"output:/loss (\\d+)/", "\\d is not POSIX's (write [0-9], and in brackets 0-9)"},
        {"output:/loss ([\\d.]+)/", "\\d is not POSIX's (write [0-9], and in brackets 0-9)"},
        {"output:/\\b(x)/", "\\b is not POSIX's"},
        {"output:/(a)\\1/", "\\1 is not POSIX's"},
        {"output:/a.*?(b)/",
         "a repetition of a repetition is not POSIX's (instead of .*? write what it may take: [^ ]*)"},
        {"output:/(a){2}{3}/",
         "a repetition of a repetition is not POSIX's (instead of .*? write what it may take: [^ ]*)"},
        {"m.yaml#0:a", "the documents of a stream are counted from 1 (write '\\#' for a path that holds a #)"},
        {"m.yaml#kind=a:a", "only a document of a YAML stream can be chosen, by its number (FILE#2:KEY)"},
        {"l.jsonl#2:a", "only a document of a YAML stream can be chosen, by its number (FILE#2:KEY)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct metric metric;
        check_new_case();
        const char *problem = metric_read(&arena, text_of(cases[i].spec), &metric);
        CHECK(problem && strcmp(problem, cases[i].problem) == 0, "%s: %s", cases[i].spec, problem ? problem : "none");
    }
}

static void test_not_compiled(void)
{
    static const char *const specs[] = {"output:/a (/", "output:/([a/", "output:/(?:a)/", "output:/(a)\\/"};
    for (size_t i = 0; i < sizeof specs / sizeof *specs; i++) {
        struct metric metric;
        check_new_case();
        const char *problem = metric_read(&arena, text_of(specs[i]), &metric);
        CHECK(problem && text_starts(text_of(problem), TEXT("not a POSIX extended regular expression: ")), "%s: %s",
              specs[i], problem ? problem : "none");
    }
}

static void test_names(void)
{
    static const struct {
        const char *spec, *name;
    } cases[] = {
        {"m.json:eval.acc", "acc"},
        {"m.json:eval[0]", "eval[0]"},
        {"m.json:[0]", ""},
        {"h.csv:val.loss", "val.loss"},
        {"output:/test accuracy ([0-9.]+)/", "accuracy"},
        {"output:/val-loss: *([0-9.]+)/", ""},
        {"output:/val_loss = ([0-9.]+)/", "val_loss"},
        {"output:/([0-9.]+) %/", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct metric metric;
        check_new_case();
        const char *problem = metric_read(&arena, text_of(cases[i].spec), &metric);
        CHECK(!problem && text_equal(metric.name, text_of(cases[i].name)), "%s: %.*s", cases[i].spec,
              TEXT_ARGS(metric.name));
        if (!problem) {
            metric_release(&metric);
        }
    }
}

static void test_all(void *context)
{
    (void)context;
    test_documents();
    test_lines();
    test_csv();
    test_expressions();
    test_cut();
    test_tails();
    test_refused();
    test_not_compiled();
    test_names();
}

int main(void)
{
    arena_init(&arena, 0);
    const bool ran = arena_run(&arena, test_all, NULL);
    arena_release(&arena);
    return check_done() || !ran;
}
