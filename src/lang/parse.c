// SPDX-License-Identifier: Apache-2.0
#include "lang/parse.h"

#include "base/fold.h"
#include "base/utf8.h"
#include "car.tab.h"
#include "lang/layout.h"
#include "lang/lexer.h"

// Bytes of the text that a message quotes.
enum { MOST_QUOTED = 60 };

bool token_is_word(const struct token *token, const char *word) {
    size_t i = 0;
    for (; i < token->text.size && word[i] != '\0'; i++) {
        if (fold_byte((unsigned char)token->text.data[i]) != (unsigned char)word[i]) {
            return false;
        }
    }
    return i == token->text.size && word[i] == '\0';
}

int car_lex(union car_value *value, struct span *location, struct parser *parser) {
    const struct token *token = &parser->tokens.items[parser->next];
    if (token->kind != TOKEN_END) {
        parser->next++;
    }
    value->token = token;
    *location = token->span;
    return token->kind;
}

void parser_syntax_error(struct parser *parser, struct span span, const char *expected, const char *found) {
    if (parser->next > 0 && (parser->tokens.items[parser->next - 1].flags & TOKEN_BAD) != 0) {
        return;
    }
    struct slice text = source_slice(parser->source, span);
    if (text.size == 0 || text.size > MOST_QUOTED || memchr(text.data, '\n', text.size) != NULL) {
        diagnostics_add(parser->diagnostics, DIAGNOSTIC_E113, parser->source, span, "expected %s, found %s", expected,
                        found);
    } else {
        diagnostics_add(parser->diagnostics, DIAGNOSTIC_E113, parser->source, span, "expected %s, found `%.*s`",
                        expected, SLICE_ARG(text));
    }
}

void parser_report_nesting(struct parser *parser, struct span span) {
    if (!parser->nesting_reported) {
        parser->nesting_reported = true;
        diagnostics_add(parser->diagnostics, DIAGNOSTIC_E115, parser->source, span,
                        "the rule is nested more deeply than %d levels", (int)PARSER_MAX_NESTING);
    }
}

bool parser_overflown(struct parser *parser) {
    if (parser->diagnostics->items.count - parser->first_diagnostic < PARSER_MAX_REPORTS) {
        return false;
    }
    if (!parser->overflow_reported) {
        parser->overflow_reported = true;
        uint32_t size = (uint32_t)parser->source->text.size;
        diagnostics_add(parser->diagnostics, DIAGNOSTIC_E115, parser->source, (struct span){size, size},
                        "more than %d remarks: the rest of the rule is not read", (int)PARSER_MAX_REPORTS);
    }
    return true;
}

static bool grow_noted(struct parser *parser) {
    struct noted grown = {.count = parser->noted.count};
    grown.capacity = parser->noted.capacity == 0 ? 64 : parser->noted.capacity * 2;
    grown.hashes = ARENA_ARRAY(&parser->scratch, grown.capacity, uint64_t);
    if (grown.hashes == NULL) {
        return false;
    }
    for (size_t i = 0; i < parser->noted.capacity; i++) {
        uint64_t hash = parser->noted.hashes[i];
        size_t slot = (size_t)hash & (grown.capacity - 1);
        while (hash != 0 && grown.hashes[slot] != 0) {
            slot = (slot + 1) & (grown.capacity - 1);
        }
        if (hash != 0) {
            grown.hashes[slot] = hash;
        }
    }
    parser->noted = grown;
    return true;
}

bool parser_note_wanted(struct parser *parser, enum diagnostic_code code, struct slice text) {
    bool full = parser->noted.count * 2 >= parser->noted.capacity;
    if (parser_overflown(parser) || (full && !grow_noted(parser))) {
        return false;
    }
    uint64_t hash = fold_hash(text) ^ ((uint64_t)code * UINT64_C(0x9E3779B97F4A7C15));
    hash += hash == 0;
    size_t slot = (size_t)hash & (parser->noted.capacity - 1);
    while (parser->noted.hashes[slot] != 0) {
        if (parser->noted.hashes[slot] == hash) {
            return false;
        }
        slot = (slot + 1) & (parser->noted.capacity - 1);
    }
    parser->noted.hashes[slot] = hash;
    parser->noted.count++;
    return true;
}

