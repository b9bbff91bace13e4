// SPDX-License-Identifier: Apache-2.0
#include "input/unpack.h"

#include "base/text.h"
#include "input/decompress.h"
#include "input/form.h"
#include "input/lookahead.h"
#include "input/members.h"
#include "input/utf16.h"

#include <stdlib.h>

struct unpacking {
    const struct unpack_sink *sink;
    struct text name; // of what is being read, NUL-terminated
    size_t depth;
};

static enum carl_status unpack_stream(struct unpacking *unpacking, carl_read_fn read, void *user);

static enum carl_status report(const struct unpacking *unpacking, const struct carl_problem *problem) {
    struct carl_problem whole = *problem;
    whole.file = unpacking->name.data;
    unpacking->sink->on_problem(unpacking->sink->user, &whole);
    return CARL_ERROR_INPUT;
}

static enum carl_status report_damage(const struct unpacking *unpacking, uint64_t offset, const char *reason) {
    return report(unpacking, &(struct carl_problem){
                                 .kind = CARL_PROBLEM_DAMAGED,
                                 .offset = offset,
                                 .reason = reason,
                                 .help = "what comes before was read; get the file again, or repair it",
                             });
}

// The worse of two outcomes: one that ends all counts most.
static enum carl_status worse(enum carl_status first, enum carl_status second) {
    return first == CARL_OK || first == CARL_ERROR_INPUT ? (second == CARL_OK ? first : second) : first;
}

static bool ends_all(enum carl_status status) {
    return status != CARL_OK && status != CARL_ERROR_INPUT;
}

// ---------------------------------------------------------------------------
// Names

// Puts `path` behind the name. Returns the size of the name before.
static size_t push_name(struct unpacking *unpacking, const char *path) {
    size_t size = unpacking->name.size;
    unpacking->name.size--;
    text_append_char(&unpacking->name, '/');
    text_append_string(&unpacking->name, path);
    text_append_char(&unpacking->name, '\0');
    return size;
}

static void pop_name(struct unpacking *unpacking, size_t size) {
    unpacking->name.size = size;
    unpacking->name.data[size - 1] = '\0';
}

// ---------------------------------------------------------------------------
// Forms

static enum carl_status give_text(const struct unpacking *unpacking, uint64_t offset, carl_read_fn read, void *user) {
    const struct unpack_text text = {.name = unpacking->name.data, .offset = offset, .read = read, .user = user};
    return unpacking->sink->on_text(unpacking->sink->user, &text);
}

// Whether JSON may begin in the first bytes of a text.
static enum carl_status look_for_json(struct lookahead *stream, bool *ret_found) {
    enum carl_status status = lookahead_fill(stream, LOOKAHEAD_SIZE / 2);
    struct slice bytes = lookahead_bytes(stream);
    if (status == CARL_OK) {
        *ret_found = bytes.size == 0 || memchr(bytes.data, '{', bytes.size) != NULL ||
                     memchr(bytes.data, '[', bytes.size) != NULL;
    }
    return status;
}

static enum carl_status give_utf8(const struct unpacking *unpacking, struct lookahead *stream, size_t mark) {
    bool found = true;
    enum carl_status status = unpacking->sink->sift ? look_for_json(stream, &found) : CARL_OK;
    if (status != CARL_OK) {
        return status;
    }
    if (!found) {
        return report(unpacking, &(struct carl_problem){.kind = CARL_PROBLEM_FOREIGN, .reason = "text without JSON"});
    }
    return give_text(unpacking, mark, lookahead_read, stream);
}

static enum carl_status give_utf16(const struct unpacking *unpacking, struct lookahead *stream, bool big_endian) {
    struct utf16 *utf16 = malloc(sizeof *utf16);
    if (utf16 == NULL) {
        return CARL_ERROR_MEMORY;
    }
    utf16_init(utf16, lookahead_read, stream, big_endian);
    enum carl_status status = give_text(unpacking, 0, utf16_read, utf16);
    free(utf16);
    return status;
}

static enum carl_status unpack_compressed(struct unpacking *unpacking, struct lookahead *stream,
                                          const struct codec *codec) {
    struct decompressor *decompressor;
    uint64_t offset;
    enum carl_status status = decompressor_open(codec, lookahead_read, stream, &decompressor);
    if (status != CARL_OK) {
        return status;
    }
    status = unpack_stream(unpacking, decompressor_read, decompressor);
    const char *damage = decompressor_damage(decompressor, &offset);
    if (damage != NULL && !ends_all(status)) {
        status = report_damage(unpacking, offset, damage);
    }
    decompressor_close(decompressor);
    return status;
}

