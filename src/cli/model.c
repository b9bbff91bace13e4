// SPDX-License-Identifier: Apache-2.0
// carl model: the data model that rules are written against, and which native
// fields of which sensors fill it.
#include "carl.h"
#include "cli/cli.h"
#include "cli/maps.h"
#include "cli/message.h"
#include "cli/model_json.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "output/sink.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OPTION_FORMAT = 1, OPTION_MAP, OPTION_COLOR, OPTION_HELP };
enum { INDENT = 2, NAME_WIDTH = 24, DEFAULT_WIDTH = 100, NAMES_LIMIT = 64 };

static const struct option_spec specs[] = {
    {"format", 'f', true, OPTION_FORMAT},
    {"map", '\0', true, OPTION_MAP},
    {"color", '\0', true, OPTION_COLOR},
    {"help", 'h', false, OPTION_HELP},
    {0},
};

struct page {
    struct sink sink;
    const struct carl_model *model;
    size_t width;
    bool color;
};

static void heading(struct page *page, const char *text) {
    sink_string(&page->sink, page->color ? "\033[1m" : "");
    sink_string(&page->sink, text);
    sink_string(&page->sink, page->color ? "\033[0m\n" : "\n");
}

// Writes words from column `column` on, wrapped to the page and indented by
// `indent` on further lines; ends the line.
static void wrap(struct page *page, const char *text, size_t column, size_t indent) {
    bool first = true;

    while (*text != '\0') {
        const size_t size = strcspn(text, " \n");
        if (size > 0) {
            if (!first && column + 1 + size > page->width) {
                sink_char(&page->sink, '\n');
                sink_repeat(&page->sink, ' ', indent);
                column = indent;
            } else if (!first) {
                sink_char(&page->sink, ' ');
                column++;
            }
            sink_write(&page->sink, text, size);
            column += size;
            first = false;
        }
        text += size;
        text += strspn(text, " \n");
    }
    sink_char(&page->sink, '\n');
}

// Writes a name in its column, and leaves the cursor in the next.
static void name_column(struct page *page, const char *name) {
    const size_t size = strlen(name);

    sink_repeat(&page->sink, ' ', INDENT);
    sink_string(&page->sink, name);
    if (size < NAME_WIDTH) {
        sink_repeat(&page->sink, ' ', NAME_WIDTH - size);
    } else {
        sink_char(&page->sink, '\n');
        sink_repeat(&page->sink, ' ', INDENT + NAME_WIDTH);
    }
}

static void labelled(struct page *page, const char *label, const char *text) {
    sink_repeat(&page->sink, ' ', INDENT + NAME_WIDTH);
    sink_string(&page->sink, label);
    wrap(page, text, INDENT + NAME_WIDTH + strlen(label), INDENT + NAME_WIDTH + strlen(label));
}

static void print_overview(struct page *page) {
    const struct carl_model *model = page->model;

    heading(page, "Objects and their actions");
    for (size_t object = 0; object < carl_model_object_count(model); object++) {
        name_column(page, carl_model_object_name(model, object));
        for (size_t action = 0; action < carl_model_action_count(model, object); action++) {
            sink_string(&page->sink, action > 0 ? ", " : "");
            sink_string(&page->sink, carl_model_action_name(model, object, action));
        }
        sink_string(&page->sink, carl_model_object_is_extension(model, object) ? "  (not in CAR's model)\n" : "\n");
    }
    sink_string(&page->sink, "\n`carl model OBJECT` and `carl model OBJECT:ACTION` tell more.\n");
}

static void print_action(struct page *page, size_t object, size_t action) {
    const struct carl_model *model = page->model;
    const char *sensor;
    const char *event;
    const char *alias;

    name_column(page, carl_model_action_name(model, object, action));
    wrap(page, carl_model_action_description(model, object, action), INDENT + NAME_WIDTH, INDENT + NAME_WIDTH);
    for (size_t i = 0; (alias = carl_model_action_alias(model, object, action, i)) != NULL; i++) {
        labelled(page, "also: ", alias);
    }
    for (size_t i = 0; carl_model_mapping(model, object, action, i, &sensor, &event); i++) {
        sink_repeat(&page->sink, ' ', INDENT + NAME_WIDTH);
        sink_string(&page->sink, "from: ");
        sink_string(&page->sink, sensor);
        sink_char(&page->sink, ' ');
        sink_string(&page->sink, event);
        sink_char(&page->sink, '\n');
    }
}

