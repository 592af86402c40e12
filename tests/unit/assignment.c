/* SPDX-License-Identifier: Apache-2.0 */
/* What assignments are read as, and what is said about wrong ones. */
#include "core/overrides/overrides.h"
#include "core/overrides/assignment.h"
#include "tests/unit/check.h"
#include "tests/unit/dump_overrides.h"

#include <string.h>

/* Bytes, not a C string, so that a case may hold any. */
#define CASE(kind, source, file, expected)                                                                             \
    {                                                                                                                  \
        kind, TEXT(source), file, expected                                                                             \
    }

#define GOES_ON                                                                                                        \
    "argument 2: \"c.yaml:a\": the value is not YAML: it goes on after its end (for a string, quote it twice: "        \
    "'\"text\"')\n"
#define PROPERTY                                                                                                       \
    "argument 2: \"c.yaml:a\": an anchor cannot stand in an assignment's value (for a string, quote it twice: "        \
    "'\"text\"')\n"
#define TOO_LARGE "argument 2: \"c.yaml:a\": 1e400 is beyond the range of a double (readers disagree on what it is)\n"

static const struct assignment_case {
    enum assignment_kind kind;
    struct text source;
    const char *file; /* -f, or NULL */
    const char *expected;
} cases[] = {
    /* the three parts */
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=1", NULL, "set c.yaml a = 1 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a.b[2]=x", NULL, "set c.yaml a.b[2] = \"x\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "a.b=1", "c.yaml", "set c.yaml a.b = 1 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "d.yaml:a=1", "c.yaml", "set d.yaml a = 1 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=2024-01-01 run: ok, x", NULL,
         "set c.yaml a = \"2024-01-01 run: ok, x\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "lr=a:b", "c.yaml", "set c.yaml lr = \"a:b\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a.b=c:d=e", NULL, "set c.yaml a.b = \"c:d=e\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a:b=1", NULL, "set c.yaml a\\:b = 1 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "a=1", NULL,
         "argument 2: \"a\": no file is named (write FILE:KEY=VALUE, or -f FILE before it)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a", NULL,
         "argument 2: \"c.yaml:a\": the value is missing (write FILE:KEY=VALUE, or FILE:KEY- to remove)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a-", NULL, "unset c.yaml a (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "a.l[0]-", "c.yaml", "unset c.yaml a.l[0] (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a--", NULL, "unset c.yaml a- (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:~a-", NULL, "unset c.yaml a- (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a-=1", NULL, "set c.yaml a- = 1 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a\\-", NULL,
         "argument 2: \"c.yaml:a\\-\": the value is missing (write FILE:KEY=VALUE, or FILE:KEY- to remove)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:+a-", NULL,
         "argument 2: \"c.yaml:+a\": what removes takes no sign (write '\\+' or '\\~' for a key that begins with "
         "one)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:-", NULL, "argument 2: \"c.yaml:\": the key is missing (write FILE:KEY)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:=1", NULL, "argument 2: \"c.yaml:\": the key is missing (write FILE:KEY)\n"),
    CASE(ASSIGNMENT_PLAIN, ":a=1", NULL, "argument 2: \"\": a file's path is empty\n"),
    CASE(ASSIGNMENT_PLAIN, "", "c.yaml", "argument 2: \"\": the key is missing (write FILE:KEY)\n"),

    /* escapes */
    CASE(ASSIGNMENT_PLAIN, "a\\:b\\=c\\\\.yaml:k=1", NULL, "set a:b=c\\.yaml k = 1 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a\\=b\\:c\\.d.e=1", NULL, "set c.yaml a\\=b\\:c\\.d.e = 1 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "a\\:b=1", "c.yaml", "set c.yaml a\\:b = 1 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:\\+a=1", NULL, "set c.yaml \\+a = 1 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:\\~a=1", NULL, "set c.yaml \\~a = 1 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "a=1", "dir:x/c.yaml", "set dir:x/c.yaml a = 1 (argument 2)\n"),
    CASE(
        ASSIGNMENT_PLAIN, "a=1", "c.yaml\\",
        "argument 2: \"c.yaml\\\": '\\' at the end of the file's path takes no character (write '\\\\' for a path that "
        "holds one)\n"),

    /* documents of a stream */
    CASE(ASSIGNMENT_PLAIN, "c.yaml#2:a=1", NULL, "set c.yaml#2 a = 1 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "a=1", "c.yaml#12", "set c.yaml#12 a = 1 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml\\#2:a=1", NULL, "set c.yaml#2 a = 1 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c#1.yaml:a=1", NULL, "set c#1.yaml a = 1 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c#1#2:a=1", NULL, "set c#1#2 a = 1 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml#:a=1", NULL, "set c.yaml# a = 1 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml#0:a=1", NULL,
         "argument 2: \"c.yaml#0\": the documents of a stream are counted from 1 (write '\\#' for a path that holds a "
         "#)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml#4294967296:a=1", NULL,
         "argument 2: \"c.yaml#4294967296\": the documents of a stream are counted from 1 (write '\\#' for a path that "
         "holds a #)\n"),

    /* documents and elements by content */
    CASE(ASSIGNMENT_PLAIN, "k.yaml#kind=Deployment,metadata.name=web:a.b=3", NULL,
         "set k.yaml#{kind=Deployment,metadata.name=web} a.b = 3 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "k.yaml#a\\=b\\.c[0]=x\\:y\\,z\\#:k=1", NULL,
         "set k.yaml#{a\\=b\\.c[0]=x\\:y\\,z\\#} k = 1 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "k=1", "k.yaml#kind=a:b", "set k.yaml#{kind=a\\:b} k = 1 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "k.yaml#kind=x:~k", NULL, "unset k.yaml#{kind=x} k (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:l[name=web].a=b", NULL, "set c.yaml l[name=web].a = \"b\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "l[name=web].a=b", "c.yaml", "set c.yaml l[name=web].a = \"b\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "l[image=nginx:1.25].a=b:c", "c.yaml",
         "set c.yaml l[image=nginx\\:1.25].a = \"b:c\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:l[a.b=x=y[z\\]][=w]=1", NULL, "set c.yaml l[a.b=x=y[z\\]][=w] = 1 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:~l[name=web]", NULL, "unset c.yaml l[name=web] (argument 2)\n"),
    CASE(ASSIGNMENT_UNSET, "c.yaml:l[name=web]", NULL, "unset c.yaml l[name=web] (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "run[lr=0.1]/c.yaml:a=1", NULL, "set run[lr=0.1]/c.yaml a = 1 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "x[1.yaml:a=[1]", NULL, "set x[1.yaml a = [1] (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "a#b.yaml:k=x:y", NULL, "set a#b.yaml k = \"x:y\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "a#b\\=c.yaml:k=1", NULL, "set a#b=c.yaml k = 1 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "a\\#b=x", "c.yaml", "set c.yaml a#b = \"x\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "a#b=x", "c.yaml", "set c.yaml a#b = \"x\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "color=#a=b:c", "c.yaml", "set c.yaml color = \"#a=b:c\" (argument 2)\n"),
    CASE(
        ASSIGNMENT_PLAIN, "c.yaml:l[name].a=1", NULL,
        "argument 2: \"c.yaml:l[name].a\", character 10: brackets hold a number, + or PATH=TEXT (write '\\[' for a key "
        "that holds a bracket)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:l[name=web.a=1", NULL,
         "argument 2: \"c.yaml:l[name\", character 9: '[' is not closed (write '\\[' for a key that holds one)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:l[a[b=c].d=e].f=1", NULL,
         "argument 2: \"c.yaml:l[a[b=c].d\", character 11: '[' is not closed (write '\\[' for a key that holds "
         "one)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:l[a[+].b=c].f=1", NULL,
         "argument 2: \"c.yaml:l[a[+].b=c].f\", character 16: a PATH to choose by has keys and numbers alone\n"),

    /* paths */
    CASE(ASSIGNMENT_PLAIN, "./d//e/./c.yaml:a=1", NULL, "set d/e/c.yaml a = 1 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "d/../c.yaml:a=1", NULL, "set d/../c.yaml a = 1 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "/x//c.yaml:a=1", NULL, "set /x/c.yaml a = 1 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "d/:a=1", NULL, "argument 2: \"d/\": this is a directory (name a file in it)\n"),
    CASE(ASSIGNMENT_PLAIN, "d/..:a=1", NULL, "argument 2: \"d/..\": this is a directory (name a file in it)\n"),
    CASE(ASSIGNMENT_PLAIN, ".:a=1", NULL, "argument 2: \".\": this is a directory (name a file in it)\n"),

    /* signs */
    CASE(ASSIGNMENT_PLAIN, "c.yaml:+a=1", NULL, "add c.yaml a = 1 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:++a=1", NULL, "add c.yaml a = 1 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "+a=1", "c.yaml", "add c.yaml a = 1 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:~a.b", NULL, "unset c.yaml a.b (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "~a", "c.yaml", "unset c.yaml a (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "+c.yaml:a=1", NULL, "set +c.yaml a = 1 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:~a=1", NULL,
         "argument 2: \"c.yaml:~a\": '~' removes, and takes no value (leave out '=' and what follows)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:~a=", NULL,
         "argument 2: \"c.yaml:~a\": '~' removes, and takes no value (leave out '=' and what follows)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:+++a=1", NULL,
         "argument 2: \"c.yaml:+++a\": this sign cannot stand here (write '\\+' or '\\~' for a key that begins with "
         "one)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:~+a", NULL,
         "argument 2: \"c.yaml:~+a\": this sign cannot stand here (write '\\+' or '\\~' for a key that begins with "
         "one)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:~a[+]", NULL,
         "argument 2: \"c.yaml:~a[+]\": [+] is a new element, and only what is there can be removed\n"),

    /* key paths */
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a..b=1", NULL,
         "argument 2: \"c.yaml:a..b\", character 10: a key is missing here (write '\\.' for a key that holds a dot)\n"),
    CASE(ASSIGNMENT_PLAIN, "\xc3\xa9.yaml:+\xc3\xa9.=1", NULL,
         "argument 2: \"\xc3\xa9.yaml:+\xc3\xa9.\", character 10: the key path ends with a dot (write '\\.' for a key "
         "that "
         "ends with one)\n"),

    /* words are typed as YAML's core schema has it */
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=", NULL, "set c.yaml a = \"\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=null", NULL, "set c.yaml a = null (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=~", NULL, "set c.yaml a = null (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=True", NULL, "set c.yaml a = true (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=1e-4", NULL, "set c.yaml a = 1.0e-4 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=0x1f", NULL, "set c.yaml a = 0x1f (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=12345678901234567890123", NULL,
         "set c.yaml a = 12345678901234567890123 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=yes", NULL, "set c.yaml a = yes (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=1,2", NULL, "set c.yaml a = \"1,2\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a= 1", NULL, "set c.yaml a = \" 1\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=1 ", NULL, "set c.yaml a = \"1 \" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a= [1]", NULL, "set c.yaml a = \" [1]\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=b: c", NULL, "set c.yaml a = \"b: c\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=# x", NULL, "set c.yaml a = \"# x\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=x # y", NULL, "set c.yaml a = \"x # y\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=- x", NULL, "set c.yaml a = \"- x\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=*x", NULL, "set c.yaml a = \"*x\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=&x", NULL, "set c.yaml a = \"&x\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=%y", NULL, "set c.yaml a = \"%y\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=|", NULL, "set c.yaml a = \"|\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=x\ty\nz", NULL, "set c.yaml a = \"x\\ty\\nz\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=1e400", NULL, TOO_LARGE),

    /* brackets, braces and quotes are YAML */
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=[1, 2, x]", NULL, "set c.yaml a = [1, 2, \"x\"] (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a={b: 1, c: {d: [no]}}", NULL,
         "set c.yaml a = {\"b\": 1, \"c\": {\"d\": [no]}} (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a={}", NULL, "set c.yaml a = {} (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=\"1\"", NULL, "set c.yaml a = \"1\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a='it''s' ", NULL, "set c.yaml a = \"it's\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=\"\\u00e9\"", NULL, "set c.yaml a = \"\xc3\xa9\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=[1, 2", NULL,
         "argument 2: \"c.yaml:a\": the value is not YAML: while parsing a flow sequence: did not find expected ',' or "
         "']' (for a string, quote it twice: '\"text\"')\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=\"b\": 1", NULL, GOES_ON),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=[1] # two", NULL, GOES_ON),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=[1]\n---\n[2]", NULL, GOES_ON),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=[&x 1, *x]", NULL,
         PROPERTY "argument 2: \"c.yaml:a\": an alias cannot stand in an assignment's value (for a string, quote it "
                  "twice: '\"text\"')\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=[!!str 1]", NULL, "set c.yaml a = [\"1\"] (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a={!x b: 1}", NULL,
         "argument 2: \"c.yaml:a\": !x does not fit this value (only !!str, !!int, !!float, !!bool and !!null are read "
         "here)\n"),

    /* tags */
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=!!str 3.10", NULL, "set c.yaml a = \"3.10\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=!!float 3", NULL, "set c.yaml a = 3.0 (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=!!int x", NULL,
         "argument 2: \"c.yaml:a\": !!int does not fit this value (only !!str, !!int, !!float, !!bool and !!null are "
         "read here)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=!secret other", NULL,
         "set c.yaml a = !secret other or \"!secret other\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=!ref <lr>/x", NULL,
         "set c.yaml a = !ref <lr>/x or \"!ref <lr>/x\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=!Sub [\"${x}\", {x: 1}]", NULL,
         "set c.yaml a = !Sub [\"${x}\", {\"x\": 1}] or \"!Sub [\"${x}\", {x: 1}]\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=!vault |\n  x\n  y\n", NULL,
         "set c.yaml a = !vault \"x\\ny\\n\" or \"!vault |\n  x\n  y\n\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=!reset", NULL, "set c.yaml a = !reset  or \"!reset\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=!!python/tuple [1, 2]", NULL,
         "set c.yaml a = !!python/tuple [1, 2] or \"!!python/tuple [1, 2]\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=!<tag:example.com,2000:x> 1e-4", NULL,
         "set c.yaml a = !<tag:example.com,2000:x> 1e-4 or \"!<tag:example.com,2000:x> 1e-4\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=[!Ref b, {c: !GetAtt d.e}, !x ]", NULL,
         "set c.yaml a = [!Ref b, {\"c\": !GetAtt d.e}, !x ] (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=!x b: 1", NULL, GOES_ON),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=!*.txt", NULL, "set c.yaml a = \"!*.txt\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=! x", NULL, "set c.yaml a = \"! x\" (argument 2)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a='!x'", NULL, "set c.yaml a = \"!x\" (argument 2)\n"),
    CASE(ASSIGNMENT_STRING, "c.yaml:a=!x", NULL, "set c.yaml a = \"!x\" (argument 2)\n"),
    CASE(ASSIGNMENT_TAGGED, "c.yaml:a=!x b", NULL, "set c.yaml a = !x b (argument 2)\n"),
    CASE(ASSIGNMENT_TAGGED, "c.yaml:a=b", NULL,
         "argument 2: \"c.yaml:a\": no tag stands before the value (write !TAG VALUE)\n"),
    CASE(ASSIGNMENT_TAGGED, "c.yaml:a=!x &y b", NULL, PROPERTY),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a={&b c: 1, d: {*b : 2}}", NULL,
         PROPERTY "argument 2: \"c.yaml:a\": an alias cannot stand in an assignment's value (for a string, quote it "
                  "twice: '\"text\"')\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a={b: 1, b: 2}", NULL,
         "argument 2: \"c.yaml:a\": the key \"b\" stands twice in the value (leave one out)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a={<<: {b: 1}}", NULL,
         "argument 2: \"c.yaml:a\": merge keys are not read in overrides (write out what << would bring in)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a={[1]: 2}", NULL,
         "argument 2: \"c.yaml:a\": a key cannot be a list (for a string, quote it twice: '\"text\"')\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=[1e400]", NULL, TOO_LARGE),

    /* strings and JSON */
    CASE(ASSIGNMENT_STRING, "c.yaml:a=1", NULL, "set c.yaml a = \"1\" (argument 2)\n"),
    CASE(ASSIGNMENT_STRING, "c.yaml:+a=[1", NULL, "add c.yaml a = \"[1\" (argument 2)\n"),
    CASE(ASSIGNMENT_STRING, "c.yaml:a=", NULL, "set c.yaml a = \"\" (argument 2)\n"),
    CASE(ASSIGNMENT_STRING, "c.yaml:~a", NULL,
         "argument 2: \"c.yaml:~a\": '~' removes, and takes no value (use --unset)\n"),
    CASE(ASSIGNMENT_STRING, "c.yaml:a", NULL,
         "argument 2: \"c.yaml:a\": the value is missing (write FILE:KEY=VALUE, or FILE:KEY- to remove)\n"),
    CASE(ASSIGNMENT_JSON, "c.yaml:a={\"b\": [1, 2.50, null, \"yes\"]}", NULL,
         "set c.yaml a = {\"b\": [1, 2.50, null, \"yes\"]} (argument 2)\n"),
    CASE(ASSIGNMENT_JSON, "c.yaml:a=\"x\\u0001\"", NULL, "set c.yaml a = \"x\\x01\" (argument 2)\n"),
    CASE(ASSIGNMENT_JSON, "c.yaml:a=yes", NULL,
         "argument 2: \"c.yaml:a\": the value is not JSON: expected a value (a string is written '\"text\"')\n"),
    CASE(ASSIGNMENT_JSON, "c.yaml:a=", NULL,
         "argument 2: \"c.yaml:a\": the value is not JSON: it is empty (a string is written '\"text\"')\n"),
    CASE(ASSIGNMENT_JSON, "c.yaml:a={\"b\": 1, \"b\": 2}", NULL,
         "argument 2: \"c.yaml:a\": the key \"b\" stands twice in the value (leave one out)\n"),
    CASE(ASSIGNMENT_JSON, "c.yaml:a=\"\\ud800\"", NULL,
         "argument 2: \"c.yaml:a\": the string holds half of a surrogate pair (write both halves, \\ud800 to "
         "\\udfff)\n"),

    /* --unset */
    CASE(ASSIGNMENT_UNSET, "c.yaml:a.b", NULL, "unset c.yaml a.b (argument 2)\n"),
    CASE(ASSIGNMENT_UNSET, "a", "c.yaml", "unset c.yaml a (argument 2)\n"),
    CASE(ASSIGNMENT_UNSET, "d=1/c.yaml:a", NULL, "unset d=1/c.yaml a (argument 2)\n"),
    CASE(ASSIGNMENT_UNSET, "c.yaml:a=1", NULL,
         "argument 2: \"c.yaml:a=1\": no value belongs here (write '\\=' for a key that holds a =)\n"),
    CASE(ASSIGNMENT_UNSET, "c.yaml:~a", NULL,
         "argument 2: \"c.yaml:~a\": what removes takes no sign (write '\\+' or '\\~' for a key that begins with "
         "one)\n"),

    /* bytes */
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=1\r", NULL,
         "argument 2: \"c.yaml:a\": the value ends in a carriage return (a file with Windows line ends?)\n"),
    CASE(ASSIGNMENT_STRING, "c.yaml:a=x\r", NULL,
         "argument 2: \"c.yaml:a\": the value ends in a carriage return (a file with Windows line ends?)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=\xff", NULL,
         "argument 2: \"c.yaml:a\": these bytes are not UTF-8 (is the locale another one?)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=\xed\xa0\x80", NULL,
         "argument 2: \"c.yaml:a\": these bytes are not UTF-8 (is the locale another one?)\n"),
    CASE(ASSIGNMENT_PLAIN, "\xff:a=1", NULL,
         "argument 2: \"\\xff:a\": these bytes are not UTF-8 (is the locale another one?)\n"),
    CASE(ASSIGNMENT_PLAIN, "c.yaml:a=x\033y", NULL,
         "argument 2: \"c.yaml:a\": a control character stands in it (to mean one, use --set-json and write it as "
         "\\u00XX)\n"),
};

