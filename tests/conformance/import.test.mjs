// Imports: the report is what its schema says, and what a file leaves open (name, NHS number, legal status, area) leaves FHIR that is right all the same.
// Every FHIR answer goes through the three validators on its way (hub.mjs).
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import Ajv from 'ajv';
import { asCouncil, asHealth, day, read, send, tokens } from './hub.mjs';

const schema = JSON.parse(readFileSync(new URL('../../contracts/schemas/import-report.schema.json', import.meta.url), 'utf8'));
const isReport = new Ajv({ allErrors: true, format: 'full', schemaId: '$id' }).compile(schema);
const today = await day();
const british = today.split('-').reverse().join('/');
const resources = (id) => [`Patient/${id}`, `ServiceRequest/${id}`, `Task/${id}`, `Consent/${id}`, `Location/${id}.placement`];

async function imported(type, body) {
  const answer = await asCouncil('POST', '/hub/imports', { type, body });
  assert.equal(answer.status, 200, `${answer.bytes}`);
  assert.ok(isReport(answer.json), `${JSON.stringify(isReport.errors)} in ${answer.bytes}`);
  return answer.json;
}

const kinds = {
  'SSDA903, which has no names': (child) => ['text/csv', `CHILD,SEX,DOB,DECOM,RNE,LS,PLACE,PL_POST,DEC,REC\r\n${child},2,14/05/2019,${british},S,V2,U6,HP20 1UA,,\r\n`],
  'the daily JSON, which has no legal status': (child) => ['application/json', JSON.stringify([{
    la_child_id: child, child_details: { first_name: 'Avery', surname: 'Testchild', date_of_birth: '2019-05-14', sex: 'F' },
    social_care_episodes: [{ child_looked_after_placements: [{ start_date: today, start_reason: 'S', placement_type: 'U6' }] }],
  }])],
};
for (const [what, file] of Object.entries(kinds)) {
  describe(`a child from ${what}`, () => {
    test('is a referral that three validators take', async () => {
      const { taken: [{ caseId, notGiven }] } = await imported(...file(`CONF-${randomUUID()}`));
      assert.ok(notGiven.includes(what.startsWith('SSDA903') ? 'name' : 'legal-status'));
      for (const reference of resources(caseId)) await read(reference);
      const found = await asHealth('GET', `/Task?_id=${caseId}&_include=Task:patient&_include=Task:focus`);
      assert.equal(found.json.total, 1);
      const own = await asHealth('POST', '/Patient/$validate', { body: await read(`Patient/${caseId}`) });
      assert.deepEqual(own.json.issue.filter(({ severity }) => severity !== 'information'), []);
      assert.equal((await send('GET', `/hub/cases/${caseId}/health-passport`, { token: tokens.council, headers: { accept: 'application/fhir+json' } })).status, 200);
    });
  });
}

test('a report with faults and children left out is what the schema says', async () => {
  const report = await imported('text/csv', 'CHILD,SEX,DOB,UPN\r\n=1,2,14/05/2019,\r\nCONF-nobody,2,14/05/2019,\r\n');
  assert.deepEqual(report.faults.map(({ line, column, code }) => [line, column, code]), [[2, 'CHILD', 'formula']]);
  assert.deepEqual(report.leftOut.map(({ code }) => code), ['not-looked-after']);
  assert.deepEqual(report.ignoredColumns, ['UPN']);
});
