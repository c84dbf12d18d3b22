// The published contract against the hub itself: schemas, examples, mutations, answers, addresses, code lists.
import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import Ajv from 'ajv';

const { HUB_URL, HUB_TOKEN_SOCIAL_CARE, HUB_TOKEN_HEALTH, AZURE_CONNECTION_STRING } = process.env;
const root = new URL('../../', import.meta.url);
const load = path => JSON.parse(readFileSync(new URL(path, root), 'utf8'));
const folder = 'contracts/schemas/';
const schemas = Object.fromEntries(readdirSync(new URL(folder, root))
  .filter(file => file.endsWith('.schema.json'))
  .map(file => [file.replace('.schema.json', ''), load(folder + file)]));
const openapi = load('contracts/openapi.json');
const examples = openapi.paths['/hub/notifications'].post.requestBody.content['application/cloudevents+json'].examples;
const ajv = new Ajv({ allErrors: true, format: 'full', schemaId: '$id', unknownFormats: 'ignore' });
for (const schema of Object.values(schemas)) ajv.addSchema(schema);

function validate(name, value) {
  const check = ajv.getSchema(schemas[name].$id);
  return check(value) ? [] : check.errors.map(error => `${error.dataPath} ${error.message} ${JSON.stringify(error.params)}`);
}
const valid = (name, value) => assert.deepEqual(validate(name, value), [], `${name}: ${JSON.stringify(value)}`);

const call = (path, { token, ...options } = {}) =>
  fetch(HUB_URL + path, { redirect: 'manual', ...options, headers: { ...(token && { Authorization: `Bearer ${token}` }), ...options.headers } });
const council = (path, options) => call(path, { token: HUB_TOKEN_SOCIAL_CARE, ...options });
const health = (path, { body, ...options } = {}) => call(path, {
  token: HUB_TOKEN_HEALTH, ...options,
  ...(body && { body: JSON.stringify(body) }),
  headers: { 'Content-Type': 'application/fhir+json', ...options.headers },
});
const notify = event => council('/hub/notifications', {
  method: 'POST', body: JSON.stringify(event), headers: { 'Content-Type': 'application/cloudevents+json' },
});

/** The example with an id and a child reference of its own, so that a run never meets another's data. */
function example(name, subject = `T-${randomUUID()}`) {
  const event = structuredClone(examples[name].value);
  return Object.assign(event, { id: randomUUID(), subject });
}
async function accepted(event) {
  valid('notification', event);
  const answer = await notify(event);
  const body = await answer.json();
  assert.equal(answer.status, 201, JSON.stringify(body));
  valid('case-view', body);
  return body;
}
async function until(what, look) {
  for (let left = 100; left > 0; left--) {
    const found = await look();
    if (found) return found;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  return assert.fail(`not within ten seconds: ${what}`);
}

/** GET on the storage account of the hub under test, with its shared key. */
async function storage(service, path, query = {}) {
  const settings = Object.fromEntries(AZURE_CONNECTION_STRING.split(';').filter(Boolean).map(part => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]));
  const url = new URL(`${settings[`${service}Endpoint`]}/${path}`);
  const headers = { 'x-ms-date': new Date().toUTCString(), 'x-ms-version': '2021-12-02' };
  const resource = [`/${settings.AccountName}${url.pathname}`, ...Object.keys(query).sort().map(name => `${name}:${query[name]}`)].join('\n');
  const text = ['GET', ...Array(11).fill(''), `x-ms-date:${headers['x-ms-date']}`, `x-ms-version:${headers['x-ms-version']}`, resource].join('\n');
  const signature = createHmac('sha256', Buffer.from(settings.AccountKey, 'base64')).update(text).digest('base64');
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return fetch(url, { headers: { ...headers, Authorization: `SharedKey ${settings.AccountName}:${signature}` } });
}

test('every schema compiles as draft-07', () => {
  assert.ok(Object.keys(schemas).length >= 11);
  for (const schema of Object.values(schemas)) {
    assert.equal(schema.$schema, 'http://json-schema.org/draft-07/schema#');
    assert.ok(ajv.getSchema(schema.$id));
  }
});

