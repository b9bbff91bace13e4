// SPDX-License-Identifier: Apache-2.0
// Sensor maps that users give: the façade over model, and its problems as
// diagnostics.
#include "carl.h"
#include "lang/diagnostic.h"
#include "lang/suggest.h"
#include "model/model_load.h"

#include <stdlib.h>

static enum diagnostic_code code_of(enum model_problem_kind kind) {
    static const enum diagnostic_code codes[] = {
        [MODEL_PROBLEM_SYNTAX] = DIAGNOSTIC_E601,    [MODEL_PROBLEM_KEY] = DIAGNOSTIC_E602,
        [MODEL_PROBLEM_VALUE] = DIAGNOSTIC_E603,     [MODEL_PROBLEM_NAME] = DIAGNOSTIC_E604,
        [MODEL_PROBLEM_TRANSFORM] = DIAGNOSTIC_E605, [MODEL_PROBLEM_NATIVE] = DIAGNOSTIC_E606,
        [MODEL_PROBLEM_REACH] = DIAGNOSTIC_E607,
    };
    return codes[kind];
}

static void add_help(struct carl_diagnostics *diagnostics, struct diagnostic *diagnostic,
                     const struct model_problem *problem) {
    struct suggestion suggestion;
    suggestion_init(&suggestion, problem->wanted);
    for (size_t i = 0; i < problem->known_count; i++) {
        suggestion_offer(&suggestion, problem->known[i]);
    }
    if (suggestion.best.size > 0) {
        diagnostic_help(diagnostics, diagnostic, "did you mean `%.*s`?", SLICE_ARG(suggestion.best));
    }
}

static enum carl_status report(struct carl_diagnostics *diagnostics, const struct carl_map *map,
                               const struct model_problems *problems) {
    struct source *source;
    size_t first = diagnostics->items.count;
    enum carl_status status =
        diagnostics_add_source(diagnostics, slice_from_string(map->file), slice_make(map->data, map->size), &source);
    if (status != CARL_OK) {
        return status;
    }
    for (size_t i = 0; i < problems->items.count; i++) {
        const struct model_problem *problem = &problems->items.items[i];
        const struct span span = {(uint32_t)problem->start, (uint32_t)problem->end};
        struct diagnostic *diagnostic =
            diagnostics_add(diagnostics, code_of(problem->kind), source, span, "%.*s", SLICE_ARG(problem->message));
        add_help(diagnostics, diagnostic, problem);
    }
    diagnostics_sort(diagnostics, first);
    return diagnostics->failed ? CARL_ERROR_MEMORY : CARL_OK;
}

enum carl_status carl_model_create_with_maps(const struct carl_map *maps, size_t count,
                                             struct carl_diagnostics *diagnostics, struct carl_model **ret_model) {
    if (count == 0) {
        return carl_model_create(ret_model);
    }
    struct model_file *files = calloc(count, sizeof *files);
    struct model_problems *problems = calloc(count, sizeof *problems);
    enum carl_status status = CARL_ERROR_MEMORY;
    if (files == NULL || problems == NULL) {
        goto out;
    }
    for (size_t i = 0; i < count; i++) {
        model_problems_init(&problems[i]);
        files[i] = (struct model_file){slice_make(maps[i].data, maps[i].size), &problems[i]};
    }
    status = model_load(model_files, model_file_count, files, count, ret_model);
    for (size_t i = 0; status == CARL_ERROR_RULE && i < count; i++) {
        enum carl_status reported =
            problems[i].items.count == 0 ? CARL_OK : report(diagnostics, &maps[i], &problems[i]);
        status = reported == CARL_OK ? status : reported;
    }
    for (size_t i = 0; i < count; i++) {
        model_problems_finish(&problems[i]);
    }
out:
    free(files);
    free(problems);
    return status;
}
