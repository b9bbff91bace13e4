// SPDX-License-Identifier: Apache-2.0
// Day numbers follow Howard Hinnant's "chrono-Compatible Low-Level Date
// Algorithms" (days_from_civil and civil_from_days): years begin in March, so
// that the leap day is the last of its year, and 400 years are one era.
#include "base/time.h"

#include "base/blank.h"

#define NANOSECONDS INT64_C(1000000000)

enum { DAYS_PER_ERA = 146097, EPOCH_DAY = 719468, SECONDS_PER_DAY = 86400 };

struct reader {
    struct slice text;
    size_t at;
};

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static char peek(const struct reader *reader) {
    return reader->at < reader->text.size ? reader->text.data[reader->at] : '\0';
}

static bool take(struct reader *reader, char c) {
    bool found = reader->at < reader->text.size && reader->text.data[reader->at] == c;
    reader->at += found;
    return found;
}

// Exactly `digits` digits, at most `most`.
static inline bool take_number(struct reader *reader, const size_t digits, int most, int *ret_number) {
    const char *at = reader->text.data + reader->at;
    unsigned number = 0;
    if (reader->text.size - reader->at < digits) {
        return false;
    }
    for (size_t i = 0; i < digits; i++) {
        unsigned digit = (unsigned)(unsigned char)at[i] - '0';
        if (digit > 9) {
            return false;
        }
        number = number * 10 + digit;
    }
    reader->at += digits;
    *ret_number = (int)number;
    return (int)number <= most;
}

