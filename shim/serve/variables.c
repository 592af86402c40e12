/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/variables.h"
#include "core/base/nearest.h"

#include <string.h>

#define YES true
#define NO  false

/* clang-format off */
const struct variable variable_table[] = {
    /*                     chunked  starts_launch  says_overrides  handed_on  spent */
    {ENV_CONTRACT,         NO,      YES,           NO,             YES,       YES},
    {ENV_OVERRIDES,        YES,     YES,           YES,            YES,       YES},
    {ENV_SET,              NO,      YES,           YES,            YES,       YES},
    {ENV_INPUTS,           YES,     YES,           YES,            YES,       NO},
    {ENV_WANDB_FILES,      YES,     YES,           YES,            YES,       NO},
    {ENV_WANDB_TAKEN,      YES,     YES,           YES,            YES,       YES},
    {ENV_WANDB_CONFIG,     YES,     YES,           NO,             YES,       NO},
    {ENV_WANDB_LAUNCH,     NO,      NO,            NO,             YES,       NO},
    {ENV_SWEEP_PARAMS,     NO,      YES,           NO,             YES,       NO},
    {ENV_RECORD,           NO,      YES,           NO,             YES,       NO},
    {ENV_OVERRIDES_SHA256, NO,      NO,            NO,             YES,       YES},
    {ENV_INPUTS_SHA256,    NO,      NO,            NO,             YES,       NO},
    {ENV_INPUTS_FOUND,     NO,      NO,            NO,             YES,       NO},
    {ENV_ROOT,             NO,      NO,            NO,             YES,       NO},
    {ENV_ON_ERROR,         NO,      NO,            NO,             YES,       NO},
    {ENV_REQUIRE,          NO,      NO,            NO,             NO,        YES},
    {ENV_STRICT,           NO,      NO,            NO,             YES,       NO},
    {ENV_STARTED,          NO,      NO,            NO,             YES,       NO},
    {ENV_REPORT,           NO,      NO,            NO,             YES,       NO},
    {ENV_LEDGER,           NO,      NO,            NO,             YES,       NO},
    {ENV_CELL,             NO,      NO,            NO,             NO,        NO},
    {ENV_CELL_DIR,         NO,      NO,            NO,             NO,        NO},
    {ENV_CELL_ATTEMPT,     NO,      NO,            NO,             NO,        NO},
    {ENV_LOG,              NO,      NO,            NO,             YES,       NO},
    {ENV_VERIFY,           NO,      NO,            NO,             NO,        NO},
    {ENV_DISABLE,          NO,      NO,            NO,             NO,        NO},
    {ENV_PROPAGATE,        NO,      NO,            NO,             NO,        NO},
    {"",                   NO,      NO,            NO,             NO,        NO},
};
/* clang-format on */

/* What of text comes after name: "=value", "_0=chunk"; NULL when it does not begin with name. */
static const char *after_name(const char *text, const char *name)
{
    /* Most differ in their first byte: every process looks at all of its variables a dozen times as it starts. */
    for (; *name != '\0' && *text == *name; name++) {
        text++;
    }
    return *name == '\0' ? text : NULL;
}

const char *variable_value(const char *text, const char *name)
{
    const char *rest = after_name(text, name);
    return rest && *rest == '=' ? rest + 1 : NULL;
}

bool variable_chunk(const char *text, const char *name, size_t *number, const char **value)
{
    const char *digits = after_name(text, name);
    if (!digits || *digits++ != '_') {
        return false;
    }
    size_t length = 0;
    for (*number = 0; digits[length] >= '0' && digits[length] <= '9'; length++) {
        *number = *number * 10 + (size_t)(digits[length] - '0');
    }
    if (length == 0 || digits[length] != '=') {
        return false;
    }
    *value = digits + length + 1;
    if (length > 9 || (length > 1 && digits[0] == '0')) {
        *number = CHUNK_STRAY;
    }
    return true;
}

bool variable_is(const char *text, const char *name)
{
    const char *value;
    size_t number;
    return variable_value(text, name) || variable_chunk(text, name, &number, &value);
}

bool variable_has(const struct variable *variable, const char *text)
{
    return variable->chunked ? variable_is(text, variable->name) : variable_value(text, variable->name) != NULL;
}

bool variable_may_be_own(const char *text)
{
    return after_name(text, "INLAY_") || after_name(text, "WANDB_");
}

const struct variable *variable_of(const char *text)
{
    const struct variable *variable = variable_table;
    if (!variable_may_be_own(text)) {
        return NULL;
    }
    while (variable->name[0] != '\0' && !variable_has(variable, text)) {
        variable++;
    }
    return variable->name[0] != '\0' ? variable : NULL;
}

struct text variable_unknown(const char *text, struct text *nearest)
{
    struct text names[sizeof variable_table / sizeof *variable_table];
    const struct text name = {text, strcspn(text, "=")};
    size_t count = 0;
    if (!text_starts(name, TEXT("INLAY_")) || variable_of(text)) {
        return TEXT("");
    }
    for (; variable_table[count].name[0] != '\0'; count++) {
        names[count] = text_of(variable_table[count].name);
    }
    *nearest = nearest_name(name, names, count);
    return name;
}
