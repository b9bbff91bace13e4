// SPDX-License-Identifier: Apache-2.0
#include "event/gate.h"

#include "base/bits.h"
#include "base/blank.h"

#include <stdint.h>
#include <string.h>

void gate_init(struct gate *gate, enum gate_kind kind) {
    *gate = (struct gate){.kind = kind};
}

bool gate_add_literal(struct gate *gate, struct slice literal) {
    for (size_t i = 0; i < gate->literal_count; i++) {
        if (slice_equal(gate->literals[i], literal)) {
            return true;
        }
    }
    if (gate->literal_count == (gate->kind == GATE_CODES ? GATE_MOST_KEYS : GATE_MOST_LITERALS)) {
        return false;
    }
    gate->literals[gate->literal_count++] = literal;
    return true;
}

static bool is_among(const struct slice *keys, size_t count, struct slice key) {
    for (size_t i = 0; i < count; i++) {
        if (slice_equal(keys[i], key)) {
            return true;
        }
    }
    return false;
}

static bool add_key(struct slice *keys, size_t *count, struct slice key) {
    if (is_among(keys, *count, key)) {
        return true;
    }
    if (*count == GATE_MOST_KEYS) {
        return false;
    }
    keys[(*count)++] = key;
    return true;
}

bool gate_add_id(struct gate *gate, struct slice key) {
    return add_key(gate->ids, &gate->id_count, key);
}

bool gate_add_mark(struct gate *gate, struct slice key) {
    return add_key(gate->marks, &gate->mark_count, key);
}

void gate_complete(struct gate *gate) {
    gate->literals[gate->literal_count++] = SLICE("\\u00");
}

static bool is_printable_escape(struct slice text, size_t at) {
    return at + 4 >= text.size || (text.data[at + 4] >= '2' && text.data[at + 4] <= '7');
}

static bool is_searched(const struct gate *gate, uint32_t code) {
    size_t low = 0;
    size_t high = gate->code_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (gate->codes[middle] < code) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < gate->code_count && gate->codes[low] == code;
}

enum verdict {
    VERDICT_NONE,     // it is no key, or its value says nothing
    VERDICT_UNWANTED, // an id that no rule searches for
    VERDICT_PASS,
};

static size_t skip_blanks(struct slice text, size_t at) {
    while (at < text.size && (text.data[at] == ' ' || text.data[at] == '\t')) {
        at++;
    }
    return at;
}

static char byte_at(struct slice text, size_t at) {
    return at < text.size ? text.data[at] : '\n';
}

// Past `word`, which stands at `at`; SIZE_MAX where it does not.
static size_t skip_word(struct slice text, size_t at, struct slice word) {
    return text.size - at >= word.size && memcmp(text.data + at, word.data, word.size) == 0 ? at + word.size : SIZE_MAX;
}

// Where the number of an id is that is an object with attributes and text, in the
// line; SIZE_MAX where it is none of that form.
static size_t find_text_of(struct slice text, size_t at) {
    size_t brace = skip_word(text, at, SLICE("{\"#attributes\":{"));
    if (brace == SIZE_MAX) {
        return skip_word(text, at, SLICE("{\"#text\":"));
    }
    while (byte_at(text, brace) != '}') {
        if (byte_at(text, brace) == '\n') {
            return SIZE_MAX;
        }
        brace++;
    }
    return skip_word(text, brace, SLICE("},\"#text\":"));
}

// The id at `at`: digits, maybe in quotes, or an object with these. Whatever else
// is there, be it the end of the line, may be an id in some way.
static enum verdict judge_id(const struct gate *gate, struct slice text, size_t at) {
    if (byte_at(text, at) == '{') {
        at = find_text_of(text, at);
        if (at == SIZE_MAX) {
            return VERDICT_PASS;
        }
    }
    bool quoted = byte_at(text, at) == '"';
    uint64_t code = 0;
    size_t digits = 0;
    for (at += quoted; byte_at(text, at) >= '0' && byte_at(text, at) <= '9' && code <= UINT32_MAX; at++) {
        code = code * 10 + (uint64_t)(text.data[at] - '0');
        digits++;
    }
    char after = byte_at(text, at);
    bool whole = quoted ? after == '"' : after == ',' || after == '}' || after == ' ';
    if (digits == 0 || !whole || code > UINT32_MAX) {
        return VERDICT_PASS;
    }
    return is_searched(gate, (uint32_t)code) ? VERDICT_PASS : VERDICT_UNWANTED;
}

// What the key in quotes in bytes [at, end) says.
static enum verdict judge_key(const struct gate *gate, struct slice text, size_t at, size_t end) {
    size_t colon = skip_blanks(text, end);
    if (byte_at(text, colon) != ':') {
        return VERDICT_NONE;
    }
    struct slice key = slice_sub(text, at, end);
    if (is_among(gate->marks, gate->mark_count, key)) {
        return VERDICT_PASS;
    }
    bool id = is_among(gate->ids, gate->id_count, key);
    return id ? judge_id(gate, text, skip_blanks(text, colon + 1)) : VERDICT_NONE;
}

static bool is_letter(char c) {
    return c >= 'a' && c <= 'z';
}

static bool is_literal_at(struct slice text, size_t at, struct slice literal) {
    for (size_t i = 0; i < literal.size; i++) {
        char c = text.data[at + i];
        if ((is_letter(literal.data[i]) ? (char)(c | 0x20) : c) != literal.data[i]) {
            return false;
        }
    }
    return true;
}

