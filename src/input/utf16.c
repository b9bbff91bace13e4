// SPDX-License-Identifier: Apache-2.0
#include "input/utf16.h"

#include "base/utf8.h"

#include <string.h>

void utf16_init(struct utf16 *utf16, carl_read_fn read, void *user, bool big_endian) {
    utf16->read = read;
    utf16->user = user;
    utf16->big_endian = big_endian;
    utf16->ended = false;
    utf16->at = 0;
    utf16->size = 0;
}

static enum carl_status fill(struct utf16 *utf16) {
    size_t left = utf16->size - utf16->at;
    size_t more;
    memmove(utf16->bytes, utf16->bytes + utf16->at, left);
    utf16->at = 0;
    utf16->size = left;
    enum carl_status status = utf16->read(utf16->user, utf16->bytes + left, UTF16_SIZE - left, &more);
    if (status == CARL_OK) {
        utf16->size += more;
        utf16->ended = more == 0;
    }
    return status;
}

static uint32_t unit_at(const struct utf16 *utf16, size_t at) {
    uint32_t first = (unsigned char)utf16->bytes[at];
    uint32_t second = (unsigned char)utf16->bytes[at + 1];
    return utf16->big_endian ? first << 8 | second : second << 8 | first;
}

// The next character; false where the bytes do not hold all of it.
static bool next(struct utf16 *utf16, uint32_t *ret_character) {
    enum { REPLACEMENT = 0xFFFD };
    size_t left = utf16->size - utf16->at;
    if (left < 2) {
        utf16->at += utf16->ended ? left : 0;
        *ret_character = REPLACEMENT;
        return utf16->ended && left > 0;
    }
    uint32_t first = unit_at(utf16, utf16->at);
    bool high = first >= 0xD800 && first < 0xDC00;
    if (high && left < 4 && !utf16->ended) {
        return false;
    }
    utf16->at += 2;
    if (high && left >= 4) {
        uint32_t second = unit_at(utf16, utf16->at);
        if (second >= 0xDC00 && second < 0xE000) {
            utf16->at += 2;
            *ret_character = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            return true;
        }
    }
    *ret_character = first >= 0xD800 && first < 0xE000 ? REPLACEMENT : first;
    return true;
}

enum carl_status utf16_read(void *user, char *buffer, size_t size, size_t *ret_size) {
    enum { MOST_BYTES = 4 };
    struct utf16 *utf16 = user;
    size_t done = 0;
    for (;;) {
        uint32_t character;
        while (size - done >= MOST_BYTES && next(utf16, &character)) {
            done += utf8_encode(character, buffer + done);
        }
        if (done > 0 || utf16->ended) {
            break;
        }
        enum carl_status status = fill(utf16);
        if (status != CARL_OK) {
            return status;
        }
    }
    *ret_size = done;
    return CARL_OK;
}
