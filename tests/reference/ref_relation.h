// SPDX-License-Identifier: Apache-2.0
// How the rows of each kind of relation are made. They are appended to
// *ret_rows, which is empty; all lives in the evaluation's arena.
#ifndef REF_RELATION_H
#define REF_RELATION_H

#include "reference.h"

// A row with an identity of its own.
struct reference_row *row_new(struct evaluation *evaluation, enum row_form form, size_t place);

// True where the condition (NULL: none) holds; keeps nothing of what it needed.
bool row_passes(struct evaluation *evaluation, const struct place *place, const struct expr *condition);

// ref_inputs.c
void rows_join(struct evaluation *evaluation, const struct relation *relation, struct rows *ret_rows);
void rows_group(struct evaluation *evaluation, const struct relation *relation, struct rows *ret_rows);
void rows_run(struct evaluation *evaluation, const struct relation *relation, struct rows *ret_rows);
void rows_difference(struct evaluation *evaluation, const struct relation *relation, struct rows *ret_rows);

#endif
