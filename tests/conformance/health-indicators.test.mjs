// Health indicators and the OC2 columns: schema and hub say the same, Observations are FHIR, their codes are those the hub publishes.
// Every FHIR answer goes through the three validators on its way (hub.mjs).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import Ajv from 'ajv';
import { asCouncil, asHealth, day, documentFor, healthClient, hubSystem, newCase, pdf, read, refuses, send, tokens, transaction } from './hub.mjs';

const root = new URL('../../', import.meta.url);
const load = (name) => JSON.parse(readFileSync(new URL(`contracts/schemas/${name}.schema.json`, root), 'utf8'));
const ajv = new Ajv({ allErrors: true, format: 'full', schemaId: '$id' });
const [sent, listed, report] = ['health-indicators', 'health-indicator-list', 'oc2-report'].map((name) => ajv.compile(load(name)));
const valid = (check, value) => assert.ok(check(value), `${JSON.stringify(check.errors)} in ${JSON.stringify(value)}`);

const indicators = `${hubSystem}/CodeSystem/health-indicator`;
const reasons = `${hubSystem}/CodeSystem/ssda903-sdq-reason`;
const today = await day();
const earlier = await day(-30);

const observation = (caseId, code, value) => ({
  resourceType: 'Observation', status: 'final', basedOn: [{ reference: `ServiceRequest/${caseId}` }], code: { coding: [{ system: indicators, code }] },
  subject: { reference: `Patient/${caseId}` }, effectiveDateTime: today, ...value,
});
const post = (caseId, body) => send('POST', `/hub/cases/${caseId}/health-indicators`, { token: tokens.health, body });
const everything = () => ({
  immunisationsUpToDate: { value: true, on: today }, dentalCheck: { on: earlier }, developmentChecksUpToDate: { value: false, on: today }, sdq: { score: 14, on: today },
  substanceMisuse: { identified: true, interventionReceived: false, interventionOffered: true, on: today },
});

describe('the small JSON', () => {
  let id;
  before(async () => { id = (await newCase()).caseId; });

  test('schema and hub take the same', async () => {
    const forms = [
      everything(), { sdq: { reason: 'SDQ3', on: earlier } }, { sdq: { score: 0, reason: null, on: earlier } }, { dentalCheck: { on: today, value: false } },
      { dentalCheck: null, sdq: { score: 40, on: today } }, { substanceMisuse: { identified: false, on: earlier } }, { issued: '2026-01-01T10:00:00.5+01:00', dentalCheck: { on: earlier } },
    ];
    for (const body of forms) {
      valid(sent, body);
      const answer = await post(id, body);
      assert.ok([200, 201].includes(answer.status), `${answer.bytes}`);
      valid(listed, answer.json);
    }
    valid(listed, (await asCouncil('GET', `/hub/cases/${id}/health-indicators`)).json);
  });

  test('schema and hub refuse the same', async () => {
    const wrong = [
      {}, [], { sdq: null }, { sdq: { on: today } }, { sdq: { score: 3, reason: 'SDQ1', on: today } }, { sdq: { score: 41, on: today } }, { sdq: { score: 1.5, on: today } },
      { sdq: { reason: 'SDQ6', on: today } }, { sdq: { score: 3 } }, { immunisationsUpToDate: { on: today } }, { immunisationsUpToDate: { value: 'yes', on: today } },
      { dentalCheck: { on: '2026-02-30' } }, { dentalCheck: {} }, { dentalCheck: { on: today, by: 'x' } }, { substanceMisuse: { on: today } },
      { substanceMisuse: { identified: true, interventionOffered: 1, on: today } }, { sdq: { score: 3, on: today }, healthAssessment: { on: today } }, { sdq: { score: 3, on: today }, issued: 'now' },
    ];
    for (const body of wrong) {
      assert.equal(sent(body), false, `the schema takes ${JSON.stringify(body)}`);
      const answer = await post(id, body);
      assert.deepEqual([answer.status, answer.json.code], [422, 'invalid-request'], JSON.stringify(body));
      assert.ok(answer.json.errors.length > 0 && answer.json.errors.every(({ pointer }) => /^(\/[A-Za-z.]+)*$/.test(pointer)));
    }
  });

  test('every indicator and every reason that the schema lists', async () => {
    const { definitions } = load('health-indicator-list');
    const told = (await post((await newCase()).caseId, everything())).json;
    assert.deepEqual(told.indicators.map(({ indicator }) => indicator).sort(), [...definitions.healthIndicator.enum].sort());
    for (const reason of definitions.sdqReason.enum) assert.equal((await post(id, { sdq: { reason, on: today } })).status, 201);
  });
});

