// SPDX-License-Identifier: Apache-2.0
#include "event/transform.h"

#include "base/blank.h"
#include "base/fold.h"
#include "base/text.h"
#include "base/time.h"

#define REPLACE(from, to)           \
    {                               \
        {from, sizeof(from) - 1}, { \
            to, sizeof(to) - 1      \
        }                           \
    }

static const struct replacement directions[] = {
    REPLACE("true", "out"), REPLACE("outbound", "out"), REPLACE("egress", "out"), REPLACE("%%14593", "out"),
    REPLACE("false", "in"), REPLACE("inbound", "in"),   REPLACE("ingress", "in"), REPLACE("%%14592", "in"),
};

// IANA, Assigned Internet Protocol Numbers.
static const struct replacement protocols[] = {
    REPLACE("1", "icmp"), REPLACE("2", "igmp"), REPLACE("6", "tcp"),        REPLACE("17", "udp"),
    REPLACE("47", "gre"), REPLACE("50", "esp"), REPLACE("58", "ipv6-icmp"), REPLACE("132", "sctp"),
};

static const struct replacement hives[] = {
    REPLACE("HKLM", "HKEY_LOCAL_MACHINE"), REPLACE("HKU", "HKEY_USERS"),           REPLACE("HKCR", "HKEY_CLASSES_ROOT"),
    REPLACE("HKCU", "HKEY_CURRENT_USER"),  REPLACE("HKCC", "HKEY_CURRENT_CONFIG"),
};

// Microsoft, "Mandatory Integrity Control": the well-known SIDs.
static const struct replacement integrity_levels[] = {
    REPLACE("S-1-16-0", "Untrusted"),     REPLACE("S-1-16-4096", "Low"),         REPLACE("S-1-16-8192", "Medium"),
    REPLACE("S-1-16-12288", "High"),      REPLACE("S-1-16-8448", "Medium Plus"), REPLACE("S-1-16-16384", "System"),
    REPLACE("S-1-16-20480", "Protected"),
};

#define FIND(table, text, fallback) find_replacement((table), sizeof(table) / sizeof *(table), (text), (fallback))

static struct value find_replacement(const struct replacement *table, size_t count, struct slice text,
                                     struct value fallback) {
    for (size_t i = 0; i < count; i++) {
        if (fold_equal(table[i].from, text)) {
            return value_text(table[i].to);
        }
    }
    return fallback;
}

static struct value text_or_null(struct slice text) {
    return text.size == 0 ? value_null() : value_text(text);
}

static struct slice after_last(struct slice text, const char *separators) {
    size_t at = text.size;
    while (at > 0 && strchr(separators, text.data[at - 1]) == NULL) {
        at--;
    }
    return slice_sub(text, at, text.size);
}

static struct slice before_first(struct slice text, char separator) {
    const char *found = text.size == 0 ? NULL : memchr(text.data, separator, text.size);
    return found == NULL ? text : slice_sub(text, 0, (size_t)(found - text.data));
}

