// SPDX-License-Identifier: Apache-2.0
// The engine's hits in the form of the reference's: by output, events as the
// numbers of their lines.
#include "reference.h"

#include "base/text.h"
#include "carl.h"

static json_t *line_of(const json_t *source) {
    return json_real(json_number_value(json_object_get(source, "line")));
}

static json_t *hit_fields(const struct carl_hit *hit) {
    json_t *fields = json_object();
    for (size_t i = 0; i < carl_hit_field_count(hit); i++) {
        const char *data;
        size_t size;
        carl_hit_field_json(hit, i, &data, &size);
        json_object_set_new(fields, carl_hit_field_name(hit, i),
                            json_loadb(data, size, JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL, NULL));
    }
    return fields;
}

// {"event", "fields", "source"} becomes the number of the line and the fields, at
// any depth.
static json_t *simplified(json_t *members) {
    json_t *simple = json_object();
    const char *name;
    json_t *member;
    json_object_foreach(members, name, member) {
        json_t *source = json_object_get(member, "source");
        json_t *inner = json_object_get(member, "members");
        if (source != NULL) {
            json_t *fields = json_object_get(member, "fields");
            json_object_set_new(simple, name, json_pack("{s:o,s:O}", "line", line_of(source), "fields", fields));
            continue;
        }
        if (inner != NULL) {
            json_object_set_new(member, "members", simplified(inner));
        }
        json_object_set(simple, name, member);
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

static bool on_hit(void *user, const struct carl_hit *hit) {
    json_t *results = user;
    const char *name = carl_hit_output(hit);
    json_t *outputs = json_array_get(results, carl_hit_rule(hit));
    json_t *hits = json_object_get(outputs, name);
    json_t *found;
    if (hits == NULL) {
        hits = json_array();
        json_object_set_new(outputs, name, hits);
    }
    if (carl_hit_kind(hit) == CARL_HIT_EVENT) {
        found = json_pack("{s:f,s:o}", "line", (double)carl_hit_line(hit), "fields", hit_fields(hit));
    } else {
        const char *details;
        size_t size;
        struct text object;
        carl_hit_details(hit, &details, &size);
        text_init(&object);
        text_format(&object, "{%.*s}", (int)size, details);
        found = json_loadb(object.data, object.size, JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, NULL);
        text_finish(&object);
        simplify(found);
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

static json_t *scan(const struct carl_rules *rules, struct slice events) {
    json_t *results = empty_results(rules);
    struct carl_scan_options options = {.on_hit = on_hit, .user = results};
    struct carl_scan *scan = NULL;
    bool done = carl_scan_create(rules, &options, &scan) == CARL_OK && carl_scan_begin(scan, "events") == CARL_OK &&
                carl_scan_feed(scan, events.data, events.size) == CARL_OK && carl_scan_finish(scan) == CARL_OK;
    carl_scan_destroy(scan);
    if (!done) {
        json_decref(results);
        return json_string("the scan failed");
    }
    return results;
}

static bool add_rules(struct carl_rules *rules, struct rule_texts texts, struct carl_diagnostics *diagnostics) {
    carl_rules_set_finder(rules, reference_find, NULL);
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

json_t *engine_run(const struct carl_model *model, struct rule_texts rules, struct slice events) {
    struct carl_diagnostics *diagnostics = NULL;
    struct carl_rules *set = NULL;
    json_t *results = NULL;
    if (carl_diagnostics_create(&diagnostics) == CARL_OK && carl_rules_create(model, &set) == CARL_OK &&
        add_rules(set, rules, diagnostics)) {
        results = scan(set, events);
    }
    carl_rules_destroy(set);
    carl_diagnostics_destroy(diagnostics);
    return results;
}
