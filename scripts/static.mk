# SPDX-License-Identifier: Apache-2.0
# What the static command is made of: libyaml and cJSON, from Debian's sources with Debian's patches, and musl, whose licence
# lets a static program go anywhere. scripts/install-dependencies dist fetches them into build/sources. The Makefile includes
# this file where they are, and gets
#   STATIC_FLAVOUR, STATIC_LINK   how the command's objects are compiled, and linked between STATIC_BEGIN and STATIC_END
#   STATIC_LIBC                   the C library in it, with its version
#   STATIC_INCLUDE                the headers of libyaml and cJSON
#   STATIC_UNPACKED               what has to be there before the first object is compiled

SOURCES := build/sources
STATIC_LIBC := musl $(firstword $(subst -, ,$(patsubst musl-dev_%,%,$(filter musl-dev_%_$(DEBIAN_ARCH).deb,$(ARCHIVES)))))
MUSL := $(SOURCES)/musl-$(ARCH)
STATIC_UNPACKED := $(addsuffix /.unpacked,$(SOURCES)/libyaml $(SOURCES)/cjson $(MUSL) $(BUILD)/kernel)

# A compiler's own headers, musl's instead of its C library's, and behind them the kernel's, which musl has not.
MUSL_DIRECTORY := $(MUSL)/usr/lib/$(ARCH)-linux-musl
MUSL_INCLUDE := -nostdinc -isystem $(MUSL)/usr/include/$(ARCH)-linux-musl \
    -isystem $(shell $(COMMAND_CC) -print-file-name=include) -idirafter $(BUILD)/kernel
STATIC_INCLUDE := -isystem $(SOURCES) -isystem $(SOURCES)/libyaml/include
STATIC_FLAVOUR := -fPIE -fstack-protector-strong -ffunction-sections $(MUSL_INCLUDE)

file_of_compiler = $(shell $(COMMAND_CC) -print-file-name=$(1))
# The linker hears it itself, too: Debian's musl-gcc knows no -static-pie.
STATIC_LINK := -nostdlib -static-pie -Wl,-static,-pie,--no-dynamic-linker,-z,text,-z,relro,-z,now,-z,noexecstack,--gc-sections
STATIC_BEGIN := $(MUSL_DIRECTORY)/rcrt1.o $(MUSL_DIRECTORY)/crti.o $(call file_of_compiler,crtbeginS.o)
STATIC_END := -Wl,--start-group $(MUSL_DIRECTORY)/libc.a $(call file_of_compiler,libgcc.a) \
    $(call file_of_compiler,libgcc_eh.a) -Wl,--end-group $(call file_of_compiler,crtendS.o) $(MUSL_DIRECTORY)/crtn.o

$(SOURCES)/libyaml/.unpacked: $(SOURCES)/$(filter libyaml_%,$(ARCHIVES))
$(SOURCES)/cjson/.unpacked: $(SOURCES)/$(filter cjson_%,$(ARCHIVES)) $(wildcard scripts/patches/cjson-*.patch)
$(SOURCES)/libyaml/.unpacked $(SOURCES)/cjson/.unpacked:
	@rm -rf $(@D) && mkdir $(@D)
	tar -xf $< -C $(@D) --strip-components=1
	@for patch in $(filter %.patch,$^); do patch -s -d $(@D) -p1 <$$patch || exit; done
	@touch $@

$(MUSL)/.unpacked: $(SOURCES)/$(filter musl-dev_%_$(DEBIAN_ARCH).deb,$(ARCHIVES))
	@rm -rf $(@D) && mkdir $(@D)
	dpkg-deb -x $< $(@D)
	@touch $@

# Where the library's compiler has the kernel's headers.
$(BUILD)/kernel/.unpacked:
	@mkdir -p $(@D)
	@for header in linux/version.h asm/unistd.h asm-generic/errno.h; do \
	    path=$$(echo "#include <$$header>" | $(CC) -E -x c - | sed -n "s|^# 1 \"\(/.*\)/$${header#*/}\".*|\1|p" | head -n 1); \
	    [ -n "$$path" ] || { echo "<$$header> is missing: run scripts/install-dependencies build" >&2; exit 1; }; \
	    ln -sfn "$$path" "$(@D)/$${header%/*}"; \
	done
	@touch $@

# libyaml as its configure script would build it. FLAVOUR makes it the library's or the command's.
YAML_OBJECTS := $(patsubst %,libyaml/%.o,api reader scanner parser loader writer emitter dumper)
YAML_VERSION := $(subst ., ,$(patsubst libyaml_%.orig.tar.gz,%,$(filter libyaml_%,$(ARCHIVES))))
YAML_DEFINES := $(join $(addprefix -DYAML_VERSION_,MAJOR= MINOR= PATCH=),$(YAML_VERSION)) \
    -DYAML_VERSION_STRING='"$(subst $(eval) ,.,$(YAML_VERSION))"'
COMPILE_SOURCE = $(COMPILER) $(CFLAGS) $(REPRODUCIBLE) $(FLAVOUR) -U_FORTIFY_SOURCE

define COMPILE_YAML
	@mkdir -p $(@D)
	$(COMPILE_SOURCE) $(YAML_DEFINES) -I$(SOURCES)/libyaml/include -c -o $@ $(SOURCES)/libyaml/src/$*.c
endef
$(BUILD)/libyaml/%.o: $(SOURCES)/libyaml/.unpacked $(BUILD)/flags | $(STATIC_UNPACKED)
	$(COMPILE_YAML)
$(BUILD)/static/libyaml/%.o: $(SOURCES)/libyaml/.unpacked $(BUILD)/flags | $(STATIC_UNPACKED)
	$(COMPILE_YAML)

$(BUILD)/static/cJSON.o: $(SOURCES)/cjson/.unpacked $(BUILD)/flags | $(STATIC_UNPACKED)
	@mkdir -p $(@D)
	$(COMPILE_SOURCE) -c -o $@ $(SOURCES)/cjson/cJSON.c

$(BUILD)/libyaml/%.o: FLAVOUR := $(PORTABLE)
$(BUILD)/static/%.o: FLAVOUR = $(STATIC_FLAVOUR)
$(BUILD)/static/%.o: COMPILER := $(COMMAND_CC)

$(BUILD)/libyaml/malloc.a: $(addprefix $(BUILD)/,$(YAML_OBJECTS))
$(BUILD)/static/libyaml/malloc.a: $(addprefix $(BUILD)/static/,$(YAML_OBJECTS))
$(BUILD)/libyaml/malloc.a $(BUILD)/static/libyaml/malloc.a:
	@rm -f $@
	$(AR) rcsD $@ $^
