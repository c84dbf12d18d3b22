// Children and cases of every kind: whatever the council tells, what the health team reads is valid FHIR and says the same.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { asHealth, codeOf, council, day, hubSystem, inventedNhsNumber, move, newCase, notify, provider, read, resourcesOf } from './hub.mjs';

const ukCore = 'https://fhir.hl7.org.uk';
const nhsNumberSystem = 'https://fhir.nhs.uk/Id/nhs-number';
const valueOf = (element, url) => element.extension?.find((extension) => extension.url === `${ukCore}/StructureDefinition/Extension-UKCore-${url}`)?.valueCodeableConcept.coding[0];
const nhsNumberOf = (patient) => patient.identifier.find((identifier) => identifier.system === nhsNumberSystem);

describe('the NHS number', () => {
  const statuses = {
    '01': 'Number present and verified', '02': 'Number present but not traced', '03': 'Trace required', '04': 'Trace attempted - No match or multiple match found',
    '05': 'Trace needs to be resolved - (NHS number or patient detail conflict)', '06': 'Trace in progress', '08': 'Trace postponed (baby under six weeks old)',
  };
  for (const [nhsNumberStatus, display] of Object.entries(statuses)) {
    test(`present, status ${nhsNumberStatus}: ${display}`, async () => {
      const nhsNumber = inventedNhsNumber();
      const { patient } = await resourcesOf({ child: { nhsNumber, nhsNumberStatus } });
      assert.equal(nhsNumberOf(patient).value, nhsNumber);
      assert.deepEqual(valueOf(nhsNumberOf(patient), 'NHSNumberVerificationStatus'), { system: `${ukCore}/CodeSystem/UKCore-NHSNumberVerificationStatusEngland`, code: nhsNumberStatus, display });
      assert.equal(valueOf(patient, 'NHSNumberUnavailableReason'), undefined);
    });
  }
  for (const nhsNumberStatus of ['03', '04', '06', '07', '08']) {
    test(`absent, status ${nhsNumberStatus}: no identifier without a value, and the reason`, async () => {
      const { patient, localId } = await resourcesOf({ child: { nhsNumber: undefined, nhsNumberStatus } });
      assert.equal(nhsNumberOf(patient), undefined);
      assert.equal(valueOf(patient, 'NHSNumberUnavailableReason').code, 'nhs-number-not-known');
      assert.deepEqual(patient.identifier.map((identifier) => identifier.value), [localId], 'the council\'s own reference stands in');
    });
  }
  test('present without a status is not declared verified', async () => {
    const { patient } = await resourcesOf({ child: { nhsNumberStatus: undefined } });
    assert.notEqual(valueOf(nhsNumberOf(patient), 'NHSNumberVerificationStatus').code, '01');
  });
});

