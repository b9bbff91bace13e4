// SPDX-License-Identifier: Apache-2.0
#include "plan/text_index.h"

#include "base/hash.h"

void text_index_init(struct text_index *index, enum text_place place) {
    *index = (struct text_index){.place = place};
}

void text_index_finish(struct text_index *index) {
    VECTOR_FREE(&index->texts);
    VECTOR_FREE(&index->lengths);
    hash_index_finish(&index->hashes);
}

// The hash of `size` bytes at the value's start or end, from the hash of `from`
// bytes there: an end is hashed backwards, so that longer ones go on.
static uint64_t hash_more(enum text_place place, struct slice value, uint64_t hash, size_t from, size_t size) {
    if (place == TEXT_END) {
        for (size_t i = from; i < size; i++) {
            hash = hash_unit(hash, (unsigned char)value.data[value.size - 1 - i]);
        }
        return hash;
    }
    return hash_bytes(hash, slice_sub(value, from, size));
}

static size_t find(const struct text_index *index, struct slice text, uint64_t hash) {
    size_t cursor = 0;
    size_t place = hash_index_next(&index->hashes, hash, &cursor);
    while (place != SIZE_MAX && !slice_equal(index->texts.items[place], text)) {
        place = hash_index_next(&index->hashes, hash, &cursor);
    }
    return place;
}

static bool add_length(struct text_index *index, size_t length) {
    size_t at = 0;
    while (at < index->lengths.count && index->lengths.items[at] < length) {
        at++;
    }
    if (at < index->lengths.count && index->lengths.items[at] == length) {
        return true;
    }
    if (!VECTOR_GROW(&index->lengths)) {
        return false;
    }
    for (size_t i = index->lengths.count++; i > at; i--) {
        index->lengths.items[i] = index->lengths.items[i - 1];
    }
    index->lengths.items[at] = length;
    return true;
}

bool text_index_add(struct text_index *index, struct slice text, size_t *ret_text) {
    uint64_t hash = hash_more(index->place, text, HASH_BASIS, 0, text.size);
    size_t found = find(index, text, hash);
    if (found == SIZE_MAX) {
        found = index->texts.count;
        if (!add_length(index, text.size) || !VECTOR_PUSH(&index->texts, text) ||
            !hash_index_add(&index->hashes, hash, found)) {
            return false;
        }
    }
    *ret_text = found;
    return true;
}

static bool has_length(const struct text_index *index, size_t length) {
    size_t low = 0;
    size_t high = index->lengths.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (index->lengths.items[middle] < length) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < index->lengths.count && index->lengths.items[low] == length;
}

static size_t find_whole(const struct text_index *index, struct slice value, struct text_search *search) {
    bool first = search->length == 0;
    search->length = 1;
    return first && has_length(index, value.size) ? find(index, value, hash_bytes(HASH_BASIS, value)) : SIZE_MAX;
}

size_t text_index_next(const struct text_index *index, struct slice value, struct text_search *search) {
    if (index->place == TEXT_WHOLE) {
        return find_whole(index, value, search);
    }
    while (search->length < index->lengths.count && index->lengths.items[search->length] <= value.size) {
        size_t size = index->lengths.items[search->length++];
        uint64_t hash = search->size == 0 ? HASH_BASIS : search->hash;
        search->hash = hash_more(index->place, value, hash, search->size, size);
        search->size = size;
        struct slice part =
            index->place == TEXT_START ? slice_sub(value, 0, size) : slice_sub(value, value.size - size, value.size);
        size_t found = find(index, part, search->hash);
        if (found != SIZE_MAX) {
            return found;
        }
    }
    return SIZE_MAX;
}
