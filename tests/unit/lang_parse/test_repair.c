// SPDX-License-Identifier: Apache-2.0
// Mistakes and what the parser makes of them: each costs the diagnostics listed,
// its edits give the mended text, and the tree is that of the mended text, so
// that the checker sees what the author meant.
#include "harness.h"

struct repair_case {
    const char *name;
    const char *text;
    const char *reports;
    const char *mended; // NULL: the text as it is
    size_t left;        // errors in the mended text: those without a safe edit
};

static const struct repair_case cases[] = {
    {"closing quote",
     "p = search Process:Create\n"
     "x = filter p where (exe == \"a.exe or exe == \"b.exe\" or exe == \"c.exe\")\n"
     "output x\n",
     "2:28 E101",
     "p = search Process:Create\n"
     "x = filter p where (exe == \"a.exe\" or exe == \"b.exe\" or exe == \"c.exe\")\n"
     "output x\n",
     0},
    {"closing quote",
     "p = search Process:Create\n"
     "x = filter p where exe in [\"a.exe, \"b.exe\", \"c.exe\"]\n"
     "output x\n",
     "2:28 E101",
     "p = search Process:Create\n"
     "x = filter p where exe in [\"a.exe\", \"b.exe\", \"c.exe\"]\n"
     "output x\n",
     0},
    {"closing quote",
     "p = search Process:Create\n"
     "x = filter p where exe in [\"a.exe\", \"b.exe]\n"
     "output x\n",
     "2:37 E101",
     "p = search Process:Create\n"
     "x = filter p where exe in [\"a.exe\", \"b.exe\"]\n"
     "output x\n",
     0},
    {"closing quote",
     "p = search Process:Create\n"
     "x = filter p where exe == \"a.exe and\n"
     "  command_line == \"*b*\"\n"
     "output x\n",
     "2:27 E101",
     "p = search Process:Create\n"
     "x = filter p where exe == \"a.exe\" and\n"
     "  command_line == \"*b*\"\n"
     "output x\n",
     0},
    {"closing quote",
     "p = search Process:Create\n"
     "x = filter p where (exe == \"a.exe) or (exe == \"b.exe\")\n"
     "output x\n",
     "2:28 E101",
     "p = search Process:Create\n"
     "x = filter p where (exe == \"a.exe\") or (exe == \"b.exe\")\n"
     "output x\n",
     0},
    {"closing quote",
     "p = search Process:Create\n"
     "x = filter p where (image_path == \"C:\\Program Files (x86)\\a.exe)\n"
     "output x\n",
     "2:35 E101",
     "p = search Process:Create\n"
     "x = filter p where (image_path == \"C:\\Program Files (x86)\\a.exe\")\n"
     "output x\n",
     0},
    {"closing quote",
     "p = search Process:Create\n"
     "x = filter p where command_line CONTAINS(\"*a*) and command_line CONTAINS(\"*b*\")\n"
     "output x\n",
     "2:33 N109, 2:42 E101",
     "p = search Process:Create\n"
     "x = filter p where command_line CONTAINS(\"*a*\") and command_line CONTAINS(\"*b*\")\n"
     "output x\n",
     0},
    {"closing quote",
     "p = search Process:Create\n"
     "x = filter p where (exe == \"a.exe and not [user] != \"b\")\n"
     "output x\n",
     "2:28 E101, 2:43 N107",
     "p = search Process:Create\n"
     "x = filter p where (exe == \"a.exe\" and not [user] != \"b\")\n"
     "output x\n",
     0},
    {"closing quote",
     "p = search Process:Create\n"
     "x = filter p where exe == 'a.exe and user == \"b\"\n"
     "output x\n",
     "2:27 E101, 2:27 N102",
     "p = search Process:Create\n"
     "x = filter p where exe == 'a.exe' and user == \"b\"\n"
     "output x\n",
     0},
    {"opening quote",
     "p = search Process:Create\n"
     "x = filter p where exe in [\"a.exe\", b.exe\", \"c.exe\"]\n"
     "output x\n",
     "2:37 E101",
     "p = search Process:Create\n"
     "x = filter p where exe in [\"a.exe\", \"b.exe\", \"c.exe\"]\n"
     "output x\n",
     0},
    {"opening quote",
     "p = search Process:Create\n"
     "x = filter p where image_path == C:\\Program Files\\a.exe\" and exe == \"a.exe\"\n"
     "output x\n",
     "2:34 E101",
     "p = search Process:Create\n"
     "x = filter p where image_path == \"C:\\Program Files\\a.exe\" and exe == \"a.exe\"\n"
     "output x\n",
     0},
    {"opening quote",
     "p = search Process:Create\n"
     "x = filter p where command_line CONTAINS(*a*\") and exe == \"a\"\n"
     "output x\n",
     "2:33 N109, 2:42 E101",
     "p = search Process:Create\n"
     "x = filter p where command_line CONTAINS(\"*a*\") and exe == \"a\"\n"
     "output x\n",
     0},
    {"opening quote",
     "p = search Process:Create\n"
     "x = filter p where pid == 445\" and ppid > 1\n"
     "output x\n",
     "2:27 E101",
     "p = search Process:Create\n"
     "x = filter p where pid == \"445\" and ppid > 1\n"
     "output x\n",
     0},
    {"stray quote",
     "p = search Process:Create\n"
     "x = filter p where (exe == \"a.exe\"\")\n"
     "output x\n",
     "2:35 E102",
     "p = search Process:Create\n"
     "x = filter p where (exe == \"a.exe\")\n"
     "output x\n",
     0},
    {"stray quote",
     "p = search Process:Create\n"
     "x = filter p where command_line == \"\"C:\\a.exe\" /q\" and exe == \"a.exe\"\n"
     "output x\n",
     "2:37 E102",
     "p = search Process:Create\n"
     "x = filter p where command_line == \"\\\"C:\\a.exe\\\" /q\" and exe == \"a.exe\"\n"
     "output x\n",
     0},
    {"stray quote",
     "p = search Process:Create\n"
     "x = filter p where (exe == \"a\" and \"user == \"b\")\n"
     "output x\n",
     "2:36 E102",
     "p = search Process:Create\n"
     "x = filter p where (exe == \"a\" and user == \"b\")\n"
     "output x\n",
     0},
    {"stray quote",
     "p = search Process:Create\n"
     "x = filter p where pid in [1, 2] \" and exe == \"a\"\n"
     "output x\n",
     "2:34 E102",
     "p = search Process:Create\n"
     "x = filter p where pid in [1, 2]  and exe == \"a\"\n"
     "output x\n",
     0},
    {"smart quotes",
     "p = search Process:Create\n"
     "x = filter p where exe == \342\200\230a.exe\342\200\231 or exe == \342\200\234b.exe\342\200\235\n"
     "output x\n",
     "2:27 E103, 2:35 E103, 2:49 E103, 2:57 E103",
     "p = search Process:Create\n"
     "x = filter p where exe == \"a.exe\" or exe == \"b.exe\"\n"
     "output x\n",
     0},
    {"smart quotes",
     "p = search Process:Create\n"
     "x = filter p where exe in [\342\200\234a.exe\342\200\235, \342\200\234b.exe\342\200\235]\n"
     "output x\n",
     "2:28 E103, 2:36 E103, 2:41 E103, 2:49 E103",
     "p = search Process:Create\n"
     "x = filter p where exe in [\"a.exe\", \"b.exe\"]\n"
     "output x\n",
     0},
    {"smart quotes",
     "p = search Process:Create\n"
     "x = filter p where exe == \342\200\235a.exe\" and user == \"b\342\200\235\n"
     "output x\n",
     "2:27 E103, 2:51 E103",
     "p = search Process:Create\n"
     "x = filter p where exe == \"a.exe\" and user == \"b\"\n"
     "output x\n",
     0},
    {"smart quotes",
     "p = search Process:Create\n"
     "x = filter p where exe == \"a \342\200\234b\342\200\235 c\"\n"
     "output x\n",
     "", NULL, 0},
    {"unquoted",
     "p = search Process:Create\n"
     "x = filter p where exe = cmd.exe and command_line = *net user* or exe == a-b.exe\n"
     "output x\n",
     "2:26 E104, 2:53 E104, 2:74 E104",
     "p = search Process:Create\n"
     "x = filter p where exe = \"cmd.exe\" and command_line = \"*net user*\" or exe == \"a-b.exe\"\n"
     "output x\n",
     0},
    {"unquoted",
     "p = search Process:Create\n"
     "x = filter p where image_path == /usr/bin/x or command_line match ^a(b|c)\\s+d$\n"
     "output x\n",
     "2:34 E104, 2:67 E104",
     "p = search Process:Create\n"
     "x = filter p where image_path == \"/usr/bin/x\" or command_line match \"^a(b|c)\\s+d$\"\n"
     "output x\n",
     0},
    {"unquoted",
     "p = search Process:Create\n"
     "x = filter p where (image_path == C:\\Program Files (x86)\\a.exe) or exe in [cmd.exe, foo, 12, \"z\"]\n"
     "output x\n",
     "2:35 E104, 2:76 E104, 2:85 E104",
     "p = search Process:Create\n"
     "x = filter p where (image_path == \"C:\\Program Files (x86)\\a.exe\") or exe in [\"cmd.exe\", \"foo\", 12, "
     "\"z\"]\n"
     "output x\n",
     0},
    {"unquoted",
     "p = search Process:Create\n"
     "x = filter p where command_line contains *foo* and image_path == %windir%\\a.exe\n"
     "output x\n",
     "2:42 E104, 2:66 E104",
     "p = search Process:Create\n"
     "x = filter p where command_line contains \"*foo*\" and image_path == \"%windir%\\a.exe\"\n"
     "output x\n",
     0},
    {"unquoted",
     "p = search Process:Create\n"
     "x = filter p where image_path == C:\\a b.exe command_line = \"x\"\n"
     "output x\n",
     "2:34 E104, 2:45 E107",
     "p = search Process:Create\n"
     "x = filter p where image_path == \"C:\\a b.exe\" and command_line = \"x\"\n"
     "output x\n",
     0},
    {"unquoted",
     "p = search Process:Create\n"
     "x = filter p where user == fe80::1\n"
     "output x\n",
     "2:28 E104",
     "p = search Process:Create\n"
     "x = filter p where user == \"fe80::1\"\n"
     "output x\n",
     0},
    {"unquoted",
     "p = search Process:Create\n"
     "x = filter p where p.exe == svchost.exe and user == winlog.user.name\n"
     "output x\n",
     "2:29 E104",
     "p = search Process:Create\n"
     "x = filter p where p.exe == \"svchost.exe\" and user == winlog.user.name\n"
     "output x\n",
     0},
    {"unclosed",
     "p = search Process:Create\n"
     "x = filter p where (exe == \"a.exe\" and (user == \"b\" or user == \"c\")\n",
     "2:20 E105",
     "p = search Process:Create\n"
     "x = filter p where (exe == \"a.exe\" and (user == \"b\" or user == \"c\"))\n",
     0},
    {"unclosed",
     "p = search Process:Create\n"
     "x = filter p where exe in [\"a.exe\", \"b.exe\"\n"
     "output x\n",
     "2:27 E105",
     "p = search Process:Create\n"
     "x = filter p where exe in [\"a.exe\", \"b.exe\"]\n"
     "output x\n",
     0},
    {"unclosed",
     "p = search Process:Create\n"
     "x = filter p where (exe in [\"a.exe\", \"b.exe\")\n"
     "output x\n",
     "2:28 E105",
     "p = search Process:Create\n"
     "x = filter p where (exe in [\"a.exe\", \"b.exe\"])\n"
     "output x\n",
     0},
    {"unclosed",
     "p = search Process:Create\n"
     "x = filter p where (exe == \"a.exe\"\n"
     "n = count(x) by user\n"
     "output n\n",
     "2:20 E105",
     "p = search Process:Create\n"
     "x = filter p where (exe == \"a.exe\")\n"
     "n = count(x) by user\n"
     "output n\n",
     0},
    {"unclosed",
     "p = search (Process:Create or Process:Terminate # comment\n"
     "output p\n",
     "1:12 E105",
     "p = search (Process:Create or Process:Terminate) # comment\n"
     "output p\n",
     0},
    {"unclosed",
     "p = search Process:Create\n"
     "x = filter p where ((exe == \"a\" or (user == \"b\") # why\n"
     "\n"
     "y = filter p where pid == 1\n"
     "output x, y\n",
     "2:20 E105, 2:21 E105",
     "p = search Process:Create\n"
     "x = filter p where ((exe == \"a\" or (user == \"b\"))) # why\n"
     "\n"
     "y = filter p where pid == 1\n"
     "output x, y\n",
     0},
    {"unclosed on lines in a row",
     "p = search Process:Create\n"
     "a = filter p where (exe == \"1\"\n"
     "b = filter p where (exe == \"2\"\n"
     "output a, b\n",
     "2:20 E105, 3:20 E105",
     "p = search Process:Create\n"
     "a = filter p where (exe == \"1\")\n"
     "b = filter p where (exe == \"2\")\n"
     "output a, b\n",
     0},
    {"unclosed on lines in a row",
     "p = search Process:Create\n"
     "a = filter p where (exe == \"1\"\n"
     "a.x = (pid + 1\n"
     "b = filter p where (exe == \"2\"\n"
     "n = count(b\n"
     "d = (a - b\n"
     "l = [\"a\", \"b\"\n"
     "x = \"abc\"\n"
     "output d, n, l, x\n",
     "2:20 E105, 3:7 E105, 4:20 E105, 5:10 E105, 6:5 E105, 7:5 E105",
     "p = search Process:Create\n"
     "a = filter p where (exe == \"1\")\n"
     "a.x = (pid + 1)\n"
     "b = filter p where (exe == \"2\")\n"
     "n = count(b)\n"
     "d = (a - b)\n"
     "l = [\"a\", \"b\"]\n"
     "x = \"abc\"\n"
     "output d, n, l, x\n",
     0},
    // A condition that lost its operator goes on: there is no second bracket.
    {"unclosed with a comparison below",
     "p = search Process:Create\n"
     "a = filter p where (exe == \"1\" and\n"
     "user = \"x\"\n"
     "output a\n",
     "2:20 E105",
     "p = search Process:Create\n"
     "a = filter p where (exe == \"1\" and\n"
     "user = \"x\")\n"
     "output a\n",
     0},
    {"no filter",
     "p = search Process:Create\n"
     "b = p where (exe == \"2\")\n"
     "output b\n",
     "2:5 E113",
     "p = search Process:Create\n"
     "b = filter p where (exe == \"2\")\n"
     "output b\n",
     0},
    {"surplus",
     "p = search Process:Create\n"
     "x = filter p where (exe == \"a.exe\"))\n"
     "output x\n",
     "2:36 E106",
     "p = search Process:Create\n"
     "x = filter p where (exe == \"a.exe\")\n"
     "output x\n",
     0},
    {"surplus",
     "p = search Process:Create\n"
     "x = filter p where (\n"
     "  exe == \"a.exe\" or\n"
     "  exe == \"sc.exe\" and (pid == 1 or pid == 2)) or\n"
     "  exe == \"b.exe\"\n"
     ")\n"
     "output x\n",
     "6:1 E106",
     "p = search Process:Create\n"
     "x = filter p where (\n"
     "  exe == \"a.exe\" or\n"
     "  exe == \"sc.exe\" and (pid == 1 or pid == 2) or\n"
     "  exe == \"b.exe\"\n"
     ")\n"
     "output x\n",
     0},
    {"surplus",
     "p = search Process:Create\n"
     "x = filter p where exe in [\"a\"]]\n"
     "output x\n",
     "2:32 E106",
     "p = search Process:Create\n"
     "x = filter p where exe in [\"a\"]\n"
     "output x\n",
     0},
    {"surplus",
     "p = search Process:Create\n"
     "output p)\n",
     "2:9 E106",
     "p = search Process:Create\n"
     "output p\n",
     0},
    {"missing operator",
     "log_name == \"System\" and\n"
     "event_code == \"7036\"\n"
     "param1 in [\"a\", \"b\"] and\n"
     "param2 == \"stopped\"\n",
     "3:1 E107",
     "log_name == \"System\" and\n"
     "event_code == \"7036\" and\n"
     "param1 in [\"a\", \"b\"] and\n"
     "param2 == \"stopped\"\n",
     0},
    {"missing operator",
     "p = search Process:Create\n"
     "x = filter p where (exe == \"a.exe\" command_line == \"*b*\") and (user == \"x\") (user == \"y\") not (user == "
     "\"z\")\n"
     "output x\n",
     "2:36 E107, 2:77 E107, 2:91 E107",
     "p = search Process:Create\n"
     "x = filter p where (exe == \"a.exe\" and command_line == \"*b*\") and (user == \"x\") and (user == \"y\") and "
     "not (user == \"z\")\n"
     "output x\n",
     0},
    {"missing operator",
     "p = search Process:Create\n"
     "x = filter p where (\n"
     "  exe == \"a.exe\"\n"
     "  command_line == \"*b*\"\n"
     ")\n"
     "output x\n",
     "4:3 E107",
     "p = search Process:Create\n"
     "x = filter p where (\n"
     "  exe == \"a.exe\" and\n"
     "  command_line == \"*b*\"\n"
     ")\n"
     "output x\n",
     0},
    {"missing operator",
     "p = search Process:Create\n"
     "x = filter p where p.user == p.exe\n"
     "  (pid < 5)\n"
     "output x\n",
     "3:3 E107",
     "p = search Process:Create\n"
     "x = filter p where p.user == p.exe and\n"
     "  (pid < 5)\n"
     "output x\n",
     0},
    {"missing operator",
     "p = search Process:Create\n"
     "x = filter p where exe \"a.exe\" and pid 5\n"
     "output x\n",
     "2:24 E107, 2:40 E107", NULL, 2},
    {"missing operator",
     "p = search Process:Create Process:Terminate\n"
     "output p\n",
     "1:27 E107",
     "p = search Process:Create or Process:Terminate\n"
     "output p\n",
     0},
    {"missing comma",
     "p = search Process:Create\n"
     "x = filter p where exe in [\"a.exe\" \"b.exe\", \"c.exe\"]\n"
     "output x\n",
     "2:36 E108",
     "p = search Process:Create\n"
     "x = filter p where exe in [\"a.exe\", \"b.exe\", \"c.exe\"]\n"
     "output x\n",
     0},
    {"missing comma",
     "p = search Process:Create\n"
     "x = filter p where pid == max(1 ppid)\n"
     "output x\n",
     "2:33 E108",
     "p = search Process:Create\n"
     "x = filter p where pid == max(1, ppid)\n"
     "output x\n",
     0},
    {"missing comma",
     "p = search Process:Create\n"
     "g = group p by user hostname within 5 minutes\n"
     "c = from g select count() as n min(time) as m, user\n"
     "output c g\n",
     "2:21 E108, 3:32 E108, 4:10 E108",
     "p = search Process:Create\n"
     "g = group p by user, hostname within 5 minutes\n"
     "c = from g select count() as n, min(time) as m, user\n"
     "output c, g\n",
     0},
    {"dangling",
     "p = search Process:Create\n"
     "x = filter p where (exe == \"a.exe\" and ) or user == \"x\" or\n"
     "output x\n",
     "2:36 E109, 2:57 E109",
     "p = search Process:Create\n"
     "x = filter p where (exe == \"a.exe\" ) or user == \"x\"\n"
     "output x\n",
     0},
    {"dangling",
     "p = search Process:Create\n"
     "x = filter p where and exe == \"a.exe\" and and user == \"b\" or exe == or user in [\"x\", \"y\",]\n"
     "output x\n",
     "2:20 E109, 2:43 E109, 2:66 E109, 2:89 E109",
     "p = search Process:Create\n"
     "x = filter p where exe == \"a.exe\" and user == \"b\" or exe == or user in [\"x\", \"y\"]\n"
     "output x\n",
     1},
    {"dangling",
     "p = search Process:Create\n"
     "x = filter p where command_line contains \"a\" or contains \"b\" or == \"c\"\n"
     "output x\n",
     "2:49 E109, 2:65 E109", NULL, 2},
    {"dangling",
     "p = search Process:Create\n"
     "x = filter p where exe == == \"a\"\n"
     "output x\n",
     "2:27 E109",
     "p = search Process:Create\n"
     "x = filter p where exe == \"a\"\n"
     "output x\n",
     0},
    {"dangling",
     "p = search Process:Create\n"
     "x = filter p where ()\n"
     "output x\n",
     "2:21 E113", NULL, 1},
    {"dangling",
     "p = search Process:Create\n"
     "x = filter p where pid == (1 + ) and not\n"
     "output x\n",
     "2:30 E109, 2:38 E109", NULL, 2},
    {"dangling",
     "p = search Process:Create\n"
     "output p,\n",
     "2:9 E109",
     "p = search Process:Create\n"
     "output p\n",
     0},
    {"dangling",
     "p = search (Process:Create or )\n"
     "output p\n",
     "1:28 E109",
     "p = search (Process:Create )\n"
     "output p\n",
     0},
    {"dangling",
     "p = search Process:Create,, Process:Terminate\n"
     "output p\n",
     "1:26 E109",
     "p = search Process:Create, Process:Terminate\n"
     "output p\n",
     0},
    {"dangling",
     "p = search Process:Create\n"
     "g = group p by user,\n"
     "output g\n",
     "2:20 E109",
     "p = search Process:Create\n"
     "g = group p by user\n"
     "output g\n",
     0},
    {"misplaced where",
     "p = search Process:Create\n"
     "x = filter p (where exe == \"a\")\n"
     "output x\n",
     "2:14 E110",
     "p = search Process:Create\n"
     "x = filter p where (exe == \"a\")\n"
     "output x\n",
     0},
    {"misplaced where",
     "p = search Process:Create (where exe == \"a.exe\")\n"
     "q = search Process:Create\n"
     "j = join (p, q) (where p.pid == q.ppid)\n"
     "output j\n",
     "1:27 E110, 3:17 E110",
     "p = search Process:Create where (exe == \"a.exe\")\n"
     "q = search Process:Create\n"
     "j = join (p, q) where (p.pid == q.ppid)\n"
     "output j\n",
     0},
    {"missing source",
     "p = search Process:Create\n"
     "x = filter where exe == \"a\"\n"
     "y = filter (where exe == \"a\")\n"
     "z = filter exe == \"a\" and user == \"b\"\n"
     "p = filter (exe == \"x\")\n"
     "output x, y, z, p\n",
     "2:12 E111, 3:12 E111, 4:12 E111, 5:12 E111",
     "p = search Process:Create\n"
     "x = filter p where exe == \"a\"\n"
     "y = filter x where (exe == \"a\")\n"
     "z = filter y where exe == \"a\" and user == \"b\"\n"
     "p = filter p where (exe == \"x\")\n"
     "output x, y, z, p\n",
     0},
    {"missing where",
     "p = search Process:Create\n"
     "x = filter p (exe == \"a\")\n"
     "y = filter p exe == \"a\"\n"
     "output x, y\n",
     "2:14 E113, 3:14 E113",
     "p = search Process:Create\n"
     "x = filter p where (exe == \"a\")\n"
     "y = filter p where exe == \"a\"\n"
     "output x, y\n",
     0},
    {"keyword",
     "search = search Process:Create\n"
     "output search\n",
     "1:1 E112", NULL, 1},
    {"keyword",
     "p = search Process:Create\n"
     "output filter\n",
     "2:8 E112", NULL, 1},
    {"keyword",
     "p = search Process:Create\n"
     "q = search Process:Create\n"
     "j = join (search, filter) where p.pid == q.ppid\n"
     "output j\n",
     "3:11 E112, 3:19 E112",
     "p = search Process:Create\n"
     "q = search Process:Create\n"
     "j = join (p, q) where p.pid == q.ppid\n"
     "output j\n",
     0},
    {"keyword",
     "p = search Process:Create\n"
     "x = filter select where exe == \"a\"\n"
     "output x\n",
     "2:12 E112",
     "p = search Process:Create\n"
     "x = filter p where exe == \"a\"\n"
     "output x\n",
     0},
    {"placeholder",
     "p = search Process:Create\n"
     "x = filter p where exe in [..., \"a\", ...] or exe == \"b\" or ...\n"
     "output x\n",
     "2:28 E401, 2:38 E401, 2:60 E401",
     "p = search Process:Create\n"
     "x = filter p where exe in [\"a\"] or exe == \"b\"\n"
     "output x\n",
     0},
    {"placeholder",
     "p = search Process:Create\n"
     "x = filter p where command_line match __some_regex__ or user == <user name> or user == ...\n"
     "output x\n",
     "2:39 E401, 2:65 E401, 2:88 E401", NULL, 3},
    {"placeholder",
     "p = search Process:Create\n"
     "x = filter p where exe in [...]\n"
     "output x\n",
     "2:28 E401",
     "p = search Process:Create\n"
     "x = filter p where exe in []\n"
     "output x\n",
     0},
    {"prose",
     "p = search Process:Create\n"
     "g = group p by hostname, ppid where(max time between two events is 30 minutes)\n"
     "output g\n",
     "2:31 E402", NULL, 1},
    {"prose",
     "p = search Process:Create\n"
     "x = filter p where the parent is an office program and exe == \"cmd.exe\"\n"
     "output x\n",
     "2:20 E402", NULL, 1},
    {"other languages",
     "p = search Process:Create\n"
     "x = filter p where exe=~\"a+\" and user !~ \"b\" and exe ~ \"c\"\n"
     "output x\n",
     "2:23 E113, 2:39 E113, 2:54 E113",
     "p = search Process:Create\n"
     "x = filter p where exe match \"a+\" and user not match \"b\" and exe match \"c\"\n"
     "output x\n",
     0},
    {"other languages",
     "p = search Process:Create\n"
     "x = filter p where exe:\"a\" and pid : 4\n"
     "output x\n",
     "2:23 E113, 2:36 E113", NULL, 2},
    {"other languages",
     "p = search Process:Create\n"
     "x = filter p where exe is not null && (user is \"a\" || user in (\"b\", \"c\"))\n"
     "output x\n",
     "2:24 E113, 2:36 E113, 2:45 E113, 2:52 E113, 2:63 E113",
     "p = search Process:Create\n"
     "x = filter p where exe != null and (user == \"a\" or user in [\"b\", \"c\"])\n"
     "output x\n",
     0},
    {"other languages",
     "p = search Process:Create\n"
     "x = filter p where pid => 5 and pid =< 6 and !(exe <> \"x\") and exe === \"a\"\n"
     "output x\n",
     "2:24 E113, 2:37 E113, 2:46 E113, 2:52 E113, 2:68 E113",
     "p = search Process:Create\n"
     "x = filter p where pid >= 5 and pid <= 6 and not (exe != \"x\") and exe == \"a\"\n"
     "output x\n",
     0},
    {"other languages",
     "p = search Process:Create\n"
     "x = filter p where exe like \"a*\" and exe startswith \"b\"\n"
     "output x\n",
     "2:24 E113, 2:42 E113", NULL, 2},
    {"other languages",
     "p = search Process:Create\n"
     "x = filter p where exe == \"a\", user == \"b\"\n"
     "output x\n",
     "2:30 E113", NULL, 1},
    {"other languages",
     "p = search Process:Create\n"
     "x = filter p where exe not exists or user equals \"a\"\n"
     "output x\n",
     "2:24 E113, 2:43 E113",
     "p = search Process:Create\n"
     "x = filter p where exe == null or user == \"a\"\n"
     "output x\n",
     0},
    {"other languages",
     "p = search Process:Create\n"
     "n = count(*)\n"
     "output n\n",
     "2:11 E113",
     "p = search Process:Create\n"
     "n = count(p)\n"
     "output n\n",
     0},
    {"other languages",
     "p = search Process.Create\n"
     "output p\n",
     "1:19 E113",
     "p = search Process:Create\n"
     "output p\n",
     0},
    {"other languages",
     "x == search File:Create\n"
     "output x\n",
     "1:3 E113",
     "x = search File:Create\n"
     "output x\n",
     0},
    {"other languages",
     "p = search Process:Create;\n"
     "output p\n",
     "1:26 E114",
     "p = search Process:Create\n"
     "output p\n",
     0},
    {"no statement",
     "p = search Process:Create\n"
     "filter p where exe == \"a\"\n"
     "output p\n",
     "2:1 E113", NULL, 1},
    {"no statement",
     "exe == \"b\"\n"
     "p = search Process:Create\n"
     "output p\n",
     "1:1 E113", NULL, 1},
    {"no statement", "EventCode = 4624 and [LogonType] == 10\n", "1:11 E113, 1:22 N107",
     "EventCode == 4624 and [LogonType] == 10\n", 0},
    {"odd",
     "p = search Process:Create\n"
     "x = filter p where exe == \"a\" $\n"
     "output x\n",
     "2:31 E114", NULL, 1},
    {"odd",
     "p = search Process:Create\n"
     "x = filter p where pid \342\200\223 5 > 3\n"
     "output x\n",
     "2:24 E114",
     "p = search Process:Create\n"
     "x = filter p where pid - 5 > 3\n"
     "output x\n",
     0},
    {"odd",
     "p = search Process:Create\n"
     "x = filter p where pid\302\240== 5\n"
     "output x\n",
     "2:23 E114",
     "p = search Process:Create\n"
     "x = filter p where pid == 5\n"
     "output x\n",
     0},
    {"odd",
     "p = search Process:Create\n"
     "x = filter p where exe == \"a\" and \\\n"
     "output x\n",
     "2:31 E109, 2:35 E114",
     "p = search Process:Create\n"
     "x = filter p where exe == \"a\" \\\n"
     "output x\n",
     1},
    {"grammar",
     "p = search Process:\n"
     "output p\n",
     "1:20 E113", NULL, 1},
    {"grammar",
     "p =\n"
     "output p\n",
     "1:4 E113", NULL, 1},
    {"grammar",
     "p = search Process:Create\n"
     "x = filter p\n"
     "output x\n",
     "2:13 E113", NULL, 1},
    {"grammar",
     "p = search Process:Create\n"
     "c = from p\n"
     "output c\n",
     "2:11 E113", NULL, 1},
    {"grammar",
     "p = search Process:Create\n"
     "g = group p\n"
     "output g\n",
     "2:12 E113", NULL, 1},
    {"grammar",
     "r = run foo\n"
     "output r\n",
     "1:9 E113", NULL, 1},
    {"grammar", "output\n", "1:7 E113", NULL, 1},
    {"grammar",
     "p = search Process:Create\n"
     "x = p q\n"
     "output x\n",
     "2:7 E113", NULL, 1},
    {"grammar",
     "p = search Process:Create\n"
     "p.a.b = 5\n"
     "output p\n",
     "2:1 E113", NULL, 1},
    {"grammar",
     "p = search Process:Create\n"
     "x = filter p where pid == 1 +* 2\n"
     "output x\n",
     "2:29 E109", NULL, 1},
    {"grammar",
     "p = search Process:Create\n"
     "x = filter p where exe == [a] = ]\n"
     "output x\n",
     "2:27 N107, 2:31 E109, 2:33 E106",
     "p = search Process:Create\n"
     "x = filter p where exe == [a] = \n"
     "output x\n",
     1},
    {"placeholder",
     "p = search Process:Create\n"
     "x = filter p where exe == ...,\n"
     "output x\n",
     "2:27 E401, 2:30 E109",
     "p = search Process:Create\n"
     "x = filter p where exe == ...\n"
     "output x\n",
     1},
    {"other languages",
     "p = search Process:Create\n"
     "x = filter p where exe == \"a\" where user == \"b\"\n"
     "output x\n",
     "2:31 E113",
     "p = search Process:Create\n"
     "x = filter p where exe == \"a\" and user == \"b\"\n"
     "output x\n",
     0},
    {"other languages",
     "input: a, b\n"
     "output: a\n",
     "1:6 E113, 2:7 E113",
     "input a, b\n"
     "output a\n",
     0},
    {"missing source",
     "p = search Process:Create\n"
     "g = group by exe\n"
     "c = from select exe\n"
     "output g, c\n",
     "2:11 E111, 3:10 E111",
     "p = search Process:Create\n"
     "g = group p by exe\n"
     "c = from g select exe\n"
     "output g, c\n",
     0},
    {"no group where",
     "p = search Process:Create\n"
     "g = group p by user where count > 5\n"
     "output g\n",
     "2:21 E113", NULL, 1},
    {"smart quotes",
     "p = search Process:Create\n"
     "x = filter p where (exe = \"a\342\200\235) or exe = \342\200\234b\"\n"
     "output x\n",
     "2:29 E103, 2:43 E103",
     "p = search Process:Create\n"
     "x = filter p where (exe = \"a\") or exe = \"b\"\n"
     "output x\n",
     0},
    {"other languages",
     "n = count(*)\n"
     "output n\n",
     "1:11 E113",
     "n = count()\n"
     "output n\n",
     0},
};

static void test_repairs(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct repair_case *test = &cases[i];
        struct parsed parsed;
        struct parsed mended;
        print_message("%s: %s", test->name, test->text);
        parsed_init(&parsed, slice_from_string(test->text));
        assert_string_equal(parsed.reports.data, test->reports);
        assert_string_equal(parsed.mended.data, test->mended == NULL ? test->text : test->mended);
        parsed_init(&mended, slice_from_string(parsed.mended.data));
        assert_int_equal(diagnostics_errors_since(mended.diagnostics, 0), test->left);
        assert_string_equal(mended.dump.data, parsed.dump.data);
        parsed_finish(&mended);
        parsed_finish(&parsed);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_repairs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
