// A system that is told instead of polling: the notification names what changed and never holds it, is signed, and is valid FHIR.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { asHealth, fhirUrl, hookSecret, hookUrl, move, newCase, read, refuses, subscriptionTo } from './hub.mjs';
import { validate } from './validators.mjs';

const received = [];
let server;
before(async () => {
  server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    received.push({ path: request.url, headers: request.headers, body });
    response.writeHead(200).end();
  });
  await new Promise((resolve) => server.listen(Number(new URL(hookUrl).port), '127.0.0.1', resolve));
});
after(() => server.close());

/** What came to an endpoint, once something fits. */
async function arrived(path, fits, tries = 200) {
  for (let i = 0; i < tries; i += 1) {
    const found = received.find((one) => one.path === path && fits(one));
    if (found) return found;
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  return assert.fail(`nothing that fits came to ${path}: ${received.filter((one) => one.path === path).map((one) => one.body.toString())}`);
}

const holds = (reference) => ({ body }) => body.length > 0 && body.toString().includes(reference);

describe('a Subscription on new referrals', () => {
  let subscription;
  let path;
  before(async () => {
    const created = await asHealth('POST', '/Subscription', { body: subscriptionTo('told') });
    assert.equal(created.status, 201, `${created.bytes}`);
    subscription = created.json;
    path = new URL(subscription.channel.endpoint).pathname;
  });

  test('the secret is never given back', () => assert.ok(!JSON.stringify(subscription).includes(hookSecret)));

  test('the handshake makes it active', async () => {
    await arrived(path, ({ body }) => body.toString().includes('handshake'));
    for (let i = 0; i < 100 && (await read(`Subscription/${subscription.id}`)).status !== 'active'; i += 1) await new Promise((resolve) => { setTimeout(resolve, 100); });
    assert.equal((await read(`Subscription/${subscription.id}`)).status, 'active');
  });

  test('a new referral is told of by its id, signed, and found where the notification says', async () => {
    const { caseId } = await newCase();
    const { headers, body } = await arrived(path, holds(`Task/${caseId}`));
    const bundle = JSON.parse(body);
    assert.deepEqual(validate(bundle), []);
    assert.equal(bundle.type, 'history');
    assert.ok(bundle.entry.slice(1).every((entry) => !entry.resource && entry.fullUrl.startsWith(fhirUrl)));
    assert.doesNotMatch(body.toString(), /Testchild|Avery|999\d{7}/);
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const expected = `v1,${createHmac('sha256', hookSecret).update(signed).digest('base64')}`;
    assert.equal(headers['webhook-signature'], expected);
    assert.equal((await read(`Task/${caseId}`)).status, 'requested');
  });

  test('what no longer fits the criteria is not told of', async () => {
    const { caseId } = await newCase();
    await arrived(path, holds(`Task/${caseId}`));
    const before = received.length;
    await move(caseId, 'received');
    const next = (await newCase()).caseId;
    await arrived(path, holds(`Task/${next}`));
    assert.ok(received.slice(before).filter((one) => one.path === path).every((one) => !holds(`Task/${caseId}`)(one)));
  });

  test('switched off and deleted, it is gone', async () => {
    const held = await read(`Subscription/${subscription.id}`);
    assert.equal((await asHealth('DELETE', `/Subscription/${held.id}`)).status, 204);
    refuses(await asHealth('GET', `/Subscription/${held.id}`), 410);
  });
});

describe('what is refused', () => {
  const wrong = {
    'an endpoint that isn\'t on the list': [{ channel: { ...subscriptionTo('x').channel, endpoint: 'https://elsewhere.example/hook' } }, /channel\.endpoint/],
    'the whole resource as payload': [{ channel: { ...subscriptionTo('x').channel, _payload: undefined } }, /payload/],
    'criteria that the search doesn\'t know': [{ criteria: 'Task?favourite-colour=blue' }, /criteria/],
    'criteria on another type': [{ criteria: 'Patient?active=true' }, /criteria/],
    'another channel': [{ channel: { ...subscriptionTo('x').channel, type: 'email' } }, /channel\.type/],
  };
  for (const [name, [over, expression]] of Object.entries(wrong)) {
    test(name, async () => refuses(await asHealth('POST', '/Subscription', { body: subscriptionTo('refused', over) }), 422, expression));
  }
});
