// SPDX-License-Identifier: Apache-2.0
#include "plan/value_set.h"

#include "base/fold.h"
#include "base/hash.h"
#include "lang/ast.h"

#include <string.h>

struct builder {
    struct arena *arena;
    struct value_set *set;
};

static size_t capacity_for(size_t count) {
    size_t capacity = 8;
    while (capacity < count * 2) {
        capacity *= 2;
    }
    return capacity;
}

// The slot of a folded text: where it is, or the free one where it belongs.
static size_t slot_of(const struct value_set *set, struct slice folded) {
    size_t mask = set->text_capacity - 1;
    size_t slot = (size_t)hash_bytes(HASH_BASIS, folded) & mask;
    while (set->texts[slot].size > 0 && !slice_equal(set->texts[slot], folded)) {
        slot = (slot + 1) & mask;
    }
    return slot;
}

bool value_set_has_text(const struct value_set *set, struct slice folded) {
    return set->text_capacity > 0 && folded.size > 0 && set->texts[slot_of(set, folded)].size > 0;
}

static void add_written(struct builder *builder, struct slice text) {
    if (text.size > 0) {
        builder->set->written[builder->set->written_count++] = arena_copy(builder->arena, text);
    }
}

static void add_string(struct builder *builder, struct slice text) {
    struct value_set *set = builder->set;
    struct network network;
    struct number number;
    if (text.size == 0) {
        return;
    }
    if (memchr(text.data, '*', text.size) != NULL) {
        pattern_compile(builder->arena, text, true, &set->patterns[set->pattern_count++]);
    } else if (network_parse(text, &network)) {
        set->networks[set->network_count++] = network;
    } else if (number_parse_decimal(text, &number)) {
        set->numbers[set->number_count++] = number;
    } else {
        struct slice folded = fold_copy(builder->arena, text);
        if (folded.size > 0) {
            set->texts[slot_of(set, folded)] = folded;
        }
    }
}

// An address without a prefix is the network of that one address.
static void add_address(struct builder *builder, struct slice text) {
    struct value_set *set = builder->set;
    struct network network;
    if (!network_parse(text, &network)) {
        if (!address_parse(text, &network.address)) {
            add_string(builder, text);
            return;
        }
        network.prefix = network.address.bits;
    }
    set->networks[set->network_count++] = network;
}

const struct value_set *value_set_build(struct arena *arena, struct expr *const *items, size_t count) {
    struct value_set *set = ARENA_NEW(arena, struct value_set);
    struct builder builder = {arena, set};
    if (set == NULL) {
        return NULL;
    }
    set->text_capacity = capacity_for(count);
    set->texts = ARENA_ARRAY(arena, set->text_capacity, struct slice);
    set->written = ARENA_ARRAY(arena, count, struct slice);
    set->numbers = ARENA_ARRAY(arena, count, struct number);
    set->patterns = ARENA_ARRAY(arena, count, struct pattern);
    set->networks = ARENA_ARRAY(arena, count, struct network);
    if (arena_failed(arena)) {
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        const struct expr *item = items[i];
        if (item->kind == EXPR_STRING) {
            add_written(&builder, item->as.string.value);
            add_string(&builder, item->as.string.value);
        } else if (item->kind == EXPR_NUMBER) {
            add_written(&builder, item->as.number.text);
            add_string(&builder, item->as.number.text);
        } else if (item->kind == EXPR_ADDRESS) {
            add_written(&builder, item->as.address.text);
            add_address(&builder, item->as.address.text);
        }
    }
    return set;
}