static void check_case(struct arena *arena, const struct assignment_case *test)
{
    struct overrides overrides = {.arena = arena};
    struct diagnostics diagnostics = {.arena = arena};
    bool right = overrides_read_assignment(&overrides, (struct place){.source = "argument 2"}, test->source, test->kind,
                                           text_of(test->file), &diagnostics);
    const char *dump = dump_overrides(&overrides, &diagnostics);
    CHECK(strcmp(dump, test->expected) == 0, "%.*s\n got: %swant: %s", TEXT_ARGS(test->source), dump, test->expected);
    CHECK(right == (diagnostics.errors == 0), "%.*s", TEXT_ARGS(test->source));
    struct buffer written = {.arena = arena};
    CHECK(!right || reads_back(overrides, &written), "%s", buffer_string(&written));
}

static void check_lines(struct arena *arena)
{
    check_new_test();
    struct overrides overrides = {.arena = arena, .root = TEXT("/job")};
    struct diagnostics diagnostics = {.arena = arena};
    const char *expected = "set /job/c.yaml a = 1 (INLAY_SET:1:1)\n"
                           "unset /x/d.yaml b (INLAY_SET:4:3)\n"
                           "set /job/c.yaml c = 2 (INLAY_SET:6:1)\n";
    struct text lines = TEXT("c.yaml:a=1\n\n \t\n  /x/d.yaml:~b\n\r\nc.yaml:c=2");
    CHECK(overrides_read_assignments(&overrides, "INLAY_SET", lines, &diagnostics), "lines");
    const char *dump = dump_overrides(&overrides, &diagnostics);
    CHECK(strcmp(dump, expected) == 0, "got: %s", dump);
}

