// SPDX-License-Identifier: Apache-2.0
// carl help: the texts, and the verb that prints them.
#include "cli/cli.h"
#include "cli/message.h"
#include "output/sink.h"

#include <string.h>
#include <unistd.h>

const char help_overview[] =
    "carl runs MITRE CAR pseudocode over event records.\n"
    "\n"
    "Usage:\n"
    "  carl run -r RULE_OR_DIRECTORY... [EVENT_FILE...]   find what rules describe\n"
    "  carl check RULE_OR_DIRECTORY...                    say what is wrong with rules\n"
    "  carl fix RULE_OR_DIRECTORY...                      mend what can be mended mechanically\n"
    "  carl fmt RULE_OR_DIRECTORY...                      write rules in canonical form\n"
    "  carl explain RULE_OR_DIRECTORY...                  show what a run does with rules\n"
    "  carl explain [CODE...]                             explain the codes of diagnostics\n"
    "  carl model [OBJECT[:ACTION]]                       show the data model\n"
    "  carl help VERB                                     explain a verb in full\n"
    "  carl --version                                     print the version\n"
    "\n"
    "Exit status: 0 fine; 1 check found errors, or run --fail-on-match matched;\n"
    "2 a rule did not compile, or wrong usage; 3 events or results were lost.\n";

const char help_run[] = "carl run: run rules over events and print the hits\n"
                        "\n"
                        "Usage:\n"
                        "  carl run -r RULE_OR_DIRECTORY... [OPTION...] [EVENT_FILE...]\n"
                        "\n"
                        "Events are JSON, in lines, arrays or documents one after another, as Windows\n"
                        "event collectors write them (Sysmon, Security 4688): flat (NXLog,\n"
                        "Get-WinEvent), winlogbeat 6 and 7, evtx_dump. They may be compressed (gzip,\n"
                        "zstd, xz, bzip2) or in zip and tar archives. Without EVENT_FILE, or where it\n"
                        "is `-`, standard input is read.\n"
                        "Hits go to standard output; everything else goes to standard error.\n"
                        "\n"
                        "Options:\n"
                        "  -r, --rules PATH      a rule file, a directory (every *.car and CAR-*.yaml in\n"
                        "                        it and below is taken), or `-`; may be repeated, and\n"
                        "                        further *.car and *.yaml files may follow it directly.\n"
                        "                        *.yaml and *.yml are read as CAR analytic files: each\n"
                        "                        implementation in pseudocode is a rule, ID#INDEX\n"
                        "  -f, --format FORMAT   jsonl (an object a line), json (one array) or table\n"
                        "                        (for people); default: table on a terminal, else jsonl\n"
                        "  -L, --library DIR     where rules that others run are found, after the rule's own\n"
                        "                        directory and before those that carl brings; may be\n"
                        "                        repeated\n"
                        "  -p, --param NAME=VALUE  the value of an `input` of a rule; may be repeated\n"
                        "      --max-memory SIZE what one rule may keep of the input until its end, such\n"
                        "                        as 500M or 2G; a rule that needs more ends with an error\n"
                        "      --now TIME        the value of `now` in rules, in ISO 8601; default: the\n"
                        "                        latest time of the records taken\n"
                        "      --from TIME       take only records from this time on: in ISO 8601, or\n"
                        "                        relative (-24h, \"7 days ago\") to --now, else to the clock\n"
                        "      --to TIME         take only records before this time\n"
                        "      --sensor NAME     take only records of this sensor; may be repeated\n"
                        "      --host NAME       take only records of this host, by its name or its whole\n"
                        "                        name, with `*` as in rules; may be repeated\n"
                        "      --limit N         stop after N hits\n"
                        "      --fail-on-match   exit with 1 if there is a hit\n"
                        "      --skip-malformed  accept records that cannot be read (they are\n"
                        "                        still reported); without it they end in exit status 3\n"
                        "      --gate            pass over lines in which no rule can have a hit, unread;\n"
                        "                        default: in files of 256 MiB and more\n"
                        "      --no-gate         read every line of every file\n"
                        "  -j, --threads N       threads that read together; default: one a processor\n"
                        "      --trace           say on standard error what became of the rows of each\n"
                        "                        rule: how many came to each step, passed each test, or\n"
                        "                        lacked its field; every line is read, as with --no-gate\n"
                        "      --trace-json FILE  write the same to a file, as one JSON object\n"
                        "      --follow          go on with what is added to the files, until interrupted\n"
                        "      --tail            the same, beginning at the ends of the files\n"
                        "      --lateness TIME   how late an event may come while files are followed, such\n"
                        "                        as 500ms, 30s or 1h; default: 1m\n"
                        "      --strict          read every record with the slow decoder, which\n"
                        "                        otherwise only decides in doubt\n"
                        "      --color WHEN      auto, always or never; auto heeds NO_COLOR\n"
                        "  -q, --quiet           no summary and no warnings\n"
                        "  -h, --help            this text\n"
                        "\n"
                        "Exit status (the greatest that applies):\n"
                        "  0    everything was done\n"
                        "  1    there was a hit, under --fail-on-match\n"
                        "  2    a rule was not run: it has errors or could not be read; or wrong usage\n"
                        "  3    an event file could not be read, or not to its end, a record was\n"
                        "       malformed, or the output could not be written\n"
                        "  130  interrupted; the summary covers what was read\n"
                        "  143  ended by SIGTERM, likewise\n"
                        "  141  the reader of the output went away (as `head` does)\n"
                        "\n"
                        "Examples:\n"
                        "  carl run -r rules/ dump.json\n"
                        "  carl run -r rules/CAR-2019-04-002 --format jsonl dump.json.gz | jq .rule\n"
                        "  carl run -q --fail-on-match -r my.car *.json && echo clean\n";

