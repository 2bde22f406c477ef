// The console: its frame, its views by address, its theme.
import { render } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import 'uplot/dist/uPlot.min.css';
import './fonts/sans.css';
import './fonts/mono.css';
import './style.css';
import { EstatePage } from './estate/EstatePage';
import { home } from './home';
import { Empty, Failed, Loading } from './parts/states';
import { ThemeButton } from './parts/theme';
import { link, useRoute, type Route } from './route';
import { useGet } from './use';
import { views } from './views';

function View({ route }: { route: Route }) {
  const name = route.parts[0] ?? 'estate';
  if (name === 'estate') return <EstatePage route={route} />;
  const view = views.find((v) => v.names.includes(name));
  if (view) return view.show(route);
  return <Empty title="There is no such page">The address may be of another version. <a href={link(['estate'])}>To the estate</a></Empty>;
}

function App() {
  const route = useRoute();
  const about = useGet<{ version: string; estate: string }>('/api/about');
  if (about.value) home.estate = about.value.estate;
  const main = useRef<HTMLElement>(null);
  const at = route.parts.join('/');
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) { main.current?.focus({ preventScroll: true }); scrollTo(0, 0); }
    first.current = false;
  }, [at]);
  return (
    <>
      <a class="skip" href="#main" onClick={(e) => { e.preventDefault(); main.current?.focus(); }}>To the content</a>
      <Top route={route} />
      <main id="main" ref={main} tabIndex={-1}>
        {about.error ? <Locked error={about.error.status} message={about.error.message} /> : about.value ? <View route={route} /> : <Loading what="Opening the console" />}
      </main>
      <footer>mailsim {about.value?.version ?? ''} · everything here is simulated on this machine; nothing leaves it. What an estate assumes is marked where it stands.</footer>
    </>
  );
}

function Locked({ error, message }: { error: number; message: string }) {
  if (error === 401)
    return <Empty title="This page needs its key">Open the address that <code>mailsim serve</code> printed in its terminal; it ends in <code>?token=…</code></Empty>;
  return <Failed error={{ status: error, message, problems: [], name: '' }} again={() => location.reload()} />;
}

function Top({ route }: { route: Route }) {
  const pages: [string, string, string[]][] = [['estate', 'Estate', ['estate']], ...views.map((v): [string, string, string[]] => [v.names[0]!, v.title, v.names])];
  return (
    <header class="top">
      <div class="top-inner">
        <a class="brand" href={link(['estate'])}>
          <svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8" fill="var(--accent)" /><path d="M7 10.5h18v11H7zM7 10.5l9 7 9-7" fill="none" stroke="var(--on-accent)" stroke-width="2" stroke-linejoin="round" /></svg>
          mailsim
        </a>
        <nav aria-label="Views"><ul class="nav">
          {pages.map(([name, title, names]) => <li key={name}><a href={link([name])} aria-current={names.includes(route.parts[0] ?? '') ? 'page' : undefined}>{title}</a></li>)}
        </ul></nav>
        <ThemeButton />
      </div>
    </header>
  );
}

render(<App />, document.getElementById('app')!);
