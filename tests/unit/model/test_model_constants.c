// SPDX-License-Identifier: Apache-2.0
// The built-in model's constants are what its JSON files say, in every member.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/model_constants.h"
#include "model/model_load.h"
#include "model/model_names.h"
#include "model_layout.h"

static bool equal_structs(const struct layout *layout, const void *left, const void *right);

static bool equal_arrays(const struct layout_member *member, const void *left, const void *right) {
    const struct layout *layout = layout_get(member->layout);
    size_t count;
    size_t other_count;
    const char *items = layout_items(member, left, &count);
    const char *others = layout_items(member, right, &other_count);
    bool equal = count == other_count;
    for (size_t i = 0; equal && i < count; i++) {
        equal = equal_structs(layout, items + i * layout->size, others + i * layout->size);
    }
    return equal;
}

// Texts are handed out as strings.
static bool equal_texts(const struct slice *left, const struct slice *right) {
    return slice_equal(*left, *right) && (left->data == NULL) == (right->data == NULL) &&
           (left->data == NULL || left->data[left->size] == right->data[right->size]);
}

static bool equal_members(const struct layout_member *member, const void *left, const void *right) {
    const void *here = (const char *)left + member->offset;
    const void *there = (const char *)right + member->offset;
    switch (member->kind) {
    case MEMBER_TEXT:
        return equal_texts(here, there);
    case MEMBER_STRUCT:
        return equal_structs(layout_get(member->layout), here, there);
    case MEMBER_ARRAY:
        return equal_arrays(member, left, right);
    case MEMBER_ARENA:
        return true;
    default:
        return layout_number(member, left) == layout_number(member, right);
    }
}

static bool equal_structs(const struct layout *layout, const void *left, const void *right) {
    for (size_t i = 0; i < layout->member_count; i++) {
        if (!equal_members(&layout->members[i], left, right)) {
            return false;
        }
    }
    return true;
}

static bool equal_models(const struct carl_model *left, const struct carl_model *right) {
    return equal_structs(layout_get(LAYOUT_MODEL), left, right);
}

static void lists_every_member(void **state) {
    (void)state;
    for (int i = 0; i < LAYOUT_COUNT; i++) {
        const struct layout *layout = layout_get((enum layout_id)i);
        if (!layout_is_whole(layout)) {
            fail_msg("%s has members that tools/model_layout.c lacks", layout->type);
        }
    }
}

static void misses_a_member(void **state) {
    (void)state;
    for (int i = 0; i < LAYOUT_COUNT; i++) {
        struct layout short_by_one = *layout_get((enum layout_id)i);
        short_by_one.member_count--;
        // Without a flag there may be nothing but padding in its place.
        if (short_by_one.members[short_by_one.member_count].kind != MEMBER_BOOL) {
            assert_false(layout_is_whole(&short_by_one));
        }
    }
}

static void equals_the_files(void **state) {
    (void)state;
    struct carl_model *loaded = NULL;
    struct carl_model *created = NULL;
    assert_int_equal(model_load(model_files, model_file_count, NULL, 0, &loaded), CARL_OK);
    assert_int_equal(carl_model_create(&created), CARL_OK);
    assert_true(equal_models(loaded, created));
    assert_true(equal_models(loaded, &model_constants));
    carl_model_destroy(loaded);
    carl_model_destroy(created);
}

// ---------------------------------------------------------------------------
// One value changed in a loaded model, whose memory may be written.

// The first struct of the layout `wanted` that is in the one at `base`.
static char *find_struct(const struct layout *layout, char *base, const struct layout *wanted) {
    char *found = layout == wanted ? base : NULL;
    for (size_t i = 0; found == NULL && i < layout->member_count; i++) {
        const struct layout_member *member = &layout->members[i];
        const struct layout *inner = layout_get(member->layout);
        if (member->kind == MEMBER_STRUCT || (member->kind == MEMBER_TEXT && !layout->plain)) {
            found = find_struct(inner, base + member->offset, wanted);
        } else if (member->kind == MEMBER_ARRAY) {
            char *items;
            size_t count;
            (void)layout_items(member, base, &count);
            memcpy(&items, base + member->offset, sizeof items);
            for (size_t j = 0; found == NULL && j < count; j++) {
                found = find_struct(inner, items + j * inner->size, wanted);
            }
        }
    }
    return found;
}

static void change(const struct layout_member *member, char *at) {
    static const struct slice other = SLICE_INIT("no text of the model");
    if (member->kind == MEMBER_TEXT) {
        memcpy(at, &other, sizeof other);
    } else {
        *at = (char)(*at ^ 1);
    }
}

static void sees_every_difference(void **state) {
    (void)state;
    struct carl_model *loaded = NULL;
    assert_int_equal(model_load(model_files, model_file_count, NULL, 0, &loaded), CARL_OK);
    for (int i = 0; i < LAYOUT_COUNT; i++) {
        const struct layout *layout = layout_get((enum layout_id)i);
        char *base = find_struct(layout_get(LAYOUT_MODEL), (char *)loaded, layout);
        assert_non_null(base);
        for (size_t j = 0; j < layout->member_count; j++) {
            const struct layout_member *member = &layout->members[j];
            char *at = base + member->offset;
            char before[sizeof(struct slice)];
            if (member->kind == MEMBER_STRUCT || member->kind == MEMBER_ARRAY || member->kind == MEMBER_ARENA) {
                continue; // their members, items and counts are changed
            }
            memcpy(before, at, member->size);
            change(member, at);
            if (equal_models(loaded, &model_constants)) {
                fail_msg("member %zu of a %s is not compared", j, layout->type);
            }
            memcpy(at, before, member->size);
        }
    }
    assert_true(equal_models(loaded, &model_constants));
    carl_model_destroy(loaded);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_every_member),
        cmocka_unit_test(misses_a_member),
        cmocka_unit_test(equals_the_files),
        cmocka_unit_test(sees_every_difference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
