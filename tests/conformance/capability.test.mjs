// The CapabilityStatement is a promise: each interaction it declares is tried, and what it doesn't declare must not work.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { asHealth, council, documentFor, fhirUrl, healthClient, hubSystem, moment, newCase, pdf, read, send, subscriptionTo, transaction } from './hub.mjs';

const { rest: [server], ...statement } = await healthClient().capabilityStatement();
const declared = (type, code) => server.resource.find((resource) => resource.type === type)?.interaction.some((interaction) => interaction.code === code) ?? false;
const appointmentFor = async (caseId, comment) => ({
  resourceType: 'Appointment', status: 'booked', comment, start: await moment(60), end: await moment(90), basedOn: [{ reference: `ServiceRequest/${caseId}` }],
  participant: [{ actor: { reference: `Patient/${caseId}` }, status: 'accepted' }],
});

const indicatorFor = (caseId, score) => ({
  resourceType: 'Observation', status: 'final', basedOn: [{ reference: `ServiceRequest/${caseId}` }], subject: { reference: `Patient/${caseId}` },
  code: { coding: [{ system: `${hubSystem}/CodeSystem/health-indicator`, code: 'sdq' }] }, effectiveDateTime: '2025-01-01', valueInteger: score,
});

const plan = (caseId, title) => ({ resourceType: 'CarePlan', status: 'active', intent: 'plan', title, subject: { reference: `Patient/${caseId}` } });

let id;
const ids = {};
before(async () => {
  id = (await newCase({ contacts: [
    { role: 'social-worker', name: 'Sample Worker', email: 's.worker@council.example' }, { role: 'parent', name: 'Sample Parent' },
  ] })).caseId;
  const sent = transaction(documentFor(id, 'iha-summary', pdf('summary')), plan(id, 'first'), indicatorFor(id, 14));
  const returned = (await asHealth('POST', '', { body: sent })).json;
  for (const { response } of returned.entry) Object.assign(ids, { [response.location.split('/').at(-4)]: response.location.split('/').at(-3) });
  const appointment = await asHealth('POST', '/Appointment', { body: await appointmentFor(id, 'first') });
  const subscription = await asHealth('POST', '/Subscription', { body: subscriptionTo('capability') });
  Object.assign(ids, {
    Appointment: appointment.json.id, Binary: ids.DocumentReference, Organization: council, Practitioner: `${id}.social-worker`, PractitionerRole: `${id}.social-worker`,
    RelatedPerson: `${id}.parent`, Location: `${id}.placement`, Provenance: `${id}.f1`, Patient: id, ServiceRequest: id, Task: id, Consent: id,
    Subscription: subscription.json.id, CodeSystem: 'document-kind', ValueSet: 'document-kind',
  });
});

const created = {
  Appointment: async () => appointmentFor(id, 'second'),
  DocumentReference: async () => documentFor(id, 'iha-summary', pdf('another')),
  CarePlan: async () => plan(id, 'second'),
  Observation: async () => indicatorFor(id, 15),
  Binary: async () => ({ resourceType: 'Binary', contentType: 'application/pdf', securityContext: { reference: `ServiceRequest/${id}` }, data: pdf('binary').toString('base64') }),
  Subscription: async () => subscriptionTo('second'),
};

/** How each interaction is tried. An interaction that isn't here has no proof and may not be declared. */
const tries = {
  read: (type) => asHealth('GET', `/${type}/${ids[type]}`),
  vread: async (type) => asHealth('GET', `/${type}/${ids[type]}/_history/${(await read(`${type}/${ids[type]}`)).meta.versionId}`),
  update: async (type) => {
    const held = await read(`${type}/${ids[type]}`);
    if (type === 'Subscription') held.status = 'off';
    return asHealth('PUT', `/${type}/${ids[type]}`, { body: held, headers: { 'if-match': `W/"${held.meta.versionId}"` } });
  },
  create: async (type) => asHealth('POST', `/${type}`, { body: await created[type]() }),
  delete: async (type) => asHealth('DELETE', `/${type}/${(await asHealth('POST', `/${type}`, { body: subscriptionTo('deleted') })).json.id}`),
  'search-type': (type) => asHealth('GET', `/${type}?_id=${ids[type]}`),
  'history-instance': (type) => asHealth('GET', `/${type}/${ids[type]}/_history`),
};

test('it says what it is, without a token', async () => {
  const answer = await send('GET', '/hub/fhir/metadata');
  assert.equal(answer.status, 200);
  assert.equal(statement.fhirVersion, '4.0.1');
  assert.equal(statement.kind, 'instance');
  assert.equal(statement.implementation.url, fhirUrl);
  assert.ok(statement.format.includes('application/fhir+json'));
  assert.equal(server.mode, 'server');
});

const strictly = { headers: { prefer: 'handling=strict' } };

