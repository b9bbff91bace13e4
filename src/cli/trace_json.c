// SPDX-License-Identifier: Apache-2.0
// carl run --trace-json: the trace of a run as one JSON object.
#include "cli/message.h"
#include "cli/trace.h"
#include "output/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

struct writer {
    struct sink sink;
    const struct traced *traced;
    const struct carl_trace *trace;
};

static void comma(struct writer *writer, bool wanted) {
    sink_string(&writer->sink, wanted ? "," : "");
}

static void text_member(struct writer *writer, const char *name, const char *value) {
    sink_string(&writer->sink, name);
    sink_json_string(&writer->sink, value);
}

// `known` false: null.
static void count_member(struct writer *writer, const char *name, uint64_t count, bool known) {
    sink_string(&writer->sink, name);
    if (known) {
        sink_unsigned(&writer->sink, count);
    } else {
        sink_string(&writer->sink, "null");
    }
}

static void flag_member(struct writer *writer, const char *name, bool flag) {
    sink_string(&writer->sink, name);
    sink_string(&writer->sink, flag ? "true" : "false");
}

static void write_test(struct writer *writer, const struct carl_trace_test *test, bool join) {
    const bool part = test->depth == 0;

    text_member(writer, "{\"test\":", test->text);
    count_member(writer, ",\"depth\":", test->depth, true);
    count_member(writer, ",\"asked\":", test->asked, true);
    count_member(writer, ",\"held\":", test->held, true);
    count_member(writer, ",\"missing\":", test->missing, test->single);
    count_member(writer, ",\"removed\":", test->asked - test->held, part);
    count_member(writer, ",\"first\":", test->first, part);
    count_member(writer, ",\"alone\":", test->alone, part && !join);
    sink_char(&writer->sink, '}');
}

static void write_tests(struct writer *writer, size_t rule, size_t step, bool join) {
    const size_t most = trace_most(writer->trace, rule, step);
    struct carl_trace_test test;

    count_member(writer, ",\"removed_most\":", most, most != SIZE_MAX);
    sink_string(&writer->sink, ",\"tests\":[");
    for (size_t i = 0; carl_trace_test(writer->trace, rule, step, i, &test); i++) {
        comma(writer, i > 0);
        write_test(writer, &test, join);
    }
    sink_char(&writer->sink, ']');
}

static void write_inputs(struct writer *writer, size_t rule, size_t step) {
    struct carl_trace_input input;

    sink_string(&writer->sink, ",\"inputs\":[");
    for (size_t i = 0; carl_trace_input(writer->trace, rule, step, i, &input); i++) {
        comma(writer, i > 0);
        text_member(writer, "{\"name\":", input.name);
        count_member(writer, ",\"rows\":", input.rows, true);
        count_member(writer, ",\"keyless\":", input.keyless, true);
        count_member(writer, ",\"found\":", input.found, true);
        count_member(writer, ",\"kept\":", input.kept, true);
        sink_char(&writer->sink, '}');
    }
    sink_char(&writer->sink, ']');
}

static void write_step(struct writer *writer, size_t rule, size_t index, const struct carl_trace_step *step) {
    count_member(writer, "{\"step\":", step->number, true);
    text_member(writer, ",\"name\":", step->name);
    text_member(writer, ",\"operation\":", step->operation);
    flag_member(writer, ",\"late\":", step->late);
    count_member(writer, ",\"in\":", step->rows_in, step->ran);
    count_member(writer, ",\"out\":", step->rows_out, step->ran);
    write_tests(writer, rule, index, step->input_count > 0);
    if (step->input_count > 0) {
        write_inputs(writer, rule, index);
    }
    sink_char(&writer->sink, '}');
}

static void write_rule(struct writer *writer, size_t rule) {
    struct carl_trace_step step;

    text_member(writer, "\n{\"rule\":", carl_rule_id(writer->traced->rules, rule));
    text_member(writer, ",\"file\":", carl_rule_file(writer->traced->rules, rule));
    count_member(writer, ",\"hits\":", carl_scan_rule_hits(writer->traced->scan, rule), true);
    sink_string(&writer->sink, ",\"steps\":[");
    for (size_t i = 0; carl_trace_step(writer->trace, rule, i, &step); i++) {
        comma(writer, i > 0);
        write_step(writer, rule, i, &step);
    }
    sink_string(&writer->sink, "]}");
}

static void write_document(struct writer *writer) {
    struct carl_scan_counts counts;
    bool more = false;

    carl_scan_counts(writer->traced->scan, &counts);
    count_member(writer, "{\"events\":", counts.events, true);
    count_member(writer, ",\"left_out\":", counts.left_out, true);
    sink_string(&writer->sink, ",\"rules\":[");
    for (size_t i = 0; i < carl_rules_count(writer->traced->rules); i++) {
        if (!carl_rule_failed(writer->traced->rules, i)) {
            comma(writer, more);
            write_rule(writer, i);
            more = true;
        }
    }
    sink_string(&writer->sink, "\n]}\n");
}

enum exit_status trace_write(const struct traced *traced, const char *path) {
    struct writer writer = {.traced = traced};
    struct carl_trace *trace = NULL;
    enum carl_status status;
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool written;

    if (fd < 0) {
        message_error("cannot write %s: %s", path, strerror(errno));
        return EXIT_INPUT;
    }
    status = carl_trace_create(traced->scan, &trace);
    sink_init(&writer.sink, fd, false);
    writer.trace = trace;
    if (status == CARL_OK) {
        write_document(&writer);
    } else {
        message_error("%s", carl_status_message(status));
    }
    written = sink_flush(&writer.sink);
    if (!written) {
        message_error("cannot write %s: %s", path, strerror(writer.sink.error));
    }
    if (close(fd) != 0 && written) {
        message_error("cannot write %s: %s", path, strerror(errno));
        written = false;
    }
    carl_trace_destroy(trace);
    return status == CARL_OK && written ? EXIT_FINE : EXIT_INPUT;
}
