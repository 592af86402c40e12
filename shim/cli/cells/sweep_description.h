/* SPDX-License-Identifier: Apache-2.0 */
/* sweep.json: what a sweep is made of, and how it was started:
 *
 *     {"version": VERSION,
 *      "base_files": {"config.yaml": {"sha256": "…", "copy": "base/…"}, "absent.yaml": null},
 *      "starts": [{"time": …, "host": …, "directory": …, "command": […], "arguments": […], "job": […],
 *                  "environment": "…", "git": {"commit": …, "dirty": false}, "draws": [{"generator": "splitmix64", "seed": 1}],
 *                  "cells": 20, "base_digests": {"config.yaml": "…"}, "manifest": "…"}]}
 *
 * A start that differs from the last one is added: another command, commit, base, more cells. What is not known is null. */
#ifndef INLAY_SWEEP_DESCRIPTION_H
#define INLAY_SWEEP_DESCRIPTION_H

#include "shim/cli/cells/base_copies.h"

/* This process's start, as the functions below take it. git is asked here. */
struct node *sweep_description_start(const struct plan *plan);

/* In what it differs from the last one. */
struct start_difference {
    bool is_any;         /* or there was none */
    bool is_job;         /* the job's command */
    bool is_environment; /* the overrides that the environment says */
    bool is_manifest;
};

/* From the last one that description (NULL: none) has. */
struct start_difference sweep_description_compare(struct arena *arena, struct node *description, struct node *start);

/* What sweep.json is to say: description with the copies, and with start, if that is not NULL, added. */
struct text sweep_description_text(struct arena *arena, struct node *description, const struct base_copies *copies,
                                   const struct node *start);

#endif
