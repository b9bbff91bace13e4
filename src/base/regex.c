// SPDX-License-Identifier: Apache-2.0
#include "base/regex.h"

#include "base/utf8.h"
#include "base/vectorscan.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct regex {
    hs_database_t *database; // NULL: a pattern that can never match
};

// Vectorscan refuses a pattern that cannot match, and any anchor to the end that
// something follows; the latter never matches where the pattern begins with it.
static bool never_matches(const char *expression, const char *message) {
    return strcmp(message, "Pattern can never match.") == 0 ||
           (strncmp(expression, "\\z", 2) == 0 && strcmp(message, "Embedded end anchors not supported.") == 0);
}

// Places in the rewritten pattern mean nothing to whoever wrote it.
static struct slice without_index(const char *message) {
    const char *index = strstr(message, " at index ");
    return slice_make(message, index == NULL ? strlen(message) : (size_t)(index - message));
}

static enum carl_status compile(const char *expression, struct arena *arena, hs_database_t **ret_database,
                                struct slice *ret_error) {
    hs_compile_error_t *error = NULL;
    unsigned flags = HS_FLAG_DOTALL | HS_FLAG_UTF8 | HS_FLAG_SINGLEMATCH | HS_FLAG_ALLOWEMPTY;
    if (hs_compile(expression, flags, HS_MODE_BLOCK, NULL, ret_database, &error) == HS_SUCCESS) {
        return CARL_OK;
    }
    bool no_memory = error == NULL || error->expression < 0;
    if (!no_memory && never_matches(expression, error->message)) {
        hs_free_compile_error(error);
        *ret_database = NULL;
        return CARL_OK;
    }
    if (!no_memory) {
        *ret_error = arena_copy(arena, without_index(error->message));
    }
    hs_free_compile_error(error);
    return no_memory ? CARL_ERROR_MEMORY : CARL_ERROR_RULE;
}

enum carl_status regex_create(struct slice pattern, struct arena *arena, struct regex **ret_regex,
                              struct slice *ret_error) {
    if (memchr(pattern.data, '\0', pattern.size) != NULL || utf8_check(pattern.data, pattern.size) != pattern.size) {
        *ret_error = SLICE("The pattern is no valid UTF-8 text.");
        return CARL_ERROR_RULE;
    }
    struct text expression;
    text_init(&expression);
    struct slice problem = regex_rewrite(pattern, &expression);
    if (problem.size > 0) {
        text_finish(&expression);
        *ret_error = problem;
        return CARL_ERROR_RULE;
    }
    text_append_char(&expression, '\0');
    struct regex *regex = expression.failed ? NULL : calloc(1, sizeof *regex);
    enum carl_status status = CARL_ERROR_MEMORY;
    if (regex != NULL) {
        status = compile(expression.data, arena, &regex->database, ret_error);
    }
    text_finish(&expression);
    if (status != CARL_OK) {
        free(regex);
        return status;
    }
    *ret_regex = regex;
    return CARL_OK;
}

void regex_destroy(struct regex *regex) {
    if (regex != NULL) {
        hs_free_database(regex->database);
        free(regex);
    }
}

bool regex_never_matches(const struct regex *regex) {
    return regex->database == NULL;
}

enum carl_status regex_scratch_create(struct regex_scratch **ret_scratch) {
    struct regex_scratch *scratch = calloc(1, sizeof *scratch);
    if (scratch == NULL) {
        return CARL_ERROR_MEMORY;
    }
    *ret_scratch = scratch;
    return CARL_OK;
}

void regex_scratch_destroy(struct regex_scratch *scratch) {
    if (scratch != NULL) {
        hs_free_scratch(scratch->scratch);
        free(scratch);
    }
}

enum carl_status regex_scratch_prepare(struct regex_scratch *scratch, const struct regex *regex) {
    if (regex->database == NULL) {
        return CARL_OK;
    }
    return hs_alloc_scratch(regex->database, &scratch->scratch) == HS_SUCCESS ? CARL_OK : CARL_ERROR_MEMORY;
}

static int found(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context) {
    (void)id;
    (void)from;
    (void)to;
    (void)flags;
    *(bool *)context = true;
    return 1; // one match is enough
}

bool regex_search(const struct regex *regex, struct regex_scratch *scratch, struct slice value) {
    bool matched = false;
    if (regex->database == NULL || value.size > UINT_MAX || utf8_check(value.data, value.size) != value.size) {
        return false;
    }
    (void)hs_scan(regex->database, value.size == 0 ? "" : value.data, (unsigned)value.size, 0, scratch->scratch, found,
                  &matched);
    return matched;
}
