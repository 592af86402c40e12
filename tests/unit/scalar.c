/* SPDX-License-Identifier: Apache-2.0 */
/* What plain words mean. The expectations are what YAML's readers were measured to do with them: NODE_AMBIGUOUS
 * stands where the readers of YAML 1.1 and of 1.2 give a word different types or values. */
#include "core/tree/scalar.h"
#include "tests/unit/check.h"

static const struct {
    enum node_kind kind;
    const char *words; /* separated by '|' */
} kinds[] = {
    {NODE_NULL, "|~|null|Null|NULL"},
    {NODE_BOOL, "true|True|TRUE|false|False|FALSE"},
    {NODE_INT, "0|1|-1|+1|-0|123456789012345678901234567890|9223372036854775808"},
    {NODE_INT, "0x1f|0x1F|0xa|0xF|0x0|0xFFFFFFFFFFFFFFFFFF|0o17|0o7"},
    {NODE_FLOAT, "1.0|0.1|-0.0|+0.0|1.|0.|-1.|.5|-.5|+.5|00.5|1e3|1E3|1e+3|1e-3|1.0e3|1.0e+3|1.e3|.1e1|0e0|+12e03"},
    {NODE_FLOAT, ".inf|.Inf|.INF|-.inf|+.inf|.nan|.NaN|.NAN|1e400|1.0e-400"},
    /* Booleans in YAML 1.1, strings in 1.2; y and n and tRUE in some readers only. */
    {NODE_AMBIGUOUS, "yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|y|Y|n|N|tRUE|FaLse|yES"},
    {NODE_AMBIGUOUS, "nULL|nuLl"},
    /* Octal for some, decimal or strings for others. */
    {NODE_AMBIGUOUS, "00|01|017|08|09|-012|+07"},
    {NODE_AMBIGUOUS, "1_000|1_|0_1|1__0|-1_0|0b101|0b1010_0111|-0x1f|+0x1f|0x_0A|-0o17"},
    {NODE_AMBIGUOUS, "1_000.5|685_230.15|685.230_15e+03|._5"},
    /* Sexagesimal in YAML 1.1. */
    {NODE_AMBIGUOUS, "12:30|12:30:45|190:20:30|1:2|01:02|60:00|1:2.5|12:30:45.6|-1:30|1_0:20"},
    {NODE_AMBIGUOUS, "2024-01-01|2024-1-1|2024-13-45|2024-01-01T00:00:00Z|2024-01-01t00:00:00|2001-02-03 04:05:06"},
    {NODE_AMBIGUOUS, "2001-12-14 21:59:43.10 -5|2001-12-14t21:59:43.10-05:00"},
    {NODE_AMBIGUOUS, "=|<<"},
    /* Strings to all, or to all but very few that quoting serves. */
    {NODE_STRING, "a|bert-base|inf|Inf|nan|NaN|Infinity|none|None|nil|t|f|NA|e3|E3|.e3|_1|1e|1e+|1e5L|.|..|...x|-|--"},
    {NODE_STRING, "1.2.3|1.2.3.4|1,000|1,0|1/2|10%|100MB|1d|0.5f|0b|0b2|0x|0xg|0o|0o8|0O17|0X1f|0x1p3|1 2|1e1_0"},
    {NODE_STRING,
     "8080:80|1:60|1:234|a:1|1:a|1:|:1|12:30:|00:03:50:99|24-01-01|2024-01|2024-01-011|20240-1-1|2024-01-01x"},
    {NODE_STRING, "true#|nullx|truely|yess|-yes|+null|~x|==|=a|<<x|+|-.|+.nan|-.nan|.infx|.na|..5|1..5|1.5.|--1|+-1"},
    {NODE_STRING, "\xc3\xa9|\xc2\xbd|\xd9\xa1\xd9\xa2|\xef\xbc\x91\xef\xbc\x92|\xf0\x9f\x98\x80"},
};

static const char *name_of(enum node_kind kind)
{
    static const char *const names[] = {"null", "boolean", "integer", "float", "string", "word"};
    return names[kind];
}

static void check_kinds(void)
{
    check_new_test();
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        check_new_case();
        struct text words = text_of(kinds[i].words);
        for (size_t at = 0; at <= words.length;) {
            size_t end = text_find(words, at, '|');
            struct text word = text_part(words, at, end);
            enum node_kind kind = scalar_kind(word);
            CHECK(kind == kinds[i].kind, "\"%.*s\" is a %s, not a %s", TEXT_ARGS(word), name_of(kinds[i].kind),
                  name_of(kind));
            at = end + 1;
        }
    }
}

