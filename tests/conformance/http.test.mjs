// The HTTP surface of R4: conditional reads and writes, negotiation, history, Prefer, Binary, what isn't served.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { before, describe, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { asHealth, documentFor, fhirJson, fhirUrl, healthClient, hubUrl, moment, move, neighbour, newCase, pdf, read, refuses, send, tokens } from './hub.mjs';

const client = healthClient();
const appointment = async (caseId, over = {}) => ({
  resourceType: 'Appointment', status: 'booked', start: await moment(60), end: await moment(90), basedOn: [{ reference: `ServiceRequest/${caseId}` }],
  participant: [{ actor: { reference: `Patient/${caseId}` }, status: 'accepted' }], ...over,
});
const carePlan = (caseId, over = {}) => ({ resourceType: 'CarePlan', status: 'active', intent: 'plan', subject: { reference: `Patient/${caseId}` }, ...over });
const identifier = () => ({ system: 'urn:uk:trust:keys', value: randomUUID() });
const criteria = ({ system, value }) => `identifier=${system}|${value}`;
let id;
let theirs;
before(async () => {
  id = (await newCase()).caseId;
  theirs = (await newCase({ healthProvider: neighbour })).caseId;
});

describe('reads', () => {
  const paths = () => [`/Patient/${id}`, `/Task/${id}/_history/1`, `/ServiceRequest/${id}/_history`, '/metadata', `/Practitioner/${id}.social-worker`, `/Organization/825`];

  test('HEAD has the headers of GET and no body', async () => {
    for (const path of paths()) {
      const [got, head] = [await asHealth('GET', path), await asHealth('HEAD', path)];
      assert.deepEqual([got.status, head.status, head.bytes.length], [200, 200, 0], path);
      for (const name of ['content-type', 'etag', 'last-modified', 'content-length', 'vary']) assert.equal(head.headers.get(name), got.headers.get(name), `${path} ${name}`);
    }
  });

  test('If-None-Match, and If-Modified-Since only without it', async () => {
    const { headers } = await asHealth('GET', `/Patient/${id}`);
    const status = async (conditions) => (await asHealth('GET', `/Patient/${id}`, { headers: conditions })).status;
    const modified = headers.get('last-modified');
    const before = new Date(Date.parse(modified) - 1000).toUTCString();
    assert.equal(await status({ 'if-none-match': headers.get('etag') }), 304);
    assert.equal(await status({ 'if-none-match': '"0", *' }), 304);
    assert.equal(await status({ 'if-modified-since': modified }), 304);
    assert.equal(await status({ 'if-modified-since': before }), 200);
    assert.equal(await status({ 'if-modified-since': 'yesterday' }), 200);
    assert.equal(await status({ 'if-none-match': 'W/"999"', 'if-modified-since': modified }), 200);
  });

  test('an unknown id is 404, a neighbour\'s too', async () => {
    for (const path of [`/Patient/${theirs}`, `/Patient/${theirs}/_history`, '/Patient/none', '/Patient/none/_history', `/Task/${id}/_history/999`, `/Task/${id}/_history/x`]) refuses(await asHealth('GET', path), 404);
  });
});

