// SPDX-License-Identifier: Apache-2.0
// Broken model data is an error, never a crash and never a half-loaded model.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/model_load.h"

#define CAR_TYPES "\"field_types\":{\"number\":[\"pid\"]}"
#define CAR_OBJECT                                                                                                     \
    "\"File\":{\"description\":\"d\",\"actions\":{\"make_new\":{\"description\":\"d\"}},\"action_aliases\":{\"new\":[" \
    "\"make_new\"]},\"fields\":{\"pid\":{\"description\":\"d\",\"aliases\":[\"number\"]}}}"
#define CAR "{\"objects\":{" CAR_OBJECT "}," CAR_TYPES "}"
#define SHAPE(id)                                                                                               \
    "{\"shapes\":[{\"name\":\"s\",\"present\":[],\"id\":" id ",\"provider\":[],\"channel\":[],\"computer\":[]," \
    "\"event_time\":[],\"time\":[],\"level\":[],\"data\":[[]],\"header\":[[]]}]}"
#define SHAPES SHAPE("[\"a.b\",[\"c.d\",\"e\"]]")
#define SENSOR_HEAD "\"name\":\"x\",\"title\":\"X\",\"providers\":[\"P\"],\"channels\":[]"
#define SENSOR(id, map, fields)                                                                   \
    "{" SENSOR_HEAD ",\"common\":{},\"events\":[{\"id\":\"" id "\",\"name\":\"n\",\"maps\":[" map \
    "],\"fields\":{" fields "},\"natives\":[\"A\",\"B\"]}]}"
#define MAP "{\"object\":\"File\",\"action\":\"make_new\"}"
#define FIELDS "\"pid\":{\"by\":\"hex\",\"from\":\"A\"}"

static enum carl_status load(const char *car, const char *shapes, const char *sensor, struct carl_model **ret_model) {
    const struct embedded_file files[] = {
        {"car.json", (const unsigned char *)car, strlen(car)},
        {"shapes.json", (const unsigned char *)shapes, strlen(shapes)},
        {"sensor.json", (const unsigned char *)sensor, strlen(sensor)},
    };
    return model_load(files, 3, NULL, 0, ret_model);
}