test('the terminology mapping in docs/codes.md, and the one built in, are valid by their schema; a wrong one is not', () => {
  const [, shown] = /```json\n(.*?)```/s.exec(readFileSync(new URL('docs/codes.md', root), 'utf8'));
  valid('terminology-mapping', JSON.parse(shown));
  valid('terminology-mapping', load('functions/Referrals/Terminology/terminology-mapping.json'));
  const system = 'https://fhir.integrationhub.example/CodeSystem/pathway';
  for (const wrong of [
    [], { names: [] }, { codings: [{ system, code: 'clinic', also: [] }] }, { codings: [{ system, code: 'clinic' }] },
    { codings: [{ system: 'urn:x', code: 'clinic', also: [{ system: 'urn:x', code: 'y' }] }] }, { codings: [{ system, code: 'clinic', also: [{ system: 'not a uri', code: 'y' }] }] },
    { codings: [{ system, code: ' clinic', also: [{ system: 'urn:x', code: 'y' }] }] }, { organisations: [{ name: 'x' }] }, { organisations: [{ code: 'rxq' }] },
  ]) assert.notDeepEqual(validate('terminology-mapping', wrong), [], JSON.stringify(wrong));
});

test('every example in openapi.json is valid by its schema', () => {
  for (const { value } of Object.values(examples)) valid('notification', value);
  const seen = new Set(Object.values(examples).map(({ value }) => value.type));
  assert.deepEqual([...seen].sort(), [...schemas.notification.properties.type.enum].sort());
  for (const item of Object.values(openapi.paths).flatMap(Object.values))
    for (const { content } of [item.requestBody ?? {}, ...Object.values(item.responses)])
      for (const { schema, example: shown } of Object.values(content ?? {}))
        if (shown && schema.$ref?.startsWith('schemas/')) valid(schema.$ref.slice(8).replace('.schema.json', ''), shown);
});

test('every reference in openapi.json leads somewhere', () => {
  JSON.stringify(openapi, (key, value) => {
    if (key === '$ref') {
      const [file, pointer = ''] = value.split('#');
      const target = file ? load(`contracts/${file}`) : openapi;
      assert.ok(pointer.split('/').slice(1).reduce((at, step) => at?.[step], target), value);
    }
    return value;
  });
});

test('the hub accepts every example notification, and repeats are safe', async () => {
  const subject = `T-${randomUUID()}`;
  for (const name of Object.keys(examples).filter(name => name !== 'newborn-without-number')) {
    const event = example(name, subject);
    const first = await accepted(event);
    const again = await notify(event);
    assert.equal(again.status, 200, name);
    assert.deepEqual(await again.json(), first, name);
  }
  assert.equal((await accepted(example('newborn-without-number'))).pathway.code, 'neonatal');
});

