// SPDX-License-Identifier: Apache-2.0
// The diagnostics of the layout pass (lang/layout.h).
#include "base/text.h"
#include "car.tab.h"
#include "lang/layout.h"

static struct span at(uint32_t offset) {
    return (struct span){offset, offset};
}

static struct diagnostic *report(struct resolver *resolver, enum diagnostic_code code, struct span span,
                                 const char *message) {
    return diagnostics_add(resolver->parser->diagnostics, code, resolver->parser->source, span, "%s", message);
}

static void help(struct resolver *resolver, struct diagnostic *diagnostic, const char *text) {
    diagnostic_help(resolver->parser->diagnostics, diagnostic, "%s", text);
}

static void edit(struct resolver *resolver, struct diagnostic *diagnostic, struct span span, struct slice insert) {
    diagnostic_edit(resolver->parser->diagnostics, diagnostic, span, insert);
}

void repair_missing_operator(struct resolver *resolver, const struct token *before, const struct token *term,
                             const char *insert) {
    struct diagnostic *diagnostic =
        report(resolver, DIAGNOSTIC_E107, term->span, "expected `and` or `or` before this term");
    diagnostic_help(resolver->parser->diagnostics, diagnostic, "insert `%s`", insert + 1);
    edit(resolver, diagnostic, at(before->span.end), slice_from_string(insert));
}

void repair_missing_comma(struct resolver *resolver, const struct token *before, const struct token *item) {
    struct diagnostic *diagnostic = report(resolver, DIAGNOSTIC_E108, item->span, "expected `,` before this item");
    help(resolver, diagnostic, "insert `,`");
    edit(resolver, diagnostic, at(before->span.end), SLICE(","));
}

// Also takes the blanks before the operator, where there are any.
void repair_dangling(struct resolver *resolver, const struct token *operator) {
    struct parser *parser = resolver->parser;
    struct diagnostic *diagnostic =
        diagnostics_add(parser->diagnostics, DIAGNOSTIC_E109, parser->source, operator->span,
                        "`%.*s` has nothing to join", SLICE_ARG(operator->text));
    help(resolver, diagnostic, "delete it");
    struct span span = operator->span;
    while (span.start > 0 &&
           (parser->source->text.data[span.start - 1] == ' ' || parser->source->text.data[span.start - 1] == '\t')) {
        span.start--;
    }
    edit(resolver, diagnostic, span, (struct slice){0});
}

void repair_no_operand(struct resolver *resolver, const struct token *operator, const char * side) {
    diagnostics_add(resolver->parser->diagnostics, DIAGNOSTIC_E109, resolver->parser->source, operator->span,
                    "`%.*s` has no value on its %s", SLICE_ARG(operator->text), side);
}

void repair_misplaced_where(struct resolver *resolver, const struct token *paren, const struct token *where) {
    struct span span = span_join(paren->span, where->span);
    struct diagnostic *diagnostic = report(resolver, DIAGNOSTIC_E110, span, "`where` is inside the parenthesis");
    help(resolver, diagnostic, "write `where (`");
    struct slice text = resolver->parser->source->text;
    while (span.end < text.size && (text.data[span.end] == ' ' || text.data[span.end] == '\t')) {
        span.end++;
    }
    edit(resolver, diagnostic, span, SLICE("where ("));
}

static void insert_text(struct resolver *resolver, struct diagnostic *diagnostic, struct span span, const char *before,
                        struct slice name, const char *after) {
    struct text text;
    text_init(&text);
    text_append_string(&text, before);
    text_append(&text, name);
    text_append_string(&text, after);
    resolver->parser->scratch.failed = resolver->parser->scratch.failed || text.failed;
    edit(resolver, diagnostic, span, text_slice(&text));
    text_finish(&text);
}

void repair_missing_source(struct resolver *resolver, const struct token *keyword, const struct token *next,
                           struct slice name, const char *insert_after) {
    struct parser *parser = resolver->parser;
    bool filter = token_is_word(keyword, "filter");
    struct diagnostic *diagnostic =
        diagnostics_add(parser->diagnostics, DIAGNOSTIC_E111, parser->source, next->span, "`%.*s` needs a source%s",
                        SLICE_ARG(keyword->text), filter ? " and `where`" : "");
    diagnostic_help(parser->diagnostics, diagnostic, "write `%.*s %.*s%s ...`", SLICE_ARG(keyword->text),
                    SLICE_ARG(name), filter ? " where" : "");
    if (insert_after != NULL) {
        insert_text(resolver, diagnostic, at(next->span.start), "", name, insert_after);
        return;
    }
    struct span span = span_join(next->span, resolver_peek(resolver, 1)->span);
    struct slice source = parser->source->text;
    while (span.end < source.size && (source.data[span.end] == ' ' || source.data[span.end] == '\t')) {
        span.end++;
    }
    insert_text(resolver, diagnostic, span, "", name, " where (");
}