static struct slice base_name(struct slice path) {
    return after_last(path, "\\/");
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static struct slice first_label(struct slice name) {
    bool address = true;
    for (size_t i = 0; i < name.size; i++) {
        address = address && (is_digit(name.data[i]) || name.data[i] == '.');
    }
    return address ? name : before_first(name, '.');
}

static struct value extension(struct slice path, struct arena *arena) {
    struct slice name = base_name(path);
    struct slice last = after_last(name, ".");
    if (last.size == name.size) {
        return value_null();
    }
    return value_text(fold_copy(arena, slice_sub(name, name.size - last.size - 1, name.size)));
}

// The value of `algorithm` in "ALG=HEX,ALG=HEX".
static struct value find_hash(struct slice hashes, struct slice algorithm) {
    while (hashes.size > 0) {
        struct slice pair = before_first(hashes, ',');
        struct slice name = before_first(pair, '=');
        if (name.size < pair.size && fold_equal(name, algorithm)) {
            return text_or_null(slice_sub(pair, name.size + 1, pair.size));
        }
        hashes = slice_sub(hashes, pair.size + (pair.size < hashes.size), hashes.size);
    }
    return value_null();
}

static int hex_digit(char c) {
    if (is_digit(c)) {
        return c - '0';
    }
    c = (char)fold_byte((unsigned char)c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static struct value hex_number(struct value value, struct arena *arena) {
    struct slice text = value.text;
    if (text.size < 3 || text.size > 18 || text.data[0] != '0' || fold_byte((unsigned char)text.data[1]) != 'x') {
        return value;
    }
    uint64_t number = 0;
    for (size_t i = 2; i < text.size; i++) {
        int digit = hex_digit(text.data[i]);
        if (digit < 0) {
            return value;
        }
        number = number << 4 | (uint64_t)digit;
    }
    char digits[20];
    size_t start = sizeof digits;
    do {
        digits[--start] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    return value_number(arena_copy(arena, slice_make(digits + start, sizeof digits - start)));
}

static struct value hive(struct slice key) {
    struct slice first = before_first(key, '\\');
    return FIND(hives, first, text_or_null(first));
}

// Sysmon writes the data of a value as "DWORD (0x00000001)", "QWORD
// (0x00000000-0x00000001)", "Binary Data", or the text itself.
static struct value registry_type(struct slice details) {
    if (slice_starts_with(details, SLICE("DWORD ("))) {
        return value_text(SLICE("REG_DWORD"));
    }
    if (slice_starts_with(details, SLICE("QWORD ("))) {
        return value_text(SLICE("REG_QWORD"));
    }
    return slice_equal(details, SLICE("Binary Data")) ? value_text(SLICE("REG_BINARY")) : value_null();
}

static struct value join_backslash(struct value a, struct value b, struct arena *arena) {
    char *out = ARENA_ARRAY(arena, a.text.size + b.text.size + 1, char);
    if (out == NULL) {
        return value_null();
    }
    memcpy(out, a.text.data, a.text.size);
    out[a.text.size] = '\\';
    memcpy(out + a.text.size + 1, b.text.data, b.text.size);
    return value_text(slice_make(out, a.text.size + b.text.size + 1));
}

static bool is_true(struct value value) {
    return value.kind == VALUE_BOOLEAN ? value.as.boolean
                                       : value.kind == VALUE_TEXT && fold_equal(value.text, SLICE("true"));
}

// The end of the first ".exe" or kin that a blank or the end follows; 0: none.
static size_t find_program_end(struct slice command) {
    static const struct slice kinds[] = {{".exe", 4}, {".sys", 4}, {".dll", 4}, {".com", 4}, {".bat", 4}, {".cmd", 4}};
    for (size_t at = 0; at + 4 <= command.size; at++) {
        bool ends = at + 4 == command.size || command.data[at + 4] == ' ' || command.data[at + 4] == '\t';
        if (command.data[at] != '.' || !ends) {
            continue;
        }
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
            if (fold_equal(slice_sub(command, at, at + 4), kinds[i])) {
                return at + 4;
            }
        }
    }
    return 0;
}

// The program of a command line: what is in quotes; else up to a program's
// extension, since service paths with blanks often lack quotes; else up to the
// first blank.
static struct slice command_image(struct slice command) {
    size_t start = 0;
    while (start < command.size && command.data[start] == ' ') {
        start++;
    }
    command = slice_sub(command, start, command.size);
    if (command.size > 0 && command.data[0] == '"') {
        return before_first(slice_sub(command, 1, command.size), '"');
    }
    size_t end = find_program_end(command);
    return end > 0 ? slice_sub(command, 0, end) : before_first(command, ' ');
}

static struct value parse_time(struct value value) {
    int64_t nanoseconds;
    bool read = time_parse(value.text, &nanoseconds) || time_parse_epoch(value.text, &nanoseconds);
    return read ? value_time(nanoseconds, value.text) : value;
}

// A text of a map as the value of a field of that type.
static struct value make_typed(struct slice text, enum field_type type) {
    switch (type) {
    case FIELD_BOOLEAN:
        return value_boolean(slice_equal(text, SLICE("true")));
    case FIELD_NUMBER:
        return value_number(text);
    default:
        return value_text(text);
    }
}

static struct value map_text(const struct expression *expression, struct slice text, enum field_type type) {
    const struct replacement *others = NULL;
    for (size_t i = 0; i < expression->table_count; i++) {
        const struct replacement *entry = &expression->table[i];
        if (fold_equal(entry->from, text)) {
            return make_typed(entry->to, type);
        }
        others = slice_equal(entry->from, SLICE("*")) ? entry : others;
    }
    return others == NULL ? value_null() : make_typed(others->to, type);
}

static struct slice strip_braces(struct slice text) {
    bool braces = text.size >= 2 && text.data[0] == '{' && text.data[text.size - 1] == '}';
    return braces ? slice_sub(text, 1, text.size - 1) : text;
}

static struct value upper(struct slice text, struct arena *arena) {
    char *out = arena_alloc(arena, text.size);
    for (size_t i = 0; out != NULL && i < text.size; i++) {
        char c = text.data[i];
        out[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    return out == NULL ? value_null() : value_text(slice_make(out, text.size));
}

static size_t find_text(struct slice text, struct slice part) {
    for (size_t at = 0; part.size > 0 && at + part.size <= text.size; at++) {
        if (memcmp(text.data + at, part.data, part.size) == 0) {
            return at;
        }
    }
    return SIZE_MAX;
}

static struct slice before(struct slice text, struct slice part) {
    size_t found = find_text(text, part);
    return found == SIZE_MAX ? text : slice_sub(text, 0, found);
}

static struct slice after(struct slice text, struct slice part) {
    size_t found = find_text(text, part);
    return found == SIZE_MAX ? text : slice_sub(text, found + part.size, text.size);
}

static struct value find_line(struct slice text, struct slice name) {
    while (text.size > 0) {
        struct slice line = before_first(text, '\n');
        text = slice_sub(text, line.size + (line.size < text.size), text.size);
        line = blank_trim_line(line);
        if (!slice_starts_with(line, name)) {
            continue;
        }
        line = blank_trim_line(slice_sub(line, name.size, line.size));
        if (line.size > 0 && (line.data[0] == ':' || line.data[0] == '=')) {
            struct slice found = blank_trim_line(slice_sub(line, 1, line.size));
            return slice_equal(found, SLICE("-")) ? value_null() : text_or_null(found);
        }
    }
    return value_null();
}

// The item of a list, or of the list that a single value stands for.
static struct value find_item(struct slice number, struct value value) {
    bool backwards = number.size > 0 && number.data[0] == '-';
    size_t at = 0;
    for (size_t i = backwards; i < number.size && is_digit(number.data[i]) && at < SIZE_MAX / 20; i++) {
        at = at * 10 + (size_t)(number.data[i] - '0');
    }
    size_t count = value.kind == VALUE_LIST ? value.as.list.count : 1;
    if (at == 0 || at > count) {
        return value_null();
    }
    return value.kind != VALUE_LIST ? value : value.as.list.items[backwards ? count - at : at - 1];
}

static bool has_text(struct value value) {
    return value.kind == VALUE_TEXT || value.kind == VALUE_NUMBER || value.kind == VALUE_BOOLEAN;
}

// `value` has a text.
static struct value apply_single(const struct expression *expression, enum field_type type, struct value value,
                                 struct arena *arena) {
    switch (expression->transform) {
    case TRANSFORM_BASENAME:
        return text_or_null(base_name(value.text));
    case TRANSFORM_FIRST_LABEL:
        return text_or_null(first_label(value.text));
    case TRANSFORM_EXTENSION:
        return extension(value.text, arena);
    case TRANSFORM_HASH:
        return find_hash(value.text, expression->argument);
    case TRANSFORM_HEX:
        return hex_number(value, arena);
    case TRANSFORM_DIRECTION:
        return FIND(directions, value.text, value_null());
    case TRANSFORM_PROTOCOL:
        return FIND(protocols, value.text, value);
    case TRANSFORM_HIVE:
        return hive(value.text);
    case TRANSFORM_LAST_COMPONENT:
        return text_or_null(after_last(value.text, "\\"));
    case TRANSFORM_REGISTRY_TYPE:
        return registry_type(value.text);
    case TRANSFORM_INTEGRITY:
        return FIND(integrity_levels, value.text, value);
    case TRANSFORM_TIME:
        return parse_time(value);
    case TRANSFORM_COMMAND_IMAGE:
        return text_or_null(command_image(value.text));
    case TRANSFORM_COMMAND_EXE:
        return text_or_null(base_name(command_image(value.text)));
    case TRANSFORM_LOWER:
        return text_or_null(fold_copy(arena, value.text));
    case TRANSFORM_UPPER:
        return upper(value.text, arena);
    case TRANSFORM_STRIP_BRACES:
        return text_or_null(strip_braces(value.text));
    case TRANSFORM_BEFORE:
        return text_or_null(before(value.text, expression->argument));
    case TRANSFORM_AFTER:
        return text_or_null(after(value.text, expression->argument));
    case TRANSFORM_LINE:
        return find_line(value.text, expression->argument);
    case TRANSFORM_MAP:
        return map_text(expression, value.text, type);
    default:
        return value;
    }
}

static struct value apply_pair(const struct expression *expression, struct value first, struct value second,
                               struct arena *arena) {
    switch (expression->transform) {
    case TRANSFORM_ACCOUNT:
        return has_text(first) && has_text(second) ? join_backslash(first, second, arena) : second;
    case TRANSFORM_REGISTRY_KEY:
        return has_text(first) && has_text(second) ? join_backslash(first, second, arena) : first;
    case TRANSFORM_SIGNER:
        return is_true(second) ? first : value_null();
    default: // TRANSFORM_SIGNATURE_VALID
        return is_true(second) ? value_boolean(has_text(first) && fold_equal(first.text, SLICE("Valid")))
                               : value_null();
    }
}

// Appends the value, or each of its items, with `glue` before all but the first.
static void join_value(struct text *out, struct slice glue, struct value value, size_t *count) {
    if (value.kind == VALUE_LIST) {
        for (size_t i = 0; i < value.as.list.count; i++) {
            join_value(out, glue, value.as.list.items[i], count);
        }
    } else if (has_text(value)) {
        text_append(out, (*count)++ == 0 ? SLICE("") : glue);
        text_append(out, value.text);
    }
}

static struct value join_values(const struct expression *expression, const struct value *inputs, struct arena *arena) {
    struct text out;
    size_t count = 0;
    text_init(&out);
    for (size_t i = 0; i < expression->input_count; i++) {
        join_value(&out, expression->argument, inputs[i], &count);
    }
    struct slice joined = arena_copy(arena, text_slice(&out));
    arena->failed = arena->failed || out.failed;
    text_finish(&out);
    return count == 0 ? value_null() : text_or_null(joined);
}

static struct value apply_to_items(const struct expression *expression, enum field_type type, struct value list,
                                   struct arena *arena) {
    struct value *items = ARENA_ARRAY(arena, list.as.list.count, struct value);
    size_t count = 0;
    for (size_t i = 0; items != NULL && i < list.as.list.count; i++) {
        if (has_text(list.as.list.items[i])) {
            items[count] = apply_single(expression, type, list.as.list.items[i], arena);
            count += items[count].kind != VALUE_NULL;
        }
    }
    if (count == 0) {
        return value_null();
    }
    list.as.list.items = items;
    list.as.list.count = count;
    return list;
}

struct value transform_apply(const struct expression *expression, enum field_type type, const struct value *inputs,
                             struct arena *arena) {
    if (expression->transform == TRANSFORM_CONSTANT) {
        return make_typed(expression->argument, type);
    }
    if (expression->transform == TRANSFORM_JOIN) {
        return join_values(expression, inputs, arena);
    }
    if (expression->transform == TRANSFORM_ITEM) {
        return find_item(expression->argument, inputs[0]);
    }
    if (expression->input_count == 2) {
        return apply_pair(expression, inputs[0], inputs[1], arena);
    }
    if (inputs[0].kind == VALUE_LIST) {
        return apply_to_items(expression, type, inputs[0], arena);
    }
    return has_text(inputs[0]) ? apply_single(expression, type, inputs[0], arena) : value_null();
}
