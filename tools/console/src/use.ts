// Asking the server from a view: the answer, or why there is none, or that it is under way.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, get } from './api';

// What a page brings along instead of asking a server: answers by their addresses (a report page).
let held: ((path: string) => unknown) | null = null;
export const hold = (answers: (path: string) => unknown): void => { held = answers; };

export interface Asked<T> { value?: T; error?: ApiError; busy: boolean }

export function useGet<T>(path: string | null): Asked<T> & { again: () => void } {
  return held ? { value: path ? (held(path) as T) : undefined, busy: false, again: () => undefined } : useServer<T>(path);
}

function useServer<T>(path: string | null): Asked<T> & { again: () => void } {
  const [state, set] = useState<Asked<T> & { of: string | null }>({ busy: !!path, of: path });
  const [round, again] = useState(0);
  useEffect(() => {
    if (!path) return;
    const stop = new AbortController();
    set((old) => ({ busy: true, of: path, value: old.of === path ? old.value : undefined }));
    get<T>(path, stop.signal).then(
      (value) => set({ value, busy: false, of: path }),
      (error) => { if (!stop.signal.aborted) set({ error: asApiError(error), busy: false, of: path }); },
    );
    return () => stop.abort();
  }, [path, round]);
  const current = state.of === path ? state : { busy: !!path };
  return { ...current, again: useCallback(() => again((n) => n + 1), []) };
}

// For questions that a person sends off: only the last one counts.
export function useAsk<Q, T>(ask: (question: Q, signal: AbortSignal) => Promise<T>) {
  const [state, set] = useState<Asked<T>>({ busy: false });
  const under = useRef<AbortController | null>(null);
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => () => under.current?.abort(), []);
  const send = useCallback(async (question: Q) => {
    under.current?.abort();
    const stop = (under.current = new AbortController());
    set((old) => ({ ...old, busy: true, error: undefined }));
    try {
      const value = await latest.current(question, stop.signal);
      if (!stop.signal.aborted) set({ value, busy: false });
      return value;
    } catch (error) {
      if (!stop.signal.aborted) set({ error: asApiError(error), busy: false });
      return undefined;
    }
  }, []);
  const clear = useCallback(() => { under.current?.abort(); set({ busy: false }); }, []);
  return { ...state, send, clear };
}

function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError(0, error instanceof Error ? error.message : String(error));
}
