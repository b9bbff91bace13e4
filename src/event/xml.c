// SPDX-License-Identifier: Apache-2.0
#include "event/xml.h"

#include <expat.h>
#include <stdlib.h>

enum { MOST_DEPTH = 32, MOST_NODES = 1024 };

struct attribute {
    struct slice name;
    struct slice value;
    struct attribute *next;
};

struct node {
    struct slice name;
    struct slice key;             // of the Name attribute of Data; else `name`
    struct attribute *attributes; // without those that declare namespaces
    struct attribute **attributes_end;
    struct node *children;
    struct node **children_end;
    struct node *next;
    struct slice text;
};

struct reading {
    struct arena *arena;
    XML_Parser parser;
    struct node *stack[MOST_DEPTH];
    size_t depth;
    size_t nodes;
    struct node *root;
    struct text text; // of the element that is open
    bool refused;
};

static void refuse(struct reading *reading) {
    reading->refused = true;
    (void)XML_StopParser(reading->parser, XML_FALSE);
}

static struct slice local_name(const char *name) {
    const char *colon = strrchr(name, ':');
    return slice_from_string(colon == NULL ? name : colon + 1);
}

static bool is_declaration(const char *name) {
    return strcmp(name, "xmlns") == 0 || strncmp(name, "xmlns:", 6) == 0;
}

static void add_attribute(struct reading *reading, struct node *node, const char *name, const char *value) {
    struct attribute *attribute = ARENA_NEW(reading->arena, struct attribute);
    if (attribute == NULL) {
        return;
    }
    attribute->name = arena_copy(reading->arena, local_name(name));
    attribute->value = arena_copy(reading->arena, slice_from_string(value));
    if (slice_equal(node->name, SLICE("Data")) && slice_equal(attribute->name, SLICE("Name"))) {
        node->key = attribute->value;
        return;
    }
    *node->attributes_end = attribute;
    node->attributes_end = &attribute->next;
}

static void on_start(void *user, const XML_Char *name, const XML_Char **attributes) {
    struct reading *reading = user;
    struct node *node = ARENA_NEW(reading->arena, struct node);
    if (node == NULL || reading->depth == MOST_DEPTH || ++reading->nodes > MOST_NODES) {
        refuse(reading);
        return;
    }
    node->name = arena_copy(reading->arena, local_name(name));
    node->key = node->name;
    node->attributes_end = &node->attributes;
    node->children_end = &node->children;
    for (size_t i = 0; attributes[i] != NULL; i += 2) {
        if (!is_declaration(attributes[i])) {
            add_attribute(reading, node, attributes[i], attributes[i + 1]);
        }
    }
    if (reading->depth == 0) {
        reading->root = node;
    } else {
        struct node *parent = reading->stack[reading->depth - 1];
        *parent->children_end = node;
        parent->children_end = &node->next;
    }
    reading->stack[reading->depth++] = node;
    text_reset(&reading->text);
}

// What stands between elements is no text of theirs.
static void on_end(void *user, const XML_Char *name) {
    struct reading *reading = user;
    (void)name;
    struct node *node = reading->stack[--reading->depth];
    if (node->children == NULL) {
        node->text = arena_copy(reading->arena, text_slice(&reading->text));
    }
    text_reset(&reading->text);
}

static void on_text(void *user, const XML_Char *text, int size) {
    struct reading *reading = user;
    text_append(&reading->text, slice_make(text, (size_t)size));
}

static void on_doctype(void *user, const XML_Char *name, const XML_Char *system, const XML_Char *public, int internal) {
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    refuse(user);
}

// Letters and digits are never written as references by what writes events; a
// text that does would hide from the gate.
static bool hides_text(struct slice xml) {
    for (size_t i = 0; i + 2 < xml.size; i++) {
        if (xml.data[i] != '&' || xml.data[i + 1] != '#') {
            continue;
        }
        bool hexadecimal = xml.data[i + 2] == 'x';
        char digits[8] = {0};
        for (size_t j = 0; j < 7 && i + 2 + hexadecimal + j < xml.size; j++) {
            digits[j] = xml.data[i + 2 + hexadecimal + j];
        }
        long code = strtol(digits, NULL, hexadecimal ? 16 : 10);
        if (code >= ' ' && code < 0x7F) {
            return true;
        }
    }
    return false;
}