// The native fields that fill a field: one line for each mapping of the action.
static void print_sources(struct page *page, size_t object, size_t action, size_t field) {
    const struct carl_model *model = page->model;
    const char *sensor;
    const char *event;

    for (size_t i = 0; carl_model_mapping(model, object, action, i, &sensor, &event); i++) {
        const char *native = carl_model_mapping_field(model, object, action, i, field);
        if (native == NULL) {
            continue;
        }
        sink_repeat(&page->sink, ' ', INDENT + NAME_WIDTH);
        sink_string(&page->sink, "from: ");
        sink_string(&page->sink, native);
        sink_string(&page->sink, " (");
        sink_string(&page->sink, sensor);
        sink_char(&page->sink, ' ');
        sink_string(&page->sink, event);
        sink_string(&page->sink, ")\n");
    }
}

static void print_field(struct page *page, size_t object, size_t action, size_t field) {
    const struct carl_model *model = page->model;
    const char *description = carl_model_field_description(model, object, field);
    const char *example = carl_model_field_example(model, object, field);
    const char *alias;

    name_column(page, carl_model_field_name(model, object, field));
    wrap(page, *description == '\0' ? "(no description)" : description, INDENT + NAME_WIDTH, INDENT + NAME_WIDTH);
    if (carl_model_field_is_extension(model, object, field)) {
        labelled(page, "", "(not in CAR's model)");
    }
    if (*example != '\0') {
        labelled(page, "for example: ", example);
    }
    for (size_t i = 0; (alias = carl_model_field_alias(model, object, field, i)) != NULL; i++) {
        labelled(page, "also: ", alias);
    }
    if (action != SIZE_MAX) {
        print_sources(page, object, action, field);
    }
}

// `action` SIZE_MAX: all actions of the object.
static void print_object(struct page *page, size_t object, size_t action) {
    const struct carl_model *model = page->model;

    heading(page, carl_model_object_name(model, object));
    sink_repeat(&page->sink, ' ', INDENT);
    wrap(page, carl_model_object_description(model, object), INDENT, INDENT);
    sink_char(&page->sink, '\n');
    heading(page, action == SIZE_MAX ? "Actions" : "Action");
    for (size_t i = 0; i < carl_model_action_count(model, object); i++) {
        if (action == SIZE_MAX || action == i) {
            print_action(page, object, i);
        }
    }
    sink_char(&page->sink, '\n');
    heading(page, "Fields");
    for (size_t i = 0; i < carl_model_field_count(model, object); i++) {
        print_field(page, object, action, i);
    }
    if (action == SIZE_MAX) {
        sink_string(&page->sink, "\n`carl model ");
        sink_string(&page->sink, carl_model_object_name(model, object));
        sink_string(&page->sink, ":ACTION` also tells which native fields fill these.\n");
    }
}

static void suggest(const char *const *names, size_t count, const char *name, const char *fallback) {
    const char *nearest = message_nearest(name, names, count);

    if (nearest != NULL) {
        message_help("did you mean %s?", nearest);
    } else {
        message_help("%s", fallback);
    }
}

static bool find_object(const struct carl_model *model, const char *name, size_t *ret_object) {
    const char *names[NAMES_LIMIT];
    size_t count = 0;

    *ret_object = carl_model_object_find(model, name);
    if (*ret_object != SIZE_MAX) {
        return true;
    }
    while (count < carl_model_object_count(model) && count < NAMES_LIMIT) {
        names[count] = carl_model_object_name(model, count);
        count++;
    }
    message_error("the data model has no object `%s`", name);
    suggest(names, count, name, "`carl model` lists the objects");
    return false;
}