const remove = (object, path) => {
  const steps = path.split('.');
  delete steps.slice(0, -1).reduce((at, step) => at[step], object)[steps.at(-1)];
};
const put = (object, path, value) => {
  const steps = path.split('.');
  steps.slice(0, -1).reduce((at, step) => at[step], object)[steps.at(-1)] = value;
};
const mutations = {
  'became-looked-after': {
    missing: ['specversion', 'id', 'source', 'type', 'time', 'subject', 'data', 'data.child', 'data.care', 'data.child.givenName', 'data.child.familyName',
      'data.child.dateOfBirth', 'data.child.sex', 'data.care.becameLookedAfterOn', 'data.care.legalStatus', 'data.care.placement',
      'data.care.placement.type', 'data.care.placement.startedOn', 'data.care.placement.localAuthority', 'data.child.nhsNumber',
      'data.contacts.0.role', 'data.consent.status'],
    unknown: ['data.x', 'data.child.x', 'data.child.address.x', 'data.care.x', 'data.care.placement.x', 'data.consent.x', 'data.contacts.0.x'],
    wrong: {
      'specversion': '2.0', 'source': 'urn:uk:la:82:x', 'type': 'uk.lac.unknown.v1', 'time': '2025-09-02 09:14', 'subject': ' ', 'datacontenttype': 'text/plain',
      'data': [], 'data.child': 'x', 'data.child.nhsNumber': '999000001', 'data.child.nhsNumberStatus': '09', 'data.child.givenName': 7,
      'data.child.familyName': 'x'.repeat(201), 'data.child.dateOfBirth': '14/05/2018', 'data.child.sex': 'X', 'data.child.ethnicity': 'XXXX',
      'data.child.address': 'x', 'data.child.address.lines': 'x', 'data.child.address.postcode': 'nowhere', 'data.child.gpPractice': '12345',
      'data.child.schoolUrn': 110369, 'data.child.interpreterLanguage': 'English', 'data.child.inHospitalSinceBirth': 'no', 'data.child.siblingGroup': '',
      'data.care.legalStatus': 'ZZ', 'data.care.categoryOfNeed': 'N9', 'data.care.becameLookedAfterOn': '2025-02-30',
      'data.care.placement.type': 'XX', 'data.care.placement.localAuthority': 825, 'data.care.placement.startedOn': '1989-12-31',
      'data.consent.status': 'given', 'data.contacts': {}, 'data.contacts.0.role': 'friend', 'data.contacts.0.email': 'nobody',
      'data.contacts.0.phone': '0'.repeat(41), 'data.contacts.1': 'x', 'data.healthProvider': 'rxq',
    },
  },
  'placement-changed': { missing: ['data.placement', 'data.placement.type'], unknown: ['data.x', 'data.care'], wrong: { 'data.placement.type': 'U7', 'data.placement': [] } },
  'legal-status-changed': { missing: ['data.legalStatus'], unknown: ['data.x'], wrong: { 'data.legalStatus': 'c1', 'data.on': 'today' } },
  'consent-recorded': {
    missing: ['data.consent', 'data.consent.status', 'data.consent.givenBy', 'data.consent.on'], unknown: ['data.x', 'data.consent.x'],
    wrong: { 'data.consent.status': 'yes', 'data.consent.givenBy': 'friend', 'data.consent.on': 20250903 },
  },
  'paperwork-completed': { missing: ['data.on'], unknown: ['data.x'], wrong: { 'data.on': null } },
  'details-corrected': {
    missing: [], unknown: ['data.x', 'data.child.x', 'data.care.x'],
    wrong: { 'data': {}, 'data.child.sex': 'male', 'data.child.nhsNumberStatus': '01', 'data.care.becameLookedAfterOn': 'Monday' },
  },
  'assessment-declined': { missing: ['data.on', 'data.by'], unknown: ['data.x'], wrong: { 'data.by': 'teacher' } },
  'breach-reason-recorded': { missing: ['data.keyDate', 'data.reason'], unknown: ['data.x'], wrong: { 'data.keyDate': 'sixth', 'data.reason': 'unlucky', 'data.text': 'x'.repeat(1001) } },
  'ceased-to-be-looked-after': { missing: ['data.on', 'data.reason'], unknown: ['data.x'], wrong: { 'data.reason': 'E99' } },
  'provider-changed': { missing: ['data.healthProvider'], unknown: ['data.x'], wrong: { 'data.healthProvider': 'rxq' } },
  'ceha-agreed': { missing: ['data.on'], unknown: ['data.x'], wrong: { 'data.on': 'yesterday' } },
  'care-end-withdrawn': { missing: ['data'], unknown: ['data.x'], wrong: { data: 'none' } },
  'earlier-assessment-recorded': { missing: ['data.on'], unknown: ['data.x'], wrong: { 'data.on': 20250715 } },
};

for (const [name, { missing, unknown, wrong }] of Object.entries(mutations)) {
  test(`schema and hub refuse the same: ${name}`, async () => {
    const changes = [
      ...missing.map(path => [`without ${path}`, event => remove(event, path)]),
      ...unknown.map(path => [`with ${path}`, event => put(event, path, 'x')]),
      ...Object.entries(wrong).map(([path, value]) => [`${path} = ${JSON.stringify(value).slice(0, 40)}`, event => put(event, path, value)]),
    ];
    const subject = `T-${randomUUID()}`;
    await accepted(example('became-looked-after', subject));
    for (const [what, change] of changes) {
      const event = example(name, subject);
      change(event);
      assert.notDeepEqual(validate('notification', event), [], `the schema takes ${what}`);
      const answer = await notify(event);
      const body = await answer.json();
      assert.ok([400, 422].includes(answer.status), `the hub says ${answer.status} to ${what}`);
      valid('problem', body);
      assert.ok(body.errors.length > 0, what);
    }
    valid('notification', example(name, subject));
  });
}

