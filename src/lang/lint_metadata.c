// SPDX-License-Identifier: Apache-2.0
// `@key value` lines.
#include "lang/check_internal.h"

#include "lang/suggest.h"

static const char *const known_keys[] = {"id",     "title",  "description", "author",    "date",     "attack",
                                         "tactic", "d3fend", "coverage",    "reference", "severity", "data_model"};

enum { KEY_COUNT = sizeof known_keys / sizeof known_keys[0] };

static bool is_known(struct slice key) {
    for (size_t i = 0; i < KEY_COUNT; i++) {
        if (slice_equal(key, slice_from_string(known_keys[i]))) {
            return true;
        }
    }
    return false;
}

static void report_key(struct checker *checker, const struct name *key) {
    struct suggestion suggestion;
    suggestion_init(&suggestion, key->text);
    for (size_t i = 0; i < KEY_COUNT; i++) {
        suggestion_offer(&suggestion, slice_from_string(known_keys[i]));
    }
    if (suggestion.best.size == 0) {
        struct diagnostic *diagnostic =
            report(checker, DIAGNOSTIC_W301, key->span, "unknown metadata key `@%.*s`", SLICE_ARG(key->text));
        diagnostic_help(checker->diagnostics, diagnostic,
                        "keys are @id, @title, @description, @author, @date, @attack, @tactic, @d3fend, @coverage, "
                        "@reference, @severity and @data_model");
        return;
    }
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_W301, key->span, "unknown metadata key `@%.*s`, did you mean `@%.*s`?",
               SLICE_ARG(key->text), SLICE_ARG(suggestion.best));
    diagnostic_help(checker->diagnostics, diagnostic, "write `@%.*s`", SLICE_ARG(suggestion.best));
    propose(checker, diagnostic, key->span, suggestion.best);
}

struct slice lint_metadata(struct checker *checker) {
    struct slice id = SLICE("");
    for (size_t i = 0; i < checker->rule->metadata_count; i++) {
        const struct metadata *metadata = &checker->rule->metadata[i];
        if (!is_known(metadata->key.text)) {
            report_key(checker, &metadata->key);
        } else if (id.size == 0 && slice_equal(metadata->key.text, SLICE("id"))) {
            id = metadata->value;
        }
    }
    return id.size > 0 ? id : diagnostics_rule(checker->diagnostics, checker->source);
}
