// Starts one server and one browser, and runs every NAME.test.mjs beside this file. SHOTS=DIR keeps pictures, ONLY=WORDS
// chooses tests by their names. To find a test that depends on speed: TIMES=N runs each so often, THROTTLE=N makes the
// page's processor so many times slower.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Bench } from './bench.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const wanted = process.argv.slice(2);
const data = mkdtempSync(join(tmpdir(), 'mailsim-console-'));
const state = mkdtempSync(join(tmpdir(), 'mailsim-state-')); // results of drills
const server = spawn(process.env.MAILSIM, ['serve', '--port', '0', '--data', data], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, XDG_STATE_HOME: state } });
const address = await new Promise((resolve, reject) => {
  server.stdout.once('data', (text) => resolve(String(text).trim()));
  server.once('exit', (code) => reject(new Error(`mailsim serve ended with ${code}`)));
});
const bench = await Bench.open(address);
let failed = 0, passed = 0;
for (const file of readdirSync(here).filter((f) => f.endsWith('.test.mjs')).sort()) {
  if (wanted.length && !wanted.some((w) => file.startsWith(w))) continue;
  const { tests } = await import(join(here, file));
  const chosen = Object.entries(tests).filter(([name]) => name.includes(process.env.ONLY ?? ''));
  for (const [name, test] of chosen.flatMap((one) => Array(Number(process.env.TIMES ?? 1)).fill(one))) {
    try {
      await bench.fresh(test);
      passed += 1;
      console.log(`ok    ${file}: ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`FAIL  ${file}: ${name}\n      ${String(error.stack ?? error).split('\n').slice(0, 40).join('\n      ')}`);
    }
  }
}
await bench.close();
server.kill('SIGTERM');
await new Promise((resolve) => (server.exitCode === null ? server.once('exit', resolve) : resolve()));
for (const folder of [data, state]) rmSync(folder, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed || !passed ? 1 : 0);