test('schema and hub take the same in the less usual forms', async () => {
  const forms = {
    'became-looked-after': [
      event => { for (const member of ['ethnicity', 'address', 'gpPractice', 'schoolUrn', 'siblingGroup', 'inHospitalSinceBirth']) event.data.child[member] = null; },
      event => Object.assign(event.data, { consent: null, contacts: null }),
      event => delete event.data.healthProvider,
      event => { event.data.child.address.postcode = 'hp201ua'; },
      event => Object.assign(event, { time: '2025-09-02T10:14:00.123456789+01:00', traceparent: 'an extension attribute', datacontenttype: undefined }),
      event => { event.data.consent = { status: 'given', givenBy: 'local-authority', on: '2025-09-02' }; },
    ],
    'placement-changed': [event => { event.data = { care: { placement: event.data.placement } }; }],
    'legal-status-changed': [event => { event.data = { care: { legalStatus: 'C2' } }; }],
    'consent-recorded': [event => { event.data = { consent: { status: 'refused' } }; }],
    'details-corrected': [event => { event.data = { care: { placement: { postcode: 'HP20 1UB' } } }; }, event => { event.data = { child: null, care: { categoryOfNeed: 'N2' } }; }],
    'breach-reason-recorded': [event => { event.data = { keyDate: 'health-notified', reason: 'other', text: 'invented' }; }],
    'ceased-to-be-looked-after': [event => { event.data.reason = 'X1'; }],
  };
  for (const [name, changes] of Object.entries(forms)) {
    for (const change of changes) {
      const subject = `T-${randomUUID()}`;
      if (name !== 'became-looked-after') await accepted(example('became-looked-after', subject));
      const event = example(name, subject);
      change(event);
      await accepted(JSON.parse(JSON.stringify(event)));
    }
  }
});

test('the hub knows every code that the notification schema lists', async () => {
  const lists = schemas.notification.definitions;
  const subject = `T-${randomUUID()}`;
  await accepted(example('became-looked-after', subject));
  const correction = (list, make) => lists[list].enum.map(code => ['details-corrected', make(code)]);
  const messages = [
    ...correction('legalStatus', code => ({ care: { legalStatus: code } })),
    ...correction('categoryOfNeed', code => ({ care: { categoryOfNeed: code } })),
    ...correction('placementType', code => ({ care: { placement: { type: code } } })),
    ...correction('ethnicity', code => ({ child: { ethnicity: code } })),
    ...correction('sex', code => ({ child: { sex: code } })),
    ...lists.nhsNumberStatus.enum.filter(code => code !== '01').map(code => ['details-corrected', { child: { nhsNumberStatus: code } }]),
    ...lists.declinedBy.enum.map(code => ['assessment-declined', { on: '2025-09-15', by: code }]),
    ...lists.consentGivenBy.enum.map(code => ['consent-recorded', { consent: { status: 'given', givenBy: code, on: '2025-09-03' } }]),
    ...lists.consentStatus.enum.filter(code => code !== 'given').map(code => ['consent-recorded', { consent: { status: code } }]),
    ...lists.keyDate.enum.map(code => ['breach-reason-recorded', { keyDate: code, reason: 'late-notification' }]),
    ...lists.breachReason.enum.map(code => ['breach-reason-recorded', { keyDate: 'health-notified', reason: code, text: 'invented' }]),
  ];
  for (const [name, data] of messages) await accepted(Object.assign(example(name, subject), { data }));
  for (const reason of lists.reasonCeased.enum) {
    const one = `T-${randomUUID()}`;
    await accepted(example('became-looked-after', one));
    await accepted(Object.assign(example('ceased-to-be-looked-after', one), { data: { on: '2025-10-31', reason } }));
  }
  const contacts = lists.contactRole.enum.map(role => ({ role }));
  const event = example('became-looked-after');
  await accepted(Object.assign(event, { data: { ...event.data, contacts } }));
});

