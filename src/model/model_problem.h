// SPDX-License-Identifier: Apache-2.0
// Inside of model/ and for maps.c: what is wrong with a JSON file of the model,
// and where. A list owns its texts; one thread.
#ifndef CARL_MODEL_MODEL_PROBLEM_H
#define CARL_MODEL_MODEL_PROBLEM_H

#include "base/arena.h"
#include "base/attributes.h"
#include "base/slice.h"
#include "base/vector.h"

#include <jansson.h>
#include <stdarg.h>
#include <stddef.h>

enum model_problem_kind {
    MODEL_PROBLEM_SYNTAX,    // no JSON
    MODEL_PROBLEM_KEY,       // a key that the format does not have
    MODEL_PROBLEM_VALUE,     // a value is missing or of another kind
    MODEL_PROBLEM_NAME,      // nothing has this name
    MODEL_PROBLEM_TRANSFORM, // a transformation does not fit what it is given
    MODEL_PROBLEM_NATIVE,    // a native that the event does not list
    MODEL_PROBLEM_REACH,     // what no record ever gets to
};

// A value of a file by the container it is in: the member at `key`, or else the
// element at `index`. Without a container it is the whole.
struct model_place {
    const json_t *container;
    const char *key;
    size_t index;
    bool at_key; // the key itself, and not its value
};

struct model_problem {
    enum model_problem_kind kind;
    size_t start; // bytes of the file
    size_t end;
    struct slice message; // one line
    struct slice wanted;  // a name that is not known...
    struct slice *known;  // ...and those that are
    size_t known_count;
};

struct model_problems {
    struct arena arena;
    VECTOR(struct model_problem) items;
};

void model_problems_init(struct model_problems *problems);
void model_problems_finish(struct model_problems *problems);

// Appends a problem. NULL where memory is out: then the arena has failed.
PRINTF_LIKE(5, 0)
struct model_problem *model_problems_add(struct model_problems *problems, enum model_problem_kind kind, size_t start,
                                         size_t end, const char *format, va_list arguments);

// Where a place of the file `text` is, whose tree is `root`: of a container the
// bracket that opens it.
void model_locate(struct slice text, const json_t *root, const struct model_place *place, size_t *ret_start,
                  size_t *ret_end);

#endif
