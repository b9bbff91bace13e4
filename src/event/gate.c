// SPDX-License-Identifier: Apache-2.0
#include "event/gate.h"

#include "base/bits.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>

enum {
    SAMPLE_SIZE = 16384, // bytes of the input that show which bytes are rare
    SAMPLE_WORDS = SAMPLE_SIZE / 64,
    MOST_PLACES = 16, // of a literal, that are considered
};

// Bit p of places[i]: byte i of the literal is found i bytes after byte p of the
// sample.
struct sample {
    uint64_t places[MOST_PLACES][SAMPLE_WORDS];
};

static void take_sample(struct sample *sample, const char *text, const struct literal *literal, uint32_t places) {
    for (uint32_t i = 0; i < places; i++) {
        char wanted = (char)(literal->text[i] | 0x20);
        for (size_t word = 0; word < SAMPLE_WORDS; word++) {
            const char *bytes = text + word * 64 + i;
            uint64_t found = 0;
            for (unsigned bit = 0; bit < 64; bit++) {
                found |= (uint64_t)((bytes[bit] | 0x20) == wanted) << bit;
            }
            sample->places[i][word] = found;
        }
    }
}

static unsigned count_pairs(const struct sample *sample, uint32_t first, uint32_t second) {
    unsigned count = 0;
    for (size_t word = 0; word < SAMPLE_WORDS; word++) {
        count += bits_count(sample->places[first][word] & sample->places[second][word]);
    }
    return count;
}

// Chooses the two places of the literal that are found together least often.
static void choose_places(struct literal *literal, const char *text) {
    struct sample sample;
    uint32_t places = literal->size < MOST_PLACES ? literal->size : MOST_PLACES;
    unsigned least = UINT_MAX;
    take_sample(&sample, text, literal, places);
    for (uint32_t first = 0; first < places; first++) {
        for (uint32_t second = first + 1; second < places; second++) {
            unsigned count = count_pairs(&sample, first, second);
            if (count < least) {
                least = count;
                literal->first = first;
                literal->second = second;
            }
        }
    }
}

static void add(struct gate *gate, struct slice text) {
    struct literal *literal = &gate->literals[gate->literal_count++];
    *literal = (struct literal){.text = text.data, .size = (uint32_t)text.size, .second = (uint32_t)text.size - 1};
}

void gate_init(struct gate *gate, enum gate_kind kind) {
    *gate = (struct gate){.kind = kind};
}

bool gate_add_literal(struct gate *gate, struct slice literal) {
    for (size_t i = 0; i < gate->literal_count; i++) {
        if (slice_equal(slice_make(gate->literals[i].text, gate->literals[i].size), literal)) {
            return true;
        }
    }
    if (gate->literal_count == (gate->kind == GATE_CODES ? GATE_MOST_KEYS : GATE_MOST_LITERALS)) {
        return false;
    }
    add(gate, literal);
    return true;
}

bool gate_add_mark(struct gate *gate, struct slice key) {
    if (gate->mark_count == GATE_MOST_KEYS) {
        return false;
    }
    gate->marks[gate->mark_count++] = key;
    return true;
}

void gate_complete(struct gate *gate) {
    add(gate, SLICE("\\u00"));
}

void gate_run_init(struct gate_run *run, const struct gate *gate, const struct kernel *kernel) {
    *run = (struct gate_run){.gate = gate, .kernel = kernel};
    memcpy(run->literals, gate->literals, sizeof run->literals);
}

void gate_begin(struct gate_run *run, struct slice text) {
    run->text = text;
    run->looked = false;
    if (!run->tuned && text.size >= SAMPLE_SIZE + MOST_PLACES) {
        for (size_t i = 0; i < run->gate->literal_count; i++) {
            choose_places(&run->literals[i], text.data);
        }
        run->tuned = true;
    }
}

static size_t find_next(struct gate_run *run, size_t from) {
    if (!run->looked || run->next < from) {
        run->next =
            run->kernel->find_literal(run->text.data, run->text.size, from, run->literals, run->gate->literal_count);
        run->looked = true;
    }
    return run->next;
}

static bool is_printable_escape(struct slice text, size_t at, size_t end) {
    return at + 4 >= end || (text.data[at + 4] >= '2' && text.data[at + 4] <= '7');
}

