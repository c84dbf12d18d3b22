// The pull: paging, incremental reading, and what is said about parameters the hub doesn't know. Every test looks only at cases of its own.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { randomUUID } from 'node:crypto';
import { asHealth, documentFor, documentKind, fhirUrl, healthClient, hubSystem, inventedNhsNumber, moment, move, neighbour, newCase, pdf, provider, read, transaction } from './hub.mjs';

const strict = { headers: { prefer: 'handling=strict' } };
const matchesIn = (bundle) => (bundle.entry ?? []).filter((entry) => entry.search.mode === 'match').map((entry) => entry.resource.id);
const linkIn = (bundle, relation) => bundle.link.find((link) => link.relation === relation)?.url;

/** A search that must succeed. */
async function search(query, options) {
  const answer = await asHealth('GET', `/Task?${query}`, options);
  assert.equal(answer.status, 200, `${query}: ${answer.bytes}`);
  assert.deepEqual([answer.json.resourceType, answer.json.type], ['Bundle', 'searchset']);
  return answer.json;
}

const idsOf = async (query, options) => matchesIn(await search(query, options));

/** All pages of a search, following the next links as given. */
async function pages(query) {
  const all = [await search(query)];
  for (let next; (next = linkIn(all.at(-1), 'next')); ) {
    assert.ok(next.startsWith(`${fhirUrl}/Task`), next);
    assert.ok(all.length < 50, 'the next links lead nowhere');
    const answer = await asHealth('GET', next.slice(fhirUrl.length));
    assert.equal(answer.status, 200);
    all.push(answer.json);
  }
  return all;
}

let ids;
before(async () => {
  ids = [];
  for (let i = 0; i < 12; i += 1) ids.push((await newCase()).caseId);
});

describe('paging', () => {
  for (const count of [1, 5, 6, 12, 50]) {
    test(`_count=${count}: all found once, in order of change`, async () => {
      const all = await pages(`_id=${ids}&_count=${count}`);
      assert.deepEqual(all.flatMap(matchesIn), ids);
      assert.equal(all.length, Math.ceil(ids.length / count));
      assert.ok(all.every((page) => page.total === ids.length && matchesIn(page).length <= count));
    });
  }

  test('included resources come with the Tasks of their page and do not count', async () => {
    const all = await pages(`_id=${ids}&_count=5&_include=Task:focus&_include=Task:patient`);
    assert.deepEqual(all.flatMap(matchesIn), ids);
    for (const page of all) {
      for (const type of ['ServiceRequest', 'Patient']) {
        assert.deepEqual(page.entry.filter((entry) => entry.resource.resourceType === type).map((entry) => [entry.search.mode, entry.resource.id]), matchesIn(page).map((id) => ['include', id]));
      }
    }
  });

  test('_count=0 tells how many there are and sends none', async () => {
    const bundle = await search(`_id=${ids}&_count=0`);
    assert.deepEqual([bundle.total, matchesIn(bundle)], [12, []]);
  });

  test('POST _search finds the same as GET', async () => {
    const answer = await asHealth('POST', '/Task/_search', { body: new URLSearchParams({ _id: String(ids), _count: '5', owner: `Organization/${provider}` }) });
    assert.equal(answer.status, 200);
    assert.equal(answer.json.total, 12);
    assert.deepEqual(matchesIn(answer.json), ids.slice(0, 5));
    assert.deepEqual(matchesIn((await asHealth('GET', linkIn(answer.json, 'next').slice(fhirUrl.length))).json), ids.slice(5, 10));
  });

  for (const total of ['accurate', 'none', 'estimate']) {
    test(`_total=${total} is understood`, async () => {
      const bundle = await search(`_id=${ids}&_total=${total}`, strict);
      if (total !== 'none') assert.equal(bundle.total, 12);
    });
  }

  for (const wrong of ['_count=many', '_count=-1', '_lastUpdated=yesterday', '_lastUpdated=zz2026-11-02', '_cursor=elsewhere', '_include=Task:nothing']) {
    test(`${wrong} is refused and named`, async () => {
      const answer = await asHealth('GET', `/Task?${wrong}`);
      assert.equal(answer.status, 400);
      assert.ok(answer.json.issue[0].expression[0].includes(wrong.split('=')[0]));
    });
  }
});

