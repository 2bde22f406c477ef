// Studies, searches for the limit and survival tables: started by the form, watched, cancelled, read. On a small estate.
import { equal, ok, settles, until } from './bench.mjs';

const streams = JSON.stringify([{ from: 'ann@small.example', to: 'bob@small.example', per_second: 40 }]);
const objectives = JSON.stringify([{ name: 'on time', metric: 'delivery', within: '1 s', limit: '95 %' }, { name: 'delay', metric: 'delay_p95', direction: 'at_most', limit: '500 ms' }]);
const small = { '/topology': 'single-server', '/start': 'Monday 10:00', '/duration': '30 s', '/warm_up': '10 s', '/load/messages': '[]', '/load/streams': streams, '/objectives': objectives };
const as = (more) => '#/what-if?' + new URLSearchParams({ as: JSON.stringify({ scenario: 'flows/same-domain', ...more, more: Object.entries({ ...small, ...more.set }).map(([pointer, value]) => ({ pointer, value })) }) });

// Fills the form, lets it run, and opens what came of it.
async function byForm(bench, more, button, title) {
  const page = await bench.page({ at: as(more) });
  await page.getByRole('button', { name: button }).click();
  const line = page.locator('.job', { hasText: title }).first();
  await line.waitFor();
  await until(async () => !['waits', 'runs'].includes(await line.locator('.badge').textContent()), 'it ends', 600);
  equal(await line.locator('.badge').textContent(), 'done', await line.textContent());
  await line.getByRole('link').click();
  return page;
}
const made = {};
const idOf = (page) => page.url().split('/runs/')[1];

export const tests = {
  async 'a study by the form: values, repetitions, curves with intervals, every point'(bench) {
    const page = await byForm(bench, { kind: 'study', times: 2, vary: [{ pointer: '/load/multiplier', values: '0.5, 1' }, { pointer: '/topology/hosts/server/cores', values: '2, 4' }] }, 'Run them all', 'Study: ');
    made.study = idOf(page);
    await page.locator('.chart canvas').nth(1).waitFor();
    const study = await bench.api('GET', `/api/results/${made.study}`);
    equal(study.points.length, 4, 'every value of one meets every value of the other');
    equal(await page.locator('#figures tbody tr').count(), 4, 'rows');
    await page.getByLabel('Figure', { exact: true }).selectOption(Object.keys(study.points[0].metrics)[1]);
    await page.getByRole('heading', { name: `Every point: ${Object.keys(study.points[0].metrics)[1].replace(/_/g, ' ')}` }).waitFor();
    const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Every point (CSV)' }).click()]);
    equal(saved.suggestedFilename(), 'points.csv', 'file');
    await page.getByRole('link', { name: 'Change something' }).click();
    await settles(() => page.getByLabel('over the values').first().inputValue(), '0.5, 1', 'the form knows what was varied');
  },
  async 'a search for the limit by the form: the knee, its interval, the bottleneck, what helps most'(bench) {
    const page = await byForm(bench, { kind: 'capacity' }, 'Find the limit', 'Capacity: ');
    made.capacity = idOf(page);
    const found = await bench.api('GET', `/api/results/${made.capacity}/answer`);
    await page.locator('.chart canvas').nth(1).waitFor();
    const tile = (name) => page.locator('.tile', { hasText: name }).textContent();
    ok((await tile('The estate bears')).includes(`× ${Number(found.capacity.multiplier.toPrecision(3))}`), 'the limit');
    ok((await tile('The bottleneck there')).includes(found.bottleneck.node), 'the bottleneck');
    equal(await page.locator('#helps tbody tr').count(), found.helps.length, 'what helps');
    equal(await page.locator('#objectives tbody tr').count(), found.objectives.length, 'a limit for each objective');
    await page.getByLabel('Objective', { exact: true }).selectOption('on time');
    await page.getByRole('heading', { name: /^on time/ }).waitFor();
    await page.getByRole('button', { name: /^120 %/ }).click();
    await page.getByRole('region', { name: 'Objectives at this load' }).getByText('missed').first().waitFor();
  },
  async 'a survival table by the form: what hurts, every part, CSV'(bench) {
    const page = await byForm(bench, { kind: 'survive' }, 'Take each away', 'Survival: ');
    made.survive = idOf(page);
    const found = await bench.api('GET', `/api/results/${made.survive}/answer`);
    await page.locator('#table').waitFor();
    equal(await page.locator('#table tbody tr').count(), found.rows.length + 1, 'the whole estate and each part');
    equal(await page.locator('.bars dt').count(), found.rows.filter((r) => r.lost + r.delayed > 0).length, 'bars');
    const [saved] = await Promise.all([page.waitForEvent('download'), page.locator('#table').getByRole('button', { name: 'CSV' }).click()]);
    ok(saved.suggestedFilename().endsWith('survival.csv'), 'csv');
  },
  async 'a search tells its progress, is cancelled, and says so'(bench) {
    const page = await bench.page({ at: as({ kind: 'capacity', set: { '/duration': '400 d', '/title': 'too long' } }) });
    await page.getByRole('button', { name: 'Find the limit' }).click();
    const line = page.locator('.job').first();
    await line.getByText('runs', { exact: true }).waitFor();
    await line.getByRole('progressbar').waitFor();
    await line.getByRole('button', { name: /^Cancel/ }).click();
    await line.getByText('cancelled').waitFor();
    await line.getByRole('link').click();
    await page.getByText('It was cancelled').or(page.getByText('Not whole:')).waitFor();
  },
  async 'their report pages have the same views'(bench) {
    for (const [kind, words] of [['study', 'How a figure answers'], ['capacity', 'Where it breaks'], ['survive', 'What hurts']]) {
      const page = await bench.page();
      await page.goto(`${bench.root}/api/results/${made[kind]}/files/report.html`);
      await page.getByRole('heading', { name: words }).waitFor();
      equal(await page.getByText('That did not work').count(), 0, kind);
    }
  },
  async 'every look passes the checks'(bench) {
    await bench.everyLook(as({ kind: 'study' }), (page) => page.getByLabel('over the values').waitFor(), 'study-form');
    for (const [kind, there] of [['study', '.chart canvas'], ['capacity', '.chart canvas'], ['survive', '.bars']])
      await bench.everyLook(`#/runs/${made[kind]}`, (page) => page.locator(there).first().waitFor(), kind);
  },
};
