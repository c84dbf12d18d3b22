// The referral as UK Core wants it, over everything that a case shows: slices, references, provenance, and the hub's own terminology.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import {
  asCouncil, asHealth, council, day, documentFor, fhirUrl, hubSystem, inventedNhsNumber, move, newCase, notify, pdf, provider, read, send, transaction,
} from './hub.mjs';

const ukCore = 'https://fhir.hl7.org.uk';
const ods = 'https://fhir.nhs.uk/Id/ods-organization-code';
const nhsNumber = 'https://fhir.nhs.uk/Id/nhs-number';
const verificationCodes = ['01', '02', '03', '04', '05', '06', '07', '08'];
const extensionsOf = (element, name) => (element.extension ?? []).filter((extension) => extension.url === `${ukCore}/StructureDefinition/Extension-UKCore-${name}`);

/** Rules of UK Core's own slices, by type: each returns what is wrong, in words. */
const slices = {
  Patient: (patient) => {
    const numbers = patient.identifier.filter((identifier) => identifier.system === nhsNumber);
    const wrong = [];
    if (numbers.length > 1) wrong.push('identifier:nhsNumber is 0..1');
    for (const number of numbers) {
      if (!/^\d{10}$/.test(number.value ?? '')) wrong.push('identifier:nhsNumber has its value');
      const statuses = extensionsOf(number, 'NHSNumberVerificationStatus');
      if (statuses.length !== 1 || !statuses[0].valueCodeableConcept.coding.some(({ system, code }) =>
        system === `${ukCore}/CodeSystem/UKCore-NHSNumberVerificationStatusEngland` && verificationCodes.includes(code))) wrong.push('one verification status of the required value set');
    }
    if ((numbers.length === 0) !== (extensionsOf(patient, 'NHSNumberUnavailableReason').length === 1)) wrong.push('a number, or the reason why there is none');
    if (extensionsOf(patient, 'EthnicCategory').length > 1 || extensionsOf(patient, 'BirthSex').length > 0) wrong.push('ethnic category 0..1, and no invented birth sex');
    for (const gp of patient.generalPractitioner ?? []) if (gp.identifier.system !== ods) wrong.push('the GP by ODS code');
    return wrong;
  },
  Organization: ({ identifier }) => {
    const codes = identifier.filter(({ system }) => system === ods);
    return codes.length > 1 || codes.some(({ value }) => !/^[A-Z0-9]{3,12}$/.test(value)) ? ['identifier:odsOrganisationCode is 0..1 with its value'] : [];
  },
};

function check(resource) {
  const profile = resource.resourceType === 'Provenance' ? undefined : [`${ukCore}/StructureDefinition/UKCore-${resource.resourceType}`];
  assert.deepEqual(resource.meta?.profile, profile, resource.resourceType);
  assert.deepEqual(slices[resource.resourceType]?.(resource) ?? [], [], JSON.stringify(resource));
  assert.ok(!JSON.stringify(resource).includes('Extension-UKCore-LegalStatus'), 'that one is for the Mental Health Act');
}

const partsOf = (value) => (value && typeof value === 'object' ? [...(Array.isArray(value) ? [] : [value]), ...Object.values(value).flatMap(partsOf)] : []);