describe('the child', () => {
  const categories = {
    WBRI: 'A', WIRI: 'B', WOTH: 'C', WIRT: 'C', WROM: 'C', MWBC: 'D', MWBA: 'E', MWAS: 'F', MOTH: 'G', AIND: 'H', APKN: 'J', ABAN: 'K', AOTH: 'L', BCRB: 'M', BAFR: 'N',
    BOTH: 'P', CHNE: 'R', OOTH: 'S', REFU: 'Z', NOBT: '99',
  };
  for (const [ethnicity, code] of Object.entries(categories)) {
    test(`ethnicity ${ethnicity} is NHS category ${code}`, async () => {
      const { patient } = await resourcesOf({ child: { ethnicity } });
      const category = valueOf(patient, 'EthnicCategory');
      assert.deepEqual([category.system, category.code], [`${ukCore}/CodeSystem/UKCore-EthnicCategoryEngland`, code]);
    });
  }

  for (const [sex, gender] of [['M', 'male'], ['F', 'female'], ['U', 'unknown']]) {
    test(`sex ${sex} is ${gender}`, async () => assert.equal((await resourcesOf({ child: { sex } })).patient.gender, gender));
  }

  test('newborn in hospital, no number yet', async () => {
    const born = await day();
    const { patient, request } = await resourcesOf({
      child: { dateOfBirth: born, nhsNumber: undefined, nhsNumberStatus: '08', inHospitalSinceBirth: true, address: undefined, gpPractice: undefined, ethnicity: undefined },
    });
    assert.deepEqual([patient.birthDate, patient.address.map((address) => address.use), patient.generalPractitioner], [born, ['temp'], undefined]);
    assert.equal(codeOf(request.category[0]), 'neonatal');
  });

  test('unaccompanied child', async () => {
    const { patient, request } = await resourcesOf({
      child: { nhsNumber: undefined, nhsNumberStatus: '07', givenName: 'Sample', familyName: 'Testchild', dateOfBirth: '2010-01-01', unaccompaniedAsylumSeeker: true, ethnicity: 'OOTH' },
      care: { categoryOfNeed: 'N8' },
    });
    assert.equal(codeOf(request.category[0]), 'uasc');
    assert.ok(request.reasonCode.some((reason) => codeOf(reason) === 'N8'));
    assert.equal(valueOf(patient, 'NHSNumberUnavailableReason').code, 'nhs-number-not-known');
  });

  test('names with several parts, signs and accents', async () => {
    const { patient } = await resourcesOf({ child: { givenName: 'Zoë Anne-Marie', familyName: 'O\'Testchild <von> & Zażółć' } });
    assert.deepEqual(patient.name[0], { use: 'official', family: 'O\'Testchild <von> & Zażółć', given: ['Zoë', 'Anne-Marie'] });
  });

  test('practice and address', async () => {
    const { patient } = await resourcesOf();
    assert.deepEqual(patient.generalPractitioner[0].identifier, { system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: 'K82001' });
    assert.deepEqual([patient.address[0].line, patient.address[0].postalCode], [['1 Sample Street', 'Aylesbury'], 'HP20 1UA']);
  });

  test('corrected details show at once, and the earlier version keeps what was known', async () => {
    const { id, localId, patient } = await resourcesOf({ child: { nhsNumber: undefined, nhsNumberStatus: '06' } });
    const nhsNumber = inventedNhsNumber();
    await notify('details-corrected', localId, { child: { familyName: 'Testchild-Sample', dateOfBirth: '2019-05-15', nhsNumber, nhsNumberStatus: '01' } });
    const now = await read(`Patient/${id}`);
    assert.deepEqual([now.name[0].family, now.name[0].given, now.birthDate, nhsNumberOf(now).value], ['Testchild-Sample', ['Avery'], '2019-05-15', nhsNumber]);
    assert.equal(valueOf(now, 'NHSNumberUnavailableReason'), undefined);
    const before = (await asHealth('GET', `/Patient/${id}/_history/${patient.meta.versionId}`)).json;
    assert.deepEqual(before, patient);
  });
});

describe('what the council tells reaches the health team', () => {
  const all = async ({ id, ...resources }) => JSON.stringify([resources, await read(`Organization/${council}`), await read(`Practitioner/${id}.social-worker`)]);
  test('the language of the interpreter', async () => {
    const { patient } = await resourcesOf({ child: { interpreterLanguage: 'ps' } });
    assert.ok(JSON.stringify(patient).includes('"ps"'), 'it is nowhere in the Patient');
  });
  test('where the child is placed', async () => {
    const placement = { type: 'U6', startedOn: await day(), postcode: 'OX1 1AA', localAuthority: '931' };
    assert.ok((await all(await resourcesOf({ care: { placement } }))).includes('OX1 1AA'), 'the postcode is nowhere');
  });
  test('the school', async () => assert.ok((await all(await resourcesOf({ child: { schoolUrn: '110369' } }))).includes('110369'), 'its number is nowhere'));
  test('the social worker, by a reference that can be followed', async () => {
    const { id, request, task } = await resourcesOf();
    assert.ok(JSON.stringify([request, task]).includes(`PractitionerRole/${id}.social-worker`), 'nothing refers to the PractitionerRole');
    assert.equal((await read(`PractitionerRole/${id}.social-worker`)).practitioner.reference, `Practitioner/${id}.social-worker`);
  });
});

