// $validate says what the real write would say, and keeps nothing.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { asCouncil, asHealth, documentFor, fhirJson, moment, neighbour, newCase, pdf, read, refuses, send, tokens, transaction } from './hub.mjs';

let id;
let theirs;
before(async () => {
  id = (await newCase()).caseId;
  theirs = (await newCase({ healthProvider: neighbour })).caseId;
});
const validate = (body, type = body.resourceType, instance = '') => asHealth('POST', `/${type}${instance}/$validate`, { body });
const facts = async (caseId) => (await asCouncil('GET', `/hub/cases/${caseId}/chronology`)).json.facts.length;
const issuesOf = ({ json }) => json.issue.map(({ expression, details }) => `${expression} ${details.text}`).sort();
const right = (answer) => {
  assert.equal(answer.status, 200, `${answer.bytes}`);
  assert.deepEqual(answer.json.issue.map(({ severity }) => severity), ['information'], `${answer.bytes}`);
};
const wrong = (answer, ...patterns) => {
  assert.equal(answer.status, 200, `${answer.bytes}`);
  for (const pattern of patterns) assert.ok(answer.json.issue.some(({ severity, expression }) => severity === 'error' && pattern.test(expression)), `${pattern}: ${answer.bytes}`);
};
const appointment = async (over = {}) => ({
  resourceType: 'Appointment', status: 'booked', start: await moment(60), end: await moment(90), basedOn: [{ reference: `ServiceRequest/${id}` }],
  participant: [{ actor: { reference: `Patient/${id}` }, status: 'accepted' }], ...over,
});

describe('what is right', () => {
  for (const type of ['Patient', 'ServiceRequest', 'Task', 'Consent']) test(`${type} as the hub gives it`, async () => right(await validate(await read(`${type}/${id}`))));
  test('what can be written', async () => {
    const before = await facts(id);
    right(await validate(await appointment()));
    right(await validate(documentFor(id, 'iha-summary', pdf('x'))));
    right(await validate({ resourceType: 'CarePlan', status: 'active', intent: 'plan', subject: { reference: `Patient/${id}` } }));
    right(await validate({ resourceType: 'Binary', contentType: 'application/pdf', securityContext: { reference: `Patient/${id}` }, data: pdf('x').toString('base64') }));
    right(await validate(transaction(documentFor(id, 'iha-summary', pdf('x')), await appointment())));
    right(await validate({ ...(await read(`Task/${id}`)), status: 'received' }, 'Task', `/${id}`));
    assert.equal(await facts(id), before);
  });

  test('in Parameters, with mode and profile', async () => {
    const wrapped = async (...more) => validate({ resourceType: 'Parameters', parameter: [{ name: 'resource', resource: await appointment() }, ...more] }, 'Appointment');
    right(await wrapped());
    right(await wrapped({ name: 'mode', valueCode: 'create' }, { name: 'profile', valueUri: 'https://fhir.hl7.org.uk/StructureDefinition/UKCore-Appointment' }));
    const answer = await wrapped({ name: 'profile', valueUri: 'https://elsewhere.example/p' }, { name: 'mode', valueCode: 'delete' });
    assert.deepEqual(answer.json.issue.map(({ code }) => code), ['not-supported', 'not-supported']);
    wrong(await validate({ resourceType: 'Parameters', parameter: [{ name: 'mode', valueCode: 'create' }] }, 'Task'), /^Parameters\.parameter$/);
  });
});

describe('what is wrong is what the write says', () => {
  const same = async (body, path = `/${body.resourceType}`, method = 'POST', headers = {}) => {
    const [said, done] = [await validate(body), await asHealth(method, path, { body, headers })];
    assert.equal(done.status, 422, `${done.bytes}`);
    assert.deepEqual(issuesOf(said), issuesOf(done));
  };
  test('shape', async () => same(await appointment({ status: 'soon', place: 'here', participant: undefined })));
  test('the hub\'s rules', async () => {
    await same(await appointment({ status: 'waitlist', basedOn: [{ reference: `ServiceRequest/${theirs}` }] }));
    await same(documentFor(id, 'poem', Buffer.from('no PDF'), { status: 'superseded' }));
    await same({ resourceType: 'CarePlan', status: 'active', intent: 'plan', subject: { reference: `Patient/${theirs}` } });
  });
  test('the case\'s state', async () => {
    await same(await appointment({ status: 'fulfilled' }));
    const { caseId } = await newCase();
    const task = await read(`Task/${caseId}`);
    await same({ ...task, status: 'completed' }, `/Task/${caseId}`, 'PUT', { 'if-match': `W/"${task.meta.versionId}"` });
    await same({ ...task, status: 'received', priority: 'urgent' }, `/Task/${caseId}`, 'PUT', { 'if-match': `W/"${task.meta.versionId}"` });
    const rejected = { ...task, status: 'rejected', statusReason: { text: 'Books closed' } };
    assert.equal((await asHealth('PUT', `/Task/${caseId}`, { body: rejected, headers: { 'if-match': `W/"${task.meta.versionId}"` } })).status, 200);
    await same(documentFor(caseId, 'iha-summary', pdf('x')));
  });
  test('a transaction', async () => {
    await same(transaction(documentFor(id, 'iha-summary', pdf('x'), { subject: { reference: `Patient/${theirs}` } }), await appointment({ status: 'fulfilled' })), '');
    await same(transaction(await appointment({ status: 'fulfilled' })), '');
  });
  test('another id, another type, no resource', async () => {
    wrong(await validate({ ...(await read(`Task/${id}`)), id: 'other' }, 'Task', `/${id}`), /^Task\.id$/);
    wrong(await validate(await appointment(), 'Task'), /^Task$/);
    for (const body of ['[]', '{}', '"x"']) assert.equal((await asHealth('POST', '/Task/$validate', { body, type: fhirJson })).json.issue[0].severity, 'error');
  });
});

test('nothing that was sent is repeated', async () => {
  const answer = await validate({ resourceType: 'Patient', name: [{ family: 'Secretname', colour: 'Secretname' }], birthDate: 'Secretname', gender: 'Secretname' });
  wrong(answer, /birthDate/, /gender/);
  assert.doesNotMatch(answer.bytes.toString(), /Secretname/);
});

test('what is no JSON is 400, another media type 415, another role 403', async () => {
  refuses(await asHealth('POST', '/Task/$validate', { body: '<Task/>', type: fhirJson }), 400);
  refuses(await asHealth('POST', '/Task/$validate', { body: '{}', type: 'text/plain' }), 415);
  refuses(await send('POST', '/hub/fhir/Task/$validate', { token: tokens.council, body: {} }), 403);
});
