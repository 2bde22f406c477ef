// The estate view, as a user goes about it.
import { equal, ok, settles, until } from './bench.mjs';

const sent = async (page) => { await page.waitForSelector('.outcome'); await page.waitForSelector('.drawing svg', { state: 'attached' }); };

export const tests = {
  async 'shows the whole estate in tiers and opens in the printed address without the key'(bench) {
    const page = await bench.page();
    await page.waitForSelector('.place');
    equal(new URL(page.url()).search, '', 'the key is gone from the address');
    const names = await page.locator('.place .name').allTextContents();
    for (const id of ['mta1', 'mta2', 'fe', 'be2', 'be3', 'be5', 'ecp', 'nayatel', 'helios1', 'helios3', 'web1', 'smtp1', 'smtp6']) ok(names.includes(id), id);
    // Mail flows one way: every line ends to the right of where it begins.
    const back = await page.evaluate(() => [...document.querySelectorAll('.drawing-wide .lines:not(.lit) path')].filter((p) => p.getPointAtLength(0).x >= p.getPointAtLength(p.getTotalLength()).x).length);
    equal(back, 0, 'lines that run backwards');
  },
  async 'comes packed, in less than a megabyte'(bench) {
    const page = await bench.page();
    await page.waitForSelector('.place');
    await page.evaluate(() => document.fonts.ready);
    const files = await page.evaluate(() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map((f) => [new URL(f.name).pathname, f.encodedBodySize, f.decodedBodySize]));
    const script = files.find(([name]) => name === '/console.js');
    ok(script && script[1] > 0 && script[1] < script[2] / 2, `the script comes packed: ${JSON.stringify(files)}`);
    ok(files.reduce((sum, [, size]) => sum + size, 0) < 1e6, JSON.stringify(files));
  },
  async 'lights up the way of a message, with questions, answers and rules'(bench) {
    const page = await bench.page();
    await page.getByLabel('From', { exact: true }).fill('ali@acme.example');
    await page.getByLabel('To', { exact: true }).fill('friend@gmail.com');
    await page.getByRole('button', { name: 'Send on paper' }).click();
    await sent(page);
    ok((await page.locator('.outcome strong').textContent()).startsWith('Delivered'), 'delivered');
    await settles(async () => (await page.locator('.place.on .name').allTextContents()).sort(), ['Customers', 'Internet', 'be2', 'fe', 'fe', 'smtp1'], 'lit');
    await settles(() => page.locator('.chip.on text').allTextContents(), ['gmail'], 'the peer that it reached');
    await page.locator('.question .rule', { hasText: 'sender_blocked' }).click();
    await page.locator('.explained', { hasText: 'whose SMTP sending is blocked' }).waitFor();
  },
  async 'a refusal says the reply and the rule behind it, and its address can be shared'(bench) {
    const page = await bench.page({ at: '#/estate?from=blocked@acme.example&to=friend@gmail.com' });
    await sent(page);
    ok((await page.locator('.outcome').textContent()).includes('sending is blocked for this account'), 'the reply');
    equal(await page.locator('.question.decides .rule').evaluate((e) => e.firstChild.textContent), 'sender_blocked', 'the rule');
  },
  async 'a link to another message is followed within the page'(bench) {
    const page = await bench.page({ at: '#/estate?from=ali@acme.example&to=friend@gmail.com' });
    await sent(page);
    await page.evaluate(() => { location.hash = '#/estate?from=blocked@acme.example&to=friend@gmail.com'; });
    await page.waitForSelector('.outcome.bad');
    await settles(() => page.getByLabel('From', { exact: true }).inputValue(), 'blocked@acme.example', 'the form follows');
  },
  async 'switches: a node off, an MX switched, a mailbox full; and what changes'(bench) {
    const page = await bench.page({ at: '#/estate?from=friend@gmail.com&to=sana@acme.example' });
    await sent(page);
    await page.getByLabel('A node is off').selectOption('be2');
    await page.getByRole('button', { name: 'Switch this node off' }).click();
    await page.waitForSelector('.outcome.warn');
    await until(() => page.url().includes('off=be2'), 'the switch stands in the address');
    await page.getByRole('button', { name: 'Take back: be2 off' }).click();
    await page.waitForSelector('.outcome.good');
    await page.getByLabel('The MX of').selectOption('acme.example');
    await page.getByLabel('names instead').selectOption('web1.nayatel.com');
    await page.getByRole('button', { name: 'Switch this MX' }).click();
    await page.waitForSelector('.outcome.bad');
    await page.getByRole('button', { name: 'See what changes' }).click();
    const answer = page.locator('text=kinds of message are treated differently');
    await answer.waitFor();
    ok(Number((await answer.locator('b').textContent()).replace(/,/g, '')) > 0, 'some kinds change');
    await page.getByRole('button', { name: /Take back: MX/ }).click();
    await page.getByLabel('A mailbox is full').selectOption('sana@acme.example');
    await page.getByRole('button', { name: 'Fill this mailbox' }).click();
    await page.locator('.question.decides .rule', { hasText: /^quota/ }).waitFor();
  },
  async 'a number of a node or a rule is changed, its difference is seen, and it is taken back'(bench) {
    const page = await bench.page({ at: '#/estate?from=ali@acme.example&to=friend@gmail.com&node=be2' });
    await sent(page);
    const form = page.getByRole('form', { name: 'Change a number or a rule' });
    const what = form.getByLabel('What if this were different?');
    const pick = async (words) => what.selectOption(await what.locator('option', { hasText: words }).first().getAttribute('value'));
    await pick(/size: limit/);
    await settles(() => form.getByLabel('Its value then').inputValue(), '20 MB', 'what stands there now');
    await form.getByLabel('Its value then').fill('10 KB');
    await form.getByRole('button', { name: 'Change' }).click();
    await page.locator('.question.decides .rule', { hasText: /^size/ }).waitFor();
    await page.getByRole('button', { name: 'See what changes' }).click();
    const answer = page.locator('text=kinds of message are treated differently');
    await answer.waitFor();
    ok(Number((await answer.locator('b').textContent()).replace(/,/g, '')) > 0, 'some kinds change');
    const shared = await bench.page({ at: new URL(page.url()).hash });
    await shared.locator('.question.decides .rule', { hasText: /^size/ }).waitFor();
    await page.getByRole('button', { name: 'Take back: be2: size limit 10 KB' }).click();
    await page.waitForSelector('.outcome.good');
    await pick(/sender blocked: not asked/);
    await form.getByRole('button', { name: 'Change' }).click();
    await page.getByRole('button', { name: 'Take back: be2: without sender blocked' }).waitFor();
    await pick('machine: cores');
    await form.getByLabel('Its value then').fill('2');
    await form.getByRole('button', { name: 'Change' }).click();
    await page.getByRole('button', { name: 'Take back: be2: cores 2' }).waitFor();
    await page.getByRole('link', { name: 'Run it so' }).click();
    await settles(async () => (await page.getByLabel('Pointer').evaluateAll((all) => all.map((e) => e.value.split('/').pop()))).sort(), ['cores', 'rules'], 'the form of a run knows both');
    await page.getByRole('button', { name: 'Run it' }).waitFor();
  },
  async 'a wrong value is told and can be taken back'(bench) {
    const page = await bench.page({ at: '#/estate?from=ali@acme.example&to=friend@gmail.com&node=be2&set=' + encodeURIComponent('/topology/hosts/0/cores="many"') });
    await page.locator('.failed').first().waitFor();
    await page.getByRole('button', { name: /^Take back/ }).click();
    await page.waitForSelector('.outcome.good');
  },
  async 'a node tells its role, address, rules, domains and what is assumed'(bench) {
    const page = await bench.page();
    await page.getByRole('button', { name: /^be2,/ }).click();
    const panel = page.locator('.card', { has: page.getByRole('heading', { name: /^be2/ }) });
    for (const words of ['203.82.48.139', 'sender blocked', '4 domains', 'Assumed, not measured']) await until(async () => (await panel.textContent()).includes(words), words);
    await panel.getByRole('button', { name: 'Close the details' }).click();
    await settles(() => panel.count(), 0, 'closed');
  },
  async 'works by keyboard alone'(bench) {
    const page = await bench.page();
    await page.waitForSelector('.place');
    await page.locator('.place [role="button"]').first().focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.assumed, .pairs');
    await page.getByLabel('To', { exact: true }).focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('sana@acme.example');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.outcome');
  },
  async 'says what is wrong with an address'(bench) {
    const page = await bench.page();
    await page.getByLabel('From', { exact: true }).fill('nobody at all');
    await page.getByRole('button', { name: 'Send on paper' }).click();
    ok((await page.locator('.failed').textContent()).includes('is not a mail address'), 'told');
  },
  async 'without its key the page says where the key is'(bench) {
    const context = await bench.browser.newContext();
    const page = await context.newPage();
    await page.goto(bench.root + '/');
    await page.getByText('This page needs its key').waitFor();
    await context.close();
  },
  async 'broken and old links say so, with a way out'(bench) {
    const page = await bench.page({ at: '#/%E0%A4%A' });
    await page.getByText('There is no such page').waitFor();
    const other = await bench.page({ at: '#/estate?topology=nowhere' });
    await other.getByText('there is no such topology').waitFor();
    await other.getByRole('link', { name: /^To the estate/ }).click();
    await other.waitForSelector('.place');
  },
  async 'draws the other estates too'(bench) {
    for (const name of ['single-server', 'postfix-lab']) {
      const page = await bench.page({ at: `#/estate?topology=${name}` });
      await page.waitForSelector('.place');
      ok((await page.locator('.place').count()) >= 3, name);
    }
  },
  async 'every look passes the checks'(bench) {
    await bench.everyLook('#/estate?from=ali@acme.example&to=friend@gmail.com&node=be2', sent, 'estate');
  },
};
