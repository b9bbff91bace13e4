// SPDX-License-Identifier: Apache-2.0
// What is packed comes out whole, however it is read; where it breaks off or is
// corrupt, what comes before, and one problem.
#include "test_support.h"

#include "input/unpack.h"
#include "pack.h"

#include <stdlib.h>
#include <string.h>

// What came of a stream: texts, one behind the other, and problems.
struct seen {
    struct text texts;
    struct text names;
    size_t problems;
    struct carl_problem problem; // the last; only what lives on
    size_t room;                 // of each read
};

struct bytes {
    struct slice left;
    size_t piece;
};

static enum carl_status read_bytes(void *user, char *buffer, size_t size, size_t *ret_size) {
    struct bytes *bytes = user;
    size = size < bytes->piece ? size : bytes->piece;
    size = size < bytes->left.size ? size : bytes->left.size;
    if (size > 0) {
        memcpy(buffer, bytes->left.data, size);
    }
    bytes->left = slice_sub(bytes->left, size, bytes->left.size);
    *ret_size = size;
    return CARL_OK;
}

static enum carl_status on_text(void *user, const struct unpack_text *text) {
    struct seen *seen = user;
    char buffer[1 << 12];
    size_t size;
    enum carl_status status;
    text_append_string(&seen->names, text->name);
    text_append_char(&seen->names, '\n');
    while ((status = text->read(text->user, buffer, seen->room, &size)) == CARL_OK && size > 0) {
        assert_true(size <= seen->room);
        text_append(&seen->texts, slice_make(buffer, size));
    }
    return status;
}

static void on_problem(void *user, const struct carl_problem *problem) {
    struct seen *seen = user;
    assert_non_null(problem->reason);
    seen->problems++;
    seen->problem = (struct carl_problem){.kind = problem->kind, .offset = problem->offset};
}

static enum carl_status unpack_bytes(struct slice packed, size_t piece, size_t room, struct seen *seen) {
    struct bytes bytes = {packed, piece};
    const struct unpack_sink sink = {.on_text = on_text, .on_problem = on_problem, .user = seen};
    *seen = (struct seen){.room = room};
    text_init(&seen->texts);
    text_init(&seen->names);
    enum carl_status status = unpack(&sink, "n", read_bytes, &bytes);
    assert_int_equal(status == CARL_ERROR_INPUT, seen->problems > 0);
    return status;
}

static void forget(struct seen *seen) {
    text_finish(&seen->texts);
    text_finish(&seen->names);
}

// Lines that do not compress to nothing.
static void make_text(struct text *text, size_t lines) {
    uint32_t state = 1;
    text_init(text);
    for (size_t i = 0; i < lines; i++) {
        text_append_string(text, "{\"a\":");
        text_append_unsigned(text, state);
        text_append_string(text, "}\n");
        state = state * 1664525 + 1013904223;
    }
}

static const size_t pieces[] = {1, 7, 511, SIZE_MAX};

static void unpacks_all(void **state) {
    (void)state;
    struct text text;
    make_text(&text, 200);
    for (int packing = 0; packing < PACK_COUNT; packing++) {
        struct text packed;
        text_init(&packed);
        pack((enum packing)packing, text_slice(&text), &packed);
        for (size_t i = 0; i < COUNT_OF(pieces); i++) {
            for (size_t room = 5; room <= 4096; room *= 9) {
                struct seen seen;
                assert_int_equal(unpack_bytes(text_slice(&packed), pieces[i], room, &seen), CARL_OK);
                assert_true(slice_equal(text_slice(&seen.texts), text_slice(&text)));
                struct slice names = packing >= PACK_ZIP ? SLICE("n/first\nn/folder/second\n") : SLICE("n\n");
                assert_true(slice_equal(text_slice(&seen.names), names));
                forget(&seen);
            }
        }
        text_finish(&packed);
    }
    text_finish(&text);
}