describe('the incremental pull', () => {
  let mine;
  let last;
  before(async () => {
    mine = [(await newCase()).caseId, (await newCase()).caseId, (await newCase()).caseId];
    last = (await read(`Task/${mine[2]}`)).meta.lastUpdated;
  });

  test('gt, ge, lt, le and eq at the very instant of a change', async () => {
    const at = async (prefix) => idsOf(`_id=${mine}&_lastUpdated=${prefix}${last}`);
    assert.deepEqual(await at('gt'), []);
    assert.deepEqual(await at('ge'), [mine[2]]);
    assert.deepEqual(await at('lt'), mine.slice(0, 2));
    assert.deepEqual(await at('le'), mine);
    assert.deepEqual(await at('eq'), [mine[2]]);
    assert.deepEqual(await at('ne'), mine.slice(0, 2));
  });

  test('an instant with an offset and a date mean the same moments', async () => {
    const inOffset = `${new Date(Date.parse(last) + 3_600_000).toISOString().replace('Z', '')}+01:00`;
    assert.deepEqual(await idsOf(`_id=${mine}&_lastUpdated=${encodeURIComponent(`ge${inOffset}`)}`), [mine[2]]);
    assert.deepEqual(await idsOf(`_id=${mine}&_lastUpdated=${last.slice(0, 10)}`), mine);
    assert.deepEqual(await idsOf(`_id=${mine}&_lastUpdated=gt${last.slice(0, 10)}`), []);
  });

  test('what changed since is found, and only that', async () => {
    await move(mine[0], 'received');
    assert.deepEqual(await idsOf(`_id=${mine}&_lastUpdated=gt${last}`), [mine[0]]);
    const changed = (await read(`Task/${mine[0]}`)).meta.lastUpdated;
    assert.deepEqual(await idsOf(`_id=${mine}&_lastUpdated=gt${last}&_lastUpdated=lt${changed}`), []);
    assert.deepEqual(await idsOf(`_id=${mine}`), [mine[1], mine[2], mine[0]], 'the change has moved it to the end');
    assert.deepEqual(await idsOf(`_id=${mine}&status=received`), [mine[0]]);
    assert.deepEqual(await idsOf(`_id=${mine}&status=requested`), [mine[1], mine[2]]);
  });
});

