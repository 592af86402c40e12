/* SPDX-License-Identifier: Apache-2.0 */
/* Which cells words of a command line make, what each of them sets, and what is said about wrong words. */
#include "core/sweep/axis_word.h"
#include "core/sweep/axis_zip.h"
#include "core/sweep/cells.h"
#include "tests/unit/check.h"
#include "tests/unit/dump_overrides.h"

#include <string.h>

#define WORDS_MAX 8

static const struct sweep_case {
    const char *words[WORDS_MAX]; /* axes; "--zip A,B"; "--repeat N KEY"; "--random N"; "--run-config KEY=VALUES" */
    const char *file;             /* -f, or NULL */
    const char *expected;         /* a line each cell, or what is said */
} cases[] = {
    /* the grid */
    {{"c.yaml:a=1,2", "c.yaml:b=x,z"}, NULL, "a=1 b=\"x\"\na=1 b=\"z\"\na=2 b=\"x\"\na=2 b=\"z\"\n"},
    {{"c.yaml:lr=1e-4,3e-4"}, NULL, "lr=1.0e-4\nlr=3.0e-4\n"},
    {{"a=1,2", "d.yaml:b=3"}, "c.yaml", "a=1 b=3\na=2 b=3\n"},
    {{"a=1,2"}, "c:d.yaml", "a=1\na=2\n"},
    {{"a=1,2"}, NULL, "argument 1: \"a\": no file is named (write FILE:KEY, or -f FILE before it)\n"},
    {{"c.yaml:a"}, NULL, "argument 1: \"c.yaml:a\": the values are missing (write FILE:KEY=VALUE,VALUE)\n"},
    {{"c.yaml:~a=1"}, NULL, "argument 1: \"c.yaml:~a\": '~' removes, and takes no values\n"},
    {{"c.yaml:+a=1,2"}, NULL, "a=1\na=2\n"},
    {{"c.yaml:a=1", "c.yaml:a=2"},
     NULL,
     "argument 2: \"c.yaml:a\": its values are said twice (say them once, with commas between them)\n"},
    {{"c.yaml:a=1", "./c.yaml:+a=2"},
     NULL,
     "argument 2: \"c.yaml:a\": its values are said twice (say them once, with commas between them)\n"},
    {{"/job/./c.yaml:a=1", "c.yaml:a=2"},
     NULL,
     "argument 2: \"/job/./c.yaml:a\": its values are said twice (say them once, with commas between them)\n"},
    {{"/jobs/c.yaml:a=1", "c.yaml:a=2"}, NULL, "a=1 a=2\n"},
    {{"c.yaml#1:a=1,2", "c.yaml#2:a=3"}, NULL, "a=1 a=3\na=2 a=3\n"},
    {{"--run-config lr=1,2", "c.yaml:a=3"}, NULL, "{\"lr\": 1} a=3\n{\"lr\": 2} a=3\n"},
    {{"run_config:x.y=[1],2"}, NULL, "{\"x\": {\"y\": [1]}}\n{\"x\": {\"y\": 2}}\n"},

    /* commas */
    {{"c.yaml:l=[1,2],[3]"}, NULL, "l=[1, 2]\nl=[3]\n"},
    {{"c.yaml:n=\"a,b\",'c,d',e"}, NULL, "n=\"a,b\"\nn=\"c,d\"\nn=\"e\"\n"},
    {{"c.yaml:n='it''s, ok',x"}, NULL, "n=\"it's, ok\"\nn=\"x\"\n"},
    {{"c.yaml:n=\"a\\\",b\",c"}, NULL, "n=\"a\\\",b\"\nn=\"c\"\n"},
    {{"c.yaml:n=it's,that's"}, NULL, "n=\"it's\"\nn=\"that's\"\n"},
    {{"c.yaml:n={a: 1, b: [2,3]},{a: '}', b: it's}"},
     NULL,
     "n={\"a\": 1, \"b\": [2, 3]}\nn={\"a\": \"}\", \"b\": \"it's\"}\n"},
    {{"c.yaml:n=f(1,2),g(3"},
     NULL,
     "argument 1: \"c.yaml:n\": a ( is not closed (for one that is text, quote the value twice: '\"(\"')\n"},
    {{"c.yaml:n=f(1,2),g(3)"}, NULL, "n=\"f(1,2)\"\nn=\"g(3)\"\n"},
    {{"c.yaml:n=[1,2"},
     NULL,
     "argument 1: \"c.yaml:n\": a [ is not closed (for one that is text, quote the value twice: '\"[\"')\n"},
    {{"c.yaml:n=x{a,b"},
     NULL,
     "argument 1: \"c.yaml:n\": a { is not closed (for one that is text, quote the value twice: '\"{\"')\n"},
    {{"c.yaml:n=\"a,b"},
     NULL,
     "argument 1: \"c.yaml:n\": a \" is not closed (for one that is text, quote the value twice: '\"\\\"\"')\n"},
    {{"c.yaml:n=a[b"}, NULL, "n=\"a[b\"\n"},
    {{"c.yaml:n= range(1,2) "}, NULL, "n=1\nn=2\n"},
    {{"c.yaml:n=1,,2"},
     NULL,
     "argument 1: \"c.yaml:n\": a value is empty between commas (write '\"\"' for an empty string)\n"},
    {{"c.yaml:n=1, 2 ,3"}, NULL, "n=1\nn=2\nn=3\n"},
    {{"c.yaml:n=1,b.c=2"},
     NULL,
     "argument 1: \"c.yaml:n\": b.c=2: each key is a word of its own (for a string, quote it twice: '\"text\"')\n"},
    {{"c.yaml:n=b=1,\"c=2\",--d=3"}, NULL, "n=\"b=1\"\nn=\"c=2\"\nn=\"--d=3\"\n"},
    {{"c.yaml:n="}, NULL, "n=\"\"\n"},
    {{"c.yaml:n=\"\",x"}, NULL, "n=\"\"\nn=\"x\"\n"},
    {{"c.yaml:n=yes,012,null,~,true"}, NULL, "n=yes\nn=012\nn=null\nn=true\nequal 1\n"},
    {{"c.yaml:n=!x \"a,b\",2"}, NULL, "n=!x \"a,b\"\nn=2\n"},

    /* equal values */
    {{"c.yaml:a=1e-3,0.001,1.0e-3"}, NULL, "a=1.0e-3\nequal 2\n"},
    {{"c.yaml:a=1,1.0,0x1"}, NULL, "a=1\na=1.0\nequal 1\n"},
    {{"c.yaml:a=x,'x',\"x\""}, NULL, "a=\"x\"\nequal 2\n"},
    {{"c.yaml:a=1,'1'"}, NULL, "a=1\na=\"1\"\n"},
    {{"c.yaml:a={b: 1, c: 2},{c: 2, b: 0x1}"}, NULL, "a={\"b\": 1, \"c\": 2}\nequal 1\n"},
    {{"c.yaml:a=0.0,-0.0"}, NULL, "a=0.0\na=-0.0\n"},

    /* calls */
    {{"c.yaml:a=range(0.1,0.5,0.1)"}, NULL, "a=0.1\na=0.2\na=0.3\na=0.4\na=0.5\n"},
    {{"c.yaml:a=range(1,3)"}, NULL, "a=1\na=2\na=3\n"},
    {{"c.yaml:a=range(3,1,-1)"}, NULL, "a=3\na=2\na=1\n"},
    {{"c.yaml:a=range(0,1,0.5)"}, NULL, "a=0.0\na=0.5\na=1.0\n"},
    {{"c.yaml:a=range(-1,1,0.75)"}, NULL, "a=-1.0\na=-0.25\na=0.5\n"},
    {{"c.yaml:a=range(1e-5,3e-5,1e-5)"}, NULL, "a=1.0e-5\na=2.0e-5\na=3.0e-5\n"},
    {{"c.yaml:a=range(3,1)"},
     NULL,
     "argument 1: \"c.yaml:a\": range(3,1): the last number is below the first (a step below 0 goes down)\n"},
    {{"c.yaml:a=range(1,3,0)"}, NULL, "argument 1: \"c.yaml:a\": range(1,3,0): the step is 0\n"},
    {{"c.yaml:a=range(1)"},
     NULL,
     "argument 1: \"c.yaml:a\": range(1): write range(FIRST,LAST) or range(FIRST,LAST,STEP)\n"},
    {{"c.yaml:a=range(1,x)"}, NULL, "argument 1: \"c.yaml:a\": range(1,x): \"x\" is no number\n"},
    {{"c.yaml:a=range(0,1e9)"}, NULL, "argument 1: \"c.yaml:a\": range(0,1e9): it has more than 1000000 values\n"},
    {{"c.yaml:a=range(0,1,1e-300)"},
     NULL,
     "argument 1: \"c.yaml:a\": range(0,1,1e-300): these numbers together have more digits than can be added "
     "exactly\n"},
    {{"c.yaml:a=0,range(1,2),log(1,100,3)"}, NULL, "a=0\na=1\na=2\na=10\na=100\nequal 1\n"},
    {{"c.yaml:a=log(1e-5,1e-1,5)"}, NULL, "a=1.0e-5\na=0.0001\na=0.001\na=0.01\na=0.1\n"},
    {{"c.yaml:a=log(16,256,5)"}, NULL, "a=16\na=32\na=64\na=128\na=256\n"},
    {{"c.yaml:a=log(1,10,3)"}, NULL, "a=1.0\na=3.16228\na=10.0\n"},
    {{"c.yaml:a=log(0,1,3)"},
     NULL,
     "argument 1: \"c.yaml:a\": log(0,1,3): the first and the last number have to be above 0\n"},
    {{"c.yaml:a=uniform(0,1)"}, NULL, "argument 1: \"c.yaml:a\": its values are drawn (say how many by --random N)\n"},
    {{"c.yaml:a=choice(1,2)"}, NULL, "argument 1: \"c.yaml:a\": its values are drawn (say how many by --random N)\n"},
    {{"c.yaml:a=1,uniform(0,1)"},
     NULL,
     "argument 1: \"c.yaml:a\": uniform(0,1): what draws values stands alone (leave out those beside it)\n"},
    {{"c.yaml:a=loguniforn(0,1)"},
     NULL,
     "argument 1: \"c.yaml:a\": loguniforn(0,1): did you mean loguniform(\xe2\x80\xa6)? (for a string, quote it twice: "
     "'\"text\"')\n"},
    {{"c.yaml:a=choice(1,2),choice(3,4)"},
     NULL,
     "argument 1: \"c.yaml:a\": choice(1,2): what draws values stands alone (leave out those beside it)\n"},
    {{"c.yaml:a=linspace(0,1,5)"},
     NULL,
     "argument 1: \"c.yaml:a\": linspace(0,1,5): did you mean range(\xe2\x80\xa6)? (for a string, quote it twice: "
     "'\"text\"')\n"},
    {{"c.yaml:a=\"range(1,2)\",x"}, NULL, "a=\"range(1,2)\"\na=\"x\"\n"},

    /* keys that go together */
    {{"c.yaml:a=1,2", "c.yaml:b=x,z", "c.yaml:d=5,6", "--zip c.yaml:a,c.yaml:d"},
     NULL,
     "a=1 b=\"x\" d=5\na=1 b=\"z\" d=5\na=2 b=\"x\" d=6\na=2 b=\"z\" d=6\n"},
    {{"a=1,2", "b=x,y,z", "--zip a,b"},
     "c.yaml",
     "argument 3: \"c.yaml:a\" has 2 values and \"c.yaml:b\" has 3 (keys that go together have as many)\n"},
    {{"a=1,2", "--zip a,b"}, "c.yaml", "argument 2: \"b\": nothing says its values, or it goes with others already\n"},
    {{"a=1,2", "--zip a,a"}, "c.yaml", "argument 2: \"a\": it stands twice\n"},
    {{"a=1,2", "--zip a"}, "c.yaml", "argument 2: \"a\": name two keys or more, with commas between them\n"},

    /* repeats */
    {{"--repeat 2 c.yaml:seed", "c.yaml:a=1,2"}, NULL, "seed=0 a=1\nseed=1 a=1\nseed=0 a=2\nseed=1 a=2\n"},
    {{"c.yaml:seed=1,2", "--repeat 2 c.yaml:seed"},
     NULL,
     "argument 2: \"c.yaml:seed\": its values are said twice (say them once, with commas between them)\n"},

    /* a value of another key */
    {{"c.yaml:a=1,2", "c.yaml:b={c.yaml:a}"}, NULL, "a=1 b=1\na=2 b=2\n"},
    {{"c.yaml:b={c.yaml:a},7", "c.yaml:a=1,7"}, NULL, "b=1 a=1\nb=7 a=7\nb=7 a=1\nequal 1\n"},
    {{"c.yaml:b={c.yaml:a}"}, NULL, "argument 1: \"c.yaml:b\" repeats \"c.yaml:a\": no axis sets that key\n"},
    {{"c.yaml:b={c.yaml:a}", "c.yaml:a={c.yaml:b}"},
     NULL,
     "argument 1: \"c.yaml:b\" repeats \"c.yaml:a\": values repeat each other in a circle\n"},

    /* cell and directory: the directory of the tests is called it's "a" b, with a brace and a newline */
    {{"c.yaml:a=1,2", "c.yaml:o=runs/{cell}"}, NULL, "a=1 o=\"runs/0\"\na=2 o=\"runs/1\"\n"},
    {{"c.yaml:s={cell}"}, NULL, "s=0\n"},
    {{"c.yaml:s=\"{cell}\""}, NULL, "s=\"0\"\n"},
    {{"c.yaml:s=[{cell}, '{cell}', {a: {cell}}]"}, NULL, "s=[0, \"0\", {\"a\": 0}]\n"},
    {{"c.yaml:s={a: 1},{x},{{x}}-{y"},
     NULL,
     "argument 1: \"c.yaml:s\": a { is not closed (for one that is text, quote the value twice: '\"{\"')\n"},
    {{"c.yaml:s={a: {b: {c: 1}}}"}, NULL, "s={\"a\": {\"b\": {\"c\": 1}}}\n"},
    {{"c.yaml:s=x{{cell}}-{{{cell}}}-{x}"}, NULL, "s=\"x{cell}-{0}-{x}\"\n"},
    {{"c.yaml:s={dir}"}, NULL, "s=\"d/it's \\\"a\\\" {cell}\\n/0\"\n"},
    {{"c.yaml:s='{dir}/x',[{dir}]"},
     NULL,
     "s=\"d/it's \\\"a\\\" {cell}\\n/0/x\"\ns=[\"d/it's \\\"a\\\" {cell}\\n/1\"]\n"},
    {{"c.yaml:s=\xef\xb7\x90"
      "c{cell}"},
     NULL,
     "s=\"\\uFDD0c0\"\n"},
    {{"c.yaml:s=\"\\uFDD0c{{cell}}\""}, NULL, "s=\"\\uFDD0c{cell}\"\n"},
    {{"c.yaml:s=\"\\uFDD0c{cell}\""},
     NULL,
     "argument 1: \"c.yaml:s\": U+FDD0 cannot be written by an escape beside {cell} or {dir}\n"},
    {{"c.yaml:s={cell},\"{cell}\",{cell},{{cell}}x"},
     NULL,
     "argument 1: \"c.yaml:s\": {{ begins a template's text, and no value (for a string, quote it twice: '\"{{ "
     "\xe2\x80\xa6 }}\"')\n"},
    {{"c.yaml:s={cell},\"{cell}\",{cell}"}, NULL, "s=0\ns=\"1\"\nequal 1\n"},

    {{"c.yaml:a=1,2", "--random 0"},
     NULL,
     "how many cells to draw is not said (--random N, random: in a sweep file, run_cap in W&B's)\n"},

    /* exclusions: all conditions have to hold, and 1 is 1.0 there */
    {{"c.yaml:a=1,2.0", "c.yaml:b=x,z", "--exclude c.yaml:a=2 c.yaml:b=x"},
     NULL,
     "a=1 b=\"x\"\na=1 b=\"z\"\na=2.0 b=\"z\"\nexcluded 1\n"},
    {{"c.yaml:a=1,2", "c.yaml:b=1,2", "--exclude c.yaml:a=1", "--exclude c.yaml:b=2"}, NULL, "a=2 b=1\nexcluded 3\n"},
    {{"c.yaml:a=1,2", "--exclude c.yaml:d=1"}, NULL, "a=1\na=2\nargument 2: nothing is excluded by this\n"},
    {{"c.yaml:b={c.yaml:a},7", "c.yaml:a=1,7", "--exclude c.yaml:b=7"}, NULL, "b=1 a=1\nexcluded 3\n"},

    /* choices that set several keys */
    {{"--choose c.yaml:t=cnn c.yaml:s=2|c.yaml:t=rnn", "c.yaml:a=1,2"},
     NULL,
     "t=\"cnn\" s=2 a=1\nt=\"cnn\" s=2 a=2\nt=\"rnn\" a=1\nt=\"rnn\" a=2\n"},
    {{"--choose c.yaml:t=cnn c.yaml:s=2|c.yaml:t=rnn", "c.yaml:b={c.yaml:s}"},
     NULL,
     "argument 2: \"c.yaml:b\" repeats \"c.yaml:s\": no axis sets that key\n"},
    {{"--choose c.yaml:t=1 c.yaml:t=2"}, NULL, "argument 1: \"c.yaml:t\": one choice sets it twice\n"},
    {{"--choose c.yaml:t.a=1|c.yaml:t=2"}, NULL, "t.a=1\nt=2\n"},

    /* several grids: their cells follow each other, and one that was made is not made again */
    {{"c.yaml:a=1,2", "--and", "c.yaml:a=2,3"}, NULL, "a=1\na=2\na=3\nequal 1\n"},
    {{"c.yaml:a=1", "c.yaml:b=2", "--and", "c.yaml:b=2", "c.yaml:a=1"}, NULL, "a=1 b=2\nequal 1\n"},
    {{"--and"}, NULL, "\nequal 1\n"},
    {{"c.yaml:a=range(1,9)", "--cap 2", "--and", "c.yaml:a=7"}, NULL, "a=1\na=2\na=7\n"},
    {{"c.yaml:a=range(1,999999)", "c.yaml:b=range(1,999999)", "--cap 2"}, NULL, "a=1 b=1\na=1 b=2\n"},

    /* draws: known ones, each key by itself, and more of them behind those that were there */
    {{"c.yaml:a=uniform(0,1)", "--random 2"}, NULL, "a=0.986715\na=0.975476\n"},
    {{"c.yaml:b=loguniform(1e-5,1e-1)", "c.yaml:a=uniform(0,1)", "--random 3"},
     NULL,
     "b=0.00358856 a=0.986715\nb=0.0182878 a=0.975476\nb=0.0469222 a=0.0917809\n"},
    {{"c.yaml:a=choice(x,\"y,z\")", "c.yaml:b=range(1,5)", "--random 4", "--repeat 2 c.yaml:seed"},
     NULL,
     "a=\"x\" b=5 seed=0\na=\"x\" b=5 seed=1\na=\"y,z\" b=5 seed=0\na=\"y,z\" b=5 seed=1\na=\"x\" b=1 seed=0\na=\"x\" "
     "b=1 seed=1\nequal 2\n"},
    {{"--choose c.yaml:t=cnn c.yaml:s=2 c.yaml:u=3|c.yaml:t=rnn", "--random 100"},
     NULL,
     "t=\"rnn\"\nt=\"cnn\" s=2 u=3\nequal 98\n"},
    {{"c.yaml:a=uniform(0,100,5)", "c.yaml:b=uniform(0,1,0.1)", "--random 3"},
     NULL,
     "a=100 b=0.6\na=100 b=0.8\na=10 b=0.9\n"},
    {{"c.yaml:a=uniform(1,0)", "--random 3"},
     NULL,
     "argument 1: \"c.yaml:a\": uniform(1,0): the most is below the least\n"},
    {{"c.yaml:a=loguniform(0,1)", "--random 3"},
     NULL,
     "argument 1: \"c.yaml:a\": loguniform(0,1): a logarithm takes bounds above 0\n"},
    {{"c.yaml:a=uniform(0)", "--random 3"},
     NULL,
     "argument 1: \"c.yaml:a\": uniform(0): write uniform(LEAST,MOST) or uniform(LEAST,MOST,MULTIPLE_OF)\n"},
    {{"c.yaml:a=uniform(0,1)", "c.yaml:b=1,2", "--zip c.yaml:a,c.yaml:b", "--random 3"},
     NULL,
     "argument 3: \"c.yaml:a\": its values are drawn, and go with no others\n"},

    /* one key within another */
    {{"c.yaml:a={b: 1},{b: 2}", "c.yaml:a.b=3"}, NULL, "a={\"b\": 1} a.b=3\na={\"b\": 2} a.b=3\n"},
    {{"c.yaml:a.b=3", "c.yaml:ab=1", "./c.yaml:a=1,2"},
     NULL,
     "argument 3: \"./c.yaml:a\" replaces \"c.yaml:a.b\", which is set before it (name the outer one first)\n"},

    {{"c.yaml:s=[1, # {cell}\n2]"},
     NULL,
     "argument 1: \"c.yaml:s\": {cell} and {dir} can stand in scalars and keys alone\n"},

    /* too many */
    {{"c.yaml:a=range(1,100000)", "c.yaml:b=range(1,100000)", "c.yaml:c=range(1,100000)", "c.yaml:d=range(1,100000)"},
     NULL,
     "more than 100000 cells\n"},
    {{"c.yaml:a=range(1,100001)"}, NULL, "100001 cells are too many (100000 can be made)\n"},
};

