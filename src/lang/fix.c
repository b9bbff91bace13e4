// SPDX-License-Identifier: Apache-2.0
#include "lang/fix.h"

#include "lang/check.h"
#include "lang/parse.h"
#include "lang/yaml_check.h"

#include <stdlib.h>

// Rounds of checking. Each round mends at least one mistake; a text that needs
// more is not one that a human wrote.
enum { FIX_MAX_ROUNDS = 64 };

// Appends what there is to say about a text.
typedef enum carl_status (*check_fn)(const struct carl_model *model, const struct check_library *library,
                                     struct slice file, struct slice text, struct carl_diagnostics *diagnostics);

static enum carl_status check_text(const struct carl_model *model, const struct check_library *library,
                                   struct slice file, struct slice text, struct carl_diagnostics *diagnostics) {
    struct source *source = NULL;
    struct rule *rule = NULL;
    struct checked_rule *checked = NULL;
    struct arena arena;
    size_t first = diagnostics->items.count;
    enum carl_status status = diagnostics_add_source(diagnostics, file, text, &source);
    if (status != CARL_OK) {
        return status;
    }
    arena_init(&arena);
    status = parse_rule(source, &arena, diagnostics, &rule);
    if (status == CARL_OK) {
        status = check_rule_in(rule, model, library, &arena, diagnostics, &checked);
    }
    arena_finish(&arena);
    diagnostics_sort(diagnostics, first);
    return status == CARL_OK && diagnostics->failed ? CARL_ERROR_MEMORY : status;
}

// ---------------------------------------------------------------------------
// Choosing edits

// The chosen edits, by where they begin, and what they mend.
struct edit_list {
    VECTOR(struct edit) edits;
    VECTOR(const struct diagnostic *) chosen;
};

// True where both may be applied in either order with one result.
static bool are_apart(struct span a, struct span b) {
    bool same_place = a.start == b.start && a.end == b.end && a.start == a.end;
    return !same_place && (a.end <= b.start || b.end <= a.start);
}

// The first of the sorted edits that does not end before `start`.
static size_t find_from(const struct edit_list *list, uint32_t start) {
    size_t low = 0;
    size_t high = list->edits.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list->edits.items[middle].span.end < start) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool fits(const struct edit_list *list, struct span span) {
    for (size_t i = find_from(list, span.start); i < list->edits.count; i++) {
        struct span other = list->edits.items[i].span;
        if (other.start > span.end) {
            break;
        }
        if (!are_apart(span, other)) {
            return false;
        }
    }
    return true;
}

static bool insert(struct edit_list *list, const struct edit *edit) {
    if (!VECTOR_GROW(&list->edits)) {
        return false;
    }
    size_t at = list->edits.count++;
    while (at > 0 && (list->edits.items[at - 1].span.start > edit->span.start ||
                      (list->edits.items[at - 1].span.start == edit->span.start &&
                       list->edits.items[at - 1].span.end > edit->span.end))) {
        list->edits.items[at] = list->edits.items[at - 1];
        at--;
    }
    list->edits.items[at] = *edit;
    return true;
}

static bool is_candidate(const struct diagnostic *diagnostic) {
    return diagnostic->mechanical && diagnostic->edits.count > 0 &&
           diagnostic_code_severity(diagnostic->code) != CARL_NOTE;
}

static bool all_fit(const struct edit_list *list, const struct diagnostic *diagnostic) {
    for (size_t i = 0; i < diagnostic->edits.count; i++) {
        if (!fits(list, diagnostic->edits.items[i].span)) {
            return false;
        }
    }
    return true;
}

// A copy of a mended diagnostic for the caller.
static void tell(struct carl_diagnostics *mended, const struct source *source, const struct diagnostic *diagnostic) {
    struct diagnostic *copy =
        diagnostics_add(mended, diagnostic->code, source, diagnostic->span, "%.*s", SLICE_ARG(diagnostic->message));
    if (diagnostic->help.size > 0) {
        diagnostic_help(mended, copy, "%.*s", SLICE_ARG(diagnostic->help));
    }
    for (size_t i = 0; i < diagnostic->edits.count; i++) {
        diagnostic_edit(mended, copy, diagnostic->edits.items[i].span, diagnostic->edits.items[i].insert);
    }
}

// Collects the edits of all diagnostics that do not meet those of an earlier
// one.
static bool choose(const struct carl_diagnostics *found, struct edit_list *list) {
    for (size_t i = 0; i < found->items.count; i++) {
        const struct diagnostic *diagnostic = found->items.items[i];
        if (!is_candidate(diagnostic) || !all_fit(list, diagnostic)) {
            continue;
        }
        for (size_t j = 0; j < diagnostic->edits.count; j++) {
            if (!insert(list, &diagnostic->edits.items[j])) {
                return false;
            }
        }
        if (!VECTOR_PUSH(&list->chosen, diagnostic)) {
            return false;
        }
    }
    return true;
}

