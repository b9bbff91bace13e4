// SPDX-License-Identifier: Apache-2.0
#include "cli/maps.h"

#include "cli/files.h"
#include "cli/message.h"
#include "cli/rules.h"

#include <stdint.h>
#include <stdlib.h>

void map_list_init(struct map_list *list) {
    *list = (struct map_list){0};
}

void map_list_finish(struct map_list *list) {
    free(list->paths);
    map_list_init(list);
}

bool map_list_add(struct map_list *list, const char *path) {
    const char **paths = realloc(list->paths, (list->count + 1) * sizeof *paths);

    if (paths == NULL) {
        message_error("out of memory");
        return false;
    }
    paths[list->count++] = path;
    list->paths = paths;
    return true;
}

static enum map_load create_model(const struct carl_map *maps, size_t count, struct carl_diagnostics *diagnostics,
                                  struct carl_model **ret_model) {
    const enum carl_status status = carl_model_create_with_maps(maps, count, diagnostics, ret_model);

    if (status == CARL_OK) {
        return MAPS_LOADED;
    }
    if (status == CARL_ERROR_RULE) {
        return MAPS_FAILED;
    }
    message_error("cannot load the data model: %s", carl_status_message(status));
    return MAPS_FATAL;
}

enum map_load map_list_load(const struct map_list *list, struct carl_diagnostics *diagnostics,
                            struct carl_model **ret_model) {
    struct carl_map *maps = calloc(list->count + 1, sizeof *maps);
    enum map_load load = MAPS_UNREADABLE;
    size_t count = 0;

    if (maps == NULL) {
        message_error("out of memory");
        return MAPS_FATAL;
    }
    while (count < list->count) {
        char *data;
        if (!file_read_rule(list->paths[count], &data, &maps[count].size)) {
            break;
        }
        maps[count].file = list->paths[count];
        maps[count].data = data;
        count++;
    }
    if (count == list->count) {
        load = create_model(maps, count, diagnostics, ret_model);
    }
    for (size_t i = 0; i < count; i++) {
        free((char *)(uintptr_t)maps[i].data);
    }
    free(maps);
    return load;
}

bool map_list_load_model(const struct map_list *list, bool color, struct carl_model **ret_model) {
    struct carl_diagnostics *diagnostics = NULL;
    enum map_load load;

    if (carl_diagnostics_create(&diagnostics) != CARL_OK) {
        message_error("out of memory");
        return false;
    }
    load = map_list_load(list, diagnostics, ret_model);
    if (load == MAPS_FAILED) {
        rules_report(diagnostics, color);
    }
    carl_diagnostics_destroy(diagnostics);
    return load == MAPS_LOADED;
}
