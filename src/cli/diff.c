// SPDX-License-Identifier: Apache-2.0
#include "cli/diff.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum {
    CONTEXT = 3,           // unchanged lines around a change
    DISTANCE_LIMIT = 1000, // changed lines up to which the shortest script is looked for
};

struct line {
    const char *data;
    size_t size; // with its newline
};

struct side {
    struct line *lines;
    bool *changed; // deleted on the old side, inserted on the new one
    size_t count;
};

static void side_finish(struct side *side) {
    free(side->lines);
    free(side->changed);
}

static bool side_init(struct side *side, const char *text, size_t size) {
    size_t count = 0;
    for (size_t i = 0; i < size; i++) {
        count += text[i] == '\n' || i + 1 == size;
    }
    side->lines = calloc(count + 1, sizeof *side->lines);
    side->changed = calloc(count + 1, sizeof *side->changed);
    side->count = 0;
    if (side->lines == NULL || side->changed == NULL) {
        return false;
    }
    for (size_t start = 0; start < size;) {
        const char *end = memchr(text + start, '\n', size - start);
        const size_t length = end == NULL ? size - start : (size_t)(end - text) - start + 1;
        side->lines[side->count++] = (struct line){text + start, length};
        start += length;
    }
    return true;
}

static bool lines_equal(const struct line *a, const struct line *b) {
    return a->size == b->size && memcmp(a->data, b->data, a->size) == 0;
}

// ---------------------------------------------------------------------------
// The shortest edit script of the lines between equal heads and tails

struct script {
    struct side *old;
    struct side *new;
    size_t first; // equal lines before
    long old_count;
    long new_count;
    long *furthest; // of each diagonal, for each distance
};

static bool same(const struct script *script, long x, long y) {
    return lines_equal(&script->old->lines[script->first + (size_t)x], &script->new->lines[script->first + (size_t)y]);
}

// Rows grow with the distance: row d holds the diagonals -d to d.
static long *row_of(const struct script *script, long distance) {
    return script->furthest + distance * distance + distance;
}

// Where the path of this distance on this diagonal comes from: a deletion (true)
// or an insertion.
static bool comes_from_deletion(const long *before, long distance, long diagonal) {
    if (diagonal == -distance) {
        return false;
    }
    return diagonal == distance || before[diagonal - 1] >= before[diagonal + 1];
}

// Fills row `distance`; true when the path reaches the ends.
static bool advance(const struct script *script, long distance) {
    long *row = row_of(script, distance);
    const long *before = distance > 0 ? row_of(script, distance - 1) : NULL;

    for (long diagonal = -distance; diagonal <= distance; diagonal += 2) {
        long x = 0;
        if (distance > 0) {
            x = comes_from_deletion(before, distance, diagonal) ? before[diagonal - 1] + 1 : before[diagonal + 1];
        }
        if (x < 0 || x > script->old_count || x - diagonal > script->new_count) {
            row[diagonal] = LONG_MIN / 2; // beyond an end
            continue;
        }
        while (x < script->old_count && x - diagonal < script->new_count && same(script, x, x - diagonal)) {
            x++;
        }
        row[diagonal] = x;
        if (x == script->old_count && x - diagonal == script->new_count) {
            return true;
        }
    }
    return false;
}

// Walks back from the ends and marks what was deleted and inserted.
static void mark(const struct script *script, long distance) {
    long x = script->old_count;
    long y = script->new_count;

    for (; distance > 0; distance--) {
        const long *before = row_of(script, distance - 1);
        const long diagonal = x - y;
        if (comes_from_deletion(before, distance, diagonal)) {
            x = before[diagonal - 1];
            y = x - (diagonal - 1);
            script->old->changed[script->first + (size_t)x] = true;
        } else {
            x = before[diagonal + 1];
            y = x - (diagonal + 1);
            script->new->changed[script->first + (size_t)y] = true;
        }
    }
}

static void mark_all(const struct script *script) {
    for (long i = 0; i < script->old_count; i++) {
        script->old->changed[script->first + (size_t)i] = true;
    }
    for (long i = 0; i < script->new_count; i++) {
        script->new->changed[script->first + (size_t)i] = true;
    }
}

