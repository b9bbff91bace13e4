// SPDX-License-Identifier: Apache-2.0
#include "event/split.h"

#include "base/blank.h"
#include "event/resume.h"

#include <stdlib.h>

enum {
    WINDOW_SIZE = 16 << 10, // of bytes whose quotes are found together: damage makes them be found again
    SEEK_SIZE = 1 << 20,    // that are searched for the best place to go on
    SEEK_KEPT = 4 << 10,    // of what was searched in vain, for a place that was cut
    BACKSLASHES_KEPT = 1 << 20,
};

// What one step of the walk came to.
enum step {
    STEP_ON,   // in the state that there is now
    STEP_MORE, // bytes are needed
    STEP_DAMAGE,
};

void splitter_init(struct splitter *splitter, const struct kernel *kernel, size_t max_size) {
    *splitter = (struct splitter){.find_quotes = kernel->find_quotes, .max_size = max_size};
    splitter_begin(splitter);
}

void splitter_finish(struct splitter *splitter) {
    if (splitter != NULL) {
        free(splitter->quotes.positions);
        splitter->quotes.positions = NULL;
        splitter->quotes_capacity = 0;
    }
}

void splitter_begin(struct splitter *splitter) {
    splitter->state = SPLIT_BETWEEN;
    splitter->at = 0;
    splitter->in_string = false;
    splitter->reported = false;
    splitter->depth = 0;
    splitter->base = 0;
    splitter->own_line = true;
    splitter->indent = 0;
    splitter->first_key_size = 0;
    splitter->opening = false;
}

// ---------------------------------------------------------------------------
// Bounds

static void add_bound(struct splitter *splitter, const struct bound *bound) {
    if (!VECTOR_PUSH(&splitter->bounds->list, *bound)) {
        splitter->failed = true;
    }
}

// A stretch without the blanks and commas at its end.
static void add_stretch(struct splitter *splitter, size_t start, size_t end) {
    const char *data = splitter->bytes.data;
    while (end > start && (blank_is_json(data[end - 1]) || data[end - 1] == ',')) {
        end--;
    }
    if (end - start > splitter->max_size) {
        add_bound(splitter, &(struct bound){.start = start, .size = splitter->max_size, .too_long = true});
    } else if (end == start) {
        add_bound(splitter, &(struct bound){.start = start, .reason = "the input is damaged"});
    } else {
        add_bound(splitter, &(struct bound){.start = start, .size = end - start});
    }
}

// ---------------------------------------------------------------------------
// Quotes and strings

static bool open_window(struct splitter *splitter) {
    size_t left = splitter->bytes.size - splitter->at;
    size_t size = left < WINDOW_SIZE ? left : WINDOW_SIZE;
    if (splitter->quotes_capacity == 0) {
        splitter->quotes.positions = malloc(quotes_capacity(WINDOW_SIZE) * sizeof *splitter->quotes.positions);
        if (splitter->quotes.positions == NULL) {
            splitter->failed = true;
            return false;
        }
        splitter->quotes_capacity = quotes_capacity(WINDOW_SIZE);
    }
    splitter->find_quotes(splitter->bytes.data + splitter->at, size, &splitter->quotes);
    splitter->window_start = splitter->at;
    splitter->window_end = splitter->at + size;
    splitter->quote = 0;
    return true;
}

// Whether there is a line end, which no string has; `at` is then there.
static bool stops_at_line_end(struct splitter *splitter, size_t start, size_t end) {
    const char *found = memchr(splitter->bytes.data + start, '\n', end - start);
    if (found == NULL) {
        return false;
    }
    splitter->at = (size_t)(found - splitter->bytes.data);
    return true;
}

static size_t backslashes_before(const struct splitter *splitter, size_t at) {
    size_t count = 0;
    while (count < at && splitter->bytes.data[at - count - 1] == '\\') {
        count++;
    }
    return count;
}

// Searches for the end of the string that `at` is in.
static enum step end_string(struct splitter *splitter) {
    size_t start = splitter->at;
    struct slice bytes = splitter->bytes;
    for (size_t at = start; at < bytes.size; at++) {
        const char *quote = memchr(bytes.data + at, '"', bytes.size - at);
        if (quote == NULL) {
            break;
        }
        at = (size_t)(quote - bytes.data);
        if (backslashes_before(splitter, at) % 2 == 0) {
            splitter->in_string = false;
            splitter->at = at + 1;
            return stops_at_line_end(splitter, start, at) ? STEP_DAMAGE : STEP_ON;
        }
    }
    if (stops_at_line_end(splitter, start, bytes.size)) {
        return STEP_DAMAGE;
    }
    splitter->in_string = true;
    splitter->at = bytes.size;
    return STEP_MORE;
}

