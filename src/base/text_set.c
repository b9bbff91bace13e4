// SPDX-License-Identifier: Apache-2.0
#include "base/text_set.h"

#include "base/vectorscan.h"

#include <limits.h>
#include <stdlib.h>

struct text_set {
    hs_database_t *database;
    size_t longest; // text
};

// What Vectorscan wants to be told of each text.
struct texts {
    const char **expressions;
    size_t *lengths;
    unsigned *flags;
    unsigned *ids;
};

static bool texts_init(struct texts *texts, const struct slice *slices, size_t count) {
    texts->expressions = calloc(count, sizeof *texts->expressions);
    texts->lengths = calloc(count, sizeof *texts->lengths);
    texts->flags = calloc(count, sizeof *texts->flags);
    texts->ids = calloc(count, sizeof *texts->ids);
    if (texts->expressions == NULL || texts->lengths == NULL || texts->flags == NULL || texts->ids == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        texts->expressions[i] = slices[i].data;
        texts->lengths[i] = slices[i].size;
        texts->flags[i] = HS_FLAG_SINGLEMATCH;
        texts->ids[i] = (unsigned)i;
    }
    return true;
}

static void texts_finish(struct texts *texts) {
    free(texts->expressions);
    free(texts->lengths);
    free(texts->flags);
    free(texts->ids);
}

enum carl_status text_set_create(const struct slice *texts, size_t count, struct text_set **ret_set) {
    if (count == 0 || count > UINT_MAX) {
        return CARL_ERROR_RULE;
    }
    struct text_set *set = calloc(1, sizeof *set);
    struct texts all = {0};
    enum carl_status status = CARL_ERROR_MEMORY;
    if (set == NULL || !texts_init(&all, texts, count)) {
        goto out;
    }
    for (size_t i = 0; i < count; i++) {
        set->longest = texts[i].size > set->longest ? texts[i].size : set->longest;
    }
    hs_compile_error_t *error = NULL;
    status = CARL_OK;
    if (hs_compile_lit_multi(all.expressions, all.flags, all.ids, all.lengths, (unsigned)count, HS_MODE_BLOCK, NULL,
                             &set->database, &error) != HS_SUCCESS) {
        status = error == NULL || error->expression < 0 ? CARL_ERROR_MEMORY : CARL_ERROR_RULE;
        hs_free_compile_error(error);
    }
out:
    texts_finish(&all);
    if (status != CARL_OK) {
        free(set);
        return status;
    }
    *ret_set = set;
    return CARL_OK;
}

void text_set_destroy(struct text_set *set) {
    if (set != NULL) {
        hs_free_database(set->database);
        free(set);
    }
}

enum carl_status text_set_prepare(const struct text_set *set, struct regex_scratch *scratch) {
    return hs_alloc_scratch(set->database, &scratch->scratch) == HS_SUCCESS ? CARL_OK : CARL_ERROR_MEMORY;
}

struct search {
    void (*found)(void *user, size_t text);
    void *user;
};

static int report(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context) {
    (void)from;
    (void)to;
    (void)flags;
    const struct search *search = context;
    search->found(search->user, id);
    return 0;
}

void text_set_search(const struct text_set *set, struct regex_scratch *scratch, struct slice value,
                     void (*found)(void *user, size_t text), void *user) {
    struct search search = {found, user};
    for (;;) {
        size_t size = value.size > UINT_MAX ? UINT_MAX : value.size;
        (void)hs_scan(set->database, value.size == 0 ? "" : value.data, (unsigned)size, 0, scratch->scratch, report,
                      &search);
        if (size == value.size) {
            return;
        }
        value = slice_sub(value, size - set->longest, value.size);
    }
}
