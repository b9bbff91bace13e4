// SPDX-License-Identifier: Apache-2.0
// The plans of a rule set, shown.
#include "plan/plan_dump.h"
#include "rules.h"

enum { DEFAULT_WIDTH = 100 };

static struct plan_dump dump_of(const struct carl_rules *rules, size_t rule) {
    const struct rule_entry *entry = &rules->entries.items[rule];
    return (struct plan_dump){&rules->plan, rules->model, rule, entry->id, entry->title, entry->file};
}

// Hands on what is in `out`, and empties it.
static enum carl_status hand_on(struct text *out, carl_write_fn write, void *user) {
    if (out->failed) {
        return CARL_ERROR_MEMORY;
    }
    enum carl_status status = out->size == 0 || write(user, out->data, out->size) ? CARL_OK : CARL_ERROR_STOPPED;
    text_reset(out);
    return status;
}

// Hands on the plans of all rules that did not fail, with `separator` between
// them, and counts them.
static enum carl_status explain_each(const struct carl_rules *rules, const struct carl_explain_options *options,
                                     bool json, struct text *out, carl_write_fn write, void *user, size_t *ret_count) {
    enum carl_status status = CARL_OK;
    size_t count = 0;
    for (size_t i = 0; i < rules->entries.count && status == CARL_OK; i++) {
        struct plan_dump dump = dump_of(rules, i);
        if (rules->entries.items[i].failed) {
            continue;
        }
        if (json) {
            text_append_string(out, count > 0 ? ",\n" : "\n");
            plan_dump_json(&dump, out);
        } else {
            text_append_string(out, count > 0 ? "\n\n" : "");
            plan_dump_text(&dump, options->color, options->width, out);
        }
        status = hand_on(out, write, user);
        count++;
    }
    *ret_count = count;
    return status;
}

enum carl_status carl_rules_explain_text(const struct carl_rules *rules, const struct carl_explain_options *options,
                                         carl_write_fn write, void *user) {
    struct carl_explain_options own = options == NULL ? (struct carl_explain_options){0} : *options;
    size_t count = 0;
    struct text out;
    if (!rules->compiled) {
        return CARL_ERROR_USAGE;
    }
    own.width = own.width == 0 ? DEFAULT_WIDTH : own.width;
    text_init(&out);
    enum carl_status status = explain_each(rules, &own, false, &out, write, user, &count);
    if (status == CARL_OK && count > 0) {
        text_append_string(&out, count > 1 ? "\n" : "");
        plan_dump_common_text(&rules->plan, rules->model, own.color, own.width, &out);
        status = hand_on(&out, write, user);
    }
    text_finish(&out);
    return status;
}

enum carl_status carl_rules_explain_json(const struct carl_rules *rules, carl_write_fn write, void *user) {
    size_t count = 0;
    struct text out;
    if (!rules->compiled) {
        return CARL_ERROR_USAGE;
    }
    text_init(&out);
    text_append_string(&out, "{\"rules\":[");
    enum carl_status status = explain_each(rules, NULL, true, &out, write, user, &count);
    if (status == CARL_OK) {
        text_append_string(&out, count > 0 ? "\n],\n" : "],\n");
        plan_dump_common_json(&rules->plan, rules->model, &out);
        text_append_string(&out, "}\n");
        status = hand_on(&out, write, user);
    }
    text_finish(&out);
    return status;
}
