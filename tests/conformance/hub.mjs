// What every conformance test shares: the hub under test, invented children, and a fetch that lets no wrong FHIR pass.
import assert from 'node:assert/strict';
import { randomInt, randomUUID } from 'node:crypto';
import { Client } from 'fhir-kit-client';
import { validate } from './validators.mjs';

const setting = (name) => process.env[name] ?? assert.fail(`${name} is not set: run ./hub test`);
export const hubUrl = setting('HUB_URL');
export const fhirUrl = `${hubUrl}/hub/fhir`;
export const tokens = {
  council: setting('HUB_TOKEN_SOCIAL_CARE'),
  health: setting('HUB_TOKEN_HEALTH'),
  designatedDoctor: setting('HUB_TOKEN_DESIGNATED_DOCTOR'),
  manager: setting('HUB_TOKEN_MANAGER'),
  operations: setting('HUB_TOKEN_OPERATIONS'),
};
export const council = '825';
export const provider = 'RXQ';
/** A provider whose token no test holds: its cases are a neighbour's. */
export const neighbour = 'RNE';
export const hubSystem = 'https://fhir.integrationhub.example';
export const documentKind = `${hubSystem}/CodeSystem/document-kind`;
export const gmcSystem = 'https://fhir.hl7.org.uk/Id/gmc-number';
export const fhirJson = 'application/fhir+json';

/** Checks all FHIR that leaves the hub, whoever asked for it. A wrong answer fails the test that received it. */
const plainFetch = globalThis.fetch;
globalThis.fetch = async (request, init) => {
  const response = await plainFetch(request, init);
  const url = new URL(response.url);
  if (url.origin === hubUrl && url.pathname.startsWith('/hub/fhir')) await checkAnswer(request.method ?? init?.method ?? 'GET', url, response);
  return response;
};

export async function checkAnswer(method, url, response) {
  const what = `${method} ${url.pathname} -> ${response.status}`;
  const isFhir = response.headers.get('content-type')?.startsWith(fhirJson);
  if (response.status >= 400) assert.ok(isFhir, `${what}: a refusal is FHIR JSON, not ${response.headers.get('content-type')}`);
  if (!isFhir || method === 'HEAD') return;
  const resource = await response.clone().json();
  assert.deepEqual(validate(resource), [], `${what}: the answer is not valid FHIR: ${JSON.stringify(resource).slice(0, 4000)}`);
  if (response.status >= 400) assert.equal(resource.resourceType, 'OperationOutcome', what);
  if (resource.meta?.versionId) assert.equal(response.headers.get('etag'), `W/"${resource.meta.versionId}"`, what);
}

/** The health team's FHIR client. */
export function healthClient(token = tokens.health) {
  return new Client({ baseUrl: fhirUrl, bearerToken: token });
}

/** One request; a body that isn't text or bytes goes as JSON. The answer has its body read. */
export async function send(method, path, { token, body, type, headers = {} } = {}) {
  const isJson = body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array) && !(body instanceof URLSearchParams);
  const mediaType = type ?? (isJson ? (path.startsWith('/hub/fhir') ? fhirJson : 'application/json') : undefined);
  const response = await fetch(path.startsWith('http') ? path : hubUrl + path, {
    method,
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...(mediaType && { 'content-type': mediaType }), ...headers },
    body: isJson ? JSON.stringify(body) : body,
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const json = /json/.test(response.headers.get('content-type') ?? '') && bytes.length > 0 ? JSON.parse(bytes.toString()) : null;
  return { status: response.status, headers: response.headers, bytes, json };
}

export const asHealth = (method, path, options) => send(method, `/hub/fhir${path}`, { token: tokens.health, ...options });
export const asCouncil = (method, path, options) => send(method, path, { token: tokens.council, ...options });

/** Reads a resource that must be there. */
export async function read(reference) {
  const answer = await asHealth('GET', `/${reference}`);
  assert.equal(answer.status, 200, `GET ${reference}: ${answer.bytes}`);
  return answer.json;
}

/** Days from the hub's today, as a date of its business clock. */
export async function day(offset = 0) {
  const { json } = await send('GET', '/hub/local/clock');
  return new Date(Date.parse(json.now) + offset * 86_400_000).toISOString().slice(0, 10);
}

/** Minutes from the hub's now, as an instant of its business clock. */
export async function moment(minutes = 0) {
  const { json } = await send('GET', '/hub/local/clock');
  return new Date(Date.parse(json.now) + minutes * 60_000).toISOString();
}

/** An NHS number of the 999 range, which is never given to a patient, with a right check digit. */
export function inventedNhsNumber() {
  for (;;) {
    const nine = `999${String(randomInt(1_000_000)).padStart(6, '0')}`;
    const digit = 11 - ([...nine].reduce((sum, character, at) => sum + Number(character) * (10 - at), 0) % 11);
    if (digit !== 10) return nine + (digit === 11 ? 0 : digit);
  }
}