describe('content negotiation', () => {
  const status = async (accept, path = `/Patient/${id}`) => (await asHealth('GET', path, { headers: { accept } })).status;
  const accepted = ['*/*', 'application/*', fhirJson, `${fhirJson}; fhirVersion=4.0`, 'text/html, application/xhtml+xml, */*;q=0.1', 'application/fhir+xml;q=1.0, application/fhir+json;q=0.5', 'application/fhir+json; charset=utf-8', 'application/json'];
  const refusedTypes = ['application/fhir+xml', 'text/html', 'image/*', `${fhirJson};q=0`, `${fhirJson};fhirVersion=3.0`, `${fhirJson};q=0, text/html`];
  for (const accept of accepted) test(`Accept: ${accept} is served`, async () => assert.equal(await status(accept), 200));
  for (const accept of refusedTypes) test(`Accept: ${accept} is 406`, async () => refuses(await asHealth('GET', `/Patient/${id}`, { headers: { accept } }), 406));

  test('a client that only knows JSON gets it under that name', async () => {
    const answer = await asHealth('GET', `/Patient/${id}`, { headers: { accept: 'application/json' } });
    assert.match(answer.headers.get('content-type'), /^application\/json/);
    assert.equal(answer.json.id, id);
  });

  test('_format goes before Accept', async () => {
    for (const format of ['json', 'application/json', 'application/fhir%2Bjson', 'application/fhir+json', 'text/json']) assert.equal(await status('text/html', `/Patient/${id}?_format=${format}`), 200, format);
    for (const format of ['xml', 'application/fhir%2Bxml', 'ttl', '']) assert.equal(await status(fhirJson, `/Patient/${id}?_format=${format}`), 406, format);
  });

  test('_pretty is for people, and says the same', async () => {
    const [plain, pretty] = [await asHealth('GET', `/Patient/${id}`), await asHealth('GET', `/Patient/${id}?_pretty=true`)];
    assert.ok(pretty.bytes.toString().split('\n').length > 5);
    assert.deepEqual(pretty.json, plain.json);
  });

  test('a body in another charset or version is 415', async () => {
    for (const type of [`${fhirJson}; charset=iso-8859-1`, `${fhirJson}; fhirVersion=3.0`]) refuses(await asHealth('POST', '/Appointment', { body: '{}', type }), 415);
    assert.equal((await asHealth('POST', '/Appointment', { body: await appointment(id, { comment: randomUUID() }), type: `${fhirJson}; charset="UTF-8"; fhirVersion=4.0` })).status, 201);
  });
});

// Node's fetch decompresses by itself, so the bytes on the wire are asked for without it.
const raw = (path, headers) => new Promise((resolve, reject) => request(`${hubUrl}${path}`, { headers }, (response) => {
  const parts = [];
  response.on('data', (part) => parts.push(part)).on('end', () => resolve({ headers: response.headers, bytes: Buffer.concat(parts) }));
}).on('error', reject).end());

describe('compression', () => {
  const asked = (path, coding) => raw(path, { authorization: `Bearer ${tokens.health}`, 'accept-encoding': coding });
  for (const [coding, unpack] of [['gzip', gunzipSync], ['br', brotliDecompressSync]]) {
    test(`${coding}: the same, shorter`, async () => {
      const [plain, packed] = [await asked(`/hub/fhir/Patient/${id}`, 'identity'), await asked(`/hub/fhir/Patient/${id}`, coding)];
      assert.equal(packed.headers['content-encoding'], coding);
      assert.match(packed.headers.vary, /Accept-Encoding/i);
      assert.ok(packed.bytes.length < plain.bytes.length);
      assert.deepEqual(unpack(packed.bytes), plain.bytes);
    });
  }

  test('a document is not packed again', async () => {
    const { json } = await asHealth('POST', '/DocumentReference', { body: documentFor(id, 'iha-summary', pdf('packed')) });
    assert.equal((await asked(`/hub/fhir/${json.content[0].attachment.url}`, 'gzip')).headers['content-encoding'], undefined);
  });
});