const char help_check[] = "carl check: say what is wrong with rules\n"
                          "\n"
                          "Usage:\n"
                          "  carl check [OPTION...] RULE_OR_DIRECTORY...\n"
                          "\n"
                          "Every mistake of every rule is reported in one run, each with its place and,\n"
                          "where there is one, the fix. The diagnostics are printed on standard output, a\n"
                          "last line with the totals on standard error. `-` is standard input.\n"
                          "Files that end in .yaml or .yml are read as CAR analytic files: each of their\n"
                          "implementations in pseudocode is a rule, and places are those in the file. Of\n"
                          "a directory every *.car and CAR-*.yaml in it and below is taken.\n"
                          "\n"
                          "Options:\n"
                          "  -f, --format FORMAT  text, or json: one array of objects with file, rule, line,\n"
                          "                       column, end_line, end_column, severity, code, message,\n"
                          "                       help (or null), mechanical (the edits need no human) and\n"
                          "                       edits (line, column, delete, insert); lines and byte\n"
                          "                       columns count from 1\n"
                          "  -L, --library DIR    where rules that others run are found, after the rule's own\n"
                          "                       directory and before those that carl brings; may be\n"
                          "                       repeated\n"
                          "      --strict         warnings also end in exit status 1\n"
                          "      --color WHEN     auto, always or never; auto heeds NO_COLOR\n"
                          "  -q, --quiet          no notes and no totals\n"
                          "  -h, --help           this text\n"
                          "\n"
                          "Exit status (the greatest that applies):\n"
                          "  0  no errors\n"
                          "  1  errors; under --strict also warnings\n"
                          "  2  a rule could not be read, or wrong usage\n"
                          "  3  the output could not be written\n"
                          "\n"
                          "Examples:\n"
                          "  carl check rules/\n"
                          "  carl check --strict --format json rules/ > diagnostics.json\n";

const char help_model[] = "carl model: show the data model that rules are written against\n"
                          "\n"
                          "Usage:\n"
                          "  carl model [--format text|json] [OBJECT[:ACTION]]\n"
                          "\n"
                          "Without an argument: the objects and their actions. With an OBJECT: its actions,\n"
                          "the sensor events that are read as them, and its fields. With OBJECT:ACTION:\n"
                          "also which native field of which sensor event fills each field. Case and `_` do\n"
                          "not matter in names.\n"
                          "\n"
                          "Options:\n"
                          "  -f, --format FORMAT  text or json\n"
                          "      --color WHEN     auto, always or never; auto heeds NO_COLOR\n"
                          "  -h, --help           this text\n"
                          "\n"
                          "Examples:\n"
                          "  carl model\n"
                          "  carl model Process:Create\n";

const char help_help[] = "carl help: explain a verb\n"
                         "\n"
                         "Usage:\n"
                         "  carl help [VERB]\n";

enum exit_status finish_output(struct sink *sink) {
    if (sink_flush(sink)) {
        return EXIT_FINE;
    }
    if (sink_is_closed(sink)) {
        return EXIT_PIPE;
    }
    message_error("cannot write to standard output: %s", strerror(sink->error));
    return EXIT_INPUT;
}

enum exit_status print_text(const char *text) {
    struct sink sink;

    sink_init(&sink, STDOUT_FILENO, false);
    sink_string(&sink, text);
    return finish_output(&sink);
}

enum exit_status help_main(int argc, char **argv) {
    const struct verb *verb;

    if (argc == 0) {
        return print_text(help_overview);
    }
    if (argc > 1) {
        message_error("one verb at a time");
        return EXIT_RULE;
    }
    verb = verb_find(argv[0]);
    if (verb == NULL) {
        return verb_unknown(argv[0]);
    }
    return print_text(verb->help);
}