void parser_note_synonym(struct parser *parser, struct span span, const char *written, const char *canonical) {
    if (parser_note_wanted(parser, DIAGNOSTIC_N109, slice_from_string(written))) {
        diagnostics_add(parser->diagnostics, DIAGNOSTIC_N109, parser->source, span, "`%s` is read as `%s`", written,
                        canonical);
    }
}

// Offset of the first byte that no rule may hold, or the text's size.
static size_t first_invalid(struct slice text) {
    size_t invalid = utf8_check(text.data, text.size);
    const char *nul = text.size == 0 ? NULL : memchr(text.data, '\0', invalid);
    return nul == NULL ? invalid : (size_t)(nul - text.data);
}

static void check_bytes(struct parser *parser) {
    struct slice text = parser->source->text;
    size_t invalid = first_invalid(text);
    if (invalid < text.size) {
        parser->invalid_reported = true;
        struct span span = {(uint32_t)invalid, (uint32_t)invalid + 1};
        diagnostics_add(parser->diagnostics, DIAGNOSTIC_E114, parser->source, span,
                        "the byte 0x%02X is no part of UTF-8 text", (unsigned)(unsigned char)text.data[invalid]);
    }
}

static void check_empty(struct parser *parser) {
    if (parser->statements.count == 0 && diagnostics_errors_since(parser->diagnostics, parser->first_diagnostic) == 0) {
        uint32_t size = (uint32_t)parser->source->text.size;
        diagnostics_add(parser->diagnostics, DIAGNOSTIC_E113, parser->source, (struct span){size, size},
                        "the rule is empty: it has no statement");
    }
}

static bool run_stages(struct parser *parser) {
    check_bytes(parser);
    if (!lexer_run(parser) || !layout_run(parser)) {
        return false;
    }
    int parsed = car_parse(parser);
    check_empty(parser);
    return parsed != 2 && !arena_failed(parser->arena) && !parser->diagnostics->failed;
}

enum carl_status parse_rule(const struct source *source, struct arena *arena, struct carl_diagnostics *diagnostics,
                            struct rule **ret_rule) {
    struct parser parser = {.source = source, .arena = arena, .diagnostics = diagnostics};
    parser.first_diagnostic = diagnostics->items.count;
    arena_init(&parser.scratch);
    bool parsed = run_stages(&parser);
    struct rule *rule = parsed ? ARENA_NEW(arena, struct rule) : NULL;
    arena_finish(&parser.scratch);
    if (rule == NULL) {
        return CARL_ERROR_MEMORY;
    }
    rule->source = source;
    rule->statements = parser.statements.items;
    rule->count = parser.statements.count;
    rule->metadata = parser.metadata.items;
    rule->metadata_count = parser.metadata.count;
    rule->comments = parser.comments.items;
    rule->comment_count = parser.comments.count;
    diagnostics_sort(diagnostics, parser.first_diagnostic);
    *ret_rule = rule;
    return CARL_OK;
}

struct slice parse_string_value(struct arena *arena, struct slice raw, char quote, bool regex) {
    if (raw.size == 0 || memchr(raw.data, '\\', raw.size) == NULL) {
        return raw;
    }
    char *value = arena_alloc(arena, raw.size + 1);
    if (value == NULL) {
        return (struct slice){0};
    }
    size_t size = 0;
    for (size_t i = 0; i < raw.size; i++) {
        bool escape = raw.data[i] == '\\' && i + 1 < raw.size;
        if (escape && raw.data[i + 1] == '\\') {
            value[size++] = '\\';
            if (regex) {
                value[size++] = '\\';
            }
            i++;
        } else if (escape && raw.data[i + 1] == quote) {
            value[size++] = quote;
            i++;
        } else {
            value[size++] = raw.data[i];
        }
    }
    return slice_make(value, size);
}
