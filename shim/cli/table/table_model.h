/* SPDX-License-Identifier: Apache-2.0 */
/* The table of a sweep: rows and columns, whatever it is printed as. A row is a cell, or those that only repeat each other. */
#ifndef INLAY_TABLE_MODEL_H
#define INLAY_TABLE_MODEL_H

#include "shim/cli/table/table_cells.h"

#include "core/tree/number.h"

enum table_kind {
    TABLE_CELL, /* a number; of repeats "0-4" */
    TABLE_KEY,
    TABLE_STATE,
    TABLE_STATUS,    /* of cells alone */
    TABLE_TIME,      /* of repeats the mean */
    TABLE_METRIC,    /* of repeats the mean */
    TABLE_DEVIATION, /* of repeats alone, behind the metric */
    TABLE_COUNT,     /* likewise: how many of the repeats have the metric */
};

struct table_column {
    enum table_kind kind;
    struct text name;  /* for programs: "config.yaml:trainer.lr", "seconds" */
    struct text title; /* for people: "lr", "TIME" */
    size_t metric;     /* TABLE_METRIC and those behind it: which one */
    bool varies;       /* TABLE_KEY: rows differ in it; of all others true */
    bool is_numeric;   /* every value is a number */
};

/* In which order values are sorted, before they are compared with their like. */
enum table_class {
    TABLE_ORDERED, /* numbers, texts and states */
    TABLE_SPECIAL, /* nan, inf */
    TABLE_NOTHING,
};

struct table_value {
    struct text text;        /* for programs; empty: there is none */
    struct text shown;       /* for people, printable; empty: there is none */
    const struct node *node; /* TABLE_KEY */
    enum table_class class;
    bool is_number;
    struct number number; /* where it is one */
    int rank;             /* TABLE_STATE */
};

struct table_row {
    const struct table_cell **cells; /* at least one, by number */
    size_t count;
    struct table_value *values; /* by column */
};

struct table {
    struct arena *arena;
    struct table_cells cells;
    struct table_column *columns;
    size_t column_count;
    struct table_row *rows;
    size_t row_count;
    bool has_repeats; /* rows stand for cells that repeat each other */
};

#endif
