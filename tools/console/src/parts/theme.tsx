// The button that turns light and dark; without a wish the system decides. Charts draw themselves anew on 'themechange'.
import { useEffect, useState } from 'preact/hooks';

export function ThemeButton() {
  const system = () => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  const [wish, setWish] = useState(() => readWish());
  const [now, setNow] = useState(wish ?? system());
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const follow = () => { if (!wish) setNow(system()); };
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, [wish]);
  useEffect(() => {
    document.documentElement.dataset.theme = now;
    dispatchEvent(new Event('themechange'));
  }, [now]);
  const turn = () => {
    const next = now === 'dark' ? 'light' : 'dark';
    setWish(next); setNow(next);
    try { localStorage.setItem('theme', next); } catch { /* private mode */ }
  };
  return <button type="button" class="button quiet" onClick={turn} aria-label={`Use the ${now === 'dark' ? 'light' : 'dark'} theme`}>{now === 'dark' ? '☀ Light' : '☾ Dark'}</button>;
}

function readWish(): string | null {
  try { return localStorage.getItem('theme'); } catch { return null; }
}
