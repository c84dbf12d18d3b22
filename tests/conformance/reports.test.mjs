// Reports as data: every answer is valid by its schema, as JSON for each role and for publication, and the CSV says the same figures.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { before, test } from 'node:test';
import Ajv from 'ajv';
import { newCase, send, tokens } from './hub.mjs';

const folder = new URL('../../contracts/schemas/', import.meta.url);
const ajv = new Ajv({ allErrors: true, format: 'full', schemaId: '$id', unknownFormats: 'ignore' });
for (const file of readdirSync(folder)) ajv.addSchema(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
const reports = {
  timeliness: 'timeliness-report', 'breach-reasons': 'breach-reasons-report', caseload: 'caseload-report', reviews: 'reviews-report',
  'data-quality': 'data-quality-report', 'audit-sample': 'audit-sample',
};

before(async () => { await newCase(); });

for (const [name, schema] of Object.entries(reports)) {
  test(`${name} is what its schema says, for each role and for publication`, async () => {
    const check = ajv.getSchema(`https://integrationhub.example/schemas/${schema}.schema.json`);
    for (const token of [tokens.manager, tokens.council, tokens.health]) {
      for (const query of name === 'audit-sample' ? ['', '?size=3&seed=1'] : ['', '?suppress=5', '?from=2026-01-01&to=2026-03-31']) {
        const { status, json } = await send('GET', `/hub/reports/${name}${query}`, { token, headers: { accept: 'application/json' } });
        assert.equal(status, 200, `${name}${query}`);
        assert.ok(check(json), JSON.stringify(check.errors));
        assert.equal(json.report.name, name);
      }
    }
  });
}

test('the file has a line for each figure of the total', async () => {
  const path = '/hub/reports/timeliness';
  const { json } = await send('GET', path, { token: tokens.manager, headers: { accept: 'application/json' } });
  const { bytes } = await send('GET', path, { token: tokens.manager, headers: { accept: 'text/csv' } });
  const lines = bytes.toString().split('\r\n');
  for (const figure of ['becameLookedAfter', 'inTime', 'late', 'notReturned', 'notYetDue', 'inTimePercent'])
    assert.ok(lines.some(line => line.includes(`,total,,${figure},${json.total[figure] ?? ''},`)), figure);
});
