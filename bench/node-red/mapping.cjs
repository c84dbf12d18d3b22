// What the hub makes of a notification, in the same shape and about as large: the case with its facts, the metadata for lists, the names by which it is found, and
// the answer with the five key dates.
'use strict';
const { createHash, createHmac, randomBytes } = require('node:crypto');

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
const hashKey = randomBytes(32);
const holidays = new Set(['2026-12-25', '2026-12-28', '2027-01-01', '2027-03-26', '2027-03-29', '2027-05-03', '2027-05-31', '2027-08-30', '2027-12-27', '2027-12-28']);
const keyDates = [['consent-complete', 2], ['paperwork-complete', 5], ['appointment-offered', 10], ['assessment-done', 15], ['summary-and-plan-returned', 20]];

/** @returns {{ caseId: string, body: string, metadata: object, entries: { name: string, metadata?: object }[], view: object, audit: string }} */
function map(event, now) {
  const { child, care, consent, contacts, healthProvider } = event.data;
  const council = event.source.split(':')[3];
  const caseId = `${council}-${base32(createHash('sha256').update(`${council}\n${event.subject}\n1`).digest(), 26)}`;
  const content = createHash('sha256').update(canonical({ type: event.type, subject: event.subject, time: event.time, data: event.data })).digest('hex');
  const commit = randomBytes(16).toString('hex');
  const at = now.toISOString();
  const origin = { organisation: council, actor: 'case-system', messageSource: event.source, messageId: event.id, contentHash: content, commit, trace: randomBytes(16).toString('hex') };
  const facts = [
    { number: 1, occurredAt: event.time, recordedAt: at, origin, data: { kind: 'became-looked-after', child, care, contacts, healthProvider } },
    ...consent ? [{ number: 2, occurredAt: event.time, recordedAt: at, origin, data: { kind: 'consent-recorded', ...consent } }] : [],
  ];
  const dates = keyDates.map(([keyDate, days]) => ({ keyDate, dueOn: addWorkingDays(care.becameLookedAfterOn, days), state: 'pending', metOn: null }));
  const instant = at.replaceAll(/[-:.]/g, '');
  const ending = `${commit}01`;
  const child1 = createHmac('sha256', hashKey).update(child.nhsNumber ?? '').digest('hex');
  const entries = [
    { name: `message/${createHash('sha256').update(`${event.source}\n${event.id}`).digest('hex')}`, metadata: { case: caseId, content } },
    { name: `search/${healthProvider}/requested/${at.slice(0, 7)}/${instant}_${caseId}.${ending}`, metadata: searchValues(caseId, event, child1, dates) },
    { name: `child/${child1}/${caseId}.${ending}` },
    { name: `due/${dates[0].dueOn}/${caseId}.${ending}` },
    { name: `pending/${healthProvider}/${instant}_${caseId}.${commit}` },
  ];
  const metadata = { status: 'referred', provider: healthProvider, pathway: 'initial-health-assessment', carebegan: care.becameLookedAfterOn, backdated: 'false' };
  dates.forEach((date, i) => { metadata[`keydate${i + 1}`] = `${date.dueOn}//${date.state}/2/`; });
  const header = { caseId, localAuthority: council, localId: event.subject, episode: 1 };
  return {
    caseId,
    body: JSON.stringify({ version: 1, header, facts, outbox: [], indexEntries: entries.slice(1, 4).map(entry => entry.name) }),
    metadata,
    entries,
    view: { caseId, localId: event.subject, status: 'referred', pathway: { name: metadata.pathway }, child, care, consent, contacts, healthProvider, keyDates: dates, version: facts.length },
    audit: `${JSON.stringify({ at, operation: 'Notify', method: 'POST', route: '/hub/notifications', status: 201, subject: 'case-system', client: 'case-system', organisation: council, caseId, correlation: origin.trace })}\n`,
  };
}

function searchValues(caseId, event, child, dates) {
  const values = {
    Patient: { identifier: [child], birthdate: [event.data.child.dateOfBirth], gender: [event.data.child.sex] },
    ServiceRequest: { status: ['active'], subject: [caseId], authored: [event.time], requester: [event.source], performer: [event.data.healthProvider] },
    Task: { status: ['requested'], owner: [event.data.healthProvider], focus: [caseId], patient: [caseId], period: [dates.at(-1).dueOn], modified: [event.time] },
  };
  return { values: JSON.stringify(values), version: '1', form: '3' };
}

/** Days from Monday to Friday that are no bank holiday in England. */
function addWorkingDays(from, count) {
  const day = new Date(`${from}T00:00:00Z`);
  while (count > 0) {
    day.setUTCDate(day.getUTCDate() + 1);
    if (day.getUTCDay() % 6 !== 0 && !holidays.has(day.toISOString().slice(0, 10))) count--;
  }
  return day.toISOString().slice(0, 10);
}

function canonical(value) {
  if (Array.isArray(value)) return value.map(canonical).join('');
  if (typeof value === 'object' && value !== null) return Object.keys(value).sort().map(name => `${JSON.stringify(name)}:${canonical(value[name])}`).join('') + '}';
  return `${JSON.stringify(value)},`;
}

function base32(bytes, length) {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += alphabet[(held >> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return text.slice(0, length);
}

module.exports = { map };
