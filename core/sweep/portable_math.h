/* SPDX-License-Identifier: Apache-2.0 */
/* Functions whose results are the same bits on every machine. Those of the C libraries differ in the last digit, between
 * glibc and musl, and between machines.
 *
 * They are made of operations that IEEE 754 rounds in one way alone (+ - * /), none of which a compiler may fuse
 * (-ffp-contract=off in the Makefile), and err by no more than some units of the last digit. */
#ifndef INLAY_PORTABLE_MATH_H
#define INLAY_PORTABLE_MATH_H

/* x is a positive finite number. */
double portable_log(double x);

/* Beyond e^±708, which a double just holds, it is that. */
double portable_exp(double x);

/* x is a finite number, not negative. */
double portable_sqrt(double x);

#endif