static void refuses_broken_data(void **state) {
    static const struct {
        const char *car;
        const char *shapes;
        const char *sensor;
        enum carl_status status;
    } cases[] = {
        {CAR, SHAPES, SENSOR("1", MAP, FIELDS), CARL_OK},
        {CAR, SHAPES, SENSOR("1", "", ""), CARL_OK},
        {"", SHAPES, SENSOR("1", MAP, FIELDS), CARL_ERROR_DATA},
        {"[]", SHAPES, SENSOR("1", MAP, FIELDS), CARL_ERROR_DATA},
        {"{}", SHAPES, SENSOR("1", MAP, FIELDS), CARL_ERROR_DATA},
        {"{\"objects\":{\"File\":3}," CAR_TYPES "}", SHAPES, SENSOR("1", MAP, FIELDS), CARL_ERROR_DATA},
        {"{\"objects\":{" CAR_OBJECT "," CAR_OBJECT "}," CAR_TYPES "}", SHAPES, SENSOR("1", MAP, FIELDS),
         CARL_ERROR_DATA},
        {"{\"objects\":{" CAR_OBJECT "},\"field_types\":{\"number\":[\"nope\"]}}", SHAPES, SENSOR("1", MAP, FIELDS),
         CARL_ERROR_DATA},
        {"{\"objects\":{" CAR_OBJECT "},\"field_types\":{\"color\":[\"pid\"]}}", SHAPES, SENSOR("1", MAP, FIELDS),
         CARL_ERROR_DATA},
        {CAR, "{}", SENSOR("1", MAP, FIELDS), CARL_ERROR_DATA},
        {CAR, SHAPE("[\"a..b\"]"), SENSOR("1", MAP, FIELDS), CARL_ERROR_DATA},
        {CAR, SHAPE("[3]"), SENSOR("1", MAP, FIELDS), CARL_ERROR_DATA},
        {CAR, SHAPE("{}"), SENSOR("1", MAP, FIELDS), CARL_ERROR_DATA},
        {CAR, SHAPES, "{" SENSOR_HEAD "}", CARL_ERROR_DATA},
        {CAR, SHAPES, SENSOR("process_start", MAP, FIELDS), CARL_OK},
        {CAR, SHAPES, SENSOR("", MAP, FIELDS), CARL_OK},
        {CAR, SHAPES, SENSOR("*", MAP, FIELDS), CARL_OK},
        {CAR, SHAPES, SENSOR("99999999999", MAP, FIELDS), CARL_OK},
        {CAR, SHAPES, SENSOR("1", "{\"object\":\"Fil\"}", FIELDS), CARL_ERROR_DATA},
        {CAR, SHAPES, SENSOR("1", "{\"object\":\"File\",\"action\":\"burn\"}", FIELDS), CARL_ERROR_DATA},
        {CAR, SHAPES, SENSOR("1", "{\"object\":\"File\",\"when\":{\"A\":3}}", FIELDS), CARL_ERROR_DATA},
        {CAR, SHAPES, SENSOR("1", "{\"object\":\"File\",\"when\":{\"C\":[]}}", FIELDS), CARL_ERROR_DATA},
        {CAR, SHAPES, SENSOR("1", "{\"object\":\"File\",\"if\":{}}", FIELDS), CARL_ERROR_DATA},
        {CAR, SHAPES, SENSOR("1", MAP, "\"exe\":\"A\""), CARL_ERROR_DATA},
        {CAR, SHAPES, SENSOR("1", MAP, "\"pid\":\"C\""), CARL_ERROR_DATA},
        {CAR, SHAPES, SENSOR("1", MAP, "\"pid\":{\"by\":\"magic\",\"from\":\"A\"}"), CARL_ERROR_DATA},
        {CAR, SHAPES, SENSOR("1", MAP, "\"pid\":{\"by\":\"hex\"}"), CARL_ERROR_DATA},
        {CAR, SHAPES, SENSOR("1", MAP, "\"pid\":{\"by\":\"account\",\"from\":\"A\"}"), CARL_ERROR_DATA},
        {CAR, SHAPES, SENSOR("1", MAP, "\"pid\":{\"by\":\"account\",\"from\":[\"A\",\"B\",\"A\"]}"), CARL_ERROR_DATA},
        {CAR, SHAPES, SENSOR("1", MAP, "\"pid\":{\"by\":\"hash\",\"from\":\"A\"}"), CARL_ERROR_DATA},
        {CAR, SHAPES, SENSOR("1", MAP, "\"pid\":[\"A\",{\"by\":\"hex\",\"from\":\"B\"}]"), CARL_OK},
        {CAR, SHAPES, SENSOR("1", MAP, "\"pid\":[\"A\",\"C\"]"), CARL_ERROR_DATA},
        {CAR, SHAPES, SENSOR("1", MAP, "\"pid\":[]"), CARL_ERROR_DATA},
        {CAR, SHAPES, SENSOR("1", MAP "," MAP, FIELDS), CARL_ERROR_DATA},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct carl_model *model = NULL;
        enum carl_status status = load(cases[i].car, cases[i].shapes, cases[i].sensor, &model);
        if (status != cases[i].status) {
            fail_msg("case %zu: status %d", i, (int)status);
        }
        assert_int_equal(model != NULL, status == CARL_OK);
        carl_model_destroy(model);
    }
}

static void reads_paths_and_events(void **state) {
    (void)state;
    struct carl_model *model = NULL;
    assert_int_equal(
        load(CAR, SHAPES, SENSOR("07", "{\"object\":\"File\",\"when\":{\"A\":[\"*\"]}}," MAP, FIELDS), &model),
        CARL_OK);
    const struct key_paths *id = &model->shapes[0].id;
    assert_int_equal(id->count, 2);
    assert_int_equal(id->items[0].count, 2);
    assert_string_equal(id->items[0].names[1].data, "b");
    assert_string_equal(id->items[1].names[0].data, "c.d");
    assert_int_equal(model->shapes[0].data.items[0].count, 0);
    assert_int_equal(model->event_count, 2);
    const struct event_map *event = &model->sensors[0].events[1];
    assert_int_equal(event->code, 7);
    assert_int_equal(event->number, 1);
    assert_int_equal(event->action, 0);
    assert_int_equal(event->native_count, 2);
    assert_string_equal(event->label.data, "07 n");
    assert_int_equal(event->fields[0].value.transform, TRANSFORM_HEX);
    assert_string_equal(event->fields[0].words.data, "hex(A)");
    assert_int_equal(model->sensors[0].events[0].conditions[0].kind, CONDITION_PRESENT);
    carl_model_destroy(model);
    carl_model_destroy(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(refuses_broken_data), cmocka_unit_test(reads_paths_and_events)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
