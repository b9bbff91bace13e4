// SPDX-License-Identifier: Apache-2.0
#include "event/byte_triples.h"

#include "base/bits.h"

#include <limits.h>

enum {
    MOST_PLACES = 16, // of a literal, that are considered
    SAMPLE_WORDS = (BYTE_TRIPLES_SAMPLE_SIZE - MOST_PLACES) / 64,
};

// Bit p of places[i]: byte i of the literal is found i bytes after byte p of the
// sample.
struct sample {
    uint64_t places[MOST_PLACES][SAMPLE_WORDS];
};

// The best triple of a literal for each distance.
struct choice {
    unsigned counts[BYTE_TRIPLES_MOST_DISTANCE + 1];
    size_t places[BYTE_TRIPLES_MOST_DISTANCE + 1];
};

static size_t count_places(struct slice literal) {
    return literal.size < MOST_PLACES ? literal.size : MOST_PLACES;
}

static void take_sample(struct sample *sample, const char *text, struct slice literal) {
    for (size_t i = 0; i < count_places(literal); i++) {
        char wanted = (char)(literal.data[i] | 0x20);
        for (size_t word = 0; word < SAMPLE_WORDS; word++) {
            const char *bytes = text + word * 64 + i;
            uint64_t found = 0;
            for (unsigned bit = 0; bit < 64; bit++) {
                found |= (uint64_t)((bytes[bit] | 0x20) == wanted) << bit;
            }
            sample->places[i][word] = found;
        }
    }
}

static unsigned count_triples(const struct sample *sample, size_t first, size_t distance) {
    unsigned count = 0;
    for (size_t word = 0; word < SAMPLE_WORDS; word++) {
        count += bits_count(sample->places[first][word] & sample->places[first + distance][word] &
                            sample->places[first + 2 * distance][word]);
    }
    return count;
}

static void choose_places(struct choice *choice, const char *text, struct slice literal) {
    struct sample sample;
    take_sample(&sample, text, literal);
    for (size_t distance = 1; distance <= BYTE_TRIPLES_MOST_DISTANCE; distance++) {
        choice->counts[distance] = UINT_MAX;
        for (size_t first = 0; first + 2 * distance < count_places(literal); first++) {
            unsigned count = count_triples(&sample, first, distance);
            if (count < choice->counts[distance]) {
                choice->counts[distance] = count;
                choice->places[distance] = first;
            }
        }
    }
}

static void add_byte(struct byte_sets *sets, unsigned char byte, unsigned char set) {
    sets->low[byte & 0xF] |= set;
    sets->high[byte >> 4] |= set;
    sets->any[byte & 0x3F] |= set;
}

static void add_folded(struct byte_sets *sets, char c, size_t number) {
    unsigned char set = (unsigned char)(1u << number % BYTE_SETS_COUNT);
    add_byte(sets, (unsigned char)c, set);
    if (c >= 'a' && c <= 'z') {
        add_byte(sets, (unsigned char)(c & ~0x20), set);
    }
}

static void add_triple(struct byte_triples *triples, struct slice literal, size_t place) {
    size_t number = triples->count++;
    triples->items[number].place = place;
    triples->items[number].first = literal.data[place];
    triples->items[number].second = literal.data[place + triples->distance];
    triples->items[number].third = literal.data[place + 2 * triples->distance];
    add_folded(&triples->first, triples->items[number].first, number);
    add_folded(&triples->second, triples->items[number].second, number);
    add_folded(&triples->third, triples->items[number].third, number);
}

// The distance at which fewest triples are found in all.
static size_t best_distance(const struct choice *choices, size_t count, size_t most) {
    uint64_t least = UINT64_MAX;
    size_t best = 1;
    for (size_t distance = 1; distance <= most; distance++) {
        uint64_t total = 0;
        for (size_t i = 0; i < count; i++) {
            total += choices[i].counts[distance];
        }
        if (total < least) {
            least = total;
            best = distance;
        }
    }
    return best;
}

void byte_triples_choose(struct byte_triples *triples, const struct slice *literals, size_t count,
                         struct slice sample) {
    struct choice choices[BYTE_TRIPLES_MOST] = {0};
    size_t most = BYTE_TRIPLES_MOST_DISTANCE;
    for (size_t i = 0; i < count; i++) {
        most = (literals[i].size - 1) / 2 < most ? (literals[i].size - 1) / 2 : most;
    }
    *triples = (struct byte_triples){.distance = most};
    if (sample.size >= BYTE_TRIPLES_SAMPLE_SIZE) {
        for (size_t i = 0; i < count; i++) {
            choose_places(&choices[i], sample.data, literals[i]);
        }
        triples->distance = best_distance(choices, count, most);
    }
    for (size_t i = 0; i < count; i++) {
        add_triple(triples, literals[i], choices[i].places[triples->distance]);
    }
}