test('case, list, documents and alerts are as their schemas say', async () => {
  const { caseId } = await accepted(example('became-looked-after'));
  const path = `/hub/cases/${caseId}`;
  valid('case-view', await (await council(path)).json());
  const page = await (await council('/hub/cases?limit=3')).json();
  assert.ok(page.cases.length > 0 && 'next' in page);
  for (const view of page.cases) valid('case-view', view);
  const upload = () => council(`${path}/documents`, {
    method: 'POST', body: 'An invented consent form.', headers: { 'Content-Type': 'text/plain', 'X-Document-Kind': 'consent-form', 'X-File-Name': 'form.txt' },
  });
  const stored = await upload();
  assert.equal(stored.status, 201);
  const document = await stored.json();
  assert.equal((await upload()).status, 200);
  const list = await (await council(`${path}/documents`)).json();
  valid('document-list', list);
  assert.deepEqual(list.documents, [document]);
  assert.equal(await (await council(`${path}/documents/${document.documentId}`)).text(), 'An invented consent form.');

  // The example's start of care lies far back, so the case is late the moment it arrives: exactly one alert.
  const { alerts } = await until('a delivered alert', async () => {
    const body = await (await council(`${path}/alerts`)).json();
    return body.alerts[0]?.deliveries.length > 0 && body;
  });
  assert.equal(alerts.length, 1);
  valid('alert-view', alerts[0]);
  const seen = await (await council(`/hub/alerts/${alerts[0].alertId}/acknowledge`, { method: 'POST' })).json();
  valid('alert-view', seen);
  assert.ok(seen.acknowledgedAt);
  if (AZURE_CONNECTION_STRING) {
    const message = await (await storage('Blob', `deliveries/${alerts[0].alertId}/raised.json`)).json();
    valid('alert-message', message);
    for (const word of ['Avery', 'Testchild', '9990000018', '2018-05-14']) assert.ok(!JSON.stringify(message).includes(word), word);
  }
});

test('events to social care are as their schema says', { skip: !AZURE_CONNECTION_STRING && 'needs AZURE_CONNECTION_STRING' }, async () => {
  const { caseId } = await accepted(example('became-looked-after'));
  const task = await health(`/hub/fhir/Task/${caseId}`);
  const moved = await health(`/hub/fhir/Task/${caseId}`, {
    method: 'PUT', body: { ...await task.json(), status: 'received' }, headers: { 'If-Match': task.headers.get('ETag') },
  });
  assert.equal(moved.status, 200);
  const texts = await until('an event on the queue', async () => {
    const answer = await storage('Queue', 'social-care-events/messages', { numofmessages: '32', peekonly: 'true' });
    assert.equal(answer.status, 200);
    const found = [...(await answer.text()).matchAll(/<MessageText>([^<]*)<\/MessageText>/g)];
    return found.length > 0 && found.map(([, text]) => Buffer.from(text, 'base64').toString('utf8'));
  });
  for (const text of texts) valid('social-care-event', JSON.parse(text));
});

const refusals = {
  'no token': [401, 'not-authenticated', () => call('/hub/cases')],
  'another role': [403, 'not-allowed', () => call('/hub/cases/x/documents', { method: 'POST', token: HUB_TOKEN_HEALTH })],
  'another council': [403, 'organisation-mismatch', () => notify(Object.assign(example('became-looked-after'), { source: 'urn:uk:la:931:case-system' }))],
  'no such case': [404, 'not-found', () => council('/hub/cases/825-abcdefghijklmnopqrstuvwxyz')],
  'no such address': [404, 'not-found', () => council('/hub/nothing')],
  'another method': [405, 'method-not-allowed', () => council('/hub/notifications', { method: 'DELETE' })],
  'a follow-up with no case': [404, 'child-not-known', () => notify(example('paperwork-completed'))],
  'another media type': [415, 'unsupported-media-type', () => council('/hub/notifications', { method: 'POST', body: 'x', headers: { 'Content-Type': 'text/plain' } })],
  'not JSON': [400, 'not-json', () => council('/hub/notifications', { method: 'POST', body: '{', headers: { 'Content-Type': 'application/json' } })],
  'too large': [413, 'too-large', () => council('/hub/notifications', { method: 'POST', body: `"${'x'.repeat(300_000)}"`, headers: { 'Content-Type': 'application/json' } })],
  'an unknown filter': [422, 'invalid-request', () => council('/hub/cases?colour=red')],
};
for (const [what, [status, code, ask]] of Object.entries(refusals)) {
  test(`a refusal is a problem by its schema: ${what}`, async () => {
    const answer = await ask();
    assert.equal(answer.status, status);
    assert.match(answer.headers.get('content-type'), /^application\/problem\+json/);
    const body = await answer.json();
    valid('problem', body);
    assert.equal(body.code, code);
  });
}