// Passes over the string whose quote is at `at`. No string has a line end in
// it, which the window's flags rule out for most.
static inline enum step pass_string(struct splitter *splitter) {
    size_t start = splitter->at;
    bool open = start < splitter->window_end &&
                splitter->window_start + quote_offset(splitter->quotes.positions[splitter->quote]) == start;
    if (!open && !open_window(splitter)) {
        return STEP_MORE;
    }
    const uint32_t *quotes = splitter->quotes.positions + splitter->quote;
    size_t end = splitter->window_start + quote_offset(quotes[1]);
    if (end >= splitter->window_end) {
        splitter->at = start + 1;
        return end_string(splitter);
    }
    splitter->quote += 2;
    splitter->at = end + 1;
    bool bad = (splitter->quotes.flags & QUOTES_BAD) != 0 && stops_at_line_end(splitter, start, end);
    return bad ? STEP_DAMAGE : STEP_ON;
}

// ---------------------------------------------------------------------------
// Containers

static inline bool is_array(const struct splitter *splitter) {
    size_t at = splitter->depth - 1;
    return at < SPLIT_MOST_DEPTH && (splitter->arrays[at / 64] >> (at % 64) & 1) != 0;
}

static inline void push(struct splitter *splitter, bool array) {
    size_t at = splitter->depth++;
    if (at < SPLIT_MOST_DEPTH) {
        uint64_t bit = UINT64_C(1) << (at % 64);
        splitter->arrays[at / 64] = array ? splitter->arrays[at / 64] | bit : splitter->arrays[at / 64] & ~bit;
    }
}

// Whether a value may stand after the last token.
static inline bool takes_value(const struct splitter *splitter) {
    if (splitter->depth > SPLIT_MOST_DEPTH) {
        return true;
    }
    char before = splitter->before;
    return is_array(splitter) ? before == '[' || before == ',' : before == ':';
}

// ---------------------------------------------------------------------------
// In a record

static void end_record(struct splitter *splitter) {
    if (splitter->state == SPLIT_RECORD) {
        struct slice record = slice_sub(splitter->bytes, splitter->start, splitter->at);
        add_stretch(splitter, splitter->start, splitter->at);
        (void)resume_first_key(record, splitter->first_key, SPLIT_KEY_SIZE, &splitter->first_key_size);
    }
    splitter->state = SPLIT_BETWEEN;
    splitter->own_line = false;
    splitter->reported = false;
}

static inline enum step open_container(struct splitter *splitter, bool array) {
    if (!takes_value(splitter)) {
        return STEP_DAMAGE;
    }
    splitter->opening = array && splitter->envelope.holds && splitter->state == SPLIT_RECORD && splitter->base == 0;
    splitter->envelope.holds = false;
    push(splitter, array);
    splitter->before = array ? '[' : '{';
    splitter->at++;
    return STEP_ON;
}

static inline enum step close_container(struct splitter *splitter, bool array) {
    if (splitter->depth <= SPLIT_MOST_DEPTH && is_array(splitter) != array) {
        return STEP_DAMAGE;
    }
    splitter->depth--;
    splitter->before = 'v';
    splitter->at++;
    return STEP_ON;
}

// A key, or a value that is a string.
static inline enum step read_string(struct splitter *splitter) {
    size_t start = splitter->at + 1;
    char before = splitter->before;
    if (before == 'v') {
        return STEP_DAMAGE;
    }
    splitter->before = 'v';
    enum step step = pass_string(splitter);
    if (splitter->envelope.possible == 0 || splitter->depth > 2 || before == ':' || is_array(splitter)) {
        return step;
    }
    if (step == STEP_ON) {
        envelope_key(&splitter->envelope, splitter->depth, slice_sub(splitter->bytes, start, splitter->at - 1));
    } else if (step == STEP_MORE) {
        // Read again when it is whole.
        splitter->at = start - 1;
        splitter->in_string = false;
        splitter->before = before;
    }
    return step;
}

static bool is_word(struct slice word) {
    return slice_equal(word, SLICE("true")) || slice_equal(word, SLICE("false")) || slice_equal(word, SLICE("null"));
}