describe('parameters', () => {
  test('lists with commas mean any of them', async () => {
    assert.deepEqual(await idsOf(`_id=${ids.slice(0, 3)}&status=requested,received&owner=Organization/${provider},Organization/${neighbour}`), ids.slice(0, 3));
    assert.deepEqual(await idsOf(`_id=${ids[0]}&status=accepted,completed`), []);
  });

  test('the same parameter twice means both (R4 search, combining)', async () => {
    assert.deepEqual(await idsOf(`_id=${ids[0]}&status=requested&status=received`), []);
    assert.deepEqual(await idsOf(`_id=${ids.slice(0, 2)}&_id=${ids.slice(1, 3)}`), [ids[1]]);
  });

  test('a status may name its code system (R4 search, token)', async () => {
    assert.deepEqual(await idsOf(`_id=${ids[0]}&status=${encodeURIComponent('http://hl7.org/fhir/task-status|requested')}`), [ids[0]]);
    assert.deepEqual(await idsOf(`_id=${ids[0]}&status=${encodeURIComponent('http://example.com/other|requested')}`), []);
  });

  test('an owner may be a reference, a full address or an id', async () => {
    for (const owner of [`Organization/${provider}`, `${fhirUrl}/Organization/${provider}`, provider]) {
      assert.deepEqual(await idsOf(`_id=${ids[0]}&owner=${encodeURIComponent(owner)}`), [ids[0]], owner);
    }
  });

  test('the Tasks of another owner are not found', async () => {
    const theirs = (await newCase({ healthProvider: neighbour })).caseId;
    for (const query of [`owner=Organization/${neighbour}`, `_id=${theirs}`, `owner=Organization/${neighbour}&_id=${theirs},${ids[0]}`]) {
      const bundle = await search(query);
      assert.deepEqual([bundle.total, bundle.entry ?? []], [0, []], query);
    }
  });

  test('an unknown parameter is reported, and the rest holds', async () => {
    const bundle = await search(`_id=${ids}&favourite-colour=blue&_count=5`);
    assert.deepEqual([bundle.total, matchesIn(bundle)], [12, ids.slice(0, 5)]);
    const [report] = bundle.entry.filter((entry) => entry.search.mode === 'outcome');
    assert.equal(report.resource.issue[0].severity, 'warning');
    assert.match(report.resource.issue[0].diagnostics, /favourite-colour/);
    for (const relation of ['self', 'next']) assert.doesNotMatch(linkIn(bundle, relation), /colour/);
  });

  test('an unknown parameter is refused under strict handling', async () => {
    const answer = await asHealth('GET', `/Task?_id=${ids[0]}&favourite-colour=blue`, strict);
    assert.equal(answer.status, 400);
    assert.equal(answer.json.issue[0].code, 'not-supported');
    assert.match(answer.json.issue[0].diagnostics, /favourite-colour/);
  });

  test('POST _search with JSON is refused', async () => {
    assert.equal((await asHealth('POST', '/Task/_search', { body: { _id: ids[0] } })).status, 415);
  });
});

