// SPDX-License-Identifier: Apache-2.0
#include "lang/source.h"

#include "lang/yaml_scalar.h"

#include <stdlib.h>

static size_t count_lines(struct slice text) {
    size_t lines = 1;
    for (size_t i = 0; i < text.size; i++) {
        lines += text.data[i] == '\n';
    }
    return lines;
}

static char *copy(struct slice text) {
    char *bytes = malloc(text.size + 1);
    if (bytes != NULL) {
        if (text.size > 0) {
            memcpy(bytes, text.data, text.size);
        }
        bytes[text.size] = '\0';
    }
    return bytes;
}

enum carl_status source_create(struct slice file, struct slice text, struct source **ret_source) {
    if (text.size > INT32_MAX || file.size == SIZE_MAX) {
        return CARL_ERROR_USAGE;
    }
    struct source *source = calloc(1, sizeof *source);
    char *name = copy(file);
    char *bytes = copy(text);
    size_t count = count_lines(text);
    uint32_t *lines = malloc(count * sizeof *lines);
    if (source == NULL || name == NULL || bytes == NULL || lines == NULL) {
        free(source);
        free(name);
        free(bytes);
        free(lines);
        return CARL_ERROR_MEMORY;
    }
    size_t line = 0;
    lines[line++] = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (bytes[i] == '\n') {
            lines[line++] = (uint32_t)i + 1;
        }
    }
    source->file = slice_make(name, file.size);
    source->text = slice_make(bytes, text.size);
    source->lines = lines;
    source->line_count = count;
    *ret_source = source;
    return CARL_OK;
}

enum carl_status source_create_view(const struct source *source, struct source **ret_source) {
    struct source *view = malloc(sizeof *view);
    if (view == NULL) {
        return CARL_ERROR_MEMORY;
    }
    *view = *source;
    view->view = true;
    *ret_source = view;
    return CARL_OK;
}

// The source owns what its slices borrow elsewhere.
static void free_slice(struct slice slice) {
    union {
        const char *borrowed;
        char *owned;
    } bytes = {.borrowed = slice.data};
    free(bytes.owned);
}

void source_destroy(struct source *source) {
    if (source == NULL) {
        return;
    }
    if (!source->view) {
        free_slice(source->file);
        free_slice(source->text);
        free(source->lines);
    }
    free(source);
}

struct position source_position(const struct source *source, uint32_t offset) {
    if (source->container != NULL) {
        offset = text_map_span(source->map, (struct span){offset, offset}).start;
        source = source->container;
    }
    size_t low = 0;
    size_t high = source->line_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (source->lines[middle] <= offset) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return (struct position){low + 1, offset - source->lines[low] + 1};
}

struct slice source_line(const struct source *source, size_t line) {
    size_t start = source->lines[line - 1];
    size_t end = line < source->line_count ? source->lines[line] - 1 : source->text.size;
    if (end > start && source->text.data[end - 1] == '\r') {
        end--;
    }
    return slice_sub(source->text, start, end);
}