describe('the way to the assessment', () => {
  const elsewhere = async () => ({ type: 'U6', startedOn: await day(), postcode: 'OX1 1AA', localAuthority: '931' });
  test('in area: the clinic', async () => assert.equal(codeOf((await resourcesOf()).request.category[0]), 'clinic'));
  test('out of area, of primary-school age: the provider there', async () => assert.equal(codeOf((await resourcesOf({ care: { placement: await elsewhere() } })).request.category[0]), 'host-provider'));
  test('out of area, 11 or over: a trained GP', async () => assert.equal(codeOf((await resourcesOf({ child: { dateOfBirth: '2013-01-01' }, care: { placement: await elsewhere() } })).request.category[0]), 'gp-pool'));

  for (const [legalStatus, display] of Object.entries({
    C1: 'Interim care order', C2: 'Full care order', D1: 'Freeing order granted', E1: 'Placement order granted', V2: 'Single period of accommodation under section 20', L1: /police protection/,
    L2: 'Emergency protection order', L3: /child assessment order/, J1: /Remanded/, J2: /PACE/, J3: /youth rehabilitation order/,
  })) {
    test(`legal status ${legalStatus}`, async () => {
      const { request, task } = await resourcesOf({ care: { legalStatus } });
      const [{ system, code, display: shown }] = request.reasonCode[0].coding;
      assert.deepEqual([system, code, request.status, task.status], [`${hubSystem}/CodeSystem/ssda903-legal-status`, legalStatus, 'active', 'requested']);
      assert.match(shown, typeof display === 'string' ? new RegExp(`^${display}$`) : display);
    });
  }

  for (const legalStatus of ['V3', 'V4']) {
    test(`short break ${legalStatus}: no assessment is asked for`, async () => {
      const { request, task } = await resourcesOf({ care: { legalStatus } });
      assert.deepEqual([codeOf(request.category[0]), request.status, task.status, codeOf(task.businessStatus), task.restriction], ['not-required', 'revoked', 'cancelled', 'not-required', undefined]);
    });
  }

  test('care has ended: Task cancelled, referral revoked, at any point on the way', async () => {
    for (const states of [[], ['received', 'accepted', 'in-progress']]) {
      const { id, localId } = await resourcesOf();
      await move(id, ...states);
      await notify('ceased-to-be-looked-after', localId, { on: await day(), reason: 'E4A' });
      const { request, task } = await resourcesOf(id);
      assert.deepEqual([task.status, request.status, codeOf(task.businessStatus)], ['cancelled', 'revoked', 'closed']);
    }
  });

  test('rejected, with the reason as it was given', async () => {
    const { id, task } = await resourcesOf();
    const statusReason = { coding: [{ system: 'https://trust.example/CodeSystem/rejection', code: 'books-closed', display: 'Books closed' }], text: 'No clinic before Christmas' };
    const put = (changes) => asHealth('PUT', `/Task/${id}`, { body: { ...task, status: 'rejected', ...changes }, headers: { 'if-match': `W/"${task.meta.versionId}"` } });
    const without = await put({});
    assert.deepEqual([without.status, without.json.issue[0].expression], [422, ['Task.statusReason']]);
    assert.equal((await put({ statusReason })).status, 200);
    const now = await resourcesOf(id);
    assert.deepEqual([now.task.status, now.request.status, codeOf(now.task.businessStatus)], ['rejected', 'revoked', 'rejected']);
    assert.equal(now.task.statusReason.text, statusReason.text);
    assert.equal(now.task.statusReason.coding[0].code, 'books-closed');
    assert.deepEqual(now.task.statusReason, statusReason, 'a code means nothing without its system');
  });
});

test('both organisations are known by their codes', async () => {
  await newCase();
  assert.deepEqual((await read(`Organization/${provider}`)).identifier, [{ system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: provider }]);
  assert.deepEqual((await read(`Organization/${council}`)).identifier, [{ system: `${hubSystem}/Id/local-authority-code`, value: council }]);
});
