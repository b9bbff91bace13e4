// SPDX-License-Identifier: Apache-2.0
#include "lang/yaml_tree.h"

#include "base/fold.h"

#include <yaml.h>

enum { DEPTH_LIMIT = 64 };

struct reader {
    yaml_parser_t parser;
    const struct source *source;
    struct arena *arena;
    struct carl_diagnostics *diagnostics;
    size_t character; // libyaml counts characters; the byte of this one is `byte`
    size_t byte;
    bool broken;
};

// The byte offset of a mark. Marks come nearly in order, so the search goes on
// from the last one.
static uint32_t offset_of(struct reader *reader, const yaml_mark_t *mark) {
    struct slice text = reader->source->text;
    if (mark->index < reader->character) {
        reader->character = 0;
        reader->byte = 0;
    }
    while (reader->character < mark->index && reader->byte < text.size) {
        reader->byte++;
        while (reader->byte < text.size && ((unsigned char)text.data[reader->byte] & 0xC0) == 0x80) {
            reader->byte++;
        }
        reader->character++;
    }
    return (uint32_t)reader->byte;
}

static void report_broken(struct reader *reader, uint32_t offset, const char *problem) {
    if (reader->broken) {
        return;
    }
    reader->broken = true;
    uint32_t end =
        offset < reader->source->text.size && reader->source->text.data[offset] != '\n' ? offset + 1 : offset;
    diagnostics_add(reader->diagnostics, DIAGNOSTIC_E116, reader->source, (struct span){offset, end},
                    "this is not the YAML of an analytic: %s", problem);
}

// False, with a report, where the file is broken.
static bool next_event(struct reader *reader, yaml_event_t *ret_event) {
    if (yaml_parser_parse(&reader->parser, ret_event) != 0) {
        return true;
    }
    const yaml_parser_t *parser = &reader->parser;
    size_t size = reader->source->text.size;
    if (parser->error == YAML_MEMORY_ERROR) {
        reader->diagnostics->failed = true;
    } else if (parser->error == YAML_READER_ERROR) {
        size_t offset = parser->problem_offset < size ? parser->problem_offset : size;
        report_broken(reader, (uint32_t)offset, parser->problem);
    } else {
        report_broken(reader, offset_of(reader, &parser->problem_mark), parser->problem);
    }
    reader->broken = true;
    return false;
}

static enum scalar_style style_of(const yaml_event_t *event) {
    switch (event->data.scalar.style) {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE:
        return SCALAR_SINGLE_QUOTED;
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
        return SCALAR_DOUBLE_QUOTED;
    case YAML_LITERAL_SCALAR_STYLE:
        return SCALAR_LITERAL;
    case YAML_FOLDED_SCALAR_STYLE:
        return SCALAR_FOLDED;
    default:
        return SCALAR_PLAIN;
    }
}

static void take_scalar(struct reader *reader, const yaml_event_t *event, struct yaml_node *node) {
    const char *value = (const char *)event->data.scalar.value;
    uint32_t start = node->span.start;
    uint32_t end = offset_of(reader, &event->end_mark);
    node->kind = YAML_SCALAR;
    node->span.end = end > start ? end : start;
    node->scalar = (struct scalar){
        .style = style_of(event),
        .span = node->span,
        .value = arena_copy(reader->arena, slice_make(value, event->data.scalar.length)),
    };
}

// What an event begins, below `parent` (NULL: the root). NULL for the end of a
// collection.
static struct yaml_node *take_event(struct reader *reader, const yaml_event_t *event, struct yaml_node *parent) {
    struct yaml_node *node = NULL;
    if (event->type == YAML_SCALAR_EVENT || event->type == YAML_SEQUENCE_START_EVENT ||
        event->type == YAML_MAPPING_START_EVENT || event->type == YAML_ALIAS_EVENT) {
        node = ARENA_NEW(reader->arena, struct yaml_node);
    }
    if (node == NULL) {
        return NULL;
    }
    uint32_t start = offset_of(reader, &event->start_mark);
    node->span = (struct span){start, start};
    node->column = event->start_mark.column;
    if (event->type == YAML_SCALAR_EVENT) {
        take_scalar(reader, event, node);
        node->scalar.parent_indent = parent == NULL ? 0 : parent->column;
    } else {
        node->kind = event->type == YAML_ALIAS_EVENT            ? YAML_ALIAS
                     : event->type == YAML_SEQUENCE_START_EVENT ? YAML_SEQUENCE
                                                                : YAML_MAPPING;
    }
    if (parent != NULL && parent->last != NULL) {
        parent->last->next = node;
    } else if (parent != NULL) {
        parent->children = node;
    }
    if (parent != NULL) {
        parent->last = node;
    }
    return node;
}

