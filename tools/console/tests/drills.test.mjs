// A drill, as a trainee goes about it: by buttons, by the terminal, to the grade.
import { equal, ok, until } from './bench.mjs';

const solve = async (page, fault, place) => {
  await page.getByLabel('The fault').selectOption(fault);
  await page.getByLabel('Where').fill(place);
  await page.getByRole('button', { name: 'Say it' }).click();
  await page.getByRole('button', { name: 'Mend it yourself' }).click();
};

export const tests = {
  async 'lists the drills by level, and what was solved'(bench) {
    const page = await bench.page({ at: '#/drills' });
    await page.getByRole('link', { name: 'The first call of the day' }).waitFor();
    const { drills } = await bench.api('GET', '/api/drills');
    equal(await page.locator('.drill-list a').count(), drills.length, 'all of them');
    await page.getByText(new RegExp(`^\\d+ of ${drills.length} solved`)).waitFor();
  },
  async 'a drill from its ticket by the tool bench to the grade, and it is kept'(bench) {
    const page = await bench.page({ at: '#/drills/first-call' });
    await page.getByText('My Outlook receives mail').waitFor();
    await page.getByRole('button', { name: 'client', exact: true }).click();
    await page.getByRole('button', { name: 'Look', exact: true }).click();
    await page.locator('.terminal').getByText('port 26').waitFor();
    await solve(page, 'outgoing-port-wrong', 'ali@acme.example');
    await page.getByRole('heading', { name: 'Solved' }).waitFor();
    equal(await page.locator('.outcome.good strong').textContent(), '100 of 100 points', 'the whole score');
    await page.getByRole('link', { name: 'All drills' }).click();
    await page.getByText('solved, 100').waitFor();
    // Another browser on this machine knows it too, and so does the terminal.
    const other = await bench.page({ at: '#/drills' });
    await other.getByText('solved, 100').waitFor();
  },
  async 'the terminal takes the same commands, recalls them, and a hint costs points'(bench) {
    const page = await bench.page({ at: '#/drills/first-call' });
    const line = page.locator('#command');
    await line.fill('help');
    await line.press('Enter');
    await page.locator('.terminal').getByText('Look around:').waitFor();
    await line.press('ArrowUp');
    equal(await line.inputValue(), 'help', 'recalled');
    await line.fill('client ali@acme.example');
    await line.press('Enter');
    await page.locator('.terminal').getByText('port 26').waitFor();
    await page.getByRole('button', { name: 'A hint (costs points)' }).click();
    await until(async () => (await page.locator('.terminal .typed').count()) === 3, 'the hint is given');
    await solve(page, 'outgoing-port-wrong', 'ali@acme.example');
    await page.getByRole('heading', { name: 'Solved' }).waitFor();
    ok(Number((await page.locator('.outcome strong').textContent()).split(' ')[0]) < 100, 'points are lost');
  },
  async 'giving up shows what was wrong'(bench) {
    const page = await bench.page({ at: '#/drills/first-call' });
    await page.getByRole('button', { name: 'Give up' }).click();
    await page.getByRole('heading', { name: 'Ended' }).waitFor();
    await page.getByLabel('What was wrong').getByText('the port for sending').waitFor();
  },
  async 'an unknown drill is an error'(bench) {
    const page = await bench.page({ at: '#/drills/no-such-drill' });
    await page.locator('.failed').waitFor();
  },
  async 'every look passes the checks'(bench) {
    await bench.everyLook('#/drills', (page) => page.locator('.drill-list').first().waitFor(), 'drills');
    await bench.everyLook('#/drills/first-call', async (page) => {
      await page.locator('#command').fill('client ali@acme.example');
      await page.locator('#command').press('Enter');
      await page.locator('.terminal').getByText('port 26').waitFor();
    }, 'drill');
  },
};
