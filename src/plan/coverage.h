// SPDX-License-Identifier: Apache-2.0
// Which sensor events can lead to hits of a rule, and what becomes of its
// conditions for fields that an event lacks. What an event has is told by the sensor
// maps, and where records were counted, by how many had it. Results live in the
// caller's arena; the plan and the model are only read.
#ifndef CARL_PLAN_COVERAGE_H
#define CARL_PLAN_COVERAGE_H

#include "plan/plan.h"

// How a condition comes out for records of an event.
enum verdict { VERDICT_NEVER, VERDICT_OPEN, VERDICT_ALWAYS };

// A field that an event lacks, and a test that reads it.
struct coverage_gap {
    size_t column;
    size_t node;                  // whose rows the test reads
    const struct predicate *test; // NULL: the field is read, but not by a test
    enum verdict verdict;         // of the part of the condition that the test is in
};

// An event that a search of the rule takes.
struct coverage_event {
    const struct sensor *sensor;
    const struct event_map *event;
    bool passes;      // its records can pass some output's steps
    bool *nodes;      // by node: they can be, or be part of, its rows
    uint64_t *joined; // by node: as which inputs of the join behind its rows, as bits; 0: there is no join
    bool *columns;    // by column: it is read of its records
    struct coverage_gap *gaps;
    size_t gap_count;
};

struct coverage {
    struct coverage_event *events; // by sensor
    size_t count;
};

// What records there were: by event number, then by column, how many had it; and
// how many there were. NULL: the sensor maps decide.
struct coverage_counts {
    const uint64_t *filled;
    const uint64_t *records;
};

// The events that the rule's searches take; where there are counts, those that had
// records. Failure is the arena's, and none are found then.
struct coverage coverage_find(const struct plan *plan, const struct carl_model *model, size_t rule,
                              const struct coverage_counts *counts, struct arena *arena);

// Whether the events of one sensor (NULL: of any together) suffice for a hit. Where
// memory is out they do not; the failure is the arena's.
bool coverage_suffices(const struct plan_rule *rule, const struct coverage *coverage, const struct sensor *sensor,
                       struct arena *arena);

#endif