static bool is_end(const yaml_event_t *event) {
    return event->type == YAML_SEQUENCE_END_EVENT || event->type == YAML_MAPPING_END_EVENT ||
           event->type == YAML_DOCUMENT_END_EVENT || event->type == YAML_STREAM_END_EVENT;
}

// The nodes from the root to the one being read.
struct path_to_node {
    struct yaml_node *nodes[DEPTH_LIMIT];
    size_t depth;
};

// Takes one event up. False at the end of the document.
static bool read_event(struct reader *reader, const yaml_event_t *event, struct path_to_node *path,
                       struct yaml_node **root) {
    if (is_end(event)) {
        path->depth -= path->depth > 0 ? 1 : 0;
        return path->depth > 0;
    }
    struct yaml_node *parent = path->depth == 0 ? NULL : path->nodes[path->depth - 1];
    struct yaml_node *node = take_event(reader, event, parent);
    if (node == NULL) {
        return !arena_failed(reader->arena); // the stream or the document begins
    }
    *root = parent == NULL ? node : *root;
    if (node->kind == YAML_ALIAS) {
        report_broken(reader, node->span.start, "aliases are not read; write the value out");
        return false;
    }
    if (node->kind == YAML_SCALAR) {
        return parent != NULL;
    }
    if (path->depth == DEPTH_LIMIT) {
        report_broken(reader, node->span.start, "it is nested too deeply");
        return false;
    }
    path->nodes[path->depth++] = node;
    return true;
}

enum carl_status yaml_tree_read(const struct source *source, struct arena *arena, struct carl_diagnostics *diagnostics,
                                struct yaml_node **ret_root) {
    struct reader reader = {.source = source, .arena = arena, .diagnostics = diagnostics};
    if (yaml_parser_initialize(&reader.parser) == 0) {
        return CARL_ERROR_MEMORY;
    }
    // Any other encoding has no byte offsets in this text.
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)source->text.data, source->text.size);
    struct path_to_node path = {.depth = 0};
    struct yaml_node *root = NULL;
    yaml_event_t event;
    for (bool more = true; more && next_event(&reader, &event);) {
        more = read_event(&reader, &event, &path, &root);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&reader.parser);
    if (arena_failed(arena) || diagnostics->failed) {
        return CARL_ERROR_MEMORY;
    }
    *ret_root = reader.broken ? NULL : root;
    return CARL_OK;
}

// ---------------------------------------------------------------------------
// Looking things up

struct slice yaml_node_text(const struct yaml_node *node) {
    return node != NULL && node->kind == YAML_SCALAR ? node->scalar.value : SLICE("");
}

const struct yaml_node *yaml_node_get(const struct yaml_node *node, struct slice key, const struct source *source,
                                      struct carl_diagnostics *diagnostics) {
    const struct yaml_node *found = NULL; // the key
    if (node == NULL || node->kind != YAML_MAPPING) {
        return NULL;
    }
    for (const struct yaml_node *child = node->children; child != NULL && child->next != NULL;
         child = child->next->next) {
        if (child->kind != YAML_SCALAR || !fold_equal(child->scalar.value, key)) {
            continue;
        }
        if (found != NULL) {
            struct diagnostic *diagnostic =
                diagnostics_add(diagnostics, DIAGNOSTIC_W303, source, child->span,
                                "`%.*s` is here twice: the last one counts", SLICE_ARG(key));
            diagnostic_related(diagnostics, diagnostic, found->span, "this one is not read");
        }
        found = child;
    }
    return found == NULL ? NULL : found->next;
}

const struct yaml_node *yaml_node_items(const struct yaml_node *node) {
    return node == NULL || node->kind != YAML_SEQUENCE ? node : node->children;
}

const struct yaml_node *yaml_node_next(const struct yaml_node *node, const struct yaml_node *item) {
    return item == node ? NULL : item->next;
}