#define DIR "d/it's \"a\" {cell}\n/"

struct reading {
    struct sweep *sweep;
    struct sweep_grid *grid;
    struct place place;
    struct text file;
    struct diagnostics *diagnostics;
};

static uint32_t number_of_text(struct text digits)
{
    uint32_t number = 0;
    CHECK(text_number(digits, &number), "%.*s", TEXT_ARGS(digits));
    return number;
}

/* KEY=VALUE, with a blank between two of them. */
static const struct sweep_setting *read_settings(const struct reading *reading, struct text words, size_t *count)
{
    struct sweep_setting *settings = arena_array(reading->sweep->arena, struct sweep_setting, 4);
    *count = 0;
    for (size_t start = 0, end; start < words.length; start = end + 1) {
        end = text_find(words, start, ' ');
        const size_t equals = text_find(words, start, '=');
        const struct sweep_key *key = sweep_key(reading->sweep, reading->place, text_part(words, start, equals),
                                                reading->file, reading->diagnostics);
        settings[(*count)++] =
            (struct sweep_setting){key, {.text = text_part(words, equals + 1, end), .place = reading->place}};
    }
    return settings;
}

static void add_exclusion(const struct reading *reading, struct text words)
{
    struct sweep_exclusion *exclusion = arena_new(reading->sweep->arena, struct sweep_exclusion);
    exclusion->settings = read_settings(reading, words, &exclusion->count);
    exclusion->next = reading->grid->exclusions;
    reading->grid->exclusions = exclusion;
}