/** Everything that can be reached from the Task of a case and from its Provenance; a reference that leads nowhere fails. */
async function reach(caseId) {
  const found = new Map();
  const waiting = [`Task/${caseId}`];
  for (let number = 1; (await asHealth('GET', `/Provenance/${caseId}.f${number}`)).status === 200; number++) waiting.push(`Provenance/${caseId}.f${number}`);
  while (waiting.length > 0) {
    const reference = waiting.pop();
    if (found.has(reference)) continue;
    const answer = await asHealth('GET', `/${reference}`, { headers: { accept: 'application/fhir+json' } });
    assert.equal(answer.status, 200, `${reference} leads nowhere`);
    found.set(reference, answer.json);
    waiting.push(...partsOf(answer.json).flatMap(({ reference: to, url }) => [to, /^Binary\//.test(url ?? '') ? url : undefined]).filter(Boolean));
  }
  return found;
}

const people = [
  { role: 'social-worker', name: 'Sample Worker', email: 's.worker@council.example' }, { role: 'independent-reviewing-officer', name: 'Sample Officer' },
  { role: 'parent', name: 'Sample Parent', phone: '01632 960001' }, { role: 'carer', name: 'Sample Carer' },
];
const elsewhere = async () => ({ type: 'U6', startedOn: await day(), postcode: 'OX1 1AA', localAuthority: '931' });

describe('every kind of child', () => {
  const children = {
    'newborn without a number': async () => newCase({ child: { nhsNumber: undefined, nhsNumberStatus: '08', inHospitalSinceBirth: true, dateOfBirth: await day(), address: undefined } }),
    'unaccompanied, with an interpreter': () => newCase({ child: { nhsNumber: undefined, nhsNumberStatus: '07', unaccompaniedAsylumSeeker: true, interpreterLanguage: 'ps' } }),
    'out of area': async () => newCase({ contacts: people, care: { placement: await elsewhere() } }),
    'a short break': () => newCase({ care: { legalStatus: 'V3' } }),
    'aged 17': () => newCase({ child: { dateOfBirth: '2009-01-15' } }),
    'placed anew': async () => {
      const made = await newCase({ contacts: people });
      await notify('placement-changed', made.localId, { placement: await elsewhere() });
      return made;
    },
    ceased: async () => {
      const made = await newCase();
      await notify('ceased-to-be-looked-after', made.localId, { on: await day(), reason: 'E4A' });
      return made;
    },
  };
  for (const [name, make] of Object.entries(children)) {
    test(`${name}: UK Core's slices hold and every reference leads somewhere`, async () => {
      const found = await reach((await make()).caseId);
      for (const resource of found.values()) check(resource);
      for (const type of ['Patient', 'ServiceRequest', 'Task', 'Consent', 'Location', 'Provenance', 'Organization'])
        assert.ok([...found.values()].some((resource) => resource.resourceType === type), `${type} can't be reached`);
    });
  }
});

describe('a whole story', () => {
  let id;
  let found;
  const one = (reference) => found.get(reference) ?? assert.fail(`${reference} can't be reached from the Task`);
  before(async () => {
    const made = await newCase({ contacts: people, child: { siblingGroup: 'FAM-77', nhsNumber: inventedNhsNumber(), schoolUrn: '110369' } });
    id = made.caseId;
    await notify('consent-recorded', made.localId, { consent: { status: 'given', givenBy: 'parent', on: await day() } });
    for (const kind of ['consent-form', 'part-a']) {
      const sent = await asCouncil('POST', `/hub/cases/${id}/documents`, { body: pdf(kind), type: 'application/pdf', headers: { 'x-document-kind': kind, 'x-file-name': `${kind}.pdf` } });
      assert.equal(sent.status, 201, `${sent.bytes}`);
    }
    await move(id, 'received');
    assert.equal((await asHealth('POST', '', { body: transaction(documentFor(id, 'iha-summary', pdf('summary')), documentFor(id, 'health-care-plan', pdf('plan'))) })).status, 200);
    found = await reach(id);
  });

  test('the people: roles for the council\'s, relations for the child\'s own', () => {
    const request = one(`ServiceRequest/${id}`);
    assert.deepEqual(request.supportingInfo.map(({ reference }) => reference).filter((reference) => /Role|Person/.test(reference)).sort(), [
      `PractitionerRole/${id}.independent-reviewing-officer`, `PractitionerRole/${id}.social-worker`, `RelatedPerson/${id}.carer`, `RelatedPerson/${id}.parent`,
    ]);
    const role = one(`PractitionerRole/${id}.social-worker`);
    assert.deepEqual([role.code[0].coding[0].code, role.organization.reference, role.practitioner.reference], ['social-worker', `Organization/${council}`, `Practitioner/${id}.social-worker`]);
    assert.equal(one(`RelatedPerson/${id}.parent`).name[0].text, 'Sample Parent');
  });

  test('nobody of the child\'s own is a Practitioner', async () => {
    for (const role of ['parent', 'carer']) assert.equal((await asHealth('GET', `/Practitioner/${id}.${role}`)).status, 404);
    assert.equal((await asHealth('GET', `/RelatedPerson/${id}.social-worker`)).status, 404);
  });

  test('consent: scope, policy, who gave it, and the form', () => {
    const consent = one(`Consent/${id}`);
    assert.deepEqual([consent.status, consent.scope.coding[0].code, consent.performer[0].reference], ['active', 'treatment', `RelatedPerson/${id}.parent`]);
    assert.equal(consent.policy[0].uri, 'https://www.legislation.gov.uk/uksi/2010/959');
    assert.equal(one(consent.sourceReference.reference).type.coding[0].code, 'consent-form');
  });

  test('the Task: papers, what came back, siblings', () => {
    const task = one(`Task/${id}`);
    assert.deepEqual(task.input.map(({ type }) => type.coding[0].code).sort(), ['consent-form', 'part-a']);
    assert.deepEqual(task.output.map(({ type }) => type.coding[0].code).sort(), ['health-care-plan', 'iha-summary']);
    assert.deepEqual(task.groupIdentifier, { system: `${hubSystem}/Id/local-authority/${council}/sibling-group`, value: 'FAM-77' });
    assert.equal(task.businessStatus.coding[0].display, 'Completed: both documents are back');
  });

  test('a health care plan has its SNOMED CT code in the Task', () => {
    const plan = one(`Task/${id}`).output.find(({ type }) => type.coding[0].code === 'health-care-plan');
    assert.deepEqual(plan.type.coding[1], { system: 'http://snomed.info/sct', code: '734163000', display: 'Care plan' });
  });

  test('who said what: one Provenance for each version, which never changes', async () => {
    const versions = Number(one(`Task/${id}`).meta.versionId);
    const all = [...found].filter(([reference]) => /^Provenance\/[^/]+$/.test(reference)).map(([, resource]) => resource)
      .sort((one, other) => one.meta.versionId - other.meta.versionId);
    assert.deepEqual(all.map(({ meta }) => Number(meta.versionId)), Array.from({ length: versions }, (_, index) => index + 1));
    for (const provenance of all) {
      assert.ok(['825', 'RXQ'].includes(provenance.agent[0].who.reference.split('/')[1]), JSON.stringify(provenance.agent));
      const again = await asHealth('GET', `/Provenance/${provenance.id}/_history/${provenance.meta.versionId}`);
      assert.deepEqual(again.json, provenance);
    }
    const returned = all.filter(({ activity }) => activity.coding[0].code === 'document-received').at(-1);
    assert.equal(returned.agent[0].who.reference, `Organization/${provider}`);
    assert.equal(all.find(({ activity }) => activity.coding[0].code === 'became-looked-after').entity[0].what.identifier.system, `urn:uk:la:${council}:case-system`);
  });

  test('every code of a hub system is in the CodeSystem that the hub serves, under the same display', async () => {
    const codings = [...found.values()].flatMap(partsOf).filter(({ system, code }) => code && system?.startsWith(`${hubSystem}/CodeSystem/`));
    assert.ok(codings.length > 20);
    const systems = new Map();
    for (const { system, code, display } of codings) {
      if (!systems.has(system)) systems.set(system, (await send('GET', system.replace(hubSystem, '/hub/fhir'))).json);
      const concept = systems.get(system).concept.find((known) => known.code === code);
      assert.ok(concept, `${code} is not in ${system}`);
      if (display !== undefined) assert.equal(display, concept.display);
    }
  });
});

test('consent of somebody who may not give it is proposed, and says who must', async () => {
  const made = await newCase();
  await notify('consent-recorded', made.localId, { consent: { status: 'given', givenBy: 'local-authority', on: await day() } });
  const consent = await read(`Consent/${made.caseId}`);
  assert.deepEqual([consent.status, consent.verification[0].verified], ['proposed', false]);
  assert.match(consent.policyRule.text, /Consent must come from the parent\.$/);
});

describe('the hub\'s own terminology, without a token', () => {
  for (const type of ['CodeSystem', 'ValueSet']) {
    test(`${type}: all of them, each readable at its fullUrl`, async () => {
      const { json: bundle } = await send('GET', `/hub/fhir/${type}`);
      assert.equal(bundle.total, bundle.entry.length);
      assert.equal(bundle.link.find(({ relation }) => relation === 'self').url, `${fhirUrl}/${type}`);
      assert.ok(bundle.total >= 11);
      for (const { fullUrl, resource } of bundle.entry) assert.deepEqual((await send('GET', fullUrl)).json, resource);
    });
    test(`${type}: by url, _id and name`, async () => {
      for (const query of [`url=${encodeURIComponent(`${hubSystem}/${type}/case-status`)}`, '_id=case-status', 'name=casestatus']) {
        const { json: bundle } = await send('GET', `/hub/fhir/${type}?${query}`);
        assert.deepEqual(bundle.entry.map(({ resource }) => resource.id), ['case-status'], query);
      }
      assert.equal((await send('GET', `/hub/fhir/${type}?url=https://nowhere.example`)).json.total, 0);
    });
    test(`${type}: an unknown parameter is reported, and refused under strict handling`, async () => {
      const { json: bundle } = await send('GET', `/hub/fhir/${type}?_id=case-status&colour=red`);
      assert.deepEqual(bundle.entry.map(({ search }) => search.mode), ['match', 'outcome']);
      assert.equal((await send('GET', `/hub/fhir/${type}?colour=red`, { headers: { prefer: 'handling=strict' } })).status, 400);
    });
    test(`${type}: one that is not there`, async () => assert.equal((await send('GET', `/hub/fhir/${type}/none`)).status, 404));
  }
});