static bool is_number(struct slice word) {
    for (size_t i = 0; i < word.size; i++) {
        if (memchr("0123456789+-.eE", word.data[i], 15) == NULL) {
            return false;
        }
    }
    return word.data[0] == '-' || (word.data[0] >= '0' && word.data[0] <= '9');
}

static bool ends_word(char c) {
    return blank_is_json(c) || c == ',' || c == '}' || c == ']' || c == ':' || c == '{' || c == '[' || c == '"';
}

static enum step read_word(struct splitter *splitter) {
    enum { MOST_SIZE = 4096 };
    struct slice bytes = splitter->bytes;
    size_t end = splitter->at;
    while (end < bytes.size && end - splitter->at < MOST_SIZE && !ends_word(bytes.data[end])) {
        end++;
    }
    if (end == bytes.size && !splitter->ended) {
        return STEP_MORE;
    }
    struct slice word = slice_sub(bytes, splitter->at, end);
    if (!takes_value(splitter) || !(is_number(word) || is_word(word))) {
        return STEP_DAMAGE;
    }
    splitter->before = 'v';
    splitter->at = end;
    return STEP_ON;
}

// The array that was opened is that of an envelope: its elements are records.
static enum step enter_envelope(struct splitter *splitter) {
    splitter->opening = false;
    splitter->base = splitter->depth;
    splitter->state = SPLIT_BETWEEN;
    splitter->own_line = false;
    return STEP_ON;
}

// Takes the token `c`, which is at `at`.
static inline enum step take_token(struct splitter *splitter, char c) {
    switch (c) {
    case '"':
        splitter->opening = false;
        return read_string(splitter);
    case ',':
    case ':':
        splitter->before = c;
        splitter->at++;
        return STEP_ON;
    case '{':
    case '[':
        return open_container(splitter, c == '[');
    case '}':
    case ']':
        return close_container(splitter, c == ']');
    default:
        splitter->opening = false;
        return read_word(splitter);
    }
}

// Walks on in a record, or in what is passed over, to its end.
static enum step walk_record(struct splitter *splitter) {
    const char *data = splitter->bytes.data;
    size_t size = splitter->bytes.size;
    if (splitter->in_string) {
        enum step step = end_string(splitter);
        if (step != STEP_ON) {
            return step;
        }
    }
    while (splitter->at < size && !splitter->failed) {
        char c = data[splitter->at];
        if (blank_is_json(c)) {
            splitter->at++;
            continue;
        }
        if (splitter->opening && (c == '{' || c == ']')) {
            return enter_envelope(splitter);
        }
        enum step step = take_token(splitter, c);
        if (step != STEP_ON) {
            return step;
        }
        if (splitter->depth == splitter->base) {
            end_record(splitter);
            return STEP_ON;
        }
    }
    return STEP_MORE;
}

// A record that is not whole yet, and whose beginning is kept unless that is too
// long.
static enum step wait_for_record(struct splitter *splitter) {
    if (splitter->state == SPLIT_RECORD && splitter->bytes.size - splitter->start > splitter->max_size) {
        add_bound(splitter, &(struct bound){.start = splitter->start, .size = splitter->max_size, .too_long = true});
        splitter->state = SPLIT_PASSING;
        splitter->reported = true;
        splitter->envelope = (struct envelope){0};
        return STEP_ON;
    }
    return STEP_MORE;
}

// ---------------------------------------------------------------------------
// Between records

static void begin_record(struct splitter *splitter, bool array) {
    splitter->state = SPLIT_RECORD;
    splitter->start = splitter->at;
    splitter->before = array ? '[' : '{';
    splitter->opening = false;
    splitter->reported = false;
    splitter->envelope = (struct envelope){0};
    if (splitter->depth == 0) {
        envelope_begin(&splitter->envelope);
    }
    push(splitter, array);
    splitter->at++;
}

// An array of records begins or ends.
static void enter_array(struct splitter *splitter) {
    push(splitter, true);
    splitter->base = splitter->depth;
    splitter->own_line = false;
    splitter->at++;
}

static void leave_array(struct splitter *splitter) {
    splitter->depth--;
    splitter->base = 0;
    splitter->before = 'v';
    splitter->own_line = false;
    splitter->reported = false;
    splitter->state = splitter->depth == 0 ? SPLIT_BETWEEN : SPLIT_PASSING;
    splitter->envelope = (struct envelope){0};
    splitter->at++;
}

static enum step damage(struct splitter *splitter) {
    if (splitter->state != SPLIT_RECORD) {
        splitter->start = splitter->at < splitter->bytes.size ? splitter->at : splitter->bytes.size;
    }
    splitter->in_string = false;
    splitter->state = SPLIT_SEEKING;
    return STEP_ON;
}