static bool is_leap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in_month(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

static int64_t day_number(int year, int month, int day) {
    int64_t march_year = month <= 2 ? year - 1 : year;
    int64_t era = march_year / 400;
    int64_t year_of_era = march_year - era * 400;
    int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_PER_ERA + day_of_era - EPOCH_DAY;
}

static bool take_date(struct reader *reader, int64_t *ret_days) {
    int year;
    int month;
    int day;
    if (!take_number(reader, 4, 2261, &year) || year < 1678 || !take(reader, '-') ||
        !take_number(reader, 2, 12, &month) || month == 0 || !take(reader, '-') ||
        !take_number(reader, 2, days_in_month(year, month), &day) || day == 0) {
        return false;
    }
    *ret_days = day_number(year, month, day);
    return true;
}

// The digits of a fraction as nanoseconds; at least one digit.
static bool take_fraction(struct reader *reader, int64_t *ret_nanoseconds) {
    static const int64_t units[] = {1000000000, 100000000, 10000000, 1000000, 100000, 10000, 1000, 100, 10, 1};
    size_t start = reader->at;
    int64_t nanoseconds = 0;
    for (; is_digit(peek(reader)); reader->at++) {
        if (reader->at - start < 9) {
            nanoseconds = nanoseconds * 10 + (reader->text.data[reader->at] - '0');
        }
    }
    size_t digits = reader->at - start;
    *ret_nanoseconds = nanoseconds * units[digits < 9 ? digits : 9];
    return digits > 0;
}

static bool take_clock(struct reader *reader, int64_t *ret_seconds, int64_t *ret_nanoseconds) {
    int hour;
    int minute;
    int second = 0;
    int64_t nanoseconds = 0;
    if (!take_number(reader, 2, 23, &hour) || !take(reader, ':') || !take_number(reader, 2, 59, &minute)) {
        return false;
    }
    if (take(reader, ':')) {
        if (!take_number(reader, 2, 59, &second)) {
            return false;
        }
        if ((take(reader, '.') || take(reader, ',')) && !take_fraction(reader, &nanoseconds)) {
            return false;
        }
    }
    *ret_seconds = (int64_t)hour * 3600 + minute * 60 + second;
    *ret_nanoseconds = nanoseconds;
    return true;
}

// What is to be subtracted from the clock to have UTC.
static bool take_zone(struct reader *reader, int64_t *ret_seconds) {
    while (take(reader, ' ')) {
    }
    *ret_seconds = 0;
    if (take(reader, 'Z') || take(reader, 'z')) {
        return true;
    }
    if (take(reader, 'U')) {
        return take(reader, 'T') && take(reader, 'C');
    }
    bool negative = peek(reader) == '-';
    if (!take(reader, '-') && !take(reader, '+')) {
        return true;
    }
    int hour;
    int minute = 0;
    if (!take_number(reader, 2, 23, &hour)) {
        return false;
    }
    if ((take(reader, ':') || is_digit(peek(reader))) && !take_number(reader, 2, 59, &minute)) {
        return false;
    }
    int64_t seconds = (int64_t)hour * 3600 + minute * 60;
    *ret_seconds = negative ? -seconds : seconds;
    return true;
}

bool time_parse(struct slice text, int64_t *ret_nanoseconds) {
    struct reader reader = {.text = blank_trim_spaces(text)};
    int64_t days;
    int64_t seconds = 0;
    int64_t nanoseconds = 0;
    int64_t zone = 0;
    if (!take_date(&reader, &days)) {
        return false;
    }
    if (take(&reader, 'T') || take(&reader, 't') || take(&reader, ' ')) {
        if (!take_clock(&reader, &seconds, &nanoseconds) || !take_zone(&reader, &zone)) {
            return false;
        }
    }
    if (reader.at != reader.text.size) {
        return false;
    }
    *ret_nanoseconds = (days * SECONDS_PER_DAY + seconds - zone) * NANOSECONDS + nanoseconds;
    return true;
}

// Counts below `limit`, and not below that of the unit before, are of this unit.
struct epoch_unit {
    int64_t limit;
    int64_t nanoseconds; // of one; 0: no time is counted like this
    int64_t start;       // where counting begins, in units since 1970
};

static const struct epoch_unit epoch_units[] = {
    {INT64_C(100000000), 0, 0},
    {INT64_C(100000000000), NANOSECONDS, 0},
    {INT64_C(100000000000000), 1000000, 0},
    {INT64_C(100000000000000000), 1000, 0},
    {INT64_C(116000000000000000), 0, 0},
    {INT64_C(160000000000000000), 100, INT64_C(-116444736000000000)},
    {INT64_C(1000000000000000000), 0, 0},
    {INT64_MAX, 1, 0},
};

bool time_parse_epoch(struct slice text, int64_t *ret_nanoseconds) {
    struct reader reader = {.text = blank_trim_spaces(text)};
    int64_t count = 0;
    int64_t fraction = 0; // of one, in billionths
    for (; is_digit(peek(&reader)); reader.at++) {
        if (count > INT64_MAX / 10 - 1) {
            return false;
        }
        count = count * 10 + (reader.text.data[reader.at] - '0');
    }
    if (take(&reader, '.') && !take_fraction(&reader, &fraction)) {
        return false;
    }
    if (take(&reader, ':')) {
        while (is_digit(peek(&reader))) {
            reader.at++;
        }
    }
    const struct epoch_unit *unit = epoch_units;
    while (count >= unit->limit && unit->limit != INT64_MAX) {
        unit++;
    }
    if (reader.at != reader.text.size || unit->nanoseconds == 0) {
        return false;
    }
    *ret_nanoseconds = (count + unit->start) * unit->nanoseconds + fraction / (NANOSECONDS / unit->nanoseconds);
    return true;
}

static void append_padded(struct text *out, int64_t number, size_t digits) {
    char buffer[9];
    for (size_t i = digits; i > 0; i--) {
        buffer[i - 1] = (char)('0' + number % 10);
        number /= 10;
    }
    text_append(out, slice_make(buffer, digits));
}

static void append_date(struct text *out, int64_t days) {
    days += EPOCH_DAY; // positive: 64 bits of nanoseconds begin in 1677
    int64_t era = days / DAYS_PER_ERA;
    int64_t day_of_era = days - era * DAYS_PER_ERA;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t march_month = (5 * day_of_year + 2) / 153;
    int64_t month = march_month < 10 ? march_month + 3 : march_month - 9;
    append_padded(out, year_of_era + era * 400 + (month <= 2), 4);
    text_append_char(out, '-');
    append_padded(out, month, 2);
    text_append_char(out, '-');
    append_padded(out, day_of_year - (153 * march_month + 2) / 5 + 1, 2);
}

static void append_fraction(struct text *out, int64_t nanoseconds) {
    if (nanoseconds == 0) {
        return;
    }
    text_append_char(out, '.');
    if (nanoseconds % 1000000 == 0) {
        append_padded(out, nanoseconds / 1000000, 3);
    } else if (nanoseconds % 1000 == 0) {
        append_padded(out, nanoseconds / 1000, 6);
    } else {
        append_padded(out, nanoseconds, 9);
    }
}

void time_append(struct text *out, int64_t nanoseconds) {
    int64_t seconds = nanoseconds / NANOSECONDS;
    int64_t fraction = nanoseconds % NANOSECONDS;
    if (fraction < 0) {
        fraction += NANOSECONDS;
        seconds--;
    }
    int64_t days = seconds / SECONDS_PER_DAY;
    int64_t clock = seconds % SECONDS_PER_DAY;
    if (clock < 0) {
        clock += SECONDS_PER_DAY;
        days--;
    }
    append_date(out, days);
    text_append_char(out, 'T');
    append_padded(out, clock / 3600, 2);
    text_append_char(out, ':');
    append_padded(out, clock / 60 % 60, 2);
    text_append_char(out, ':');
    append_padded(out, clock % 60, 2);
    append_fraction(out, fraction);
    text_append_char(out, 'Z');
}