static bool find_action(const struct carl_model *model, size_t object, const char *name, size_t *ret_action) {
    const char *names[NAMES_LIMIT];
    size_t count = 0;

    *ret_action = carl_model_action_find(model, object, name);
    if (*ret_action != SIZE_MAX) {
        return true;
    }
    while (count < carl_model_action_count(model, object) && count < NAMES_LIMIT) {
        names[count] = carl_model_action_name(model, object, count);
        count++;
    }
    message_error("%s has no action `%s`", carl_model_object_name(model, object), name);
    suggest(names, count, name, "`carl model OBJECT` lists its actions");
    return false;
}

// Finds what OBJECT or OBJECT:ACTION names; SIZE_MAX for what is not named.
// Object:* names all actions.
static bool find_subject(const struct carl_model *model, const char *subject, size_t *ret_object, size_t *ret_action) {
    const char *colon = subject == NULL ? NULL : strchr(subject, ':');
    char *name;
    bool found;

    *ret_object = SIZE_MAX;
    *ret_action = SIZE_MAX;
    if (subject == NULL) {
        return true;
    }
    name = strndup(subject, colon == NULL ? strlen(subject) : (size_t)(colon - subject));
    if (name == NULL) {
        message_error("out of memory");
        return false;
    }
    found = find_object(model, name, ret_object) &&
            (colon == NULL || strcmp(colon, ":*") == 0 || find_action(model, *ret_object, colon + 1, ret_action));
    free(name);
    return found;
}

static enum exit_status print_model(const struct carl_model *model, const char *subject, bool json,
                                    enum color_choice color) {
    struct page page = {.model = model, .color = color_wanted(color, STDOUT_FILENO)};
    const size_t width = terminal_width(STDOUT_FILENO);
    size_t object;
    size_t action;

    page.width = width == 0 ? DEFAULT_WIDTH : width;
    if (!find_subject(model, subject, &object, &action)) {
        return EXIT_RULE;
    }
    sink_init(&page.sink, STDOUT_FILENO, false);
    if (json) {
        model_json_write(&page.sink, model, object, action);
    } else if (object == SIZE_MAX) {
        print_overview(&page);
    } else {
        print_object(&page, object, action);
    }
    return finish_output(&page.sink);
}

struct model_options {
    const char *subject;
    struct map_list maps;
    enum color_choice color;
    bool json;
    bool help;
};

static bool apply(struct model_options *options, int id, const char *value) {
    switch (id) {
    case OPTION_HELP:
        options->help = true;
        return true;
    case OPTION_FORMAT:
        options->json = strcmp(value, "json") == 0;
        if (!options->json && strcmp(value, "text") != 0) {
            message_error("--format is text or json, not `%s`", value);
            return false;
        }
        return true;
    case OPTION_MAP:
        return map_list_add(&options->maps, value);
    case OPTION_COLOR:
        return color_parse(value, &options->color);
    case OPTIONS_OPERAND:
        if (options->subject != NULL) {
            message_error("one OBJECT or OBJECT:ACTION at a time");
            return false;
        }
        options->subject = value;
        return true;
    default:
        return false;
    }
}

static bool read_options(struct model_options *options, int argc, char **argv) {
    struct options parser;
    const char *value;
    int id;

    options_init(&parser, argc, argv, specs, "model");
    while (!options->help && (id = options_next(&parser, &value)) != OPTIONS_END) {
        if (!apply(options, id, value)) {
            return false;
        }
    }
    return true;
}

static enum exit_status show(const struct model_options *options) {
    const bool color = color_wanted(options->color, STDERR_FILENO);
    struct carl_model *model = NULL;
    enum exit_status status = EXIT_RULE;

    message_set_color(color);
    if (map_list_load_model(&options->maps, color, &model)) {
        status = print_model(model, options->subject, options->json, options->color);
    }
    carl_model_destroy(model);
    return status;
}

enum exit_status model_main(int argc, char **argv) {
    struct model_options options = {.color = COLOR_AUTO};
    enum exit_status status = EXIT_RULE;

    map_list_init(&options.maps);
    if (read_options(&options, argc, argv)) {
        status = options.help ? print_help(STDOUT_FILENO, "model") : show(&options);
    }
    map_list_finish(&options.maps);
    return status;
}
