// SPDX-License-Identifier: Apache-2.0
// What is odd about a text by itself: escapes, wildcards and leftovers of other
// languages.
#include "lang/check_internal.h"

#include "base/fold.h"
#include "base/utf8.h"

// The span of bytes [start, end) between the quotes.
static struct span inside(const struct checker *checker, const struct expr *string, size_t start, size_t end) {
    size_t offset = (size_t)(string->as.string.raw.data - checker->source->text.data);
    return (struct span){(uint32_t)(offset + start), (uint32_t)(offset + end)};
}

// A text that the parser put together itself has no bytes to point at.
static bool is_in_source(const struct checker *checker, const struct expr *string) {
    struct slice raw = string->as.string.raw;
    struct slice text = checker->source->text;
    return raw.size > 0 && raw.data >= text.data && raw.data + raw.size <= text.data + text.size;
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// ---------------------------------------------------------------------------
// Backslashes

static size_t run_of(struct slice raw, size_t at, char c) {
    size_t end = at;
    while (end < raw.size && raw.data[end] == c) {
        end++;
    }
    return end - at;
}

// Two backslashes that mean one and need not be two: before a quote or at the
// end they do.
static bool is_doubled(struct slice raw, size_t at, size_t run, char quote) {
    return run == 2 && at + run < raw.size && raw.data[at + run] != quote;
}

static size_t count_doubled(struct slice raw, char quote) {
    size_t count = 0;
    for (size_t at = 0; at < raw.size; at++) {
        size_t run = run_of(raw, at, '\\');
        count += is_doubled(raw, at, run, quote);
        at += run > 0 ? run - 1 : 0;
    }
    return count;
}

static void lint_doubled(struct checker *checker, const struct expr *string) {
    struct slice raw = string->as.string.raw;
    char quote = string->as.string.single_quoted ? '\'' : '"';
    size_t count = count_doubled(raw, quote);
    if (count == 0) {
        return;
    }
    if (count == 1 && is_doubled(raw, 0, run_of(raw, 0, '\\'), quote)) {
        struct span span = inside(checker, string, 0, 2);
        struct diagnostic *diagnostic =
            report(checker, DIAGNOSTIC_W110, span, "a text that starts with two backslashes has the value of one");
        diagnostic_help(checker->diagnostics, diagnostic, "write four for a network path: `\\\\\\\\server\\share`");
        propose(checker, diagnostic, span, SLICE("\\\\\\\\"));
        return;
    }
    struct diagnostic *diagnostic = NULL;
    for (size_t at = 0; at < raw.size; at++) {
        size_t run = run_of(raw, at, '\\');
        if (is_doubled(raw, at, run, quote)) {
            struct span span = inside(checker, string, at, at + 2);
            if (diagnostic == NULL) {
                diagnostic = report(checker, DIAGNOSTIC_W102, span,
                                    "doubled backslash: a single `\\` is literal here, and `\\\\` is read as one");
                diagnostic_help(checker->diagnostics, diagnostic, "use a single `\\` (%zu in this string)", count);
            }
            propose(checker, diagnostic, span, SLICE("\\"));
        }
        at += run > 0 ? run - 1 : 0;
    }
}

static void lint_last_backslash(struct checker *checker, const struct expr *string) {
    struct slice raw = string->as.string.raw;
    size_t run = 0;
    while (run < raw.size && raw.data[raw.size - 1 - run] == '\\') {
        run++;
    }
    if (run % 2 == 0) {
        return;
    }
    struct span span = inside(checker, string, raw.size - 1, raw.size);
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_W103, span,
               "the string ends in a backslash just before its closing quote, which is read as closing it");
    diagnostic_help(checker->diagnostics, diagnostic, "write `\\\\` before the quote");
    propose(checker, diagnostic, span, SLICE("\\\\"));
}

bool is_file_extension(struct slice text) {
    static const char *const extensions[] = {"exe", "dll", "sys", "com", "scr", "msi", "bat", "cmd", "ps1",
                                             "vbs", "vbe", "js",  "jse", "wsf", "hta", "sct", "inf", "lnk",
                                             "py",  "dmp", "dit", "zip", "rar", "7z",  "doc", "xls", "jar"};
    for (size_t i = 0; i < sizeof extensions / sizeof extensions[0]; i++) {
        if (fold_equal(text, slice_from_string(extensions[i]))) {
            return true;
        }
    }
    return false;
}

// `*\.exe` is how a regex writes `*.exe`: as a path it ends in a file that is
// called `.exe`.
static void lint_regex_escape(struct checker *checker, const struct expr *string) {
    struct slice raw = string->as.string.raw;
    for (size_t at = 0; at + 1 < raw.size; at++) {
        size_t run = run_of(raw, at, '\\');
        if (run == 1 && raw.data[at + 1] == '.') {
            size_t end = at + 2;
            while (end < raw.size && (is_letter(raw.data[end]) || is_digit(raw.data[end]))) {
                end++;
            }
            if (is_file_extension(slice_sub(raw, at + 2, end))) {
                struct diagnostic *diagnostic =
                    report(checker, DIAGNOSTIC_W105, inside(checker, string, at, at + 2),
                           "`\\.` is a regex escape: in a wildcard pattern the backslash is literal");
                diagnostic_help(checker->diagnostics, diagnostic, "write `.`");
                propose(checker, diagnostic, inside(checker, string, at, at + 1), SLICE(""));
            }
        }
        at += run > 0 ? run - 1 : 0;
    }
}

// ---------------------------------------------------------------------------
// Percent signs