describe('Observations', () => {
  const values = {
    'immunisations-up-to-date': { valueBoolean: true }, 'dental-check': { valueBoolean: true }, 'development-checks-up-to-date': { valueBoolean: false }, sdq: { valueInteger: 14 },
    'substance-misuse': { valueBoolean: true }, 'substance-misuse-intervention-received': { valueBoolean: false }, 'substance-misuse-intervention-offered': { valueBoolean: true },
  };

  test('each indicator, alone, is read as it was sent, under a code that the hub publishes', async () => {
    const { caseId } = await newCase();
    const published = (await read('CodeSystem/health-indicator')).concept;
    assert.deepEqual(published.map(({ code }) => code), Object.keys(values));
    for (const [code, value] of Object.entries(values)) {
      const answer = await asHealth('POST', '/Observation', { body: observation(caseId, code, value) });
      assert.equal(answer.status, 201, `${answer.bytes}`);
      const kept = await read(`Observation/${answer.json.id}`);
      assert.deepEqual(kept.meta.profile, ['https://fhir.hl7.org.uk/StructureDefinition/UKCore-Observation']);
      assert.equal(kept.code.coding[0].display, published.find((concept) => concept.code === code).display);
      for (const [name, sentValue] of Object.entries(observation(caseId, code, value))) if (name !== 'code') assert.deepEqual(kept[name], sentValue, name);
    }
    const { json } = await asHealth('GET', `/Observation?patient=${caseId}&_include=Observation:patient&_include=Observation:based-on`);
    assert.deepEqual([json.total, json.entry.filter(({ search }) => search.mode === 'include').map(({ resource }) => resource.resourceType).sort()], [7, ['Patient', 'ServiceRequest']]);
  });

  test('each reason, as a code of the published list', async () => {
    for (const { code } of (await read('CodeSystem/ssda903-sdq-reason')).concept) {
      const { caseId } = await newCase();
      const answer = await asHealth('POST', '/Observation', { body: observation(caseId, 'sdq', { valueCodeableConcept: { coding: [{ system: reasons, code }] } }) });
      assert.equal(answer.status, 201, `${answer.bytes}`);
      assert.equal((await asCouncil('GET', `/hub/cases/${caseId}/health-indicators`)).json.indicators[0].reason, code);
    }
  });

  test('with the return, in one transaction; the statement that a later one replaced is entered in error', async () => {
    const { caseId } = await newCase();
    const parts = [documentFor(caseId, 'iha-summary', pdf('summary')), documentFor(caseId, 'health-care-plan', pdf('plan')), observation(caseId, 'sdq', values.sdq)];
    const { entry } = await healthClient().transaction({ body: transaction(...parts) });
    const [type, id] = entry[2].response.location.split('/');
    assert.deepEqual([type, entry[2].response.status.slice(0, 3)], ['Observation', '201']);
    assert.equal((await healthClient().transaction({ body: transaction(...parts) })).entry[2].response.status.slice(0, 3), '200');
    await post(caseId, { sdq: { score: 15, on: today } });
    assert.equal((await read(`Observation/${id}`)).status, 'entered-in-error');
    const { json } = await asHealth('GET', `/Observation/${id}/_history`);
    assert.deepEqual(json.entry.map(({ resource }) => resource.status), ['entered-in-error', 'final']);
    assert.equal((await read(`Task/${caseId}`)).status, 'completed');
  });

  test('refused with every fault, by $validate too', async () => {
    const { caseId } = await newCase();
    const wrong = { ...observation(caseId, 'sdq', { valueString: '14' }), status: 'registered', effectiveDateTime: '2026', subject: { reference: 'Patient/other' } };
    const expected = [/^Observation\.status$/, /^Observation\.effective$/, /^Observation\.value$/, /^Observation\.subject$/];
    refuses(await asHealth('POST', '/Observation', { body: wrong }), 422, ...expected);
    const { json } = await asHealth('POST', '/Observation/$validate', { body: wrong });
    assert.equal(json.issue.filter(({ severity }) => severity === 'error').length, 4, JSON.stringify(json));
  });
});

test('the OC2 report: JSON by its schema, the file with the same children, totals for a manager', async () => {
  const year = Number(today.slice(0, 4)) + (Number(today.slice(5, 7)) >= 4 ? 1 : 0);
  const { caseId, localId } = await newCase({ child: { dateOfBirth: `${year - 9}-05-14` }, care: { becameLookedAfterOn: `${year - 1}-04-01` } });
  assert.equal((await post(caseId, { sdq: { score: 14, on: today } })).status, 201);
  const path = `/hub/reports/oc2?year=${year}`;
  const { json } = await asCouncil('GET', path, { headers: { accept: 'application/json' } });
  valid(report, json);
  const row = json.rows.find(({ child }) => child === localId);
  assert.deepEqual([row.sdqScore, row.teethCheck, row.immunisations], [14, false, null]);
  const csv = await asCouncil('GET', path);
  const lines = csv.bytes.toString().split('\r\n');
  assert.equal(lines.length, json.rows.length + 2);
  assert.ok(lines.includes(`${localId},14/05/${year - 9},14,,,,,0,0,,,`));
  assert.deepEqual(lines[0].split(',').slice(2), load('oc2-report').definitions.oc2Column.enum);
  const totals = await send('GET', path, { token: tokens.manager, headers: { accept: 'application/json' } });
  valid(report, totals.json);
  assert.deepEqual([totals.json.rows, totals.json.children], [null, json.children]);
  assert.equal((await send('GET', path, { token: tokens.health })).status, 403);
});