// Every format in every other, and in itself.
static void unpacks_what_is_in_another(void **state) {
    (void)state;
    struct text text;
    make_text(&text, 50);
    for (int inner = 0; inner < PACK_COUNT; inner++) {
        for (int outer = 0; outer < PACK_ZIP; outer++) {
            struct text once;
            struct text twice;
            struct seen seen;
            text_init(&once);
            text_init(&twice);
            pack((enum packing)inner, text_slice(&text), &once);
            pack((enum packing)outer, text_slice(&once), &twice);
            assert_int_equal(unpack_bytes(text_slice(&twice), SIZE_MAX, 4096, &seen), CARL_OK);
            assert_true(slice_equal(text_slice(&seen.texts), text_slice(&text)));
            forget(&seen);
            text_finish(&once);
            text_finish(&twice);
        }
    }
    text_finish(&text);
}

static void packed_too_many_times(void **state) {
    (void)state;
    struct text text;
    struct seen seen;
    make_text(&text, 2);
    for (int depth = 1; depth <= UNPACK_MOST_DEPTH + 1; depth++) {
        struct text packed;
        text_init(&packed);
        pack(PACK_GZIP, text_slice(&text), &packed);
        text_finish(&text);
        text = packed;
        bool fits = depth <= UNPACK_MOST_DEPTH;
        assert_int_equal(unpack_bytes(text_slice(&text), SIZE_MAX, 4096, &seen), fits ? CARL_OK : CARL_ERROR_INPUT);
        assert_int_equal(seen.problems, fits ? 0 : 1);
        forget(&seen);
    }
    text_finish(&text);
}

// Whether a format shows that it breaks off here.
static bool is_whole(enum packing packing, const struct seen *seen, struct slice text) {
    // What ends a tar archive, or comes behind the members of a zip one, may be missed.
    bool archive = packing >= PACK_ZIP;
    struct slice half = slice_sub(text, 0, pack_half(text));
    struct slice texts = text_slice(&seen->texts);
    return archive && (slice_equal(texts, text) || slice_equal(texts, half) || texts.size == 0);
}

static void breaks_off_anywhere(void **state) {
    (void)state;
    struct text text;
    make_text(&text, 60);
    for (int packing = 0; packing < PACK_COUNT; packing++) {
        struct text packed;
        size_t most = 0;
        text_init(&packed);
        pack((enum packing)packing, text_slice(&text), &packed);
        // Fewer bytes do not tell what it is.
        for (size_t size = packing == PACK_TAR ? 512 : 16; size < packed.size; size++) {
            struct seen seen;
            (void)unpack_bytes(slice_make(packed.data, size), size % 2 == 0 ? SIZE_MAX : 7, 4096, &seen);
            struct slice texts = text_slice(&seen.texts);
            assert_true(texts.size <= text.size &&
                        memcmp(text.data, texts.data == NULL ? "" : texts.data, texts.size) == 0);
            assert_true(texts.size >= most); // more of the stream never gives less
            most = texts.size;
            if (seen.problems != 1 && !is_whole((enum packing)packing, &seen, text_slice(&text))) {
                fail_msg("packing %d, %zu bytes: %zu problems, %zu bytes came", packing, size, seen.problems,
                         texts.size);
            }
            if (seen.problems == 1) {
                assert_int_equal(seen.problem.kind, CARL_PROBLEM_DAMAGED);
                assert_true(seen.problem.offset <= size);
            }
            if (packing < PACK_ZIP) {
                assert_int_equal(seen.problem.offset, size);
            }
            forget(&seen);
        }
        assert_int_equal(most, text.size);
        text_finish(&packed);
    }
    text_finish(&text);
}

