// SPDX-License-Identifier: Apache-2.0
// Joins: sets that nothing ties to the others, events of several hosts.
#include "base/fold.h"
#include "lang/clock.h"
#include "lang/lint_set.h"

// Joins of more sets are not looked into.
enum { MOST_SETS = CLOCK_SETS };

// What ties the sets of a join to each other.
struct ties {
    size_t count;                      // of sets
    bool key[MOST_SETS][MOST_SETS];    // equal in something
    bool host[MOST_SETS][MOST_SETS];   // and that tells the host
    bool before[MOST_SETS][MOST_SETS]; // the one's time is at most the other's, plus something
    struct slice pinned[MOST_SETS];    // the host that the condition names; empty: none
};

// ---------------------------------------------------------------------------
// Hosts

// A field that tells the host. Sysmon's GUIDs hold the host's.
static bool is_host_field(const struct path *path) {
    static const char *const names[] = {"hostname",      "fqdn",     "src_ip",    "dest_ip",     "src_hostname",
                                        "dest_hostname", "src_fqdn", "dest_fqdn", "target_host", "guid",
                                        "parent_guid",   "src_guid", "tgt_guid",  "target_guid"};
    struct slice name = path->names[path->count - 1].text;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (fold_name_equal(name, slice_from_string(names[i]))) {
            return true;
        }
    }
    return false;
}

// The host that both sets are said to be of, if they are.
static void tie_pinned(struct ties *ties) {
    for (size_t i = 0; i < ties->count; i++) {
        for (size_t j = 0; j < ties->count; j++) {
            bool same = ties->pinned[i].size > 0 && fold_equal(ties->pinned[i], ties->pinned[j]);
            ties->host[i][j] = ties->host[i][j] || same;
        }
    }
}

static void pin_host(struct ties *ties, const struct expr *field, const struct expr *value) {
    bool pins = field->kind == EXPR_NAME && field->reference.member < ties->count && value->kind == EXPR_STRING &&
                is_host_field(&field->as.name.path);
    if (pins && memchr(value->as.string.value.data, '*', value->as.string.value.size) == NULL) {
        ties->pinned[field->reference.member] = value->as.string.value;
    }
}

// ---------------------------------------------------------------------------
// Ties

static void add_key(struct ties *ties, const struct expr *left, const struct expr *right) {
    // `a.pid + 1` ties as `a.pid` does.
    left = left->kind == EXPR_ARITHMETIC ? left->as.arithmetic.left : left;
    right = right->kind == EXPR_ARITHMETIC ? right->as.arithmetic.left : right;
    if (left->kind != EXPR_NAME || right->kind != EXPR_NAME || left->reference.member >= ties->count ||
        right->reference.member >= ties->count) {
        return;
    }
    size_t i = left->reference.member;
    size_t j = right->reference.member;
    bool host = is_host_field(&left->as.name.path) && is_host_field(&right->as.name.path);
    ties->key[i][j] = ties->key[j][i] = true;
    ties->host[i][j] = ties->host[j][i] = ties->host[i][j] || host;
}

static void add_link(struct ties *ties, const struct expr *left, const struct expr *right, enum compare_operator op) {
    struct clock_link links[2];
    size_t count = clock_links(left, right, op, links);
    for (size_t i = 0; i < count && links[i].first < ties->count && links[i].second < ties->count; i++) {
        ties->before[links[i].first][links[i].second] = true;
    }
    if (op == COMPARE_EQ) {
        add_key(ties, left, right);
        pin_host(ties, left, right);
        pin_host(ties, right, left);
    }
}

static void collect_ties(struct ties *ties, const struct expr *expr);

// What every alternative ties is tied.
static void collect_alternatives(struct ties *ties, const struct expr *expr) {
    struct ties common = {.count = ties->count};
    for (size_t k = 0; k < expr->as.logic.count; k++) {
        struct ties here = {.count = ties->count};
        collect_ties(&here, expr->as.logic.operands[k]);
        for (size_t i = 0; i < ties->count; i++) {
            for (size_t j = 0; j < ties->count; j++) {
                common.key[i][j] = here.key[i][j] && (k == 0 || common.key[i][j]);
                common.host[i][j] = here.host[i][j] && (k == 0 || common.host[i][j]);
                common.before[i][j] = here.before[i][j] && (k == 0 || common.before[i][j]);
            }
        }
    }
    for (size_t i = 0; i < ties->count; i++) {
        for (size_t j = 0; j < ties->count; j++) {
            ties->key[i][j] = ties->key[i][j] || common.key[i][j];
            ties->host[i][j] = ties->host[i][j] || common.host[i][j];
            ties->before[i][j] = ties->before[i][j] || common.before[i][j];
        }
    }
}

static void collect_ties(struct ties *ties, const struct expr *expr) {
    switch (expr->kind) {
    case EXPR_AND:
        for (size_t i = 0; i < expr->as.logic.count; i++) {
            collect_ties(ties, expr->as.logic.operands[i]);
        }
        break;
    case EXPR_OR:
        collect_alternatives(ties, expr);
        break;
    case EXPR_COMPARE:
        for (size_t i = 0; i < expr->as.compare.count; i++) {
            add_link(ties, expr->as.compare.operands[i], expr->as.compare.operands[i + 1],
                     expr->as.compare.operators[i]);
        }
        break;
    case EXPR_IN:
    case EXPR_CONTAINS:
        // A text found in another is a tie, though not one to look up by.
        if (!expr->as.test.negated) {
            add_key(ties, expr->as.test.left, expr->as.test.right);
        }
        break;
    default:
        break;
    }
}

