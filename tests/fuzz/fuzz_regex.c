// SPDX-License-Identifier: Apache-2.0
// Regular expressions: the first line of the input is a pattern, the rest what
// it searches. No crash; the same answer twice; where Unicode is not in play the
// answer of Vectorscan's own caseless mode; in a rule, an error at the literal
// where the pattern is rejected, and none where it is accepted.
#include "base/regex.h"
#include "lang/diagnostic.h"
#include "target.h"

#include <hs/hs.h>

struct answer {
    enum carl_status status;
    bool found;
    struct slice error; // where the pattern is refused
};

static bool is_ascii(struct slice text) {
    for (size_t i = 0; i < text.size; i++) {
        if ((unsigned char)text.data[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

static struct answer search(struct slice pattern, struct slice value, struct arena *arena) {
    struct regex *regex = NULL;
    struct regex_scratch *scratch = NULL;
    struct answer answer = {0};
    answer.status = regex_create(pattern, arena, &regex, &answer.error);
    REQUIRE(answer.status == (answer.error.size == 0 ? CARL_OK : CARL_ERROR_RULE));
    REQUIRE(regex_scratch_create(&scratch) == CARL_OK);
    if (answer.status == CARL_OK) {
        REQUIRE(regex_scratch_prepare(scratch, regex) == CARL_OK);
        answer.found = regex_search(regex, scratch, value);
        REQUIRE(regex_search(regex, scratch, value) == answer.found);
    }
    regex_scratch_destroy(scratch);
    regex_destroy(regex);
    return answer;
}

// ---------------------------------------------------------------------------
// Vectorscan's own caseless mode

static int found(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context) {
    (void)id;
    (void)from;
    (void)to;
    (void)flags;
    *(bool *)context = true;
    return 1;
}

static bool is_verb(struct slice pattern) {
    return slice_starts_with(pattern, SLICE("(*"));
}

// Requires `answer` of the pattern as it is written, where that compiles; only
// a pattern that begins with a verb in parentheses is refused nevertheless.
static void check_meaning(struct slice pattern, struct slice value, const struct answer *answer) {
    unsigned flags = HS_FLAG_CASELESS | HS_FLAG_DOTALL | HS_FLAG_UTF8 | HS_FLAG_SINGLEMATCH | HS_FLAG_ALLOWEMPTY;
    hs_database_t *database = NULL;
    hs_scratch_t *scratch = NULL;
    hs_compile_error_t *error = NULL;
    char *expression = calloc(pattern.size + 1, 1);
    REQUIRE(expression != NULL);
    memcpy(expression, pattern.data, pattern.size);
    if (hs_compile(expression, flags, HS_MODE_BLOCK, NULL, &database, &error) == HS_SUCCESS) {
        bool matched = false;
        REQUIRE(hs_alloc_scratch(database, &scratch) == HS_SUCCESS);
        (void)hs_scan(database, value.size == 0 ? "" : value.data, (unsigned)value.size, 0, scratch, found, &matched);
        bool accepted = answer->status == CARL_OK;
        REQUIRE(accepted ? answer->found == matched : is_verb(pattern));
    }
    hs_free_compile_error(error);
    hs_free_scratch(scratch);
    hs_free_database(database);
    free(expression);
}

// ---------------------------------------------------------------------------
// A rule with the pattern

// Whether the pattern is a literal's text as it stands.
static bool is_literal(struct slice pattern) {
    for (size_t i = 0; i < pattern.size; i++) {
        char c = pattern.data[i];
        if (c == '"' || c == '\r' || c == '\0') {
            return false;
        }
    }
    return is_ascii(pattern) && pattern.size > 0 && pattern.data[pattern.size - 1] != '\\';
}

static void check_rule(struct slice pattern, bool accepted) {
    struct slice before = SLICE("p = search Process:Create\nq = filter p where command_line match \"");
    struct carl_diagnostics *diagnostics = target_diagnostics();
    struct text rule;
    enum carl_status status;
    size_t rejected = 0;
    text_init(&rule);
    text_append(&rule, before);
    text_append(&rule, pattern);
    text_append_string(&rule, "\"\noutput q\n");
    struct slice text = text_slice(&rule);
    struct carl_rules *rules = target_rules(&text, diagnostics, &status);
    for (size_t i = 0; i < diagnostics->items.count; i++) {
        const struct diagnostic *diagnostic = diagnostics->items.items[i];
        if (diagnostic->code == DIAGNOSTIC_E209) {
            rejected++;
            REQUIRE(diagnostic->span.start + 1 >= before.size);
            REQUIRE(diagnostic->span.end <= before.size + pattern.size + 1);
        }
    }
    REQUIRE(rejected == (accepted ? 0 : 1));
    REQUIRE(status == (accepted ? CARL_OK : CARL_ERROR_RULE));
    target_check_places(diagnostics);
    carl_rules_destroy(rules);
    carl_diagnostics_destroy(diagnostics);
    text_finish(&rule);
}

// ---------------------------------------------------------------------------

// Whether both ways of ignoring case mean the same: outside ASCII, and before a
// newline at the end, they do not.
static bool is_comparable(struct slice pattern, struct slice value) {
    bool ends_in_newline = value.size > 0 && value.data[value.size - 1] == '\n';
    return is_ascii(pattern) && is_ascii(value) && memchr(pattern.data, '\0', pattern.size) == NULL && !ends_in_newline;
}

// Whether a pattern was refused for its size, by carl or by Vectorscan, which
// takes the pattern as it is written for smaller.
static bool is_large(struct slice error) {
    return slice_starts_with(error, SLICE("The pattern is too large")) || slice_starts_with(error, SLICE("Pattern")) ||
           slice_starts_with(error, SLICE("Resource limit"));
}

static void check(struct slice pattern, struct slice value) {
    struct arena arena;
    arena_init(&arena);
    struct answer answer = search(pattern, value, &arena);
    if (is_comparable(pattern, value) && !is_large(answer.error)) {
        check_meaning(pattern, value, &answer);
    }
    if (is_literal(pattern)) {
        check_rule(pattern, answer.status == CARL_OK);
    } else {
        struct answer again = search(pattern, value, &arena);
        REQUIRE(answer.found == again.found && slice_equal(answer.error, again.error));
    }
    arena_finish(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const uint8_t *newline = size == 0 ? NULL : memchr(data, '\n', size);
    size_t length = newline == NULL ? size : (size_t)(newline - data);
    size_t rest = newline == NULL ? size : length + 1;
    // A block of its own lets the address sanitizer see reads past the pattern.
    char *pattern = malloc(length == 0 ? 1 : length);
    REQUIRE(pattern != NULL);
    memcpy(pattern, data, length);
    check(slice_make(pattern, length), slice_make((const char *)data + rest, size - rest));
    free(pattern);
    return 0;
}
