// SPDX-License-Identifier: Apache-2.0
#include "shipped.h"

#include <string.h>

static const char *name_file(const char *name, struct arena *arena) {
    static const char prefix[] = "carl:";
    const size_t head = sizeof prefix - 1;
    const size_t size = strlen(name) + 1;
    char *file = arena_alloc(arena, head + size);
    if (file != NULL) {
        memcpy(file, prefix, head);
        memcpy(file + head, name, size);
    }
    return file;
}

bool shipped_find(const char *id, struct arena *arena, struct carl_rule_text *ret_text) {
    for (size_t i = 0; i < shipped_file_count; i++) {
        const struct embedded_file *shipped = &shipped_files[i];
        struct carl_rule_text text = {
            .file = shipped->name, .data = (const char *)shipped->data, .size = shipped->size};
        if (!carl_rule_text_has_id(&text, id)) {
            continue;
        }
        text.file = name_file(shipped->name, arena);
        if (text.file != NULL) {
            *ret_text = text;
        }
        return text.file != NULL;
    }
    return false;
}
