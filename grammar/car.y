// SPDX-License-Identifier: Apache-2.0
// The syntax of the CAR dialect (docs/language.md). The parser reads tokens that
// lang/layout.h has laid out: statements end in NEWLINE, words are keywords or
// names by their place, operators of several words are one token. Actions build
// the tree through lang/ast_build.h and do nothing else; every value lives in the
// rule's arena.
%require "3.8"
%language "C"
%define api.pure full
%define api.prefix {car_}
%define api.token.prefix {TOKEN_}
%define api.value.type {union car_value}
%define api.location.type {struct span}
%define parse.error custom
%define parse.lac full
%locations
%expect 0
%param {struct parser *parser}

%code requires {
#include "lang/ast_build.h"

struct parser;
}

%code provides {
// Gives the parser its next token.
int car_lex(union car_value *value, struct span *location, struct parser *parser);
}

%code {
#include "lang/parser.h"

#include <stdlib.h>

// Nesting is limited before the parser sees it; this is far beyond the limit.
#define YYMAXDEPTH 100000

#define YYLLOC_DEFAULT(current, rhs, count)                                                          \
    ((current) = (count) > 0 ? span_join(YYRHSLOC(rhs, 1), YYRHSLOC(rhs, count))                     \
                             : (struct span){YYRHSLOC(rhs, 0).end, YYRHSLOC(rhs, 0).end})

static void car_error(const struct span *location, struct parser *parser, const char *message);
}

%token END 0 "the end of the rule"
%token NEWLINE "the end of the statement"
%token PREDICATE "a condition"
%token NAME "a name"
%token FIELD "a field in brackets"
%token STRING "a text"
%token NUMBER "a number"
%token DURATION "a duration"
%token ADDRESS "an address"
%token RULE_ID "a rule id"
%token MISSING "a missing value"
%token INPUT "`input`"
%token OUTPUT "`output`"
%token SEARCH "`search`"
%token FILTER "`filter`"
%token JOIN "`join`"
%token GROUP "`group`"
%token BY "`by`"
%token WITHIN "`within`"
%token FROM "`from`"
%token SELECT "`select`"
%token AS "`as`"
%token RUN "`run`"
%token WHERE "`where`"
%token AND "`and`"
%token OR "`or`"
%token NOT "`not`"
%token IN "`in`"
%token CONTAINS "`contains`"
%token MATCH "`match`"
%token EXISTS "`exists`"
%token NOW "`now`"
%token NULL "`null`"
%token TRUE "`true`"
%token FALSE "`false`"
%token RAW_EVENT "`raw event`"
%token ASSIGN "`=` after a name"
%token EQUALS "`=`"
%token EQ "`==`"
%token NE "`!=`"
%token LT "`<`"
%token LE "`<=`"
%token GT "`>`"
%token GE "`>=`"
%token PLUS "`+`"
%token MINUS "`-`"
%token STAR "`*`"
%token SLASH "`/`"
%token LPAREN "`(`"
%token CALL "`(` after a function"
%token RPAREN "`)`"
%token LBRACKET "`[`"
%token RBRACKET "`]`"
%token COMMA "`,`"
%token DOT "`.`"
%token COLON "`:`"
// Tokens of the lexer that the layout pass resolves or rejects.
%token LINE "a line end"
%token ELLIPSIS "`...`"
%token ODD "a character without meaning"

%type <token> NAME FIELD STRING NUMBER DURATION ADDRESS RULE_ID MISSING INPUT OUTPUT
%type <token> AND OR NOT IN CONTAINS MATCH EXISTS NOW NULL TRUE FALSE RAW_EVENT COMMA
%type <token> EQUALS EQ NE LT LE GT GE PLUS MINUS STAR SLASH
%type <token> compare separator
%type <expr> value expr conjunction negation condition comparison sum term factor call list item within where
%type <exprs> disjuncts conjuncts chain items
%type <names> names path
%type <paths> keys
%type <events> events
%type <event> event
%type <columns> columns
%type <column> column
%type <source> source

%%

rule:
  statements
| PREDICATE predicate
;

predicate:
  expr NEWLINE  { ast_predicate(parser, @expr, $expr); }
| error NEWLINE { ast_error_statement(parser, @error); }
;

statements:
  %empty
| statements statement NEWLINE
| statements error NEWLINE { ast_error_statement(parser, @error); }
;

statement:
  INPUT names                          { ast_input(parser, @$, $INPUT, $names); }
| OUTPUT names                         { ast_output(parser, @$, $OUTPUT, $names, (struct span){0, 0}); }
| OUTPUT LPAREN names RPAREN           { ast_output(parser, @$, $OUTPUT, $names, span_join(@LPAREN, @RPAREN)); }
| NAME ASSIGN source                   { ast_assign(parser, @$, $NAME, $source); }
| NAME[target] DOT NAME[field] ASSIGN value { ast_derive(parser, @$, $target, $field, $value); }
;

