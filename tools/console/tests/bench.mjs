// What the tests of the page share: pages at two widths and in two themes, axe's checks, the server's API.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const patience = Number(process.env.PATIENCE ?? 120); // seconds
export const looks = [1280, 390].flatMap((width) => ['light', 'dark'].map((theme) => ({ width, theme })));

export class Bench {
  static async open(address) {
    const bench = new Bench();
    bench.address = address;
    bench.root = address.split('/?')[0];
    bench.key = address.split('token=')[1];
    bench.browser = await chromium.launch({
      executablePath: process.env.CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    });
    return bench;
  }
  close() { return this.browser.close(); }

  // One test with pages of its own; a script error or a refused resource in any of them fails it.
  async fresh(test) {
    this.contexts = [];
    this.complaints = [];
    try {
      await test(this);
      if (this.complaints.length) throw new Error('the page complained: ' + this.complaints.join('; '));
    } catch (error) {
      const page = this.contexts.at(-1)?.pages()[0];
      const seen = await page?.evaluate(() => location.hash + ' ' + document.querySelector('main')?.innerText.slice(0, 600)).catch(() => '');
      error.stack += `\nseen: ${seen}\ncomplaints: ${this.complaints.join('; ')}`;
      throw error;
    } finally {
      await Promise.all(this.contexts.map((c) => c.close()));
    }
  }
  async page({ width = 1280, height = 900, theme = 'light', at = '', motion = 'reduce', script = true } = {}) {
    const context = await this.browser.newContext({ viewport: { width, height }, colorScheme: theme, reducedMotion: motion, acceptDownloads: true, javaScriptEnabled: script });
    this.contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(patience * 1000);
    page.setDefaultNavigationTimeout(patience * 1000);
    if (process.env.THROTTLE) await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: Number(process.env.THROTTLE) });
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      const expected = /status of (4|5)\d\d/.test(message.text());
      if (message.type() === 'error' && !expected) this.complaints.push(message.text());
    });
    await page.goto(/^\w+:/.test(at) ? at : this.address + at);
    return page;
  }
  async api(method, path, body) {
    const answer = await fetch(this.root + path, {
      method, headers: { Authorization: 'Bearer ' + this.key, 'Content-Type': 'application/json' }, body: body ? JSON.stringify(body) : undefined,
    });
    return answer.json();
  }
  async run(body) {
    const { id } = await this.api('POST', '/api/jobs', body);
    for (;;) {
      const job = await this.api('GET', '/api/jobs/' + id);
      if (job.state !== 'queued' && job.state !== 'running') return job;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  // mailsim in a folder of its own; 1 is an answer too: no.
  command(words, folder) {
    const done = spawnSync(process.env.MAILSIM, words, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
    if (done.status !== 0 && done.status !== 1) throw new Error(`mailsim ${words.join(' ')} ended with ${done.status}: ${done.stderr}`);
    return done.stdout;
  }

  // A view at both widths and in both themes: nothing for axe to find, nothing wider than the screen, text to read.
  async everyLook(at, ready, name) {
    for (const look of looks) {
      const page = await this.page({ ...look, at });
      await ready(page);
      await page.waitForTimeout(300);
      await this.check(page, `${name} at ${look.width} ${look.theme}`);
      if (process.env.SHOTS) {
        mkdirSync(process.env.SHOTS, { recursive: true });
        await page.screenshot({ path: `${process.env.SHOTS}/${name}-${look.width}-${look.theme}.png`, fullPage: true });
      }
      await page.context().close();
    }
  }
  async check(page, what) {
    await page.evaluate(axe);
    const found = await page.evaluate(async () => {
      const result = await window.axe.run(document, { resultTypes: ['violations'] });
      return result.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).join(' | ')}`);
    });
    equal(found, [], `axe on ${what}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    ok(wide <= 0, `${what} is ${wide} pixels wider than the screen`);
    const small = await page.evaluate(() => {
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const seen = new Set();
      for (let node = texts.nextNode(); node; node = texts.nextNode()) {
        const element = node.parentElement;
        if (!node.textContent.trim() || !element.checkVisibility?.() || element.closest('svg, .visually-hidden, script, style, noscript')) continue;
        const size = parseFloat(getComputedStyle(element).fontSize);
        if (size < 12) seen.add(`${size}px: ${node.textContent.trim().slice(0, 30)}`);
      }
      return [...seen];
    });
    equal(small, [], `text too small on ${what}`);
  }
}

export function ok(value, message) {
  if (!value) throw new Error(message ?? 'not true');
}
export function equal(found, wanted, message = '') {
  const a = JSON.stringify(found), b = JSON.stringify(wanted);
  if (a !== b) throw new Error(`${message}: ${a} is not ${b}`);
}
// For what the page comes to, soon or late; the time is only there so that a wrong page ends the test.
export async function until(true_, message, seconds = patience) {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    if (await true_()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('never: ' + message);
}
export async function settles(read, wanted, message = '') {
  let found;
  await until(async () => JSON.stringify(found = await read()) === JSON.stringify(wanted), message).catch(() => equal(found, wanted, message));
}
