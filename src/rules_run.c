// SPDX-License-Identifier: Apache-2.0
#include "rules_run.h"

#include "base/fold.h"
#include "base/text.h"
#include "lang/diagnostic.h"
#include "lang/parse.h"
#include "lang/yaml_analytic.h"
#include "shipped.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_ANALYTICS = 100 };

struct analytic {
    char *name;                  // tells it from all other rules; owned
    struct slice id;             // by which it was asked for
    const struct source *source; // of `diagnostics`
    struct carl_diagnostics *diagnostics;
    struct arena tree;
    struct checked_rule *checked;
    struct analytic *runner; // while it is being checked: the one that runs it; NULL: the rule itself
    const char *circle;      // that it is part of, in words; NULL: none
    bool busy;               // being checked: to run it now would be a circle
    bool errors;
};

struct slice rule_id_from_file(struct slice file) {
    size_t start = file.size;
    while (start > 0 && file.data[start - 1] != '/') {
        start--;
    }
    for (size_t i = file.size; i > start + 1; i--) {
        if (file.data[i - 1] == '.') {
            return slice_sub(file, start, i - 1);
        }
    }
    return slice_sub(file, start, file.size);
}

static struct analytic *known(const struct analytics *analytics, const char *name) {
    for (size_t i = 0; i < analytics->items.count; i++) {
        if (strcmp(analytics->items.items[i]->name, name) == 0) {
            return analytics->items.items[i];
        }
    }
    return NULL;
}

static void destroy(struct analytic *analytic) {
    if (analytic != NULL) {
        arena_finish(&analytic->tree);
        carl_diagnostics_destroy(analytic->diagnostics);
        free(analytic->name);
        free(analytic);
    }
}

// The text of the rule `id` in an analytic file.
static enum carl_status cut_source(struct analytic *analytic, const struct source *container, struct slice id,
                                   struct source **ret_source) {
    struct yaml_analytic file;
    enum carl_status status = yaml_analytic_read(container, &analytic->tree, analytic->diagnostics, &file);
    const struct analytic_rule *rule = status == CARL_OK ? yaml_analytic_find(&file, id) : NULL;
    if (status == CARL_OK) {
        status = rule == NULL ? CARL_ERROR_USAGE : analytic_rule_source(rule, container, ret_source);
    }
    return status;
}

static bool take_text(struct analytic *analytic, const struct carl_rule_text *text, struct slice id) {
    struct source *source = NULL;
    if (carl_diagnostics_create(&analytic->diagnostics) != CARL_OK ||
        source_create(slice_from_string(text->file), slice_make(text->data, text->size), &source) != CARL_OK ||
        !diagnostics_take_source(analytic->diagnostics, source)) {
        return false;
    }
    analytic->source = source;
    if (!text->is_analytics) {
        return true;
    }
    if (cut_source(analytic, analytic->source, id, &source) != CARL_OK ||
        !diagnostics_take_source(analytic->diagnostics, source)) {
        return false;
    }
    analytic->source = source;
    return true;
}

// Takes up a text; NULL when memory is out.
static struct analytic *add(struct analytics *analytics, const struct carl_rule_text *text, struct slice id,
                            const char *name) {
    struct analytic *analytic = calloc(1, sizeof *analytic);
    if (analytic == NULL) {
        return NULL;
    }
    arena_init(&analytic->tree);
    analytic->name = strdup(name);
    analytic->id = id;
    if (analytic->name == NULL || !take_text(analytic, text, id) || !VECTOR_PUSH(&analytics->items, analytic)) {
        destroy(analytic);
        return NULL;
    }
    return analytic;
}

static enum carl_status check(struct analytics *analytics, struct analytic *analytic) {
    struct rule *rule = NULL;
    const char *file = analytics->file;
    const char *name = analytics->name;
    struct analytic *runner = analytics->checking;
    enum carl_status status = parse_rule(analytic->source, &analytic->tree, analytic->diagnostics, &rule);
    if (status != CARL_OK) {
        return status;
    }
    analytics->file = analytic->source->file.data;
    analytics->name = analytic->name;
    analytics->checking = analytic;
    analytic->runner = runner;
    analytic->busy = true;
    status = check_rule_in(rule, analytics->rules->model, &analytics->library, &analytic->tree, analytic->diagnostics,
                           &analytic->checked);
    analytic->busy = false;
    analytics->file = file;
    analytics->name = name;
    analytics->checking = runner;
    analytic->errors = diagnostics_errors_since(analytic->diagnostics, 0) > 0;
    return status;
}

// What tells the rule `id` in `text` from all others; no data where it is not there.
static struct slice rule_name(struct carl_rules *rules, const struct carl_rule_text *text, struct slice id) {
    struct slice found = {0};
    if (!text->is_analytics) {
        return arena_copy(&rules->arena, slice_from_string(text->file));
    }
    return analytics_find_id(text, id, &rules->arena, &found)
               ? analytics_rule_name(&rules->arena, slice_from_string(text->file), found)
               : found;
}

// What the caller finds comes before what the library brings, so that a rule can
// be replaced by one of the same id.
static bool find_text(const struct analytics *analytics, const char *id, struct carl_rule_text *ret_text) {
    struct carl_rules *rules = analytics->rules;
    return (rules->find != NULL && rules->find(rules->find_user, id, analytics->file, ret_text)) ||
           shipped_find(id, &rules->arena, ret_text);
}

// `start` and each rule that it runs, down to `last`.
static void write_circle(const struct analytic *start, const struct analytic *last, struct text *out) {
    if (last == start) {
        text_format(out, "runs itself: `%.*s`", SLICE_ARG(start->id));
        return;
    }
    write_circle(start, last->runner, out);
    text_format(out, "%s runs `%.*s`", last->runner == start ? "" : ", which", SLICE_ARG(last->id));
}

