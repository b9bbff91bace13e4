// SPDX-License-Identifier: Apache-2.0
// carl run --trace: the rows of each step of each rule, and below it its tests.
#include "cli/trace.h"

#include "cli/count.h"
#include "cli/message.h"
#include "output/cell.h"
#include "output/sink.h"

#include <stdint.h>
#include <string.h>
#include <unistd.h>

enum { DEFAULT_WIDTH = 100, LEAST_TEXT = 20, STEP_INDENT = 2, TEST_INDENT = 5, GAP = 2, COLUMNS = 4 };

static const char *const headings[COLUMNS] = {"removed", "alone", "missing", "held"};
static const char mark[] = "  <- removed most";

struct page {
    struct sink sink;
    const struct traced *traced;
    const struct carl_trace *trace;
    size_t width;
    size_t columns[COLUMNS]; // widths, of the step at hand
};

static void styled(struct page *page, const char *style, const char *string) {
    sink_string(&page->sink, page->traced->color ? style : "");
    sink_string(&page->sink, string);
    sink_string(&page->sink, page->traced->color ? "\033[0m" : "");
}

// "3 rows", "1 row".
static void put_count(struct page *page, uint64_t count, const char *noun) {
    char text[COUNT_SIZE];

    sink_string(&page->sink, count_format(text, count));
    sink_char(&page->sink, ' ');
    sink_string(&page->sink, noun);
    sink_string(&page->sink, count_plural(count));
}

// "3 out".
static void put_some(struct page *page, uint64_t count, const char *what) {
    char text[COUNT_SIZE];

    sink_string(&page->sink, count_format(text, count));
    sink_char(&page->sink, ' ');
    sink_string(&page->sink, what);
}

static uint64_t removed(const struct carl_trace_test *test) {
    return test->depth == 0 ? test->asked - test->held : 0;
}

// The counts of a test in the order of the headings; *ret_shown says which it has.
static void counts_of(const struct carl_trace_test *test, bool join, uint64_t counts[COLUMNS], bool shown[COLUMNS]) {
    counts[0] = removed(test);
    counts[1] = test->alone;
    counts[2] = test->missing;
    counts[3] = test->held;
    shown[0] = test->depth == 0;
    shown[1] = test->depth == 0 && !join;
    shown[2] = test->single;
    shown[3] = true;
}

static void measure(struct page *page, size_t rule, size_t step, bool join) {
    struct carl_trace_test test;

    for (size_t column = 0; column < COLUMNS; column++) {
        page->columns[column] = strlen(headings[column]);
    }
    for (size_t i = 0; carl_trace_test(page->trace, rule, step, i, &test); i++) {
        uint64_t counts[COLUMNS];
        bool shown[COLUMNS];
        counts_of(&test, join, counts, shown);
        for (size_t column = 0; column < COLUMNS; column++) {
            char text[COUNT_SIZE];
            const size_t size = strlen(count_format(text, counts[column]));
            page->columns[column] = size > page->columns[column] ? size : page->columns[column];
        }
    }
}

static void put_right(struct page *page, const char *string, size_t column) {
    sink_repeat(&page->sink, ' ', page->columns[column] - strlen(string) + GAP);
    sink_string(&page->sink, string);
}

static void put_headings(struct page *page) {
    sink_repeat(&page->sink, ' ', TEST_INDENT - GAP);
    sink_string(&page->sink, page->traced->color ? "\033[2m" : "");
    for (size_t column = 0; column < COLUMNS; column++) {
        put_right(page, headings[column], column);
    }
    sink_string(&page->sink, page->traced->color ? "\033[0m" : "");
    sink_char(&page->sink, '\n');
}

// What is left of the line for text.
static size_t room(const struct page *page, size_t taken) {
    return taken + LEAST_TEXT < page->width ? page->width - taken : LEAST_TEXT;
}

static void put_test(struct page *page, const struct carl_trace_test *test, bool join, bool most) {
    size_t taken = TEST_INDENT + 2 * test->depth + (most ? sizeof mark - 1 : 0);
    uint64_t counts[COLUMNS];
    bool shown[COLUMNS];

    counts_of(test, join, counts, shown);
    sink_repeat(&page->sink, ' ', TEST_INDENT - GAP);
    for (size_t column = 0; column < COLUMNS; column++) {
        char text[COUNT_SIZE];
        put_right(page, shown[column] ? count_format(text, counts[column]) : "", column);
        taken += page->columns[column] + GAP;
    }
    sink_repeat(&page->sink, ' ', GAP + 2 * test->depth);
    sink_string(&page->sink, most && page->traced->color ? "\033[1m" : "");
    (void)cell_write(&page->sink, test->text, strlen(test->text), room(page, taken));
    sink_string(&page->sink, most && page->traced->color ? "\033[0m" : "");
    if (most) {
        styled(page, "\033[1;33m", mark);
    }
    sink_char(&page->sink, '\n');
}

