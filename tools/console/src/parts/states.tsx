// What a view shows when there is nothing yet, when it waits, and when something went wrong.
import type { ComponentChildren } from 'preact';
import type { ApiError } from '../api';

export function Loading({ what }: { what: string }) {
  return <p class="loading" role="status"><span class="spinner" aria-hidden="true" />{what}…</p>;
}

export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return <div class="empty"><h2>{title}</h2>{children ? <p>{children}</p> : null}</div>;
}

export function Failed({ error, again }: { error: ApiError; again?: () => void }) {
  const several = error.problems.length > 0;
  return (
    <div class="failed" role="alert">
      <h2>{error.status === 401 ? 'This page needs its key' : several ? 'Something in the input is wrong' : 'That did not work'}</h2>
      {several ? (
        <ul>{error.problems.map((p, i) => <li key={i}>{p.pointer && p.pointer !== '/' ? <code>{p.pointer}</code> : null} {p.message}</li>)}</ul>
      ) : <p>{error.message}</p>}
      {again ? <button type="button" class="button" onClick={again}>Try again</button> : null}
    </div>
  );
}
