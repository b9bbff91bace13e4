// SPDX-License-Identifier: Apache-2.0
#include "input/members.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

// What libarchive decoded of one block is lost where the block turns out to be
// damaged, so blocks are small.
enum { BLOCK_SIZE = 512 };

struct members {
    struct archive *archive;
    struct archive_entry *entry; // the archive's
    carl_read_fn read;
    void *user;
    enum carl_status status;
    uint64_t offset; // of the next block
    bool damaged;    // the file, or what comes after it
    bool lost;       // what comes after it
    char block[BLOCK_SIZE];
};

static la_ssize_t read_block(struct archive *archive, void *user, const void **ret_block) {
    struct members *members = user;
    size_t size = 0;
    members->status = members->read(members->user, members->block, BLOCK_SIZE, &size);
    if (members->status != CARL_OK) {
        archive_set_error(archive, EIO, "cannot be read");
        return -1;
    }
    members->offset += size;
    *ret_block = members->block;
    return (la_ssize_t)size;
}

enum carl_status members_open(carl_read_fn read, void *user, struct members **ret_members) {
    struct members *members = calloc(1, sizeof *members);
    if (members == NULL) {
        return CARL_ERROR_MEMORY;
    }
    members->read = read;
    members->user = user;
    members->archive = archive_read_new();
    if (members->archive == NULL || archive_read_support_format_zip_streamable(members->archive) != ARCHIVE_OK ||
        archive_read_support_format_tar(members->archive) != ARCHIVE_OK) {
        members_close(members);
        return CARL_ERROR_MEMORY;
    }
    members->lost = archive_read_open(members->archive, members, NULL, read_block, NULL) < ARCHIVE_WARN;
    members->damaged = members->lost;
    *ret_members = members;
    return CARL_OK;
}

void members_close(struct members *members) {
    if (members != NULL) {
        (void)archive_read_free(members->archive);
        free(members);
    }
}

static enum members_result fail(struct members *members, int result) {
    if (members->status != CARL_OK || archive_errno(members->archive) == ENOMEM) {
        members->status = members->status == CARL_OK ? CARL_ERROR_MEMORY : members->status;
        return MEMBERS_FAILED;
    }
    members->damaged = true;
    members->lost = result == ARCHIVE_FATAL;
    return MEMBERS_LOST;
}

// AppleDouble files, which hold what macOS knows of others.
static bool is_apple_double(const char *path) {
    const char *name = strrchr(path, '/');
    name = name == NULL ? path : name + 1;
    return strncmp(path, "__MACOSX/", 9) == 0 || strncmp(name, "._", 2) == 0;
}

static bool is_wanted(const struct members *members) {
    return archive_entry_filetype(members->entry) == AE_IFREG && archive_entry_hardlink(members->entry) == NULL &&
           !is_apple_double(members_path(members));
}

// Reads what comes after the last member, which an archive may have, so that
// damage there is found however the bytes come.
static enum members_result read_rest(struct members *members) {
    size_t size;
    do {
        size = 0;
        members->status = members->read(members->user, members->block, BLOCK_SIZE, &size);
    } while (members->status == CARL_OK && size > 0);
    return members->status == CARL_OK ? MEMBERS_END : MEMBERS_FAILED;
}

enum members_result members_next(struct members *members) {
    if (members->lost || members->status != CARL_OK) {
        members->damaged = members->damaged && members->entry == NULL;
        return members->status == CARL_OK ? MEMBERS_LOST : MEMBERS_FAILED;
    }
    for (;;) {
        members->damaged = false;
        int result = archive_read_next_header(members->archive, &members->entry);
        if (result == ARCHIVE_EOF) {
            return read_rest(members);
        }
        if (result < ARCHIVE_WARN) {
            return fail(members, ARCHIVE_FATAL);
        }
        if (is_wanted(members)) {
            return archive_entry_is_data_encrypted(members->entry) != 0 ? MEMBERS_ENCRYPTED : MEMBERS_FILE;
        }
    }
}

const char *members_path(const struct members *members) {
    const char *path = archive_entry_pathname_utf8(members->entry);
    path = path == NULL ? archive_entry_pathname(members->entry) : path;
    return path == NULL ? "(a member without a name)" : path;
}

enum carl_status members_read(void *user, char *buffer, size_t size, size_t *ret_size) {
    struct members *members = user;
    la_ssize_t got = archive_read_data(members->archive, buffer, size);
    if (got < 0) {
        return fail(members, (int)got) == MEMBERS_FAILED ? members->status : CARL_ERROR_INPUT;
    }
    *ret_size = (size_t)got;
    return CARL_OK;
}

const char *members_damage(const struct members *members, uint64_t *ret_offset) {
    *ret_offset = members->offset;
    if (!members->damaged) {
        return NULL;
    }
    const char *reason = archive_error_string(members->archive);
    return reason == NULL ? "the archive is damaged" : reason;
}

enum carl_status members_status(const struct members *members) {
    return members->status;
}
