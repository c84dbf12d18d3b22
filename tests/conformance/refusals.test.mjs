// Every refusal under /hub/fhir is an OperationOutcome that says what is wrong and where (hub.mjs validates each).
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { asHealth, documentFor, fhirJson, moment, move, neighbour, newCase, pdf, read, refuses, send, tokens, transaction } from './hub.mjs';

const summary = pdf('summary');
let id;
let theirs;
before(async () => {
  id = (await newCase()).caseId;
  theirs = (await newCase({ healthProvider: neighbour })).caseId;
});

const appointment = async (over = {}) => ({
  resourceType: 'Appointment', status: 'booked', start: await moment(60), end: await moment(90), basedOn: [{ reference: `ServiceRequest/${id}` }],
  participant: [{ actor: { reference: `Patient/${id}` }, status: 'accepted' }], ...over,
});

describe('who asks', () => {
  test('no token, no valid token', async () => {
    for (const token of [undefined, 'rubbish', `${tokens.health}x`, `${tokens.health.split('.').slice(0, 2).join('.')}.`]) {
      const answer = await send('GET', `/hub/fhir/Task/${id}`, { token });
      refuses(answer, 401);
      assert.equal(answer.json.issue[0].code, 'login');
      assert.match(answer.headers.get('www-authenticate'), /^Bearer/);
    }
  });

  for (const persona of ['council', 'manager', 'operations']) {
    test(`the role of ${persona} neither reads nor writes FHIR`, async () => {
      const token = tokens[persona];
      refuses(await send('GET', `/hub/fhir/Patient/${id}`, { token }), 403);
      refuses(await send('GET', '/hub/fhir/Task', { token }), 403);
      refuses(await send('POST', '/hub/fhir', { token, body: transaction(documentFor(id, 'iha-summary', summary)) }), 403);
    });
  }

  test('the designated doctor reads as the health team does', async () => {
    assert.equal((await send('GET', `/hub/fhir/Patient/${id}`, { token: tokens.designatedDoctor })).status, 200);
  });
});

describe('a neighbour\'s case looks like one that does not exist', () => {
  const without = ({ status, json }) => JSON.stringify({ status, json }).replaceAll(/[0-9a-f]{32}/g, '(correlation)');
  // Of the same form as a real id.
  const unknown = () => theirs.slice(0, -26) + [...theirs.slice(-26)].reverse().join('');
  const ask = {
    'GET Patient': (one) => asHealth('GET', `/Patient/${one}`),
    'GET Task, earlier version': (one) => asHealth('GET', `/Task/${one}/_history/1`),
    'GET Practitioner': (one) => asHealth('GET', `/Practitioner/${one}.social-worker`),
    'GET PractitionerRole': (one) => asHealth('GET', `/PractitionerRole/${one}.social-worker`),
    'GET RelatedPerson': (one) => asHealth('GET', `/RelatedPerson/${one}.parent`),
    'GET Location': (one) => asHealth('GET', `/Location/${one}.placement`),
    'GET Provenance, earlier version': (one) => asHealth('GET', `/Provenance/${one}.f1/_history/1`),
    'GET Binary': (one) => asHealth('GET', `/Binary/${one}.0`),
    'PUT Task': async (one) => asHealth('PUT', `/Task/${one}`, { body: { ...(await read(`Task/${id}`)), id: one, status: 'received' }, headers: { 'if-match': 'W/"1"' } }),
    'PUT Appointment': async (one) => asHealth('PUT', `/Appointment/${one}.a0`, { body: { ...(await appointment()), id: `${one}.a0` } }),
  };
  for (const [name, request] of Object.entries(ask)) {
    test(name, async () => {
      const answer = await request(theirs);
      refuses(answer, 404);
      assert.equal(without(answer), without(await request(unknown())));
    });
  }

  test('POST Appointment and POST Bundle', async () => {
    for (const post of [
      async (one) => asHealth('POST', '/Appointment', { body: await appointment({ basedOn: [{ reference: `ServiceRequest/${one}` }], start: '2026-11-02T10:00:00Z', end: '2026-11-02T11:00:00Z' }) }),
      async (one) => asHealth('POST', '', { body: transaction(documentFor(one, 'iha-summary', summary)) }),
    ]) {
      const answer = await post(theirs);
      refuses(answer, 422, /basedOn|context\.related/);
      assert.equal(without(answer), without(await post(unknown())));
    }
  });

  test('an organisation that has nothing to do with the caller', async () => {
    const answer = await asHealth('GET', '/Organization/826');
    refuses(answer, 404);
    assert.equal(without(answer), without(await asHealth('GET', `/Organization/${neighbour}`)));
  });
});

