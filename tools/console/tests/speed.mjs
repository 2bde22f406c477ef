// How soon the first view is there, in Chromium on loopback: the medians of eleven openings with an empty cache.
// Run by "run MAILSIM --speed"; a measurement, not a test: it depends on the machine.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bench } from './bench.mjs';

const data = mkdtempSync(join(tmpdir(), 'mailsim-speed-'));
const server = spawn(process.env.MAILSIM, ['serve', '--port', '0', '--data', data], { stdio: ['ignore', 'pipe', 'ignore'] });
const bench = await Bench.open(await new Promise((resolve) => server.stdout.once('data', (text) => resolve(String(text).trim()))));
const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

async function opening() {
  const context = await bench.browser.newContext({ viewport: { width: 1280, height: 900 } }), page = await context.newPage();
  const began = performance.now();
  await page.goto(bench.address);
  await page.waitForSelector('.drawing-wide .place');
  const drawn = performance.now() - began;
  const seen = await page.evaluate(async () => {
    const paint = performance.getEntriesByName('first-contentful-paint')[0];
    const files = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
    return { paint: paint?.startTime ?? NaN, bytes: files.reduce((sum, file) => sum + file.transferSize, 0) };
  });
  await context.close();
  return { drawn, ...seen };
}

try {
  await opening();
  const all = [];
  for (let i = 0; i < 11; i += 1) all.push(await opening());
  console.log(`first paint ${median(all.map((o) => o.paint)).toFixed(0)} ms; the estate drawn ${median(all.map((o) => o.drawn)).toFixed(0)} ms; ${(median(all.map((o) => o.bytes)) / 1000).toFixed(0)} KB over the wire`);
} finally {
  await bench.close();
  server.kill('SIGTERM');
  await new Promise((resolve) => (server.exitCode === null ? server.once('exit', resolve) : resolve()));
  rmSync(data, { recursive: true, force: true });
}
