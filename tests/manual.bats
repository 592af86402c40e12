#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The manual's pages: they are clean, name all that there is to name, and show what really happens.

bats_require_minimum_version 1.5.0
load helpers

PAGES=("$ROOT"/shim/cli/man/*)

# text PAGE: as it is read.
text() {
    mandoc -Tutf8 "$ROOT/shim/cli/man/$1" | sed 's|.\x08||g'
}

@test "the pages are clean" {
    run -0 mandoc -Tlint -Wwarning "${PAGES[@]}"
}

@test "the manual names every option, every verb has its section, and every section its help" {
    local option verb
    text inlay.1 >manual
    options=$(sed -n '/^static const struct rule rules/,/^}/s/^    {"\([a-z-]*\)",.*/\1/p' "$ROOT/shim/cli/base/options.c")
    [ "$(wc -w <<<"$options")" -ge 30 ]
    for option in $options; do
        grep -qe "--$option\b" manual || { echo "--$option is not in the manual"; return 1; }
    done
    for verb in $("$INLAY" --help | sed -n 's/^  inlay \([a-z]*\) .*/\1/p'); do
        grep -qx "   inlay $verb" manual || { echo "inlay $verb has no section"; return 1; }
        run -0 "$INLAY" help "$verb"
        [[ ${lines[0]} == "usage: inlay $verb "* ]]
        [[ $output == *'Exit status: '* ]] || { echo "inlay help $verb says no exit status"; return 1; }
    done
}

@test "version, NEWS and the pages' dates agree" {
    local version date
    read -r _ version _ date <<<"$(grep -m 1 '^## [0-9]' "$ROOT/NEWS.md")"
    [ "$version" = "$("$ROOT/scripts/version")" ]
    for page in "${PAGES[@]}"; do
        grep -qx "\.Dd $(LC_ALL=C date -d "$date" '+%B %-d, %Y')" "$page" || { echo "$page is of another day than $date"; return 1; }
    done
}

@test "the manual names each key of a report" {
    echo 'a: 1' >config.yaml
    run -0 "$INLAY" run --report report.json config.yaml:a=2 -- cat config.yaml
    text inlay.1 | sed '/^THE REPORT/,/^FILES/!d' >manual
    for key in $(jq -r 'keys[], (.files[0] | keys[]), (.files[0].values[0] | keys[])' report.json); do
        grep -qw "$key" manual || { echo "$key is not in the manual"; return 1; }
    done
}

@test "the manual has each variable of a launch" {
    local name
    text inlay.7 | sed '/^ENVIRONMENT/,/^SANDBOXES/!d' >manual
    for name in $(grep -ohE '"(INLAY|WANDB)_[A-Z_0-9]*[A-Z0-9]"' "$ROOT"/shim/serve/variables.[ch] | tr -d '"' | sort -u); do
        grep -qw "$name" manual || { echo "$name is not in the manual"; return 1; }
    done
}

# A line "tests:" before an item names tests, or cases of tests/data, by how their names begin.
@test "each item of what inlay reaches, of what it does not and of its limits has its tests" {
    local tests name
    awk '/^\.Sh/ { on = /WHAT IS (NOT )?REACHED|LIMITS/ }
        on && /^\.It / { print tests == "" ? "no tests: " $0 : tests }
        { tests = "" }
        /^\.\\" tests: / { tests = substr($0, 12) }' "$ROOT/shim/cli/man/inlay.7" >items
    [ "$(wc -l <items)" -ge 50 ]
    run -1 grep '^no tests' items
    grep -v '^none (' items | sed 's/; /\n/g' >names
    while IFS= read -r name; do
        grep -qF -e "@test \"$name" -e "=== $name" "$ROOT"/tests/{,*/}*.bats "$ROOT"/tests/data/*/*.test || { echo "no test begins with: $name" >&2; return 1; }
    done <names
}

# sessions PAGE: makes of each session of the page a directory with setup, what is shown (session), and its line (line). Setup is
# what comments say, and files that the page shows.
sessions() {
    awk '
        /^\.\\" setup: / { setup = setup substr($0, 12) "\n" }
        /^\.\\" session$/ { kind = "session" }
        /^\.\\" file: / { kind = "file"; setup = setup "cat >" $3 " <<\\END\n" }
        /^\.\\" not run \(/ { kind = "not run" }
        /^\.Bd -literal/ {
            if (kind == "") { print FILENAME ":" FNR ": nothing says how this display is tested" >"/dev/stderr"; exit 1 }
            if (kind == "session") {
                directory = sprintf("session-%04d", FNR)
                system("mkdir " directory)
                printf "%s", setup >(directory "/setup")
                print FILENAME ":" FNR >(directory "/line")
                setup = ""
            }
            on = kind
            kind = ""
            next
        }
        /^\.Ed/ { if (on == "file") setup = setup "END\n"; on = "" }
        on { gsub(/\\e/, "\\"); gsub(/\\&/, "") }
        on == "file" { setup = setup $0 "\n" }
        on == "session" { print >(directory "/session") }
        /^\.Dl (inlay|\$) / { print FILENAME ":" FNR ": a command that nobody runs" >"/dev/stderr"; exit 1 }' "$1"
}

# steady: without what another run would print otherwise: times, and how far it is at some moment.
steady() {
    sed -E '/^inlay: [0-9]+ of [0-9]+ cells ended/d; s/ +[0-9.]+ ?s\b/ 0.1s/g' "$1"
}

# plays DIRECTORY: the session of it, beside the demo's files. A page calls the directory /home/me/job, and the library as it is
# installed.
plays() {
    cd "$1"
    cp "$ROOT"/scripts/demo/config.yaml "$ROOT"/scripts/demo/train.py .
    PATH=$BUILD/bin:$PATH
    eval "$(cat setup)"
    grep '^\$ ' session >commands
    while IFS= read -r line; do
        echo "$line"
        line=${line//\/usr\/local\/lib\/inlay\/libinlay.so/$LIB}
        eval "${line#'$ '}" </dev/null 2>&1 || true
    done <commands | sed "s|$LIB|/usr/local/lib/inlay/libinlay.so|g; s|$PWD|/home/me/job|g" >actual
    diff -u <(steady session) <(steady actual) || { echo "in $(cat line)" >&2; return 1; }
}

@test "what the pages show is what happens" {
    local page directory count=0
    for page in "${PAGES[@]}"; do
        mkdir "${page##*/}"
        (cd "${page##*/}" && sessions "$page")
        for directory in "${page##*/}"/session-*; do
            [ -d "$directory" ] || continue
            (plays "$directory")
            count=$((count + 1))
        done
    done
    [ "$count" -ge 6 ]
}
