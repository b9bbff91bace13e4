// SPDX-License-Identifier: Apache-2.0
#include "pack.h"

#include <archive.h>
#include <archive_entry.h>
#include <bzlib.h>
#include <lzma.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

enum { ROOM = 1 << 16 };

static void require(bool holds) {
    if (!holds) {
        abort();
    }
}

static size_t pack_gzip(struct slice text, char *out) {
    z_stream stream = {0};
    require(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) == Z_OK);
    stream.next_in = (z_const Bytef *)(uintptr_t)text.data;
    stream.avail_in = (uInt)text.size;
    stream.next_out = (Bytef *)out;
    stream.avail_out = ROOM;
    require(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    size_t size = stream.total_out;
    (void)deflateEnd(&stream);
    return size;
}

static size_t pack_zstd(struct slice text, char *out) {
    ZSTD_CCtx *context = ZSTD_createCCtx();
    require(context != NULL && ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)) == 0);
    size_t size = ZSTD_compress2(context, out, ROOM, text.data, text.size);
    require(ZSTD_isError(size) == 0);
    (void)ZSTD_freeCCtx(context);
    return size;
}

static size_t pack_xz(struct slice text, char *out) {
    size_t size = 0;
    require(lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, NULL, (const uint8_t *)text.data, text.size, (uint8_t *)out,
                                    &size, ROOM) == LZMA_OK);
    return size;
}

static size_t pack_bzip2(struct slice text, char *out) {
    unsigned size = ROOM;
    require(BZ2_bzBuffToBuffCompress(out, &size, (char *)(uintptr_t)text.data, (unsigned)text.size, 9, 0, 0) == BZ_OK);
    return size;
}

static void add_member(struct archive *archive, const char *path, unsigned type, struct slice data) {
    struct archive_entry *entry = archive_entry_new();
    require(entry != NULL);
    archive_entry_set_pathname(entry, path);
    archive_entry_set_filetype(entry, type);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, (la_int64_t)data.size);
    require(archive_write_header(archive, entry) == ARCHIVE_OK);
    require(archive_write_data(archive, data.data, data.size) == (la_ssize_t)data.size);
    archive_entry_free(entry);
}

static size_t pack_archive(enum packing packing, struct slice text, char *out) {
    struct archive *archive = archive_write_new();
    size_t half = pack_half(text);
    size_t size = 0;
    require(archive != NULL);
    require((packing == PACK_TAR ? archive_write_set_format_ustar(archive) : archive_write_set_format_zip(archive)) ==
            ARCHIVE_OK);
    require(packing != PACK_ZIP_STORED || archive_write_zip_set_compression_store(archive) == ARCHIVE_OK);
    require(archive_write_open_memory(archive, out, ROOM, &size) == ARCHIVE_OK);
    add_member(archive, "first", AE_IFREG, slice_sub(text, 0, half));
    add_member(archive, "folder/", AE_IFDIR, slice_make("", 0));
    add_member(archive, "folder/._second", AE_IFREG, SLICE("\0\5\26\7"));
    add_member(archive, "folder/second", AE_IFREG, slice_sub(text, half, text.size));
    require(archive_write_close(archive) == ARCHIVE_OK);
    (void)archive_write_free(archive);
    return size;
}

size_t pack_half(struct slice text) {
    const char *end = memchr(text.data + text.size / 2, '\n', text.size - text.size / 2);
    require(end != NULL);
    return (size_t)(end - text.data) + 1;
}

void pack(enum packing packing, struct slice text, struct text *out) {
    require(text_reserve(out, ROOM));
    char *room = out->data + out->size;
    switch (packing) {
    case PACK_GZIP:
        out->size += pack_gzip(text, room);
        break;
    case PACK_ZSTD:
        out->size += pack_zstd(text, room);
        break;
    case PACK_XZ:
        out->size += pack_xz(text, room);
        break;
    case PACK_BZIP2:
        out->size += pack_bzip2(text, room);
        break;
    default:
        out->size += pack_archive(packing, text, room);
    }
}
