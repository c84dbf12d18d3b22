// The CapabilityStatement is a promise: each interaction it declares is tried, and what it doesn't declare must not work.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { asHealth, council, documentFor, fhirUrl, healthClient, moment, newCase, pdf, read, send, transaction } from './hub.mjs';

const { rest: [server], ...statement } = await healthClient().capabilityStatement();
const declared = (type, code) => server.resource.find((resource) => resource.type === type)?.interaction.some((interaction) => interaction.code === code) ?? false;
const appointmentFor = async (caseId, comment) => ({
  resourceType: 'Appointment', status: 'booked', comment, start: await moment(60), end: await moment(90), basedOn: [{ reference: `ServiceRequest/${caseId}` }],
  participant: [{ actor: { reference: `Patient/${caseId}` }, status: 'accepted' }],
});

let id;
const ids = {};
before(async () => {
  id = (await newCase()).caseId;
  const sent = transaction(documentFor(id, 'iha-summary', pdf('summary')), { resourceType: 'CarePlan', status: 'active', intent: 'plan', subject: { reference: `Patient/${id}` } });
  const returned = (await asHealth('POST', '', { body: sent })).json;
  for (const { response } of returned.entry) ids[response.location.split('/')[0]] = response.location.split('/')[1];
  const appointment = await asHealth('POST', '/Appointment', { body: await appointmentFor(id, 'first') });
  Object.assign(ids, {
    Appointment: appointment.json.id, Binary: ids.DocumentReference, Organization: council, Practitioner: `${id}.social-worker`, Patient: id, ServiceRequest: id, Task: id, Consent: id,
  });
});

/** How each interaction is tried. An interaction that isn't here has no proof and may not be declared. */
const tries = {
  read: (type) => asHealth('GET', `/${type}/${ids[type]}`),
  vread: async (type) => asHealth('GET', `/${type}/${ids[type]}/_history/${(await read(`${type}/${ids[type]}`)).meta.versionId}`),
  update: async (type) => {
    const held = await read(`${type}/${ids[type]}`);
    return asHealth('PUT', `/${type}/${ids[type]}`, { body: held, headers: { 'if-match': `W/"${held.meta.versionId}"` } });
  },
  create: async (type) => asHealth('POST', `/${type}`, {
    body: type === 'Appointment' ? await appointmentFor(id, 'second') : { ...documentFor(id, 'iha-summary', pdf('another')), resourceType: type },
  }),
  'search-type': (type) => asHealth('GET', `/${type}?_id=${ids[type]}`),
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

describe('what is declared answers', () => {
  for (const { type, interaction, searchParam = [], searchInclude = [] } of server.resource) {
    for (const { code } of interaction) {
      test(`${type} ${code}`, async () => {
        assert.ok(tries[code], `nothing proves ${code}`);
        const answer = await tries[code](type);
        assert.equal(answer.status, code === 'create' ? 201 : 200, `${answer.bytes}`);
        assert.equal(answer.json?.resourceType ?? type, code === 'search-type' ? 'Bundle' : type);
      });
    }
    const values = { reference: `Organization/${council}`, token: 'requested', date: 'gt2026-01-01' };
    for (const { name, type: kind } of searchParam) {
      test(`${type}?${name}, under strict handling`, async () => {
        assert.equal((await asHealth('GET', `/${type}?${name}=${values[kind]}`, { headers: { prefer: 'handling=strict' } })).status, 200);
      });
    }
    for (const include of searchInclude) {
      test(`${type}?_include=${include}`, async () => {
        const { json } = await asHealth('GET', `/${type}?_id=${ids[type]}&_include=${include}`, { headers: { prefer: 'handling=strict' } });
        assert.deepEqual(json.entry.map((entry) => entry.search.mode), ['match', 'include']);
      });
    }
  }

  test('the whole system: transaction', async () => {
    assert.deepEqual(server.interaction, [{ code: 'transaction' }]);
    assert.equal((await asHealth('POST', '', { body: transaction(documentFor(id, 'health-care-plan', pdf('plan'))) })).status, 200);
  });
});

describe('what is not declared does not', () => {
  const refused = (answer) => assert.ok([400, 404, 405, 422].includes(answer.status), `${answer.status} ${answer.bytes}`);
  for (const type of ['Patient', 'ServiceRequest', 'Task', 'Consent', 'Appointment', 'DocumentReference', 'CarePlan', 'Organization', 'Practitioner', 'Binary']) {
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
    refused(await asHealth('GET', '/Observation/1'));
    refused(await asHealth('GET', '/Observation'));
    refused(await asHealth('GET', '/_history'));
  });
});