static int compare_codes(const void *left, const void *right) {
    const uint32_t *a = left;
    const uint32_t *b = right;
    return (*a > *b) - (*a < *b);
}

static bool is_searched(const struct gate *gate, uint32_t code) {
    return gate->code_count > 0 && bsearch(&code, gate->codes, gate->code_count, sizeof code, compare_codes) != NULL;
}

enum verdict {
    VERDICT_NONE,     // it is no key, or its value says nothing
    VERDICT_UNWANTED, // an id that no rule searches for
    VERDICT_PASS,
};

static size_t skip_blanks(struct slice text, size_t at, size_t end) {
    while (at < end && (text.data[at] == ' ' || text.data[at] == '\t')) {
        at++;
    }
    return at;
}

// Past `word`, which stands at `at`; SIZE_MAX where it does not.
static size_t skip_word(struct slice text, size_t at, size_t end, struct slice word) {
    return end - at >= word.size && memcmp(text.data + at, word.data, word.size) == 0 ? at + word.size : SIZE_MAX;
}

// Where the number of an id is that is an object with attributes and text;
// SIZE_MAX where it is none of that form.
static size_t find_text_of(struct slice text, size_t at, size_t end) {
    size_t inner = skip_word(text, at, end, SLICE("{\"#attributes\":{"));
    if (inner == SIZE_MAX) {
        return skip_word(text, at, end, SLICE("{\"#text\":"));
    }
    const char *brace = memchr(text.data + inner, '}', end - inner);
    return brace == NULL ? SIZE_MAX : skip_word(text, (size_t)(brace - text.data), end, SLICE("},\"#text\":"));
}

// The id at `at`: digits, maybe in quotes, or an object with these. Whatever else
// is there may be an id in some way.
static enum verdict judge_id(const struct gate *gate, struct slice text, size_t at, size_t end) {
    bool quoted = at < end && text.data[at] == '"';
    uint64_t code = 0;
    size_t digits = 0;
    if (at < end && text.data[at] == '{') {
        at = find_text_of(text, at, end);
        if (at == SIZE_MAX) {
            return VERDICT_PASS;
        }
        quoted = at < end && text.data[at] == '"';
    }
    for (at += quoted; at < end && text.data[at] >= '0' && text.data[at] <= '9' && code <= UINT32_MAX; at++) {
        code = code * 10 + (uint64_t)(text.data[at] - '0');
        digits++;
    }
    char after = at < end ? text.data[at] : '\0';
    bool whole = quoted ? after == '"' : after == ',' || after == '}' || after == ' ';
    if (digits == 0 || !whole || code > UINT32_MAX) {
        return VERDICT_PASS;
    }
    return is_searched(gate, (uint32_t)code) ? VERDICT_PASS : VERDICT_UNWANTED;
}

static bool is_mark(const struct gate *gate, struct slice key) {
    for (size_t i = 0; i < gate->mark_count; i++) {
        if (slice_equal(gate->marks[i], key)) {
            return true;
        }
    }
    return false;
}

// What the key in quotes at `at` says.
static enum verdict judge_key(const struct gate *gate, struct slice text, size_t at, size_t end) {
    const char *quote = memchr(text.data + at + 1, '"', end - at - 1);
    if (quote == NULL) {
        return VERDICT_NONE;
    }
    size_t colon = skip_blanks(text, (size_t)(quote - text.data) + 1, end);
    if (colon >= end || text.data[colon] != ':') {
        return VERDICT_NONE;
    }
    if (is_mark(gate, slice_sub(text, at, (size_t)(quote - text.data) + 1))) {
        return VERDICT_PASS;
    }
    return judge_id(gate, text, skip_blanks(text, colon + 1, end), end);
}

bool gate_passes(struct gate_run *run, size_t start, size_t end) {
    bool unwanted = false;
    for (size_t at = find_next(run, start); at < end; at = find_next(run, at + 1)) {
        if (run->text.data[at] == '\\') {
            if (is_printable_escape(run->text, at, end)) {
                return true;
            }
            continue;
        }
        if (run->gate->kind == GATE_LITERALS) {
            return true;
        }
        enum verdict verdict = judge_key(run->gate, run->text, at, end);
        if (verdict == VERDICT_PASS) {
            return true;
        }
        unwanted = unwanted || verdict == VERDICT_UNWANTED;
    }
    return run->gate->kind == GATE_CODES && !unwanted;
}
