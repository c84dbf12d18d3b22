// What a transaction must do beyond the plain story: references between its entries, conditional creates, single creates.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { asCouncil, asHealth, documentFor, healthClient, newCase, pdf, read, transaction } from './hub.mjs';

const client = healthClient();
const summary = pdf('Summary of an invented assessment');
const plan = pdf('Health care plan of an invented child');

test('references between the entries of a transaction lead to what was kept (R4 http, transactions)', async () => {
  const { caseId } = await newCase();
  const carePlan = { resourceType: 'CarePlan', status: 'active', intent: 'plan', subject: { reference: `Patient/${caseId}` } };
  const sent = transaction(documentFor(caseId, 'iha-summary', summary), documentFor(caseId, 'health-care-plan', plan), carePlan);
  carePlan.supportingInfo = [{ reference: sent.entry[1].fullUrl }];
  const { entry } = await client.transaction({ body: sent });
  const kept = await read(entry[2].response.location.replace(/\/_history.*/, ''));
  assert.ok(entry[1].response.location.startsWith(`${kept.supportingInfo[0].reference}/`), `${kept.supportingInfo[0].reference} leads nowhere`);
});

test('ifNoneExist finds the document that is there under another content', async () => {
  const { caseId } = await newCase();
  const identifier = { system: 'urn:uk:trust:documents', value: randomUUID() };
  const first = transaction(documentFor(caseId, 'iha-summary', pdf('first'), { identifier: [identifier] }));
  const second = transaction(documentFor(caseId, 'iha-summary', pdf('second'), { identifier: [identifier] }));
  for (const { request } of [first.entry[0], second.entry[0]]) request.ifNoneExist = `identifier=${identifier.system}|${identifier.value}`;
  const created = (await client.transaction({ body: first })).entry[0].response;
  const found = (await client.transaction({ body: second })).entry[0].response;
  assert.deepEqual([created.status.slice(0, 3), found.status.slice(0, 3)], ['201', '200']);
  assert.equal(found.location.split('/_history')[0], created.location.split('/_history')[0]);
  assert.equal((await asCouncil('GET', `/hub/cases/${caseId}/documents`)).json.documents.length, 1);
});

test('one document alone can be created, and created again', async () => {
  const { caseId } = await newCase();
  const document = documentFor(caseId, 'health-care-plan', plan);
  const first = await asHealth('POST', '/DocumentReference', { body: document });
  const again = await asHealth('POST', '/DocumentReference', { body: document });
  assert.deepEqual([first.status, again.status], [201, 200]);
  assert.equal(again.json.id, first.json.id);
  assert.ok(first.headers.get('location').endsWith(`DocumentReference/${first.json.id}/_history/${first.json.meta.versionId}`));
  assert.notEqual((await read(`Task/${caseId}`)).status, 'completed', 'the plan alone is not the return');
});

test('a transaction with one wrong entry keeps nothing of the others', async () => {
  const { caseId } = await newCase();
  const wrong = documentFor(caseId, 'health-care-plan', Buffer.from('not a PDF'));
  const answer = await asHealth('POST', '', { body: transaction(documentFor(caseId, 'iha-summary', summary), wrong) });
  assert.equal(answer.status, 422);
  assert.deepEqual((await asCouncil('GET', `/hub/cases/${caseId}/documents`)).json.documents, []);
});

test('Prefer: return=minimal gets an answer without a body', async () => {
  const { caseId } = await newCase();
  const answer = await asHealth('POST', '/DocumentReference', { body: documentFor(caseId, 'iha-summary', summary), headers: { prefer: 'return=minimal' } });
  assert.deepEqual([answer.status, answer.bytes.length], [201, 0]);
});