static const struct {
    const char *one, *other;
    bool same;
} word_pairs[] = {
    {"yes", "Off", true},
    {"y", "tRUE", true},
    {"yes", "012", false},
    {"012", "1_000", true},
    {"0b1", "-0x1f", true},
    {"1_000", "1_000.5", false},
    {"1_0.5", "2.5_0", true},
    {"12:30", "190:20:30.5", true},
    {"12:30", "2024-01-01", false},
    {"2024-01-01", "2024-01-01T00:00:00Z", true},
    {"nULL", "nuLL", true},
    {"=", "=", false},
    {"<<", "<<", false},
    {"yes", "maybe", false},
};

static void check_word_pairs(void)
{
    check_new_test();
    for (size_t i = 0; i < sizeof word_pairs / sizeof *word_pairs; i++) {
        check_new_case();
        struct text one = text_of(word_pairs[i].one);
        struct text other = text_of(word_pairs[i].other);
        CHECK(scalar_same_ambiguity(one, other) == word_pairs[i].same, "%s, %s", word_pairs[i].one,
              word_pairs[i].other);
        CHECK(scalar_same_ambiguity(other, one) == word_pairs[i].same, "%s, %s", word_pairs[i].other,
              word_pairs[i].one);
    }
}

static const struct {
    enum node_kind kind;
    const char *one;
    enum node_kind other_kind;
    const char *other;
    bool equal;
} equals[] = {
    {NODE_FLOAT, "1e-4", NODE_FLOAT, "1.0e-4", true},
    {NODE_FLOAT, "1e4", NODE_FLOAT, "1.0e+4", true},
    {NODE_FLOAT, ".5", NODE_FLOAT, "0.5", true},
    {NODE_FLOAT, "5.", NODE_FLOAT, "5.0", true},
    {NODE_FLOAT, "2.5e0", NODE_FLOAT, "2.5", true},
    {NODE_FLOAT, "1.5", NODE_FLOAT, "1.6", false},
    {NODE_FLOAT, "1e-4", NODE_FLOAT, "1e4", false},
    {NODE_FLOAT, "-0.0", NODE_FLOAT, "0.0", false},
    {NODE_FLOAT, ".inf", NODE_FLOAT, "Infinity", true},
    {NODE_FLOAT, ".inf", NODE_FLOAT, "-.inf", false},
    {NODE_FLOAT, ".nan", NODE_FLOAT, "NaN", true},
    {NODE_INT, "0o17", NODE_INT, "15", true},
    {NODE_INT, "0x1f", NODE_INT, "31", true},
    {NODE_INT, "0x1f", NODE_INT, "0x1F", true},
    {NODE_INT, "+7", NODE_INT, "7", true},
    {NODE_INT, "9007199254740993", NODE_INT, "9007199254740992", false},
    {NODE_INT, "1", NODE_FLOAT, "1.0", false},
    {NODE_INT, "1", NODE_STRING, "1", false},
    {NODE_BOOL, "True", NODE_BOOL, "true", true},
    {NODE_BOOL, "true", NODE_BOOL, "false", false},
    {NODE_NULL, "~", NODE_NULL, "", true},
    {NODE_STRING, "a", NODE_STRING, "a", true},
    {NODE_STRING, "a", NODE_STRING, "b", false},
    {NODE_AMBIGUOUS, "yes", NODE_AMBIGUOUS, "Yes", false},
};

static void check_equals(void *context)
{
    check_new_test();
    struct arena *arena = context;
    for (size_t i = 0; i < sizeof equals / sizeof *equals; i++) {
        check_new_case();
        struct node one = {.kind = (uint8_t)equals[i].kind, .text = text_of(equals[i].one)};
        struct node other = {.kind = (uint8_t)equals[i].other_kind, .text = text_of(equals[i].other)};
        CHECK(scalar_equal(arena, &one, &other) == equals[i].equal, "%s, %s", equals[i].one, equals[i].other);
        CHECK(scalar_equal(arena, &other, &one) == equals[i].equal, "%s, %s", equals[i].other, equals[i].one);
    }
}

int main(void)
{
    struct arena arena;
    arena_init(&arena, 0);
    check_kinds();
    check_word_pairs();
    CHECK(arena_run(&arena, check_equals, &arena), "out of memory");
    arena_release(&arena);
    return check_done();
}