names:
  NAME                   { $$ = ast_names(parser, $NAME); }
| names[list] COMMA NAME { $$ = ast_names_add(parser, $list, $NAME); }
;

source:
  SEARCH events where                      { $$ = ast_search(parser, @$, $events, false, $where); }
| SEARCH LPAREN events RPAREN where        { $$ = ast_search(parser, @$, $events, true, $where); }
| FILTER NAME WHERE expr                   { $$ = ast_filter(parser, @$, $NAME, $expr); }
| JOIN names WHERE expr                    { $$ = ast_join(parser, @$, $names, @names, false, $expr); }
| JOIN LPAREN names RPAREN WHERE expr      { $$ = ast_join(parser, @$, $names, @names, true, $expr); }
| GROUP names BY keys within               { $$ = ast_group(parser, @$, $names, $keys, $within); }
| FROM NAME SELECT columns                 { $$ = ast_select(parser, @$, $NAME, $columns); }
| RUN RULE_ID                              { $$ = ast_run(parser, @$, $RULE_ID); }
| value                                    { $$ = ast_value_source(parser, @$, $value); }
;

where:
  %empty     { $$ = NULL; }
| WHERE expr { $$ = $expr; }
;

events:
  event                         { $$ = ast_events(parser, $event); }
| events[list] separator event  { $$ = ast_events_add(parser, $list, $separator, $event); }
;

separator: OR | AND | COMMA;

event:
  NAME[object]                    { $$ = ast_event(parser, @$, $object, NULL); }
| NAME[object] COLON NAME[action] { $$ = ast_event(parser, @$, $object, $action); }
| NAME[object] COLON STAR         { $$ = ast_event(parser, @$, $object, $STAR); }
| STAR[object] COLON STAR[action] { $$ = ast_event(parser, @$, $object, $action); }
;

keys:
  path                   { $$ = ast_paths(parser, $path); }
| keys[list] COMMA path  { $$ = ast_paths_add(parser, $list, $path); }
;

within:
  %empty          { $$ = NULL; }
| WITHIN DURATION { $$ = ast_literal(parser, @DURATION, EXPR_DURATION, $DURATION); }
;

columns:
  column                       { $$ = ast_columns(parser, $column); }
| columns[list] COMMA column   { $$ = ast_columns_add(parser, $list, $column); }
;

column:
  sum           { $$ = ast_column(parser, $sum, NULL); }
| sum AS NAME   { $$ = ast_column(parser, $sum, $NAME); }
| sum AS STRING { $$ = ast_column(parser, $sum, $STRING); }
;

value:
  expr
| expr BY keys { $$ = ast_by(parser, @$, $expr, $keys); }
;

expr:
  conjunction
| disjuncts { $$ = ast_logic(parser, @$, EXPR_OR, $disjuncts); }
;

disjuncts:
  conjunction[left] OR conjunction[right]  { $$ = ast_pair(parser, $left, $OR, $right); }
| disjuncts[list] OR conjunction           { $$ = ast_operand(parser, $list, $OR, $conjunction); }
;

conjunction:
  negation
| conjuncts { $$ = ast_logic(parser, @$, EXPR_AND, $conjuncts); }
;

conjuncts:
  negation[left] AND negation[right] { $$ = ast_pair(parser, $left, $AND, $right); }
| conjuncts[list] AND negation       { $$ = ast_operand(parser, $list, $AND, $negation); }
;

negation:
  condition
| NOT negation[operand] { $$ = ast_not(parser, @$, $NOT, $operand); }
;

condition:
  sum
| comparison
| sum EXISTS                     { $$ = ast_exists(parser, @$, $sum, $EXISTS); }
| sum[left] IN sum[right]        { $$ = ast_test(parser, @$, EXPR_IN, $left, $IN, $right); }
| sum[left] CONTAINS sum[right]  { $$ = ast_test(parser, @$, EXPR_CONTAINS, $left, $CONTAINS, $right); }
| sum[left] MATCH sum[right]     { $$ = ast_test(parser, @$, EXPR_MATCH, $left, $MATCH, $right); }
;

comparison: chain { $$ = ast_compare(parser, @$, $chain); };

chain:
  sum[left] compare sum[right] { $$ = ast_pair(parser, $left, $compare, $right); }
| chain[list] compare sum      { $$ = ast_operand(parser, $list, $compare, $sum); }
;

compare: EQUALS | EQ | NE | LT | LE | GT | GE;

sum:
  term
| sum[left] PLUS term[right]  { $$ = ast_arithmetic(parser, @$, ARITHMETIC_ADD, $left, $PLUS, $right); }
| sum[left] MINUS term[right] { $$ = ast_arithmetic(parser, @$, ARITHMETIC_SUBTRACT, $left, $MINUS, $right); }
;