static void add_choices(const struct reading *reading, struct text words)
{
    struct sweep_choice *choices = arena_array(reading->sweep->arena, struct sweep_choice, 4);
    struct sweep_axis *axis = sweep_add_axis(reading->sweep, reading->grid, reading->place);
    for (size_t start = 0, end; start < words.length; start = end + 1) {
        end = text_find(words, start, '|');
        struct sweep_choice *choice = &choices[axis->count++];
        choice->settings = read_settings(reading, text_part(words, start, end), &choice->count);
        choice->weight = choice->count; /* what sets more is drawn more often */
    }
    axis->choices = choices;
}

static bool read_repeat(const struct reading *reading, struct text words)
{
    const size_t blank = text_find(words, 0, ' ');
    const struct sweep_key *key =
        sweep_key(reading->sweep, reading->place, text_from(words, blank + 1), reading->file, reading->diagnostics);
    return key && axis_repeat(reading->sweep, reading->grid, reading->place, number_of_text(text_part(words, 0, blank)),
                              key, reading->diagnostics);
}

static bool starts(struct text *word, struct text option)
{
    const bool is_option = text_starts(*word, option);
    *word = is_option ? text_from(*word, option.length) : *word;
    return is_option;
}

static bool read_word(struct reading *reading, struct text word)
{
    struct sweep_grid *grid = reading->grid;
    if (starts(&word, TEXT("--zip "))) {
        return axis_zip(reading->sweep, grid, reading->place, word, reading->file, reading->diagnostics);
    }
    if (starts(&word, TEXT("--repeat "))) {
        return read_repeat(reading, word);
    }
    if (starts(&word, TEXT("--random "))) {
        grid->seed = 7;
        grid->is_random = true;
        grid->random = number_of_text(word);
    } else if (starts(&word, TEXT("--cap "))) {
        grid->cap = number_of_text(word);
    } else if (starts(&word, TEXT("--exclude "))) {
        add_exclusion(reading, word);
    } else if (starts(&word, TEXT("--choose "))) {
        add_choices(reading, word);
    } else if (starts(&word, TEXT("--and"))) {
        reading->grid = sweep_add_grid(reading->sweep, reading->place);
    } else {
        const bool is_run_config = starts(&word, TEXT("--run-config "));
        return axis_word_read(reading->sweep, grid, reading->place, word, reading->file, is_run_config,
                              reading->diagnostics);
    }
    return true;
}