/** A child who doesn't exist, and its care; `child` and `care` override what matters to a test, undefined leaves out. */
export async function inventedData({ child = {}, care = {}, healthProvider = provider, ...rest } = {}) {
  const today = await day();
  return {
    child: {
      nhsNumber: inventedNhsNumber(), nhsNumberStatus: '01', givenName: 'Avery', familyName: 'Testchild', dateOfBirth: '2019-05-14', sex: 'F',
      ethnicity: 'WBRI', address: { lines: ['1 Sample Street', 'Aylesbury'], postcode: 'HP20 1UA' }, gpPractice: 'K82001', ...child,
    },
    care: {
      becameLookedAfterOn: today, legalStatus: 'V2', categoryOfNeed: 'N1',
      placement: { type: 'U6', startedOn: today, postcode: 'HP20 1UA', localAuthority: council }, ...care,
    },
    consent: { status: 'not-yet-given' },
    contacts: [{ role: 'social-worker', name: 'Sample Worker', email: 's.worker@council.example', phone: '01632 960001' }],
    healthProvider,
    ...rest,
  };
}

/** Posts a notification and returns the case as the hub answers it, with the child's `localId`. */
export async function notify(type, localId, data) {
  const answer = await asCouncil('POST', '/hub/notifications', {
    type: 'application/cloudevents+json',
    body: {
      specversion: '1.0', id: randomUUID(), source: `urn:uk:la:${council}:case-system`, type: `uk.lac.${type}.v1`, time: await moment(),
      subject: localId, datacontenttype: 'application/json', data,
    },
  });
  assert.ok([200, 201].includes(answer.status), `${type}: ${answer.status} ${answer.bytes}`);
  return { ...answer.json, localId };
}

/** A new case of a child of its own. */
export const newCase = async (told) => notify('became-looked-after', `CONF-${randomUUID()}`, await inventedData(told));

/** Moves a Task on through the given states, each time from what is there now. */
export async function move(id, ...states) {
  let answer;
  for (const status of states) {
    const task = await read(`Task/${id}`);
    answer = await asHealth('PUT', `/Task/${id}`, { body: { ...task, status }, headers: { 'if-match': `W/"${task.meta.versionId}"` } });
    assert.equal(answer.status, 200, `Task to ${status}: ${answer.bytes}`);
  }
  return answer?.json;
}

export const codeOf = (concept) => concept.coding[0].code;

/** Everything that is rendered of a case; each answer has been validated on its way (hub.mjs). */
export async function resourcesOf(told) {
  const found = typeof told === 'string' ? { caseId: told } : await newCase(told);
  const [patient, request, task, consent] = await Promise.all(['Patient', 'ServiceRequest', 'Task', 'Consent'].map((type) => read(`${type}/${found.caseId}`)));
  return { id: found.caseId, localId: found.localId, patient, request, task, consent };
}

export const pdf = (line) => Buffer.from(`%PDF-1.4\n% ${line}\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n`);
export const doctor = { identifier: { system: gmcSystem, value: '9990001' }, display: 'Dr Sample Paediatrician' };

/** A DocumentReference of the given kind for a case; `over` replaces elements. */
export function documentFor(caseId, kind, content, over = {}) {
  return {
    resourceType: 'DocumentReference', status: 'current', type: { coding: [{ system: documentKind, code: kind }] },
    subject: { reference: `Patient/${caseId}` }, author: [doctor],
    content: [{ attachment: { contentType: 'application/pdf', title: `${kind}.pdf`, data: content.toString('base64') } }],
    context: { related: [{ reference: `ServiceRequest/${caseId}` }] }, ...over,
  };
}

/** A transaction Bundle that creates each resource. */
export const transaction = (...resources) => ({
  resourceType: 'Bundle', type: 'transaction',
  entry: resources.map((resource) => ({ fullUrl: `urn:uuid:${randomUUID()}`, resource, request: { method: 'POST', url: resource.resourceType } })),
});

const expressionsIn = (answer) => answer.json.issue.flatMap((issue) => issue.expression ?? []);

/** The answer refuses with this status, says why, and for each pattern has an issue whose expression fits. */
export function refuses(answer, status, ...wanted) {
  assert.equal(answer.status, status, `${answer.bytes}`);
  assert.ok(answer.json.issue.every((issue) => ['error', 'fatal'].includes(issue.severity) && (issue.diagnostics ?? issue.details?.text)), `${answer.bytes}`);
  for (const pattern of wanted) assert.ok(expressionsIn(answer).some((expression) => pattern.test(expression)), `${pattern} is not among ${expressionsIn(answer)}`);
}

/** Where the hub may send what a Subscription says; a test that listens there does so alone. */
export const hookUrl = setting('HUB_HOOK');
export const hookSecret = 'an-invented-secret-of-32-characters-or-more';

/** A Subscription with an endpoint of its own under the hook. */
export const subscriptionTo = (name, over = {}) => ({
  resourceType: 'Subscription', status: 'requested', reason: 'New referrals', criteria: 'Task?status=requested',
  channel: {
    extension: [{ url: `${hubSystem}/StructureDefinition/subscription-secret`, valueString: hookSecret }],
    type: 'rest-hook', endpoint: `${hookUrl}/${name}-${randomUUID()}`, payload: 'application/fhir+json',
    _payload: { extension: [{ url: 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-payload-content', valueCode: 'id-only' }] },
  },
  ...over,
});
