/** A desktop file that starts the console hidden. */
export function autostartEntry(program: string, args: readonly string[]): string {
  const exec = [program, ...args, '--hidden'].map(quoteExec).join(' ');
  return ['[Desktop Entry]', 'Type=Application', 'Name=Atalaya', `Exec=${exec}`, 'Terminal=false', ''].join('\n');
}

/** A word of an Exec line: quoted, with the four characters escaped that mean something within quotes, and percent doubled. */
const quoteExec = (word: string): string => `"${word.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%')}"`;
