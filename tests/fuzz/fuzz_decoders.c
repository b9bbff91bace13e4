// SPDX-License-Identifier: Apache-2.0
// Holds the scanner and jansson equal: each line is read by a decoder of either
// kind, and by scanners with every kernel; verdict, error, slots and all that is
// asked of them must be the same.
#include "event/decode.h"
#include "event/scan.h"
#include "target.h"

struct side {
    struct arena scratch;
    struct decoder *decoder;
    const struct slot *slots;
    struct text values;
};

struct target {
    struct arena arena;
    struct want_tree tree;
    struct side fast;
    struct side strict;
    struct scanner *scanners[KERNEL_COUNT];
    struct slot *slots; // for the scanners
};

// A path is written "a/b": exact keys; "~a": folded; "*": any.
static void add_path(struct want_tree *tree, const char *path) {
    struct want_step steps[4];
    size_t count = 0;
    for (const char *at = path; *at != '\0'; count++) {
        size_t size = strcspn(at, "/");
        size_t mark = *at == '~' ? 1 : 0;
        steps[count].match = mark == 1 ? WANT_FOLDED : size == 1 && *at == '*' ? WANT_ANY : WANT_EXACT;
        steps[count].name = slice_make(at + mark, size - mark);
        at += size + (at[size] == '/' ? 1 : 0);
    }
    (void)want_add(tree, steps, count);
}

static void create_side(struct target *target, struct side *side, bool strict) {
    arena_init(&side->scratch);
    text_init(&side->values);
    REQUIRE(decoder_create(&target->tree, &side->scratch, strict, &side->decoder) == CARL_OK);
}

static void create(struct target *target) {
    static const char *const paths[] = {
        "",
        "a",
        "a/b",
        "a/b/c",
        "~a",
        "~a/b",
        "a/~b",
        "*/b",
        "u/*",
        "u/*/b",
        "EventID",
        "Image",
        "ParentCommandLine",
        "~event_code",
        "~Image",
        "Event/System/EventID",
        "Event/EventData/Image",
        "Event/UserData/*/Image",
        "winlog/event_data/Image",
        "\xc3\xa9",
        "~\xc3\x89",
    };
    arena_init(&target->arena);
    want_init(&target->tree, &target->arena);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        add_path(&target->tree, paths[i]);
    }
    create_side(target, &target->fast, false);
    create_side(target, &target->strict, true);
    for (unsigned i = 0; i < KERNEL_COUNT; i++) {
        const struct kernel *kernel = kernel_get((enum kernel_kind)i);
        if (kernel != NULL) {
            REQUIRE(scanner_create(&target->tree, kernel, &target->scanners[i]) == CARL_OK);
        }
    }
    target->slots = calloc(target->tree.slot_count, sizeof *target->slots);
    REQUIRE(target->slots != NULL);
}

static void compare_slots(struct target *target, const struct slot *a, const struct slot *b, unsigned depth) {
    static const struct slice names[] = {{"b", 1}, {"event_code", 10}, {"c", 1}};
    struct decoder *fast = target->fast.decoder;
    struct decoder *strict = target->strict.decoder;
    REQUIRE(a->type == b->type);
    if (a->type == SLOT_ABSENT || a->type == SLOT_NULL || depth == 4) {
        return;
    }
    struct slice text = decoder_text(fast, a);
    REQUIRE(slice_equal(text, decoder_text(strict, b)));
    if (a->type == SLOT_ARRAY) {
        size_t count = decoder_item_count(fast, a);
        REQUIRE(count == decoder_item_count(strict, b));
        for (size_t i = 0; i < count && i < 8; i++) {
            struct slot item_a = decoder_item(fast, a, i);
            struct slot item_b = decoder_item(strict, b, i);
            compare_slots(target, &item_a, &item_b, depth + 1);
        }
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct slot member_a = decoder_member(fast, a, names[i]);
        struct slot member_b = decoder_member(strict, b, names[i]);
        compare_slots(target, &member_a, &member_b, depth + 1);
    }
}

static enum decode_result read_side(struct side *side, struct slice record, struct decode_error *ret_error) {
    arena_reset(&side->scratch);
    return decoder_read(side->decoder, record, &side->slots, ret_error);
}

// Every kernel leads the scanner to the same verdict and slots.
static void compare_kernels(struct target *target, struct slice record, enum decode_result expected) {
    for (unsigned i = 0; i < KERNEL_COUNT; i++) {
        if (target->scanners[i] == NULL) {
            continue;
        }
        enum scan_result result = scanner_read(target->scanners[i], record, target->slots);
        REQUIRE(result == SCAN_UNSURE || (result == SCAN_READ && expected == DECODE_OK));
        size_t count;
        const size_t *filled = scanner_filled(target->scanners[i], &count);
        for (size_t j = 0; j < count; j++) {
            const struct slot *slot = &target->slots[filled[j]];
            const struct slot *other = &target->fast.slots[filled[j]];
            REQUIRE(
                result == SCAN_UNSURE || other->json != NULL ||
                (slot->type == other->type && slot->raw.data == other->raw.data && slot->raw.size == other->raw.size));
            target->slots[filled[j]] = (struct slot){0};
        }
    }
}

static void read_record(struct target *target, struct slice record) {
    struct decode_error error = {0};
    struct decode_error strict_error = {0};
    enum decode_result result = read_side(&target->fast, record, &error);
    REQUIRE(result == read_side(&target->strict, record, &strict_error));
    compare_kernels(target, record, result);
    if (result != DECODE_OK) {
        REQUIRE(error.column == strict_error.column && error.reason == strict_error.reason);
        return;
    }
    for (size_t i = 0; i < target->tree.slot_count; i++) {
        compare_slots(target, &target->fast.slots[i], &target->strict.slots[i], 0);
    }
    text_reset(&target->fast.values);
    text_reset(&target->strict.values);
    decoder_append_values(target->fast.decoder, &target->fast.values);
    decoder_append_values(target->strict.decoder, &target->strict.values);
    REQUIRE(slice_equal(text_slice(&target->fast.values), text_slice(&target->strict.values)));
    REQUIRE(!arena_failed(&target->fast.scratch));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct target target;
    if (target.arena.blocks == NULL) {
        create(&target);
    }
    struct slice bytes = slice_make((const char *)data, size);
    while (bytes.size > 0) {
        const char *end = memchr(bytes.data, '\n', bytes.size);
        size_t line = end == NULL ? bytes.size : (size_t)(end - bytes.data);
        read_record(&target, slice_sub(bytes, 0, line));
        bytes = end == NULL ? (struct slice){0} : slice_sub(bytes, line + 1, bytes.size);
    }
    // Once more as a record that holds line ends.
    read_record(&target, slice_make((const char *)data, size));
    return 0;
}
