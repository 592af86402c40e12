/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/preload/preload.h"

struct launch *preload_launch;
