// SPDX-License-Identifier: Apache-2.0
// ISO 8601 times by the C library's calendar, and address blocks by its
// addresses.
#define _DEFAULT_SOURCE // timegm
#include "ref_scalar.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static bool digits_at(const char **at, int count, int *ret_number) {
    int number = 0;
    for (int i = 0; i < count; i++) {
        if ((*at)[i] < '0' || (*at)[i] > '9') {
            return false;
        }
        number = number * 10 + ((*at)[i] - '0');
    }
    *at += count;
    *ret_number = number;
    return true;
}

static bool skip(const char **at, const char *any_of) {
    if (**at == '\0' || strchr(any_of, **at) == NULL) {
        return false;
    }
    ++*at;
    return true;
}

// Z, UTC, an offset, or nothing; in seconds east of UTC.
static bool read_zone(const char **at, int *ret_east) {
    int hours;
    int minutes = 0;
    *ret_east = 0;
    if (skip(at, "Zz")) {
        return true;
    }
    while (**at == ' ') {
        ++*at;
    }
    if (strncmp(*at, "UTC", 3) == 0) {
        *at += 3;
        return true;
    }
    if (**at != '+' && **at != '-') {
        return true;
    }
    int sign = *(*at)++ == '-' ? -1 : 1;
    if (!digits_at(at, 2, &hours)) {
        return false;
    }
    if (skip(at, ":") || **at != '\0') {
        if (!digits_at(at, 2, &minutes)) {
            return false;
        }
    }
    *ret_east = sign * (hours * 3600 + minutes * 60);
    return hours < 24 && minutes < 60;
}

static void read_fraction(const char **at, int64_t *ret_nanoseconds) {
    int64_t unit = 100000000;
    *ret_nanoseconds = 0;
    for (; **at >= '0' && **at <= '9'; ++*at) {
        *ret_nanoseconds += (**at - '0') * unit;
        unit /= 10;
    }
}

static bool read_clock(const char **at, struct tm *tm, int64_t *ret_fraction) {
    if (!digits_at(at, 2, &tm->tm_hour) || !skip(at, ":") || !digits_at(at, 2, &tm->tm_min)) {
        return false;
    }
    if (skip(at, ":")) {
        if (!digits_at(at, 2, &tm->tm_sec)) {
            return false;
        }
        if (skip(at, ".,")) {
            if (**at < '0' || **at > '9') {
                return false;
            }
            read_fraction(at, ret_fraction);
        }
    }
    return tm->tm_hour < 24 && tm->tm_min < 60 && tm->tm_sec < 60;
}

bool time_read(struct slice text, int64_t *ret_nanoseconds) {
    char copy[64];
    struct tm tm = {0};
    int64_t fraction = 0;
    int east = 0;
    if (text.size == 0 || text.size >= sizeof copy) {
        return false;
    }
    memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    const char *at = copy + strspn(copy, " ");
    if (!digits_at(&at, 4, &tm.tm_year) || !skip(&at, "-") || !digits_at(&at, 2, &tm.tm_mon) || !skip(&at, "-") ||
        !digits_at(&at, 2, &tm.tm_mday)) {
        return false;
    }
    bool has_clock = (*at == 'T' || *at == 't' || *at == ' ') && at[1] >= '0' && at[1] <= '9';
    if (has_clock) {
        at++;
        if (!read_clock(&at, &tm, &fraction) || !read_zone(&at, &east)) {
            return false;
        }
    }
    at += strspn(at, " ");
    struct tm wanted = tm;
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    time_t seconds = timegm(&tm); // changes the day where the month has no such day
    if (*at != '\0' || tm.tm_mon != wanted.tm_mon - 1 || tm.tm_mday != wanted.tm_mday || wanted.tm_year < 1678 ||
        wanted.tm_year > 2261) {
        return false;
    }
    *ret_nanoseconds = ((int64_t)seconds - east) * 1000000000 + fraction;
    return true;
}

struct slice time_write(struct arena *arena, int64_t nanoseconds) {
    char day[32];
    char text[64];
    int64_t fraction = nanoseconds % 1000000000;
    fraction += fraction < 0 ? 1000000000 : 0;
    time_t seconds = (time_t)((nanoseconds - fraction) / 1000000000);
    struct tm tm;
    gmtime_r(&seconds, &tm);
    strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &tm);
    if (fraction == 0) {
        snprintf(text, sizeof text, "%sZ", day);
    } else if (fraction % 1000000 == 0) {
        snprintf(text, sizeof text, "%s.%03dZ", day, (int)(fraction / 1000000));
    } else if (fraction % 1000 == 0) {
        snprintf(text, sizeof text, "%s.%06dZ", day, (int)(fraction / 1000));
    } else {
        snprintf(text, sizeof text, "%s.%09dZ", day, (int)fraction);
    }
    return arena_copy(arena, slice_from_string(text));
}

// ---------------------------------------------------------------------------
// Addresses

struct bits {
    unsigned char bytes[16];
    int count;
};

static bool address_read(const char *text, struct bits *ret_bits) {
    if (inet_pton(AF_INET, text, ret_bits->bytes) == 1) {
        ret_bits->count = 32;
        return true;
    }
    ret_bits->count = 128;
    return inet_pton(AF_INET6, text, ret_bits->bytes) == 1;
}

static int bit(const struct bits *bits, int at) {
    return bits->bytes[at / 8] >> (7 - at % 8) & 1;
}

bool network_holds(struct slice block, bool single, struct slice text, bool *ret_inside) {
    char copy[128];
    struct bits network;
    struct bits address;
    if (block.size >= sizeof copy) {
        return false;
    }
    memcpy(copy, block.data, block.size);
    copy[block.size] = '\0';
    char *slash = strchr(copy, '/');
    if ((slash == NULL && !single) || (slash != NULL && strspn(slash + 1, "0123456789") == 0)) {
        return false;
    }
    int prefix = 0;
    if (slash != NULL) {
        char *end;
        *slash = '\0';
        long written = strtol(slash + 1, &end, 10);
        if (*end != '\0' || written > 128) {
            return false;
        }
        prefix = (int)written;
    }
    if (!address_read(copy, &network) || prefix > network.count) {
        return false;
    }
    prefix = slash == NULL ? network.count : prefix;
    char other[128];
    if (text.size >= sizeof other) {
        *ret_inside = false;
        return true;
    }
    memcpy(other, text.data, text.size);
    other[text.size] = '\0';
    *ret_inside = strlen(other) == text.size && address_read(other, &address) && address.count == network.count;
    for (int i = 0; *ret_inside && i < prefix; i++) {
        *ret_inside = bit(&network, i) == bit(&address, i);
    }
    return true;
}
