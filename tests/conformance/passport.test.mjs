// The health passport: a FHIR document that three validators take and that needs nobody else, and a page that runs nothing.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { asCouncil, asHealth, documentFor, hubSystem, hubUrl, inventedData, move, newCase, notify, pdf, send, tokens, transaction } from './hub.mjs';
import { validate } from './validators.mjs';

const passportOf = (id, accept, token = tokens.council) => send('GET', `/hub/cases/${id}/health-passport`, { token, headers: { accept } });

/** A young person with both documents back, and a plan that refers to what only its sender has. */
async function assessed(told = {}) {
  const made = await newCase({ child: { dateOfBirth: '2009-02-28' }, ...told });
  await move(made.caseId, 'received', 'accepted');
  const plan = {
    resourceType: 'CarePlan', status: 'active', intent: 'plan', title: 'Plan <b>of an invented child</b>', subject: { reference: `Patient/${made.caseId}` },
    author: { reference: 'Practitioner/somebody-elsewhere' }, careTeam: [{ display: 'The team' }],
    activity: [{ detail: { status: 'scheduled', code: { text: 'Dental check' }, performer: [{ reference: 'Organization/elsewhere', display: 'Family dentist' }] } }],
  };
  const answer = await asHealth('POST', '', {
    body: transaction(documentFor(made.caseId, 'iha-summary', pdf(randomUUID())), documentFor(made.caseId, 'health-care-plan', pdf(randomUUID())), plan),
  });
  assert.equal(answer.status, 200, `${answer.bytes}`);
  return made;
}

const kinds = { assessed, 'just come into care': () => newCase(), 'without a number': () => newCase({ child: { nhsNumber: undefined, nhsNumberStatus: '07', gpPractice: undefined } }) };
for (const [what, make] of Object.entries(kinds)) {
  describe(`the passport of a child ${what}`, () => {
    test('is a FHIR document that is right by three validators and by the hub itself', async () => {
      const { caseId } = await make();
      const answer = await passportOf(caseId, 'application/fhir+json');
      assert.equal(answer.status, 200);
      const bundle = answer.json;
      assert.deepEqual(validate(bundle), []);
      const own = await asHealth('POST', '/Bundle/$validate', { body: bundle });
      assert.deepEqual(own.json.issue.filter(({ severity }) => severity !== 'information'), []);
      assert.equal(bundle.type, 'document');
      assert.equal(bundle.identifier.system, `${hubSystem}/Id/health-passport`);
      assert.ok(bundle.identifier.value.startsWith(`${caseId}.`));
      assert.ok(Math.abs(Date.parse(bundle.timestamp) - Date.parse((await send('GET', '/hub/local/clock')).json.now)) < 60_000);
      const [{ resource: composition }, ...others] = bundle.entry;
      assert.equal(composition.resourceType, 'Composition');
      assert.ok(composition.section.every(({ title, text }) => title && text.div.includes('<')));
      assert.ok(others.every(({ resource }) => resource.id && resource.resourceType !== 'Composition'));
    });

    test('has every resource that it refers to', async () => {
      const { caseId } = await make();
      const { json: bundle } = await passportOf(caseId, 'application/fhir+json');
      const there = new Set(bundle.entry.map(({ fullUrl }) => fullUrl));
      assert.equal(there.size, bundle.entry.length);
      let seen = 0;
      JSON.stringify(bundle, (key, value) => {
        if (key === 'reference' && typeof value === 'string' && !value.startsWith('#')) {
          assert.ok(there.has(`${hubUrl}/hub/fhir/${value}`), `${value} leads out of the document`);
          seen += 1;
        }
        return value;
      });
      assert.ok(seen > 5);
    });
  });
}

test('the page is HTML of its own, escaped, without script, and says what came back', async () => {
  const { caseId } = await assessed();
  const answer = await passportOf(caseId, 'text/html');
  const page = answer.bytes.toString();
  assert.equal(answer.headers.get('content-type'), 'text/html; charset=utf-8');
  assert.match(answer.headers.get('content-security-policy'), /default-src 'none'/);
  assert.ok(page.includes('Plan &lt;b&gt;of an invented child&lt;/b&gt;'));
  for (const words of ['<html lang="en-GB">', '<title>Health passport</title>', 'Dental check', 'Family dentist', 'Dr Sample Paediatrician, GMC number 9990001', '28 February 2009', 'Sample Worker']) {
    assert.ok(page.includes(words), words);
  }
  assert.doesNotMatch(page, /<script|<link|<img|<iframe|javascript:|@import|url\(| src=/i);
});

test('the health team that has the case may read it, a neighbour and who has no role may not', async () => {
  const { caseId } = await assessed();
  assert.equal((await passportOf(caseId, '*/*', tokens.health)).status, 200);
  assert.equal((await passportOf(caseId, '*/*', tokens.manager)).status, 403);
  assert.equal((await passportOf(caseId, '*/*', null)).status, 401);
  const theirs = await newCase({ healthProvider: 'RNE' });
  assert.equal((await passportOf(theirs.caseId, '*/*', tokens.health)).status, 404);
  assert.equal((await passportOf('825-aaaaaaaaaaaaaaaaaaaaaaaaaa', '*/*')).status, 404);
});

test('asked for, it leaves nothing in the case', async () => {
  const { caseId } = await assessed();
  const documents = async () => (await asCouncil('GET', `/hub/cases/${caseId}/documents`)).json.documents.length;
  const before = await documents();
  await passportOf(caseId, 'text/html');
  await passportOf(caseId, 'application/fhir+json');
  assert.equal(await documents(), before);
});

test('after care ended the council can still ask for it', async () => {
  const { caseId, localId } = await assessed();
  await notify('ceased-to-be-looked-after', localId, { on: (await inventedData()).care.becameLookedAfterOn, reason: 'E4A' });
  assert.equal((await passportOf(caseId, 'application/fhir+json')).status, 200);
});
