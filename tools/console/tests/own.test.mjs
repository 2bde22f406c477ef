// An estate and a scenario of the user's own, with names that no address has by itself: every view knows them.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { equal, ok, settles, until } from './bench.mjs';

const home = process.env.MAILSIM_HOME, odd = 'Höfe & Söhne #1 (50%)?';
const long = 'a-mail-server-with-a-name-as-long-as-the-rack';

// The smallest estate under other names, its zones by their places; and one of 60 servers.
function estates(folder) {
  const small = JSON.parse(readFileSync(join(home, 'topologies', 'single-server.json')));
  small.zones = small.zones.map((zone) => join(home, 'topologies', zone));
  delete small.flows;
  const text = JSON.stringify(small).replaceAll('"id":"server"', `"id":"${long}"`).replaceAll('"home":"server"', `"home":"${long}"`);
  writeFileSync(join(folder, `${odd}.json`), text);
  const many = structuredClone(small), [server] = many.nodes;
  for (let i = 1; i < 58; i += 1)
    many.nodes.push({ ...server, id: `store${i}`, role: i % 3 ? 'backend' : 'antispam', name: `store${i}.small.example`, addresses: [`10.0.0.${i}`], transports: [{ match: 'local', next: 'mailbox' }, { match: '*', next: i % 3 ? 'mx' : ['store1', 'store2', 'store4', 'store5'] }] });
  writeFileSync(join(folder, 'many.json'), JSON.stringify(many));
  writeFileSync(join(folder, 'mine.json'), JSON.stringify({ title: 'Ours <own>', topology: `${odd}.json`, start: 'Tuesday 10:00', duration: '20 min', load: { multiplier: 20 } }));
}

async function withOwn(bench, test) {
  const folder = mkdtempSync(join(tmpdir(), 'mailsim-own-'));
  estates(folder);
  const server = spawn(process.env.MAILSIM, ['serve', '--port', '0', '--data', join(folder, 'data'), '--topology', join(folder, `${odd}.json`), '--topology', join(folder, 'many.json'), '--scenario', join(folder, 'mine.json')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const was = { address: bench.address, root: bench.root, key: bench.key };
  try {
    bench.address = await new Promise((resolve, reject) => { server.stdout.once('data', (text) => resolve(String(text).trim())); server.once('exit', (code) => reject(new Error(`mailsim serve ended with ${code}`))); });
    bench.root = bench.address.split('/?')[0];
    bench.key = bench.address.split('token=')[1];
    await test();
  } finally {
    Object.assign(bench, was);
    server.kill('SIGTERM');
    if (server.exitCode === null) await new Promise((resolve) => server.once('exit', resolve));
    rmSync(folder, { recursive: true, force: true });
  }
}

export const tests = {
  'one\'s own estate is shown first, and a message goes through it': (bench) => withOwn(bench, async () => {
    const page = await bench.page();
    await page.getByRole('heading', { level: 1, name: odd }).waitFor();
    await page.getByRole('button', { name: 'Send on paper' }).click();
    await page.waitForSelector('.outcome.good');
    ok(page.url().includes('topology='), 'the estate stands in the address');
    await page.getByRole('button', { name: new RegExp(`^${long},`) }).click();
    await page.getByRole('button', { name: `Switch ${long} off` }).click();
    await page.waitForSelector('.outcome:not(.good)');
    await page.getByRole('button', { name: 'See what changes' }).click();
    await page.locator('text=kinds of message are treated differently').waitFor();
    await page.getByRole('link', { name: 'Watch it in simulated time' }).click();
    await page.getByRole('button', { name: `Take back: ${long} off` }).waitFor();
    await page.getByRole('group', { name: 'Player' }).waitFor();
    await bench.check(page, 'the player on an estate of one\'s own');
  }),
  'one\'s own scenario runs from the form to the replay of a message': (bench) => withOwn(bench, async () => {
    const page = await bench.page({ at: '#/what-if' });
    await settles(() => page.getByLabel('Scenario').inputValue(), 'mine', 'chosen at once');
    await until(async () => (await page.getByLabel('A node fails').locator('option').allTextContents()).includes(long), 'its nodes');
    await page.getByText('More: any value').click();
    await page.getByLabel('Rows of messages').selectOption('all');
    await page.getByRole('button', { name: 'Run it' }).click();
    await page.getByRole('link', { name: /^Ours <own>/ }).click();
    await page.getByRole('link', { name: /^Replay message/ }).first().click();
    await page.getByRole('group', { name: 'Player' }).waitFor();
  }),
  'sixty servers are read in the drawing, and every one can be pressed': (bench) => withOwn(bench, async () => {
    const page = await bench.page({ at: '#/estate?topology=many' });
    await page.waitForSelector('.drawing-wide .place');
    const sizes = await page.locator('.drawing-wide .place .name').evaluateAll((all) => all.map((e) => e.getBoundingClientRect().height));
    equal(sizes.length, 58 + 3, 'each server, customers, the Internet on both sides, not the resolver');
    ok(Math.min(...sizes) >= 12, `the smallest name is ${Math.min(...sizes)} pixels high`);
    await page.getByRole('button', { name: /^store47,/ }).click();
    await page.getByRole('heading', { name: /^store47/ }).waitFor();
    await bench.everyLook('#/estate?topology=many&node=store47', (look) => look.getByRole('heading', { name: /^store47/ }).waitFor(), 'many');
  }),
};
