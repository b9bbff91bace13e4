// SPDX-License-Identifier: Apache-2.0
// Reads the expressions of sensor maps: how the fields of an event are made.
#include "model/model_load.h"

#include "base/fold.h"
#include "base/hash.h"

// Of expressions in expressions.
enum { MOST_DEPTH = 8 };

// ---------------------------------------------------------------------------
// Natives

// "$.a.b" or "$.a[].b": the keys from the record.
static void split_root(struct model_loader *loader, struct slice text, struct model_place place,
                       struct native *native) {
    struct slice dotted = slice_sub(text, 2, text.size);
    size_t end = dotted.size;
    for (size_t i = 0; i + 1 < dotted.size && end == dotted.size; i++) {
        if (dotted.data[i] == '[' && dotted.data[i + 1] == ']') {
            end = i;
        }
    }
    native->listed = end < dotted.size;
    model_split_path(loader, slice_sub(dotted, 0, end), place, &native->path);
    struct slice rest = native->listed ? slice_sub(dotted, end + 2, dotted.size) : SLICE("");
    if (rest.size > 0 && (rest.data[0] != '.' || rest.size == 1)) {
        (void)loader_report(loader, MODEL_PROBLEM_VALUE, place, "`[]` is followed by a dot and a key, or by nothing");
    } else if (rest.size > 0) {
        model_split_path(loader, slice_sub(rest, 1, rest.size), place, &native->items);
    }
}

static bool is_root(struct slice text) {
    return slice_starts_with(text, SLICE("$."));
}

static size_t find_native(const struct model_loader *loader, struct slice text, uint64_t hash) {
    size_t cursor = 0;
    size_t found;
    while ((found = hash_index_next(&loader->native_index, hash, &cursor)) != SIZE_MAX) {
        if (slice_equal(loader->natives.items[found].text, text)) {
            return found;
        }
    }
    return SIZE_MAX;
}

static size_t add_native(struct model_loader *loader, const struct native *native, uint64_t hash) {
    size_t number = loader->natives.count;
    if (!VECTOR_PUSH(&loader->natives, *native) || !hash_index_add(&loader->native_index, hash, number)) {
        loader->model->arena.failed = true;
        return 0;
    }
    return number;
}

size_t model_load_native(struct model_loader *loader, struct slice text, struct model_place place) {
    struct arena *arena = &loader->model->arena;
    uint64_t hash = hash_bytes(HASH_BASIS, text);
    size_t found = find_native(loader, text, hash);
    if (found != SIZE_MAX) {
        return found;
    }
    struct native native = {.kind = NATIVE_DATA, .text = arena_copy(arena, text)};
    if (text.size == 0) {
        (void)loader_report(loader, MODEL_PROBLEM_VALUE, place, "an empty name is no native");
        return 0;
    }
    if (slice_equal(text, SLICE("Computer"))) {
        native.kind = NATIVE_HOST;
    } else if (is_root(text)) {
        native.kind = NATIVE_ROOT;
        split_root(loader, native.text, place, &native);
    } else {
        struct slice *name = ARENA_NEW(arena, struct slice);
        if (name != NULL) {
            *name = native.text;
            native.path = (struct key_path){name, 1};
        }
    }
    return add_native(loader, &native, hash);
}

// A path from the record by its keys, any of which may hold dots.
static size_t load_keys(struct model_loader *loader, json_t *keys, struct model_place place) {
    struct native native = {.kind = NATIVE_ROOT};
    if (!json_is_array(keys) || json_array_size(keys) == 0) {
        (void)loader_report(loader, MODEL_PROBLEM_VALUE, place, "`path` is an array of keys");
        return 0;
    }
    model_load_path(loader, keys, place, &native.path);
    text_append_char(&loader->scratch, '$');
    for (size_t i = 0; i < native.path.count; i++) {
        text_append_string(&loader->scratch, "[\"");
        text_append(&loader->scratch, native.path.names[i]);
        text_append_string(&loader->scratch, "\"]");
    }
    native.text = loader_scratch(loader);
    uint64_t hash = hash_bytes(HASH_BASIS, native.text);
    size_t found = find_native(loader, native.text, hash);
    return found != SIZE_MAX ? found : add_native(loader, &native, hash);
}

void model_check_native(struct model_loader *loader, const struct event_map *event, struct slice text,
                        struct model_place place) {
    bool known = event->native_count == 0 || is_root(text) || slice_equal(text, SLICE("Computer"));
    for (size_t i = 0; i < event->native_count && !known; i++) {
        known = slice_equal(event->natives[i], text);
    }
    if (!known) {
        struct model_problem *problem = loader_report(
            loader, MODEL_PROBLEM_NATIVE, place, "the event's `natives` do not list `%.*s`", (int)text.size, text.data);
        loader_suggest(loader, problem, text, event->natives, event->native_count);
    }
}

