#include "shim/serve/environment.h"
#include "core/sha256.h"
#include "shim/serve/kernel.h"

#include <errno.h>
#include <string.h>

/* What of a variable's text comes after name: "=value", "_0=chunk"; NULL when the text does not begin with name. */
static const char *after_name(const char *variable, const char *name)
{
    /* Most differ in their first byte: every process looks at all of its variables a dozen times as it starts. */
    for (; *name != '\0' && *variable == *name; name++) {
        variable++;
    }
    return *name == '\0' ? variable : NULL;
}

const char *environment_get(char *const *environment, const char *name)
{
    for (char *const *v = environment; v != NULL && *v != NULL; v++) {
        const char *rest = after_name(*v, name);
        if (rest != NULL && *rest == '=') {
            return rest + 1;
        }
    }
    return NULL;
}

bool environment_disabled(char *const *environment)
{
    const char *value = environment_get(environment, ENV_DISABLE);

    return value != NULL && *value != '\0' && strcmp(value, "0") != 0;
}

/* Whether variable is a chunk, "NAME_digits=value". W&B numbers chunks in decimal without padding, so any other spelling,
 * or a number beyond all bounds, gives CHUNK_STRAY. */
#define CHUNK_STRAY SIZE_MAX

static bool is_chunk(const char *variable, const char *name, size_t *number, const char **value)
{
    const char *digits = after_name(variable, name);

    if (digits == NULL || *digits++ != '_') {
        return false;
    }
    size_t length = strspn(digits, "0123456789");
    if (length == 0 || digits[length] != '=') {
        return false;
    }
    *value = digits + length + 1;
    *number = 0;
    for (size_t i = 0; i < length; i++) {
        *number = *number * 10 + (size_t)(digits[i] - '0');
    }
    if (length > 9 || (length > 1 && digits[0] == '0')) {
        *number = CHUNK_STRAY;
    }
    return true;
}

static size_t count_chunks(char *const *environment, const char *name)
{
    size_t count = 0, number;
    const char *value;

    for (char *const *v = environment; v != NULL && *v != NULL; v++) {
        count += is_chunk(*v, name, &number, &value);
    }
    return count;
}

static bool is_set_or_chunked(char *const *environment, const char *name)
{
    return environment_get(environment, name) != NULL || count_chunks(environment, name) > 0;
}

bool environment_has_launch(char *const *environment)
{
    return is_set_or_chunked(environment, ENV_OVERRIDES) || environment_get(environment, ENV_SET) != NULL ||
           is_set_or_chunked(environment, ENV_WANDB_FILES) || is_set_or_chunked(environment, ENV_WANDB_CONFIG);
}

/* A chunk numbered count or higher: W&B's readers leave it out without a word. NULL when there is none; else the whole
 * variable. */
static const char *stray_chunk(char *const *environment, const char *name, size_t count)
{
    const char *value;
    size_t number;

    for (char *const *v = environment; v != NULL && *v != NULL; v++) {
        if (is_chunk(*v, name, &number, &value) && number >= count) {
            return *v;
        }
    }
    return NULL;
}

/* Joins chunks 0, 1, … up to the first that is missing, whose number is returned. */
static size_t join_chunks(struct buffer *joined, char *const *environment, const char *name)
{
    size_t count = count_chunks(environment, name), next = 0, number;
    const char **chunks = arena_array(joined->arena, const char *, count + 1);
    const char *value;

    for (char *const *v = environment; v != NULL && *v != NULL; v++) {
        if (is_chunk(*v, name, &number, &value) && number < count && chunks[number] == NULL) {
            chunks[number] = value;
        }
    }
    for (; chunks[next] != NULL; next++) {
        buffer_put(joined, text_of(chunks[next]));
    }
    return next;
}

bool environment_joined(struct arena *arena, char *const *environment, const char *name, struct text *value,
                        bool *found, struct diagnostics *diagnostics)
{
    const struct place place = {.source = name};
    const char *whole = environment_get(environment, name);
    struct buffer joined = {.arena = arena};

    *value = text_copy(arena, text_of(whole));
    *found = value->length > 0;
    if (*found) {
        return true;
    }
    size_t count = whole != NULL ? 0 : join_chunks(&joined, environment, name);
    const char *stray = stray_chunk(environment, name, count);
    if (stray != NULL) {
        int length = (int)strcspn(stray, "=");
        if (whole != NULL) {
            diagnose(diagnostics, SEVERITY_ERROR, place, "is empty, but %.*s is set too (unset one of them)", length,
                     stray);
        } else {
            diagnose(diagnostics, SEVERITY_ERROR, place, "%.*s is set, but %s_%zu is missing (set all, from _0 on)",
                     length, stray, name, count);
        }
        return false;
    }
    *value = buffer_text(&joined);
    *found = value->length > 0;
    return true;
}

static const char *describe_error(int error)
{
    switch (error) {
    case ENOENT:
        return "does not exist";
    case EACCES:
        return "may not be read (permission denied)";
    case EFBIG:
        return "is larger than any override document may be";
    case EAGAIN:
        return "changed while it was read (write it under another name, then rename it)";
    default:
        return "cannot be read";
    }
}

