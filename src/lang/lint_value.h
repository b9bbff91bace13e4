// SPDX-License-Identifier: Apache-2.0
// Values that a field never has. Private to the checker.
#ifndef CARL_LANG_LINT_VALUE_H
#define CARL_LANG_LINT_VALUE_H

#include "lang/check_internal.h"

// The field's canonical name; as written where it is not known. Size 0 for what
// is no field of an event.
struct slice field_name(const struct checker *checker, const struct expr *field);

// `field` is tested with a string or a list: a bare file name with a path (E301),
// or a path with a bare file name (W211; `equality`: for being equal to it).
void lint_path(struct checker *checker, const struct expr *field, const struct expr *literal, bool equality);

// `field` is searched by a regex that finds only what holds a separator of paths
// (E301).
void lint_path_regex(struct checker *checker, const struct expr *field, const struct expr *pattern);

// `field` is tested for being equal to a string: a number with what is none, and
// the like (E304). `here`: the string stands in the test.
void lint_value(struct checker *checker, const struct expr *field, const struct expr *literal, bool here);

// Link `index` of a comparison: an address that is equal to a network (E304).
void lint_network(struct checker *checker, const struct expr *compare, size_t index);

// Whether a text is a network in CIDR notation.
bool is_network(struct slice text);

#endif
