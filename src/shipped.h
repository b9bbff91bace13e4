// SPDX-License-Identifier: Apache-2.0
// The rules under rules/, which the library carries inside so that other rules
// can run them wherever it is. Constant data, shared by threads. Internal to the
// library's façade.
#ifndef CARL_SHIPPED_H
#define CARL_SHIPPED_H

#include "base/arena.h"
#include "base/embedded.h"
#include "carl.h"

extern const struct embedded_file shipped_files[];
extern const size_t shipped_file_count;

// Finds the rule with this id (carl_rule_text_has_id). Its file is named
// "carl:FOLDER/NAME", like no file of a caller; the name lives in `arena`. False
// where there is none, or memory is out.
bool shipped_find(const char *id, struct arena *arena, struct carl_rule_text *ret_text);

#endif
