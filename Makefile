# SPDX-License-Identifier: Apache-2.0
# inlay's build. Everything that is made lies under build/.
#
#   make            the command and the library
#   make demo       the main job on a real training script; installs what it needs
#   make test       every test; installs what it needs
#   make bench      what inlay costs beside its peers: ROWS="open start" JSON=FILE; installs what it needs
#   make coverage   which lines the unit tests and the bats suites reach, by file; installs what it needs
#   make compile_commands   compile_commands.json, for editors
#   make install    PREFIX=/usr/local DESTDIR=
#   make dist       build/dist: a tarball for each architecture; after scripts/install-dependencies dist
#   make deb wheel image   the same as Debian packages, as wheels and as one OCI archive; installs what it needs

PREFIX ?= /usr/local
PYTHON ?= /usr/bin/python3
CLANG ?= clang

# What $(CC) builds for; without a compiler, before dependencies are installed, nothing. What is not for this machine goes into a
# directory of its own, build/aarch64 or build/musl.
ARCH := $(firstword $(subst -, ,$(shell $(CC) -dumpmachine 2>/dev/null)))
DEBIAN_ARCH := $(patsubst aarch64,arm64,$(patsubst x86_64,amd64,$(ARCH)))
libc_of = $(shell defined=$$($(1) -E -dM -include features.h -x c /dev/null 2>/dev/null) && \
    if echo "$$defined" | grep -q __GLIBC__; then echo glibc; else echo musl; fi)
# A compiler for musl makes the command. The library is linked with glibc, and loads in both.
COMMAND_CC := $(CC)
ifeq ($(call libc_of,$(CC)),musl)
    override CC := cc
    ifneq ($(call libc_of,cc),glibc)
        $(error libinlay.so takes a compiler for glibc, and then loads in musl, too: make dist there has all for this machine)
    endif
    OTHER_LIBC := musl
endif
OTHER_ARCH := $(filter-out $(shell uname -m),$(ARCH))

# SANITIZE=1, FUZZ=1 and COVERAGE=1 are variants for the tests, each in a directory of its own.
VARIANT := $(if $(SANITIZE),/sanitize)$(if $(FUZZ),/fuzz)$(if $(COVERAGE),/coverage)
BUILD := build$(OTHER_ARCH:%=/%)$(OTHER_LIBC:%=/%)$(VARIANT)
ifdef SANITIZE
    SANITIZERS := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
endif
ifdef FUZZ
    SANITIZERS := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
endif
ifdef COVERAGE
    CFLAGS := -O0 -g
    SANITIZERS := --coverage -fprofile-update=atomic
    LDFLAGS := --coverage
endif

# Warnings are errors, so that a warning is either right and mended or wrong and named here. Beyond -Wall -Wextra:
#   shadow, missing-prototypes   two things under one name; a function that its header does not declare
#   strict-prototypes, vla       what C++ never had and C23 takes away; an array as long as the input says
#   pointer-arith, write-strings arithmetic on void; a literal passed where it may be written to
#   format=2, undef              a format that is no literal; a misspelt #if
# Left out: -Wconversion (span offsets are uint32_t by design: DOCUMENT_SIZE_MAX bounds them) and -Wcast-qual
# (the hooks hand const paths to functions of libc that never were const-correct).
WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wwrite-strings \
    -Wformat=2 -Wundef -Wvla -Wno-missing-field-initializers -Werror

# The library must load in every glibc from 2.17 on and in musl:
#   -fno-stack-protector, -U_FORTIFY_SOURCE   neither __stack_chk_fail nor the __*_chk functions, which musl lacks
#   -ftls-model=initial-exec                  the default model needs ld-linux by name, which kills every musl program
#   -fvisibility=hidden                       what is not in the version script cannot be interposed by the job
#   -mno-outline-atomics                      on aarch64 libgcc's helpers call __getauxval, which musl lacks
CFLAGS ?= -O2 -g
COMPILER = $(CC)
COMPILE = $(COMPILER) -std=gnu11 $(CFLAGS) $(REPRODUCIBLE) $(WARNINGS) -I. $(STATIC_INCLUDE) -D_GNU_SOURCE -MMD -MP $(SANITIZERS)
PORTABLE := -fPIC -fvisibility=hidden -fno-stack-protector -U_FORTIFY_SOURCE -ffunction-sections \
    -ftls-model=initial-exec $(if $(filter aarch64,$(ARCH)),-mno-outline-atomics)