// Where the text ends that is no record and begins at `at`: outside of arrays
// with its line, else before a comma, a bracket or the end of its line, too.
// `ret_member`: it has a colon, as the members of an object do that has lost its
// brace.
static size_t find_stray_end(const struct splitter *splitter, bool *ret_member) {
    struct slice bytes = splitter->bytes;
    bool quoted = false;
    *ret_member = false;
    for (size_t at = splitter->at; at < bytes.size; at++) {
        char c = bytes.data[at];
        if (quoted && c == '\\' && at + 1 < bytes.size && bytes.data[at + 1] != '\n') {
            at++;
            continue;
        }
        quoted = c == '"' ? !quoted : quoted;
        bool ends = c == '\n' || (!quoted && splitter->base == 0 && c == '\x1E');
        ends = ends || (!quoted && splitter->base > 0 && (c == ',' || c == ']' || (c == '{' && at > splitter->at)));
        if (ends) {
            return at;
        }
        *ret_member = *ret_member || (!quoted && splitter->base > 0 && c == ':');
    }
    return bytes.size;
}

static enum step pass_stray(struct splitter *splitter) {
    bool member;
    size_t start = splitter->at;
    size_t end = find_stray_end(splitter, &member);
    if (end == splitter->bytes.size && !splitter->ended) {
        if (end - start > splitter->max_size) {
            return STEP_DAMAGE;
        }
        return STEP_MORE;
    }
    if (member) {
        return STEP_DAMAGE;
    }
    if (splitter->base > 0 || resume_record_line(splitter->bytes, start) == 0) {
        add_stretch(splitter, start, end);
    }
    splitter->at = end;
    splitter->own_line = false;
    return STEP_ON;
}

// True where a byte order mark is at `at`, as where files were put together.
static bool is_mark(const struct splitter *splitter) {
    struct slice rest = slice_sub(splitter->bytes, splitter->at, splitter->bytes.size);
    return splitter->base == 0 && slice_starts_with(rest, SLICE("\xEF\xBB\xBF"));
}

static enum step find_record(struct splitter *splitter) {
    while (splitter->at < splitter->bytes.size) {
        char c = splitter->bytes.data[splitter->at];
        switch (c) {
        case '\n':
            splitter->own_line = true;
            splitter->indent = 0;
            splitter->at++;
            break;
        case ' ':
        case '\t':
        case '\r':
            splitter->indent++;
            splitter->at++;
            break;
        case ',':
            splitter->own_line = false;
            splitter->at++;
            break;
        case '{':
            begin_record(splitter, false);
            return STEP_ON;
        case '[':
            if (splitter->base == 0) {
                enter_array(splitter);
                break;
            }
            begin_record(splitter, true);
            return STEP_ON;
        case ']':
            if (splitter->base > 0) {
                leave_array(splitter);
                return STEP_ON;
            }
            return pass_stray(splitter);
        default:
            if ((c == '\x1E' && splitter->base == 0) || is_mark(splitter)) {
                splitter->at += c == '\x1E' ? 1 : 3;
                break;
            }
            return pass_stray(splitter);
        }
    }
    return STEP_MORE;
}

// ---------------------------------------------------------------------------
// After damage

static struct layout layout_of(const struct splitter *splitter, char *key) {
    struct layout layout = {.own_line = splitter->own_line,
                            .indent = splitter->indent,
                            .in_container = splitter->base > 0,
                            .first_key = {splitter->first_key, splitter->first_key_size}};
    struct slice record = slice_sub(splitter->bytes, splitter->start, splitter->bytes.size);
    if (splitter->first_key_size == 0 && resume_first_key(record, key, SPLIT_KEY_SIZE, &layout.first_key.size)) {
        layout.first_key.data = key;
    }
    return layout;
}

static void resume_at(struct splitter *splitter, const struct resume *resume) {
    splitter->base = resume->at_top ? 0 : splitter->base;
    splitter->depth = splitter->base;
    splitter->at = resume->at;
    splitter->state = SPLIT_BETWEEN;
    splitter->reported = false;
}

// Gives up the search in the bytes that there are, but for the last, in which a
// place may be cut in two.
static enum step seek_further(struct splitter *splitter) {
    size_t size = splitter->bytes.size;
    if (size - splitter->start <= SEEK_SIZE && !splitter->reported) {
        return STEP_MORE;
    }
    size_t kept = size - splitter->start < SEEK_KEPT ? splitter->start : size - SEEK_KEPT;
    if (!splitter->reported) {
        add_stretch(splitter, splitter->start, kept);
        splitter->reported = true;
    }
    splitter->start = kept;
    return STEP_MORE;
}

