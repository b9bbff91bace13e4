// SPDX-License-Identifier: Apache-2.0
#include "event/framing.h"

#include "base/blank.h"
#include "event/resume.h"

// Where the line ends that `at` is in; the bytes' end where that is not known.
static size_t line_end(struct slice bytes, size_t at) {
    const char *end = at < bytes.size ? memchr(bytes.data + at, '\n', bytes.size - at) : NULL;
    return end == NULL ? bytes.size : (size_t)(end - bytes.data);
}

static enum framing when_sure(bool sure, enum framing framing) {
    return sure ? framing : FRAMING_UNSURE;
}

// The first record ends at `end`.
static enum framing judge_record(struct slice bytes, size_t start, size_t end, bool sure) {
    size_t at = end;
    if (line_end(bytes, start) < end) {
        return FRAMING_DOCUMENTS;
    }
    while (at < bytes.size && (bytes.data[at] == ' ' || bytes.data[at] == '\t' || bytes.data[at] == '\r')) {
        at++;
    }
    if (at == bytes.size) {
        return when_sure(sure, FRAMING_LINES);
    }
    char c = bytes.data[at];
    return c == ',' || c == '{' || c == '[' || c == '\x1E' ? FRAMING_DOCUMENTS : FRAMING_LINES;
}

// The first record does not end in the bytes. Where it is broken there are lines
// if the second cannot go on with what the first has begun.
static enum framing judge_unfinished(const struct probe *probe, struct slice bytes, size_t start, bool sure) {
    size_t next = blank_skip_json(bytes, line_end(bytes, start));
    if (next == bytes.size) {
        return when_sure(sure, FRAMING_LINES);
    }
    return probe->outcome == PROBE_DAMAGED && start + probe->at <= next ? FRAMING_LINES : FRAMING_DOCUMENTS;
}

// `start` is where a record opens.
static enum carl_status judge(struct splitter *splitter, struct slice bytes, size_t start, bool sure,
                              enum framing *ret_framing) {
    struct probe probe;
    enum carl_status status = splitter_probe(splitter, slice_sub(bytes, start, bytes.size), &probe);
    if (status != CARL_OK) {
        return status;
    }
    switch (probe.outcome) {
    case PROBE_ENVELOPE:
        *ret_framing = FRAMING_DOCUMENTS;
        break;
    case PROBE_RECORD:
        *ret_framing = judge_record(bytes, start, start + probe.at, sure);
        break;
    case PROBE_MORE:
    case PROBE_DAMAGED:
        *ret_framing = judge_unfinished(&probe, bytes, start, sure);
        break;
    }
    return CARL_OK;
}

static bool begins_documents(struct slice bytes, size_t at) {
    char c = bytes.data[at];
    return c == '[' || c == ',' || c == '\x1E' || resume_record_line(bytes, at) > 0;
}

enum carl_status framing_detect(struct splitter *splitter, struct slice bytes, bool ended, enum framing *ret_framing) {
    bool sure = ended || bytes.size >= FRAMING_SIZE;
    // Lines that are no JSON at all may come first.
    for (size_t at = blank_skip_json(bytes, 0); at < bytes.size; at = blank_skip_json(bytes, line_end(bytes, at))) {
        if (bytes.data[at] == '{') {
            return judge(splitter, bytes, at, sure, ret_framing);
        }
        if (begins_documents(bytes, at)) {
            *ret_framing = FRAMING_DOCUMENTS;
            return CARL_OK;
        }
    }
    *ret_framing = when_sure(sure, FRAMING_LINES);
    return CARL_OK;
}
