/* SPDX-License-Identifier: Apache-2.0 */
/* Any overrides over any bytes as a JSON config: patched with nothing lost, or refused with a reason other than a fault
 * of inlay's own. */
#include "tests/fuzz/patch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_patch("c.json", data, size);
    return 0;
}
