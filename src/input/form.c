// SPDX-License-Identifier: Apache-2.0
#include "input/form.h"

enum {
    TAR_HEADER_SIZE = 512,
    TAR_SUM_AT = 148, // eight bytes, the sum of all others and eight blanks in octal
    TAR_SUM_SIZE = 8,
};

// Forms that are known but not read.
static const struct {
    struct slice magic;
    const char *name;
    const char *help;
} foreign_forms[] = {
    {SLICE_INIT("ElfFile\0"), "a Windows event log (EVTX)",
     "convert it first: evtx_dump -o jsonl FILE | carl run ... -"},
    {SLICE_INIT("7z\xBC\xAF\x27\x1C"), "a 7-Zip archive", "unpack it first, or pack it as zip or tar"},
    {SLICE_INIT("Rar!\x1A\x07"), "a RAR archive", "unpack it first, or pack it as zip or tar"},
    {SLICE_INIT("\x04\x22\x4D\x18"), "lz4-compressed", "try: lz4 -dc FILE | carl run ... -"},
    {SLICE_INIT("PAR1"), "a Parquet file", "convert it to lines of JSON first"},
    {SLICE_INIT("SQLite format 3\0"), "an SQLite database", "export its records as lines of JSON first"},
};

static const struct codec *const codecs[] = {&codec_gzip, &codec_zstd, &codec_xz, &codec_bzip2};

static bool begins_text(unsigned char byte) {
    return byte == '{' || byte == '[' || byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static bool is_zip(struct slice bytes) {
    return slice_starts_with(bytes, SLICE("PK\x03\x04")) || slice_starts_with(bytes, SLICE("PK\x05\x06")) ||
           slice_starts_with(bytes, SLICE("PK\x07\x08PK\x03\x04")) || slice_starts_with(bytes, SLICE("PK00PK\x03\x04"));
}

static bool is_tar(struct slice bytes) {
    unsigned sum = 0;
    unsigned expected = 0;
    if (bytes.size < TAR_HEADER_SIZE) {
        return false;
    }
    for (size_t i = 0; i < TAR_HEADER_SIZE; i++) {
        bool blank = i >= TAR_SUM_AT && i < TAR_SUM_AT + TAR_SUM_SIZE;
        sum += blank ? ' ' : (unsigned char)bytes.data[i];
    }
    for (size_t i = TAR_SUM_AT; i < TAR_SUM_AT + TAR_SUM_SIZE; i++) {
        char c = bytes.data[i];
        if (c >= '0' && c <= '7') {
            expected = expected * 8 + (unsigned)(c - '0');
        } else if (c != ' ' || expected > 0) {
            break;
        }
    }
    return sum == expected && sum > TAR_SUM_SIZE * ' ';
}

static bool is_bzip2(struct slice bytes) {
    return bytes.size >= 10 && bytes.data[3] >= '1' && bytes.data[3] <= '9' &&
           (memcmp(bytes.data + 4, "1AY&SY", 6) == 0 || memcmp(bytes.data + 4, "\x17\x72\x45\x38\x50\x90", 6) == 0);
}

static const struct codec *find_codec(struct slice bytes) {
    for (size_t i = 0; i < sizeof codecs / sizeof *codecs; i++) {
        if (slice_starts_with(bytes, codecs[i]->magic) && (codecs[i] != &codec_bzip2 || is_bzip2(bytes))) {
            return codecs[i];
        }
    }
    // zstd's streams may begin with a frame that holds no data.
    bool skipped = bytes.size >= 4 && ((unsigned char)bytes.data[0] & 0xF0) == 0x50;
    return skipped && memcmp(bytes.data + 1, "\x2A\x4D\x18", 3) == 0 ? &codec_zstd : NULL;
}

static bool find_utf16(struct slice bytes, struct form *ret_form) {
    if (bytes.size < 2) {
        return false;
    }
    unsigned char first = (unsigned char)bytes.data[0];
    unsigned char second = (unsigned char)bytes.data[1];
    if ((first == 0xFF && second == 0xFE) || (first == 0xFE && second == 0xFF)) {
        *ret_form = (struct form){.kind = first == 0xFF ? FORM_UTF16 : FORM_UTF16_BE, .mark = 2};
        return true;
    }
    if ((begins_text(first) && second == 0) || (first == 0 && begins_text(second))) {
        *ret_form = (struct form){.kind = first == 0 ? FORM_UTF16_BE : FORM_UTF16};
        return true;
    }
    return false;
}

// Whether a zero byte is beside each of the first two characters of a text that
// does not begin as JSON does. `zero`: 0 where it comes first, else 1.
static bool has_zeros(struct slice bytes, size_t zero) {
    for (size_t i = 0; i < 4; i += 2) {
        unsigned char byte = bytes.size < 4 ? 0 : (unsigned char)bytes.data[i + 1 - zero];
        bool text = begins_text(byte) || byte == 0x1E || (byte > ' ' && byte < 0x7F);
        if (!text || bytes.data[i + zero] != '\0') {
            return false;
        }
    }
    return true;
}

// What begins as no text of JSON does.
static struct form judge(struct slice bytes) {
    const struct codec *codec = find_codec(bytes);
    if (codec != NULL) {
        return (struct form){.kind = FORM_COMPRESSED, .codec = codec};
    }
    if (is_zip(bytes) || is_tar(bytes)) {
        return (struct form){.kind = FORM_ARCHIVE, .zip = is_zip(bytes)};
    }
    if (has_zeros(bytes, 0) || has_zeros(bytes, 1)) {
        return (struct form){.kind = has_zeros(bytes, 1) ? FORM_UTF16 : FORM_UTF16_BE};
    }
    for (size_t i = 0; i < sizeof foreign_forms / sizeof *foreign_forms; i++) {
        if (slice_starts_with(bytes, foreign_forms[i].magic)) {
            return (struct form){.kind = FORM_FOREIGN, .foreign = foreign_forms[i].name, .help = foreign_forms[i].help};
        }
    }
    if (bytes.size > 0 && memchr(bytes.data, '\0', bytes.size) != NULL) {
        return (struct form){.kind = FORM_FOREIGN, .foreign = "no text"};
    }
    return (struct form){.kind = FORM_TEXT};
}

enum carl_status form_detect(struct lookahead *stream, struct form *ret_form) {
    enum { MARK_SIZE = 3 };
    enum carl_status status = lookahead_fill(stream, 2);
    struct slice bytes = lookahead_bytes(stream);
    if (status != CARL_OK || find_utf16(bytes, ret_form)) {
        return status;
    }
    if (bytes.size > 0 && begins_text((unsigned char)bytes.data[0]) && !is_tar(bytes)) {
        *ret_form = (struct form){.kind = FORM_TEXT};
        return CARL_OK;
    }
    status = lookahead_fill(stream, MARK_SIZE);
    if (status == CARL_OK && slice_starts_with(lookahead_bytes(stream), SLICE("\xEF\xBB\xBF"))) {
        *ret_form = (struct form){.kind = FORM_TEXT, .mark = MARK_SIZE};
        return CARL_OK;
    }
    if (status == CARL_OK) {
        status = lookahead_fill(stream, TAR_HEADER_SIZE);
    }
    if (status == CARL_OK) {
        // Not more, so that it does not depend on how the bytes come.
        bytes = lookahead_bytes(stream);
        *ret_form = judge(slice_sub(bytes, 0, bytes.size < TAR_HEADER_SIZE ? bytes.size : TAR_HEADER_SIZE));
    }
    return status;
}
