// SPDX-License-Identifier: Apache-2.0
// The first document of a YAML file as a tree of nodes with their places, read
// with libyaml's event parser. Nodes live in the caller's arena; a tree is
// immutable once read. Nesting is bounded, and aliases are not followed, so that a
// tree is never larger than its file.
#ifndef CARL_LANG_YAML_TREE_H
#define CARL_LANG_YAML_TREE_H

#include "lang/diagnostic.h"
#include "lang/yaml_scalar.h"

enum yaml_kind { YAML_SCALAR, YAML_SEQUENCE, YAML_MAPPING, YAML_ALIAS };

struct yaml_node {
    enum yaml_kind kind;
    struct span span;           // SCALAR: all of it; elsewhere: where it begins
    struct scalar scalar;       // SCALAR
    size_t column;              // MAPPING: columns before its keys
    struct yaml_node *children; // SEQUENCE: items; MAPPING: key, value, key, value...
    struct yaml_node *last;     //
    struct yaml_node *next;     // sibling
};

// Reads `source`'s text. What is broken is reported to `diagnostics` (E116, once),
// and *ret_root is NULL then, as it is for an empty document.
MUST_USE enum carl_status yaml_tree_read(const struct source *source, struct arena *arena,
                                         struct carl_diagnostics *diagnostics, struct yaml_node **ret_root);

// The value of a mapping's key (case ignored), or NULL where there is none or
// `node` (may be NULL) is no mapping. Of a key that is there twice the last one
// counts, with a warning.
const struct yaml_node *yaml_node_get(const struct yaml_node *node, struct slice key, const struct source *source,
                                      struct carl_diagnostics *diagnostics);

// The text of a scalar; empty for NULL and anything else.
struct slice yaml_node_text(const struct yaml_node *node);

// The first item of a sequence (`next` leads on); a node that is none is its own
// only item. NULL where there is none.
const struct yaml_node *yaml_node_items(const struct yaml_node *node);
// The item after `item` of the same `node`.
const struct yaml_node *yaml_node_next(const struct yaml_node *node, const struct yaml_node *item);

#endif
