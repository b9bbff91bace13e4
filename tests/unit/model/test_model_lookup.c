// SPDX-License-Identifier: Apache-2.0
// Names of the built-in data model, found as rules write them.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/model.h"

static int load(void **state) {
    struct carl_model *model = NULL;
    assert_int_equal(carl_model_create(&model), CARL_OK);
    *state = model;
    return 0;
}

static int unload(void **state) {
    carl_model_destroy(*state);
    return 0;
}

static void finds_objects_and_actions(void **state) {
    static const struct {
        const char *object;
        const char *action;
        const char *canonical_object; // NULL: no such object
        const char *canonical_action; // NULL: no such action
    } cases[] = {
        {"Process", "Create", "Process", "Create"},
        {"process", "create", "Process", "Create"},
        {"USER_SESSION", "log in", "UserSession", "Login"},
        {"user session", "LOGIN", "UserSession", "Login"},
        {"Thread", "remote_create", "Thread", "RemoteCreate"},
        {"thread", "RemoteCreate", "Thread", "RemoteCreate"},
        {"registry", "value-edit", "Registry", "ValueEdit"},
        {"http", "get", "HTTP", "Get"},
        {"Task", "create", "Task", "Create"},
        {"SystemLogs", "BootUp", "SystemLogs", "BootUp"},
        {"Process", "Explode", "Process", NULL},
        {"Registry", "Edit", "Registry", NULL},
        {"Proces", "Create", NULL, NULL},
        {"", "", NULL, NULL},
    };
    const struct carl_model *model = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t object = carl_model_object_find(model, cases[i].object);
        if (cases[i].canonical_object == NULL) {
            assert_true(object == SIZE_MAX);
            continue;
        }
        assert_true(object < carl_model_object_count(model));
        assert_string_equal(carl_model_object_name(model, object), cases[i].canonical_object);
        size_t action = carl_model_action_find(model, object, cases[i].action);
        if (cases[i].canonical_action == NULL) {
            assert_true(action == SIZE_MAX);
        } else {
            assert_true(action < carl_model_action_count(model, object));
            assert_string_equal(carl_model_action_name(model, object, action), cases[i].canonical_action);
        }
    }
}

static void finds_fields(void **state) {
    static const struct {
        const char *object;
        const char *name;
        const char *field; // by canonical name, or NULL
        const char *alias; // what it is an alias of, or NULL
        enum field_type type;
    } cases[] = {
        {"Process", "image_path", "image_path", NULL, FIELD_TEXT},
        {"Process", "ImagePath", "image_path", NULL, FIELD_TEXT},
        {"Process", "image", NULL, "image_path", FIELD_TEXT},
        {"Process", "Parent_Image", NULL, "parent_image_path", FIELD_TEXT},
        {"Process", "process_path", NULL, "image_path", FIELD_TEXT},
        {"Process", "src_ip", NULL, NULL, FIELD_TEXT},
        {"Process", "PID", "pid", NULL, FIELD_NUMBER},
        {"Flow", "src_ip", "src_ip", NULL, FIELD_ADDRESS},
        {"Flow", "protocol", NULL, "application_protocol", FIELD_TEXT},
        {"Flow", "proto_info", "proto_info", NULL, FIELD_RECORD},
        {"Flow", "start_time", "start_time", NULL, FIELD_TIME},
        {"Socket", "protocol", "protocol", NULL, FIELD_TEXT},
        {"Registry", "value_data", NULL, "data", FIELD_TEXT},
        {"Registry", "Key", "key", NULL, FIELD_TEXT},
        {"File", "image", NULL, "image_path", FIELD_TEXT},
        {"Module", "signature_valid", "signature_valid", NULL, FIELD_BOOLEAN},
        {"Thread", "tgt_image_path", "tgt_image_path", NULL, FIELD_TEXT},
        {"Task", "task_content", "task_content", NULL, FIELD_TEXT},
        {"Process", "time", NULL, NULL, FIELD_TEXT},
        {"Process", "comman_line", NULL, NULL, FIELD_TEXT},
    };
    const struct carl_model *model = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t object = carl_model_object_find(model, cases[i].object);
        struct slice name = slice_from_string(cases[i].name);
        size_t field = model_find_object_field(model, object, name);
        size_t alias = model_find_field_alias(model, object, name);
        assert_int_equal(field == SIZE_MAX, cases[i].field == NULL);
        assert_int_equal(alias == SIZE_MAX, cases[i].alias == NULL);
        if (cases[i].field != NULL) {
            assert_string_equal(carl_model_field_name(model, object, field), cases[i].field);
            size_t id = model->objects[object].fields[field].field;
            assert_int_equal(model_find_field(model, name), id);
            assert_int_equal(model->fields[id].type, cases[i].type);
        }
        if (cases[i].alias != NULL) {
            assert_string_equal(carl_model_field_name(model, object, alias), cases[i].alias);
        }
    }
}