// ---------------------------------------------------------------------------
// Expressions

struct reading {
    struct model_loader *loader;
    const struct event_map *event;
    bool listed; // natives must be among those of the event
};

static void load_expression(struct reading *reading, json_t *value, struct model_place place, size_t depth,
                            struct expression *expression);

static void load_native(struct reading *reading, json_t *value, struct model_place place,
                        struct expression *expression) {
    struct slice text = slice_make(json_string_value(value), json_string_length(value));
    expression->kind = EXPRESSION_NATIVE;
    expression->native = model_load_native(reading->loader, text, place);
    if (reading->listed) {
        model_check_native(reading->loader, reading->event, text, place);
    }
}

static void load_inputs(struct reading *reading, json_t *array, size_t depth, struct expression *expression) {
    size_t count = json_array_size(array);
    struct expression *inputs = ARENA_ARRAY(&reading->loader->model->arena, count, struct expression);
    expression->inputs = inputs;
    for (size_t i = 0; inputs != NULL && i < count; i++) {
        load_expression(reading, json_array_get(array, i), place_item(array, i), depth,
                        &inputs[expression->input_count++]);
    }
}

static void load_single_input(struct reading *reading, json_t *object, size_t depth, struct expression *expression) {
    struct expression *input = ARENA_NEW(&reading->loader->model->arena, struct expression);
    if (input != NULL) {
        expression->inputs = input;
        expression->input_count = 1;
        load_expression(reading, json_object_get(object, "from"), place_member(object, "from"), depth, input);
    }
}

// A list in the place of the only native holds alternatives.
static void load_from(struct reading *reading, json_t *object, const struct transform_info *info, size_t depth,
                      struct expression *expression) {
    json_t *from = json_object_get(object, "from");
    if (json_is_array(from) && info->most != 1) {
        load_inputs(reading, from, depth, expression);
    } else if (from != NULL) {
        load_single_input(reading, object, depth, expression);
    }
    size_t count = expression->input_count;
    if (count >= info->least && count <= info->most) {
        return;
    }
    struct model_place place = from == NULL ? place_member(object, "by") : place_member(object, "from");
    (void)loader_report(reading->loader, MODEL_PROBLEM_TRANSFORM, place, "`%.*s` takes %zu%s native%s, not %zu",
                        (int)info->name.size, info->name.data, info->least, info->most > info->least ? " or more" : "",
                        info->least == 1 && info->most == 1 ? "" : "s", count);
}

static void load_table(struct model_loader *loader, json_t *table, struct expression *expression) {
    struct replacement *own = ARENA_ARRAY(&loader->model->arena, json_object_size(table), struct replacement);
    expression->table = own;
    for (void *at = json_object_iter(table); at != NULL; at = json_object_iter_next(table, at)) {
        const char *key = json_object_iter_key(at);
        if (own == NULL) {
            return;
        }
        own[expression->table_count++] = (struct replacement){
            .from = arena_copy(&loader->model->arena, slice_from_string(key)),
            .to = loader_copy(loader, json_object_iter_value(at), place_member(table, key)),
        };
    }
}

static void load_argument(struct model_loader *loader, json_t *object, const struct transform_info *info,
                          struct expression *expression) {
    json_t *argument = json_object_get(object, "argument");
    struct slice name = info->name;
    if (argument == NULL) {
        if (info->argument != ARGUMENT_NONE) {
            (void)loader_report(loader, MODEL_PROBLEM_TRANSFORM, place_member(object, "by"),
                                "`%.*s` needs an `argument`", (int)name.size, name.data);
        }
    } else if (info->argument == ARGUMENT_TEXT && json_is_string(argument)) {
        expression->argument = loader_copy(loader, argument, place_member(object, "argument"));
    } else if (info->argument == ARGUMENT_TABLE && json_is_object(argument)) {
        load_table(loader, argument, expression);
    } else {
        (void)loader_report(loader, MODEL_PROBLEM_TRANSFORM, place_member(object, "argument"), "`%.*s` takes %s",
                            (int)name.size, name.data,
                            info->argument == ARGUMENT_NONE   ? "no argument"
                            : info->argument == ARGUMENT_TEXT ? "a text as its argument"
                                                              : "an object of texts as its argument");
    }
}

