// SPDX-License-Identifier: Apache-2.0
// What the structs of the data model (src/model/model.h) are made of, member by
// member, for those who walk all of it: the tool that writes it as constants, and
// the test that compares these. Constant data.
#ifndef CARL_TOOLS_MODEL_LAYOUT_H
#define CARL_TOOLS_MODEL_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The structs, each after those whose arrays it points to.
enum layout_id {
    LAYOUT_SIZE,
    LAYOUT_SLICE,
    LAYOUT_FIELD,
    LAYOUT_OBJECT_FIELD,
    LAYOUT_ACTION,
    LAYOUT_OBJECT,
    LAYOUT_KEY_PATH,
    LAYOUT_KEY_PATHS,
    LAYOUT_NATIVE,
    LAYOUT_REPLACEMENT,
    LAYOUT_EXPRESSION,
    LAYOUT_OVERLAY,
    LAYOUT_FIELD_MAP,
    LAYOUT_CONDITION,
    LAYOUT_EVENT,
    LAYOUT_SENSOR,
    LAYOUT_SHAPE,
    LAYOUT_NAME,
    LAYOUT_MODEL,
    LAYOUT_COUNT
};

enum member_kind {
    MEMBER_SIZE,
    MEMBER_UINT64,
    MEMBER_UINT32,
    MEMBER_ENUM,
    MEMBER_BOOL,
    MEMBER_TEXT,   // a struct slice
    MEMBER_STRUCT, // of `layout`, in place
    MEMBER_ARRAY,  // a pointer to items of `layout`
    MEMBER_ARENA,  // of which nothing is known
};

struct layout_member {
    enum member_kind kind;
    size_t offset;
    size_t size;
    enum layout_id layout;
    size_t count; // ARRAY: the offset of the member that counts the items
};

struct layout {
    const char *type;  // "struct native"
    const char *table; // a name for an array of it
    bool plain;        // it is its only member, and no struct around that
    size_t size;
    const struct layout_member *members; // in the order of the struct
    size_t member_count;
};

const struct layout *layout_get(enum layout_id id);

// False where the struct has room for a member that the layout does not list.
bool layout_is_whole(const struct layout *layout);

// The value of a SIZE, UINT64, UINT32, ENUM or BOOL of the struct at `base`.
uint64_t layout_number(const struct layout_member *member, const void *base);

// The items of an ARRAY of the struct at `base`, and their number.
const void *layout_items(const struct layout_member *member, const void *base, size_t *ret_count);

#endif