// Tells of what was chosen in `text`.
static enum carl_status tell_all(struct carl_diagnostics *mended, struct slice file, struct slice text,
                                 const struct edit_list *list) {
    struct source *source = NULL;
    enum carl_status status = diagnostics_add_source(mended, file, text, &source);
    for (size_t i = 0; i < list->chosen.count && status == CARL_OK; i++) {
        tell(mended, source, list->chosen.items[i]);
    }
    return status == CARL_OK && mended->failed ? CARL_ERROR_MEMORY : status;
}

static void apply(const struct edit_list *list, struct slice text, struct text *out) {
    uint32_t at = 0;
    for (size_t i = 0; i < list->edits.count; i++) {
        const struct edit *edit = &list->edits.items[i];
        text_append(out, slice_sub(text, at, edit->span.start));
        text_append(out, edit->insert);
        at = edit->span.end;
    }
    text_append(out, slice_sub(text, at, text.size));
}

// One round: *text becomes the mended text. *ret_changed is false when there
// was nothing to mend, or the edits undo each other.
static enum carl_status run_round(const struct carl_model *model, const struct check_library *library,
                                  struct slice file, check_fn check, struct text *text, struct carl_diagnostics *mended,
                                  bool *ret_changed) {
    struct carl_diagnostics *found = NULL;
    struct edit_list list = {0};
    struct text next;
    bool changed = false;
    text_init(&next);
    enum carl_status status = carl_diagnostics_create(&found);
    if (status == CARL_OK) {
        status = check(model, library, file, text_slice(text), found);
    }
    if (status == CARL_OK && !choose(found, &list)) {
        status = CARL_ERROR_MEMORY;
    }
    if (status == CARL_OK && list.edits.count > 0) {
        apply(&list, text_slice(text), &next);
        status = next.failed ? CARL_ERROR_MEMORY : CARL_OK;
        changed = !slice_equal(text_slice(&next), text_slice(text));
    }
    if (status == CARL_OK && changed) {
        status = tell_all(mended, file, text_slice(text), &list);
    }
    if (status == CARL_OK) {
        *ret_changed = changed;
        if (changed) {
            struct text old = *text;
            *text = next;
            next = old;
        }
    }
    text_finish(&next);
    VECTOR_FREE(&list.edits);
    VECTOR_FREE(&list.chosen);
    carl_diagnostics_destroy(found);
    return status;
}

static enum carl_status fix(const struct carl_model *model, const struct check_library *library, struct slice file,
                            check_fn check, struct text *text, struct carl_diagnostics *mended,
                            struct carl_diagnostics *remaining) {
    enum carl_status status = text->failed ? CARL_ERROR_MEMORY : CARL_OK;
    bool changed = true;
    for (int round = 0; status == CARL_OK && changed && round < FIX_MAX_ROUNDS; round++) {
        status = run_round(model, library, file, check, text, mended, &changed);
    }
    return status == CARL_OK ? check(model, library, file, text_slice(text), remaining) : status;
}

enum carl_status fix_text(const struct carl_model *model, const struct check_library *library, struct slice file,
                          struct slice text, struct carl_diagnostics *mended, struct carl_diagnostics *remaining,
                          struct text *out) {
    struct text now;
    text_init(&now);
    text_append(&now, text);
    enum carl_status status = fix(model, library, file, check_text, &now, mended, remaining);
    if (status == CARL_OK) {
        text_append(out, text_slice(&now));
    }
    text_finish(&now);
    return status;
}

static bool is_broken(const struct carl_diagnostics *diagnostics) {
    for (size_t i = 0; i < diagnostics->items.count; i++) {
        if (diagnostics->items.items[i]->code == DIAGNOSTIC_E116) {
            return true;
        }
    }
    return false;
}

enum carl_status fix_analytics(const struct carl_model *model, const struct check_library *library, struct slice file,
                               struct slice text, struct carl_diagnostics *mended, struct carl_diagnostics *remaining,
                               struct text *out) {
    struct text now;
    text_init(&now);
    text_append(&now, text);
    enum carl_status status = fix(model, library, file, yaml_check_text, &now, mended, remaining);
    if (status == CARL_OK && is_broken(remaining) && !slice_equal(text_slice(&now), text)) {
        status = CARL_ERROR_REFUSED;
    }
    if (status == CARL_OK) {
        text_append(out, text_slice(&now));
    }
    text_finish(&now);
    return status;
}