static void report_transform(struct model_loader *loader, json_t *object, struct slice name) {
    struct slice names[TRANSFORM_COUNT];
    for (int i = 0; i < TRANSFORM_COUNT; i++) {
        names[i] = transform_info((enum transform)i)->name;
    }
    struct model_problem *problem = loader_report(loader, MODEL_PROBLEM_NAME, place_member(object, "by"),
                                                  "there is no transformation `%.*s`", (int)name.size, name.data);
    loader_suggest(loader, problem, name, names, TRANSFORM_COUNT);
}

static void load_transform(struct reading *reading, json_t *object, struct model_place place, size_t depth,
                           struct expression *expression) {
    static const char *const keys[] = {"by", "from", "argument", NULL};
    struct model_loader *loader = reading->loader;
    if (!loader_expect_keys(loader, object, place, keys)) {
        return;
    }
    struct slice name = loader_text(loader, object, "by", false);
    enum transform transform = transform_find(name);
    if (transform == TRANSFORM_COUNT) {
        if (json_is_string(json_object_get(object, "by"))) {
            report_transform(loader, object, name);
        }
        return;
    }
    expression->kind = EXPRESSION_TRANSFORM;
    expression->transform = transform;
    load_from(reading, object, transform_info(transform), depth, expression);
    load_argument(loader, object, transform_info(transform), expression);
}

static void load_expression(struct reading *reading, json_t *value, struct model_place place, size_t depth,
                            struct expression *expression) {
    static const char *const keys[] = {"path", NULL};
    *expression = (struct expression){.kind = EXPRESSION_FIRST};
    if (depth == MOST_DEPTH) {
        (void)loader_report(reading->loader, MODEL_PROBLEM_VALUE, place, "this is nested too deeply");
    } else if (json_is_string(value)) {
        load_native(reading, value, place, expression);
    } else if (json_is_array(value) && json_array_size(value) > 0) {
        load_inputs(reading, value, depth + 1, expression);
    } else if (json_object_get(value, "path") != NULL) {
        (void)loader_expect_keys(reading->loader, value, place, keys);
        expression->kind = EXPRESSION_NATIVE;
        expression->native = load_keys(reading->loader, json_object_get(value, "path"), place_member(value, "path"));
    } else if (json_is_object(value)) {
        load_transform(reading, value, place, depth + 1, expression);
    } else {
        (void)loader_report(reading->loader, MODEL_PROBLEM_VALUE, place,
                            "a native's name, a transformation or a list of these is needed here");
    }
}

// ---------------------------------------------------------------------------
// In words

static size_t count_natives(const struct expression *expression) {
    size_t count = expression->kind == EXPRESSION_NATIVE;
    for (size_t i = 0; i < expression->input_count; i++) {
        count += count_natives(&expression->inputs[i]);
    }
    return count;
}

// Appends those that are not among `natives`.
static void collect_natives(const struct model_loader *loader, const struct expression *expression,
                            struct slice *natives, size_t *count) {
    if (expression->kind == EXPRESSION_NATIVE) {
        struct slice text = loader->natives.items[expression->native].text;
        for (size_t i = 0; i < *count; i++) {
            if (slice_equal(natives[i], text)) {
                return;
            }
        }
        natives[(*count)++] = text;
    }
    for (size_t i = 0; i < expression->input_count; i++) {
        collect_natives(loader, &expression->inputs[i], natives, count);
    }
}

static void append_words(struct model_loader *loader, const struct expression *expression) {
    struct text *out = &loader->scratch;
    bool transform = expression->kind == EXPRESSION_TRANSFORM;
    if (expression->kind == EXPRESSION_NATIVE) {
        text_append(out, loader->natives.items[expression->native].text);
        return;
    }
    if (transform && expression->transform == TRANSFORM_CONSTANT) {
        text_append_char(out, '"');
        text_append(out, expression->argument);
        text_append_char(out, '"');
        return;
    }
    if (transform) {
        text_append(out, transform_info(expression->transform)->name);
        text_append_char(out, '(');
    }
    for (size_t i = 0; i < expression->input_count; i++) {
        text_append_string(out, i == 0 ? "" : transform ? ", " : " or ");
        append_words(loader, &expression->inputs[i]);
    }
    if (transform && expression->argument.size > 0) {
        text_append_string(out, ", ");
        text_append(out, expression->argument);
    }
    text_append_string(out, transform ? ")" : "");
}

static void describe(struct model_loader *loader, const struct expression *expression, struct field_map *map) {
    struct slice *natives = ARENA_ARRAY(&loader->model->arena, count_natives(expression), struct slice);
    map->natives = natives;
    if (natives == NULL || arena_failed(&loader->model->arena)) {
        return;
    }
    collect_natives(loader, expression, natives, &map->native_count);
    append_words(loader, expression);
    map->words = loader_scratch(loader);
    map->source = map->words;
    for (size_t i = 0; i < map->native_count; i++) {
        text_append_string(&loader->scratch, i == 0 ? "" : ", ");
        text_append(&loader->scratch, map->natives[i]);
    }
    if (map->native_count > 0) {
        map->source = loader_scratch(loader);
    }
}