static bool compare(struct side *old, struct side *new) {
    struct script script = {.old = old, .new = new};
    size_t tail = 0;
    long limit;
    long distance = 0;

    while (script.first < old->count &&
           script.first < new->count &&lines_equal(&old->lines[script.first], &new->lines[script.first])) {
        script.first++;
    }
    while (old->count - tail > script.first && new->count - tail > script.first &&
           lines_equal(&old->lines[old->count - tail - 1], &new->lines[new->count - tail - 1])) {
        tail++;
    }
    script.old_count = (long)(old->count - tail - script.first);
    script.new_count = (long)(new->count - tail - script.first);
    limit = script.old_count + script.new_count;
    if (limit > DISTANCE_LIMIT) {
        limit = DISTANCE_LIMIT;
    }
    script.furthest = calloc((size_t)(limit + 1) * (size_t)(limit + 1) + 1, sizeof *script.furthest);
    if (script.furthest == NULL) {
        return false;
    }
    while (distance <= limit && !advance(&script, distance)) {
        distance++;
    }
    if (distance <= limit) {
        mark(&script, distance);
    } else {
        mark_all(&script);
    }
    free(script.furthest);
    return true;
}

// ---------------------------------------------------------------------------
// Hunks

static void write_line(struct sink *sink, char sign, const struct line *line) {
    sink_char(sink, sign);
    sink_write(sink, line->data, line->size);
    if (line->data[line->size - 1] != '\n') {
        sink_string(sink, "\n\\ No newline at end of file\n");
    }
}

static void write_range(struct sink *sink, char sign, size_t start, size_t count) {
    sink_char(sink, sign);
    sink_unsigned(sink, count == 0 ? start : start + 1);
    if (count != 1) {
        sink_char(sink, ',');
        sink_unsigned(sink, count);
    }
}

// A stretch of lines, from [old, new) on.
struct hunk {
    size_t old_start;
    size_t new_start;
    size_t old_end;
    size_t new_end;
};

static bool is_change(const struct side *old, const struct side *new, size_t i, size_t j) {
    return (i < old->count && old->changed[i]) || (j < new->count &&new->changed[j]);
}

static void write_hunk(struct sink *sink, const struct side *old, const struct side *new, const struct hunk *hunk) {
    size_t i = hunk->old_start;
    size_t j = hunk->new_start;

    sink_string(sink, "@@ ");
    write_range(sink, '-', i, hunk->old_end - i);
    sink_char(sink, ' ');
    write_range(sink, '+', j, hunk->new_end - j);
    sink_string(sink, " @@\n");
    while (i < hunk->old_end || j < hunk->new_end) {
        if (i < hunk->old_end && old->changed[i]) {
            write_line(sink, '-', &old->lines[i++]);
        } else if (j < hunk->new_end && new->changed[j]) {
            write_line(sink, '+', &new->lines[j++]);
        } else {
            write_line(sink, ' ', &old->lines[i++]);
            j++;
        }
    }
}

// The hunk of the change at (i, j): changes that are at most twice the context
// apart share one.
static void find_hunk(const struct side *old, const struct side *new, size_t i, size_t j, struct hunk *ret_hunk) {
    const size_t before = i < j ? (i < CONTEXT ? i : CONTEXT) : (j < CONTEXT ? j : CONTEXT);
    struct hunk hunk = {i - before, j - before, i, j};
    size_t equal = 0;

    while (i < old->count || j < new->count) {
        if (is_change(old, new, i, j)) {
            equal = 0;
            i += i < old->count && old->changed[i];
            j += j < new->count &&new->changed[j];
        } else if (equal < (size_t)2 * CONTEXT) {
            equal++;
            i++;
            j++;
        } else {
            break;
        }
        if (equal == 0) {
            hunk.old_end = i;
            hunk.new_end = j;
        }
    }
    for (size_t k = 0; k < CONTEXT && hunk.old_end < old->count && hunk.new_end < new->count; k++) {
        hunk.old_end++;
        hunk.new_end++;
    }
    *ret_hunk = hunk;
}

static void write_hunks(struct sink *sink, const struct side *old, const struct side *new) {
    size_t i = 0;
    size_t j = 0;

    while (i < old->count || j < new->count) {
        struct hunk hunk;
        if (!is_change(old, new, i, j)) {
            i++;
            j++;
            continue;
        }
        find_hunk(old, new, i, j, &hunk);
        write_hunk(sink, old, new, &hunk);
        i = hunk.old_end;
        j = hunk.new_end;
    }
}

bool diff_write(struct sink *sink, const char *path, const char *old_text, size_t old_size, const char *new_text,
                size_t new_size) {
    struct side old = {0};
    struct side new = {0};
    bool done;

    if (old_size == new_size && (old_size == 0 || memcmp(old_text, new_text, old_size) == 0)) {
        return true;
    }
    done = side_init(&old, old_text, old_size) && side_init(&new, new_text, new_size) && compare(&old, &new);
    if (done) {
        sink_string(sink, "--- ");
        sink_string(sink, path);
        sink_string(sink, "\n+++ ");
        sink_string(sink, path);
        sink_string(sink, "\n");
        write_hunks(sink, &old, &new);
    }
    side_finish(&old);
    side_finish(&new);
    return done;
}