// ---------------------------------------------------------------------------
// JSON

static void append_node(const struct node *node, struct text *out);

static void append_member(struct text *out, const char **glue, struct slice key) {
    text_append_string(out, *glue);
    *glue = ",";
    text_append_json_string(out, key);
    text_append_char(out, ':');
}

static void append_attributes(const struct node *node, struct text *out, const char **glue) {
    const char *inner = "{";
    append_member(out, glue, SLICE("#attributes"));
    for (const struct attribute *at = node->attributes; at != NULL; at = at->next) {
        append_member(out, &inner, at->name);
        text_append_json_string(out, at->value);
    }
    text_append_char(out, '}');
}

static bool is_unnamed_data(const struct node *node) {
    return slice_equal(node->key, SLICE("Data")) && node->children == NULL;
}

// Data without names: their texts, in one list.
static void append_unnamed(const struct node *first, struct text *out, const char **glue) {
    append_member(out, glue, SLICE("Data"));
    text_append_string(out, "{\"#text\":");
    const char *inner = "[";
    for (const struct node *at = first; at != NULL; at = at->next) {
        if (is_unnamed_data(at)) {
            text_append_string(out, inner);
            text_append_json_string(out, at->text);
            inner = ",";
        }
    }
    text_append_string(out, "]}");
}

// How many children before `node` have its key.
static size_t count_before(const struct node *parent, const struct node *node) {
    size_t count = 0;
    for (const struct node *at = parent->children; at != node; at = at->next) {
        count += slice_equal(at->key, node->key);
    }
    return count;
}

static void append_child(const struct node *parent, const struct node *child, struct text *out, const char **glue) {
    size_t before = count_before(parent, child);
    if (is_unnamed_data(child)) {
        if (before == 0) {
            append_unnamed(child, out, glue);
        }
        return;
    }
    append_member(out, glue, child->key);
    if (before > 0) {
        out->size -= 2; // the quote and the colon
        text_append_char(out, '_');
        text_append_unsigned(out, before);
        text_append_string(out, "\":");
    }
    append_node(child, out);
}

static void append_node(const struct node *node, struct text *out) {
    const char *glue = "{";
    if (node->attributes == NULL && node->children == NULL) {
        text_append_json_string(out, node->text);
        return;
    }
    if (node->attributes != NULL) {
        append_attributes(node, out, &glue);
    }
    for (const struct node *child = node->children; child != NULL && !out->failed; child = child->next) {
        append_child(node, child, out, &glue);
    }
    if (node->text.size > 0) {
        append_member(out, &glue, SLICE("#text"));
        text_append_json_string(out, node->text);
    }
    text_append_char(out, '}');
}

static bool parse(struct reading *reading, struct slice xml) {
    XML_SetUserData(reading->parser, reading);
    XML_SetElementHandler(reading->parser, on_start, on_end);
    XML_SetCharacterDataHandler(reading->parser, on_text);
    XML_SetStartDoctypeDeclHandler(reading->parser, on_doctype);
    bool parsed = XML_Parse(reading->parser, xml.data, (int)xml.size, XML_TRUE) == XML_STATUS_OK;
    if (!parsed && XML_GetErrorCode(reading->parser) == XML_ERROR_NO_MEMORY) {
        reading->arena->failed = true;
    }
    reading->arena->failed = reading->arena->failed || reading->text.failed;
    return parsed && !reading->refused && reading->root != NULL && !reading->arena->failed;
}

bool xml_append_json(struct slice xml, struct arena *arena, struct text *out) {
    struct reading reading = {.arena = arena};
    if (xml.size == 0 || xml.size > INT32_MAX / 2 || hides_text(xml)) {
        return false;
    }
    // The text has been decoded, whatever its declaration says.
    reading.parser = XML_ParserCreate("UTF-8");
    if (reading.parser == NULL) {
        arena->failed = true;
        return false;
    }
    text_init(&reading.text);
    bool parsed = parse(&reading, xml);
    if (parsed) {
        const char *glue = "{";
        append_member(out, &glue, reading.root->key);
        append_node(reading.root, out);
        text_append_char(out, '}');
    }
    text_finish(&reading.text);
    XML_ParserFree(reading.parser);
    return parsed && !out->failed;
}
