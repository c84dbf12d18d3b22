// The checks that the hub makes on a notification that a child became looked after (functions/Notifications), as somebody would write them for a flow.
'use strict';

const legalStatuses = ['C1', 'C2', 'D1', 'E1', 'V2', 'V3', 'V4', 'J1', 'J2', 'J3', 'L1', 'L2', 'L3'];
const needs = ['N1', 'N2', 'N3', 'N4', 'N5', 'N6', 'N7', 'N8', 'N9', 'N0'];
const placements = ['A3', 'A4', 'A5', 'A6', 'H5', 'K1', 'K2', 'P1', 'P2', 'P3', 'R1', 'R2', 'R3', 'R5', 'S1', 'T0', 'T1', 'T2', 'T3', 'T4', 'U1', 'U2', 'U3', 'U4', 'U5', 'U6', 'Z1'];
const ethnicities = ['WBRI', 'WIRI', 'WIRT', 'WOTH', 'WROM', 'MWBC', 'MWBA', 'MWAS', 'MOTH', 'AIND', 'APKN', 'ABAN', 'AOTH', 'BCRB', 'BAFR', 'BOTH', 'CHNE', 'OOTH', 'REFU', 'NOBT'];
const statuses = ['01', '02', '03', '04', '05', '06', '07', '08'];
const roles = ['social-worker', 'team-manager', 'independent-reviewing-officer', 'carer', 'parent'];
const postcode = /^(GIR ?0AA|[A-PR-UWYZ][A-HK-Y]?[0-9][0-9A-HJKPSTUW]? ?[0-9][ABD-HJLNP-UW-Z]{2})$/i;
const email = /^[^@\s]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,63}$/;

