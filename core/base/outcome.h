/* SPDX-License-Identifier: Apache-2.0 */
/* What a function reports that can find something, find nothing, or find something that is wrong. */
#ifndef INLAY_OUTCOME_H
#define INLAY_OUTCOME_H

enum outcome {
    OUTCOME_REFUSED, /* what is there is wrong: diagnostics hold at least one error */
    OUTCOME_NONE,    /* nothing is there, and nothing is wrong */
    OUTCOME_FOUND,   /* the out-parameter holds it */
};

#endif