describe('history', () => {
  test('every version, newest first, each as vread has it', async () => {
    const { caseId } = await newCase();
    await move(caseId, 'received', 'accepted');
    const bundle = await client.history({ resourceType: 'Task', id: caseId });
    assert.equal(bundle.type, 'history');
    // Two facts made the case: the notification and its consent.
    assert.deepEqual(bundle.entry.map(({ resource }) => resource.status), ['accepted', 'received', 'requested', 'requested']);
    assert.equal(bundle.total, 4);
    assert.deepEqual(bundle.entry.map(({ request: asked }) => asked.method), ['PUT', 'PUT', 'PUT', 'POST']);
    for (const { resource, response } of bundle.entry) {
      assert.equal(response.etag, `W/"${resource.meta.versionId}"`);
      assert.equal(response.lastModified, resource.meta.lastUpdated);
      assert.deepEqual(await client.vread({ resourceType: 'Task', id: caseId, version: resource.meta.versionId }), resource);
    }
  });

  test('in pages, while others write', async () => {
    const { caseId } = await newCase();
    await move(caseId, 'received', 'accepted', 'in-progress');
    const seen = [];
    let page = (await asHealth('GET', `/Task/${caseId}/_history?_count=1`)).json;
    for (;;) {
      seen.push(...page.entry.map(({ resource }) => resource.meta.versionId));
      assert.equal(page.total, 5);
      const next = page.link.find((link) => link.relation === 'next')?.url;
      if (!next) break;
      if (seen.length === 1) await asHealth('POST', '/Appointment', { body: await appointment(caseId) });
      page = (await send('GET', next, { token: tokens.health })).json;
    }
    assert.deepEqual(seen, ['5', '4', '3', '2', '1']);
  });

  test('_since, and what can\'t be understood', async () => {
    const { caseId } = await newCase();
    await move(caseId, 'received');
    const { entry: [newest] } = (await asHealth('GET', `/Task/${caseId}/_history`)).json;
    const since = (await asHealth('GET', `/Task/${caseId}/_history?_since=${newest.resource.meta.lastUpdated}`)).json;
    assert.equal(since.entry[0].resource.meta.versionId, newest.resource.meta.versionId);
    assert.equal((await asHealth('GET', `/Task/${caseId}/_history?_since=2199-01-01T00:00:00Z`)).json.total, 0);
    for (const query of ['_count=0', '_count=x', '_since=yesterday', '_cursor=***', '_cursor=YQ']) refuses(await asHealth('GET', `/Task/${caseId}/_history?${query}`), 400);
  });

  test('of a resource that came later, from when it came', async () => {
    const { caseId } = await newCase();
    await move(caseId, 'received');
    const { json } = await asHealth('POST', '/Appointment', { body: await appointment(caseId) });
    const bundle = await client.history({ resourceType: 'Appointment', id: json.id });
    assert.deepEqual(bundle.entry.map(({ resource }) => resource.meta.versionId), [json.meta.versionId]);
    refuses(await asHealth('GET', `/Appointment/${json.id}/_history/1`), 404);
  });
});

describe('what a write gives back', () => {
  const post = async (prefer, body) => asHealth('POST', '/Appointment', { body: body ?? await appointment(id, { comment: randomUUID() }), headers: { ...(prefer && { prefer }) } });

  test('Location is absolute and names the version', async () => {
    const { status, headers, json } = await post();
    assert.equal(status, 201);
    assert.equal(headers.get('location'), `${fhirUrl}/Appointment/${json.id}/_history/${json.meta.versionId}`);
    assert.deepEqual((await send('GET', headers.get('location'), { token: tokens.health })).json, json);
    assert.ok(Date.parse(headers.get('last-modified')));
  });

  for (const prefer of ['return=minimal', 'handling=strict, return=minimal', 'respond-async; wait=10,return="minimal"', 'return=minimal; foo="a,b;return=representation"']) {
    test(`Prefer: ${prefer}`, async () => {
      const { status, headers, bytes } = await post(prefer);
      assert.deepEqual([status, bytes.length], [201, 0]);
      assert.match(headers.get('etag'), /^W\/"\d+"$/);
      assert.ok(headers.get('location') && headers.get('last-modified'));
    });
  }

  test('return=OperationOutcome, return=representation, and what only looks like one', async () => {
    const outcome = await post('return=OperationOutcome');
    assert.deepEqual([outcome.status, outcome.json.resourceType, outcome.json.issue[0].severity], [201, 'OperationOutcome', 'information']);
    for (const prefer of ['return=representation', 'foo="return=minimal"', 'return=all', 'return=representation, return=minimal']) assert.equal((await post(prefer)).json.resourceType, 'Appointment', prefer);
  });

  test('on PUT Task too; a search is no write', async () => {
    const { caseId } = await newCase();
    const task = await read(`Task/${caseId}`);
    const put = await asHealth('PUT', `/Task/${caseId}`, { body: { ...task, status: 'received' }, headers: { 'if-match': `W/"${task.meta.versionId}"`, prefer: 'return=minimal' } });
    assert.deepEqual([put.status, put.bytes.length, put.headers.get('etag')], [200, 0, `W/"${Number(task.meta.versionId) + 1}"`]);
    const search = await asHealth('POST', '/Task/_search', { body: new URLSearchParams({ _id: caseId }), headers: { prefer: 'return=minimal' } });
    assert.equal(search.json.resourceType, 'Bundle');
  });
});