void repair_keyword(struct resolver *resolver, const struct token *word, struct slice replacement) {
    struct parser *parser = resolver->parser;
    struct diagnostic *diagnostic = diagnostics_add(parser->diagnostics, DIAGNOSTIC_E112, parser->source, word->span,
                                                    "`%.*s` is a keyword, not a variable", SLICE_ARG(word->text));
    if (replacement.size > 0) {
        diagnostic_help(parser->diagnostics, diagnostic, "did you mean `%.*s`?", SLICE_ARG(replacement));
        edit(resolver, diagnostic, word->span, replacement);
    } else {
        help(resolver, diagnostic, "choose another name");
    }
}

void repair_ellipsis(struct resolver *resolver, const struct token *before, const struct token *ellipsis,
                     const struct token *after) {
    struct diagnostic *diagnostic =
        report(resolver, DIAGNOSTIC_E401, ellipsis->span, "`...` is a placeholder, not a value");
    struct span span = ellipsis->span;
    if (before != NULL) {
        span.start = before->span.end;
    } else if (after != NULL && after->kind != TOKEN_END) {
        span.end = after->span.start;
    } else {
        return;
    }
    help(resolver, diagnostic, "delete it, or write out what it stands for");
    edit(resolver, diagnostic, span, (struct slice){0});
}

void repair_placeholder(struct resolver *resolver, struct span span) {
    struct slice text = source_slice(resolver->parser->source, span);
    struct diagnostic *diagnostic =
        diagnostics_add(resolver->parser->diagnostics, DIAGNOSTIC_E401, resolver->parser->source, span,
                        "`%.*s` is a placeholder, not a value", SLICE_ARG(text));
    help(resolver, diagnostic, "write the value that it stands for");
}

void repair_prose(struct resolver *resolver, struct span span, const struct token *within) {
    struct diagnostic *diagnostic = report(resolver, DIAGNOSTIC_E402, span, "this clause is English, not a condition");
    if (within == NULL) {
        help(resolver, diagnostic, "write a condition such as `field == \"value\"`");
        return;
    }
    diagnostic_help(resolver->parser->diagnostics, diagnostic, "did you mean `within %.*s`?", SLICE_ARG(within->text));
    insert_text(resolver, diagnostic, span, "within ", within->text, "");
    diagnostic->mechanical = false;
}

void repair_syntax(struct resolver *resolver, struct span span, const char *insert, const char *message) {
    struct diagnostic *diagnostic = report(resolver, DIAGNOSTIC_E113, span, message);
    if (insert != NULL) {
        edit(resolver, diagnostic, span, slice_from_string(insert));
    }
}

void repair_unquoted(struct resolver *resolver, const struct token *literal) {
    struct diagnostic *diagnostic =
        report(resolver, DIAGNOSTIC_E104, literal->span, "unquoted literal: values are written in double quotes");
    diagnostic_help(resolver->parser->diagnostics, diagnostic, "write `\"%.*s\"`", SLICE_ARG(literal->text));
    edit(resolver, diagnostic, at(literal->span.start), SLICE("\""));
    edit(resolver, diagnostic, at(literal->span.end), SLICE("\""));
}

void repair_missing_subject(struct resolver *resolver, const struct token *operator, struct slice subject) {
    struct parser *parser = resolver->parser;
    struct diagnostic *diagnostic =
        diagnostics_add(parser->diagnostics, DIAGNOSTIC_E109, parser->source, operator->span,
                        "`%.*s` has no value on its left", SLICE_ARG(operator->text));
    if (subject.size > 0) {
        diagnostic_help(parser->diagnostics, diagnostic, "did you mean `%.*s %.*s`?", SLICE_ARG(subject),
                        SLICE_ARG(operator->text));
        insert_text(resolver, diagnostic, at(operator->span.start), "", subject, " ");
        diagnostic->mechanical = false;
    }
}

