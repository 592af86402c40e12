/* What override documents are read as, what is said about wrong ones, and that what is written reads back the same. */
#include "core/overrides.h"
#include "tests/unit/check.h"
#include "tests/unit/dump_overrides.h"

#include <string.h>

#define CASE(name, source, expected)                                                                                   \
    {                                                                                                                  \
        name, TEXT(source), expected                                                                                   \
    }

static const struct document_case {
    const char *name;
    struct text source;
    const char *expected;
} cases[] = {
    /* formats */
    CASE("o.yaml", "files:\n  c.yaml:\n    a: 1\n", "merge /job/c.yaml = {\"a\": 1} (o.yaml:2:3)\n"),
    CASE("o.json", "{\"files\": {\"c.yaml\": {\"a\": 1}}}", "merge /job/c.yaml = {\"a\": 1} (o.json:1:12)\n"),
    CASE("o", "{files: {c.yaml: {a: 1}}}", "merge /job/c.yaml = {\"a\": 1} (o:1:10)\n"),
    CASE("o", "\xef\xbb\xbf {\"files\": {\"c.yaml\": {\"a\": yes}}}", "merge /job/c.yaml = {\"a\": yes} (o:1:13)\n"),
    CASE("o.json", "{files: {c.yaml: {a: 1}}}",
         "o.json:1:2: expected a key in double quotes, found the unquoted word files (put a string in double quotes; "
         "fill a placeholder in first)\n"),
    CASE("o", "{\"files\": {\"c.yaml\": {\"a\": 1}}",
         "o:1:31: expected ',' or '}', but the file ends here (the object that begins at 1:1 is not closed)\n"),
    CASE("o", "{ \"files\" {", "o:1:11: expected a colon after the key, found {\n"),
    CASE("o", "{files: {c.yaml: {a: 1}}",
         "o:2:1: while parsing a flow mapping: did not find expected ',' or '}' (this is not valid YAML)\n"),
    CASE("o.yaml", "a: [",
         "o.yaml:2:1: while parsing a flow node: did not find expected node content (this is not valid YAML)\n"),
    CASE("o.yaml", "", ""),
    CASE("o.json", " \n", ""),
    CASE("o.yaml", "# nothing\n", ""),
    CASE("o.yaml", "---\n", ""),
    CASE("o.yaml", "{}", ""),
    CASE("o.yaml", "files:\nset: ~\n", ""),
    CASE("o.yaml", "files: {}\n---\nfiles: {}\n",
         "o.yaml: several YAML documents (an override document is one: give each by itself)\n"),
    CASE("o.yaml", "- c.yaml\n",
         "o.yaml:1:1: the document is a list (it must be an object, such as {\"files\": {\"FILE\": {\"KEY\": "
         "VALUE}}})\n"),
    CASE("o", "[1]",
         "o:1:1: the document is a list (it must be an object, such as {\"files\": {\"FILE\": {\"KEY\": VALUE}}})\n"),
    CASE("o.yaml", "text",
         "o.yaml:1:1: the document is a string (it must be an object, such as {\"files\": {\"FILE\": {\"KEY\": "
         "VALUE}}})\n"),
    CASE(
        "o.yaml", "null",
        "o.yaml:1:1: the document is null (it must be an object, such as {\"files\": {\"FILE\": {\"KEY\": VALUE}}})\n"),
    CASE("o.yaml", "set: {\"c.yaml:a\": \"\xff\"}",
         "o.yaml:1:20: invalid leading UTF-8 octet (this is not valid YAML)\n"),

    /* the order of effect, whatever the order of the text */
    CASE("o.yaml", "set: {\"c.yaml:a\": 1}\nunset: [\"c.yaml:b\"]\nfiles: {c.yaml: {d: 2}}\n",
         "merge /job/c.yaml = {\"d\": 2} (o.yaml:3:9)\n"
         "unset /job/c.yaml b (o.yaml:2:9)\n"
         "set /job/c.yaml a = 1 (o.yaml:1:7)\n"),

    /* files */
    CASE("o.yaml", "files: {./d//c.json: {a.b: {c: [1, x, ~]}}, /x/e.yaml: {}}",
         "merge /job/d/c.json = {\"a.b\": {\"c\": [1, \"x\", null]}} (o.yaml:1:9)\n"
         "merge /x/e.yaml = {} (o.yaml:1:45)\n"),
    CASE("o.yaml", "files: {c.yaml: ~, d.yaml: null}", ""),
    CASE("o.yaml", "files: {c.yaml: 1, d.yaml: [a], e.yaml: x}",
         "o.yaml:1:17: the override of \"c.yaml\" is an integer (it must be an object that holds the keys to change)\n"
         "o.yaml:1:28: the override of \"d.yaml\" is a list (it must be an object that holds the keys to change)\n"
         "o.yaml:1:41: the override of \"e.yaml\" is a string (it must be an object that holds the keys to change)\n"),
    CASE("o.yaml", "files: [c.yaml]",
         "o.yaml:1:8: \"files\" is a list (it must be an object that holds an object for each file)\n"),
    CASE("o.yaml", "files: {\"\": {a: 1}, d/: {}, \"a\\0b\": {}, e/..: {}}",
         "o.yaml:1:9: \"\": a file's path is empty\n"
         "o.yaml:1:21: \"d/\": this is a directory (name a file in it)\n"
         "o.yaml:1:29: \"a\": a file's path cannot hold a NUL byte\n"
         "o.yaml:1:41: \"e/..\": this is a directory (name a file in it)\n"),
    CASE("o.yaml", "files: {c.yaml: {a: 1}, ./c.yaml: {b: 2}}",
         "merge /job/c.yaml = {\"a\": 1} (o.yaml:1:9)\n"
         "o.yaml:1:25: \"./c.yaml\" and \"c.yaml\" at o.yaml:1:9 are the same file (spell it in one way)\n"),
    CASE("o.yaml", "files: {c.yaml: {a: 1}, /job/c.yaml: {b: 2}}",
         "merge /job/c.yaml = {\"a\": 1} (o.yaml:1:9)\n"
         "o.yaml:1:25: \"/job/c.yaml\" and \"c.yaml\" at o.yaml:1:9 are the same file (spell it in one way)\n"),
    CASE("o.yaml", "files: {c.yaml: {a: 1}}\nset: {\".//c.yaml:b\": 1}\nunset: [\"./c.yaml:d\"]",
         "merge /job/c.yaml = {\"a\": 1} (o.yaml:1:9)\n"
         "o.yaml:3:9: \"./c.yaml\" and \"c.yaml\" at o.yaml:1:9 are the same file (spell it in one way)\n"
         "o.yaml:2:7: \".//c.yaml\" and \"c.yaml\" at o.yaml:1:9 are the same file (spell it in one way)\n"),
    CASE("o.yaml", "files: {c.yaml: {a: 1}}\nset: {\"c.yaml:b\": 1, \"c.yaml#2:b\": 1}",
         "merge /job/c.yaml = {\"a\": 1} (o.yaml:1:9)\n"
         "set /job/c.yaml b = 1 (o.yaml:2:7)\n"
         "set /job/c.yaml#2 b = 1 (o.yaml:2:22)\n"),
    CASE("o.yaml", "files: {d/../c.yaml: {a: 1}, c.yaml: {a: 2}}",
         "merge /job/d/../c.yaml = {\"a\": 1} (o.yaml:1:9)\n"
         "merge /job/c.yaml = {\"a\": 2} (o.yaml:1:30)\n"),
    CASE("o.yaml", "files: {1: {a: 1}, true: {1: 2, ~: 3}}",
         "merge /job/1 = {\"a\": 1} (o.yaml:1:9)\n"
         "merge /job/true = {\"1\": 2, \"~\": 3} (o.yaml:1:20)\n"),

    /* set and unset */
    CASE("o.yaml", "set: {\"c.yaml:a\\\\.b[0]\": {x: 1}, \"c.yaml:+d\": null, \"c.yaml:++e[+]\": 1e-4}",
         "set /job/c.yaml a\\.b[0] = {\"x\": 1} (o.yaml:1:7)\n"
         "add /job/c.yaml d = null (o.yaml:1:34)\n"
         "add /job/c.yaml e[+] = 1.0e-4 (o.yaml:1:53)\n"),
    CASE("o.yaml", "set: {\"d=1/c.yaml:a\": 1, \"a\\\\:b\\\\#1.yaml#3:c\": 0x1f}",
         "set /job/d=1/c.yaml a = 1 (o.yaml:1:7)\n"
         "set /job/a:b#1.yaml#3 c = 0x1f (o.yaml:1:26)\n"),
    CASE("o.yaml", "set: {a: 1, \"c.yaml:\": 1, \":a\": 1, \"c.yaml:a=1\": 1, \"c.yaml:~a\": 1, \"c.yaml:a..b\": 1}",
         "o.yaml:1:7: \"a\": no file is named (write FILE:KEY)\n"
         "o.yaml:1:13: \"c.yaml:\": the key is missing (write FILE:KEY)\n"
         "o.yaml:1:27: \"\": a file's path is empty\n"
         "o.yaml:1:36: \"c.yaml:a=1\": no value belongs here (write \\= for a key that holds a =)\n"
         "o.yaml:1:53: \"c.yaml:~a\": \"set\" does not remove (list FILE:KEY in \"unset\")\n"
         "o.yaml:1:69: \"c.yaml:a..b\", character 10: a key is missing here (write \\. for a key that holds a dot)\n"),
    CASE("o.yaml", "set: [\"c.yaml:a\"]",
         "o.yaml:1:6: \"set\" is a list (it must be an object with FILE:KEY for its keys)\n"),
    CASE("o.yaml", "unset: [\"c.yaml:a\", \"c.yaml#2:b.c\"]",
         "unset /job/c.yaml a (o.yaml:1:9)\n"
         "unset /job/c.yaml#2 b.c (o.yaml:1:21)\n"),
    CASE("o.yaml", "unset: [\"c.yaml:+a\", \"c.yaml:~a\", 1, [x], \"c.yaml:a[+]\", \"c.yaml:a=1\", a]",
         "o.yaml:1:9: \"c.yaml:+a\": \"unset\" takes no sign (write FILE:KEY)\n"
         "o.yaml:1:22: \"c.yaml:~a\": \"unset\" takes no sign (write FILE:KEY)\n"
         "o.yaml:1:35: an element of \"unset\" is an integer (it must be a string, FILE:KEY)\n"
         "o.yaml:1:38: an element of \"unset\" is a list (it must be a string, FILE:KEY)\n"
         "o.yaml:1:43: \"c.yaml:a[+]\": [+] is a new element, and only what is there can be removed\n"
         "o.yaml:1:58: \"c.yaml:a=1\": no value belongs here (write \\= for a key that holds a =)\n"
         "o.yaml:1:72: \"a\": no file is named (write FILE:KEY)\n"),
    CASE("o.yaml", "unset: {\"c.yaml:a\": 1}",
         "o.yaml:1:8: \"unset\" is an object (it must be a list of strings, FILE:KEY)\n"),

    /* the rest of a launch */
    CASE("o.yaml",
         "run_config: {a: {b: 1}}\nentry_point: [python, 3, true, 1.50, yes, \"\"]\nargs: [--lr, 1e-4]\nshared: true",
         "run_config {\"a\": {\"b\": 1}}\n"
         "entry_point [\"python\", \"3\", \"true\", \"1.50\", \"yes\", \"\"]\n"
         "args [\"--lr\", \"1e-4\"]\n"
         "shared\n"),
    CASE("o.yaml", "run_config: {}\nentry_point: []\nargs: []\nshared: false", "run_config {}\n"),
    CASE("o.yaml", "run_config: [1]\nentry_point: python\nargs: {a: 1}\nshared: 1",
         "o.yaml:1:13: \"run_config\" is a list (it must be an object)\n"
         "o.yaml:2:14: \"entry_point\" is a string (it must be a list of strings)\n"
         "o.yaml:3:7: \"args\" is an object (it must be a list of strings)\n"
         "o.yaml:4:9: \"shared\" is an integer (it must be true or false)\n"),
    CASE("o.yaml", "entry_point: [a, ~, [b]]\nargs: [\"a\\0b\"]",
         "o.yaml:1:18: a word of a command is null (it must be a string)\n"
         "o.yaml:1:21: a word of a command is a list (it must be a string)\n"
         "o.yaml:2:8: a word of a command cannot hold a NUL byte\n"),

    /* keys */
    CASE("o.yaml", "fils: {}\nrun-config: {}\nc.yaml: {a: 1}\nzzz: 1\n",
         "o.yaml:1:1: unknown key \"fils\" (did you mean \"files\"?)\n"
         "o.yaml:2:1: unknown key \"run-config\" (did you mean \"run_config\"?)\n"
         "o.yaml:3:1: unknown key \"c.yaml\" (files stand inside \"files\")\n"
         "o.yaml:4:1: unknown key \"zzz\" (there are files, set, unset, run_config, entry_point, args and shared)\n"),
    CASE("o.yaml", "set: {\"c.yaml:a\": 1}\nset: {\"c.yaml:a\": 2}\n",
         "set /job/c.yaml a = 1 (o.yaml:1:7)\n"
         "o.yaml:2:1: the key \"set\" stands twice, first at o.yaml:1:1 (leave one out)\n"),
    CASE("o.json", "{\"files\": {\"c.yaml\": {\"a\": 1, \"b\": {\"d\": 1, \"d\": 1}, \"a\": 2}}}",
         "merge /job/c.yaml = {\"a\": 1, \"b\": {\"d\": 1, \"d\": 1}, \"a\": 2} (o.json:1:12)\n"
         "o.json:1:54: the key \"a\" stands twice, first at o.json:1:23 (leave one out)\n"
         "o.json:1:45: the key \"d\" stands twice, first at o.json:1:37 (leave one out)\n"),
    CASE("o.yaml", "files: {c.yaml: {1: a, \"1\": b}}",
         "merge /job/c.yaml = {\"1\": \"a\", \"1\": \"b\"} (o.yaml:1:9)\n"
         "o.yaml:1:24: the key \"1\" stands twice, first at o.yaml:1:18 (leave one out)\n"),

    /* what wandb launch -c takes */
    CASE("launch.json",
         "{\"job\": \"j\", \"resource\": \"local\", \"overrides\": {\"files\": {\"c.yaml\": {\"a\": 1}}, "
         "\"run_config\": "
         "{\"b\": 2}, \"entry_point\": [\"python\"], \"args\": [\"--x\"], \"artifacts\": {}, \"dockerfile\": \"D\"}}",
         "merge /job/c.yaml = {\"a\": 1} (launch.json:1:59)\n"
         "run_config {\"b\": 2}\n"
         "entry_point [\"python\"]\n"
         "args [\"--x\"]\n"
         "launch.json: note: W&B's own keys are left alone: job, resource, artifacts, dockerfile\n"),
    CASE("launch.json", "{\"overrides\": null, \"queue\": \"q\"}",
         "launch.json: note: W&B's own keys are left alone: queue\n"),
    CASE("launch.json", "{\"run_config\": {\"a\": 1}, \"working_dir\": \"d\"}",
         "run_config {\"a\": 1}\n"
         "launch.json: note: W&B's own keys are left alone: working_dir\n"),
    CASE("launch.json", "{\"overrides\": {\"set\": {}, \"arg\": [], \"job\": 1, \"zzz\": 1}}",
         "launch.json:1:16: unknown key \"set\" (W&B's overrides hold files, run_config, entry_point and args)\n"
         "launch.json:1:27: unknown key \"arg\" (did you mean \"args\"?)\n"
         "launch.json:1:38: unknown key \"job\" (W&B's overrides hold files, run_config, entry_point and args)\n"
         "launch.json:1:48: unknown key \"zzz\" (W&B's overrides hold files, run_config, entry_point and args)\n"),
    CASE("launch.json", "{\"overrides\": {\"files\": {}}, \"files\": {}, \"shared\": true}",
         "launch.json:1:30: \"files\" cannot stand beside \"overrides\" (give them in two documents)\n"
         "launch.json:1:43: \"shared\" cannot stand beside \"overrides\" (give them in two documents)\n"),
    CASE("launch.json", "{\"overrides\": []}",
         "launch.json:1:15: \"overrides\" is a list (it must be an object, as for wandb launch)\n"),

    /* values that readers disagree on */
    CASE("o.json", "{\"set\": {\"c.yaml:a\": 1e400, \"c.yaml:b\": [-1e999]}}",
         "set /job/c.yaml a = 1.0e+400 (o.json:1:10)\n"
         "set /job/c.yaml b = [-1.0e+999] (o.json:1:29)\n"
         "o.json:1:22: 1e400 is beyond the range of a double (readers disagree on what it is)\n"
         "o.json:1:42: -1e999 is beyond the range of a double (readers disagree on what it is)\n"),
    CASE("o.json", "{\"set\": {\"c.yaml:a\": \"\\ud800\", \"c.yaml:b\": {\"\\udc00\": 1}}}",
         "set /job/c.yaml a = \"\355\240\200\" (o.json:1:10)\n"
         "set /job/c.yaml b = {\"\355\260\200\": 1} (o.json:1:32)\n"
         "o.json:1:22: the string holds half of a surrogate pair (write both halves, \\ud800 to \\udfff)\n"
         "o.json:1:45: the key holds half of a surrogate pair (write both halves, \\ud800 to \\udfff)\n"),
    CASE("o.json", "{\"set\": {\"c.yaml:a\": NaN, \"c.yaml:b\": -Infinity}}",
         "set /job/c.yaml a = .nan (o.json:1:10)\n"
         "set /job/c.yaml b = -.inf (o.json:1:27)\n"),
    CASE("o.yaml", "set: {\"c.yaml:a\": .inf, \"c.yaml:b\": [.nan, off, 012, \"x\\u2028y\"]}",
         "set /job/c.yaml a = .inf (o.yaml:1:7)\n"
         "set /job/c.yaml b = [.nan, off, 012, \"x\\u2028y\"] (o.yaml:1:25)\n"),
    CASE("o.json", "{\"set\": {\"c.yaml:a\": 123456789012345678901234567890, \"c.yaml:b\": 1.10}}",
         "set /job/c.yaml a = 123456789012345678901234567890 (o.json:1:10)\n"
         "set /job/c.yaml b = 1.10 (o.json:1:54)\n"),

    /* YAML's own means */
    CASE("o.yaml", "set:\n  \"c.yaml:a\": &x {k: [1, 2]}\n  \"c.yaml:b\": *x\n  \"d.yaml:c\": [*x, *x]\n",
         "set /job/c.yaml a = {\"k\": [1, 2]} (o.yaml:2:3)\n"
         "set /job/c.yaml b = {\"k\": [1, 2]} (o.yaml:3:3)\n"
         "set /job/d.yaml c = [{\"k\": [1, 2]}, {\"k\": [1, 2]}] (o.yaml:4:3)\n"),
    CASE("o.yaml", "set: {\"c.yaml:a\": &x [*x]}",
         "o.yaml:1:1: values nest too deeply, aliases written out (make them flatter, or take the aliases out)\n"),
    CASE("o.yaml", "set: {\"c.yaml:a\": {<<: {b: 1}, \"<<\": 2}}",
         "set /job/c.yaml a = {\"<<\": 2} (o.yaml:1:7)\n"
         "o.yaml:1:20: merge keys are not read in overrides (write out what << would bring in)\n"),
    CASE("o.yaml",
         "set: {\"c.yaml:a\": !!str 1, \"c.yaml:b\": !!int \"2\", \"c.yaml:c\": !!float 3, \"c.yaml:d\": ! x}",
         "set /job/c.yaml a = \"1\" (o.yaml:1:7)\n"
         "set /job/c.yaml b = 2 (o.yaml:1:28)\n"
         "set /job/c.yaml c = 3.0 (o.yaml:1:51)\n"
         "set /job/c.yaml d = \"x\" (o.yaml:1:74)\n"),
    CASE(
        "o.yaml",
        "set: {\"c.yaml:a\": !x 1, \"c.yaml:b\": !!int z, \"c.yaml:c\": !!set {a}, \"c.yaml:d\": !!float 0x1}",
        "set /job/c.yaml a = \"1\" (o.yaml:1:7)\n"
        "set /job/c.yaml b = \"z\" (o.yaml:1:25)\n"
        "set /job/c.yaml c = {\"a\": null} (o.yaml:1:46)\n"
        "set /job/c.yaml d = 0.0x+1 (o.yaml:1:69)\n"
        "o.yaml:1:19: !x does not fit this value (only !!str, !!int, !!float, !!bool and !!null are read here)\n"
        "o.yaml:1:37: !!int does not fit this value (only !!str, !!int, !!float, !!bool and !!null are read here)\n"
        "o.yaml:1:58: !!set does not fit this value (only !!str, !!int, !!float, !!bool and !!null are read here)\n"
        "o.yaml:1:81: !!float does not fit this value (only !!str, !!int, !!float, !!bool and !!null are read here)\n"),
    CASE("o.yaml",
         "set: {\"c.yaml:a\": !!null ~, \"c.yaml:b\": !!bool true, \"c.yaml:c\": !!map {}, \"c.yaml:d\": !!seq []}",
         "set /job/c.yaml a = null (o.yaml:1:7)\n"
         "set /job/c.yaml b = true (o.yaml:1:29)\n"
         "set /job/c.yaml c = {} (o.yaml:1:54)\n"
         "set /job/c.yaml d = [] (o.yaml:1:76)\n"),
    CASE("o.yaml", "set: {\"c.yaml:a\": {[1]: 2, {b: 1}: 3}, \"c.yaml:b\": {&k z: 1, d: {*k : 2}}}",
         "set /job/c.yaml a = {} (o.yaml:1:7)\n"
         "set /job/c.yaml b = {\"z\": 1, \"d\": {\"z\": 2}} (o.yaml:1:40)\n"
         "o.yaml:1:20: a key cannot be a list (only a scalar can)\n"
         "o.yaml:1:28: a key cannot be an object (only a scalar can)\n"),
    CASE("o.yaml", "set: {\"c.yaml:a\": >\n  folded\n  text\n}",
         "o.yaml:1:19: while scanning for the next token: found character that cannot start any token (this is not "
         "valid YAML)\n"),
    CASE("o.yaml", "set:\n  c.yaml:a: |\n    two\n    lines\n",
         "set /job/c.yaml a = \"two\\nlines\\n\" (o.yaml:2:3)\n"),

    /* edits */
    CASE("o.json",
         "{\"edits\": [{\"file\": \"/a/c.yaml\", \"as\": \"c.yaml\", \"op\": \"set\", \"key\": \"a.b\", \"value\": "
         "null, \"from\": \"argument 2\"}, {\"file\": \"d.yaml\", \"document\": 2, \"op\": \"unset\", \"key\": \"x\", "
         "\"format\": \"yaml\"}], \"run_config\": {}, \"shared\": true}",
         "set /a/c.yaml a.b = null (argument 2)\n"
         "unset /job/d.yaml#2 x (o.json:1:115)\n"
         "run_config {}\n"
         "shared\n"),
    CASE("o.json", "{\"edits\": [], \"files\": {}, \"set\": {}, \"unset\": []}",
         "o.json:1:15: \"files\" cannot stand beside \"edits\" (give them in two documents)\n"
         "o.json:1:28: \"set\" cannot stand beside \"edits\" (give them in two documents)\n"
         "o.json:1:39: \"unset\" cannot stand beside \"edits\" (give them in two documents)\n"),
    CASE("o.json", "{\"edits\": {}}", "o.json:1:11: \"edits\" must be a list, not an object\n"),
    CASE("o.json",
         "{\"edits\": [1, {}, {\"x\": 1}, {\"op\": \"set\", \"file\": \"c\", \"key\": \"a\"}, {\"op\": \"set\", "
         "\"file\": \"c\", \"value\": 1}, {\"op\": \"merge\", \"file\": \"c\", \"value\": 1}, {\"op\": \"merge\", "
         "\"file\": \"c\", \"key\": \"a\", \"value\": {}}, {\"op\": \"unset\", \"file\": \"c\", \"key\": \"a\", "
         "\"value\": 1}, {\"op\": \"unset\", \"key\": \"a\"}, {\"op\": \"unset\", \"file\": \"c\", \"key\": \"a\", "
         "\"document\": 0}, {\"op\": \"unset\", \"file\": \"c\", \"key\": \"a\", \"format\": \"toml\"}]}",
         "o.json:1:12: an edit is an object (inlay writes edits itself: say it in set)\n"
         "o.json:1:15: an edit's op is merge, set, add or unset (inlay writes edits itself: say it in set)\n"
         "o.json:1:19: an edit has file, as, format, document, op, key, value and from (inlay writes edits itself: say "
         "it in set)\n"
         "o.json:1:29: the edit's value is missing (inlay writes edits itself: say it in set)\n"
         "o.json:1:69: the key path is empty (inlay writes edits itself: say it in set)\n"
         "o.json:1:109: an edit that merges has an object for its value (inlay writes edits itself: say it in set)\n"
         "o.json:1:151: an edit that merges has no key (inlay writes edits itself: say it in set)\n"
         "o.json:1:206: an edit that unsets has no value (inlay writes edits itself: say it in set)\n"
         "o.json:1:260: a file's path is empty (inlay writes edits itself: say it in set)\n"
         "o.json:1:289: an edit's document is a number from 1 on (inlay writes edits itself: say it in set)\n"
         "o.json:1:346: an edit's format is yaml or json (inlay writes edits itself: say it in set)\n"),
};

