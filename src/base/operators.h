// SPDX-License-Identifier: Apache-2.0
// The operators that the language, the plan and the evaluator share.
#ifndef CARL_BASE_OPERATORS_H
#define CARL_BASE_OPERATORS_H

enum compare_operator { COMPARE_EQ, COMPARE_NE, COMPARE_LT, COMPARE_LE, COMPARE_GT, COMPARE_GE };
enum arithmetic_operator { ARITHMETIC_ADD, ARITHMETIC_SUBTRACT, ARITHMETIC_MULTIPLY, ARITHMETIC_DIVIDE };

// The operator that says the same with the operands in the other order.
static inline enum compare_operator compare_mirrored(enum compare_operator compare) {
    static const enum compare_operator mirrored[] = {COMPARE_EQ, COMPARE_NE, COMPARE_GT,
                                                     COMPARE_GE, COMPARE_LT, COMPARE_LE};
    return mirrored[compare];
}

#endif
