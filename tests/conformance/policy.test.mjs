// The policy schema against the reader: one table of files and faults for both, and mutations sent to the hub.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import Ajv from 'ajv';

const { HUB_URL, HUB_TOKEN_OPERATIONS } = process.env;
const load = path => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));
const ajv = new Ajv({ allErrors: true, format: 'full', schemaId: '$id', unknownFormats: 'ignore' });
const isPolicy = ajv.compile(load('contracts/schemas/policy.schema.json'));
const isCheck = ajv.compile(load('contracts/schemas/policy-check.schema.json'));
const { valid, cases } = load('tests/contracts/Policies/policy-files.json');

/** What only the hub sees: what members, or files, say together. */
const BEYOND_SCHEMA = ['duplicate-member', 'default-provider-of-any', 'target-order', 'level-order', 'when-order', 'same-times', 'lead-time', 'same-partnership'];

function textOf(entry) {
  if (entry.text !== undefined) return entry.text;
  const file = { ...valid, ...entry.with };
  for (const name of entry.without ?? []) delete file[name];
  return JSON.stringify(file);
}
function schemaTakes(text) {
  try {
    return isPolicy(JSON.parse(text));
  } catch {
    return false;
  }
}
async function check(files, complete = false) {
  const answer = await fetch(`${HUB_URL}/hub/operations/policy/check`, {
    method: 'POST', body: JSON.stringify({ files, complete }),
    headers: { Authorization: `Bearer ${HUB_TOKEN_OPERATIONS}`, 'Content-Type': 'application/json' },
  });
  const body = await answer.json();
  assert.equal(answer.status, 200, JSON.stringify(body));
  assert.ok(isCheck(body), JSON.stringify(isCheck.errors));
  return body;
}

test('the schema takes and refuses the files that the reader does, except where members speak together', () => {
  for (const entry of cases) assert.equal(!schemaTakes(textOf(entry)), entry.schemaSees, entry.name);
  assert.ok(cases.every(({ faults, schemaSees }) => faults.length > 0 || !schemaSees));
});

test('the hub finds the faults of the table in all files of one request, each under its file', async () => {
  const named = Object.fromEntries(cases.map((entry, i) => [`${String(i).padStart(2, '0')}.json`, entry]));
  const { faults } = await check(Object.fromEntries(Object.entries(named).map(([name, entry]) => [name, textOf(entry)])));
  for (const [name, entry] of Object.entries(named)) {
    const found = faults.filter(({ file, code }) => file === name && code !== 'same-partnership').map(({ pointer, code }) => `${pointer} ${code}`).sort();
    assert.deepEqual(found, [...entry.faults].sort(), entry.name);
  }
});

/** The file with the value at one place put another way, for every place. */
function* mutations(value, path = []) {
  if (value !== null && typeof value === 'object')
    for (const [name, inner] of Object.entries(value)) yield* mutations(inner, [...path, name]);
  if (path.length > 0)
    for (const other of [null, true, '', 'x', '*', -1, 0, 1, 1.5, 21, 9999, [], {}, ['x'], { x: 1 }]) yield { path, other };
}
function changed(file, { path, other }) {
  const copy = structuredClone(file);
  let at = copy;
  for (const name of path.slice(0, -1)) at = at[name];
  at[path.at(-1)] = other;
  return copy;
}

test('wherever one value of a complete file is put another way, schema and hub agree', async () => {
  const complete = { ...valid, ...cases.find(({ name }) => name === 'everything').with };
  const files = [...mutations(complete)].map(mutation => ({ mutation, text: JSON.stringify(changed(complete, mutation)) }));
  assert.ok(files.length > 500);
  const { faults } = await check(Object.fromEntries([...files.map(({ text }, i) => [`${i}.json`, text]), ['broken.json', '{']]));
  const refused = new Map(faults.filter(({ code }) => !BEYOND_SCHEMA.includes(code)).map(fault => [fault.file, fault]));
  for (const [i, { mutation, text }] of files.entries())
    assert.equal(!refused.has(`${i}.json`), schemaTakes(text), `${mutation.path.join('/')} = ${JSON.stringify(mutation.other)}: ${JSON.stringify(refused.get(`${i}.json`))}`);
});

test('the example in docs/policy.md is valid, and so is what the hub answers about it', async () => {
  const [, shown] = /```json\n(.*?)```/s.exec(readFileSync(new URL('../../docs/policy.md', import.meta.url), 'utf8'));
  assert.ok(schemaTakes(shown), JSON.stringify(isPolicy.errors));
  const { faults, counts } = await check({ 'example.json': shown });
  assert.deepEqual(faults, []);
  assert.deepEqual(Object.keys(counts.byWhat), ['due-date', 'due-soon', 'alert', 'pathway', 'routing', 'review']);
});
