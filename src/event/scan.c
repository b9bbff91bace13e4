// SPDX-License-Identifier: Apache-2.0
#include "event/scan.h"

#include "base/utf8.h"
#include "event/scan_token.h"
#include "event/scan_tree.h"

#include <stdlib.h>

enum {
    MOST_DEPTH = 64,
    MOST_WANTED = 32, // members that are looked for in one go
};

struct frame {
    struct scan_node *nodes[SCAN_MOST_NODES]; // that lead here
    unsigned node_count;
    unsigned taken; // bits: of the nodes whose slot this container is
    bool array;
    const bool *filter;                 // of what the members may lead to by exact names
    const struct scan_ends *loose_ends; // of the keys of those that may lead to others; NULL: none
    size_t start;
    uint64_t visit;
};

struct scanner {
    struct arena arena;
    quotes_find_fn *find_quotes;
    struct scan_node *root;
    struct quotes quotes;
    size_t quotes_capacity;
    uint64_t visits; // objects entered so far
    size_t *filled;
    size_t filled_count;
    struct slot *slots;
    bool filters[2][SCAN_FILTER_SIZE]; // for no node at all, and for several
    struct frame stack[MOST_DEPTH];
};

enum carl_status scanner_create(const struct want_tree *tree, const struct kernel *kernel,
                                struct scanner **ret_scanner) {
    struct scanner *scanner = calloc(1, sizeof *scanner);
    if (scanner == NULL) {
        return CARL_ERROR_MEMORY;
    }
    arena_init(&scanner->arena);
    scanner->find_quotes = kernel->find_quotes;
    memset(scanner->filters[1], true, sizeof scanner->filters[1]);
    scanner->root = scan_tree_make(&scanner->arena, tree->root);
    scanner->filled = ARENA_ARRAY(&scanner->arena, tree->slot_count, size_t);
    if (arena_failed(&scanner->arena)) {
        scanner_destroy(scanner);
        return CARL_ERROR_MEMORY;
    }
    *ret_scanner = scanner;
    return CARL_OK;
}

void scanner_destroy(struct scanner *scanner) {
    if (scanner != NULL) {
        arena_finish(&scanner->arena);
        free(scanner->quotes.positions);
        free(scanner);
    }
}

const size_t *scanner_filled(const struct scanner *scanner, size_t *ret_count) {
    *ret_count = scanner->filled_count;
    return scanner->filled;
}

// ---------------------------------------------------------------------------
// Members

// The nodes that a member of the frame's object leads to. False where that is
// uncertain.
static inline bool find_members(const struct frame *frame, const struct cursor *cursor, struct slice text,
                                struct scan_members *members) {
    const struct scan_key key = {.text = text, .last = scan_last_bytes(text, (size_t)(text.data - cursor->data))};
    for (unsigned i = 0; i < frame->node_count; i++) {
        if (!scan_tree_find(frame->nodes[i], &key, frame->visit, members)) {
            return false;
        }
    }
    return true;
}

// A slot that has a value keeps it: the first member that fits counts.
static bool fill_slot(struct scanner *scanner, size_t number, const struct slot *value) {
    if (number == SIZE_MAX || scanner->slots[number].type != SLOT_ABSENT) {
        return false;
    }
    // Field by field: a copy in one piece would wait for the pieces just written.
    struct slot *slot = &scanner->slots[number];
    slot->type = value->type;
    slot->escaped = value->escaped;
    slot->raw.data = value->raw.data;
    slot->raw.size = value->raw.size;
    slot->json = NULL;
    scanner->filled[scanner->filled_count++] = number;
    return true;
}

static inline void fill_scalar(struct scanner *scanner, const struct scan_members *members, const struct slot *value) {
    for (unsigned i = 0; i < members->count; i++) {
        (void)fill_slot(scanner, members->nodes[i]->slot, value);
    }
}

static void open_container(struct scanner *scanner, struct frame *frame, const struct scan_members *members, bool array,
                           size_t start) {
    frame->array = array;
    frame->start = start;
    frame->visit = ++scanner->visits;
    frame->node_count = members->count;
    frame->taken = 0;
    frame->filter = members->count == 1 ? members->nodes[0]->filter : scanner->filters[members->count > 0];
    frame->loose_ends = members->count == 1 ? members->nodes[0]->loose_ends : NULL;
    for (unsigned i = 0; i < members->count; i++) {
        const struct slot container = {.type = array ? SLOT_ARRAY : SLOT_OBJECT};
        frame->nodes[i] = members->nodes[i];
        if (fill_slot(scanner, members->nodes[i]->slot, &container)) {
            frame->taken |= 1u << i;
        }
    }
}

static void close_container(struct scanner *scanner, const struct frame *frame, const struct cursor *cursor) {
    for (unsigned i = 0; frame->taken >> i != 0; i++) {
        if ((frame->taken >> i & 1) != 0) {
            struct slot *slot = &scanner->slots[frame->nodes[i]->slot];
            slot->raw = slice_make(cursor->data + frame->start, cursor->at - frame->start);
        }
    }
}

