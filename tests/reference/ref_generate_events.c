// SPDX-License-Identifier: Apache-2.0
// Random records of a few shapes and kinds, with few different values, so that
// joins and groups find something.
#include "generate.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
static uint64_t next(struct random *random) {
    uint64_t bits = random->state += UINT64_C(0x9E3779B97F4A7C15);
    bits = (bits ^ bits >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    bits = (bits ^ bits >> 27) * UINT64_C(0x94D049BB133111EB);
    return bits ^ bits >> 31;
}

size_t random_below(struct random *random, size_t limit) {
    return (size_t)(next(random) % limit);
}

bool random_once_in(struct random *random, size_t times) {
    return random_below(random, times) == 0;
}

const char *random_pick(struct random *random, const char *const *texts) {
    size_t count = 0;
    while (texts[count] != NULL) {
        count++;
    }
    return texts[random_below(random, count)];
}

// ---------------------------------------------------------------------------
// Values

static const char *const images[] = {"C:\\a.exe",
                                     "c:\\Windows\\A.EXE",
                                     "C:\\\xC3\x84.exe",
                                     "D:\\\xC3\xA4.EXE",
                                     "C:\\b.exe",
                                     "C:\\cmd.exe",
                                     "C:\\Windows\\CMD.exe",
                                     "\\\\srv\\k.exe",
                                     "C:\\\xE2\x84\xAA.exe", // K
                                     "C:\\\xC5\xBF.exe",     // long s
                                     "C:\\7",
                                     "-",
                                     "?",
                                     "",
                                     "C:\\s.exe",
                                     NULL};
static const char *const texts[] = {"a",        "A",
                                    "b",        "",
                                    "-",        "?",
                                    "7",        "007",
                                    "7.0",      "10",
                                    "-1",       "k",
                                    "K",        "\xE2\x84\xAA",
                                    "\xC5\xBF", "s",
                                    "\xC3\x84", "\xC3\xA4",
                                    "*",        "a*",
                                    "a.exe b",  "cmd /c a.exe",
                                    "true",     "x\ny",
                                    "7e0",      "10.0.0.1",
                                    "a\\b",     "true story",
                                    NULL};
static const char *const numbers[] = {"1", "2", "3", "7", "10", "007", "7.0", "-1", "9007199254740993", "x", "", NULL};
static const char *const addresses[] = {
    "10.0.0.1",        "10.1.2.3", "11.0.0.1",   "fe80::1",    "FE80:0:0::1", "fe80::1%eth0",
    "::ffff:10.0.0.1", "x",        "10.0.0.0/8", "10.0.0.256", NULL};
static const char *const hosts[] = {"a.x", "A.x", "b.x", "b", "", NULL};
static const char *const flags[] = {"true", "True", "false", "no", NULL};

// Absent and null now and then.
static void set(struct random *random, json_t *object, const char *name, json_t *value) {
    if (random_once_in(random, 8)) {
        json_decref(value);
        if (random_once_in(random, 2)) {
            json_object_set_new(object, name, json_null());
        }
        return;
    }
    json_object_set_new(object, name, value);
}

static json_t *text_of(struct random *random, const char *const *from) {
    return json_string(random_pick(random, from));
}

// A number as JSON number or as text.
static json_t *number_of(struct random *random) {
    const char *text = random_pick(random, numbers);
    if (text[0] == '\0' || text[0] == 'x' || random_once_in(random, 2)) {
        return json_string(text);
    }
    return strchr(text, '.') != NULL ? json_real(strtod(text, NULL)) : json_integer(strtoll(text, NULL, 10));
}

static json_t *scalar(struct random *random) {
    switch (random_below(random, 5)) {
    case 0:
        return number_of(random);
    case 1:
        return json_boolean(random_below(random, 2));
    default:
        return text_of(random, texts);
    }
}

// Anything: a scalar, an array, a record, an empty one.
static json_t *anything(struct random *random) {
    if (random_once_in(random, 4)) {
        json_t *array = json_array();
        for (size_t count = random_below(random, 4); count > 0; count--) {
            json_array_append_new(array, random_once_in(random, 6) ? json_null() : scalar(random));
        }
        return array;
    }
    if (random_once_in(random, 5)) {
        json_t *record = json_object();
        set(random, record, "y", scalar(random));
        return record;
    }
    return scalar(random);
}

// ---------------------------------------------------------------------------
// Records

struct moment {
    bool known;
    char text[40];
};

static struct moment random_time(struct random *random) {
    struct moment moment = {.known = !random_once_in(random, 10)};
    snprintf(moment.text, sizeof moment.text, "2024-05-01 10:00:%02d%s", (int)random_below(random, 20),
             random_once_in(random, 3) ? ".500" : "");
    return moment;
}

static int random_event(struct random *random, json_t *data) {
    static const int ids[] = {1, 1, 1, 1, 1, 1, 11, 11, 7, 5, 99};
    int id = ids[random_below(random, sizeof ids / sizeof *ids)];
    set(random, data, "Image", text_of(random, images));
    set(random, data, "ProcessId", number_of(random));
    set(random, data, "RuleName", text_of(random, texts));
    if (id == 1) {
        set(random, data, "ParentImage", text_of(random, images));
        set(random, data, "ParentProcessId", number_of(random));
        set(random, data, "CommandLine", text_of(random, texts));
        set(random, data, "User", text_of(random, texts));
    }
    if (id == 11) {
        set(random, data, "TargetFilename", text_of(random, images));
    }
    if (id == 7) {
        set(random, data, "ImageLoaded", text_of(random, images));
        set(random, data, "Signed", text_of(random, flags));
        set(random, data, "Signature", text_of(random, texts));
        set(random, data, "SignatureStatus", random_once_in(random, 2) ? json_string("Valid") : json_string("x"));
    }
    // Fields of some Sysmon events, which hold other things here.
    if (random_once_in(random, 2)) {
        json_object_set_new(data, "OriginalFileName", anything(random));
        set(random, data, "Company", anything(random));
        set(random, data, "Description", text_of(random, addresses));
        set(random, data, "Product", random_once_in(random, 3) ? json_boolean(1) : text_of(random, flags));
    }
    return id;
}

static const char channel[] = "Microsoft-Windows-Sysmon/Operational";
static const char provider[] = "Microsoft-Windows-Sysmon";

// A time field is left out where the record has no time.
static void set_time(json_t *object, const char *name, const struct moment *moment) {
    if (moment->known) {
        json_object_set_new(object, name, json_string(moment->text));
    }
}

static json_t *flat(json_t *data, int id, const char *host, const struct moment *moment) {
    json_object_set_new(data, "EventID", json_integer(id));
    json_object_set_new(data, "Channel", json_string(channel));
    json_object_set_new(data, "SourceName", json_string(provider));
    json_object_set_new(data, "Hostname", json_string(host));
    set_time(data, "UtcTime", moment);
    return data;
}

static json_t *evtx_dump(json_t *data, int id, const char *host, const struct moment *moment) {
    set_time(data, "UtcTime", moment);
    return json_pack("{s:{s:{s:{s:{s:s}},s:i,s:s,s:s},s:o}}", "Event", "System", "Provider", "#attributes", "Name",
                     provider, "EventID", id, "Channel", channel, "Computer", host, "EventData", data);
}

static json_t *winlogbeat(json_t *data, int id, const char *host, const struct moment *moment) {
    json_t *record = json_pack("{s:{s:i,s:s,s:s,s:s,s:o}}", "winlog", "event_id", id, "provider_name", provider,
                               "channel", channel, "computer_name", host, "event_data", data);
    set_time(record, "@timestamp", moment);
    return record;
}

static json_t *random_record(struct random *random) {
    json_t *data = json_object();
    struct moment moment = random_time(random);
    int id = random_event(random, data);
    const char *host = random_pick(random, hosts);
    switch (random_below(random, 7)) {
    case 0:
        return winlogbeat(data, id, host, &moment);
    case 1:
    case 2:
        return evtx_dump(data, id, host, &moment);
    case 3:
        return random_once_in(random, 3) ? data : flat(data, id, host, &moment);
    default:
        return flat(data, id, host, &moment);
    }
}

void generate_records(struct random *random, struct arena *arena, struct test_case *ret_case) {
    ret_case->record_count = random_below(random, MOST_RECORDS + 1);
    for (size_t i = 0; i < ret_case->record_count; i++) {
        json_t *record = random_record(random);
        char *line = json_dumps(record, JSON_COMPACT | (random_once_in(random, 4) ? JSON_ENSURE_ASCII : 0));
        ret_case->records[i] = arena_copy(arena, slice_from_string(line));
        free(line);
        json_decref(record);
    }
}
