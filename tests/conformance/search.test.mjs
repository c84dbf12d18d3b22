// The pull: paging, incremental reading, and what is said about parameters the hub doesn't know. Every test looks only at cases of its own.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { asHealth, fhirUrl, move, neighbour, newCase, provider, read } from './hub.mjs';

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