static enum step seek(struct splitter *splitter) {
    char key[SPLIT_KEY_SIZE];
    struct layout layout = layout_of(splitter, key);
    bool last = splitter->ended || splitter->reported || splitter->bytes.size - splitter->start > SEEK_SIZE;
    size_t from = splitter->start + (splitter->reported ? 0 : 1);
    struct resume resume;
    if (from <= splitter->bytes.size && resume_find(splitter->bytes, from, &layout, last, &resume)) {
        if (!splitter->reported) {
            add_stretch(splitter, splitter->start, resume.at);
        }
        resume_at(splitter, &resume);
        return STEP_ON;
    }
    return splitter->ended ? STEP_MORE : seek_further(splitter);
}

// ---------------------------------------------------------------------------

// What is still open where the stream ends.
static void end_stream(struct splitter *splitter) {
    size_t size = splitter->bytes.size;
    bool unfinished = splitter->state == SPLIT_RECORD || splitter->state == SPLIT_SEEKING;
    if (unfinished && !splitter->reported && splitter->start < size) {
        add_stretch(splitter, splitter->start, size);
    } else if (!unfinished && splitter->depth > 0 && !splitter->reported) {
        add_bound(splitter, &(struct bound){.start = size, .reason = "the input ends within an array or object"});
    }
}

// What need not be given again.
static size_t used_bytes(struct splitter *splitter) {
    switch (splitter->state) {
    case SPLIT_BETWEEN:
        return splitter->at;
    case SPLIT_RECORD:
    case SPLIT_SEEKING:
        return splitter->start;
    case SPLIT_PASSING:
        break;
    }
    size_t kept = splitter->in_string ? backslashes_before(splitter, splitter->at) : 0;
    // Backslashes in pairs say nothing of what comes after.
    return splitter->at - (kept > BACKSLASHES_KEPT ? kept % 2 : kept);
}

static enum step take_step(struct splitter *splitter) {
    enum step step;
    switch (splitter->state) {
    case SPLIT_BETWEEN:
        step = find_record(splitter);
        return step == STEP_DAMAGE ? damage(splitter) : step;
    case SPLIT_SEEKING:
        return seek(splitter);
    default:
        step = walk_record(splitter);
        if (step == STEP_DAMAGE) {
            return damage(splitter);
        }
        return step == STEP_MORE ? wait_for_record(splitter) : step;
    }
}

enum carl_status splitter_cut(struct splitter *splitter, struct slice bytes, bool ended, struct bounds *bounds,
                              size_t *ret_used) {
    splitter->bytes = bytes;
    splitter->ended = ended;
    splitter->bounds = bounds;
    splitter->failed = false;
    splitter->window_end = 0;
    while (!splitter->failed && take_step(splitter) == STEP_ON) {
    }
    if (splitter->failed) {
        return CARL_ERROR_MEMORY;
    }
    if (ended) {
        end_stream(splitter);
        *ret_used = bytes.size;
        return CARL_OK;
    }
    size_t used = used_bytes(splitter);
    splitter->at -= splitter->state == SPLIT_SEEKING ? splitter->at : used;
    splitter->start -= splitter->start < used ? splitter->start : used;
    *ret_used = used;
    return CARL_OK;
}

enum carl_status splitter_probe(struct splitter *splitter, struct slice bytes, struct probe *ret_probe) {
    struct bounds bounds = {0};
    enum probe_outcome outcome;
    splitter->bytes = bytes;
    splitter->ended = false;
    splitter->bounds = &bounds;
    splitter->failed = false;
    splitter->window_end = 0;
    begin_record(splitter, false);
    switch (walk_record(splitter)) {
    case STEP_ON:
        outcome = splitter->depth == 0 ? PROBE_RECORD : PROBE_ENVELOPE;
        break;
    case STEP_DAMAGE:
        outcome = PROBE_DAMAGED;
        break;
    default:
        outcome = PROBE_MORE;
    }
    struct probe probe = {.outcome = outcome, .at = splitter->at};
    splitter_begin(splitter);
    VECTOR_FREE(&bounds.list);
    if (splitter->failed) {
        return CARL_ERROR_MEMORY;
    }
    *ret_probe = probe;
    return CARL_OK;
}
