// SPDX-License-Identifier: Apache-2.0
// Runs one SQL statement in DuckDB or chDB (ClickHouse) and prints one line of
// JSON: the seconds that the statement itself took, and its value where it gives
// one. What a fresh process of the engine costs beside that is not counted.
//
// usage: node sql.js MODULES duckdb|chdb THREADS STATEMENT
//        node sql.js MODULES duckdb|chdb version
'use strict';
const { createRequire } = require('module');
const [modules, engine, threads, statement] = process.argv.slice(2);
const load = createRequire(modules + '/');

async function openDuckdb() {
  const { DuckDBInstance, version } = load('@duckdb/node-api');
  const options = threads === 'version' ? {} : { threads, preserve_insertion_order: 'false' };
  const connection = await (await DuckDBInstance.create(':memory:', options)).connect();
  return {
    version: version(),
    run: async (text) => {
      const rows = (await connection.runAndReadAll(text)).getRowsJson();
      return rows.length === 1 ? Number(rows[0][0]) : null;
    },
  };
}

function openChdb() {
  const { query } = load('chdb');
  const settings = ` SETTINGS max_threads = ${threads}, input_format_skip_unknown_fields = 1`;
  return {
    version: query('SELECT version()', 'TabSeparated').trim(),
    run: async (text) => {
      const rows = query(text + settings, 'TabSeparated').trim();
      return rows === '' ? null : Number(rows);
    },
  };
}

async function main() {
  const opened = engine === 'duckdb' ? await openDuckdb() : openChdb();
  if (threads === 'version') {
    console.log(opened.version);
    return;
  }
  const begin = process.hrtime.bigint();
  const value = await opened.run(statement);
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  console.log(JSON.stringify({ seconds, value }));
}

main().catch((error) => {
  console.error(String(error));
  process.exit(1);
});
