// Transaction and batch Bundles (R4 http, 3.1.0.11).
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, test } from 'node:test';
import { asCouncil, asHealth, documentFor, fhirUrl, gmcSystem, healthClient, moment, neighbour, newCase, pdf, read, refuses, transaction } from './hub.mjs';

const client = healthClient();
const urn = () => `urn:uuid:${randomUUID()}`;
const get = (url) => ({ request: { method: 'GET', url } });
const put = (resource, ifMatch) => ({ resource, request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}`, ...(ifMatch && { ifMatch }) } });
const post = (resource, over = {}) => ({ fullUrl: urn(), resource, request: { method: 'POST', url: resource.resourceType }, ...over });
const bundle = (type, ...entry) => ({ resourceType: 'Bundle', type, entry });
const send = (body, headers) => asHealth('POST', '', { body, headers });
const carePlan = (caseId, over = {}) => ({ resourceType: 'CarePlan', status: 'active', intent: 'plan', subject: { reference: `Patient/${caseId}` }, ...over });
const appointment = async (caseId, over = {}) => ({
  resourceType: 'Appointment', status: 'booked', start: await moment(60), end: await moment(90), basedOn: [{ reference: `ServiceRequest/${caseId}` }],
  participant: [{ actor: { reference: `Patient/${caseId}` }, status: 'accepted' }], ...over,
});
const statuses = ({ json }) => json.entry.map(({ response }) => response.status.slice(0, 3));
const kept = ({ response }) => read(response.location.replace(/\/_history.*/, ''));
const facts = async (caseId) => (await asCouncil('GET', `/hub/cases/${caseId}/chronology`)).json.facts.length;
let id;
let theirs;
before(async () => {
  id = (await newCase()).caseId;
  theirs = (await newCase({ healthProvider: neighbour })).caseId;
});

describe('a transaction', () => {
  test('a whole visit at once: move, appointment, documents, plan, read and search, in the order sent', async () => {
    const { caseId } = await newCase();
    const task = await read(`Task/${caseId}`);
    const summary = documentFor(caseId, 'iha-summary', pdf('summary'));
    const plan = documentFor(caseId, 'health-care-plan', pdf('plan'));
    const body = bundle('transaction', get(`Task/${caseId}`), put({ ...task, status: 'completed' }, `W/"${task.meta.versionId}"`), post(await appointment(caseId)),
      post(summary), post(plan), post(carePlan(caseId)), get(`Task?_id=${caseId}`), get(`Task/${caseId}/_history`));
    const answer = await client.transaction({ body });
    assert.equal(answer.type, 'transaction-response');
    assert.deepEqual(answer.entry.map(({ response }) => response.status.slice(0, 3)), ['200', '200', '201', '201', '201', '201', '200', '200']);
    assert.equal(answer.entry[0].resource.status, 'completed', 'reads come after writes');
    assert.equal(answer.entry[6].resource.type, 'searchset');
    assert.equal(answer.entry[7].resource.type, 'history');
    for (const entry of answer.entry.slice(1, 6)) {
      const resource = await kept(entry);
      assert.equal(entry.response.etag, `W/"${resource.meta.versionId}"`);
      assert.equal(entry.response.lastModified, resource.meta.lastUpdated);
    }
    assert.deepEqual(statuses(await send(bundle('transaction', ...body.entry.slice(2, 6)))), ['200', '200', '200', '200'], 'a repeat is safe');
  });

  test('references in both directions, in contained resources and in attachments', async () => {
    const { caseId } = await newCase();
    const content = pdf(randomUUID());
    const [planUrl, documentUrl, binaryUrl, appointmentUrl, doctorUrl] = [urn(), urn(), urn(), urn(), urn()];
    const body = bundle('transaction',
      post(carePlan(caseId, {
        contained: [{ resourceType: 'Provenance', id: 'from', target: [{ reference: documentUrl }], recorded: await moment(), agent: [{ who: { display: 'Dr Sample' } }] }],
        supportingInfo: [{ reference: documentUrl }, { reference: appointmentUrl }, { reference: '#from' }],
      }), { fullUrl: planUrl }),
      post(documentFor(caseId, 'iha-summary', content, { author: [{ reference: doctorUrl }], content: [{ attachment: { contentType: 'application/pdf', url: binaryUrl } }] }), { fullUrl: documentUrl }),
      post({ resourceType: 'Binary', contentType: 'application/pdf', data: content.toString('base64') }, { fullUrl: binaryUrl }),
      post(await appointment(caseId, { supportingInformation: [{ reference: planUrl }] }), { fullUrl: appointmentUrl }),
      post({ resourceType: 'Practitioner', identifier: [{ system: gmcSystem, value: '9990001' }], name: [{ text: 'Dr Sample' }] }, { fullUrl: doctorUrl }));
    const first = await send(body);
    assert.deepEqual(statuses(first), ['201', '201', '201', '201', '200'], `${first.bytes}`);
    const [plan, document, , booked] = await Promise.all(first.json.entry.slice(0, 4).map(kept));
    assert.deepEqual(plan.supportingInfo.map(({ reference }) => reference), [`DocumentReference/${document.id}`, `Appointment/${booked.id}`, '#from']);
    assert.equal(plan.contained[0].target[0].reference, `DocumentReference/${document.id}`);
    assert.equal(booked.supportingInformation[0].reference, `CarePlan/${plan.id}`);
    assert.deepEqual((await asHealth('GET', `/${first.json.entry[2].response.location}`)).bytes, content);

    let again = JSON.stringify({ ...body, entry: [...body.entry].reverse() });
    for (const url of [planUrl, documentUrl, binaryUrl, appointmentUrl, doctorUrl]) again = again.replaceAll(url, urn());
    assert.deepEqual(statuses(await send(JSON.parse(again))), ['200', '200', '200', '200', '200'], 'the same under other fullUrls and in another order');
  });

  test('conditional references lead to the one that fits', async () => {
    const { caseId } = await newCase();
    const identifier = { system: 'urn:uk:trust:keys', value: randomUUID() };
    const document = await client.create({ resourceType: 'DocumentReference', body: documentFor(caseId, 'iha-summary', pdf('one'), { identifier: [identifier] }) });
    const referring = (value) => bundle('transaction', post(carePlan(caseId, { supportingInfo: [{ reference: `DocumentReference?identifier=${identifier.system}|${value}` }] })));
    const answer = await send(referring(identifier.value));
    assert.equal((await kept(answer.json.entry[0])).supportingInfo[0].reference, `DocumentReference/${document.id}`);
    refuses(await send(referring(randomUUID())), 422, /^Bundle\.entry\[0\]\.resource\.supportingInfo\[0\]\.reference$/);
  });

  test('Prefer says what each entry brings back', async () => {
    const { caseId } = await newCase();
    const body = transaction(documentFor(caseId, 'iha-summary', pdf('x')));
    assert.equal((await send(body)).json.entry[0].resource, undefined);
    assert.equal((await send(body, { prefer: 'return=representation' })).json.entry[0].resource.resourceType, 'DocumentReference');
    assert.equal((await send(body, { prefer: 'return=OperationOutcome' })).json.entry[0].response.outcome.issue[0].severity, 'information');
  });

  test('every fault of every entry at once, and nothing kept', async () => {
    const before = await facts(id);
    const task = await read(`Task/${id}`);
    const version = `W/"${task.meta.versionId}"`;
    const twice = urn();
    const answer = await send(bundle('transaction',
      post(carePlan(id, { supportingInfo: [{ reference: urn() }] })),
      put({ ...task, status: 'received' }),
      put({ ...task, status: 'received' }, version),
      { request: { method: 'DELETE', url: `Task/${id}` } },
      post(await appointment(id, { status: 'waitlist' }), { fullUrl: twice }),
      post({ ...documentFor(id, 'poem', pdf('x')), meta: { versionId: '2' } }, { fullUrl: twice }),
      post({ resourceType: 'Organization', name: 'x' }),
      post(await appointment(id), { request: { method: 'POST', url: 'Task' } }),
      get('Encounter/1'),
      put({ ...task, id: 'other' }, version)));
    refuses(answer, 422, /entry\[0\]\.resource\.supportingInfo\[0\]\.reference/, /entry\[1\]\.request\.ifMatch/, /entry\[2\]\.request\.url/, /entry\[3\]\.request\.method/,
      /entry\[4\]\.resource\.status/, /entry\[5\]\.fullUrl/, /entry\[5\]\.resource\.type/, /entry\[6\]\.resource/, /entry\[7\]\.request\.url/, /entry\[8\]\.request\.url/, /entry\[9\]/);
    assert.equal(await facts(id), before);
  });

  test('what the case refuses names the entry, and nothing is kept', async () => {
    const { caseId } = await newCase();
    const [task, before] = [await read(`Task/${caseId}`), await facts(caseId)];
    const stale = await send(bundle('transaction', post(carePlan(caseId)), put({ ...task, status: 'received' }, 'W/"0"')));
    refuses(stale, 412, /^Bundle\.entry\[1\]\.request\.ifMatch$/);
    const refused = await send(bundle('transaction', post(carePlan(caseId)), post(await appointment(caseId, { status: 'fulfilled' })), put({ ...task, status: 'in-progress' }, `W/"${task.meta.versionId}"`)));
    refuses(refused, 422, /^Bundle\.entry\[1\]\.resource\.start$/, /^Bundle\.entry\[2\]\.resource\.status$/);
    assert.equal(await facts(caseId), before);
  });

  test('two referrals: refused, with the way out; somebody else\'s: as if it weren\'t there', async () => {
    const { caseId } = await newCase();
    const answer = await send(transaction(carePlan(id), carePlan(caseId)));
    refuses(answer, 422, /^Bundle\.entry\[1\]\.resource\.subject$/);
    assert.match(answer.bytes.toString(), /batch/);
    refuses(await send(transaction(carePlan(theirs))), 422, /^Bundle\.entry\[0\]\.resource\.subject$/);
  });

  test('what goes with a referral can\'t go alone', async () => {
    const binary = { resourceType: 'Binary', contentType: 'application/pdf', data: pdf('alone').toString('base64') };
    const practitioner = { resourceType: 'Practitioner', name: [{ text: 'Dr Alone' }] };
    refuses(await send(transaction(binary, practitioner)), 422, /^Bundle\.entry\[0\]\.resource\.securityContext$/, /^Bundle\.entry\[1\]\.resource$/);
  });

  test('ifNoneExist, its faults and several matches', async () => {
    const { caseId } = await newCase();
    const identifier = { system: 'urn:uk:trust:keys', value: randomUUID() };
    const criteria = `identifier=${identifier.system}|${identifier.value}`;
    const create = (ifNoneExist) => bundle('transaction', post(carePlan(caseId, { identifier: [identifier], title: randomUUID() }), { request: { method: 'POST', url: 'CarePlan', ifNoneExist } }));
    assert.deepEqual(statuses(await send(create(criteria))), ['201']);
    assert.deepEqual(statuses(await send(create(criteria))), ['200']);
    refuses(await send(create('colour=green')), 400, /^Bundle\.entry\[0\]\.request\.ifNoneExist$/);
    await client.create({ resourceType: 'CarePlan', body: carePlan(caseId, { identifier: [identifier] }) });
    refuses(await send(create(criteria)), 412, /^Bundle\.entry\[0\]\.request\.ifNoneExist$/);
  });
});

describe('a batch', () => {
  test('each entry on its own, the others go on', async () => {
    const { caseId } = await newCase();
    const task = await read(`Task/${caseId}`);
    const body = bundle('batch',
      get(`Patient/${caseId}`), get(`Patient/${theirs}`), get('Encounter/1'), get(`Task?_id=${caseId}`),
      post(documentFor(id, 'iha-summary', pdf(randomUUID()))), post(documentFor(caseId, 'poem', pdf('x'))),
      post({ resourceType: 'Appointment', status: 'soon' }), put({ ...task, status: 'received' }, `W/"${task.meta.versionId}"`), put({ ...task, status: 'accepted' }, `W/"${task.meta.versionId}"`),
      put({ ...task, status: 'accepted' }), { request: { method: 'DELETE', url: `Task/${caseId}` } }, { request: { method: 'HEAD', url: `Task/${caseId}` } },
      get(`${fhirUrl}/Task/${caseId}/_history`), post(await appointment(caseId)));
    const answer = await client.batch({ body });
    assert.equal(answer.type, 'batch-response');
    assert.deepEqual(answer.entry.map(({ response }) => response.status.slice(0, 3)),
      ['200', '404', '404', '200', '201', '422', '422', '200', '412', '428', '405', '405', '200', '201']);
    for (const { response, resource } of answer.entry) {
      if (Number(response.status.slice(0, 3)) >= 400) assert.ok(response.outcome.issue.every(({ severity }) => severity === 'error'));
      else assert.equal(response.outcome, undefined);
      assert.equal(resource?.resourceType === 'OperationOutcome', false);
    }
    assert.equal(answer.entry[0].resource.id, caseId);
    assert.match(answer.entry[5].response.outcome.issue[0].expression[0], /^Bundle\.entry\[5\]\.resource\.type$/);
    assert.match(answer.entry[13].response.location, /^Appointment\/.+\/_history\/\d+$/);
    assert.equal((await read(`Task/${caseId}`)).status, 'received');
  });

  test('entries that refer to each other are refused, each for itself', async () => {
    const documentUrl = urn();
    const answer = await send(bundle('batch', post(documentFor(id, 'iha-summary', pdf(randomUUID())), { fullUrl: documentUrl }), post(carePlan(id, { supportingInfo: [{ reference: documentUrl }] })), post(carePlan(id, { title: randomUUID() }))));
    assert.deepEqual(statuses(answer), ['201', '422', '201']);
  });

  test('no Bundle in a Bundle, no empty one', async () => {
    refuses(await send({ resourceType: 'Bundle', type: 'batch' }), 422, /^Bundle\.entry$/);
    assert.deepEqual(statuses(await send(bundle('batch', { resource: bundle('batch', get('Task')), request: { method: 'POST', url: '/' } }, get('metadata'), get(`Binary/${id}.x`)))), ['405', '200', '405']);
  });

  test('a read brings what it reads, whatever is preferred of writes', async () => {
    const answer = await send(bundle('batch', get(`Task/${id}`)), { prefer: 'return=minimal' });
    assert.equal(answer.json.entry[0].resource.id, id);
  });
});