/* Reads a regular file from its start to its end. 0, or a negative errno value. */
static int read_descriptor(struct arena *arena, int fd, struct text *content)
{
    struct stat file;
    int result = kernel_fstat(fd, &file);

    if (result < 0) {
        return result;
    }
    if (!S_ISREG(file.st_mode)) {
        return -EINVAL;
    }
    if (file.st_size > (off_t)DOCUMENT_SIZE_MAX) {
        return -EFBIG;
    }
    size_t size = (size_t)file.st_size + 1; /* one more, so that growth shows */
    char *bytes = arena_alloc(arena, size);
    size_t length = 0;
    for (ssize_t got = 1; got != 0 && length < size;) {
        got = kernel_pread(fd, bytes + length, size - length, (off_t)length);
        if (got < 0 && got != -EINTR) {
            return (int)got;
        }
        length += got > 0 ? (size_t)got : 0;
    }
    *content = (struct text){bytes, length};
    return length == (size_t)file.st_size ? 0 : -EAGAIN;
}

static int read_path(struct arena *arena, const char *path, struct text *content)
{
    int fd = kernel_openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0);

    if (fd < 0) {
        return fd;
    }
    int result = read_descriptor(arena, fd, content);
    kernel_close(fd);
    return result;
}

/* path is what stands after the @. */
static bool read_pinned(struct overrides *overrides, char *const *environment, struct text path, char pin[65],
                        struct diagnostics *diagnostics)
{
    const char *wanted = environment_get(environment, ENV_OVERRIDES_SHA256);
    struct buffer whole = {.arena = overrides->arena};
    struct text content;

    if (!text_starts(path, TEXT("/")) && overrides->root.length > 0) {
        buffer_format(&whole, "%.*s/", TEXT_ARGS(overrides->root));
    }
    buffer_put(&whole, path);
    const char *name = buffer_string(&whole);
    int result = read_path(overrides->arena, name, &content);
    if (result < 0) {
        diagnose(diagnostics, SEVERITY_ERROR, (struct place){.source = name}, "%s (" ENV_OVERRIDES " names it)",
                 result == -EINVAL ? "is not a regular file" : describe_error(-result));
        return false;
    }
    sha256_hex(content, pin);
    if (wanted != NULL && *wanted != '\0' && strcmp(wanted, pin) != 0) {
        diagnose(diagnostics, SEVERITY_ERROR, (struct place){.source = name},
                 "is not what the job was started with (start the job anew, or unset " ENV_OVERRIDES_SHA256 ")");
        return false;
    }
    return overrides_read_document(overrides, name, content, diagnostics);
}

static bool read_overrides(struct overrides *overrides, char *const *environment, char pin[65],
                           struct diagnostics *diagnostics)
{
    struct text value;
    bool found;

    if (!environment_joined(overrides->arena, environment, ENV_OVERRIDES, &value, &found, diagnostics)) {
        return false;
    }
    if (!found) {
        return true;
    }
    if (text_starts(value, TEXT("@"))) {
        return read_pinned(overrides, environment, text_from(value, 1), pin, diagnostics);
    }
    return overrides_read_document(overrides, ENV_OVERRIDES, value, diagnostics);
}

static bool read_wandb_files(struct overrides *overrides, char *const *environment, struct diagnostics *diagnostics)
{
    struct text value;
    bool found;

    if (!environment_joined(overrides->arena, environment, ENV_WANDB_FILES, &value, &found, diagnostics)) {
        return false;
    }
    return !found || overrides_read_wandb_files(overrides, ENV_WANDB_FILES, value, diagnostics);
}

static bool read_wandb_config(struct overrides *overrides, char *const *environment, struct diagnostics *diagnostics)
{
    struct document document;
    struct text value;
    bool found;

    if (!environment_joined(overrides->arena, environment, ENV_WANDB_CONFIG, &value, &found, diagnostics)) {
        return false;
    }
    if (!found) {
        return true;
    }
    if (!document_read(overrides->arena, ENV_WANDB_CONFIG, value, FORMAT_JSON, 0, &document, diagnostics)) {
        return false;
    }
    if (document.root == NULL || document.root->kind != NODE_MAP) {
        diagnose(diagnostics, SEVERITY_ERROR, (struct place){.source = ENV_WANDB_CONFIG}, "must be an object, not %s",
                 document.root == NULL ? "empty" : node_describe(document.root));
        return false;
    }
    overrides->run_config = document.root;
    return true;
}

static bool read_set(struct overrides *overrides, char *const *environment, struct diagnostics *diagnostics)
{
    struct text value = text_copy(overrides->arena, text_of(environment_get(environment, ENV_SET)));

    return value.length == 0 || overrides_read_assignments(overrides, ENV_SET, value, diagnostics);
}

bool environment_read(struct overrides *overrides, char *const *environment, char pin[65],
                      struct diagnostics *diagnostics)
{
    bool right = true;

    /* Each is read whatever the others were, so that every error is said at once. */
    pin[0] = '\0';
    right &= read_wandb_config(overrides, environment, diagnostics);
    right &= read_wandb_files(overrides, environment, diagnostics);
    right &= read_overrides(overrides, environment, pin, diagnostics);
    right &= read_set(overrides, environment, diagnostics);
    return right;
}
