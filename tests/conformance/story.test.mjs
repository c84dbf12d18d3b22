// A referral from the council's notification to the documents on its desk, told by a real FHIR client. The steps build on each other.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { Client } from 'fhir-kit-client';
import {
  asCouncil, asHealth, council, documentFor, fhirJson, fhirUrl, gmcSystem, healthClient, move, moment, newCase, pdf, provider, transaction,
} from './hub.mjs';

const client = healthClient();
const summary = pdf('Summary of an invented assessment');
const plan = pdf('Health care plan of an invented child');
const answerOf = (result) => Client.httpFor(result).response;
const ifMatch = (resource) => ({ headers: { 'if-match': `W/"${resource.meta.versionId}"` } });
const put = (task, changes, options = ifMatch(task)) => client.update({ resourceType: 'Task', id: task.id, body: { ...task, ...changes }, options });
const refusal = (status, about) => (error) => {
  assert.equal(error.response.status, status, JSON.stringify(error.response.data));
  assert.match(JSON.stringify(error.response.data.issue), about);
  return true;
};

describe('the whole story', () => {
  let story;
  let id;
  let appointment;
  let bundle;
  let returned;

  before(async () => {
    story = await newCase({ care: { legalStatus: 'C1' } });
    id = story.caseId;
    assert.equal(story.task, `/hub/fhir/Task/${id}`);
    assert.equal(story.referral, `/hub/fhir/ServiceRequest/${id}`);
  });

  test('the pull finds the new Task, with its referral and its child', async () => {
    const found = await client.search({
      resourceType: 'Task',
      searchParams: { owner: `Organization/${provider}`, status: 'requested', _id: id, _include: ['Task:focus', 'Task:patient'] },
    });
    assert.equal(found.total, 1);
    assert.deepEqual(found.entry.map((entry) => [entry.search.mode, entry.resource.resourceType, entry.fullUrl]), [
      ['match', 'Task', `${fhirUrl}/Task/${id}`], ['include', 'ServiceRequest', `${fhirUrl}/ServiceRequest/${id}`], ['include', 'Patient', `${fhirUrl}/Patient/${id}`],
    ]);
  });

  test('the pull of everything, page by page as the client follows the links, holds it too', async () => {
    const seen = [];
    for (let page = await client.search({ resourceType: 'Task', searchParams: { owner: `Organization/${provider}`, status: 'requested', _count: '20' } });
      page; page = await client.nextPage({ bundle: page })) {
      seen.push(...(page.entry ?? []).map((entry) => entry.resource.id));
    }
    assert.equal(seen.filter((one) => one === id).length, 1);
  });

  test('every reference of the Task leads to a resource', async () => {
    const task = await client.read({ resourceType: 'Task', id });
    const follow = async (reference) => client.resolve({ reference, context: task });
    assert.equal((await follow(task.focus.reference)).resourceType, 'ServiceRequest');
    assert.equal((await follow(task.for.reference)).resourceType, 'Patient');
    assert.equal((await follow(task.requester.reference)).identifier[0].value, council);
    assert.equal((await follow(task.owner.reference)).identifier[0].value, provider);
    assert.equal(task.restriction.period.end, story.keyDates.find((keyDate) => keyDate.state === 'waiting').dueOn);
    const request = await follow(task.focus.reference);
    assert.equal(request.status, 'active');
    assert.equal(request.occurrencePeriod.start, story.keyDates[0].on);
    assert.equal(request.occurrencePeriod.end, story.keyDates.at(-1).dueOn);
    assert.deepEqual(request.reasonCode.map((reason) => reason.coding[0].code), ['C1', 'N1']);
    const consent = await follow(request.supportingInfo[0].reference);
    assert.deepEqual([consent.resourceType, consent.status], ['Consent', 'proposed']);
  });

  test('the child is who the council said', async () => {
    const patient = await client.read({ resourceType: 'Patient', id });
    assert.equal(patient.name[0].family, 'Testchild');
    assert.equal(patient.birthDate, '2019-05-14');
    assert.equal(patient.gender, 'female');
    assert.ok(patient.identifier.some((identifier) => identifier.value === story.localId));
  });

  test('the social worker is a Practitioner', async () => {
    const worker = await client.read({ resourceType: 'Practitioner', id: `${id}.social-worker` });
    assert.equal(worker.name[0].text, 'Sample Worker');
    assert.ok(worker.telecom.some((way) => way.system === 'email' && way.value === 's.worker@council.example'));
  });

  test('the Task is received and accepted, each from the version that was read', async () => {
    const task = await client.read({ resourceType: 'Task', id });
    const received = await put(task, { status: 'received' });
    assert.equal(received.status, 'received');
    assert.notEqual(received.meta.versionId, task.meta.versionId);
    await assert.rejects(put(task, { status: 'accepted' }), refusal(412, /changed/));
    await assert.rejects(put(received, { status: 'accepted' }, {}), refusal(428, /If-Match/));
    await assert.rejects(put(received, { status: 'completed' }), refusal(422, /accepted.*rejected/));
    assert.equal((await put(received, { status: 'accepted' })).status, 'accepted');
  });

  test('an appointment is booked, then fulfilled', async () => {
    const body = {
      resourceType: 'Appointment', status: 'booked', start: await moment(-60), end: await moment(-15), basedOn: [{ reference: `ServiceRequest/${id}` }],
      participant: [{ actor: { reference: `Patient/${id}` }, status: 'accepted' }],
    };
    const booked = await client.create({ resourceType: 'Appointment', body });
    assert.equal(answerOf(booked).status, 201);
    assert.ok(answerOf(booked).headers.get('location').endsWith(`Appointment/${booked.id}/_history/${booked.meta.versionId}`));
    assert.equal(answerOf(await client.create({ resourceType: 'Appointment', body })).status, 200, 'the same again is no second appointment');
    appointment = await client.update({ resourceType: 'Appointment', id: booked.id, body: { ...booked, status: 'fulfilled' }, options: ifMatch(await client.read({ resourceType: 'Appointment', id: booked.id })) });
    assert.equal((await client.read({ resourceType: 'Appointment', id: booked.id })).status, 'fulfilled');
    assert.equal((await client.vread({ resourceType: 'Appointment', id: booked.id, version: booked.meta.versionId })).status, 'booked');
    const seen = await asCouncil('GET', `/hub/cases/${id}`);
    assert.equal(seen.json.keyDates.find((keyDate) => keyDate.keyDate === 'assessment-attended').state, 'met');
    await move(id, 'in-progress');
  });

  test('a transaction returns both documents, a care plan and the doctor', async () => {
    const inline = documentFor(id, 'iha-summary', summary);
    const asBinary = documentFor(id, 'health-care-plan', plan);
    const carePlan = {
      resourceType: 'CarePlan', status: 'active', intent: 'plan', title: 'Health care plan', subject: { reference: `Patient/${id}` },
      activity: [{ detail: { status: 'not-started', description: 'Dental check' } }],
    };
    const practitioner = { resourceType: 'Practitioner', identifier: [{ system: gmcSystem, value: '9990001' }], name: [{ text: 'Dr Sample Paediatrician' }] };
    bundle = transaction(inline, asBinary, { resourceType: 'Binary', contentType: 'application/pdf', data: plan.toString('base64') }, carePlan, practitioner);
    inline.author = [{ reference: bundle.entry[4].fullUrl }];
    asBinary.author = inline.author;
    asBinary.content = [{ attachment: { contentType: 'application/pdf', title: 'plan.pdf', url: bundle.entry[2].fullUrl } }];
    returned = await client.transaction({ body: bundle });
    assert.equal(returned.type, 'transaction-response');
    assert.deepEqual(returned.entry.slice(0, 4).map((entry) => entry.response.status.slice(0, 3)), ['201', '201', '201', '201']);
  });

  test('what the response names is there', async () => {
    for (const { response } of returned.entry.slice(0, 4)) assert.equal((await asHealth('GET', `/${response.location.replace(/\/_history.*/, '')}`)).status, 200, response.location);
  });

  test('the same Bundle again changes nothing', async () => {
    const task = await client.read({ resourceType: 'Task', id });
    const again = await client.transaction({ body: bundle });
    assert.deepEqual(again.entry.map((entry) => entry.response.status.slice(0, 3)), ['200', '200', '200', '200', '200']);
    assert.deepEqual(again.entry.map((entry) => entry.response.location), returned.entry.map((entry) => entry.response.location));
    assert.equal((await client.read({ resourceType: 'Task', id })).meta.versionId, task.meta.versionId);
  });

  test('Task and ServiceRequest are completed, and the Task names its output', async () => {
    const task = await client.read({ resourceType: 'Task', id });
    assert.equal(task.status, 'completed');
    assert.equal((await client.read({ resourceType: 'ServiceRequest', id })).status, 'completed');
    assert.deepEqual(task.output.map((output) => output.type.coding[0].code).sort(), ['health-care-plan', 'iha-summary']);
    for (const output of task.output) {
      const document = await client.resolve({ reference: output.valueReference.reference, context: task });
      assert.equal(document.type.coding[0].code, output.type.coding[0].code);
      const author = document.contained.find((contained) => `#${contained.id}` === document.author[0].reference);
      assert.equal(author.identifier[0].value, '9990001', 'the author of the Bundle is kept with the document');
      const wanted = output.type.coding[0].code === 'iha-summary' ? summary : plan;
      const { url, contentType, size } = document.content[0].attachment;
      assert.deepEqual([contentType, size], ['application/pdf', wanted.length]);
      const native = await asHealth('GET', `/${url}`);
      assert.equal(native.headers.get('content-type'), 'application/pdf');
      assert.deepEqual(native.bytes, wanted);
      const binary = await asHealth('GET', `/${url}`, { headers: { accept: fhirJson } });
      assert.deepEqual([binary.json.resourceType, binary.json.data], ['Binary', wanted.toString('base64')]);
    }
  });

  test('the council lists and downloads, and the hub notes the collection', async () => {
    const list = async () => (await asCouncil('GET', `/hub/cases/${id}/documents`)).json.documents;
    const documents = await list();
    assert.deepEqual(documents.map((document) => [document.kind, document.collectedAt]).sort(), [['health-care-plan', null], ['iha-summary', null]]);
    for (const document of documents) {
      const content = await asCouncil('GET', `/hub/cases/${id}/documents/${document.documentId}`);
      assert.equal(content.headers.get('content-type'), 'application/pdf');
      assert.deepEqual(content.bytes, document.kind === 'iha-summary' ? summary : plan);
    }
    assert.ok((await list()).every((document) => document.collectedAt));
    assert.equal((await asCouncil('GET', `/hub/cases/${id}`)).json.status, 'completed');
  });

  test('earlier versions tell how it came about', async () => {
    const latest = await client.read({ resourceType: 'Task', id });
    const told = [];
    for (let version = 1; version <= Number(latest.meta.versionId); version += 1) {
      const task = await asHealth('GET', `/Task/${id}/_history/${version}`);
      if (task.status !== 200) continue;
      assert.equal(task.json.meta.versionId, String(version));
      if (told.at(-1) !== task.json.status) told.push(task.json.status);
    }
    assert.deepEqual(told, ['requested', 'received', 'accepted', 'in-progress', 'completed']);
    for (const none of ['0', '9999', 'x']) assert.equal((await asHealth('GET', `/Task/${id}/_history/${none}`)).status, 404);
  });

  test('what is unchanged is not sent again', async () => {
    const first = await asHealth('GET', `/Task/${id}`);
    const again = await asHealth('GET', `/Task/${id}`, { headers: { 'if-none-match': first.headers.get('etag') } });
    assert.deepEqual([again.status, again.bytes.length], [304, 0]);
    assert.equal((await asHealth('GET', `/Task/${id}`, { headers: { 'if-none-match': 'W/"1"' } })).status, 200);
  });

  test('If-None-Match takes a list, and compares weakly (RFC 9110, 13.1.2)', async () => {
    const etag = (await asHealth('GET', `/Task/${id}`)).headers.get('etag');
    for (const form of [`W/"1", ${etag}`, etag.slice(2), '*']) assert.equal((await asHealth('GET', `/Task/${id}`, { headers: { 'if-none-match': form } })).status, 304, form);
  });

  test('a 304 carries the ETag that the 200 would have (RFC 9110, 15.4.5)', async () => {
    const etag = (await asHealth('GET', `/Task/${id}`)).headers.get('etag');
    assert.equal((await asHealth('GET', `/Task/${id}`, { headers: { 'if-none-match': etag } })).headers.get('etag'), etag);
  });
});
