// The player, as a user goes about it.
import { equal, ok, settles, until } from './bench.mjs';

const at = '#/replay?from=ali@acme.example&to=friend@gmail.com';
const ready = (page) => page.getByRole('group', { name: 'Player' }).waitFor();
const number = async (page) => Number((await page.getByText(/^\d+ of \d+$/).textContent()).split(' ')[0]);

export const tests = {
  async 'plays, steps, goes back and jumps to the steps A to L'(bench) {
    const page = await bench.page({ at });
    await ready(page);
    equal(await number(page), 1, 'begins at the beginning');
    await page.getByRole('button', { name: 'Step', exact: true }).click();
    await page.getByRole('button', { name: 'Step', exact: true }).click();
    await settles(() => number(page), 3, 'two steps on');
    await page.getByRole('button', { name: 'Back', exact: true }).click();
    await settles(() => number(page), 2, 'one back');
    await page.getByLabel('Speed').selectOption('2');
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await until(async () => (await number(page)) > 5, 'it plays');
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    const paused = await number(page);
    await page.waitForTimeout(800);
    equal(await number(page), paused, 'it pauses');
    await page.getByRole('button', { name: 'E: MX query' }).click();
    await page.locator('.card', { hasText: 'Now' }).getByText('MX of gmail.com').first().waitFor();
    ok(await page.getByRole('button', { name: /^D:/ }).isDisabled(), 'a step that this message has not cannot be jumped to');
  },
  async 'the same by keyboard'(bench) {
    const page = await bench.page({ at });
    await ready(page);
    await page.getByRole('button', { name: 'Step', exact: true }).focus();
    for (const [key, wanted] of [['ArrowRight', 2], ['ArrowRight', 3], ['ArrowLeft', 2]]) {
      await page.keyboard.press(key);
      await until(async () => (await number(page)) === wanted, `${key} to ${wanted}`);
    }
    await page.keyboard.press('j');
    await until(async () => (await page.locator('.letter[aria-pressed="true"]').textContent()) === 'J', 'J');
  },
  async 'the message moves over the drawing: on the way out it passes the front-end a second time'(bench) {
    const page = await bench.page({ at });
    await ready(page);
    const replay = await bench.api('POST', '/api/replay', { from: 'ali@acme.example', to: 'friend@gmail.com' });
    const index = replay.steps.findIndex((s) => s.node === 'fe' && s.next === 'smtp1');
    await page.locator('.step-list button').nth(index).click();
    await settles(() => page.locator('.place.now .name').allTextContents(), ['smtp1'], 'where it is');
    const marker = () => page.locator('.marker').evaluate((e) => e.getBoundingClientRect().x);
    const place = () => page.locator('.place.now .box').evaluate((e) => e.getBoundingClientRect().right);
    await until(async () => Math.abs((await marker()) - (await place())) < 40, 'the marker is at its place');
    const late = await marker();
    await page.locator('.step-list button').first().click();
    await settles(() => page.locator('.place.now .name').allTextContents(), ['Customers'], 'back where it began');
    await until(async () => Math.abs((await marker()) - (await place())) < 40, 'the marker too');
    ok((await marker()) < late - 100, 'further left');
  },
  async 'the message is never painted but where it is'(bench) {
    const page = await bench.page();
    // Every frame's place of the marker, seen before the frame is painted.
    await page.addInitScript(() => {
      window.seen = [];
      const look = () => { const marker = document.querySelector('.marker'); if (marker) window.seen.push(marker.getAttribute('transform')); requestAnimationFrame(look); };
      new MutationObserver(() => { const marker = document.querySelector('.marker'); if (marker) window.seen.push(marker.getAttribute('transform')); }).observe(document, { childList: true, subtree: true });
      requestAnimationFrame(look);
    });
    await page.goto('about:blank');
    await page.goto(bench.address + at);
    await page.locator('.marker').waitFor();
    await until(() => page.evaluate(() => window.seen.length > 2), 'frames');
    equal(await page.evaluate(() => window.seen.filter((t) => !t).length), 0, 'frames with the message in the corner');
  },
  async 'shows dialogue and logs of the hop, in several dialects'(bench) {
    const page = await bench.page({ at });
    await ready(page);
    await page.locator('.step-list button', { hasText: 'names the sender' }).last().click();
    ok((await page.getByLabel('Dialogue').textContent()).includes('MAIL FROM:<ali@acme.example>'), 'dialogue');
    const log = page.getByLabel('Log of smtp1');
    await log.getByText('postfix/smtp').first().waitFor();
    await page.getByLabel('Dialect').selectOption('exim');
    await until(async () => /(<=|=>) /.test(await log.textContent()), 'as Exim writes it');
  },
  async 'downloads capture, message and logs'(bench) {
    const page = await bench.page({ at });
    await ready(page);
    for (const [name, file] of [['Capture for Wireshark', 'message.pcap'], ['The message (eml)', 'message.eml'], ['Logs as Postfix', 'postfix.log']]) {
      const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
      equal(saved.suggestedFilename(), file, name);
    }
  },
  async 'a message of a run is replayed as it was there'(bench) {
    const run = await bench.run({ topology: 'single-server', keep: 'all', title: 'to replay', set: { '/start': 'Tuesday 10:00', '/duration': '2 h', '/load/population': true, '/load/multiplier': 30 } });
    equal(run.state, 'done', run.error ?? '');
    const page = await bench.page({ at: `#/runs/${run.id}` });
    const link = page.getByRole('link', { name: /^Replay message/ }).first();
    await link.click();
    await ready(page);
    const rows = await bench.api('GET', `/api/results/${run.id}/messages?limit=1`);
    ok((await page.locator('main').textContent()).includes(rows.messages[0].sender || rows.messages[0].recipient), 'its addresses');
  },
  async 'a refused message ends at the rule'(bench) {
    const page = await bench.page({ at: '#/replay?from=blocked@acme.example&to=friend@gmail.com' });
    await ready(page);
    await page.locator('.step-list button', { hasText: 'may this account send by SMTP? 554' }).first().click();
    await page.getByText('sender_blocked').first().waitFor();
  },
  async 'says what is wrong with an address'(bench) {
    const page = await bench.page({ at: '#/replay?from=nobody&to=friend@gmail.com' });
    ok((await page.locator('.failed').textContent()).includes('is not a mail address'), 'told');
  },
  async 'a frame of the player takes little script'(bench) {
    const page = await bench.page({ at, motion: 'no-preference' });
    await ready(page);
    const client = await page.context().newCDPSession(page);
    const events = [];
    client.on('Tracing.dataCollected', ({ value }) => events.push(...value));
    await client.send('Tracing.start', { categories: 'devtools.timeline,disabled-by-default-devtools.timeline', transferMode: 'ReportEvents' });
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await until(async () => (await number(page)) > 6, 'it plays');
    const done = new Promise((resolve) => client.once('Tracing.tracingComplete', resolve));
    await client.send('Tracing.end');
    await done;
    // Thread time of every animation frame's script, so that other programs on the machine do not count.
    const frames = events.filter((e) => e.name === 'FireAnimationFrame' && e.ph === 'X').map((e) => (e.tdur ?? e.dur) / 1000).sort((a, b) => a - b);
    ok(frames.length > 0, 'no frame was drawn');
    console.log(`      player: ${frames.length} frames, script a frame: half within ${frames[frames.length >> 1].toFixed(2)} ms, 99 % within ${frames[Math.floor(frames.length * 0.99)].toFixed(2)} ms, longest ${frames.at(-1).toFixed(2)} ms`);
  },
  async 'every look passes the checks'(bench) {
    await bench.everyLook(at, async (page) => {
      await ready(page);
      await page.locator('.step-list button', { hasText: 'names the sender' }).last().click();
      await page.getByLabel('Log of smtp1').waitFor();
    }, 'replay');
  },
};