/* Without the command, which is laid in before a launch is handed on. */
static void check_round_trip(struct arena *arena, struct overrides *overrides, const struct document_case *test)
{
    struct diagnostics none = {.arena = arena};
    struct buffer written = {.arena = arena};
    overrides->entry_point = overrides->args = NULL;
    overrides_write(overrides, &written);

    struct overrides again = {.arena = arena};
    struct diagnostics diagnostics = {.arena = arena};
    bool right = overrides_read_document(&again, "INLAY_OVERRIDES", buffer_text(&written), &diagnostics);
    const char *before = dump_overrides(overrides, &none), *after = dump_overrides(&again, &diagnostics);
    CHECK(right && strcmp(before, after) == 0, "%.*s\n wrote: %s\nbefore: %s after: %s", TEXT_ARGS(test->source),
          buffer_string(&written), before, after);
    for (struct override_file *a = overrides->files, *b = again.files; a && b; a = a->next, b = b->next) {
        CHECK(strcmp(a->name, b->name) == 0 && a->format == b->format, "%s: %s", a->name, b->name);
    }
}

static void check_case(struct arena *arena, const struct document_case *test)
{
    struct overrides overrides = {.arena = arena, .root = TEXT("/job")};
    struct diagnostics diagnostics = {.arena = arena};
    bool right = overrides_read_document(&overrides, test->name, test->source, &diagnostics);
    const char *dump = dump_overrides(&overrides, &diagnostics);
    CHECK(strcmp(dump, test->expected) == 0, "%.*s\n got: %swant: %s", TEXT_ARGS(test->source), dump, test->expected);
    CHECK(right == (diagnostics.errors == 0), "%.*s", TEXT_ARGS(test->source));
    if (right) {
        check_round_trip(arena, &overrides, test);
    }
}

static void run(void *context)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_case(context, &cases[i]);
    }
}

int main(void)
{
    struct arena arena;
    arena_init(&arena, 0);
    CHECK(arena_run(&arena, run, &arena), "out of memory");
    arena_release(&arena);
    return check_done();
}
