// SPDX-License-Identifier: Apache-2.0
#include "model/model_problem.h"

#include "base/blank.h"
#include "base/text.h"

void model_problems_init(struct model_problems *problems) {
    *problems = (struct model_problems){0};
    arena_init(&problems->arena);
}

void model_problems_finish(struct model_problems *problems) {
    arena_finish(&problems->arena);
    VECTOR_FREE(&problems->items);
}

struct model_problem *model_problems_add(struct model_problems *problems, enum model_problem_kind kind, size_t start,
                                         size_t end, const char *format, va_list arguments) {
    struct model_problem problem = {.kind = kind, .start = start, .end = end};
    struct text message;
    text_init(&message);
    text_format_list(&message, format, arguments);
    problem.message = arena_copy(&problems->arena, text_slice(&message));
    bool failed = message.failed;
    text_finish(&message);
    if (failed || arena_failed(&problems->arena) || !VECTOR_PUSH(&problems->items, problem)) {
        problems->arena.failed = true;
        return NULL;
    }
    return &problems->items.items[problems->items.count - 1];
}

// ---------------------------------------------------------------------------
// Places
//
// The text is valid JSON, and jansson keeps the members of objects in their
// order, so that text and tree are walked side by side.

struct walk {
    struct slice text;
    size_t at;
    const struct model_place *place;
    size_t start;
    size_t end;
    bool found;
};

// Past blanks and what stands between values.
static void skip_between(struct walk *walk) {
    while (walk->at < walk->text.size) {
        char c = walk->text.data[walk->at];
        if (!blank_is_json(c) && c != ',' && c != ':') {
            return;
        }
        walk->at++;
    }
}

static void skip_string(struct walk *walk) {
    for (walk->at++; walk->at < walk->text.size && walk->text.data[walk->at] != '"'; walk->at++) {
        walk->at += walk->text.data[walk->at] == '\\';
    }
    walk->at++;
}

static void skip_word(struct walk *walk) {
    while (walk->at < walk->text.size && !blank_is_json(walk->text.data[walk->at]) &&
           strchr(",:]}", walk->text.data[walk->at]) == NULL) {
        walk->at++;
    }
}

static void note(struct walk *walk, size_t start, size_t end) {
    walk->start = start;
    walk->end = end;
    walk->found = true;
}

static void walk_value(struct walk *walk, json_t *value, bool wanted);

static void walk_object(struct walk *walk, json_t *object) {
    bool here = object == walk->place->container;
    for (void *at = json_object_iter(object); at != NULL && !walk->found; at = json_object_iter_next(object, at)) {
        bool wanted = here && walk->place->key != NULL && strcmp(json_object_iter_key(at), walk->place->key) == 0;
        skip_between(walk);
        size_t start = walk->at;
        skip_string(walk);
        if (wanted && walk->place->at_key) {
            note(walk, start, walk->at);
            return;
        }
        walk_value(walk, json_object_iter_value(at), wanted);
    }
}

static void walk_array(struct walk *walk, json_t *array) {
    bool here = array == walk->place->container;
    for (size_t i = 0; i < json_array_size(array) && !walk->found; i++) {
        walk_value(walk, json_array_get(array, i), here && i == walk->place->index);
    }
}

// jansson bounds the nesting, and with it this recursion.
static void walk_value(struct walk *walk, json_t *value, bool wanted) {
    skip_between(walk);
    size_t start = walk->at;
    if (json_is_object(value) || json_is_array(value)) {
        walk->at++;
        if (wanted) {
            note(walk, start, walk->at);
        } else if (json_is_object(value)) {
            walk_object(walk, value);
        } else {
            walk_array(walk, value);
        }
        skip_between(walk);
        walk->at++;
        return;
    }
    if (json_is_string(value)) {
        skip_string(walk);
    } else {
        skip_word(walk);
    }
    if (wanted) {
        note(walk, start, walk->at);
    }
}

void model_locate(struct slice text, const json_t *root, const struct model_place *place, size_t *ret_start,
                  size_t *ret_end) {
    struct walk walk = {.text = text, .place = place};
    walk_value(&walk, (json_t *)(uintptr_t)root, place->container == NULL);
    *ret_start = walk.found ? walk.start : 0;
    *ret_end = walk.found ? walk.end : 0;
}