static void put_values(struct buffer *out, const struct overrides *overrides)
{
    const size_t start = out->length;
    if (overrides->run_config) {
        emit_json(out, overrides->run_config);
    }
    for (const struct override *override = overrides->first; override; override = override->next) {
        buffer_put(out, out->length > start ? TEXT(" ") : TEXT(""));
        keypath_write(out, override->path);
        buffer_byte(out, '=');
        emit_yaml(out, node_synthetic_copy(out->arena, override->value), NULL);
    }
    buffer_byte(out, '\n');
}

static void put_cell(struct buffer *out, const struct sweep_cell *cell, size_t number, struct diagnostics *diagnostics)
{
    struct overrides overrides = {.arena = out->arena};
    struct buffer dir = {.arena = out->arena};
    buffer_format(&dir, DIR "%zu", number);
    const struct cell_names names = {(uint32_t)number, buffer_string(&dir)};
    if (sweep_cell_apply(&overrides, cell, &names, diagnostics)) {
        put_values(out, &overrides);
    }
}

struct run {
    struct arena *arena;
    const struct sweep_case *sweep_case;
    const char *found;
};

static void read_words(const struct run *run, struct sweep *sweep, struct diagnostics *diagnostics)
{
    struct reading reading = {.sweep = sweep,
                              .grid = sweep_add_grid(sweep, (struct place){0}),
                              .file = text_of(run->sweep_case->file),
                              .diagnostics = diagnostics};
    for (size_t i = 0; i < WORDS_MAX && run->sweep_case->words[i]; i++) {
        struct buffer origin = {.arena = run->arena};
        buffer_format(&origin, "argument %zu", i + 1);
        reading.place.source = buffer_string(&origin);
        const size_t errors = diagnostics->errors;
        const bool right = read_word(&reading, text_of(run->sweep_case->words[i]));
        CHECK(right == (diagnostics->errors == errors), "%s", run->sweep_case->words[i]);
    }
}

