// SPDX-License-Identifier: Apache-2.0
// The engine's hits in the form of the reference's: by output, events as the
// numbers of their lines.
#include "reference.h"

#include "base/fold.h"
#include "base/text.h"
#include "carl.h"

struct collection {
    json_t *results;     // by rule
    const json_t *added; // names of fields by rule
};

static json_t *line_of(const json_t *source) {
    return json_real(json_number_value(json_object_get(source, "line")));
}

// {"event", "fields", "source"} becomes the number of the line, at any depth.
static json_t *simplified(json_t *members) {
    json_t *simple = json_object();
    const char *name;
    json_t *member;
    json_object_foreach(members, name, member) {
        json_t *source = json_object_get(member, "source");
        json_t *inner = json_object_get(member, "members");
        json_object_set_new(simple, name,
                            source != NULL  ? line_of(source)
                            : inner != NULL ? json_pack("{s:o}", "members", simplified(inner))
                                            : json_incref(member));
    }
    return simple;
}

static void simplify(json_t *hit) {
    json_t *members = json_object_get(hit, "members");
    json_t *sources = json_object_get(hit, "sources");
    json_t *source;
    size_t at;
    if (members != NULL) {
        json_object_set_new(hit, "members", simplified(members));
    }
    json_array_foreach(sources, at, source) {
        json_array_set_new(sources, at, line_of(source));
    }
}

static bool is_added(const json_t *names, const char *name) {
    for (size_t i = 0; i < json_array_size(names); i++) {
        if (fold_name_equal(slice_from_string(json_string_value(json_array_get(names, i))), slice_from_string(name))) {
            return true;
        }
    }
    return false;
}

// The fields that the rule added.
static json_t *added_fields(const struct carl_hit *hit, const json_t *names) {
    json_t *fields = json_object();
    for (size_t i = 0; i < carl_hit_field_count(hit); i++) {
        const char *name = carl_hit_field_name(hit, i);
        const char *data;
        size_t size;
        if (is_added(names, name)) {
            carl_hit_field_json(hit, i, &data, &size);
            json_object_set_new(fields, name, json_loadb(data, size, JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL, NULL));
        }
    }
    return fields;
}

static bool on_hit(void *user, const struct carl_hit *hit) {
    struct collection *collection = user;
    const char *name = carl_hit_output(hit);
    json_t *outputs = json_array_get(collection->results, carl_hit_rule(hit));
    json_t *hits = json_object_get(outputs, name);
    json_t *found;
    if (hits == NULL) {
        hits = json_array();
        json_object_set_new(outputs, name, hits);
    }
    if (carl_hit_kind(hit) == CARL_HIT_EVENT) {
        found = json_pack("{s:f}", "line", (double)carl_hit_line(hit));
    } else {
        const char *details;
        size_t size;
        struct text object;
        carl_hit_details(hit, &details, &size);
        text_init(&object);
        text_format(&object, "{%.*s}", (int)size, details);
        found = json_loadb(object.data, object.size, JSON_DECODE_INT_AS_REAL, NULL);
        text_finish(&object);
        simplify(found);
    }
    if (carl_hit_kind(hit) == CARL_HIT_EVENT || carl_hit_kind(hit) == CARL_HIT_JOIN) {
        const json_t *names = json_array_get(collection->added, carl_hit_rule(hit));
        json_object_set_new(found, "fields", added_fields(hit, names));
    }
    json_array_append_new(hits, found);
    return true;
}

// An object for each rule that runs.
static json_t *empty_results(const struct carl_rules *rules) {
    json_t *results = json_array();
    for (size_t i = 0; i < carl_rules_count(rules); i++) {
        json_array_append_new(results, carl_rule_failed(rules, i) ? json_null() : json_object());
    }
    return results;
}

static json_t *scan(const struct carl_rules *rules, const json_t *added, struct slice events) {
    struct collection collection = {empty_results(rules), added};
    struct carl_scan_options options = {.on_hit = on_hit, .user = &collection};
    struct carl_scan *scan = NULL;
    bool done = carl_scan_create(rules, &options, &scan) == CARL_OK && carl_scan_begin(scan, "events") == CARL_OK &&
                carl_scan_feed(scan, events.data, events.size) == CARL_OK && carl_scan_finish(scan) == CARL_OK;
    carl_scan_destroy(scan);
    if (!done) {
        json_decref(collection.results);
        return json_string("the scan failed");
    }
    return collection.results;
}

static bool add_rules(struct carl_rules *rules, struct rule_texts texts, struct carl_diagnostics *diagnostics) {
    for (size_t i = 0; i < texts.count; i++) {
        enum carl_status status =
            carl_rules_add(rules, "rule.car", texts.items[i].data, texts.items[i].size, diagnostics);
        if (status != CARL_OK && status != CARL_ERROR_RULE) {
            return false;
        }
    }
    enum carl_status status = carl_rules_compile(rules, diagnostics);
    return status == CARL_OK || status == CARL_ERROR_RULE;
}

json_t *engine_run(const struct carl_model *model, struct rule_texts rules, const json_t *added, struct slice events) {
    struct carl_diagnostics *diagnostics = NULL;
    struct carl_rules *set = NULL;
    json_t *results = NULL;
    if (carl_diagnostics_create(&diagnostics) == CARL_OK && carl_rules_create(model, &set) == CARL_OK &&
        add_rules(set, rules, diagnostics)) {
        results = scan(set, added, events);
    }
    carl_rules_destroy(set);
    carl_diagnostics_destroy(diagnostics);
    return results;
}
