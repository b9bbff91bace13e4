// SPDX-License-Identifier: Apache-2.0
#include "event/scan.h"

#include "base/bits.h"
#include "base/fold.h"
#include "base/utf8.h"

#include <stdlib.h>

enum {
    MOST_DEPTH = 64,
    MOST_NODES = 4,         // that one member may lead to
    MOST_DIGITS = 19,       // of a signed integer of 64 bits
    MOST_NUMBER_SIZE = 300, // a fraction of no more digits is within a double's range
};

// A node of the tree of wanted paths, with its children ready to be found.
struct scan_node {
    struct slice name;
    enum want_match match;
    size_t slot;
    struct scan_node **exact; // children by exact name: a hash table with linear probing; NULL: none
    unsigned exact_shift;     // the place of a hash is its bits from here up
    size_t exact_mask;        // capacity - 1
    struct scan_node **loose; // the other children
    size_t loose_count;
    bool *loose_first; // by a key's first byte: whether a loose child may fit
    uint64_t visit;    // of the object in which it was last found
};

struct frame {
    struct scan_node *nodes[MOST_NODES]; // that lead here
    unsigned node_count;
    unsigned taken; // bits: of the nodes whose slot this container is
    bool array;
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
    struct frame stack[MOST_DEPTH];
};

// ---------------------------------------------------------------------------
// The tree

// Cheap to take: of a key's size and its first and last eight bytes.
static inline uint64_t mix(uint64_t first, uint64_t last, size_t size) {
    return (first + (last ^ size) * UINT64_C(0x9E3779B97F4A7C15)) * UINT64_C(0xD6E8FEB86659FD93);
}

static inline uint64_t load_few(const char *bytes, size_t size) {
    uint64_t word = 0;
    for (size_t i = 0; i < size; i++) {
        word |= (uint64_t)(unsigned char)bytes[i] << (8 * i);
    }
    return word;
}

static uint64_t hash_name(struct slice name) {
    if (name.size < 8) {
        uint64_t word = load_few(name.data, name.size);
        return mix(word, word, name.size);
    }
    return mix(bits_load(name.data), bits_load(name.data + name.size - 8), name.size);
}

static void insert_exact(struct scan_node *node, struct scan_node *child) {
    size_t at = hash_name(child->name) >> node->exact_shift;
    while (node->exact[at & node->exact_mask] != NULL) {
        at++;
    }
    node->exact[at & node->exact_mask] = child;
}

// A table of which most places are empty, so that most keys that nobody wants
// end at the first look.
static void make_table(struct arena *arena, struct scan_node *node, size_t count) {
    size_t capacity = 16;
    node->exact_shift = 60;
    while (capacity < count * 8) {
        capacity *= 2;
        node->exact_shift--;
    }
    node->exact_mask = capacity - 1;
    node->exact = ARENA_ARRAY(arena, capacity, struct scan_node *);
}

static bool is_filler(char c) {
    return c == '_' || c == '-' || c == ' ';
}

// Notes which first bytes a key may have to fit `child`. A key may begin with
// fillers; letters outside ASCII are not told apart.
static void note_first(bool *first, const struct scan_node *child) {
    size_t at = 0;
    while (at < child->name.size && is_filler(child->name.data[at])) {
        at++;
    }
    for (unsigned byte = 0; byte < 256; byte++) {
        bool may = child->match == WANT_ANY || byte >= 0x80 || is_filler((char)byte);
        if (at < child->name.size) {
            may = may || fold_byte((unsigned char)byte) == fold_byte((unsigned char)child->name.data[at]);
        }
        first[byte] = first[byte] || may;
    }
}

static void make_loose(struct arena *arena, struct scan_node *node, size_t count) {
    node->loose = ARENA_ARRAY(arena, count, struct scan_node *);
    node->loose_first = ARENA_ARRAY(arena, 256, bool);
}

static struct scan_node *make_node(struct arena *arena, const struct want_node *wanted) {
    struct scan_node *node = ARENA_NEW(arena, struct scan_node);
    size_t exact_count = 0;
    size_t loose_count = 0;
    if (node == NULL) {
        return NULL;
    }
    node->name = wanted->name;
    node->match = wanted->match;
    node->slot = wanted->slot;
    for (const struct want_node *child = wanted->children; child != NULL; child = child->next) {
        exact_count += child->match == WANT_EXACT;
        loose_count += child->match != WANT_EXACT;
    }
    if (exact_count > 0) {
        make_table(arena, node, exact_count);
    }
    if (loose_count > 0) {
        make_loose(arena, node, loose_count);
    }
    return node;
}