test('a used id with another content is a conflict', async () => {
  const event = example('became-looked-after');
  await accepted(event);
  event.data.child.givenName = 'Blake';
  const answer = await notify(event);
  assert.equal(answer.status, 409);
  const body = await answer.json();
  valid('problem', body);
  assert.equal(body.code, 'notification-id-reused');
});

/** The addresses and methods of openapi.json; what stands for several types is there once for each. */
const operations = Object.entries(openapi.paths).flatMap(([template, item]) => Object.entries(item).flatMap(([method, operation]) => {
  const types = operation.parameters?.find(parameter => parameter.name === 'type' && parameter.in === 'path')?.schema.enum ?? [null];
  return types.map(type => ({ template, method, operation, type }));
}));

test('the hub answers at every address and method of openapi.json', async () => {
  for (const { template, method, operation, type } of operations) {
    const path = template.replace(/\{(\w+)\}/g, (_, name) => (name === 'type' && type) || operation.parameters.find(parameter => parameter.name === name).example);
    const mediaType = Object.keys(operation.requestBody?.content ?? {})[0];
    const answer = await call(path, {
      method: method.toUpperCase(),
      // A token on a trigger's address says that it doesn't come from the Functions host.
      token: !path.startsWith('/hub') ? undefined : operation['x-roles']?.some(role => role.startsWith('SocialCare')) ? HUB_TOKEN_SOCIAL_CARE : HUB_TOKEN_HEALTH,
      ...(mediaType && { body: mediaType.includes('json') ? '{}' : 'x', headers: { 'Content-Type': mediaType } }),
    });
    const text = await answer.text();
    assert.ok(!(answer.status === 404 && text.includes('There is nothing at this address')), `${method} ${path} is not routed`);
    assert.ok(operation.responses[answer.status], `${method} ${path} answers ${answer.status}, which is not documented`);
    assert.ok(answer.status < 500, `${method} ${path} answers ${answer.status}`);
  }
});

test('openapi.json and the CapabilityStatement name the same FHIR interactions', async () => {
  const { rest: [{ resource }] } = await (await call('/hub/fhir/metadata')).json();
  const stated = resource.flatMap(({ type, interaction }) => interaction.map(({ code }) => `${type} ${code}`)).sort();
  const codes = { read: 'read', vread: 'vread', history: 'history-instance', update: 'update', create: 'create', delete: 'delete', search: 'search-type' };
  const documented = operations.filter(({ operation, type }) => type && codes[operation.operationId]).map(({ operation, type }) => `${type} ${codes[operation.operationId]}`).sort();
  assert.deepEqual(documented, stated);
});

test('the code lists in the schemas are those in docs/codes.md', () => {
  const documented = Object.fromEntries(readFileSync(new URL('docs/codes.md', root), 'utf8').split(/^## /m).slice(1)
    .map(section => [section.split('\n')[0].trim(), [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, code]) => code).sort()]));
  const listed = {
    notificationType: [schemas.notification.properties.type.enum],
    socialCareEventType: [schemas['social-care-event'].properties.type.enum],
  };
  for (const { definitions = {} } of Object.values(schemas))
    for (const [name, definition] of Object.entries(definitions))
      if (definition.enum) (listed[name] ??= []).push(definition.enum);
  assert.deepEqual(Object.keys(documented).sort(), Object.keys(listed).sort());
  for (const [name, lists] of Object.entries(listed))
    for (const list of lists) assert.deepEqual([...list].sort(), documented[name], name);
});