static void put_tests(struct page *page, size_t rule, size_t step, bool join) {
    const size_t most = trace_most(page->trace, rule, step);
    struct carl_trace_test test;

    measure(page, rule, step, join);
    for (size_t i = 0; carl_trace_test(page->trace, rule, step, i, &test); i++) {
        if (i == 0) {
            put_headings(page);
        }
        put_test(page, &test, join, i == most);
    }
}

static void put_inputs(struct page *page, size_t rule, size_t step) {
    struct carl_trace_input input;

    for (size_t i = 0; carl_trace_input(page->trace, rule, step, i, &input); i++) {
        sink_repeat(&page->sink, ' ', TEST_INDENT);
        (void)cell_write(&page->sink, input.name, strlen(input.name), LEAST_TEXT);
        sink_string(&page->sink, ": ");
        put_count(page, input.rows, "row");
        if (i > 0) {
            sink_string(&page->sink, ", ");
            put_count(page, input.found, "combination");
            sink_string(&page->sink, ", ");
            put_some(page, input.kept, "kept");
        }
        if (input.keyless > 0) {
            sink_string(&page->sink, ", ");
            put_count(page, input.keyless, "row");
            sink_string(&page->sink, " with a null key");
        }
        sink_char(&page->sink, '\n');
    }
}

static void put_step(struct page *page, size_t rule, size_t index, const struct carl_trace_step *step) {
    size_t taken = STEP_INDENT + sizeof "#  " + COUNT_SIZE;

    sink_repeat(&page->sink, ' ', STEP_INDENT);
    sink_string(&page->sink, page->traced->color ? "\033[36m#" : "#");
    sink_unsigned(&page->sink, step->number);
    sink_string(&page->sink, page->traced->color ? "\033[0m " : " ");
    if (step->name[0] != '\0') {
        taken += cell_write(&page->sink, step->name, strlen(step->name), LEAST_TEXT);
        sink_string(&page->sink, ": ");
    }
    (void)cell_write(&page->sink, step->operation, strlen(step->operation), room(page, taken));
    sink_string(&page->sink, "  ");
    if (!step->ran) {
        sink_string(&page->sink, "not run\n");
        return;
    }
    put_count(page, step->rows_in, step->search && !step->late ? "record" : "row");
    if (step->test_count > 0 || step->late) {
        sink_string(&page->sink, " in, ");
        put_some(page, step->rows_out, "out");
    }
    sink_char(&page->sink, '\n');
    if (step->rows_in > 0) {
        put_inputs(page, rule, index);
        put_tests(page, rule, index, step->input_count > 0);
    }
}

static void put_rule(struct page *page, size_t rule) {
    const char *title = carl_rule_title(page->traced->rules, rule);
    const char *id = carl_rule_id(page->traced->rules, rule);
    struct carl_trace_step step;
    bool late = false;

    sink_string(&page->sink, "trace       ");
    sink_string(&page->sink, page->traced->color ? "\033[1m" : "");
    (void)cell_write(&page->sink, id, strlen(id), 0);
    sink_string(&page->sink, page->traced->color ? "\033[0m" : "");
    if (title[0] != '\0') {
        sink_string(&page->sink, ": ");
        (void)cell_write(&page->sink, title, strlen(title), 0);
    }
    sink_char(&page->sink, '\n');
    for (size_t i = 0; carl_trace_step(page->trace, rule, i, &step); i++) {
        if (step.late && !late) {
            styled(page, "\033[2m", "  at the end of the input\n");
            late = true;
        }
        put_step(page, rule, i, &step);
    }
}

size_t trace_most(const struct carl_trace *trace, size_t rule, size_t step) {
    struct carl_trace_test test;
    uint64_t greatest = 0;
    size_t most = SIZE_MAX;
    size_t count = 0;

    for (size_t i = 0; carl_trace_test(trace, rule, step, i, &test); i++) {
        count += test.depth == 0;
        if (removed(&test) > greatest) {
            greatest = removed(&test);
            most = i;
        }
    }
    return count > 1 ? most : SIZE_MAX;
}

enum exit_status trace_print(const struct traced *traced) {
    struct page page = {.traced = traced, .width = traced->width == 0 ? DEFAULT_WIDTH : traced->width};
    struct carl_trace *trace = NULL;
    const enum carl_status status = carl_trace_create(traced->scan, &trace);

    if (status != CARL_OK) {
        message_error("%s", carl_status_message(status));
        return EXIT_INPUT;
    }
    sink_init(&page.sink, STDERR_FILENO, false);
    page.trace = trace;
    for (size_t i = 0; i < carl_rules_count(traced->rules); i++) {
        if (!carl_rule_failed(traced->rules, i)) {
            put_rule(&page, i);
        }
    }
    carl_trace_destroy(trace);
    return sink_flush(&page.sink) ? EXIT_FINE : EXIT_INPUT;
}