static struct scan_node *make_tree(struct arena *arena, const struct want_node *wanted) {
    struct scan_node *node = make_node(arena, wanted);
    for (const struct want_node *at = wanted->children; at != NULL && !arena_failed(arena); at = at->next) {
        struct scan_node *child = make_tree(arena, at);
        if (child == NULL || node == NULL) {
            return NULL;
        }
        if (child->match == WANT_EXACT) {
            insert_exact(node, child);
        } else {
            note_first(node->loose_first, child);
            node->loose[node->loose_count++] = child;
        }
    }
    return node;
}

enum carl_status scanner_create(const struct want_tree *tree, const struct kernel *kernel,
                                struct scanner **ret_scanner) {
    struct scanner *scanner = calloc(1, sizeof *scanner);
    if (scanner == NULL) {
        return CARL_ERROR_MEMORY;
    }
    arena_init(&scanner->arena);
    scanner->find_quotes = kernel->find_quotes;
    scanner->root = make_tree(&scanner->arena, tree->root);
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
// Tokens

struct cursor {
    const char *data;
    size_t size;
    size_t at;
    const uint32_t *quote; // the next
};

// NUL, which no JSON text has outside of strings, at the end.
static inline char peek(const struct cursor *cursor) {
    return cursor->at < cursor->size ? cursor->data[cursor->at] : '\0';
}

static inline char peek_token(struct cursor *cursor) {
    char c = peek(cursor);
    while (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        cursor->at++;
        c = peek(cursor);
    }
    return c;
}

// The string whose opening quote is at the cursor, without its quotes.
static inline bool read_string(struct cursor *cursor, struct slice *ret_string) {
    size_t end = cursor->quote[1];
    if (cursor->quote[0] != cursor->at || end >= cursor->size) {
        return false;
    }
    *ret_string = slice_sub((struct slice){cursor->data, cursor->size}, cursor->at + 1, end);
    cursor->quote += 2;
    cursor->at = end + 1;
    return true;
}

static inline bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Eight bytes at a time, without a branch a digit: the bytes that are no digit
// leave something in their high halves, be it of the byte or of the byte and 6.
static inline size_t skip_digits(struct cursor *cursor) {
    size_t start = cursor->at;
    while (cursor->size - cursor->at >= 8) {
        uint64_t word = bits_load(cursor->data + cursor->at);
        uint64_t high = UINT64_C(0xF0F0F0F0F0F0F0F0);
        uint64_t other = ((word & high) ^ UINT64_C(0x3030303030303030)) |
                         (((word & ~high) + UINT64_C(0x0606060606060606)) & UINT64_C(0x1010101010101010));
        if (other != 0) {
            cursor->at += bits_lowest(other) / 8;
            return cursor->at - start;
        }
        cursor->at += 8;
    }
    while (is_digit(peek(cursor))) {
        cursor->at++;
    }
    return cursor->at - start;
}

// Whether as many digits as a signed integer of 64 bits can have are one.
static bool is_in_range(const char *digits, bool negative) {
    return memcmp(digits, negative ? "9223372036854775808" : "9223372036854775807", MOST_DIGITS) <= 0;
}

static inline bool read_number(struct cursor *cursor, struct slice *ret_number) {
    size_t start = cursor->at;
    bool negative = peek(cursor) == '-';
    cursor->at += negative;
    const char *first = cursor->data + cursor->at;
    size_t digits = skip_digits(cursor);
    if (digits == 0 || digits > MOST_DIGITS || (digits > 1 && *first == '0')) {
        return false;
    }
    if (digits == MOST_DIGITS && !is_in_range(first, negative)) {
        return false;
    }
    if (peek(cursor) == '.') {
        cursor->at++;
        if (skip_digits(cursor) == 0) {
            return false;
        }
    }
    *ret_number = slice_make(cursor->data + start, cursor->at - start);
    return ret_number->size <= MOST_NUMBER_SIZE && (peek(cursor) | 0x20) != 'e';
}

static inline bool read_word(struct cursor *cursor, const char *word, size_t size) {
    if (cursor->size - cursor->at < size || memcmp(cursor->data + cursor->at, word, size) != 0) {
        return false;
    }
    cursor->at += size;
    return true;
}

// A value that is no container. False where there is none.
static inline bool read_scalar(struct cursor *cursor, char first, struct slot *ret_value) {
    switch (first) {
    case '"':
        ret_value->type = SLOT_TEXT;
        return read_string(cursor, &ret_value->raw);
    case 't':
        ret_value->type = SLOT_TRUE;
        return read_word(cursor, "true", 4);
    case 'f':
        ret_value->type = SLOT_FALSE;
        return read_word(cursor, "false", 5);
    case 'n':
        ret_value->type = SLOT_NULL;
        return read_word(cursor, "null", 4);
    default:
        ret_value->type = SLOT_NUMBER;
        return read_number(cursor, &ret_value->raw);
    }
}

// ---------------------------------------------------------------------------
// Members

struct members {
    struct scan_node *nodes[MOST_NODES];
    unsigned count;
};

// False where the key occurred before in its object, or too many nodes want it.
static inline bool add_member(struct members *members, struct scan_node *node, uint64_t visit) {
    if (node->visit == visit || members->count == MOST_NODES) {
        return false;
    }
    node->visit = visit;
    members->nodes[members->count++] = node;
    return true;
}

static bool find_loose(const struct scan_node *node, struct slice key, uint64_t visit, struct members *members) {
    if (key.size > 0 && !node->loose_first[(unsigned char)key.data[0]]) {
        return true;
    }
    for (size_t i = 0; i < node->loose_count; i++) {
        struct scan_node *child = node->loose[i];
        bool fits = child->match == WANT_ANY || fold_name_equal(child->name, key);
        if (fits && !add_member(members, child, visit)) {
            return false;
        }
    }
    return true;
}

// Not 0 where a byte of the word is a backslash: a byte that is 0 after the
// first step borrows in the second.
static inline uint64_t backslashes(uint64_t word) {
    uint64_t zero = word ^ UINT64_C(0x5C5C5C5C5C5C5C5C);
    return (zero - UINT64_C(0x0101010101010101)) & ~zero & UINT64_C(0x8080808080808080);
}

static inline bool find_exact(const struct scan_node *node, struct slice key, uint64_t hash, uint64_t visit,
                              struct members *members) {
    for (size_t i = hash >> node->exact_shift;; i++) {
        struct scan_node *child = node->exact[i & node->exact_mask];
        if (child == NULL) {
            return true;
        }
        if (slice_equal(child->name, key)) {
            return add_member(members, child, visit);
        }
    }
}

// The nodes that a member of the frame's object leads to. False where that is
// uncertain.
static inline bool find_members(const struct frame *frame, const struct cursor *cursor, struct slice key,
                                struct members *members) {
    uint64_t first;
    uint64_t last;
    if (key.size >= 8) {
        first = bits_load(key.data);
        last = bits_load(key.data + key.size - 8);
    } else {
        bool room = (size_t)(cursor->data + cursor->size - key.data) >= 8;
        first = room ? bits_load(key.data) & ((UINT64_C(1) << (8 * key.size)) - 1) : load_few(key.data, key.size);
        last = first;
    }
    bool escaped = (backslashes(first) | backslashes(last)) != 0;
    if (escaped || (key.size > 16 && memchr(key.data + 8, '\\', key.size - 16) != NULL)) {
        return false;
    }
    uint64_t hash = mix(first, last, key.size);
    for (unsigned i = 0; i < frame->node_count; i++) {
        const struct scan_node *node = frame->nodes[i];
        if (node->exact != NULL && !find_exact(node, key, hash, frame->visit, members)) {
            return false;
        }
        if (node->loose_count > 0 && !find_loose(node, key, frame->visit, members)) {
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
    slot->raw.data = value->raw.data;
    slot->raw.size = value->raw.size;
    slot->json = NULL;
    scanner->filled[scanner->filled_count++] = number;
    return true;
}

static inline void fill_scalar(struct scanner *scanner, const struct members *members, const struct slot *value) {
    for (unsigned i = 0; i < members->count; i++) {
        (void)fill_slot(scanner, members->nodes[i]->slot, value);
    }
}

static void open_container(struct scanner *scanner, struct frame *frame, const struct members *members, bool array,
                           size_t start) {
    frame->array = array;
    frame->start = start;
    frame->visit = ++scanner->visits;
    frame->node_count = members->count;
    frame->taken = 0;
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

static inline bool read_member_key(struct cursor *cursor, const struct frame *frame, struct members *members) {
    struct slice key;
    if (peek_token(cursor) != '"' || !read_string(cursor, &key)) {
        return false;
    }
    if (frame->node_count > 0 && !find_members(frame, cursor, key, members)) {
        return false;
    }
    if (peek_token(cursor) != ':') {
        return false;
    }
    cursor->at++;
    return true;
}

static bool walk(struct scanner *scanner, struct cursor *cursor) {
    size_t depth = 0;
    struct members members = {.nodes = {scanner->root}, .count = 1};
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
        if (!frame->array && !read_member_key(cursor, frame, &members)) {
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