describe('conditional writes', () => {
  test('PUT Appointment with If-Match', async () => {
    const created = await client.create({ resourceType: 'Appointment', body: await appointment(id, { comment: randomUUID() }) });
    const put = (ifMatch, over = {}) => asHealth('PUT', `/Appointment/${created.id}`, { body: { ...created, status: 'cancelled', ...over }, headers: { ...(ifMatch && { 'if-match': ifMatch }) } });
    refuses(await put('W/"1"'), 412);
    refuses(await put('rubbish'), 400);
    refuses(await put(undefined, { id: 'other' }), 400);
    const current = await read(`Appointment/${created.id}`);
    assert.equal((await client.update({ resourceType: 'Appointment', id: created.id, body: { ...current, status: 'cancelled' }, options: { headers: { 'if-match': `W/"${current.meta.versionId}"` } } })).status, 'cancelled');
    assert.equal((await put()).status, 200);
    refuses(await asHealth('PUT', `/Appointment/${id}.a0000000000000000`, { body: { ...created, id: `${id}.a0000000000000000` } }), 404);
  });

  const kinds = {
    Appointment: async (key) => appointment(id, { identifier: [key], comment: randomUUID() }),
    DocumentReference: async (key) => documentFor(id, 'health-care-plan', pdf(randomUUID()), { identifier: [key] }),
    CarePlan: async (key) => carePlan(id, { identifier: [key], title: randomUUID() }),
  };
  for (const [type, make] of Object.entries(kinds)) {
    test(`If-None-Exist on ${type}: none creates, one is the answer`, async () => {
      const key = identifier();
      const options = { headers: { 'if-none-exist': criteria(key) } };
      const first = await client.create({ resourceType: type, body: await make(key), options });
      const again = await asHealth('POST', `/${type}`, { body: await make(key), headers: options.headers });
      assert.equal(again.status, 200);
      assert.equal(again.json.id, first.id);
      assert.ok(again.headers.get('location').startsWith(`${fhirUrl}/${type}/${first.id}/_history/`));
    });

    test(`If-None-Exist on ${type}: several are 412, faulty criteria 400`, async () => {
      const key = identifier();
      for (let i = 0; i < 2; i++) assert.equal((await asHealth('POST', `/${type}`, { body: await make(key) })).status, 201);
      const post = async (ifNoneExist) => asHealth('POST', `/${type}`, { body: await make(identifier()), headers: { 'if-none-exist': ifNoneExist } });
      refuses(await post(criteria(key)), 412);
      const unknown = await post('colour=green');
      refuses(unknown, 400);
      assert.match(unknown.json.issue[0].diagnostics, /colour/);
      assert.doesNotMatch(unknown.bytes.toString(), /green/);
    });

    test(`If-None-Exist on ${type}: many at once make one`, async () => {
      const key = identifier();
      const posts = await Promise.all(Array.from({ length: 6 }, async () => asHealth('POST', `/${type}`, { body: await make(key), headers: { 'if-none-exist': criteria(key) } })));
      assert.deepEqual(posts.map(({ status }) => status).sort(), [200, 200, 200, 200, 200, 201], posts.map(({ bytes }) => bytes).join('\n'));
      assert.equal(new Set(posts.map(({ json }) => json.id)).size, 1);
    });
  }
});