term:
  factor
| term[left] STAR factor[right]  { $$ = ast_arithmetic(parser, @$, ARITHMETIC_MULTIPLY, $left, $STAR, $right); }
| term[left] SLASH factor[right] { $$ = ast_arithmetic(parser, @$, ARITHMETIC_DIVIDE, $left, $SLASH, $right); }
;

factor:
  item
| DURATION           { $$ = ast_literal(parser, @$, EXPR_DURATION, $DURATION); }
| NULL               { $$ = ast_literal(parser, @$, EXPR_NULL, $NULL); }
| TRUE               { $$ = ast_literal(parser, @$, EXPR_TRUE, $TRUE); }
| FALSE              { $$ = ast_literal(parser, @$, EXPR_FALSE, $FALSE); }
| NOW                { $$ = ast_literal(parser, @$, EXPR_NOW, $NOW); }
| RAW_EVENT          { $$ = ast_literal(parser, @$, EXPR_RAW_EVENT, $RAW_EVENT); }
| FIELD              { $$ = ast_bracketed(parser, @$, $FIELD); }
| path               { $$ = ast_name(parser, @$, $path); }
| call
| list
| LPAREN expr RPAREN { $$ = ast_parens(parser, @$, $expr); }
;

path:
  NAME               { $$ = ast_names(parser, $NAME); }
| path[list] DOT NAME { $$ = ast_names_add(parser, $list, $NAME); }
;

call:
  path CALL RPAREN                  { $$ = ast_call(parser, @$, $path, NULL); }
| path CALL items[arguments] RPAREN { $$ = ast_call(parser, @$, $path, $arguments); }
;

list:
  LBRACKET RBRACKET       { $$ = ast_list(parser, @$, NULL); }
| LBRACKET items RBRACKET { $$ = ast_list(parser, @$, $items); }
;

items:
  sum                    { $$ = ast_item(parser, NULL, $sum); }
| items[list_] COMMA sum { $$ = ast_item(parser, $list_, $sum); }
;

item:
  STRING       { $$ = ast_string(parser, @$, $STRING); }
| NUMBER       { $$ = ast_literal(parser, @$, EXPR_NUMBER, $NUMBER); }
| MINUS NUMBER { $$ = ast_negative(parser, @$, $NUMBER); }
| ADDRESS      { $$ = ast_literal(parser, @$, EXPR_ADDRESS, $ADDRESS); }
| MISSING      { $$ = ast_missing(parser, @$); }
;

%%

// Of the tokens that fit, which kind of thing to name; the first that applies.
static const char *expected_words(const yypcontext_t *context) {
    yysymbol_kind_t expected[YYNTOKENS];
    int count = yypcontext_expected_tokens(context, expected, YYNTOKENS);
    bool fits[YYNTOKENS] = {false};
    for (int i = 0; i < count; i++) {
        fits[expected[i]] = true;
    }
    static const struct {
        yysymbol_kind_t symbol;
        const char *words;
    } order[] = {
        {YYSYMBOL_SEARCH, "`search`, `filter`, `join`, `group`, `from`, `run` or a value"},
        {YYSYMBOL_NOT, "a condition"},
        {YYSYMBOL_STRING, "a value"},
        {YYSYMBOL_WHERE, "`where`"},
        {YYSYMBOL_SELECT, "`select`"},
        {YYSYMBOL_PLUS, "an operator or the end of the statement"},
        {YYSYMBOL_AND, "`and`, `or` or the end of the statement"},
        {YYSYMBOL_BY, "`by`"},
        {YYSYMBOL_NAME, "a name"},
        {YYSYMBOL_RULE_ID, "a rule id such as `Analytic:CAR-2013-05-003`"},
        {YYSYMBOL_DURATION, "a duration such as `30 minutes`"},
        {YYSYMBOL_RPAREN, "`)`"},
        {YYSYMBOL_RBRACKET, "`]`"},
        {YYSYMBOL_ASSIGN, "`=`"},
        {YYSYMBOL_COLON, "`:`"},
    };
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        if (fits[order[i].symbol]) {
            return order[i].words;
        }
    }
    return "the end of the statement";
}

static int yyreport_syntax_error(const yypcontext_t *context, struct parser *parser) {
    yysymbol_kind_t found = yypcontext_token(context);
    parser_syntax_error(parser, *yypcontext_location(context), expected_words(context),
                        found == YYSYMBOL_YYEMPTY ? "nothing" : yysymbol_name(found));
    return 0;
}

// Called by the parser for what is no syntax error: its stack is exhausted.
static void car_error(const struct span *location, struct parser *parser, const char *message) {
    (void)message;
    parser_report_nesting(parser, *location);
}