static void put_count(struct buffer *out, const char *name, size_t count)
{
    if (count > 0) {
        buffer_format(out, "%s %zu\n", name, count);
    }
}

static void run_case(void *context)
{
    struct run *run = context;
    struct diagnostics diagnostics = {.arena = run->arena};
    struct sweep sweep = {.arena = run->arena, .root = TEXT("/job")};
    struct buffer out = {.arena = run->arena};
    struct sweep_cells cells = {0};
    read_words(run, &sweep, &diagnostics);
    if (diagnostics.errors == 0 && sweep_cells_make(&sweep, 100000, &cells, &diagnostics)) {
        for (size_t i = 0; i < cells.count; i++) {
            put_cell(&out, &cells.list[i], i, &diagnostics);
        }
    }
    put_count(&out, "equal", cells.equal);
    put_count(&out, "excluded", cells.excluded);
    for (const struct diagnostic *d = diagnostics.first; d; d = d->next) {
        buffer_format(&out, "%s%s%s\n", d->place.source ? d->place.source : "", d->place.source ? ": " : "", d->text);
    }
    run->found = buffer_string(&out);
}

int main(void)
{
    struct arena arena;
    arena_init(&arena, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        struct run run = {&arena, &cases[i], NULL};
        CHECK(arena_run(&arena, run_case, &run), "memory ran out");
        CHECK(run.found && strcmp(run.found, cases[i].expected) == 0, "%s:\n%sinstead of\n%s", cases[i].words[0],
              run.found, cases[i].expected);
        arena_release(&arena);
    }
    return check_done();
}
