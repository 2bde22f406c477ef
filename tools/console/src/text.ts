// Numbers and words as people read them.

export const count = (n: number): string => Math.round(n).toLocaleString('en-US');

export function seconds(s: number | null | undefined): string {
  if (s === null || s === undefined || !isFinite(s)) return '–';
  const size = Math.abs(s);
  if (size === 0) return '0 s';
  if (size < 0.0009995) return `${three(s * 1e6)} µs`;
  if (size < 0.9995) return `${three(s * 1e3)} ms`;
  if (size < 120) return `${three(s)} s`;
  if (size < 7200) return `${three(s / 60)} min`;
  if (size < 172800) return `${three(s / 3600)} h`;
  return `${three(s / 86400)} d`;
}

// Three figures, never as a power of ten.
const three = (x: number): string => String(Number(x.toPrecision(3)));
const trim = (text: string): string => (text.includes('.') && !text.includes('e') ? text.replace(/\.?0+$/, '') : text);

export function share(x: number | null | undefined, digits = 1): string {
  if (x === null || x === undefined || !isFinite(x)) return '–';
  const percent = 100 * x;
  return `${percent !== 0 && Math.abs(percent) < 0.1 ? trim(percent.toPrecision(2)) : trim(percent.toFixed(digits))} %`;
}

export function bytes(n: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let at = 0;
  while (n >= 1000 && at < units.length - 1) { n /= 1000; at += 1; }
  return `${trim(n.toPrecision(3))} ${units[at]}`;
}

export const number = (x: number | null | undefined): string =>
  x === null || x === undefined || !isFinite(x) ? '–' : Math.abs(x) >= 1000 ? count(x) : trim(x.toPrecision(3));

// Minutes from the start as "0:30", "26:05".
export const clock = (minutes: number): string => `${Math.floor(minutes / 60)}:${String(Math.floor(minutes % 60)).padStart(2, '0')}`;

export const outcomes: Record<string, { word: string; tone: 'good' | 'bad' | 'warn' }> = {
  delivered: { word: 'Delivered', tone: 'good' }, rejected: { word: 'Rejected', tone: 'bad' },
  bounced: { word: 'Bounced', tone: 'bad' }, deferred: { word: 'Deferred', tone: 'warn' },
  discarded: { word: 'Discarded', tone: 'bad' }, quarantined: { word: 'Quarantined', tone: 'warn' },
};

// The general steps of the support documents.
export const steps: Record<string, string> = {
  A: 'Compose and submit', B: 'Outgoing rules and policies', C: 'An internal mailbox?', D: 'Delivered on the same server',
  E: 'MX query', F: 'Sent to the next server', G: 'SPF is checked', H: 'Incoming rules and policies',
  I: 'A valid mailbox?', J: 'Into the mailbox', K: 'The recipient fetches', L: 'The client’s own rules',
};

export const clients: Record<string, string> = {
  '': 'as the sender’s domain says', outlook: 'Outlook (IMAP)', 'outlook-pop3': 'Outlook (POP3)',
  'outlook-mapi': 'Outlook (MAPI)', webmail: 'Webmail', phone: 'Phone (ActiveSync)', peer: 'Another mail server',
};

export const kindWords: Record<string, string> = { internal: 'between customers', incoming: 'from the Internet', outgoing: 'to the Internet', dsn: 'bounces', spam: 'spam' };