/** @returns every fault, as pointer and code; empty when the notification is right in itself. */
function check(event, today) {
  const faults = [];
  const fault = (pointer, code) => faults.push({ pointer, code });
  const text = (holder, at, name, { required = false, form, atMost = 200, codes } = {}) => {
    const value = holder[name];
    if (value === undefined || value === null) return required ? fault(`${at}/${name}`, 'required') : undefined;
    if (typeof value !== 'string' || value.trim().length === 0) return fault(`${at}/${name}`, 'wrong-type');
    if (value.length > atMost || /[\u0000-\u001f\u007f]/.test(value)) return fault(`${at}/${name}`, 'text');
    if (form && !form.test(value)) return fault(`${at}/${name}`, 'format');
    if (codes && !codes.includes(value)) return fault(`${at}/${name}`, 'unknown-code');
    return value;
  };
  const date = (holder, at, name, required) => {
    const value = text(holder, at, name, { required, form: /^\d{4}-\d{2}-\d{2}$/ });
    if (value === undefined) return undefined;
    const read = new Date(`${value}T00:00:00Z`);
    if (Number.isNaN(read.getTime()) || read.toISOString().slice(0, 10) !== value) return fault(`${at}/${name}`, 'date-format');
    return value > today ? fault(`${at}/${name}`, 'in-the-future') : value;
  };
  const flag = (holder, at, name) => {
    const value = holder[name];
    if (value !== undefined && value !== null && typeof value !== 'boolean') fault(`${at}/${name}`, 'wrong-type');
  };
  const object = (holder, at, name, required, known) => {
    const value = holder[name];
    if (value === undefined || value === null) return required ? fault(`${at}/${name}`, 'required') : undefined;
    if (typeof value !== 'object' || Array.isArray(value)) return fault(`${at}/${name}`, 'wrong-type');
    for (const member of Object.keys(value)) if (!known.includes(member)) fault(`${at}/${name}/${member}`, 'unknown-member');
    return value;
  };

  if (typeof event !== 'object' || event === null || Array.isArray(event)) return [{ pointer: '', code: 'wrong-type' }];
  text(event, '', 'specversion', { required: true, form: /^1\.0$/ });
  text(event, '', 'id', { required: true, atMost: 255 });
  text(event, '', 'source', { required: true, atMost: 255, form: /^urn:uk:la:[0-9]{3}:[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/ });
  text(event, '', 'type', { required: true, codes: ['uk.lac.became-looked-after.v1'] });
  if (Number.isNaN(Date.parse(text(event, '', 'time', { required: true }) ?? ''))) fault('/time', 'instant-format');
  text(event, '', 'subject', { required: true, atMost: 100 });
  const data = object(event, '', 'data', true, ['child', 'care', 'consent', 'contacts', 'healthProvider']);
  if (!data) return faults;

  const child = object(data, '/data', 'child', true, ['nhsNumber', 'nhsNumberStatus', 'givenName', 'familyName', 'dateOfBirth', 'sex', 'ethnicity', 'address', 'gpPractice',
    'schoolUrn', 'siblingGroup', 'interpreterLanguage', 'unaccompaniedAsylumSeeker', 'inHospitalSinceBirth', 'knownToCommunityPaediatrics']);
  let born;
  if (child) {
    const number = text(child, '/data/child', 'nhsNumber', { form: /^\d{10}$/ });
    if (number && !hasCheckDigit(number)) fault('/data/child/nhsNumber', 'nhs-number-check-digit');
    const status = text(child, '/data/child', 'nhsNumberStatus', { codes: statuses });
    if (!number && (status === '01' || status === undefined)) fault('/data/child/nhsNumber', 'nhs-number-missing');
    if (number && status === '07') fault('/data/child/nhsNumberStatus', 'nhs-number-status');
    text(child, '/data/child', 'givenName', { required: true });
    text(child, '/data/child', 'familyName', { required: true });
    born = date(child, '/data/child', 'dateOfBirth', true);
    text(child, '/data/child', 'sex', { required: true, codes: ['M', 'F', 'U'] });
    text(child, '/data/child', 'ethnicity', { codes: ethnicities });
    text(child, '/data/child', 'gpPractice', { form: /^[A-Z][0-9]{5}$/ });
    text(child, '/data/child', 'schoolUrn', { form: /^[0-9]{6}$/ });
    text(child, '/data/child', 'siblingGroup', { atMost: 64 });
    text(child, '/data/child', 'interpreterLanguage', { form: /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$/ });
    for (const name of ['unaccompaniedAsylumSeeker', 'inHospitalSinceBirth', 'knownToCommunityPaediatrics']) flag(child, '/data/child', name);
    const address = object(child, '/data/child', 'address', false, ['lines', 'postcode']);
    if (address) {
      if (!Array.isArray(address.lines) || address.lines.length > 6) fault('/data/child/address/lines', 'wrong-type');
      else address.lines.forEach((_, i) => text(address.lines, '/data/child/address/lines', `${i}`, { atMost: 100 }));
      text(address, '/data/child/address', 'postcode', { form: postcode });
    }
  }

  const care = object(data, '/data', 'care', true, ['becameLookedAfterOn', 'legalStatus', 'categoryOfNeed', 'placement']);
  if (care) {
    const began = date(care, '/data/care', 'becameLookedAfterOn', true);
    text(care, '/data/care', 'legalStatus', { required: true, codes: legalStatuses });
    text(care, '/data/care', 'categoryOfNeed', { codes: needs });
    const placement = object(care, '/data/care', 'placement', true, ['type', 'startedOn', 'postcode', 'localAuthority']);
    if (placement) {
      text(placement, '/data/care/placement', 'type', { required: true, codes: placements });
      date(placement, '/data/care/placement', 'startedOn', true);
      text(placement, '/data/care/placement', 'postcode', { form: postcode });
      text(placement, '/data/care/placement', 'localAuthority', { required: true, form: /^[0-9]{3}$/ });
    }
    if (born && began && born > began) fault('/data/child/dateOfBirth', 'born-after-care-start');
    else if (born && began && ageOn(born, began) >= 18) fault('/data/child/dateOfBirth', 'not-a-child');
  }

  const consent = object(data, '/data', 'consent', false, ['status', 'givenBy', 'on']);
  if (consent) {
    const given = text(consent, '/data/consent', 'status', { required: true, codes: ['given', 'refused', 'withdrawn', 'not-yet-given'] }) === 'given';
    text(consent, '/data/consent', 'givenBy', { required: given, codes: ['parent', 'local-authority', 'young-person'] });
    date(consent, '/data/consent', 'on', given);
  }
  if (data.contacts !== undefined && !Array.isArray(data.contacts)) fault('/data/contacts', 'wrong-type');
  else (data.contacts ?? []).forEach((_, i) => {
    const contact = object(data.contacts, '/data/contacts', `${i}`, true, ['role', 'name', 'email', 'phone']);
    if (!contact) return;
    text(contact, `/data/contacts/${i}`, 'role', { required: true, codes: roles });
    text(contact, `/data/contacts/${i}`, 'name');
    text(contact, `/data/contacts/${i}`, 'email', { form: email });
    text(contact, `/data/contacts/${i}`, 'phone', { atMost: 40 });
  });
  text(data, '/data', 'healthProvider', { required: true, form: /^[A-Z0-9]{3,6}$/ });
  return faults;
}

/** Modulus 11 over the first nine digits. */
function hasCheckDigit(number) {
  let sum = 0;
  for (let i = 0; i < 9; i++) sum += Number(number[i]) * (10 - i);
  const digit = 11 - sum % 11;
  return digit !== 10 && (digit === 11 ? 0 : digit) === Number(number[9]);
}

function ageOn(born, day) {
  const years = Number(day.slice(0, 4)) - Number(born.slice(0, 4));
  return day.slice(5) < born.slice(5) ? years - 1 : years;
}

module.exports = { check };
