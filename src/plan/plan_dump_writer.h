// SPDX-License-Identifier: Apache-2.0
// The JSON object that the plan's dump is written to. Internal to that dump.
// Failure is that of `out`.
#ifndef CARL_PLAN_PLAN_DUMP_WRITER_H
#define CARL_PLAN_PLAN_DUMP_WRITER_H

#include "base/arena.h"
#include "base/json_writer.h"
#include "plan/plan_dump.h"
#include "plan/plan_reads.h"
#include "plan/plan_words.h"

struct writer {
    const struct plan_dump *dump;
    struct plan_words words;
    struct text *out;
    struct arena arena; // lists that are written; owned
};

// What was put into `word`, as a string; finishes it.
void writer_word(struct writer *writer, struct text *word);

// An operand on rows of `node`, as a string; and as a member.
void writer_operand(struct writer *writer, const struct operand *operand, size_t node);
void writer_operand_member(struct writer *writer, const char *name, const struct operand *operand, size_t node);

// The members `sensor` and `event`.
void writer_event(struct writer *writer, const struct plan_source *source);

// plan_dump_json_steps.c: one step of the rule, as an object.
void writer_step(struct writer *writer, size_t number);

#endif
