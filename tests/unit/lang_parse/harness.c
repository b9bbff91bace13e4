// SPDX-License-Identifier: Apache-2.0
#include "harness.h"

#include <stdlib.h>

static void put_reports(struct parsed *parsed, const struct source *source) {
    for (size_t i = 0; i < parsed->diagnostics->items.count; i++) {
        const struct diagnostic *diagnostic = parsed->diagnostics->items.items[i];
        struct position position = source_position(source, diagnostic->span.start);
        if (i > 0) {
            text_append_string(&parsed->reports, ", ");
        }
        text_append_unsigned(&parsed->reports, position.line);
        text_append_char(&parsed->reports, ':');
        text_append_unsigned(&parsed->reports, position.column);
        text_append_char(&parsed->reports, ' ');
        text_append_string(&parsed->reports, diagnostic_code_name(diagnostic->code));
    }
}

struct placed {
    const struct edit *edit;
    size_t order;
};

static int compare_places(const void *a, const void *b) {
    const struct placed *left = a;
    const struct placed *right = b;
    if (left->edit->span.start != right->edit->span.start) {
        return left->edit->span.start < right->edit->span.start ? -1 : 1;
    }
    return left->order < right->order ? -1 : 1;
}

static void put_mended(struct parsed *parsed, struct slice text) {
    struct placed placed[256];
    size_t count = 0;
    for (size_t i = 0; i < parsed->diagnostics->items.count; i++) {
        const struct diagnostic *diagnostic = parsed->diagnostics->items.items[i];
        for (size_t edit = 0; diagnostic->mechanical && edit < diagnostic->edits.count; edit++) {
            assert_true(count < COUNT_OF(placed));
            placed[count] = (struct placed){&diagnostic->edits.items[edit], count};
            count++;
        }
    }
    qsort(placed, count, sizeof *placed, compare_places);
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        assert_true(placed[i].edit->span.start >= at);
        text_append(&parsed->mended, slice_sub(text, at, placed[i].edit->span.start));
        text_append(&parsed->mended, placed[i].edit->insert);
        at = placed[i].edit->span.end;
    }
    text_append(&parsed->mended, slice_sub(text, at, text.size));
}

void parsed_init(struct parsed *parsed, struct slice text) {
    struct source *source = NULL;
    *parsed = (struct parsed){0};
    arena_init(&parsed->arena);
    text_init(&parsed->dump);
    text_init(&parsed->reports);
    text_init(&parsed->mended);
    assert_int_equal(carl_diagnostics_create(&parsed->diagnostics), CARL_OK);
    assert_int_equal(source_create(SLICE("test.car"), text, &source), CARL_OK);
    assert_true(diagnostics_take_source(parsed->diagnostics, source));
    assert_int_equal(parse_rule(source, &parsed->arena, parsed->diagnostics, &parsed->rule), CARL_OK);
    ast_dump(parsed->rule, AST_DUMP_MEANING, &parsed->dump);
    put_reports(parsed, source);
    put_mended(parsed, source->text);
    text_append_char(&parsed->dump, '\0');
    text_append_char(&parsed->reports, '\0');
    text_append_char(&parsed->mended, '\0');
    assert_false(parsed->dump.failed || parsed->reports.failed || parsed->mended.failed);
}

void parsed_finish(struct parsed *parsed) {
    carl_diagnostics_destroy(parsed->diagnostics);
    arena_finish(&parsed->arena);
    text_finish(&parsed->dump);
    text_finish(&parsed->reports);
    text_finish(&parsed->mended);
}