void repair_missing_comparison(struct resolver *resolver, const struct token *before, const struct token *literal) {
    struct diagnostic *diagnostic =
        report(resolver, DIAGNOSTIC_E107, literal->span, "expected a comparison before this value");
    help(resolver, diagnostic, "did you mean `==`?");
    edit(resolver, diagnostic, at(before->span.end), SLICE(" =="));
    diagnostic->mechanical = false;
}

void repair_condition_comma(struct resolver *resolver, const struct token *comma) {
    struct diagnostic *diagnostic =
        report(resolver, DIAGNOSTIC_E113, comma->span, "conditions are joined by `and` or `or`, found `,`");
    help(resolver, diagnostic, "did you mean `and`?");
    edit(resolver, diagnostic, comma->span, SLICE(" and"));
    diagnostic->mechanical = false;
}

void repair_list_parens(struct resolver *resolver) {
    struct span open = resolver_peek(resolver, 0)->span;
    struct span close = open;
    size_t depth = 0;
    for (size_t ahead = 0; resolver->at + ahead < resolver->count; ahead++) {
        const struct token *token = resolver_peek(resolver, ahead);
        depth += token->kind == TOKEN_LPAREN;
        depth -= token->kind == TOKEN_RPAREN;
        if (depth == 0) {
            close = token->span;
            break;
        }
    }
    struct diagnostic *diagnostic = report(resolver, DIAGNOSTIC_E113, open, "a list is written in brackets");
    help(resolver, diagnostic, "write `[...]`");
    edit(resolver, diagnostic, open, SLICE("["));
    if (close.start > open.start) {
        edit(resolver, diagnostic, close, SLICE("]"));
    }
}

void repair_foreign_operator(struct resolver *resolver, struct span span, const char *canonical, bool mechanical) {
    struct parser *parser = resolver->parser;
    struct slice text = source_slice(parser->source, span);
    struct diagnostic *diagnostic = diagnostics_add(parser->diagnostics, DIAGNOSTIC_E113, parser->source, span,
                                                    "`%.*s` is no operator", SLICE_ARG(text));
    diagnostic_help(parser->diagnostics, diagnostic, "did you mean `%s`?", canonical);
    edit(resolver, diagnostic, span, slice_from_string(canonical));
    diagnostic->mechanical = mechanical;
}

void repair_foreign_end(struct resolver *resolver, struct span span, const struct token *value,
                        enum foreign_star star) {
    struct parser *parser = resolver->parser;
    struct slice text = source_slice(parser->source, span);
    struct diagnostic *diagnostic = diagnostics_add(parser->diagnostics, DIAGNOSTIC_E113, parser->source, span,
                                                    "`%.*s` is no operator", SLICE_ARG(text));
    bool end = star == STAR_END;
    if (value->kind != TOKEN_STRING || (value->flags & TOKEN_UNQUOTED) != 0 || value->text.size == 0) {
        bool list = value->kind == TOKEN_LBRACKET;
        diagnostic_help(parser->diagnostics, diagnostic, "did you mean `%s\"%s\"%s`?",
                        list ? "in [" : "== ", end ? "text*" : "*text", list ? ", ...]" : "");
        return;
    }
    const char *before = end ? "" : "*";
    const char *after = end ? "*" : "";
    diagnostic_help(parser->diagnostics, diagnostic, "did you mean `== \"%s%.*s%s\"`?", before, SLICE_ARG(value->text),
                    after);
    edit(resolver, diagnostic, span, SLICE("=="));
    edit(resolver, diagnostic, at(end ? value->span.end - 1 : value->span.start + 1), SLICE("*"));
    diagnostic->mechanical = false;
}

void repair_assignment(struct resolver *resolver) {
    for (size_t ahead = 1; ahead <= 3; ahead += 2) {
        const struct token *equals = resolver_peek(resolver, ahead);
        if (equals->kind == TOKEN_EQUALS && (equals->flags & TOKEN_ASSIGNMENT) != 0) {
            repair_syntax(resolver, equals->span, "==", "`=` gives a value to a name here; `==` compares");
        }
    }
}

void repair_call_star(struct resolver *resolver, struct span span, struct slice set) {
    struct diagnostic *diagnostic = report(
        resolver, DIAGNOSTIC_E113, span, set.size > 0 ? "the set is named, not `*`" : "all rows are meant without `*`");
    edit(resolver, diagnostic, span, set);
}