// The rule that is being checked runs `start`, which is being checked for it.
static bool note_circle(struct analytics *analytics, struct analytic *start) {
    struct text words;
    text_init(&words);
    write_circle(start, analytics->checking, &words);
    text_format(&words, "%s runs `%.*s`", analytics->checking == start ? "" : ", which", SLICE_ARG(start->id));
    struct slice circle = words.failed ? (struct slice){0} : arena_copy(&analytics->rules->arena, text_slice(&words));
    text_finish(&words);
    struct analytic *at = analytics->checking;
    for (bool more = true; more; at = at->runner) {
        at->circle = at->circle == NULL ? circle.data : at->circle;
        more = at != start;
    }
    return circle.data != NULL;
}

static const struct checked_rule *find(void *user, struct slice id, const char **ret_problem) {
    struct analytics *analytics = user;
    struct carl_rules *rules = analytics->rules;
    struct carl_rule_text text;
    struct slice wanted = arena_copy(&rules->arena, id);
    if (wanted.data == NULL || !find_text(analytics, wanted.data, &text)) {
        return NULL;
    }
    struct slice name = rule_name(rules, &text, wanted);
    if (name.data == NULL) {
        return NULL;
    }
    struct analytic *analytic = known(analytics, name.data);
    if (analytic == NULL) {
        analytic = analytics->items.count < MOST_ANALYTICS ? add(analytics, &text, wanted, name.data) : NULL;
        if (analytic == NULL || check(analytics, analytic) != CARL_OK) {
            analytics->failed = true;
            return NULL;
        }
    }
    if (analytic->busy && !note_circle(analytics, analytic)) {
        analytics->failed = true;
        return NULL;
    }
    if (analytic->circle != NULL || strcmp(analytic->name, analytics->name) == 0) {
        *ret_problem = analytic->circle == NULL ? "runs itself" : analytic->circle;
        return NULL;
    }
    if (analytic->errors) {
        *ret_problem = "has errors of its own";
        return NULL;
    }
    return analytic->checked;
}

void analytics_init(struct analytics *analytics, struct carl_rules *rules, struct slice file, struct slice name) {
    *analytics = (struct analytics){.rules = rules, .file = file.data, .name = name.data};
    analytics->library = (struct check_library){find, analytics, &rules->plan.regexes};
}

void analytics_finish(struct analytics *analytics) {
    for (size_t i = 0; i < analytics->items.count; i++) {
        destroy(analytics->items.items[i]);
    }
    VECTOR_FREE(&analytics->items);
}

// ---------------------------------------------------------------------------
// Ids of texts

// The value of @id among the metadata lines at the head of a text; size 0: none.
static struct slice written_id(struct slice text) {
    size_t at = 0;
    while (at < text.size) {
        const char *newline = memchr(text.data + at, '\n', text.size - at);
        size_t end = newline == NULL ? text.size : (size_t)(newline - text.data);
        struct slice line = slice_sub(text, at, end);
        at = end + 1;
        while (line.size > 0 && (line.data[0] == ' ' || line.data[0] == '\t')) {
            line = slice_sub(line, 1, line.size);
        }
        while (line.size > 0 && (line.data[line.size - 1] == ' ' || line.data[line.size - 1] == '\r')) {
            line.size--;
        }
        if (line.size == 0 || line.data[0] == '#') {
            continue;
        }
        if (line.data[0] != '@') {
            break;
        }
        if (slice_starts_with(line, SLICE("@id ")) || slice_starts_with(line, SLICE("@id\t"))) {
            line = slice_sub(line, 4, line.size);
            while (line.size > 0 && (line.data[0] == ' ' || line.data[0] == '\t')) {
                line = slice_sub(line, 1, line.size);
            }
            return line;
        }
    }
    return (struct slice){0};
}

bool analytics_find_id(const struct carl_rule_text *text, struct slice id, struct arena *arena, struct slice *ret_id) {
    struct carl_diagnostics *diagnostics = NULL;
    struct source *source = NULL;
    struct yaml_analytic file;
    struct arena tree;
    bool found = false;
    arena_init(&tree);
    if (carl_diagnostics_create(&diagnostics) == CARL_OK &&
        source_create(slice_from_string(text->file), slice_make(text->data, text->size), &source) == CARL_OK &&
        diagnostics_take_source(diagnostics, source) &&
        yaml_analytic_read(source, &tree, diagnostics, &file) == CARL_OK) {
        const struct analytic_rule *rule = yaml_analytic_find(&file, id);
        found = rule != NULL;
        if (found && arena != NULL) {
            *ret_id = arena_copy(arena, rule->id);
        }
    }
    carl_diagnostics_destroy(diagnostics);
    arena_finish(&tree);
    return found;
}

struct slice analytics_rule_name(struct arena *arena, struct slice file, struct slice id) {
    struct text name;
    text_init(&name);
    text_append(&name, file);
    text_append_char(&name, '\n');
    text_append(&name, id);
    struct slice copy = name.failed ? (struct slice){0} : arena_copy(arena, text_slice(&name));
    text_finish(&name);
    return copy;
}

bool carl_rule_text_has_id(const struct carl_rule_text *text, const char *id) {
    struct slice wanted = slice_from_string(id);
    if (text->is_analytics) {
        return analytics_find_id(text, wanted, NULL, NULL);
    }
    struct slice own = written_id(slice_make(text->data, text->size));
    if (own.size == 0) {
        own = rule_id_from_file(slice_from_string(text->file));
    }
    bool numbered = own.size > wanted.size && own.data[wanted.size] == '#';
    return fold_equal(own, wanted) || (numbered && fold_equal(slice_sub(own, 0, wanted.size), wanted));
}
