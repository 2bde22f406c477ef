// What if: queue, progress, cancel, results, comparison, as a user goes about it.
import { equal, ok, settles, until } from './bench.mjs';

const small = { topology: 'single-server', keep: 'all', set: { '/start': 'Tuesday 10:00', '/duration': '2 h', '/load/population': true, '/load/multiplier': 30 } };
let runs;
async function two(bench) {
  runs ??= [await bench.run({ ...small, title: 'As it is' }), await bench.run({ ...small, title: 'Twice the load', set: { ...small.set, '/load/multiplier': 60 } })];
  for (const run of runs) equal(run.state, 'done', run.error ?? 'state');
  return runs;
}

export const tests = {
  async 'a run is queued by the form, tells its progress, and is cancelled'(bench) {
    const page = await bench.page({ at: '#/what-if' });
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    // So long that no machine is through with it before it is cancelled.
    await page.getByLabel('Scenario').selectOption('nayatel-day');
    await page.getByText('More: any value').click();
    await page.getByRole('button', { name: 'Change a value' }).click();
    await page.getByLabel('Pointer').fill('/duration');
    await page.getByLabel('Value').fill('400 d');
    await page.getByLabel('Load', { exact: true }).focus();
    for (let i = 0; i < 5; i += 1) await page.keyboard.press('ArrowRight');
    await page.getByRole('button', { name: 'Run it' }).click();
    const line = page.locator('.job').first();
    await line.getByRole('progressbar').waitFor();
    await until(async () => /\d/.test(await line.locator('.soft.small').textContent()), 'some progress');
    ok((await line.textContent()).includes('load × 1.5'), 'the title says what was changed');
    await line.getByRole('button', { name: /^Cancel/ }).click();
    await line.getByText('cancelled').waitFor();
    await line.getByRole('link').click();
    await page.getByText('Not whole:').waitFor();
  },
  async 'wrong values are told at the form and nothing runs'(bench) {
    const page = await bench.page({ at: '#/what-if' });
    await page.getByText('More: any value').click();
    await page.getByRole('button', { name: 'Change a value' }).click();
    await page.getByLabel('Pointer').fill('no pointer');
    await page.getByLabel('Value').fill('1');
    await page.getByRole('button', { name: 'Run it' }).click();
    ok((await page.locator('.failed').textContent()).includes('is not a JSON pointer'), 'told');
  },
  async 'results: figures, objectives, curves, messages a page at a time, files'(bench) {
    const [run] = await two(bench);
    const page = await bench.page({ at: `#/runs/${run.id}` });
    await page.getByText('Who is busiest').waitFor();
    await page.locator('.chart canvas').first().waitFor();
    const summary = await bench.api('GET', `/api/results/${run.id}`);
    ok((await page.locator('.tile', { hasText: 'Delivered' }).textContent()).includes(summary.ledger.delivered.toLocaleString('en-US')), 'delivered');
    await page.getByLabel('Over time').selectOption('throughput');
    await page.getByText('Mail through each node').nth(1).waitFor();
    const table = page.locator('table', { hasText: 'Choose one to watch' });
    await table.waitFor();
    const first = await table.locator('tbody th').first().textContent();
    await page.getByRole('button', { name: 'Later' }).click();
    await until(async () => (await table.locator('tbody th').first().textContent()) !== first, 'another page');
    await page.getByLabel('Outcome').selectOption('delivered');
    await until(async () => (await table.locator('tbody .badge').allTextContents()).every((t) => t === 'delivered'), 'only delivered');
    // The page holds a page of rows, never the run.
    ok((await table.locator('tbody tr').count()) <= 25, 'rows in the page');
    for (const [button, file] of [['Waiting in queues as CSV', '.csv'], ['Waiting in queues as PNG', '.png'], ['Delays as CSV', '.csv']]) {
      const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button }).click()]);
      ok(saved.suggestedFilename().endsWith(file), saved.suggestedFilename());
    }
    const report = await page.request.get(`${bench.root}/api/results/${run.id}/files/report.html`);
    ok((await report.text()).includes('<svg') && report.headers()['content-security-policy'].startsWith('sandbox'), 'the report as a page');
  },
  async 'two runs are compared with intervals, and the address can be shared'(bench) {
    const [a, b] = await two(bench);
    const page = await bench.page({ at: '#/what-if' });
    await page.getByLabel('Compare: As it is').check();
    await page.getByLabel('Compare: Twice the load').check();
    await page.getByRole('link', { name: 'Compare the two' }).click();
    await page.getByText('Second less first').waitFor();
    ok(page.url().includes(a.id) && page.url().includes(b.id), 'both stand in the address');
    const answer = await bench.api('GET', `/api/compare/${a.id}/${b.id}`);
    equal(await page.locator('table', { hasText: 'Second less first' }).locator('tbody tr').count(), answer.differences.length, 'a row for each metric');
  },
  async 'a run can be changed and run again from its own page'(bench) {
    const job = await bench.run({ scenario: 'flows/same-domain', set: { '/load/multiplier': 2 }, title: 'again' });
    const page = await bench.page({ at: `#/runs/${job.id}` });
    await page.getByRole('link', { name: 'Change something' }).click();
    await settles(() => page.getByLabel('Scenario').inputValue(), 'flows/same-domain', 'scenario');
    await settles(() => page.getByLabel('Load', { exact: true }).inputValue(), '2', 'load');
  },
  async 'a run that fails says why'(bench) {
    const job = await bench.run({ scenario: 'flows/same-domain', set: { '/duration': '-1 h' }, title: 'impossible' });
    equal(job.state, 'failed', 'state');
    const page = await bench.page({ at: `#/runs/${job.id}` });
    await page.getByText('This run failed').waitFor();
    ok((await page.locator('.empty').textContent()).includes('duration'), 'why');
  },
  async 'an unknown run is an error with a way out'(bench) {
    const page = await bench.page({ at: `#/runs/${'0'.repeat(32)}` });
    await page.getByText('That did not work').waitFor();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
  },
  async 'every look passes the checks'(bench) {
    const [a, b] = await two(bench);
    await bench.everyLook('#/what-if', (page) => page.locator('.job').first().waitFor(), 'what-if');
    await bench.everyLook(`#/runs/${a.id}`, async (page) => { await page.locator('.chart canvas').nth(2).waitFor(); await page.locator('table', { hasText: 'Choose one' }).waitFor(); }, 'results');
    await bench.everyLook(`#/compare/${a.id}/${b.id}`, (page) => page.getByText('Second less first').waitFor(), 'compare');
  },
};
