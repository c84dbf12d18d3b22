// A full story of each pathway. Everything the hub says on the way, in every version, is judged by the three validators (hub.mjs); every reference must
// lead somewhere, and every code of the hub's own systems must be one that the hub publishes.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { asCouncil, asHealth, codeOf, council, day, documentFor, fhirUrl, hubSystem, inventedData, moment, move, notify, pdf, read, send, transaction } from './hub.mjs';
import { randomUUID } from 'node:crypto';

const bornYearsAgo = async (years) => `${Number((await day()).slice(0, 4)) - years}-01-31`;
const outOfArea = { placement: { type: 'U6', startedOn: undefined, postcode: 'OX1 1AA', localAuthority: '931' } };

const pathways = {
  clinic: async () => ({ child: { dateOfBirth: await bornYearsAgo(6) } }),
  'gp-pool': async () => ({ child: { dateOfBirth: await bornYearsAgo(14), knownToCommunityPaediatrics: false }, care: { placement: { ...outOfArea.placement, startedOn: await day() } } }),
  'host-provider': async () => ({ child: { dateOfBirth: await bornYearsAgo(7) }, care: { placement: { ...outOfArea.placement, startedOn: await day() } } }),
  neonatal: async () => ({ child: { nhsNumber: undefined, nhsNumberStatus: '08', dateOfBirth: await day(-3), inHospitalSinceBirth: true } }),
  uasc: async () => ({ child: { nhsNumber: undefined, nhsNumberStatus: '07', ethnicity: 'NOBT', dateOfBirth: await bornYearsAgo(15), unaccompaniedAsylumSeeker: true, interpreterLanguage: 'ti', address: undefined, gpPractice: undefined } }),
  refusal: async () => ({ child: { dateOfBirth: await bornYearsAgo(15) } }),
  'not-required': async () => ({ care: { legalStatus: 'V3' } }),
};
const giverOf = { uasc: 'local-authority' };

const appointment = async (id, status, minutes) => ({
  resourceType: 'Appointment', status, start: await moment(minutes), end: await moment(minutes + 30), basedOn: [{ reference: `ServiceRequest/${id}` }],
  participant: [{ actor: { reference: `Patient/${id}` }, status: 'accepted' }],
  ...(status === 'cancelled' && { cancelationReason: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason', code: 'prov' }] } }),
});

async function made(response, wanted = 201) {
  const answer = await response;
  assert.equal(answer.status, wanted, `${answer.bytes}`);
  return answer.json;
}

/** Council and health team do what there is to do; the case's id. */
async function play(pathway) {
  const localId = `PATH-${randomUUID()}`;
  const data = await inventedData({ ...await pathways[pathway](), contacts: [
    { role: 'social-worker', name: 'Sample Worker', email: 's.worker@council.example', phone: '01632 960001' },
    { role: 'team-manager', name: 'Sample Manager', email: 't.manager@council.example' },
    { role: 'carer', name: 'Sample Carer', phone: '01632 960002' }, { role: 'parent', name: 'Sample Parent' },
  ] });
  const { caseId: id, pathway: decided } = await notify('became-looked-after', localId, data);
  if (pathway !== 'refusal') assert.equal(decided.code, pathway);
  if (pathway === 'not-required') return { id, localId };

  await made(asCouncil('POST', `/hub/cases/${id}/documents`, { body: pdf(`consent ${id}`), type: 'application/pdf', headers: { 'x-document-kind': 'consent-form', 'x-file-name': 'consent.pdf' } }));
  await notify('consent-recorded', localId, { consent: { status: 'given', givenBy: giverOf[pathway] ?? 'parent', on: await day() } });
  await notify('paperwork-completed', localId, { on: await day() });
  await move(id, 'received', 'accepted');
  if (pathway === 'refusal') {
    for (const by of ['young-person', 'carer']) await notify('assessment-declined', localId, { on: await day(by === 'carer' ? 0 : -1), by });
    await move(id, 'in-progress');
    await made(asHealth('POST', '/DocumentReference', { body: documentFor(id, 'ceha-summary', pdf(`ceha ${id}`)) }));
    return { id, localId };
  }

  await made(asHealth('POST', '/Appointment', { body: await appointment(id, 'cancelled', -400) }));
  await made(asHealth('POST', '/Appointment', { body: await appointment(id, 'noshow', -300) }));
  const booked = await made(asHealth('POST', '/Appointment', { body: await appointment(id, 'booked', -120) }));
  await made(asHealth('PUT', `/Appointment/${booked.id}`, { body: { ...booked, status: 'fulfilled' } }), 200);
  await move(id, 'in-progress');
  const plan = { resourceType: 'CarePlan', status: 'active', intent: 'plan', subject: { reference: `Patient/${id}` }, activity: [{ detail: { status: 'not-started', description: 'Dental check' } }] };
  await made(asHealth('POST', '', { body: transaction(documentFor(id, 'iha-summary', pdf(`summary ${id}`)), documentFor(id, 'health-care-plan', pdf(`plan ${id}`)), plan) }), 200);
  await notify('ceased-to-be-looked-after', localId, { on: await day(), reason: 'E4A' });
  return { id, localId };
}

const literals = (value) => {
  if (Array.isArray(value)) return value.flatMap(literals);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, child]) => (name === 'reference' && typeof child === 'string' ? [child] : literals(child)));
};
const codings = (value) => {
  if (Array.isArray(value)) return value.flatMap(codings);
  if (value === null || typeof value !== 'object') return [];
  return [...(value.system?.startsWith?.(`${hubSystem}/CodeSystem/`) ? [value] : []), ...Object.values(value).flatMap(codings)];
};