# A product and a sum in one operation, which arm64 has, round otherwise than two: a sweep's draws are the same everywhere.
REPRODUCIBLE := -ffile-prefix-map=$(CURDIR)=. -ffp-contract=off
HARDENED := -fPIE -fstack-protector-strong -U_FORTIFY_SOURCE $(if $(SANITIZERS),,-D_FORTIFY_SOURCE=2)

# -z now: symbols are bound before main, never inside a hook. --exclude-libs: libyaml's names stay ours, or the job's
# own libyaml (PyYAML's C loader) would call into this copy. libdl by its file name: Debian 12's libdl.a is empty, so
# -ldl would add nothing, and before glibc 2.34 dlsym is nowhere else. noseparate-code: two mappings instead of four, in
# every process of a job.
LIBRARY_LDFLAGS := -shared -Wl,-soname,libinlay.so -Wl,-z,relro,-z,now,-z,noexecstack,-z,noseparate-code,--gc-sections \
    -Wl,--exclude-libs,ALL -Wl,--no-undefined -Wl,-Bsymbolic-functions
LIBRARY_LIBS := -Wl,--no-as-needed -l:libdl.so.2 -Wl,--as-needed


objects = $(patsubst %.c,$(BUILD)/%.o,$(wildcard $(addsuffix /*.c,$(1))))
ENGINE := $(call objects,core/* shim/serve)
PRELOAD := $(call objects,shim/preload)
SUPERVISE := $(call objects,shim/supervise)
CLI := $(call objects,shim/cli shim/cli/*)
programs = $(patsubst %.c,$(BUILD)/%,$(wildcard $(1)/*.c))
UNIT := $(call programs,tests/unit)
FUZZERS := $(call programs,tests/fuzz)

# The binary tools are the compiler's: the machine's own do not read another architecture's files.
tool_of_compiler = $(shell $(CC) -print-prog-name=$(1) 2>/dev/null)
AR := $(call tool_of_compiler,ar)
OBJCOPY := $(call tool_of_compiler,objcopy)

# The command is static where its parts are at hand. Then its objects are compiled apart from the library's, for musl.
ARCHIVES := $(notdir $(shell sed -n 's/ .*//; /^pool/p' scripts/sources.txt))
STATIC := $(if $(VARIANT),,$(if $(filter-out $(notdir $(wildcard build/sources/*)),$(ARCHIVES)),,static))
ifdef STATIC
    include scripts/static.mk
    COMMAND := $(patsubst $(BUILD)/%,$(BUILD)/static/%,$(CLI) $(SUPERVISE) $(ENGINE)) $(BUILD)/static/cJSON.o
endif

MAKEFLAGS += --no-builtin-rules
.PHONY: all demo test test-unit test-bats test-fuzz test-properties test-form test-wandb test-recipes test-injection test-newest-libc test-supervised test-launch-together test-sweep-kills coverage coverage-programs compile_commands bench bench-programs install uninstall dist dist-trees dist-tree deb wheel image test-packages test-matrix format clean FORCE
.DEFAULT_GOAL := all
.SECONDARY:
.DELETE_ON_ERROR:

all: $(BUILD)/bin/inlay $(BUILD)/lib/inlay/libinlay.so

ifdef STATIC
$(BUILD)/bin/inlay: $(COMMAND) $(BUILD)/static/libyaml.a
	@mkdir -p $(@D)
	$(COMMAND_CC) $(CFLAGS) $(STATIC_LINK) -o $@ $(STATIC_BEGIN) $^ $(STATIC_END)
else
$(BUILD)/bin/inlay: $(CLI) $(SUPERVISE) $(ENGINE) $(BUILD)/libyaml.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -pie -Wl,-z,relro,-z,now,--gc-sections -o $@ $^ -lcjson -lm -pthread
	$(if $(OTHER_LIBC),@echo 'a static inlay takes scripts/install-dependencies dist' >&2; rm $@; false)
	$(if $(VARIANT),,@echo 'inlay is dynamic, with the installed libcjson (static after scripts/install-dependencies dist)')
endif

# First what every process runs through as it starts, so that it lies on few pages; of that first what one without
# overrides does.
STARTING := $(patsubst %,$(BUILD)/%.o,$(addprefix shim/preload/,init next claim) \
    $(addprefix shim/serve/,environment variables notice elf_note) core/base/text \
    $(addprefix shim/preload/,absolute_paths exec_environment unreachable wandb_taken) \
    $(addprefix shim/serve/,preload_list launch log record record_file ledger ledger_join sealed_text pinned look \
    whole_file encoded_text manifest_source registry open_counts once wandb_file) \
    $(addprefix core/base/,arena buffer path utf8 printable escape sha256 base64) \
    $(addprefix core/tree/,node place typed_key) \
    $(addprefix core/read/,read format read_json json_scan builder projection) \
    $(addprefix core/overrides/,overrides overrides_document override_text override_value target run_config))
$(BUILD)/lib/inlay/libinlay.so: $(STARTING) $(PRELOAD) $(ENGINE) $(BUILD)/libyaml.a $(BUILD)/libinlay.map \
    $(BUILD)/libinlay.ld
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) $(LIBRARY_LDFLAGS) -Wl,--version-script=$(BUILD)/libinlay.map \
	    -Wl,-T,$(BUILD)/libinlay.ld -o $@.new $(filter-out %.map %.ld,$^) $(LIBRARY_LIBS)
	mv $@.new $@ # at once: ld.so starts a program without a library that it finds half written

$(BUILD)/libinlay.map: scripts/version-script $(wildcard shim/preload/*.h)
	@mkdir -p $(@D)
	CC='$(CC)' scripts/version-script >$@

$(BUILD)/libinlay.ld: shim/preload/libinlay.ld Makefile
	@mkdir -p $(@D)
	sed 's|STARTING\(([^)]*)\)|$(STARTING:%=%\1)|' $< >$@

# libyaml calls malloc, and the library patches inside hooks: in signal handlers and between vfork and exec, where
# malloc may not be called, and before main, where the job's own malloc may not be ready. So libyaml's four calls are
# bound to core/read/yaml_memory.c, which gives it arena memory.
$(BUILD)/libyaml.a: $(if $(STATIC),$(BUILD)/libyaml/malloc.a,$(shell $(CC) -print-file-name=libyaml.a 2>/dev/null))
$(BUILD)/static/libyaml.a: $(BUILD)/static/libyaml/malloc.a
$(BUILD)/libyaml.a $(BUILD)/static/libyaml.a:
	@mkdir -p $(@D)
	$(OBJCOPY) --redefine-sym malloc=yaml_memory_alloc --redefine-sym realloc=yaml_memory_resize \
	    --redefine-sym free=yaml_memory_free --redefine-sym strdup=yaml_memory_strdup $< $@

libyaml.a:
	@echo 'libyaml.a is missing for $(ARCH): run scripts/install-dependencies $(if $(OTHER_ARCH),dist,build)' >&2; false

# The flags that objects were made with: make CC=clang after make builds anew.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(COMPILE) $(PORTABLE) $(HARDENED) $(STATIC_FLAVOUR)' | cmp -s - $@ || \
	    echo '$(COMPILE) $(PORTABLE) $(HARDENED) $(STATIC_FLAVOUR)' >$@

$(BUILD)/core/%.o $(BUILD)/shim/serve/%.o $(BUILD)/shim/preload/%.o: FLAVOUR := $(PORTABLE)
$(BUILD)/shim/supervise/%.o $(BUILD)/shim/cli/%.o $(BUILD)/tests/%.o: FLAVOUR := $(HARDENED)
define COMPILE_C
	@mkdir -p $(@D)
	$(COMPILE) $(FLAVOUR) $(BUILT) -c -o $@ $<
endef
$(BUILD)/%.o: %.c $(BUILD)/flags | $(STATIC_UNPACKED)
	$(COMPILE_C)
$(BUILD)/static/%.o: %.c $(BUILD)/flags | $(STATIC_UNPACKED)
	$(COMPILE_C)

# What `inlay --version` says of the build.
$(BUILD)/shim/cli/base/version.o $(BUILD)/static/shim/cli/base/version.o: BUILT := -include $(BUILD)/built.h
$(BUILD)/shim/cli/base/version.o $(BUILD)/static/shim/cli/base/version.o: $(BUILD)/built.h
$(BUILD)/built.h: FORCE
	@mkdir -p $(@D)
	@{ echo '#define INLAY_COMMIT "'"$$(scripts/version --commit)"'"'; \
	   $(if $(STATIC),echo '#define INLAY_STATIC "$(STATIC_LIBC)"';) } >$@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

# What `inlay help` prints stands in the manual.
PAGES := $(wildcard shim/cli/man/*)
$(BUILD)/shim/cli/base/help.o $(BUILD)/static/shim/cli/base/help.o: BUILT := -include $(BUILD)/help_texts.h
$(BUILD)/shim/cli/base/help.o $(BUILD)/static/shim/cli/base/help.o: $(BUILD)/help_texts.h
$(BUILD)/help_texts.h: scripts/help-text $(PAGES)
	@mkdir -p $(@D)
	@{ echo 'static const struct help_text { const char *name, *usage, *text; } help_texts[] = {'; \
	   scripts/help-text $(PAGES) && echo '};'; } >$@

# They take files in as they are assembled: the pages', and the Python that observes W&B.
$(BUILD)/shim/cli/form/form_page.o $(BUILD)/static/shim/cli/form/form_page.o: $(wildcard shim/cli/base/page/* shim/cli/form/page/*)
$(BUILD)/shim/cli/table/table_files.o $(BUILD)/static/shim/cli/table/table_files.o: $(wildcard shim/cli/base/page/* shim/cli/table/page/*)
$(BUILD)/shim/cli/record/wandb_observer.o $(BUILD)/static/shim/cli/record/wandb_observer.o: scripts/record-wandb scripts/pydantic-schema

# An archive, so that a test program links only what it calls.
$(BUILD)/engine.a: $(ENGINE)
	@rm -f $@
	$(AR) rcs $@ $^

# The command without its main, for tests of its parts.
$(BUILD)/cli.a: $(filter-out $(BUILD)/shim/cli/main.o,$(CLI)) $(SUPERVISE)
	@rm -f $@
	$(AR) rcs $@ $^

$(addprefix $(BUILD)/tests/,fuzz/unified_diff fuzz/edit_document fuzz/manifest_update fuzz/shell_command fuzz/elf_look fuzz/metric unit/wrapped unit/filter unit/metric unit/statistics unit/cell_lock unit/store): $(BUILD)/cli.a

# What the kernel's headers call each number.
$(BUILD)/tests/unit/filter.o: COMPILE += -I$(BUILD)/tests/unit
$(BUILD)/tests/unit/filter.o: $(BUILD)/tests/unit/system_calls.h
$(BUILD)/tests/unit/system_calls.h: scripts/system-calls
	@mkdir -p $(@D)
	CC='$(CC)' scripts/system-calls >$@

# Here tests change what core/read decides: tests/properties/tree_width.h.
$(addprefix $(BUILD)/tests/,unit/patch unit/secret unit/summary unit/verify fuzz/patch_json fuzz/patch_yaml): WRAPPED := \
    -Wl,--wrap=projection_root,--wrap=document_read_projection

# The fuzzer has a main of its own.
$(BUILD)/tests/fuzz/%: MAIN := -fsanitize=fuzzer
$(BUILD)/tests/%: $(BUILD)/tests/%.o $(BUILD)/engine.a $(BUILD)/libyaml.a
	$(CC) $(CFLAGS) $(SANITIZERS) $(MAIN) $(WRAPPED) -o $@ -Wl,--start-group $^ -Wl,--end-group -lcjson -lm -pthread

demo:
	@scripts/install-dependencies build demo
	@$(MAKE) -s all
	@PYTHON='$(PYTHON)' scripts/demo/run

# What people get is tested where it can be fetched.
test:
	scripts/install-dependencies build test properties form wandb demo
	scripts/install-dependencies dist || echo 'make test: the static command cannot be built here, so the dynamic one is tested' >&2
	CLANG='$(CLANG)' PYTHON='$(PYTHON)' FUZZ_SECONDS='$(FUZZ_SECONDS)' scripts/test

test-unit: $(UNIT)
	scripts/test-unit $^

# Only clang has a fuzzer.
ifdef FUZZ
test-fuzz: $(FUZZERS)
	FUZZ_SECONDS='$(FUZZ_SECONDS)' scripts/test-fuzz $^
else
test-fuzz:
	$(MAKE) FUZZ=1 CC='$(CLANG)' test-fuzz
endif

# Edits of every kind to every config of a directory, judged by parsers that others wrote: make test-properties CORPUS=DIR
PROPERTIES := $(addprefix $(BUILD)/tests/properties/,edits emissions judge-yaml-cpp)
test-properties:
	@scripts/install-dependencies build properties
	@$(MAKE) -s all $(PROPERTIES)
	PYTHON='$(PYTHON)' scripts/test-properties $(BUILD)/tests/properties $(CORPUS)

$(BUILD)/tests/properties/judge-yaml-cpp: tests/properties/judge.cc
	@mkdir -p $(@D)
	$(CXX) -O2 -o $@ $< -lyaml-cpp

# The launch form in a headless browser.
test-form:
	@scripts/install-dependencies build form
	@$(MAKE) -s all
	PYTHON='$(PYTHON)' scripts/test-form

# W&B's own package, the newest version and an old one; or make test-wandb WANDB=VERSION SUITES=tests/wandb/SUITE.bats.
WANDB := 0.31.0 0.26.1
SUITES :=
test-wandb:
	@scripts/install-dependencies build wandb
	@$(MAKE) -s all
	@status=0; for version in $(WANDB); do \
	    echo "# wandb $$version"; PYTHON='$(PYTHON)' scripts/test-wandb $$version $(SUITES) || status=1; \
	done; exit $$status

# What scripts/recipes shows, each with the real program; or make test-recipes SUITES=tests/recipes/SUITE.bats.
test-recipes:
	@scripts/install-dependencies build recipes
	@$(MAKE) -s all
	PYTHON='$(PYTHON)' scripts/test-bats $(or $(SUITES),tests/recipes)

# What inlay env prints, read by the programs and libraries that read it; or make test-injection SUITES=tests/injection/SUITE.bats.
test-injection:
	@scripts/install-dependencies build injection
	@$(MAKE) -s all
	PYTHON='$(PYTHON)' scripts/test-injection $(SUITES)

# What the C library of the next Debian has for opening files: fetches it.
test-newest-libc: all
	LIBC_ROOT=$$(scripts/newest-libc) && LIBC_ROOT=$$LIBC_ROOT scripts/test-bats tests/symbols.bats

# Programs that only a supervisor reaches, and containers; and what a job sees of a preloaded file, under supervision. Left out
# are suites about other commands than run and about the library itself, and runtimes, which supervises by itself.
SUITES_SUPERVISED := children file-actions in-the-way indistinguishable limits looking named-files pointers run-config-file \
    sandbox secrets spellings states values
test-supervised:
	@scripts/install-dependencies build dist test supervised
	@$(MAKE) -s all
	@PYTHON='$(PYTHON)' scripts/supervised-programs $(BUILD)/supervised
	PYTHON='$(PYTHON)' scripts/test-bats tests/supervised
	SUPERVISED=1 PYTHON='$(PYTHON)' scripts/test-bats $(SUITES_SUPERVISED:%=tests/%.bats)

test-launch-together: all
	scripts/test-launch-together 8 1000
	scripts/test-launch-together 64 1000

test-sweep-kills: all
	PYTHON='$(PYTHON)' scripts/test-sweep-kills 100

# Asserts nothing: what is measured so slowly, and writes files of its own, makes some tests fail.
coverage:
	@scripts/install-dependencies build test
	@$(MAKE) -s COVERAGE=1 coverage-programs
	@PYTHON='$(PYTHON)' scripts/coverage build/coverage

coverage-programs: all $(UNIT)

compile_commands:
	@$(MAKE) -nB all bench-programs $(UNIT) $(FUZZERS) $(PROPERTIES) | sed -n \
	    's|.* -c -o [^ ]* \(.*\.c\)$$|{"directory": "$(CURDIR)", "file": "\1", "command": "&"},|p' | \
	    sed '1s/^/[/; $$s/,$$/]/' >compile_commands.json

# Measures, and asserts nothing; scripts/bench/run open start measures some rows, scripts/bench/run --json FILE writes it down.
BENCH := $(filter-out %_library,$(call programs,tests/bench))
BENCH_LIBRARY := $(BUILD)/tests/bench/limit_library.so
bench:
	@scripts/install-dependencies build bench
	@$(MAKE) -s bench-programs
	@PYTHON='$(PYTHON)' scripts/bench/run $(if $(JSON),--json '$(JSON)') $(ROWS)

bench-programs: all $(BENCH) $(BENCH_LIBRARY)

$(BENCH_LIBRARY): tests/bench/limit_library.c shim/preload/symbols.h
	@mkdir -p $(@D)
	$(COMPILE) $(PORTABLE) $(LDFLAGS) $(LIBRARY_LDFLAGS) -o $@ $< $(LIBRARY_LIBS)

test-bats: all
	PYTHON='$(PYTHON)' scripts/test-bats tests

install: all
	install -D -m 755 $(BUILD)/bin/inlay '$(DESTDIR)$(PREFIX)/bin/inlay'
	install -D -m 644 $(BUILD)/lib/inlay/libinlay.so '$(DESTDIR)$(PREFIX)/lib/inlay/libinlay.so'
	for page in $(notdir $(PAGES)); do install -D -m 644 shim/cli/man/$$page '$(DESTDIR)$(PREFIX)'/share/man/man$${page##*.}/$$page; done
	install -D -m 644 shim/cli/complete/shells/inlay.bash '$(DESTDIR)$(PREFIX)/share/bash-completion/completions/inlay'
	install -D -m 644 shim/cli/complete/shells/_inlay '$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_inlay'
	install -D -m 644 shim/cli/complete/shells/inlay.fish '$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/inlay.fish'
	install -D -m 755 scripts/pydantic-schema '$(DESTDIR)$(PREFIX)/share/inlay/pydantic-schema'
	install -D -m 755 scripts/wandb-job '$(DESTDIR)$(PREFIX)/share/inlay/wandb-job'

uninstall:
	rm -f '$(DESTDIR)$(PREFIX)/bin/inlay' '$(DESTDIR)$(PREFIX)/lib/inlay/libinlay.so' \
	    '$(DESTDIR)$(PREFIX)/share/inlay/pydantic-schema' '$(DESTDIR)$(PREFIX)/share/inlay/wandb-job' \
	    '$(DESTDIR)$(PREFIX)/share/bash-completion/completions/inlay' \
	    '$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_inlay' \
	    '$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/inlay.fish'
	for page in $(notdir $(PAGES)); do rm -f '$(DESTDIR)$(PREFIX)'/share/man/man$${page##*.}/$$page; done
	for d in lib share; do if [ -d '$(DESTDIR)$(PREFIX)'/$$d/inlay ]; then rmdir '$(DESTDIR)$(PREFIX)'/$$d/inlay; fi; done

# What goes elsewhere, for each architecture: build/dist/ARCH, a tree with bin, lib and share as `make install PREFIX=` lays it,
# stripped, with the licences of all that is in it; and of each tree a tarball. make dist-trees stops before the tarballs: all
# other packages are made of the trees, too. Two builds of one commit give the same bytes.
#   make dist-tree        the tree of $(CC)'s architecture
ARCHITECTURES := x86_64 aarch64
DIST := build/dist
compiler_of = $(if $(filter $(shell uname -m),$(1)),$(CC),$(1)-linux-gnu-gcc)

dist: dist-trees
	scripts/dist-tarballs '$(DIST)' $(ARCHITECTURES)

dist-trees:
	$(foreach arch,$(ARCHITECTURES),$(MAKE) CC='$(call compiler_of,$(arch))' dist-tree &&) true

ifdef STATIC
dist-tree: all
	+STRIP='$(call tool_of_compiler,strip)' MUSL='$(MUSL)' scripts/dist-tree '$(BUILD)' '$(DIST)/$(ARCH)'
else
dist-tree:
	@echo 'what goes elsewhere is static: run scripts/install-dependencies dist' >&2; false
endif

# Each made of the trees by the trade's own tools: a .deb and a wheel for each architecture, one image of both.
deb:
	@scripts/install-dependencies build dist deb
	@$(MAKE) -s dist-trees
	@$(foreach arch,$(ARCHITECTURES),scripts/packages/deb/build build/dist/$(arch) $(arch) build/dist &&) true

wheel:
	@scripts/install-dependencies build dist wheel
	@$(MAKE) -s dist-trees
	@$(foreach arch,$(ARCHITECTURES),PYTHON='$(PYTHON)' scripts/packages/wheel/build build/dist/$(arch) $(arch) build/dist &&) true

image:
	@scripts/install-dependencies build dist image
	@$(MAKE) -s dist-trees
	@scripts/packages/image/build build/dist/x86_64 build/dist/aarch64 build/dist

# The packages as their users install them; or make test-packages SUITES=tests/packages/SUITE.bats.
test-packages:
	@scripts/install-dependencies build dist deb wheel image packages
	@$(MAKE) -s all dist
	@$(MAKE) -s deb
	@$(MAKE) -s wheel
	@$(MAKE) -s image
	PYTHON='$(PYTHON)' scripts/test-packages $(SUITES)

# The packages in roots of Debian's releases, on both architectures; or make test-matrix CELLS='bullseye-x86_64 …'.
test-matrix:
	@scripts/install-dependencies build dist deb wheel matrix
	@$(MAKE) -s dist
	@$(MAKE) -s deb
	@$(MAKE) -s wheel
	scripts/test-matrix $(CELLS)

format:
	clang-format -i $(wildcard core/*/*.[ch] shim/*/*.[ch] shim/cli/*/*.[ch] tests/*/*.[ch] scripts/demo/*.c)

# What was fetched stays.
clean:
	mkdir -p build/sources
	find build -mindepth 1 -maxdepth 1 ! -path build/sources -exec rm -rf {} +
	find build/sources -mindepth 1 -maxdepth 1 -type d -exec rm -rf {} +

-include $(patsubst %.o,%.d,$(ENGINE) $(PRELOAD) $(SUPERVISE) $(CLI) $(COMMAND)) $(addsuffix .d,$(UNIT) $(FUZZERS) $(BENCH) $(PROPERTIES))
