# SPDX-License-Identifier: Apache-2.0
"""The three queries in each tool's language, and what their answers are compared by.

An answer is a set of rows, whatever their order. "regsvr32" and "printed" give
(UtcTime, ProcessGuid, Image, ParentImage, CommandLine) of each process creation
found, "by image" gives (image in lower case, count). A field that is missing,
empty, "-" or "?" is null in all of them: it equals nothing, contains nothing and
does not "not contain". The event files hold Sysmon records only, so the peers
test the event's number alone.
"""

import hashlib
import json

REGSVR32, PRINTED, BY_IMAGE = "regsvr32", "printed", "by image"
QUERIES = [REGSVR32, PRINTED, BY_IMAGE]
TITLES = {
    REGSVR32: "process creations whose parent image ends in regsvr32.exe and whose image does not contain it, printed",
    PRINTED: "process creations whose command line contains an \"a\", printed",
    BY_IMAGE: "count of process creations by image",
}
FIELDS = ["UtcTime", "ProcessGuid", "Image", "ParentImage", "CommandLine"]
NULLS = ("", "-", "?")

RULES = {
    REGSVR32: 'processes = search Process:Create\nfound = filter processes where (\n'
              '  parent_image_path == "*regsvr32.exe" and image_path != "*regsvr32.exe*"\n)\noutput found\n',
    PRINTED: 'processes = search Process:Create\nfound = filter processes where command_line contains "a"\n'
             'output found\n',
    BY_IMAGE: 'processes = search Process:Create\nby_image = group processes by image_path\n'
              'counts = from by_image select image_path, count() as events\noutput counts\n',
}

JQ_FIELDS = "[%s]" % ", ".join("." + name for name in FIELDS)
JQ = {
    REGSVR32: 'select(.EventID == 1 and ((.ParentImage // "") | ascii_downcase | endswith("regsvr32.exe"))'
              ' and ((.Image // "") | ascii_downcase | . != "" and . != "-" and . != "?"'
              ' and (contains("regsvr32.exe") | not))) | ' + JQ_FIELDS,
    PRINTED: 'select(.EventID == 1 and ((.CommandLine // "") | ascii_downcase | contains("a"))) | ' + JQ_FIELDS,
    BY_IMAGE: 'reduce (inputs | select(.EventID == 1) | (.Image // "") | ascii_downcase'
              ' | if . == "-" or . == "?" then "" else . end) as $image ({}; .[$image] += 1)'
              ' | to_entries[] | [.key, .value]',
}

MILLER_CUT = ["then", "cut", "-o", "-f", ",".join(FIELDS)]
MILLER_NULL = "(null)"  # its `count` leaves out records whose key is empty
MILLER = {
    REGSVR32: ["filter", '$EventID == 1 && is_present($ParentImage) && is_present($Image)'
               ' && tolower($ParentImage) =~ "regsvr32\\.exe$" && !(tolower($Image) =~ "regsvr32\\.exe")'
               ' && $Image != "" && $Image != "-" && $Image != "?"', *MILLER_CUT],
    PRINTED: ["filter", '$EventID == 1 && is_present($CommandLine) && $CommandLine =~ "a"i', *MILLER_CUT],
    BY_IMAGE: ["filter", "$EventID == 1", "then", "put",
               'if (is_present($Image) && $Image != "" && $Image != "-" && $Image != "?") {$image = tolower($Image)}'
               ' else {$image = "%s"}' % MILLER_NULL, "then", "count", "-g", "image", "-o", "events"],
}

SQL_WHERE = {
    REGSVR32: "EventID = 1 AND ParentImage ILIKE '%regsvr32.exe' AND Image NOT ILIKE '%regsvr32.exe%'"
              " AND Image NOT IN ('', '-', '?')",
    PRINTED: "EventID = 1 AND CommandLine ILIKE '%a%'",
}
SQL_COLUMNS = {REGSVR32: ["Image", "ParentImage"], PRINTED: ["CommandLine"], BY_IMAGE: ["Image"]}


def sql(query, source, counting):
    """A query over `source`, which is a function from the names of text columns to
    a FROM clause. Counting reads only the columns that the condition needs."""
    if query == BY_IMAGE:
        return ("SELECT CASE WHEN Image IS NULL OR Image IN ('', '-', '?') THEN '' ELSE lower(Image) END AS image,"
                " count(*) AS events FROM %s WHERE EventID = 1 GROUP BY 1" % source(SQL_COLUMNS[query]))
    if counting:
        return "SELECT count(*) AS events FROM %s WHERE %s" % (source(SQL_COLUMNS[query]), SQL_WHERE[query])
    return "SELECT %s FROM %s WHERE %s" % (", ".join(FIELDS), source(FIELDS), SQL_WHERE[query])


def text(value):
    return "" if value is None else str(value)


class Answer:
    """A set of rows, kept as its size and the sum of the rows' digests, which does
    not depend on their order. `keep` keeps the rows too."""

    def __init__(self, keep=False):
        self.count = 0
        self.sum = 0
        self.rows = [] if keep else None

    def add(self, row):
        line = json.dumps([text(value) for value in row], ensure_ascii=False)
        self.count += 1
        self.sum += int.from_bytes(hashlib.blake2b(line.encode(errors="surrogatepass"), digest_size=16).digest(), "big")
        if self.rows is not None:
            self.rows.append(line)

    def key(self):
        return [self.count, "%032x" % (self.sum % (1 << 128))]


def is_null(value):
    return value is None or value in NULLS


def reference(path, keep=False):
    """The answers by Python's own json module, one per query, and the number of
    records and of process creations."""
    answers = {query: Answer(keep) for query in QUERIES}
    images, lines, creations = {}, 0, 0
    with open(path, "rb") as file:
        for line in file:
            lines += 1
            record = json.loads(line)
            if record.get("EventID") != 1:
                continue
            creations += 1
            row = [record.get(name) for name in FIELDS]
            image, parent, command = (None if is_null(value) else value.lower() for value in row[2:])
            if parent and parent.endswith("regsvr32.exe") and image and "regsvr32.exe" not in image:
                answers[REGSVR32].add(row)
            if command and "a" in command:
                answers[PRINTED].add(row)
            images[image] = images.get(image, 0) + 1
    for image, count in images.items():
        answers[BY_IMAGE].add([image, count])
    return answers, lines, creations


def rows_of_carl(query, path):
    """The rows of carl's hits."""
    with open(path, "rb") as file:
        for line in file:
            hit = json.loads(line)
            if query == BY_IMAGE:
                image = hit["row"]["image_path"]
                yield [image and image.lower(), hit["row"]["events"]]
            else:
                yield [hit["event"].get(name) for name in FIELDS]


def rows_of_json(query, path):
    """The rows of a tool that prints a JSON array or object a line."""
    with open(path, "rb") as file:
        for line in file:
            row = json.loads(line)
            if isinstance(row, dict):
                row = [row.get(name) for name in (["image", "events"] if query == BY_IMAGE else FIELDS)]
            yield ["" if value == MILLER_NULL else value for value in row] if query == BY_IMAGE else row
