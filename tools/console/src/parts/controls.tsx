// The small set of controls that all views share.
import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';

interface FieldProps { label: string; hint?: string; children: (id: string, hint: string | undefined) => ComponentChildren }
export function Field({ label, hint, children }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children(id, hint ? `${id}-hint` : undefined)}
      {hint ? <small id={`${id}-hint`}>{hint}</small> : null}
    </div>
  );
}

interface TextProps { label: string; value: string; onInput: (value: string) => void; hint?: string; list?: string[]; placeholder?: string; type?: string }
export function TextField({ label, value, onInput, hint, list, placeholder, type = 'text' }: TextProps) {
  return (
    <Field label={label} hint={hint}>
      {(id, described) => (
        <>
          <input id={id} type={type} value={value} placeholder={placeholder} aria-describedby={described} autocomplete="off" spellcheck={false}
            list={list ? `${id}-list` : undefined} onInput={(e) => onInput(e.currentTarget.value)} />
          {list ? <datalist id={`${id}-list`}>{list.map((one) => <option key={one} value={one} />)}</datalist> : null}
        </>
      )}
    </Field>
  );
}

interface ChoiceProps { label: string; value: string; options: [value: string, text: string][]; onChange: (value: string) => void; hint?: string }
export function Choice({ label, value, options, onChange, hint }: ChoiceProps) {
  return (
    <Field label={label} hint={hint}>
      {(id, described) => (
        <select id={id} value={value} aria-describedby={described} onChange={(e) => onChange(e.currentTarget.value)}>
          {options.map(([v, words]) => <option key={v} value={v}>{words}</option>)}
        </select>
      )}
    </Field>
  );
}

interface SliderProps { label: string; value: number; min: number; max: number; step: number; show: (v: number) => string; onInput: (v: number) => void; hint?: string }
export function Slider({ label, value, min, max, step, show, onInput, hint }: SliderProps) {
  return (
    <Field label={label} hint={hint}>
      {(id, described) => (
        <div class="slider">
          <input id={id} type="range" min={min} max={max} step={step} value={value} aria-describedby={described} aria-valuetext={show(value)}
            onInput={(e) => onInput(e.currentTarget.valueAsNumber)} />
          <output for={id}>{show(value)}</output>
        </div>
      )}
    </Field>
  );
}

export function Button({ kind = '', children, ...rest }: { kind?: '' | 'primary' | 'quiet' | 'danger'; children: ComponentChildren } & JSX.HTMLAttributes<HTMLButtonElement> & { disabled?: boolean; type?: 'button' | 'submit' }) {
  return <button type="button" class={`button ${kind}`} {...rest}>{children}</button>;
}

export function Card({ title, side, children, id }: { title?: ComponentChildren; side?: ComponentChildren; children: ComponentChildren; id?: string }) {
  return (
    <section class="card" id={id}>
      {title ? <header class="card-head"><h2>{title}</h2>{side ? <div class="side">{side}</div> : null}</header> : null}
      {children}
    </section>
  );
}

export type Tone = 'good' | 'bad' | 'warn' | 'plain';
export const Badge = ({ tone = 'plain', children }: { tone?: Tone; children: ComponentChildren }) => <span class={`badge ${tone}`}>{children}</span>;

interface Column<Row> { head: string; cell: (row: Row) => ComponentChildren; left?: boolean }
export function Table<Row>({ caption, columns, rows, keyOf }: { caption: string; columns: Column<Row>[]; rows: Row[]; keyOf: (row: Row, i: number) => string | number }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <caption>{caption}</caption>
        <thead><tr>{columns.map((c) => <th key={c.head} scope="col" class={c.left ? 'l' : ''}>{c.head}</th>)}</tr></thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={keyOf(row, i)}>
              {columns.map((c, j) => j === 0 ? <th key={c.head} scope="row" class={c.left ? 'l' : ''}>{c.cell(row)}</th> : <td key={c.head} class={c.left ? 'l' : ''}>{c.cell(row)}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