/** Everything of a case that can be found by search and reached by reference. */
async function everything(id) {
  const seen = new Map();
  const add = (resource) => seen.set(`${resource.resourceType}/${resource.id}`, resource);
  for (const search of [`Task?patient=${id}&_include=Task:focus&_include=Task:owner&_include=Task:requester`, `Patient?_id=${id}&_revinclude=RelatedPerson:patient`, `Consent?patient=${id}`,
    `Appointment?patient=${id}`, `DocumentReference?patient=${id}`, `CarePlan?patient=${id}`, `Provenance?patient=${id}`, `Provenance?target=Task/${id}`]) {
    const answer = await asHealth('GET', `/${search}&_count=200`);
    assert.equal(answer.status, 200, `${search}: ${answer.bytes}`);
    for (const { resource } of answer.json.entry ?? []) add(resource);
  }
  const todo = [...seen.values()].flatMap(literals);
  for (let reference; (reference = todo.pop()); ) {
    if (reference.startsWith('#') || seen.has(reference)) continue;
    const resource = await read(reference);
    if (!reference.includes('/_history/')) add(resource);
    seen.set(reference, resource);
    todo.push(...literals(resource));
  }
  return seen;
}

const published = new Map();
async function isPublished({ system, code }) {
  if (!published.has(system)) {
    const { json } = await send('GET', `/hub/fhir/CodeSystem?url=${encodeURIComponent(system)}`);
    assert.equal(json.total, 1, `${system} is served once`);
    published.set(system, new Set(json.entry[0].resource.concept.map((concept) => concept.code)));
  }
  assert.ok(published.get(system).has(code), `${code} is not in ${system}`);
}

for (const pathway of Object.keys(pathways)) {
  describe(pathway, () => {
    test('every resource, every version and every reference', async () => {
      const { id } = await play(pathway);
      const held = await everything(id);
      assert.equal(codeOf(held.get(`ServiceRequest/${id}`).category[0]), pathway);
      const wanted = pathway === 'not-required' ? 'cancelled' : pathway === 'refusal' ? 'in-progress' : 'completed';
      assert.equal(held.get(`Task/${id}`).status, wanted);
      for (const type of ['RelatedPerson', 'PractitionerRole', 'Practitioner', 'Location', 'Provenance', 'Organization']) {
        assert.ok([...held.keys()].some((key) => key.startsWith(`${type}/`)), `${type} is reached`);
      }
      for (const coding of [...held.values()].flatMap(codings)) await isPublished(coding);
      for (const type of ['Task', 'ServiceRequest', 'Patient', 'Consent']) {
        const { json: history } = await asHealth('GET', `/${type}/${id}/_history?_count=200`);
        assert.equal(history.entry.length, history.total);
        assert.equal(history.entry[0].resource.meta.versionId, held.get(`${type}/${id}`).meta.versionId);
        for (const { resource } of history.entry) assert.deepEqual(await read(`${type}/${id}/_history/${resource.meta.versionId}`), resource);
      }
      for (const [key, resource] of held) {
        if (!key.includes('/_history/')) assert.ok(resource.id === key.split('/')[1], `${fhirUrl}/${key} is itself`);
      }
    });
  });
}

test('the council is a council and the provider a provider', async () => {
  assert.equal((await read(`Organization/${council}`)).identifier[0].value, council);
});
