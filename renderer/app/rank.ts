const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();

/** How well `text` answers `query`: beginning 4, word beginning 3, inside 2, letters in order 1, not at all 0. */
export function scoreMatch(query: string, text: string): number {
  const wanted = plain(query.trim());
  const within = plain(text);
  if (wanted === '') return 1;
  if (within.startsWith(wanted)) return 4;
  if (within.split(/[\s·:/-]+/).some((word) => word.startsWith(wanted))) return 3;
  if (within.includes(wanted)) return 2;
  let at = 0;
  for (const letter of within) if (letter === wanted[at]) at += 1;
  return at === wanted.length ? 1 : 0;
}

const groupOrder = ['records', 'actions', 'pages', 'settings'] as const;

/** The commands that answer a query: by group, then by how well they match, then as they were registered. */
export function rankCommands<T extends { title: string; words?: string; group: (typeof groupOrder)[number] }>(
  query: string,
  commands: readonly T[],
): readonly T[] {
  return commands
    .map((command, index) => {
      const score = Math.max(
        scoreMatch(query, command.title),
        command.words ? scoreMatch(query, command.words) - 0.5 : 0,
      );
      return { command, index, score: command.group === 'records' && query !== '' ? Math.max(score, 1) : score };
    })
    .filter(({ score }) => score > 0)
    .toSorted(
      (a, b) =>
        groupOrder.indexOf(a.command.group) - groupOrder.indexOf(b.command.group) ||
        b.score - a.score ||
        a.index - b.index,
    )
    .map(({ command }) => command);
}