// What a literal says, if it stands at `at`. No literal has a line feed in it, so
// it need not be known where the line ends.
static enum verdict judge_literal(const struct gate_run *run, size_t number, size_t at) {
    const struct gate *gate = run->gate;
    struct slice text = run->text;
    struct slice literal = gate->literals[number];
    if (text.size - at < literal.size || !is_literal_at(text, at, literal)) {
        return VERDICT_NONE;
    }
    if (number == gate->literal_count - 1) {
        return is_printable_escape(text, at) ? VERDICT_PASS : VERDICT_NONE;
    }
    return gate->kind == GATE_LITERALS ? VERDICT_PASS : judge_key(gate, text, at, at + literal.size);
}

// What the literals say whose triple may be at `at`.
static enum verdict judge_triple(const struct gate_run *run, size_t at) {
    const struct byte_triples *triples = &run->triples;
    enum verdict found = VERDICT_NONE;
    if (run->text.size - at <= 2 * triples->distance) {
        return found;
    }
    unsigned sets = byte_sets_of(&triples->first, run->text.data[at]) &
                    byte_sets_of(&triples->second, run->text.data[at + triples->distance]) &
                    byte_sets_of(&triples->third, run->text.data[at + 2 * triples->distance]);
    for (; sets != 0 && found != VERDICT_PASS; sets &= sets - 1) {
        for (size_t i = bits_lowest(sets); i < triples->count && found != VERDICT_PASS; i += BYTE_SETS_COUNT) {
            size_t place = triples->items[i].place;
            enum verdict verdict = at < place ? VERDICT_NONE : judge_literal(run, i, at - place);
            found = verdict == VERDICT_NONE ? found : verdict;
        }
    }
    return found;
}

static bool has_ends_of_object(struct slice line) {
    return line.size >= 2 && line.data[0] == '{' && line.data[line.size - 1] == '}';
}

void gate_run_init(struct gate_run *run, const struct gate *gate, const struct kernel *kernel, size_t max_size) {
    run->gate = gate;
    run->kernel = kernel;
    run->max_size = max_size;
    run->tuned = false;
    byte_triples_choose(&run->triples, gate->literals, gate->literal_count, (struct slice){0});
    gate_begin(run, (struct slice){0});
}

void gate_begin(struct gate_run *run, struct slice text) {
    run->text = text;
    run->from = 0;
    run->to = 0;
    run->next = 0;
    run->count = 0;
    if (!run->tuned && text.size >= BYTE_TRIPLES_SAMPLE_SIZE) {
        byte_triples_choose(&run->triples, run->gate->literals, run->gate->literal_count, text);
        run->tuned = true;
    }
}

// The next mark before `end`: a line feed, or where a triple may be. False where
// there is none.
static bool next_mark(struct gate_run *run, size_t end, size_t *ret_at, bool *ret_feed) {
    while (run->next == run->count) {
        if (run->to >= end) {
            return false;
        }
        run->from = run->to;
        run->to = run->text.size - run->from < GATE_WINDOW ? run->text.size : run->from + GATE_WINDOW;
        run->count = run->kernel->find_lines(run->text, run->from, run->to, &run->triples, run->marks);
        run->next = 0;
    }
    uint32_t mark = run->marks[run->next];
    *ret_at = run->from + mark / 2;
    *ret_feed = (mark & 1) != 0;
    run->next += *ret_at < end;
    return *ret_at < end;
}

// What is said by the literals before a place and by a triple that may be there.
static enum verdict judge_more(const struct gate_run *run, enum verdict before, size_t at) {
    enum verdict found = before == VERDICT_PASS ? VERDICT_NONE : judge_triple(run, at);
    return found == VERDICT_NONE ? before : found;
}

// Whether a record is skipped, whose literals say that.
static bool is_skipped(const struct gate_run *run, struct slice record, enum verdict verdict) {
    bool skipped = run->gate->kind == GATE_CODES ? verdict == VERDICT_UNWANTED : verdict == VERDICT_NONE;
    return skipped && record.size <= run->max_size &&
           (has_ends_of_object(record) || has_ends_of_object(blank_trim_line(record)));
}

struct gate_skipped gate_skip(struct gate_run *run, size_t start) {
    struct gate_skipped skipped = {0};
    size_t line = start;
    enum verdict verdict = VERDICT_NONE;
    size_t at;
    bool feed;
    while (next_mark(run, run->text.size, &at, &feed)) {
        if (at < line) {
            continue;
        }
        if (!feed) {
            verdict = judge_more(run, verdict, at);
            continue;
        }
        struct slice text = slice_sub(run->text, line, at);
        bool record = is_skipped(run, text, verdict);
        if (!record && (blank_trim_line(text).size > 0 || text.size > run->max_size)) {
            break;
        }
        skipped.lines++;
        skipped.records += record;
        line = at + 1;
        verdict = VERDICT_NONE;
    }
    skipped.size = line - start;
    return skipped;
}

bool gate_passes(struct gate_run *run, size_t start, size_t end) {
    enum verdict verdict = VERDICT_NONE;
    size_t at;
    bool feed;
    while (next_mark(run, end, &at, &feed)) {
        if (at >= start && !feed) {
            verdict = judge_more(run, verdict, at);
        }
    }
    return !is_skipped(run, slice_sub(run->text, start, end), verdict);
}
