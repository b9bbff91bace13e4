// SPDX-License-Identifier: Apache-2.0
// A value as rules see it: what a field of a row holds, or what an expression
// yields. Values are small and copied; the bytes and items they point to belong
// to whoever made them (for a row: its reader, until the next record).
#ifndef CARL_EVENT_VALUE_H
#define CARL_EVENT_VALUE_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum value_kind {
    VALUE_NULL,     // absent, null, or one of the sensor's texts for nothing
    VALUE_TEXT,     // text
    VALUE_NUMBER,   // a JSON number; text: as written in the record
    VALUE_BOOLEAN,  // boolean; text: "true" or "false"
    VALUE_TIME,     // nanoseconds since 1970-01-01T00:00:00Z; text: as written, may be empty
    VALUE_DURATION, // nanoseconds
    VALUE_LIST,     // items, at least one: a native array
    VALUE_RECORD,   // a native object; text: its JSON
};

struct value {
    enum value_kind kind;
    struct slice text;
    union {
        bool boolean;
        int64_t nanoseconds;
        struct {
            const struct value *items;
            size_t count;
        } list;
    } as;
};

static inline struct value value_null(void) {
    return (struct value){.kind = VALUE_NULL};
}

static inline struct value value_text(struct slice text) {
    return (struct value){.kind = VALUE_TEXT, .text = text};
}

static inline struct value value_number(struct slice text) {
    return (struct value){.kind = VALUE_NUMBER, .text = text};
}

static inline struct value value_boolean(bool boolean) {
    return (struct value){
        .kind = VALUE_BOOLEAN, .text = boolean ? SLICE("true") : SLICE("false"), .as.boolean = boolean};
}

static inline struct value value_time(int64_t nanoseconds, struct slice text) {
    return (struct value){.kind = VALUE_TIME, .text = text, .as.nanoseconds = nanoseconds};
}

#endif
