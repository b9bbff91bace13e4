// SPDX-License-Identifier: Apache-2.0
// The accessors of carl.h.
#include "exec/hit.h"

size_t carl_hit_rule(const struct carl_hit *hit) {
    return hit->rule;
}

const char *carl_hit_output(const struct carl_hit *hit) {
    return hit->output;
}

enum carl_hit_kind carl_hit_kind(const struct carl_hit *hit) {
    return hit->kind;
}

const char *carl_hit_time(const struct carl_hit *hit) {
    return hit->has_time ? hit->time.data : NULL;
}

const char *carl_hit_sensor(const struct carl_hit *hit) {
    return hit->sensor;
}

const char *carl_hit_file(const struct carl_hit *hit) {
    return hit->origin.file;
}

uint64_t carl_hit_line(const struct carl_hit *hit) {
    return hit->origin.line;
}

uint64_t carl_hit_offset(const struct carl_hit *hit) {
    return hit->origin.offset;
}

size_t carl_hit_field_count(const struct carl_hit *hit) {
    return hit->fields.count;
}

const char *carl_hit_field_name(const struct carl_hit *hit, size_t field) {
    return hit->fields.items[field].name;
}

void carl_hit_field_json(const struct carl_hit *hit, size_t field, const char **ret_data, size_t *ret_size) {
    size_t start = field == 0 ? 0 : hit->fields.items[field - 1].text_end;
    *ret_data = hit->bytes.data + start;
    *ret_size = hit->fields.items[field].json_end - start;
}

void carl_hit_field_text(const struct carl_hit *hit, size_t field, const char **ret_data, size_t *ret_size) {
    *ret_data = hit->bytes.data + hit->fields.items[field].json_end;
    *ret_size = hit->fields.items[field].text_end - hit->fields.items[field].json_end;
}

void carl_hit_event(const struct carl_hit *hit, const char **ret_data, size_t *ret_size) {
    *ret_data = hit->record.data;
    *ret_size = hit->record.size;
}

void carl_hit_details(const struct carl_hit *hit, const char **ret_data, size_t *ret_size) {
    *ret_data = hit->details.data;
    *ret_size = hit->details.size;
}