// ---------------------------------------------------------------------------
// Groups of sets that are tied

// Numbers each set by the first one that it is tied to.
static void number_groups(size_t count, bool tied[MOST_SETS][MOST_SETS], size_t *groups) {
    for (size_t i = 0; i < count; i++) {
        groups[i] = i;
    }
    for (size_t round = 0; round < count; round++) {
        for (size_t i = 0; i < count; i++) {
            for (size_t j = 0; j < count; j++) {
                if ((tied[i][j] || tied[j][i]) && groups[j] < groups[i]) {
                    groups[i] = groups[j];
                }
            }
        }
    }
}

// Times are held together where each is bounded by the other, through others
// also.
static void close_times(struct ties *ties) {
    for (size_t k = 0; k < ties->count; k++) {
        for (size_t i = 0; i < ties->count; i++) {
            for (size_t j = 0; j < ties->count; j++) {
                ties->before[i][j] = ties->before[i][j] || (ties->before[i][k] && ties->before[k][j]);
            }
        }
    }
}

// ---------------------------------------------------------------------------
// W209

// True where it was reported.
static bool lint_bounds(struct checker *checker, const struct relation *join, const struct ties *ties,
                        struct span span) {
    bool tied[MOST_SETS][MOST_SETS];
    size_t groups[MOST_SETS];
    for (size_t i = 0; i < ties->count; i++) {
        for (size_t j = 0; j < ties->count; j++) {
            tied[i][j] = ties->key[i][j] || (ties->before[i][j] && ties->before[j][i]);
        }
    }
    number_groups(ties->count, tied, groups);
    size_t loose = 0;
    while (loose < ties->count && groups[loose] == 0) {
        loose++;
    }
    if (loose == ties->count) {
        return false;
    }
    struct slice first = join->input_names[0].text;
    struct slice other = join->input_names[loose].text;
    struct diagnostic *diagnostic =
        ties->count == 2
            ? report(checker, DIAGNOSTIC_W209, span,
                     "nothing bounds the pairs of this join: no field of one set equals one of another, and their "
                     "times are not held together")
            : report(checker, DIAGNOSTIC_W209, join->input_names[loose].span,
                     "nothing ties `%.*s` to `%.*s` in this join: no field of one set equals one of another, and "
                     "their times are not held together",
                     SLICE_ARG(other), SLICE_ARG(first));
    diagnostic_help(checker->diagnostics, diagnostic,
                    "compare a field of each, or write `%.*s.time <= %.*s.time <= %.*s.time + 1 hour`",
                    SLICE_ARG(first), SLICE_ARG(other), SLICE_ARG(first));
    return true;
}

// ---------------------------------------------------------------------------
// N115

static bool has_host(const struct checker *checker, const struct relation *relation) {
    struct name hostname = {SLICE("hostname"), {0, 0}};
    struct field_match match;
    return relation_shape(relation)->kind == RELATION_SEARCH &&
           rows_find(checker, relation, &hostname, 1, 0, false, &match) == FIELD_FOUND &&
           match.reference.kind == REFERENCE_FIELD;
}

static void lint_hosts(struct checker *checker, const struct relation *join, struct ties *ties, struct span span) {
    size_t groups[MOST_SETS];
    size_t first = SIZE_MAX;
    tie_pinned(ties);
    number_groups(ties->count, ties->host, groups);
    for (size_t i = 0; i < ties->count; i++) {
        if (!has_host(checker, join->inputs[i])) {
            continue;
        }
        if (first == SIZE_MAX) {
            first = i;
        } else if (groups[i] != groups[first]) {
            struct diagnostic *diagnostic =
                report(checker, DIAGNOSTIC_N115, span, "the join does not tie its events to one host");
            diagnostic_help(checker->diagnostics, diagnostic, "add `%.*s.hostname == %.*s.hostname`",
                            SLICE_ARG(join->input_names[first].text), SLICE_ARG(join->input_names[i].text));
            return;
        }
    }
}

void lint_join(struct checker *checker, const struct relation *join) {
    struct ties ties = {.count = join->input_count};
    if (join->input_count < 2 || join->input_count > MOST_SETS) {
        return;
    }
    for (size_t i = 0; i < join->input_count; i++) {
        if (relation_shape(join->inputs[i])->kind == RELATION_ERROR) {
            return;
        }
    }
    if (join->condition != NULL) {
        collect_ties(&ties, join->condition);
    }
    if (join->condition != NULL) {
        lint_clock(checker, join->condition);
    }
    close_times(&ties);
    struct span span = span_join(join->input_names[0].span, join->input_names[join->input_count - 1].span);
    if (!lint_bounds(checker, join, &ties, span)) {
        lint_hosts(checker, join, &ties, span);
    }
}
