// A figure with its name and what belongs to it.
export const Tile = ({ name, value, sub }: { name: string; value: string; sub: string }) => <div class="tile"><dl style={{ margin: 0 }}><dt>{name}</dt><dd>{value}</dd>{sub ? <dd>{sub}</dd> : null}</dl></div>;
