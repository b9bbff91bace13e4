// SPDX-License-Identifier: Apache-2.0
// Addresses and networks in CIDR notation (RFC 4632, RFC 4291).
#include "lang/lint_value.h"

#include "base/text.h"

#include <arpa/inet.h>

struct network {
    int family;
    unsigned char bytes[16];
    unsigned length; // of the address in bits
    unsigned prefix; // in bits, where there is a slash
    bool slash;
};

// Reads `address[/prefix]`. False where the part before the slash is no address.
static bool parse_network(struct slice text, struct network *ret_network, bool *ret_valid) {
    char buffer[INET6_ADDRSTRLEN + 1];
    size_t slash = 0;
    while (slash < text.size && text.data[slash] != '/') {
        slash++;
    }
    if (slash == 0 || slash >= sizeof buffer) {
        return false;
    }
    memcpy(buffer, text.data, slash);
    buffer[slash] = '\0';
    struct network network = {.family = AF_INET, .length = 32, .slash = slash < text.size};
    if (inet_pton(AF_INET, buffer, network.bytes) != 1) {
        network.family = AF_INET6;
        network.length = 128;
        if (inet_pton(AF_INET6, buffer, network.bytes) != 1) {
            return false;
        }
    }
    *ret_valid = !network.slash || slash + 1 < text.size;
    for (size_t at = slash + 1; at < text.size; at++) {
        char c = text.data[at];
        *ret_valid = *ret_valid && c >= '0' && c <= '9' && network.prefix <= 128;
        network.prefix = *ret_valid ? network.prefix * 10 + (unsigned)(c - '0') : 0;
    }
    *ret_valid = *ret_valid && network.prefix <= network.length;
    *ret_network = network;
    return true;
}

// Clears the bits beyond the prefix; true where one was set.
static bool mask(struct network *network) {
    bool changed = false;
    for (unsigned bit = network->prefix; bit < network->length; bit++) {
        unsigned char set = (unsigned char)(0x80u >> (bit % 8));
        changed = changed || (network->bytes[bit / 8] & set) != 0;
        network->bytes[bit / 8] &= (unsigned char)~set;
    }
    return changed;
}

// Digits, dots and a slash, or hexadecimal digits and colons.
static bool looks_like_network(struct slice text) {
    size_t dots = 0;
    size_t colons = 0;
    size_t slashes = 0;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        bool digit = c >= '0' && c <= '9';
        bool hex = (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        dots += c == '.';
        colons += c == ':';
        slashes += c == '/';
        if (!digit && !hex && c != '.' && c != ':' && c != '/') {
            return false;
        }
    }
    return slashes == 1 && (dots == 3 || colons >= 2);
}

bool is_network(struct slice text) {
    struct network network;
    bool valid = false;
    return parse_network(text, &network, &valid) && valid && network.slash;
}

void lint_address(struct checker *checker, const struct expr *literal) {
    bool quoted = literal->kind == EXPR_STRING;
    struct slice text = quoted ? literal->as.string.value : literal->as.address.text;
    if (quoted && !looks_like_network(text)) {
        return;
    }
    struct network network;
    bool valid = false;
    if (!parse_network(text, &network, &valid) || !valid) {
        struct diagnostic *diagnostic =
            report(checker, DIAGNOSTIC_E209, literal->span, "`%.*s` is no address or network", SLICE_ARG(text));
        diagnostic_help(checker->diagnostics, diagnostic, "write a network as \"10.0.0.0/8\" or \"fe80::/10\"");
        return;
    }
    char buffer[INET6_ADDRSTRLEN];
    if (!network.slash || !mask(&network) || inet_ntop(network.family, network.bytes, buffer, sizeof buffer) == NULL) {
        return;
    }
    struct text insert;
    text_init(&insert);
    text_format(&insert, "\"%s/%u\"", buffer, network.prefix);
    struct diagnostic *diagnostic =
        report(checker, DIAGNOSTIC_W111, literal->span,
               "the network `%.*s` has bits set beyond its prefix; they are ignored", SLICE_ARG(text));
    diagnostic_help(checker->diagnostics, diagnostic, "write `%.*s`", SLICE_ARG(text_slice(&insert)));
    propose(checker, diagnostic, literal->span, text_slice(&insert));
    text_finish(&insert);
}
