// SPDX-License-Identifier: Apache-2.0
// Nodes and whole conditions in words.
#include "plan/plan_words.h"

const char *words_heading(const struct predicate *condition) {
    bool denied = condition->kind == PREDICATE_NOT;
    switch (denied ? condition->children[0]->kind : condition->kind) {
    case PREDICATE_AND:
        return denied ? "not all of" : "all of";
    case PREDICATE_OR:
        return denied ? "none of" : "any of";
    case PREDICATE_NOT:
        return "not";
    default:
        return NULL;
    }
}

void words_denied_test(const struct plan_words *words, const struct predicate *condition, size_t node,
                       struct text *out) {
    const struct predicate *test = condition->kind == PREDICATE_NOT ? condition->children[0] : condition;
    if (test != condition && test->kind == PREDICATE_NULL) {
        words_operand(words, test->left, node, out);
        text_append_string(out, " != null");
    } else {
        text_append_string(out, test != condition ? "not " : "");
        words_test(words, test, node, out);
    }
}

static void names(const struct slice *items, size_t count, struct text *out) {
    for (size_t i = 0; i < count; i++) {
        text_append_string(out, i > 0 ? ", " : "");
        text_append(out, items[i]);
    }
}

static void inputs(const struct plan_node *node, const char *separator, struct text *out) {
    for (size_t i = 0; i < node->input_count; i++) {
        text_append_string(out, i > 0 ? separator : "");
        words_node(out, node->inputs[i]);
        if (node->kind == PLAN_JOIN) {
            text_append_string(out, " as ");
            text_append(out, node->names[i]);
        }
    }
}

static void search(const struct plan_words *words, const struct plan_node *node, struct text *out) {
    text_append_string(out, "search ");
    for (size_t i = 0; i < node->type_count; i++) {
        text_append_string(out, i > 0 ? ", " : "");
        words_event_type(words, &node->types[i], out);
    }
}

static void group(const struct plan_node *node, struct text *out) {
    text_append_string(out, "group ");
    inputs(node, ", ", out);
    text_append_string(out, " by ");
    names(node->names, node->name_count, out);
    if (node->within) {
        text_append_string(out, " within ");
        words_duration(out, node->gap);
    }
}

// The keys that the rows of the first input have.
static void keys(const struct plan_words *words, const struct plan_node *node, struct text *out) {
    for (size_t i = 0; i < node->key_count; i++) {
        text_append_string(out, i > 0 ? ", " : " by ");
        words_operand(words, node->keys[i], node->inputs[0], out);
    }
}

static void added(const struct plan_words *words, const struct plan_node *node, struct text *out) {
    text_append(out, node->field);
    text_append_string(out, " = ");
    words_operand(words, node->value, node->inputs[0], out);
    keys(words, node, out);
    text_append_string(out, ", added to ");
    inputs(node, "", out);
}

void words_step(const struct plan_words *words, size_t node, struct text *out) {
    const struct plan_node *at = &words->rule->nodes[node];
    switch (at->kind) {
    case PLAN_SEARCH:
        search(words, at, out);
        break;
    case PLAN_FILTER:
        text_append_string(out, "filter ");
        inputs(at, "", out);
        break;
    case PLAN_DERIVE:
    case PLAN_COUNT_BY:
        added(words, at, out);
        break;
    case PLAN_JOIN:
        text_append_string(out, "join ");
        inputs(at, ", ", out);
        break;
    case PLAN_GROUP:
        group(at, out);
        break;
    case PLAN_SELECT:
        text_append_string(out, at->single_row    ? "one row from "
                                : at->over_groups ? "a row for each group of "
                                                  : "columns of ");
        inputs(at, "", out);
        break;
    case PLAN_DIFFERENCE:
        inputs(at, " - ", out);
        keys(words, at, out);
        break;
    case PLAN_UNION:
        text_append_string(out, "union of ");
        inputs(at, ", ", out);
        break;
    }
}