describe('every type is found by what it says', () => {
  const nhs = 'https://fhir.nhs.uk/Id/nhs-number';
  const number = inventedNhsNumber();
  let one;
  let other;
  let appointment;
  let documents;
  const found = async (type, query) => {
    const answer = await asHealth('GET', `/${type}?${query}`);
    assert.equal(answer.status, 200, `${type}?${query}: ${answer.bytes}`);
    assert.equal(answer.json.total, matchesIn(answer.json).length);
    return matchesIn(answer.json);
  };
  const enc = encodeURIComponent;

  before(async () => {
    one = (await newCase({ child: { nhsNumber: number, dateOfBirth: '2012-02-29' }, care: { legalStatus: 'C1' } })).caseId;
    other = (await newCase({ child: { nhsNumber: undefined, nhsNumberStatus: '07' } })).caseId;
    await move(one, 'received', 'accepted');
    appointment = (await asHealth('POST', '/Appointment', { body: {
      resourceType: 'Appointment', status: 'booked', start: await moment(-120), end: await moment(-60), basedOn: [{ reference: `ServiceRequest/${one}` }],
      identifier: [{ system: 'https://clinic.example/slot', value: `slot-${one}` }],
      participant: [{ actor: { reference: `Patient/${one}` }, status: 'accepted' }],
    } })).json.id;
    const plan = { resourceType: 'CarePlan', status: 'active', intent: 'plan', subject: { reference: `Patient/${one}` }, period: { start: '2026-11-01', end: '2026-12-01' } };
    const summary = documentFor(one, 'iha-summary', pdf(`found ${one}`), { identifier: [{ system: 'https://clinic.example/document', value: `doc-${one}` }], date: await moment(-30) });
    const answer = await asHealth('POST', '', { body: transaction(summary, plan) });
    assert.equal(answer.status, 200, `${answer.bytes}`);
    documents = answer.json.entry.map((entry) => entry.response.location.split('/')[1]);
  });

  const asked = [
    ['Task', () => `patient=Patient/${one}`, () => [one]],
    ['Task', () => `subject=${one}&status=accepted`, () => [one]],
    ['Task', () => `subject:Patient=${one}`, () => [one]],
    ['Task', () => `focus=ServiceRequest/${one},ServiceRequest/${other}&_sort=-_id`, () => [one, other].sort().reverse()],
    ['Task', () => `patient.identifier=${enc(`${nhs}|${number}`)}`, () => [one]],
    ['Task', () => `patient:Patient.identifier=${number}&_count=5`, () => [one]],
    ['Task', () => `identifier=${enc(`${hubSystem}/Id/case-id|${other}`)}`, () => [other]],
    ['Task', () => `_id=${one},${other}&status:not=accepted`, () => [other]],
    ['Task', () => `_id=${one},${other}&business-status=${enc(`${hubSystem}/CodeSystem/case-status|awaiting-consent`)}`, () => [other, one]],
    ['Task', () => `_id=${one},${other}&business-status=completed`, () => []],
    ['Task', () => `status=${enc('http://hl7.org/fhir/task-status|')}&patient.identifier=${enc(`${nhs}|${number}`)}&_lastUpdated=gt2026-01-01`, () => [one]],
    ['Task', () => `status=${enc('http://hl7.org/fhir/task-status|')}&identifier=${enc(`${hubSystem}/Id/case-id|${other}`)}`, () => [other]],
    ['Task', () => `_id=${one}&code=fulfill&requester=Organization/825&authored-on=ge2026-01-01&modified=ge2026-01-01`, () => [one]],
    ['Task', () => `_id=${one}&authored-on=lt2026-01-01`, () => []],
    ['Task', () => `_id=${one},${other}&identifier:missing=true`, () => []],
    ['ServiceRequest', () => `patient.identifier=${enc(`${nhs}|${number}`)}&status=active&code=initial-health-assessment&performer=${provider}`, () => [one]],
    ['ServiceRequest', () => `_id=${one}&category=clinic&authored=ge2026-01-01&occurrence=gt2026-01-01`, () => [one]],
    ['ServiceRequest', () => `_id=${one}&requester=Organization/826`, () => []],
    ['Patient', () => `identifier=${enc(`${nhs}|${number}`)}`, () => [one]],
    ['Patient', () => `identifier=${enc(`${nhs}|`)}&_id=${one},${other}`, () => [one]],
    ['Patient', () => `identifier=${enc(`https://elsewhere.example|${number}`)}&_id=${one}`, () => []],
    ['Consent', () => `patient=${one}&status=proposed&scope=treatment`, () => [one]],
    ['Consent', () => `patient=${one}&status=active`, () => []],
    ['Appointment', () => `patient=Patient/${one}&status=booked`, () => [appointment]],
    ['Appointment', () => `based-on=ServiceRequest/${one}`, () => [appointment]],
    ['Appointment', () => `identifier=${enc(`https://clinic.example/slot|slot-${one}`)}`, () => [appointment]],
    ['Appointment', () => `based-on=ServiceRequest/${one}&date=lt2026-01-01`, () => []],
    ['DocumentReference', () => `related=ServiceRequest/${one}&type=${enc(`${documentKind}|iha-summary`)}`, () => [documents[0]]],
    ['DocumentReference', () => `patient=${one}&type=health-care-plan`, () => []],
    ['DocumentReference', () => `identifier=${enc(`https://clinic.example/document|doc-${one}`)}&contenttype=${enc('application/pdf')}`, () => [documents[0]]],
    ['DocumentReference', () => `subject=Patient/${one}&date=ge2026-01-01&status=current`, () => [documents[0]]],
    ['CarePlan', () => `patient=${one}&status=active&intent=plan&date=2026-11-15`, () => []],
    ['CarePlan', () => `patient=${one}&date=ge2026-11-15`, () => [documents[1]]],
    ['Organization', () => `_id=${provider}`, () => [provider]],
    ['Organization', () => `identifier=${enc(`https://fhir.nhs.uk/Id/ods-organization-code|${provider}`)}`, () => [provider]],
    ['Organization', () => `_id=825`, () => ['825']],
  ];
  for (const [type, query, expected] of asked) {
    test(`${type}?${query().replaceAll('undefined', '{id}').replace(number, '{number}')}`, async () => assert.deepEqual(await found(type, query()), expected()));
  }

  for (const [type, query, expected] of [
    ['Task', '_include=Task:focus&_include=Task:patient&_include=Task:owner&_include=Task:requester', ['Organization', 'Organization', 'Patient', 'ServiceRequest']],
    ['ServiceRequest', '_revinclude=Task:focus&_revinclude=Appointment:based-on&_revinclude=DocumentReference:related', ['Appointment', 'DocumentReference', 'Task']],
    ['Patient', '_revinclude=Task:patient&_include:iterate=Task:focus&_include:iterate=ServiceRequest:requester', ['Organization', 'ServiceRequest', 'Task']],
    ['Patient', '_revinclude=CarePlan:subject&_revinclude=Consent:patient', ['CarePlan', 'Consent']],
  ]) {
    test(`${type}?${query}`, async () => {
      const { json } = await asHealth('GET', `/${type}?_id=${one}&${query}`);
      assert.deepEqual(json.entry.filter((entry) => entry.search.mode === 'include').map((entry) => entry.resource.resourceType).sort(), expected);
      assert.equal(json.total, 1);
    });
  }

  test('_summary and _elements leave out what isn\'t asked for, and say so', async () => {
    const only = async (more) => (await asHealth('GET', `/Task?_id=${one}&${more}`)).json.entry[0].resource;
    const elements = await only('_elements=owner,focus');
    assert.deepEqual(Object.keys(elements), ['resourceType', 'id', 'meta', 'status', 'intent', 'focus', 'owner']);
    assert.equal(elements.meta.tag[0].code, 'SUBSETTED');
    const summary = await only('_summary=true');
    assert.ok(summary.owner && summary.businessStatus && !summary.requester === false && !summary.input);
    assert.deepEqual(Object.keys(await only('_summary=text')), ['resourceType', 'id', 'meta', 'status', 'intent']);
    assert.equal((await only('_summary=false')).meta.tag, undefined);
  });

  for (const wrong of ['Task?owner=', 'Task?status:above=requested', 'Task?_sort=colour', 'Task?_summary=much', 'Task?_elements=colour', 'Task?_total=some', 'Task?authored-on=soon',
    'Task?status:missing=perhaps', 'ServiceRequest?_revinclude=Task:patient', 'Patient?_include=Task:focus', 'Provenance?recorded=ge2026-01-01']) {
    test(`${wrong} is refused`, async () => {
      const answer = await asHealth('GET', `/${wrong}`);
      assert.equal(answer.status, 400, `${answer.bytes}`);
      assert.ok(answer.json.issue[0].expression[0].startsWith(wrong.split('?')[0]));
    });
  }

  test('an ordinary client pages to the end while others write', async () => {
    const client = healthClient();
    const mine = [];
    for (let i = 0; i < 15; i += 1) mine.push((await newCase()).caseId);
    const seen = [];
    let writing = true;
    const writer = (async () => { for (let i = 0; writing && i < 40; i += 1) await newCase(); })();
    for (let page = await client.search({ resourceType: 'Task', searchParams: { status: 'requested', _id: String(mine), _count: '4', _include: 'Task:focus' } }); page; page = await client.nextPage({ bundle: page })) {
      seen.push(...matchesIn(page));
      await move(mine[seen.length % mine.length], 'received');
    }
    writing = false;
    await writer;
    assert.deepEqual(seen.sort(), mine.sort());
  });

  test('a cursor that was tampered with is refused', async () => {
    for (const cursor of ['W10', 'WyIxIiwiMiJd', randomUUID(), '%00']) assert.equal((await asHealth('GET', `/Task?_cursor=${cursor}`)).status, 400, cursor);
  });
});