describe('what is declared answers', () => {
  for (const { type, interaction, searchParam = [], searchInclude = [], searchRevInclude = [], operation = [], conditionalCreate, documentation = '' } of server.resource) {
    // A type whose searches must name what they are about says so.
    const within = /names one of/.test(documentation) ? () => `&_id=${ids[type]}` : () => '';
    for (const { code } of interaction) {
      test(`${type} ${code}`, async () => {
        assert.ok(tries[code], `nothing proves ${code}`);
        const answer = await tries[code](type);
        assert.equal(answer.status, { create: 201, delete: 204 }[code] ?? 200, `${answer.bytes}`);
        if (answer.json) assert.equal(answer.json.resourceType, ['search-type', 'history-instance'].includes(code) ? 'Bundle' : type);
      });
    }
    const values = { reference: `Organization/${council}`, token: 'requested', date: 'gt2026-01-01', uri: 'https://elsewhere.example', string: 'x' };
    for (const { name, type: kind } of [...searchParam, ...server.searchParam.filter((common) => searchParam.length > 0 && (type !== 'Subscription' && type !== 'CodeSystem' && type !== 'ValueSet'))]) {
      test(`${type}?${name}, under strict handling`, async () => {
        const answer = await asHealth('GET', `/${type}?${name}=${values[kind]}${within()}`, strictly);
        assert.equal(answer.status, 200, `${answer.bytes}`);
      });
    }
    for (const include of searchInclude) {
      test(`${type}?_include=${include}`, async () => {
        const { json } = await asHealth('GET', `/${type}?_id=${ids[type]}&_include=${include}`, strictly);
        assert.equal(json.entry[0].search.mode, 'match');
        assert.ok(json.entry.slice(1).every((entry) => entry.search.mode === 'include'));
        const leadsNowhereHere = ['CarePlan:based-on', 'DocumentReference:author'];
        assert.equal(json.entry.length > 1, !leadsNowhereHere.includes(include));
      });
    }
    for (const include of searchRevInclude) {
      test(`${type}?_revinclude=${include}`, async () => {
        const { json } = await asHealth('GET', `/${type}?_id=${ids[type]}&_revinclude=${include}`, strictly);
        assert.equal(json.resourceType, 'Bundle', JSON.stringify(json));
        assert.ok((json.entry ?? []).slice(1).every((entry) => entry.search.mode === 'include' && entry.resource.resourceType === include.split(':')[0]));
      });
    }
    for (const { name } of operation) {
      test(`${type} $${name}`, async () => {
        const answer = await asHealth('POST', `/${type}/$${name}`, { body: { resourceType: type } });
        assert.deepEqual([answer.status, answer.json.resourceType], [200, 'OperationOutcome']);
      });
    }
    if (conditionalCreate) {
      test(`${type} created on condition`, async () => {
        const answer = await asHealth('POST', `/${type}`, { body: await created[type](), headers: { 'if-none-exist': `_id=${ids[type]}` } });
        assert.deepEqual([answer.status, answer.json.id], [200, ids[type]], `${answer.bytes}`);
      });
    }
  }

  test('the whole system: transaction and batch', async () => {
    assert.deepEqual(server.interaction.map(({ code }) => code), ['transaction', 'batch']);
    for (const type of ['transaction', 'batch']) {
      const answer = await asHealth('POST', '', { body: { ...transaction(documentFor(id, 'health-care-plan', pdf(type))), type } });
      assert.deepEqual([answer.status, answer.json.type, answer.json.entry[0].response.status.slice(0, 3)], [200, `${type}-response`, '201'], `${answer.bytes}`);
    }
  });
});

describe('what is not declared does not', () => {
  const refused = (answer) => assert.ok([400, 404, 405, 422].includes(answer.status), `${answer.status} ${answer.bytes}`);
  for (const type of ['Patient', 'ServiceRequest', 'Task', 'Consent', 'Appointment', 'DocumentReference', 'CarePlan', 'Organization', 'Practitioner', 'Binary',
    'PractitionerRole', 'RelatedPerson', 'Location', 'Provenance', 'CodeSystem', 'ValueSet']) {
    test(`${type}`, async () => {
      const held = declared(type, 'read') && type !== 'Binary' ? await read(`${type}/${ids[type]}`) : { resourceType: type, id: ids[type] };
      if (!declared(type, 'delete')) refused(await asHealth('DELETE', `/${type}/${ids[type]}`));
      if (!declared(type, 'patch')) refused(await asHealth('PATCH', `/${type}/${ids[type]}`, { body: '[]', type: 'application/json-patch+json' }));
      if (!declared(type, 'update')) refused(await asHealth('PUT', `/${type}/${ids[type]}`, { body: held }));
      if (!declared(type, 'create')) refused(await asHealth('POST', `/${type}`, { body: held }));
      if (!declared(type, 'search-type')) refused(await asHealth('GET', `/${type}?_id=${ids[type]}`));
      if (!declared(type, 'history-instance')) refused(await asHealth('GET', `/${type}/${ids[type]}/_history`));
      if (!declared(type, 'vread')) refused(await asHealth('GET', `/${type}/${ids[type]}/_history/1`));
    });
  }

  test('other types and a history of everything', async () => {
    refused(await asHealth('GET', '/Encounter/1'));
    refused(await asHealth('GET', '/Encounter'));
    refused(await asHealth('GET', '/_history'));
    refused(await asHealth('GET', '/Task/_history'));
  });
});