// The length of `%NAME%` or of a message number (`%%1936`) at `at`; 0: neither.
static size_t percent_name(struct slice raw, size_t at) {
    size_t end = at + 1;
    if (end < raw.size && raw.data[end] == '%') {
        size_t digits = end + 1;
        while (digits < raw.size && is_digit(raw.data[digits])) {
            digits++;
        }
        return digits > end + 1 ? digits - at : 0;
    }
    while (end < raw.size &&
           (is_letter(raw.data[end]) ||
            (end > at + 1 && (is_digit(raw.data[end]) || raw.data[end] == '(' || raw.data[end] == ')')))) {
        end++;
    }
    return end > at + 1 && end < raw.size && raw.data[end] == '%' ? end + 1 - at : 0;
}

static void lint_percent(struct checker *checker, const struct expr *string) {
    struct slice raw = string->as.string.raw;
    struct diagnostic *diagnostic = NULL;
    for (size_t at = 0; at < raw.size; at++) {
        if (raw.data[at] != '%') {
            continue;
        }
        size_t name = percent_name(raw, at);
        if (name > 0) {
            at += name - 1;
            continue;
        }
        struct span span = inside(checker, string, at, at + 1);
        if (diagnostic == NULL) {
            diagnostic = report(checker, DIAGNOSTIC_W104, span,
                                "`%%` is literal; the wildcard is `*` (this looks like a SQL LIKE pattern)");
            diagnostic_help(checker->diagnostics, diagnostic, "write `*`");
        }
        propose(checker, diagnostic, span, SLICE("*"));
    }
}

// ---------------------------------------------------------------------------
// Leftovers

static size_t find(struct slice text, size_t from, const char *what) {
    size_t size = strlen(what);
    for (size_t at = from; at + size <= text.size; at++) {
        if (memcmp(text.data + at, what, size) == 0) {
            return at;
        }
    }
    return SIZE_MAX;
}

static void lint_template(struct checker *checker, const struct expr *string) {
    struct slice raw = string->as.string.raw;
    for (size_t at = find(raw, 0, "{{"); at != SIZE_MAX; at = find(raw, at, "{{")) {
        size_t end = find(raw, at + 2, "}}");
        if (end == SIZE_MAX) {
            return;
        }
        struct slice name = slice_sub(raw, at + 2, end);
        struct span span = inside(checker, string, at, end + 2);
        struct diagnostic *diagnostic =
            report(checker, DIAGNOSTIC_W106, span, "`{{%.*s}}` is a leftover of a wiki template", SLICE_ARG(name));
        bool pipe = fold_equal(name, SLICE("pipe")) || slice_equal(name, SLICE("!"));
        struct slice meant = pipe ? SLICE("|") : slice_equal(name, SLICE("=")) ? SLICE("=") : SLICE("");
        if (meant.size > 0) {
            diagnostic_help(checker->diagnostics, diagnostic, "write `%.*s`", SLICE_ARG(meant));
            propose(checker, diagnostic, span, meant);
        } else {
            diagnostic_help(checker->diagnostics, diagnostic, "write what the template stood for");
        }
        at = end + 2;
    }
}

static void lint_dash(struct checker *checker, const struct expr *string) {
    struct slice raw = string->as.string.raw;
    for (size_t at = 0; at < raw.size;) {
        uint32_t code_point = 0;
        size_t length = utf8_decode(raw.data + at, raw.size - at, &code_point);
        length = length == 0 ? 1 : length;
        if (length > 1 && ((code_point >= 0x2010 && code_point <= 0x2015) || code_point == 0x2212)) {
            struct span span = inside(checker, string, at, at + length);
            struct diagnostic *diagnostic =
                report(checker, DIAGNOSTIC_W108, span, "typographic dash (U+%04X) in a string: command lines have `-`",
                       (unsigned)code_point);
            diagnostic_help(checker->diagnostics, diagnostic, "write `-`");
            propose(checker, diagnostic, span, SLICE("-"));
        }
        at += length;
    }
}

// ---------------------------------------------------------------------------

void lint_string(struct checker *checker, const struct expr *string) {
    if (!is_in_source(checker, string)) {
        return;
    }
    lint_doubled(checker, string);
    lint_last_backslash(checker, string);
    lint_regex_escape(checker, string);
    lint_percent(checker, string);
    lint_template(checker, string);
    lint_dash(checker, string);
}

// Regexes that match at most the empty text, which no field is: the end of the
// text comes before anything else.
static bool lint_end(struct checker *checker, const struct expr *string) {
    struct slice raw = string->as.string.raw;
    if (slice_equal(raw, SLICE("^$"))) {
        struct diagnostic *diagnostic =
            report(checker, DIAGNOSTIC_W107, string->span, "the regex matches the empty text only, which no field is");
        diagnostic_help(checker->diagnostics, diagnostic, "test for a missing field with `== null`");
        return true;
    }
    if (raw.size < 2 || raw.data[0] != '$' || raw.data[1] == '|' || raw.data[1] == ')') {
        return false;
    }
    struct span span = inside(checker, string, 0, 1);
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_W107, span, "regex starts with `$` (end of text): it can never match");
    diagnostic_help(checker->diagnostics, diagnostic, "write `^` for the start of the text");
    propose(checker, diagnostic, span, SLICE("^"));
    return true;
}

bool lint_regex(struct checker *checker, const struct expr *string) {
    if (!is_in_source(checker, string)) {
        return false;
    }
    bool reported = lint_end(checker, string);
    lint_template(checker, string);
    lint_dash(checker, string);
    return reported;
}