describe('what is sent', () => {
  test('not JSON, JSON with a member twice, not an object', async () => {
    for (const body of ['<Bundle/>', '{"resourceType":"Bundle"', '', '{"resourceType":"Bundle","type":"transaction","type":"batch"}', '[]', 'null']) {
      refuses(await asHealth('POST', '', { body, type: fhirJson }), 400);
    }
  });

  test('another type of resource than the address takes', async () => {
    refuses(await asHealth('POST', '', { body: await appointment() }), 400);
    refuses(await asHealth('POST', '/Appointment', { body: documentFor(id, 'iha-summary', summary) }), 400);
    refuses(await asHealth('POST', '/Appointment', { body: { ...(await appointment()), resourceType: undefined } }), 400);
  });

  test('another id than the address has', async () => {
    const task = await read(`Task/${id}`);
    refuses(await asHealth('PUT', `/Task/${id}`, { body: { ...task, id: 'other' }, headers: { 'if-match': `W/"${task.meta.versionId}"` } }), 400);
  });

  test('another media type', async () => {
    for (const type of ['application/fhir+xml', 'text/plain', 'application/x-www-form-urlencoded']) {
      refuses(await asHealth('POST', '', { body: '{}', type }), 415);
      refuses(await asHealth('PUT', `/Task/${id}`, { body: '{}', type, headers: { 'if-match': 'W/"1"' } }), 415);
    }
  });

  for (const [method, path] of [['DELETE', '/Task/x'], ['PUT', '/Patient/x'], ['PATCH', '/Task/x'], ['POST', '/metadata']]) {
    test(`${method} ${path} is not allowed, and Allow says what is (RFC 9110, 15.5.6)`, async () => {
      const answer = await asHealth(method, path, { body: '{}', type: fhirJson });
      refuses(answer, 405);
      assert.match(answer.headers.get('allow') ?? 'no Allow header', /GET/);
    });
  }

  test('all faults of a Task at once, each with its place', async () => {
    const task = await read(`Task/${id}`);
    const answer = await asHealth('PUT', `/Task/${id}`, {
      body: { ...task, status: 'zzz', intent: undefined, mood: 'good', authoredOn: '2026-13-45', restriction: { repetitions: 'many' } },
      headers: { 'if-match': `W/"${task.meta.versionId}"` },
    });
    refuses(answer, 422, /^Task\.status$/, /^Task(\.intent)?$/, /^Task$/, /^Task\.authoredOn$/, /^Task\.restriction\.repetitions$/);
    assert.ok(answer.json.issue.every((issue) => issue.expression?.length === 1), `${answer.bytes}`);
    assert.ok(answer.json.issue.some((issue) => /\bmood\b/.test(issue.diagnostics)), 'FHIRPath has no place for an unknown element: its parent is the place, and the text names it');
  });

  test('all faults of an Appointment at once', async () => {
    refuses(await asHealth('POST', '/Appointment', { body: await appointment({ status: 'soon', participant: undefined, place: 'here' }) }),
      422, /^Appointment\.status$/, /^Appointment\.participant$/, /^Appointment$/);
    refuses(await asHealth('POST', '/Appointment', { body: await appointment({ status: 'waitlist', basedOn: undefined }) }),
      422, /^Appointment\.status$/, /^Appointment\.basedOn$/);
    refuses(await asHealth('POST', '/Appointment', { body: await appointment({ end: undefined }) }), 422, /^Appointment/);
    refuses(await asHealth('POST', '/Appointment', { body: await appointment({ status: 'fulfilled' }) }), 422, /^Appointment\.start$/);
    refuses(await asHealth('POST', '/Appointment', { body: await appointment({ end: await moment(30) }) }), 422, /^Appointment\.end$/);
  });

  // Received, and why it waits: the way HL7's order workflows say that something is missing (cow-ig, workflow states).
  test('Task.statusReason without a move: kept or refused, never dropped without a word', async () => {
    const { caseId } = await newCase();
    const task = await move(caseId, 'received');
    const statusReason = { text: 'Waiting for the consent form' };
    const answer = await asHealth('PUT', `/Task/${caseId}`, { body: { ...task, statusReason }, headers: { 'if-match': `W/"${task.meta.versionId}"` } });
    if (answer.status === 200) assert.deepEqual(answer.json.statusReason, statusReason);
    else refuses(answer, 422, /^Task\.statusReason/);
  });

  for (const [element, value] of [['description', 'Call first'], ['note', [{ text: 'Call first' }]], ['priority', 'urgent'], ['executionPeriod', { start: '2026-11-02' }]]) {
    test(`Task.${element}: kept or refused, never dropped without a word`, async () => {
      const { caseId } = await newCase();
      const task = await read(`Task/${caseId}`);
      const answer = await asHealth('PUT', `/Task/${caseId}`, { body: { ...task, status: 'received', [element]: value }, headers: { 'if-match': `W/"${task.meta.versionId}"` } });
      if (answer.status === 200) assert.deepEqual(answer.json[element], value);
      else refuses(answer, 422, new RegExp(`^Task\\.${element}`));
    });
  }

  test('what only the council may change', async () => {
    const task = await read(`Task/${id}`);
    const answer = await asHealth('PUT', `/Task/${id}`, {
      body: { ...task, owner: { reference: `Organization/${neighbour}` }, focus: { reference: 'ServiceRequest/other' } }, headers: { 'if-match': `W/"${task.meta.versionId}"` },
    });
    refuses(answer, 422, /^Task\.owner$/, /^Task\.focus$/);
  });
});