// ---------------------------------------------------------------------------
// The walk

// After a value: closes what ends there. False where that is malformed. At the
// next member or element, or with *depth 0 after the record.
static inline bool step_on(struct scanner *scanner, struct cursor *cursor, size_t *depth) {
    for (;;) {
        const struct frame *frame = &scanner->stack[*depth - 1];
        char c = peek_token(cursor);
        if (c == ',') {
            cursor->at++;
            return true;
        }
        if (c != (frame->array ? ']' : '}')) {
            return false;
        }
        cursor->at++;
        if (frame->taken != 0) {
            close_container(scanner, frame, cursor);
        }
        (*depth)--;
        if (*depth == 0) {
            return true;
        }
    }
}

static inline bool read_member_key(struct cursor *cursor, const struct frame *frame, struct scan_members *members) {
    struct slice key;
    bool escaped;
    if (peek_token(cursor) != '"' || !read_string(cursor, &key, &escaped)) {
        return false;
    }
    if (frame->node_count > 0 && (escaped || !find_members(frame, cursor, key, members))) {
        return false;
    }
    if (peek_token(cursor) != ':') {
        return false;
    }
    cursor->at++;
    return true;
}

// Whether a mark is followed by `gap` blanks and a quote.
static inline bool leads_to_quote(const char *at, char mark, const size_t gap) {
    const char blank[3] = {mark, ' ', '"'};
    const char close[2] = {mark, '"'};
    return gap == 0 ? memcmp(at, close, sizeof close) == 0 : memcmp(at, blank, sizeof blank) == 0;
}

// How many digits an integer at `at` has if it has at most seven; else 0. Eight
// bytes can be read.
static inline unsigned count_short_integer(const char *at) {
    unsigned digits = count_digits(bits_load(at));
    bool valid = digits < 8 && (digits == 1 || *at != '0');
    return valid ? digits : 0;
}

// A plain member is a text or short integer, with a gap of so many blanks after
// colon and comma, and another member behind. If that with the first of the marks
// is one, returns how many marks it has; else 0. A quote that is looked at has a
// mark, which need not be compared.
static inline size_t skip_plain_member(const struct cursor *cursor, const uint32_t *quote, const size_t gap) {
    const char *data = cursor->data;
    size_t key_end = quote_offset(quote[1]);
    if (key_end + 16 > cursor->size) {
        return 0;
    }
    if (leads_to_quote(data + key_end + 1, ':', gap)) {
        size_t end = quote_offset(quote[3]) + 1;
        return end + 3 <= cursor->size && leads_to_quote(data + end, ',', gap) ? 4 : 0;
    }
    size_t start = key_end + 2 + gap;
    unsigned digits = count_short_integer(data + start);
    bool colon = gap == 0 ? data[key_end + 1] == ':' : memcmp(data + key_end + 1, ": ", 2) == 0;
    size_t end = start + digits;
    return colon && digits > 0 && end + 3 <= cursor->size && leads_to_quote(data + end, ',', gap) ? 2 : 0;
}

static inline bool may_be_wanted(const struct frame *frame, const char *data, const uint32_t *quote) {
    size_t key = quote_offset(quote[0]) + 1;
    size_t size = quote_offset(quote[1]) - key;
    return size < SCAN_FILTER_REACH || frame->filter[scan_filter_place(data + key, size)] ||
           (frame->loose_ends != NULL && scan_ends_fit(frame->loose_ends, data + key, size));
}

// The value of a plain member.
static inline struct slot value_of(const char *data, const uint32_t *quote, const size_t gap) {
    size_t start = quote_offset(quote[1]) + 2 + gap;
    size_t next = quote_offset(quote[2]);
    if (start == next) {
        return (struct slot){.type = SLOT_TEXT,
                             .escaped = quote_ends_escapes(quote[3]),
                             .raw = {data + start + 1, quote_offset(quote[3]) - start - 1}};
    }
    return (struct slot){.type = SLOT_NUMBER, .raw = {data + start, next - 1 - gap - start}};
}

// Takes plain members by their first marks. False where one is uncertain.
static bool take_members(struct scanner *scanner, const struct cursor *cursor, const struct frame *frame,
                         const uint32_t *const *marks, size_t count, const size_t gap) {
    for (size_t i = 0; i < count; i++) {
        const uint32_t *quote = marks[i];
        size_t key = quote_offset(quote[0]) + 1;
        struct slice text = slice_make(cursor->data + key, quote_offset(quote[1]) - key);
        struct scan_members members;
        members.count = 0;
        if (quote_ends_escapes(quote[1]) || !find_members(frame, cursor, text, &members)) {
            return false;
        }
        const struct slot value = value_of(cursor->data, quote, gap);
        fill_scalar(scanner, &members, &value);
    }
    return true;
}

