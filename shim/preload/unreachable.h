/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that overrides cannot reach are reported when they are executed, each once, on standard error, and as a
 * record; where INLAY_STRICT is set those that a supervisor would reach are refused. Where nobody wants records, a program
 * is reported again by each program that executes it. `inlay run` is told in a record alone of one that is known to
 * start others only. */
#ifndef INLAY_UNREACHABLE_H
#define INLAY_UNREACHABLE_H

#include "shim/serve/launch.h"

#include <sys/stat.h>

/* To be called once, by the constructor. */
void unreachable_start(const struct ledger *ledger);

/* The program that execveat(directory, path, arguments, environment, flags) will run, or execvp(3) for file: its exec
 * is announced in the ledger, and a launcher that hands the environment on is recorded. All may be memory that cannot
 * be read, but for environment. *program, whose st_ino is 0, is for unreachable_take_back(). To be called where
 * exec_environment_take() says that the launch is concerned. 0, or the errno with which the exec is to fail.
 * Async-signal-safe, also between vfork and exec; errno is kept. */
int unreachable_check(int directory, const char *path, int flags, char *const *arguments, char *const *environment,
                      struct stat *program);
int unreachable_check_command(const char *file, char *const *arguments, char *const *environment, struct stat *program);

/* This program itself, whose exec no preloaded program has looked at, as a shell's that set LD_PRELOAD for its children:
 * a launcher that keeps the launch from its tasks is said. To be called by the constructor, inside arena_run(). */
void unreachable_check_self(const struct launch *launch);

/* A link to target was made at path. When W&B's run.save() made it, of a file with overrides, that is said and recorded:
 * wandb-core uploads what is on the disk. target is relative to directory. */
void unreachable_saved(int directory, const char *target, const char *path);

/* The exec that was announced has failed. */
void unreachable_take_back(const struct stat *program);

#endif
