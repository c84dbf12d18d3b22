// The working days of England against an independent calendar: the npm package date-holidays computes bank holidays by rules of its own, and the counting
// here is written anew. The hub's answers come through its public interface.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { randomUUID } from 'node:crypto';
import Holidays from 'date-holidays';
import { inventedData, notify, send } from './hub.mjs';

const firstYear = 2015;
const lastYear = 2028;
const years = Array.from({ length: lastYear - firstYear + 1 }, (_, i) => firstYear + i);
const feed = JSON.parse(readFileSync(new URL('../../domain/Calendar/bank-holidays.json', import.meta.url), 'utf8'));
const ours = feed['england-and-wales'].events.map(({ date }) => date).sort();

const calendar = new Holidays('GB', 'ENG');
const theirs = years.flatMap((year) => calendar.getHolidays(year)).filter(({ type }) => ['public', 'bank'].includes(type)).map(({ date }) => date.slice(0, 10)).sort();

/** Every difference there is. Both have the substitute day; date-holidays also has the day itself, which the feed leaves out because nobody works on it anyway. */
const substituted = (day, substitute) => ({ why: `falls on a ${day}: the bank holiday is its substitute day`, substitute });
const onlyTheirs = {
  '2015-12-26': substituted('Saturday', '2015-12-28'),
  '2016-12-25': substituted('Sunday', '2016-12-27'),
  '2017-01-01': substituted('Sunday', '2017-01-02'),
  '2020-12-26': substituted('Saturday', '2020-12-28'),
  '2021-12-25': substituted('Saturday', '2021-12-27'),
  '2021-12-26': substituted('Sunday', '2021-12-28'),
  '2022-01-01': substituted('Saturday', '2022-01-03'),
  '2022-12-25': substituted('Sunday', '2022-12-27'),
  '2023-01-01': substituted('Sunday', '2023-01-02'),
  '2026-12-26': substituted('Saturday', '2026-12-28'),
  '2027-12-25': substituted('Saturday', '2027-12-27'),
  '2027-12-26': substituted('Sunday', '2027-12-28'),
  '2028-01-01': substituted('Saturday', '2028-01-03'),
};

const DAY = 86_400_000;
const text = (time) => new Date(time).toISOString().slice(0, 10);
const weekday = (date) => new Date(Date.parse(date)).getUTCDay();
const names = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const off = new Set(theirs);

/** The n-th working day after a day, by date-holidays' dates. */
function workingDay(after, n) {
  let time = Date.parse(after);
  for (let left = n; left > 0;) {
    time += DAY;
    if (![0, 6].includes(weekday(text(time))) && !off.has(text(time))) left -= 1;
  }
  return text(time);
}

test('the bank holidays of 2015 to 2028 are those of date-holidays, and every difference is explained', () => {
  assert.deepEqual(ours.filter((date) => !off.has(date)), [], 'only in the hub');
  assert.deepEqual(theirs.filter((date) => !ours.includes(date)), Object.keys(onlyTheirs), 'only in date-holidays');
  for (const [date, { why, substitute }] of Object.entries(onlyTheirs)) {
    assert.ok(why.startsWith(`falls on a ${names[weekday(date)]}:`), `${date}: ${why}`);
    assert.ok(ours.includes(substitute) && off.has(substitute), `${date}: its substitute day ${substitute} is in both`);
  }
});

test('the one-off days are in both: the day that moved in 2020, the two of 2022, and 2023', () => {
  for (const date of ['2020-05-08', '2022-06-02', '2022-06-03', '2022-09-19', '2023-05-08']) assert.ok(ours.includes(date) && off.has(date), date);
  for (const date of ['2020-05-04', '2022-05-30']) assert.ok(!ours.includes(date) && !off.has(date), date);
});

test('the 2nd, 5th, 15th and 20th working day of a running hub are those counted from date-holidays', async () => {
  // The clock of a hub goes forward only, and day 0 may not lie ahead of it.
  const { json: { now } } = await send('GET', '/hub/local/clock');
  const end = '2028-11-20';
  if (now.slice(0, 10) < end) assert.equal((await send('PUT', '/hub/local/clock', { body: { now: `${end}T09:00:00Z` } })).status, 200);

  const around = ours.flatMap((date) => [text(Date.parse(date) - DAY), date]);
  const spread = Array.from({ length: 165 }, (_, i) => text(Date.parse('2015-01-01') + i * 31 * DAY));
  const leap = ['2016-02-28', '2016-02-29', '2020-02-29', '2024-02-29', '2028-02-29'];
  const days = [...new Set([...around, ...spread, ...leap])].filter((date) => date <= end).sort();
  assert.ok(days.length > 350 && new Set(days.map(weekday)).size === 7, 'day 0 falls on each weekday');

  const check = async (dayZero) => {
    const data = await inventedData({
      child: { dateOfBirth: '2013-01-31' },
      care: { becameLookedAfterOn: dayZero, placement: { type: 'U6', startedOn: dayZero, postcode: 'HP20 1UA', localAuthority: '825' } },
    });
    const { keyDates } = await notify('became-looked-after', `DAYS-${randomUUID()}`, data);
    assert.deepEqual(
      keyDates.slice(1).map(({ dueOn }) => dueOn), [2, 5, 15, 20].map((n) => workingDay(dayZero, n)), `day 0 on ${names[weekday(dayZero)]} ${dayZero}`);
  };
  for (let at = 0; at < days.length; at += 4) await Promise.all(days.slice(at, at + 4).map(check));
});
