// SPDX-License-Identifier: Apache-2.0
// The parser on any bytes: no crash, every span inside the text, every tree
// shallow enough to walk.
#include "lang/ast_dump.h"
#include "lang/parse.h"
#include "target.h"

struct walk {
    size_t size; // of the text
    bool broken;
};

static void check_span(struct walk *walk, struct span span) {
    walk->broken = walk->broken || span.start > span.end || span.end > walk->size;
}

static void check_expr(struct expr *expr, void *user) {
    struct walk *walk = user;
    check_span(walk, expr->span);
    check_span(walk, expr->outer);
    walk->broken = walk->broken || expr->outer.start > expr->span.start || expr->outer.end < expr->span.end;
}

static struct expr *condition_of(const struct source_expr *source) {
    switch (source->kind) {
    case SOURCE_SEARCH:
        return source->as.search.where;
    case SOURCE_FILTER:
        return source->as.filter.where;
    case SOURCE_JOIN:
        return source->as.join.where;
    case SOURCE_VALUE:
        return source->as.value;
    case SOURCE_ERROR:
    case SOURCE_GROUP:
    case SOURCE_SELECT:
    case SOURCE_RUN:
        break;
    }
    return NULL;
}

static void check_statement(struct walk *walk, const struct statement *statement) {
    check_span(walk, statement->span);
    if (statement->kind == STATEMENT_ASSIGN) {
        check_span(walk, statement->as.source->span);
        expr_walk(condition_of(statement->as.source), check_expr, walk);
    } else if (statement->kind == STATEMENT_DERIVE || statement->kind == STATEMENT_PREDICATE) {
        expr_walk(statement->as.value, check_expr, walk);
    }
}

static void parse(const struct source *source, struct carl_diagnostics *diagnostics) {
    struct arena arena;
    struct text dump;
    struct rule *rule = NULL;
    struct walk walk = {.size = source->text.size};
    arena_init(&arena);
    text_init(&dump);
    if (parse_rule(source, &arena, diagnostics, &rule) == CARL_OK) {
        for (size_t i = 0; i < rule->count; i++) {
            check_statement(&walk, &rule->statements[i]);
        }
        ast_dump(rule, AST_DUMP_WHOLE, &dump);
    }
    REQUIRE(!walk.broken);
    text_finish(&dump);
    arena_finish(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct carl_diagnostics *diagnostics = target_diagnostics();
    struct source *source = NULL;
    REQUIRE(source_create(SLICE("fuzz.car"), slice_make((const char *)data, size), &source) == CARL_OK);
    REQUIRE(diagnostics_take_source(diagnostics, source));
    parse(source, diagnostics);
    target_check_places(diagnostics);
    carl_diagnostics_destroy(diagnostics);
    return 0;
}
