// SPDX-License-Identifier: Apache-2.0
#include "event/value.h"

#include "base/number.h"
#include "base/time.h"
#include "event/row.h"

// A duration as JSON is its seconds.
static void append_seconds(struct text *out, int64_t nanoseconds) {
    const int64_t second = INT64_C(1000000000);
    if (nanoseconds % second == 0) {
        text_append_signed(out, nanoseconds / second);
    } else {
        number_append(out, number_from_real((double)nanoseconds / (double)second));
    }
}

// A number that a rule writes may begin with zeros, which JSON has none of.
static void append_number(struct text *out, struct slice number) {
    size_t at = 0;
    if (number.size > 0 && number.data[0] == '-') {
        text_append_char(out, '-');
        at = 1;
    }
    while (at + 1 < number.size && number.data[at] == '0' && number.data[at + 1] >= '0' && number.data[at + 1] <= '9') {
        at++;
    }
    text_append(out, slice_sub(number, at, number.size));
}

static void append_list(struct text *out, struct value value) {
    text_append_char(out, '[');
    for (size_t i = 0; i < value.as.list.count; i++) {
        if (i > 0) {
            text_append_char(out, ',');
        }
        value_append_json(out, value.as.list.items[i]);
    }
    text_append_char(out, ']');
}

void value_append_json(struct text *out, struct value value) {
    switch (value.kind) {
    case VALUE_NULL:
        text_append_string(out, "null");
        break;
    case VALUE_TEXT:
        text_append_json_string(out, value.text);
        break;
    case VALUE_TIME:
        text_append_char(out, '"');
        time_append(out, value.as.nanoseconds);
        text_append_char(out, '"');
        break;
    case VALUE_DURATION:
        append_seconds(out, value.as.nanoseconds);
        break;
    case VALUE_LIST:
        append_list(out, value);
        break;
    case VALUE_NUMBER:
        append_number(out, value.text);
        break;
    case VALUE_BOOLEAN:
    case VALUE_RECORD:
        text_append(out, value.text);
        break;
    }
}

void value_append_text(struct text *out, struct value value) {
    switch (value.kind) {
    case VALUE_NULL:
        break;
    case VALUE_TEXT:
        text_append(out, value.text);
        break;
    case VALUE_TIME:
        time_append(out, value.as.nanoseconds);
        break;
    default:
        value_append_json(out, value);
        break;
    }
}