// Reads plain members as far as they go, or MOST_WANTED of them may be wanted.
// These are taken in the end, so that no branch depends on which are. False where
// one is uncertain.
static inline bool read_plain_members(struct scanner *scanner, struct cursor *cursor, const struct frame *frame,
                                      const size_t gap) {
    const uint32_t *wanted[MOST_WANTED];
    size_t count = 0;
    const uint32_t *quote = cursor->quote;
    for (size_t marks = 0; count < MOST_WANTED; quote += marks) {
        marks = skip_plain_member(cursor, quote, gap);
        if (marks == 0) {
            break;
        }
        wanted[count] = quote;
        count += (size_t)may_be_wanted(frame, cursor->data, quote) | (size_t)quote_ends_escapes(quote[1]);
    }
    if (quote == cursor->quote) {
        return true;
    }
    cursor->quote = quote;
    cursor->at = quote_offset(quote[0]);
    return frame->node_count == 0 || take_members(scanner, cursor, frame, wanted, count, gap);
}

static bool read_compact_members(struct scanner *scanner, struct cursor *cursor, const struct frame *frame) {
    return read_plain_members(scanner, cursor, frame, 0);
}

static bool read_spaced_members(struct scanner *scanner, struct cursor *cursor, const struct frame *frame) {
    return read_plain_members(scanner, cursor, frame, 1);
}

// Reads members of an object as long as they are plain.
static bool read_members(struct scanner *scanner, struct cursor *cursor, const struct frame *frame) {
    size_t key_end = quote_offset(cursor->quote[1]);
    if (quote_offset(cursor->quote[0]) != cursor->at || key_end + 3 > cursor->size) {
        return true;
    }
    bool spaced = cursor->data[key_end + 2] == ' ';
    return spaced ? read_spaced_members(scanner, cursor, frame) : read_compact_members(scanner, cursor, frame);
}

static bool walk(struct scanner *scanner, struct cursor *cursor) {
    size_t depth = 0;
    struct scan_members members = {.nodes = {scanner->root}, .count = 1};
    if (peek_token(cursor) != '{') {
        return false;
    }
    for (;;) {
        char c = peek_token(cursor);
        if (c == '{' || c == '[') {
            if (depth == MOST_DEPTH) {
                return false;
            }
            // Members of what is in an array are not wanted.
            open_container(scanner, &scanner->stack[depth++], &members, c == '[', cursor->at++);
            bool empty = peek_token(cursor) == (c == '[' ? ']' : '}');
            if (empty && !step_on(scanner, cursor, &depth)) {
                return false;
            }
        } else {
            struct slot value = {.type = SLOT_NULL};
            if (!read_scalar(cursor, c, &value)) {
                return false;
            }
            if (members.count > 0) {
                fill_scalar(scanner, &members, &value);
            }
            if (!step_on(scanner, cursor, &depth)) {
                return false;
            }
        }
        if (depth == 0) {
            return peek_token(cursor) == '\0' && cursor->at == cursor->size;
        }
        const struct frame *frame = &scanner->stack[depth - 1];
        members.count = 0;
        if (!frame->array && !(read_members(scanner, cursor, frame) && read_member_key(cursor, frame, &members))) {
            return false;
        }
    }
}

static bool is_hex(char c) {
    return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

// True where each \u is followed by four hexadecimal digits.
static bool are_unicode_escapes_valid(struct slice record) {
    size_t at = 0;
    for (;;) {
        const char *found = memchr(record.data + at, '\\', record.size - at);
        if (found == NULL) {
            return true;
        }
        at = (size_t)(found - record.data) + 2;
        if (at > record.size || found[1] != 'u') {
            continue;
        }
        for (size_t end = at + 4; at < end; at++) {
            if (at >= record.size || !is_hex(record.data[at])) {
                return false;
            }
        }
    }
}

static bool reserve_quotes(struct scanner *scanner, size_t size) {
    if (size <= scanner->quotes_capacity) {
        return true;
    }
    size_t capacity = size + size / 2;
    free(scanner->quotes.positions);
    scanner->quotes.positions = malloc(capacity * sizeof *scanner->quotes.positions);
    scanner->quotes_capacity = scanner->quotes.positions == NULL ? 0 : capacity;
    return scanner->quotes_capacity > 0;
}

enum scan_result scanner_read(struct scanner *scanner, struct slice record, struct slot *slots) {
    scanner->filled_count = 0;
    scanner->slots = slots;
    if (record.size == 0 || record.size > QUOTES_MOST_SIZE) {
        return SCAN_UNSURE;
    }
    if (!reserve_quotes(scanner, quotes_capacity(record.size))) {
        return SCAN_NO_MEMORY;
    }
    scanner->find_quotes(record.data, record.size, &scanner->quotes);
    unsigned flags = scanner->quotes.flags;
    if ((flags & QUOTES_BAD) != 0) {
        return SCAN_UNSURE;
    }
    struct cursor cursor = {.data = record.data, .size = record.size, .quote = scanner->quotes.positions};
    if (!walk(scanner, &cursor)) {
        return SCAN_UNSURE;
    }
    bool valid = ((flags & QUOTES_UNICODE_ESCAPE) == 0 || are_unicode_escapes_valid(record)) &&
                 ((flags & QUOTES_NON_ASCII) == 0 || utf8_check(record.data, record.size) == record.size);
    return valid ? SCAN_READ : SCAN_UNSURE;
}
