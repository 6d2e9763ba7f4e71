/** The field that is being typed after `{{` at `caret`, or null. `from` is where its name begins. */
export function typedField(text: string, caret: number): { readonly from: number; readonly name: string } | null {
  const match = /\{\{\s*([A-Za-z_]*)$/.exec(text.slice(0, caret));
  const name = match?.[1];
  return name === undefined ? null : { from: caret - name.length, name };
}

/** Names that begin as typed, then those that contain it. */
export function suggest(names: readonly string[], typed: string): readonly string[] {
  const starts = names.filter((name) => name.startsWith(typed));
  return [...starts, ...names.filter((name) => !starts.includes(name) && name.includes(typed))].slice(0, 8);
}

export interface Edit {
  readonly text: string;
  readonly caret: number;
}

/** Puts `{{ name }}` at the caret, finishing what was typed of it. */
export function insertField(text: string, caret: number, name: string): Edit {
  const typed = typedField(text, caret);
  const open = typed ? text.slice(0, typed.from) : `${text.slice(0, caret)}{{ `;
  const spaced = open.endsWith('{{') ? `${open} ` : open;
  const rest = text.slice(caret).replace(/^[A-Za-z_]*\s*\}\}/, typed ? '' : '$&');
  const before = `${spaced}${name} }}`;
  return { text: before + rest, caret: before.length };
}
