// Report pages: one file with the console's views, opened without a server and without a network.
import { readFileSync, rmSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { equal, ok, settles, until } from './bench.mjs';

const folder = mkdtempSync(join(tmpdir(), 'mailsim-report-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const quick = {
  title: 'Two people & <their> mail', topology: 'single-server', start: 'Monday 10:00', duration: '20 min', warm_up: '30 s',
  load: { population: false, streams: [{ from: 'ann@small.example', to: 'bob@small.example', per_second: 3 }] },
  faults: [{ target: 'server', mode: 'off', from: '5 min', until: '6 min' }],
  objectives: [{ name: 'on time', metric: 'delivery', within: '60 s', limit: '95 %' }],
};
const study = {
  title: 'More mail, more cores', scenario: 'calm.json', replications: 3, metrics: ['delay_mean', 'delay_p95', 'queue_mean'],
  factors: [{ name: 'load', pointer: '/load/multiplier', values: [1, 2, 4] }, { name: 'cores', pointer: '/topology/hosts/server/cores', values: [2, 4] }],
};
const at = (name) => `file://${join(folder, name, 'report.html')}`;
let made = false;
function make(bench) {
  if (made) return;
  writeFileSync(join(folder, 'quick.json'), JSON.stringify(quick));
  writeFileSync(join(folder, 'calm.json'), JSON.stringify({ ...quick, faults: [], duration: '2 min' }));
  writeFileSync(join(folder, 'study.json'), JSON.stringify(study));
  bench.command(['run', 'quick.json', '--out', 'run', '--keep', 'all'], folder);
  bench.command(['study', 'study.json', '--out', 'study', '--jobs', '1'], folder);
  bench.command(['growth', 'calm.json', '--months', '3', '--out', 'growth', '--jobs', '1'], folder);
  bench.command(['sensitivity', 'calm.json', '--out', 'sensitivity', '--jobs', '1'], folder);
  bench.command(['twin', 'calm.json', '--out', 'twin'], folder);
  made = true;
}

export const tests = {
  async 'a run’s page shows the console’s views from a file, with the figures of summary.json'(bench) {
    make(bench);
    const page = await bench.page({ at: at('run') });
    await page.locator('.chart canvas').first().waitFor();
    const summary = JSON.parse(readFileSync(join(folder, 'run', 'summary.json')));
    ok((await page.locator('.tile', { hasText: 'Delivered' }).first().textContent()).includes(summary.ledger.delivered.toLocaleString('en-US')), 'delivered');
    equal(await page.locator('h1').allTextContents(), [quick.title], 'one heading, the title as it was written');
    await page.getByLabel('Over time').selectOption('throughput');
    await page.getByText('Mail through each node').nth(1).waitFor();
    await page.getByRole('button', { name: 'Parts of the way' }).click();
    await page.getByText('smtp connect').waitFor();
    ok((await page.locator('#events').textContent()).includes('server'), 'what failed');
    for (const part of ['#next', '#estate svg', '#twin', '#basis']) equal(await page.locator(part).count(), part === '#estate svg' ? await page.locator('#estate svg').count() : 1, part);
    const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Waiting in queues as CSV' }).click()]);
    ok(saved.suggestedFilename().endsWith('.csv'), 'csv');
  },
  async 'a study’s page shows how figures answer, with intervals, and every point'(bench) {
    make(bench);
    const page = await bench.page({ at: at('study') });
    await page.locator('.chart canvas').nth(1).waitFor();
    const summary = JSON.parse(readFileSync(join(folder, 'study', 'summary.json')));
    equal(await page.locator('#figures tbody tr').count(), summary.points.length, 'a row for each point');
    equal(await page.locator('#objectives tbody tr').count(), summary.points.length, 'a verdict for each point');
    await page.getByLabel('Figure', { exact: true }).selectOption('queue_mean');
    await page.getByRole('heading', { name: 'Every point: queue mean' }).waitFor();
    const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'All figures as CSV' }).click()]);
    const lines = readFileSync(await saved.path(), 'utf8').trim().split('\r\n');
    equal(lines.length, 1 + summary.points.length * study.metrics.length, 'every figure of every point');
  },
  async 'pages of growth, sensitivity and theory show the console’s views too'(bench) {
    make(bench);
    const figures = (name) => JSON.parse(readFileSync(join(folder, name, `${name}.json`)));
    for (const [name, table, rows] of [['growth', '#disk-table', (f) => f.disks.length], ['sensitivity', '#effects', (f) => f.effects.length], ['twin', '#stations', (f) => f.stations.filter((s) => s.visits_per_second > 0).length]]) {
      const page = await bench.page({ at: at(name) });
      await page.locator(`${table} tbody tr`).first().waitFor();
      equal(await page.locator(`${table} tbody tr`).count(), rows(figures(name)), name);
      const plain = await bench.page({ at: at(name), script: false });
      await plain.locator('main section h2').first().waitFor();
    }
    const page = await bench.page({ at: at('twin') });
    const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()]);
    equal(readFileSync(await saved.path(), 'utf8').trim().split('\r\n').length, 1 + figures('twin').stations.length, 'every station');
  },
  async 'asks nothing of a network, and stays under a megabyte'(bench) {
    make(bench);
    for (const name of ['run', 'study']) {
      const page = await bench.page({ at: 'about:blank' });
      const asked = [];
      page.on('request', (request) => { if (!/^(file|data|blob):/.test(request.url())) asked.push(request.url()); });
      await page.goto(at(name));
      await page.locator('.chart canvas').first().waitFor();
      equal(asked, [], name);
      ok(statSync(join(folder, name, 'report.html')).size < 1e6, `${name} is large`);
    }
  },
  async 'holds sums, never a message'(bench) {
    make(bench);
    const page = readFileSync(join(folder, 'run', 'report.html'), 'utf8');
    const figures = page.slice(page.indexOf('id="views-data"'));
    ok(!figures.slice(0, figures.indexOf('</script>')).includes('ann@small.example'), 'an address of a message');
  },
  async 'without scripts the finished page is there'(bench) {
    make(bench);
    for (const name of ['run', 'study']) {
      const page = await bench.page({ at: at(name), script: false });
      await page.locator('main section h2').first().waitFor();
      ok((await page.locator('main svg').count()) > 0, `${name}: drawings`);
    }
  },
  async 'when the views fail the finished page comes back'(bench) {
    make(bench);
    const page = await bench.page();
    await page.addInitScript(() => { JSON.parse = () => { throw new Error('planted'); }; });
    await page.goto(at('run'));
    await page.locator('main section#ledger h2').waitFor();
    equal(bench.complaints.splice(0), ['planted'], 'and the mistake is told');
  },
  async 'works by keyboard: to the figures, the theme, a curve’s choice'(bench) {
    make(bench);
    const page = await bench.page({ at: at('run') });
    await page.locator('.chart canvas').first().waitFor();
    await page.keyboard.press('Tab');
    await settles(() => page.evaluate(() => document.activeElement.textContent), 'Skip to the figures', 'first of all');
    await page.getByRole('button', { name: /theme/ }).focus();
    await page.keyboard.press('Enter');
    await until(() => page.evaluate(() => document.documentElement.dataset.theme === 'dark'), 'dark');
  },
  async 'the console gives the page out with its views, in a sandbox'(bench) {
    const run = await bench.run({ topology: 'single-server', title: 'to report', set: { '/start': 'Tuesday 10:00', '/duration': '30 min', '/load/population': true, '/load/multiplier': 30 } });
    equal(run.state, 'done', run.error ?? '');
    const page = await bench.page();
    await page.goto(`${bench.root}/api/results/${run.id}/files/report.html`);
    await page.locator('.chart canvas').first().waitFor();
    equal(await page.evaluate(() => self.origin), 'null', 'an origin of its own');
    ok(await page.evaluate(() => fetch('/api/jobs').then(() => false, () => true)), 'it cannot ask the server');
    bench.complaints.splice(0);  // that refusal
  },
  async 'every look passes the checks'(bench) {
    make(bench);
    for (const name of ['run', 'study'])
      await bench.everyLook(at(name), (page) => page.locator('.chart canvas').first().waitFor(), `report-${name}`);
    for (const [name, there] of [['growth', '.chart canvas'], ['sensitivity', '.bars, .empty'], ['twin', '#stations']])
      await bench.everyLook(at(name), (page) => page.locator(there).first().waitFor(), `report-${name}`);
  },
};