static enum carl_status unpack_member(struct unpacking *unpacking, struct members *members) {
    uint64_t offset;
    enum carl_status status = unpack_stream(unpacking, members_read, members);
    const char *damage = members_damage(members, &offset);
    if (damage != NULL && !ends_all(status)) {
        status = report_damage(unpacking, offset, damage);
    }
    return status;
}

static enum carl_status unpack_next(struct unpacking *unpacking, struct members *members, enum members_result next) {
    uint64_t offset;
    switch (next) {
    case MEMBERS_FILE:
        return unpack_member(unpacking, members);
    case MEMBERS_ENCRYPTED:
        (void)members_damage(members, &offset);
        return report(unpacking, &(struct carl_problem){.kind = CARL_PROBLEM_ENCRYPTED,
                                                        .offset = offset,
                                                        .reason = "it is encrypted",
                                                        .help = "unpack it first, with its password"});
    default:
        return CARL_OK;
    }
}

static enum carl_status unpack_members(struct unpacking *unpacking, struct members *members) {
    enum carl_status status = CARL_OK;
    uint64_t offset;
    for (;;) {
        enum members_result next = members_next(members);
        const char *damage = members_damage(members, &offset);
        if (next == MEMBERS_END) {
            return status;
        }
        if (next == MEMBERS_FAILED) {
            return worse(status, members_status(members));
        }
        if (next == MEMBERS_LOST) {
            return damage == NULL ? status : worse(status, report_damage(unpacking, offset, damage));
        }
        size_t size = push_name(unpacking, members_path(members));
        status = worse(status, unpacking->name.failed ? CARL_ERROR_MEMORY : unpack_next(unpacking, members, next));
        if (ends_all(status) || members_status(members) != CARL_OK) {
            // Whoever reports that the archive cannot be read on names the member.
            return status;
        }
        pop_name(unpacking, size);
    }
}

static enum carl_status unpack_archive(struct unpacking *unpacking, struct lookahead *stream) {
    struct members *members;
    enum carl_status status = members_open(lookahead_read, stream, &members);
    if (status == CARL_OK) {
        status = unpack_members(unpacking, members);
        members_close(members);
    }
    return status;
}

static enum carl_status unpack_form(struct unpacking *unpacking, struct lookahead *stream, const struct form *form) {
    lookahead_skip(stream, form->mark);
    switch (form->kind) {
    case FORM_TEXT:
        return give_utf8(unpacking, stream, form->mark);
    case FORM_UTF16:
    case FORM_UTF16_BE:
        return give_utf16(unpacking, stream, form->kind == FORM_UTF16_BE);
    case FORM_COMPRESSED:
        return unpack_compressed(unpacking, stream, form->codec);
    case FORM_ARCHIVE:
        return unpack_archive(unpacking, stream);
    case FORM_FOREIGN:
        break;
    }
    return report(unpacking,
                  &(struct carl_problem){.kind = CARL_PROBLEM_FOREIGN, .reason = form->foreign, .help = form->help});
}

static enum carl_status unpack_stream(struct unpacking *unpacking, carl_read_fn read, void *user) {
    struct lookahead *stream = malloc(sizeof *stream);
    struct form form = {0};
    if (stream == NULL) {
        return CARL_ERROR_MEMORY;
    }
    lookahead_init(stream, read, user);
    enum carl_status status = form_detect(stream, &form);
    bool nested = form.kind == FORM_COMPRESSED || form.kind == FORM_ARCHIVE;
    if (status == CARL_OK && nested && unpacking->depth == UNPACK_MOST_DEPTH) {
        status = report(unpacking, &(struct carl_problem){.kind = CARL_PROBLEM_FOREIGN,
                                                          .reason = "packed too many times",
                                                          .help = "unpack it first"});
    } else if (status == CARL_OK) {
        unpacking->depth++;
        status = unpack_form(unpacking, stream, &form);
        unpacking->depth--;
    }
    free(stream);
    return status;
}

enum carl_status unpack(const struct unpack_sink *sink, const char *name, carl_read_fn read, void *user) {
    struct unpacking unpacking = {.sink = sink};
    text_init(&unpacking.name);
    text_append_string(&unpacking.name, name);
    text_append_char(&unpacking.name, '\0');
    enum carl_status status = unpacking.name.failed ? CARL_ERROR_MEMORY : unpack_stream(&unpacking, read, user);
    text_finish(&unpacking.name);
    return status;
}
