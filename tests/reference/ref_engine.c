// SPDX-License-Identifier: Apache-2.0
// The engine's hits in the form of the reference's: by output, events as the
// numbers of their lines.
#include "reference.h"

#include "base/text.h"
#include "carl.h"

#include <string.h>

struct collection {
    json_t *outputs;
    const struct carl_rules *rules;
    struct slice rule;
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

// True where the rule's text gives rows a field of the name (`x.name = ...`).
static bool is_added(struct slice rule, const char *name) {
    size_t size = strlen(name);
    for (size_t i = 1; i + size + 1 < rule.size; i++) {
        if (rule.data[i - 1] == '.' && memcmp(rule.data + i, name, size) == 0) {
            size_t after = i + size;
            while (after < rule.size && rule.data[after] == ' ') {
                after++;
            }
            size_t start = i - 1;
            while (start > 0 && rule.data[start - 1] != '\n' && rule.data[start - 1] != ' ' &&
                   rule.data[start - 1] != '.') {
                start--;
            }
            bool at_start = start == 0 || rule.data[start - 1] == '\n';
            if (at_start && after + 1 < rule.size && rule.data[after] == '=' && rule.data[after + 1] != '=') {
                return true;
            }
        }
    }
    return false;
}

// The fields that the rule added.
static json_t *added_fields(const struct carl_hit *hit, struct slice rule) {
    json_t *fields = json_object();
    for (size_t i = 0; i < carl_hit_field_count(hit); i++) {
        const char *name = carl_hit_field_name(hit, i);
        const char *data;
        size_t size;
        if (is_added(rule, name)) {
            carl_hit_field_json(hit, i, &data, &size);
            json_object_set_new(fields, name, json_loadb(data, size, JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL, NULL));
        }
    }
    return fields;
}

static bool on_hit(void *user, const struct carl_hit *hit) {
    struct collection *collection = user;
    const char *name = carl_hit_output(hit);
    json_t *hits = json_object_get(collection->outputs, name);
    json_t *found;
    if (hits == NULL) {
        hits = json_array();
        json_object_set_new(collection->outputs, name, hits);
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
        json_object_set_new(found, "fields", added_fields(hit, collection->rule));
    }
    json_array_append_new(hits, found);
    return true;
}

static json_t *scan(const struct carl_rules *rules, struct slice rule, struct slice events) {
    struct collection collection = {json_object(), rules, rule};
    struct carl_scan_options options = {.on_hit = on_hit, .user = &collection};
    struct carl_scan *scan = NULL;
    bool done = carl_scan_create(rules, &options, &scan) == CARL_OK && carl_scan_begin(scan, "events") == CARL_OK &&
                carl_scan_feed(scan, events.data, events.size) == CARL_OK && carl_scan_finish(scan) == CARL_OK;
    carl_scan_destroy(scan);
    if (!done) {
        json_decref(collection.outputs);
        return json_string("the scan failed");
    }
    return collection.outputs;
}

json_t *engine_run(const struct carl_model *model, struct slice rule, struct slice events) {
    struct carl_diagnostics *diagnostics = NULL;
    struct carl_rules *rules = NULL;
    json_t *outputs = NULL;
    if (carl_diagnostics_create(&diagnostics) == CARL_OK && carl_rules_create(model, &rules) == CARL_OK &&
        carl_rules_add(rules, "rule.car", rule.data, rule.size, diagnostics) == CARL_OK &&
        carl_rules_compile(rules, diagnostics) == CARL_OK) {
        outputs = scan(rules, rule, events);
    }
    carl_rules_destroy(rules);
    carl_diagnostics_destroy(diagnostics);
    return outputs;
}
