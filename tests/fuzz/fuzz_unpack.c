// SPDX-License-Identifier: Apache-2.0
// Unpacks a stream: compressed, an archive, or text in any encoding. What comes
// of it, where it is sound, does not depend on how it is read; reading on after
// the end, or after a problem, gives the same again.
#include "target.h"

#include "input/unpack.h"

#include <string.h>

enum { MOST_TEXT = 1 << 22 };

struct run {
    struct slice left;
    size_t piece;
    size_t room;
    struct text texts; // all, with their names
    size_t problems;
};

static enum carl_status read_bytes(void *user, char *buffer, size_t size, size_t *ret_size) {
    struct run *run = user;
    size = size < run->piece ? size : run->piece;
    size = size < run->left.size ? size : run->left.size;
    if (size > 0) {
        memcpy(buffer, run->left.data, size);
    }
    run->left = slice_sub(run->left, size, run->left.size);
    *ret_size = size;
    return CARL_OK;
}

static enum carl_status on_text(void *user, const struct unpack_text *text) {
    struct run *run = user;
    char buffer[1 << 12];
    size_t size;
    enum carl_status status;
    text_append_string(&run->texts, text->name);
    text_append_char(&run->texts, '\n');
    while ((status = text->read(text->user, buffer, run->room, &size)) == CARL_OK && size > 0) {
        REQUIRE(size <= run->room);
        text_append(&run->texts, slice_make(buffer, size));
        if (run->texts.size > MOST_TEXT) {
            return CARL_ERROR_STOPPED;
        }
    }
    enum carl_status again = text->read(text->user, buffer, run->room, &size);
    REQUIRE(status == CARL_OK ? again == CARL_OK && size == 0 : again != CARL_OK);
    return status;
}

static void on_problem(void *user, const struct carl_problem *problem) {
    struct run *run = user;
    REQUIRE(problem->reason != NULL && strncmp(problem->file, "fuzz", 4) == 0);
    run->problems++;
}

static enum carl_status unpack_bytes(struct slice bytes, size_t piece, size_t room, struct run *run) {
    const struct unpack_sink sink = {.on_text = on_text, .on_problem = on_problem, .user = run};
    *run = (struct run){.left = bytes, .piece = piece, .room = room};
    text_init(&run->texts);
    enum carl_status status = unpack(&sink, "fuzz", read_bytes, run);
    REQUIRE(status == CARL_OK || status == CARL_ERROR_INPUT || status == CARL_ERROR_STOPPED);
    REQUIRE(status == CARL_ERROR_STOPPED || (status == CARL_ERROR_INPUT) == (run->problems > 0));
    REQUIRE(!run->texts.failed);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct slice bytes = slice_make(data == NULL ? "" : (const char *)data, size);
    struct run whole;
    struct run pieces;
    enum carl_status status = unpack_bytes(bytes, SIZE_MAX, 4096, &whole);
    enum carl_status other = unpack_bytes(bytes, 7, 61, &pieces);
    if (status != CARL_ERROR_STOPPED && other != CARL_ERROR_STOPPED) {
        // How much comes of what turns out to be damaged may depend on it.
        REQUIRE((whole.problems > 0) == (pieces.problems > 0));
        REQUIRE(whole.problems > 0 || slice_equal(text_slice(&whole.texts), text_slice(&pieces.texts)));
    }
    text_finish(&whole.texts);
    text_finish(&pieces.texts);
    return 0;
}