static void finds_action_aliases(void **state) {
    static const struct {
        const char *object;
        const char *name;
        const char *actions[3]; // NULL-terminated
    } cases[] = {
        {"Registry", "create", {"Add", NULL}},
        {"Registry", "Edit", {"ValueEdit", "KeyEdit", NULL}},
        {"Registry", "delete", {"Remove", NULL}},
        {"Registry", "set", {"ValueEdit", NULL}},
        {"Flow", "connect", {"Start", NULL}},
        {"File", "change", {"Modify", NULL}},
        {"Process", "create", {NULL}},
        {"Process", "edit", {NULL}},
    };
    const struct carl_model *model = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t object = carl_model_object_find(model, cases[i].object);
        size_t actions[8];
        size_t count = model_find_action_alias(model, object, slice_from_string(cases[i].name), actions);
        for (size_t j = 0; j < count; j++) {
            assert_non_null(cases[i].actions[j]);
            assert_string_equal(carl_model_action_name(model, object, actions[j]), cases[i].actions[j]);
        }
        assert_null(cases[i].actions[count]);
    }
}

static void marks_extensions(void **state) {
    static const struct {
        const char *object;
        bool object_extension;
        const char *field;
        bool field_extension;
    } cases[] = {
        {"Process", false, "exe", false},       {"Thread", false, "src_pid", false},
        {"Task", true, "task_name", true},      {"Thread", false, "src_image_path", true},
        {"SystemLogs", true, "hostname", true},
    };
    const struct carl_model *model = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t object = carl_model_object_find(model, cases[i].object);
        size_t field = model_find_object_field(model, object, slice_from_string(cases[i].field));
        assert_int_equal(carl_model_object_is_extension(model, object), cases[i].object_extension);
        assert_int_equal(carl_model_field_is_extension(model, object, field), cases[i].field_extension);
    }
}

static void describes_everything(void **state) {
    const struct carl_model *model = *state;
    assert_int_equal(carl_model_object_count(model), 34);
    for (size_t i = 0; i < carl_model_object_count(model); i++) {
        if (i > 0) {
            assert_true(strcmp(carl_model_object_name(model, i - 1), carl_model_object_name(model, i)) < 0);
        }
        assert_true(strlen(carl_model_object_description(model, i)) > 0);
        assert_true(carl_model_action_count(model, i) > 0);
        for (size_t j = 0; j < carl_model_action_count(model, i); j++) {
            assert_true(strlen(carl_model_action_description(model, i, j)) > 0);
        }
        for (size_t j = 0; j < carl_model_field_count(model, i); j++) {
            assert_true(strlen(carl_model_field_description(model, i, j)) > 0);
            assert_non_null(carl_model_field_example(model, i, j));
        }
    }
}

static void lists_mappings(void **state) {
    static const struct {
        const char *object;
        const char *action;
        size_t index;
        const char *sensor; // NULL: past the last
        const char *event;
        const char *field;
        const char *native; // NULL: not filled
    } cases[] = {
        {"Process", "Create", 0, "sysmon", "1 ProcessCreate", "image_path", "Image"},
        {"Process", "Create", 0, "sysmon", "1 ProcessCreate", "sid", NULL},
        {"Process", "Create", 1, "security", "4688 ProcessCreated", "user", "SubjectDomainName, SubjectUserName"},
        {"Process", "Create", 99, NULL, NULL, NULL, NULL},
        {"Module", "Load", 0, "sysmon", "7 ImageLoad", "signer", "Signature, Signed"},
        {"UserSession", "Login", 0, "security", "4624 Logon", "login_successful", "\"true\""},
        {"Email", "Quarantine", 0, NULL, NULL, NULL, NULL},
        {"Service", "Create", 1, "system", "7045 ServiceInstalled", "hostname", "Computer"},
    };
    const struct carl_model *model = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t object = carl_model_object_find(model, cases[i].object);
        size_t action = carl_model_action_find(model, object, cases[i].action);
        const char *sensor = NULL;
        const char *event = NULL;
        bool found = carl_model_mapping(model, object, action, cases[i].index, &sensor, &event);
        assert_int_equal(found, cases[i].sensor != NULL);
        if (!found) {
            continue;
        }
        assert_string_equal(sensor, cases[i].sensor);
        assert_string_equal(event, cases[i].event);
        size_t field = model_find_object_field(model, object, slice_from_string(cases[i].field));
        const char *native = carl_model_mapping_field(model, object, action, cases[i].index, field);
        if (cases[i].native == NULL) {
            assert_null(native);
        } else {
            assert_string_equal(native, cases[i].native);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_objects_and_actions), cmocka_unit_test(finds_fields),
        cmocka_unit_test(finds_action_aliases),      cmocka_unit_test(marks_extensions),
        cmocka_unit_test(describes_everything),      cmocka_unit_test(lists_mappings),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