describe('single creates', () => {
  test('CarePlan: its child decides the referral; the same again is the same', async () => {
    const plan = carePlan(id, { title: randomUUID() });
    const [first, again] = [await asHealth('POST', '/CarePlan', { body: plan }), await asHealth('POST', '/CarePlan', { body: plan })];
    assert.deepEqual([first.status, again.status, again.json.id], [201, 200, first.json.id]);
    assert.equal((await read(`CarePlan/${first.json.id}`)).title, plan.title);
    refuses(await asHealth('POST', '/CarePlan', { body: carePlan(theirs) }), 422, /^CarePlan\.subject$/);
  });

  test('Binary as FHIR, then a document that names it', async () => {
    const content = pdf(randomUUID());
    const binary = { resourceType: 'Binary', contentType: 'application/pdf', securityContext: { reference: `ServiceRequest/${id}` }, data: content.toString('base64') };
    const [first, again] = [await asHealth('POST', '/Binary', { body: binary }), await asHealth('POST', '/Binary', { body: binary })];
    assert.deepEqual([first.status, again.status, again.json.id], [201, 200, first.json.id]);
    const native = await asHealth('GET', `/Binary/${first.json.id}`);
    assert.deepEqual([native.headers.get('content-type'), native.bytes], ['application/pdf', content]);
    assert.equal((await client.read({ resourceType: 'Binary', id: first.json.id })).data, binary.data);
    const facts = (await read(`Task/${id}`)).meta.versionId;
    for (const url of [`Binary/${first.json.id}`, `${fhirUrl}/Binary/${first.json.id}`]) {
      const document = documentFor(id, 'iha-summary', content, { content: [{ attachment: { contentType: 'application/pdf', url } }] });
      const { status, json } = await asHealth('POST', '/DocumentReference', { body: document });
      assert.equal(status, url.startsWith('http') ? 200 : 201);
      assert.deepEqual((await asHealth('GET', `/${json.content[0].attachment.url}`)).bytes, content);
    }
    assert.equal((await read(`Task/${id}`)).meta.versionId, String(Number(facts) + 1), 'the Binary itself is no fact');
  });

  test('Binary in its own media type', async () => {
    const content = pdf(randomUUID());
    const post = (headers, type = 'application/pdf') => asHealth('POST', '/Binary', { body: content, type, headers });
    const { status, json, headers } = await post({ 'x-security-context': `Patient/${id}` });
    assert.equal(status, 201);
    assert.equal(headers.get('location'), `${fhirUrl}/Binary/${json.id}`);
    assert.deepEqual((await asHealth('GET', `/Binary/${json.id}`)).bytes, content);
    assert.equal((await asHealth('HEAD', `/Binary/${json.id}`)).headers.get('content-length'), String(content.length));
    refuses(await asHealth('GET', `/Binary/${json.id}`, { headers: { accept: 'image/png' } }), 406);
    refuses(await post({}), 422, /^Binary\.securityContext$/);
    refuses(await post({ 'x-security-context': `ServiceRequest/${theirs}` }), 422, /^Binary\.securityContext$/);
    refuses(await post({ 'x-security-context': `Patient/${id}` }, 'image/png'), 422, /^Binary\.contentType$/);
    refuses(await post({ 'x-security-context': `Patient/${id}` }, 'image/gif'), 415);
  });
});

describe('what is not served', () => {
  test('another resource type, by name', async () => {
    for (const path of ['/Encounter', '/Encounter/1', '/Encounter?code=1']) {
      const answer = await asHealth('GET', path);
      refuses(answer, 404);
      assert.equal(answer.json.issue[0].code, 'not-supported');
      assert.match(answer.json.issue[0].diagnostics, /ServiceRequest/);
    }
  });

  test('another method, with Allow', async () => {
    for (const [method, path, allow] of [['DELETE', `/Task/${id}`, 'GET, HEAD, PUT'], ['PUT', `/Patient/${id}`, 'GET, HEAD'], ['DELETE', `/Task/${id}/_history`, 'GET, HEAD'], ['GET', '', 'POST']]) {
      const answer = await asHealth(method, path, { ...(method === 'PUT' && { body: {} }) });
      refuses(answer, 405);
      assert.equal(answer.headers.get('allow'), allow);
    }
  });

  test('not without a token', async () => {
    for (const path of ['/Encounter', '/Task/x/y/z']) refuses(await send('GET', `/hub/fhir${path}`), 401);
    refuses(await send('DELETE', `/hub/fhir/Task/${id}`, { token: tokens.council }), 403);
  });
});