// ---------------------------------------------------------------------------
// Fields

static size_t count_overlays(json_t *by_shape, const char *field) {
    size_t count = 0;
    for (void *at = json_object_iter(by_shape); at != NULL; at = json_object_iter_next(by_shape, at)) {
        count += json_object_get(json_object_iter_value(at), field) != NULL;
    }
    return count;
}

// Appends to `overlays`.
static void load_overlays(struct reading *reading, json_t *by_shape, const char *field, struct field_overlay *overlays,
                          size_t *count) {
    struct model_loader *loader = reading->loader;
    for (void *at = json_object_iter(by_shape); at != NULL; at = json_object_iter_next(by_shape, at)) {
        json_t *fields = json_object_iter_value(at);
        const char *name = json_object_iter_key(at);
        json_t *value = json_object_get(fields, field);
        if (value == NULL || overlays == NULL) {
            continue;
        }
        struct field_overlay *overlay = &overlays[(*count)++];
        overlay->shape = model_load_shape_name(loader, slice_from_string(name), place_key(by_shape, name));
        load_expression(reading, value, place_member(fields, field), 0, &overlay->value);
    }
}

// The map of one field; false where the sources have nothing for it.
static bool load_field(struct model_loader *loader, const struct field_sources *sources, struct event_map *event,
                       size_t field, struct field_map *map) {
    const char *name = loader->model->fields[field].name.data;
    json_t *fields = json_object_get(sources->own, name) != NULL ? sources->own : sources->common;
    json_t *value = json_object_get(fields, name);
    size_t count = count_overlays(sources->own_in, name) + count_overlays(sources->common_in, name);
    if (value == NULL && count == 0) {
        return false;
    }
    struct reading reading = {.loader = loader, .event = event, .listed = true};
    *map = (struct field_map){.field = field, .value = {.kind = EXPRESSION_FIRST}};
    if (value != NULL) {
        load_expression(&reading, value, place_member(fields, name), 0, &map->value);
    }
    reading.listed = false;
    struct field_overlay *overlays =
        count == 0 ? NULL : ARENA_ARRAY(&loader->model->arena, count, struct field_overlay);
    load_overlays(&reading, sources->own_in, name, overlays, &map->overlay_count);
    load_overlays(&reading, sources->common_in, name, overlays, &map->overlay_count);
    map->overlays = overlays;
    describe(loader, value == NULL && map->overlay_count > 0 ? &map->overlays[0].value : &map->value, map);
    return true;
}

// Tells of names that are no field of the object.
static void check_names(struct model_loader *loader, json_t *fields, const struct model_object *object) {
    const struct carl_model *model = loader->model;
    for (void *at = json_object_iter(fields); at != NULL; at = json_object_iter_next(fields, at)) {
        const char *name = json_object_iter_key(at);
        bool known = false;
        for (size_t i = 0; i < object->field_count && !known; i++) {
            known = slice_equal(model->fields[object->fields[i].field].name, slice_from_string(name));
        }
        if (known) {
            continue;
        }
        struct model_problem *problem = loader_report(loader, MODEL_PROBLEM_NAME, place_key(fields, name),
                                                      "%s has no field `%s`", object->name.data, name);
        struct slice *names =
            problem == NULL ? NULL : ARENA_ARRAY(&loader->problems->arena, object->field_count, struct slice);
        for (size_t i = 0; names != NULL && i < object->field_count; i++) {
            names[i] = model->fields[object->fields[i].field].name;
        }
        loader_suggest(loader, problem, slice_from_string(name), names, names == NULL ? 0 : object->field_count);
    }
}

void model_load_fields(struct model_loader *loader, const struct field_sources *sources, struct event_map *event) {
    struct carl_model *model = loader->model;
    const struct model_object *object = &model->objects[event->object];
    struct field_map *maps = ARENA_ARRAY(&model->arena, object->field_count, struct field_map);
    event->fields = maps;
    for (size_t i = 0; maps != NULL && i < object->field_count; i++) {
        event->field_count += load_field(loader, sources, event, object->fields[i].field, &maps[event->field_count]);
    }
    check_names(loader, sources->own, object);
    for (void *at = json_object_iter(sources->own_in); at != NULL; at = json_object_iter_next(sources->own_in, at)) {
        check_names(loader, json_object_iter_value(at), object);
    }
}