// A byte that is wrong is noticed, but for one in what is not read.
static void is_corrupt_anywhere(void **state) {
    (void)state;
    struct text text;
    make_text(&text, 40);
    for (int packing = 0; packing < PACK_COUNT; packing++) {
        struct text packed;
        size_t noticed = 0;
        text_init(&packed);
        pack((enum packing)packing, text_slice(&text), &packed);
        for (size_t at = 0; at < packed.size; at++) {
            struct seen seen;
            packed.data[at] = (char)(packed.data[at] ^ 0x55);
            (void)unpack_bytes(text_slice(&packed), SIZE_MAX, 4096, &seen);
            noticed += seen.problems > 0;
            assert_true(seen.problems <= 2 && seen.texts.size <= 1 << 20);
            forget(&seen);
            packed.data[at] = (char)(packed.data[at] ^ 0x55);
        }
        // A tar archive and zip's headers have little that could be checked.
        assert_true(packing >= PACK_ZIP || noticed > packed.size * 9 / 10);
        text_finish(&packed);
    }
    text_finish(&text);
}

static const struct {
    struct slice input;
    enum carl_problem_kind kind;
    bool problem;
    const char *text;
} forms[] = {
    {SLICE_INIT(""), CARL_PROBLEM_FOREIGN, false, ""},
    {SLICE_INIT("{"), CARL_PROBLEM_FOREIGN, false, "{"},
    {SLICE_INIT("\xEF\xBB\xBF{}"), CARL_PROBLEM_FOREIGN, false, "{}"},
    {SLICE_INIT("\xEF\xBB"), CARL_PROBLEM_FOREIGN, false, "\xEF\xBB"},
    {SLICE_INIT("\xFF\xFE{\0\"\0\xE4\0=\xD8\0\xDE"), CARL_PROBLEM_FOREIGN, false, "{\"\xC3\xA4\xF0\x9F\x98\x80"},
    {SLICE_INIT("\xFE\xFF\0{\0\"\0\xE4\xD8=\xDE\0"), CARL_PROBLEM_FOREIGN, false, "{\"\xC3\xA4\xF0\x9F\x98\x80"},
    {SLICE_INIT("{\0}\0"), CARL_PROBLEM_FOREIGN, false, "{}"},
    {SLICE_INIT("\0{\0}"), CARL_PROBLEM_FOREIGN, false, "{}"},
    {SLICE_INIT("R\0e\0"), CARL_PROBLEM_FOREIGN, false, "Re"},
    {SLICE_INIT("\xFF\xFE{\0\x3D\xD8{\0\0\xDE{"), CARL_PROBLEM_FOREIGN, false,
     "{\xEF\xBF\xBD{\xEF\xBF\xBD\xEF\xBF\xBD"},
    {SLICE_INIT("\xFF\xFE\x3D\xD8"), CARL_PROBLEM_FOREIGN, false, "\xEF\xBF\xBD"},
    {SLICE_INIT("ElfFile\0rest"), CARL_PROBLEM_FOREIGN, true, ""},
    {SLICE_INIT("\x7F"
                "ELF\1\2\0"),
     CARL_PROBLEM_FOREIGN, true, ""},
    {SLICE_INIT("\x1F\x8B\x08rest"), CARL_PROBLEM_DAMAGED, true, ""},
    {SLICE_INIT("\x1F\x8B{}"), CARL_PROBLEM_DAMAGED, false, "\x1F\x8B{}"},
    {SLICE_INIT("BZh{}"), CARL_PROBLEM_DAMAGED, false, "BZh{}"},
    {SLICE_INIT("PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), CARL_PROBLEM_DAMAGED, false, ""},
};

static void tells_forms(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        for (size_t j = 0; j < COUNT_OF(pieces); j++) {
            struct seen seen;
            (void)unpack_bytes(forms[i].input, pieces[j], 4096, &seen);
            if (seen.problems != forms[i].problem ||
                !slice_equal(text_slice(&seen.texts), slice_from_string(forms[i].text))) {
                fail_msg("form %zu: %zu problems, `%.*s`", i, seen.problems, (int)seen.texts.size, seen.texts.data);
            }
            assert_true(seen.problems == 0 || seen.problem.kind == forms[i].kind);
            forget(&seen);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unpacks_all),           cmocka_unit_test(unpacks_what_is_in_another),
        cmocka_unit_test(packed_too_many_times), cmocka_unit_test(breaks_off_anywhere),
        cmocka_unit_test(is_corrupt_anywhere),   cmocka_unit_test(tells_forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
