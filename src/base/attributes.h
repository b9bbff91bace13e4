// SPDX-License-Identifier: Apache-2.0
// Compiler attributes behind names, so that the code stays standard C where a
// compiler does not know them.
#ifndef CARL_BASE_ATTRIBUTES_H
#define CARL_BASE_ATTRIBUTES_H

#if defined(__GNUC__)
#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))
#else
#define MUST_USE
#define PRINTF_LIKE(text, first)
#endif

#endif