static void check_wrong_lines(struct arena *arena)
{
    check_new_test();
    struct overrides overrides = {.arena = arena};
    struct diagnostics diagnostics = {.arena = arena};
    const char *expected =
        "INLAY_SET:1:1: \"c.yaml:a\": the value ends in a carriage return (a file with Windows line ends?)\n"
        "INLAY_SET:3:2: \"a\": no file is named (write FILE:KEY=VALUE, or -f FILE before it)\n";
    struct text lines = TEXT("c.yaml:a=1\r\nc.yaml:b=2\n a=3\n");
    CHECK(!overrides_read_assignments(&overrides, "INLAY_SET", lines, &diagnostics), "lines");
    const char *dump = dump_overrides(&overrides, &diagnostics);
    CHECK(strcmp(dump, expected) == 0, "got: %s", dump);
}

static void check_shape(void)
{
    check_new_test();
    static const char *const assignments[] = {"a=1",        "a=",        "c.yaml:+a=1", "~a",        "c.yaml:~a",
                                              "c:l[a=b]=1", "c:~l[a=b]", "c#a=b:k=1",   "c.yaml:a-", "c:l[a=b]-"};
    static const char *const others[] = {"c.yaml:a", "a\\=1", "c\\:~a", "c:l[a=b]", "c#a=b:k",
                                         "python3",  "",      "seed-",  "c\\:a-",   "c.yaml:a\\-"};
    for (size_t i = 0; i < sizeof assignments / sizeof *assignments; i++) {
        check_new_case();
        CHECK(is_assignment(text_of(assignments[i]), false), "%s", assignments[i]);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        check_new_case();
        CHECK(!is_assignment(text_of(others[i]), false), "%s", others[i]);
    }
    CHECK(is_assignment(TEXT("seed-"), true) && !is_assignment(TEXT("seed\\-"), true), "behind -f");
}

static void run(void *context)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_new_case();
        check_case(context, &cases[i]);
    }
    check_lines(context);
    check_wrong_lines(context);
    check_shape();
}

int main(void)
{
    struct arena arena;
    arena_init(&arena, 0);
    CHECK(arena_run(&arena, run, &arena), "out of memory");
    arena_release(&arena);
    return check_done();
}
